/* Record: requests go on to a real service, and what it answers comes back and into a file, without secrets. */
#ifndef SANDBOX_PROXY_H
#define SANDBOX_PROXY_H

#include "answer.h"
#include "request.h"

typedef struct proxy proxy;

/* Requests go to the host of `url`, which has https, or http where it is this machine or that is allowed. NULL with the reason in
   `problem`. */
proxy *proxy_start(const char *url, bool allow_http, const char *file, text *problem);
/* The path of the URL: where clients find below the sandbox what they would find below the URL. */
const char *proxy_base_path(const proxy *of);
void proxy_answer(proxy *by, const request *from, answer *out);
/* Ends what is under way; what comes afterwards is refused. */
void proxy_stop(proxy *from);
void proxy_free(proxy *from);

#endif
