/* The lines of an import that are done, in a file beside it: a run that was stopped goes on with the others. */
#ifndef CLI_IMPORT_STATE_H
#define CLI_IMPORT_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "import_file.h"
#include "text.h"

typedef struct import_state {
    text path; /* empty: none is kept */
    int descriptor;
    uint64_t *done; /* fingerprints of lines of the file that earlier runs did, sorted */
    size_t count;
    bool is_own;    /* locked, and the state of this import: nothing else is taken away */
    bool has_notes; /* of this run */
} import_state;

/* Opens the file, or makes it, and keeps other processes away from it. One of another noun or service is refused. Notes
   of lines that the import does not have any more are dropped for good: what came in the place of one may have been
   done since. `service` is the address that the lines go to. Returns an exit status; import_state_close() is called in
   any case. */
int import_state_open(import_state *to, const arguments *from, const import_file *of, const char *service);
/* What stands for a line: its cells and the members that they set, wherever it stands. */
uint64_t import_fingerprint(const import_file *of, const csv_record *line);
bool import_state_has(const import_state *in, uint64_t print);
/* Notes a line, and the id of the record that it is about; both are on their way to the disk then. Returns an exit
   status, having told. */
int import_state_note(import_state *to, uint64_t print, const char *id);
/* Lets others have the file; takes it away where all is done, or nothing is. */
void import_state_close(import_state *from, bool all_done);

#endif
