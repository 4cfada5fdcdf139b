/* Which operations an option goes with: completion offers it there, and elsewhere it is refused. */
#ifndef CLI_FITS_H
#define CLI_FITS_H

#include <stdbool.h>

#include <sdp/reflect.h>

typedef struct fit {
    bool (*has)(const sdp_operation *operation); /* NULL: no operation; it is an option of other commands */
    const char *words;                           /* what is among them, as in "--all is for lists" */
} fit;

extern const fit fit_input;
extern const fit fit_list;
extern const fit fit_query;
extern const fit fit_sort;
extern const fit fit_count;
extern const fit fit_file;
extern const fit fit_fields;
extern const fit fit_ensure;
extern const fit fit_batch;
extern const fit fit_login;
extern const fit fit_days;
extern const fit fit_import;
extern const fit fit_task;

/* `of` is nullable: every operation is among them. */
bool fits(const fit *of, const sdp_operation *operation);
/* Tells that the option does not go with the operation. Returns the exit status. */
int refuse_misfit(const char *option, const fit *of, const sdp_operation *operation);

#endif
