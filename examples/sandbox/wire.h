/* Answers that no HTTP server gives: written to the socket by hand, and wrong. */
#ifndef SANDBOX_WIRE_H
#define SANDBOX_WIRE_H

#include "answer.h"
#include "fault_rule.h"
#include "files.h"

/* The value of Retry-After that a fault asks for; false where it asks for none. */
bool wire_retry_after(const fault *with, char *out, size_t size);
/* The Content-Type of an answer; NULL where it has no body to have one. */
const char *wire_content_type(const answer *from);

/* Whether a fault needs wire_send(). */
bool wire_is_for(const fault *with);
/* Sends as much of an answer as the fault lets through, and resets the connection where it says so. The connection
   is of no use afterwards. */
void wire_send(int to, files *from, const answer *what, const fault *with);

#endif
