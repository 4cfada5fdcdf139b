/* A request as it came, and the parts that routes and entities need. */
#ifndef SANDBOX_REQUEST_H
#define SANDBOX_REQUEST_H

#include <stdint.h>

#include "text.h"

typedef struct request {
    char *method;
    char *path;  /* as it came, still percent-encoded, without the query */
    char *query; /* after the '?', as it came; NULL where there is none */
    text body;
    uint64_t body_size; /* of all that came, kept or not */
    bool too_large;
    bool no_room;          /* all bodies that come in at once are too large together */
    struct upload *upload; /* of a multipart body; else NULL */
    char *input;           /* decoded input_data; NULL where there is none */
    text headers;          /* all of them, where requests go on to a real service: "Name: value" lines */
    /* Headers, borrowed from the server while it answers; NULL where not sent. */
    const char *accept;
    const char *authorization;
    const char *authtoken;
    const char *technician_key;
    const char *content_type;
    const char *host;
} request;

/* Takes the target of a request line apart. */
bool request_set_target(request *to, const char *target);
/* Decodes `input_data` from where this method has it: the query of a GET, the form of a POST or PUT, either of
   a DELETE. False when memory ran out. */
bool request_find_input(request *to);
/* Whether the body is a form by its Content-Type. */
bool request_is_form(const request *from);
bool request_is_multipart(const request *from);
/* The decoded value of a field of the form, new; NULL where there is none, or no memory. */
char *request_field(const request *from, const char *name);
/* The same of a field of the query. */
char *request_query(const request *from, const char *name);
/* Decodes %XX and, in a form, '+'. The result is new; `*size` may count zero bytes inside. */
char *request_decode(const char *from, size_t length, bool form, size_t *size);
void request_free(request *to);

#endif
