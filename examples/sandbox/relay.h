/* Headers that go through the sandbox where it stands between a client and the service. */
#ifndef SANDBOX_RELAY_H
#define SANDBOX_RELAY_H

#include <microhttpd.h>

#include "answer.h"
#include "request.h"

/* Keeps all headers of a request. */
void relay_keep_headers(struct MHD_Connection *connection, request *to);
/* Those of them that go on, for libcurl, and an end to those that it would add by itself; new, NULL where memory runs
   out. */
struct curl_slist *relay_request_headers(const request *from);
/* Adds those that came with a relayed answer. */
void relay_add_headers(struct MHD_Response *to, const answer *from);

/* Whether a header is about one connection alone, or is written anew for the next one, and so goes no further. */
bool relay_stays(const char *name);

#endif
