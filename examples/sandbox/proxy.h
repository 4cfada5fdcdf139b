/* Record: requests go on to a real service, and what it answers comes back and into a file, without secrets. */
#ifndef SANDBOX_PROXY_H
#define SANDBOX_PROXY_H

#include "answer.h"
#include "request.h"

typedef struct proxy proxy;

typedef struct proxy_options {
    const char *url;     /* it has https, or http where it is this machine or that is allowed */
    const char *file;    /* the record, which is not there yet */
    const char *ca_file; /* PEM: the authorities that are trusted instead of the system's; NULL: those */
    bool allow_http;
} proxy_options;

/* Requests go to the host of the URL. NULL with the reason in `problem`. The options are borrowed. */
proxy *proxy_start(const proxy_options *with, text *problem);
/* The path of the URL: where clients find below the sandbox what they would find below the URL. */
const char *proxy_base_path(const proxy *of);
void proxy_answer(proxy *by, const request *from, answer *out);
/* Writes a text that a request or its answer holds as the record has it: without secrets, those of earlier requests
   too. */
void proxy_clean(proxy *by, const request *from, const char *words, text *to);
/* Ends what is under way; what comes afterwards is refused. */
void proxy_stop(proxy *from);
void proxy_free(proxy *from);

#endif
