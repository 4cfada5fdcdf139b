/* The input of an operation while it is put together: JSON, and where in it the entity stands. */
#ifndef CLI_REQUEST_H
#define CLI_REQUEST_H

#include "arguments.h"
#include "text.h"

#include <sdp/json.h>
#include <sdp/reflect.h>

typedef struct request {
    const sdp_operation *operation;
    sdp_json *root;     /* NULL: no input so far */
    const char *prefix; /* where the entity stands in it: the envelope key, or "" */
    text set;           /* paths that --set has set, a line each */
} request;

/* Puts the input together from --input, --query, --set, --where, --sort and --count. `*json` receives a new text, freed
   by sdp_text_free(), or NULL where there is no input. Returns an exit status. */
int request_read(const arguments *from, const sdp_operation *operation, char **json);
/* Puts a value at a path below the entity, and takes it over; `option` is for errors. Returns an exit status. */
int request_put(request *to, const char *option, const char *path, sdp_json *value);
/* Refuses JSON of the caller in which an object has a name twice. Returns an exit status. */
int request_check_names(const char *option, const sdp_json *json);
/* Notes that --set sets a path below the entity; tells where it was set before. Returns an exit status. */
int request_note_set(request *to, const char *path);
/* What stands at a path below the entity, NULL where nothing does. */
const sdp_json *request_at(const request *from, const char *path);

#endif
