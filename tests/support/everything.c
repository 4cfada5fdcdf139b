#include "everything.h"

#include "model/rows.h"

#define OF part
FIELDS(part, TYPE_PART, "part", "A part of everything", ID(id, KEY, "id of the part"),
       TEXT(name, 0, "name of the part"), TEXT(stamp, READ_ONLY, "when the part was made"));
#undef OF

#define OF everything
FIELDS(everything, TYPE_EVERYTHING, "everything", "A member of each kind", ID(id, KEY, "an id"),
       TEXT(text, 0, "a text"), NUMBER(number, 0, "a number"),
       NUMBER(price, WRITE_TEXT, "a number that is sent as a string"), BOOL(flag, 0, "a truth value"),
       TIME(time, 0, "a time"), INTEGER(integer, 0, "an integer"), OBJECT(object, part, 0, "an object"),
       LIST(list, part, 0, "a list"), TEXTS(texts, 0, "texts"), JSON(open, 0, "anything"),
       UDF(udf_fields, 0, "user-defined fields"), OBJECT(self, everything, 0, "another one"),
       TEXT(made_by, READ_ONLY, "who made it"));
#undef OF
