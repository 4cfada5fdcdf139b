/* A line of an import: the record that it means, and what is to be done with it. */
#ifndef CLI_IMPORT_LINE_H
#define CLI_IMPORT_LINE_H

#include "import_index.h"

typedef enum import_action { IMPORT_ADDED, IMPORT_CHANGED, IMPORT_UNCHANGED, IMPORT_FAILED } import_action;

typedef struct import_result {
    import_action action;
    sdp_status status; /* of what failed */
    bool maybe_done;   /* of what failed: a write may have happened */
    char *id;          /* nullable */
    char *old_name;    /* of a record that gets another; nullable */
    sdp_json *members; /* the paths that were set */
    sdp_json *error;   /* nullable */
} import_result;

/* Finds the record, in the index or by looking it up, and adds or changes it. In a dry run the result is what would be
   done, and nothing is written. */
void import_line_do(const import_file *of, const csv_record *line, task_session *with, import_index *index,
                    import_result *out);
void import_result_free(import_result *from);

#endif
