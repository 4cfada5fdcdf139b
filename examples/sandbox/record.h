/* What the server saw: the last requests, without secrets, and counts. For tests, at /_sandbox/. */
#ifndef SANDBOX_RECORD_H
#define SANDBOX_RECORD_H

#include "text.h"

typedef struct record record;

record *record_new(void);
void record_free(record *from);
/* `input` is nullable; `status` 0 says that no answer was given. */
void record_request(record *to, const char *method, const char *path, const char *input, int status);
/* Count a request for an operation when it comes, and when no fault has kept the sandbox from doing what it asks. */
void record_arrival(record *to, const char *operation);
void record_handled(record *to, const char *operation);
void record_connection(record *to);
/* The last requests as a JSON array, oldest first. */
void record_print_requests(record *from, text *to);
void record_print_stats(record *from, text *to);
/* {"GET /products":{"requests":2,"handled":1},…} */
void record_print_routes(record *from, text *to);
void record_reset(record *to);

#endif
