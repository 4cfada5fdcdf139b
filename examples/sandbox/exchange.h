/* A request and its answer as a record holds them: one JSON object on a line, without secrets, so that the same request
   can be found again. */
#ifndef SANDBOX_EXCHANGE_H
#define SANDBOX_EXCHANGE_H

#include <sdp/json.h>

#include "answer.h"
#include "secrets.h"

/* Writes what was asked as members of an object: "method", "path" with what is left of the query, and what was sent, as
   "input_data", "form", "parts" or "body". */
void exchange_write_request(const request *from, const secrets *without, text *to);
/* Writes what was answered: "status", "content_type", "retry_after", "elapsed_ms" and, last, the body as "answer",
   "answer_text" or "answer_base64". Of the accounts server nothing but the status is told. */
void exchange_write_answer(const request *to_what, const answer *from, double elapsed_ms, const secrets *without,
                           text *to);

/* Reads a line: its members but for a body in base64, which is decoded into `body`; so is any other body. NULL with the
   reason in `problem`. */
sdp_json *exchange_read(const char *line, text *body, text *problem);
/* Writes what a request is recognised by: as it is read, with the members of objects in order of their names. */
void exchange_write_key(const sdp_json *asked, text *to);
/* Whether a request goes to the accounts server, whose answers are secret as a whole. */
bool exchange_is_login(const char *path);

#endif
