/* What the table of a type is to say, member by member, for tests of the tables. All lists are words separated by
   blanks; a member that is in none of the lists of kinds, or in another than the table has, fails the test. */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>
#include <stdint.h>

typedef struct table {
    const char *type;
    int32_t number; /* SDP_TYPE_… */
    /* By kind; NULL: none. */
    const char *texts;
    const char *ids;
    const char *numbers;
    const char *bools;
    const char *times;
    const char *objects; /* "member:type" */
    const char *lists;   /* "member:type" */
    const char *text_lists;
    const char *json;
    const char *udf;
    /* By flag; NULL: none, "*": all. */
    const char *keys;
    const char *read_only;
    const char *as_text;
} table;

void table_expect(const table *tables, size_t count);

#endif
