/* What the lines of an import mean among the records that are there, by one walk over all of them: a hundred records a
   request, where each line would else need a request of its own. Records that no line means are not kept. */
#ifndef CLI_IMPORT_INDEX_H
#define CLI_IMPORT_INDEX_H

#include "import_file.h"
#include "import_state.h"

typedef enum index_answer {
    INDEX_UNKNOWN, /* it must be looked up */
    INDEX_NONE,    /* there was no such record */
    INDEX_FOUND
} index_answer;

typedef struct index_entry index_entry;

typedef struct import_index {
    index_entry *entries; /* sorted by what they are found by */
    size_t count;         /* 0: nothing is known */
} import_index;

/* Walks over the records where that needs fewer requests than the lines do by themselves that are not `done`, or where
   the caller asked for it. Of a walk that fails nothing is known, and the lines are looked up. */
void import_index_make(import_index *to, const import_file *of, const import_state *done, task_session *with);
/* What the line means; `*record` receives a new one where that is INDEX_FOUND, NULL otherwise. It has the members that
   the file names, where the list gave them. */
index_answer import_index_find(const import_index *in, const import_file *of, const csv_record *line,
                               sdp_json **record);
/* The name, which is nullable, may be another record's from now on. */
void import_index_spoil(import_index *in, const char *name);
void import_index_free(import_index *from);

#endif
