/* The vendor's answer shapes. */
#ifndef SANDBOX_ANSWER_H
#define SANDBOX_ANSWER_H

#include <stdint.h>

#include "text.h"

struct udf_fields;

/* The codes of the service that the sandbox uses; their HTTP status is in answer.c. */
enum {
    CODE_GENERIC = 4000,
    CODE_NO_SUCH_REFERENCE = 4001,
    CODE_FORBIDDEN = 4002,
    CODE_INTERNAL = 4004,
    CODE_NO_SUCH_URL = 4007,
    CODE_NOT_UNIQUE = 4008,
    CODE_NOT_EDITABLE = 4009,
    CODE_MANDATORY = 4012,
    CODE_READ_ONLY = 4014,
    CODE_RATE_LIMIT = 4015,
    CODE_TYPE_MISMATCH = 4021,
    CODE_INVALID_KEY = 4022
};

typedef struct answer {
    int http;                 /* HTTP status; 0 until it is known */
    const char *content_type; /* NULL: JSON */
    text body;
    text problems; /* the messages of a failure so far, separated by commas */
    int problem_count;
    bool list;            /* of a list: response_status is an array */
    int64_t file_content; /* of a download: see files.h; 0: the body is the answer */
    int64_t file_size;
    char file_type[128];          /* of a download, or of a relayed answer */
    bool strict;                  /* what would be guessed is refused; see guess.h */
    const struct udf_fields *udf; /* the user-defined fields that are declared; NULL: none */
    text headers;                 /* more of them, such as those of a relayed answer: "Name: value" lines */
    char retry_after[64];         /* of a relayed answer; "": none */
    bool own;                     /* of the sandbox itself, not of the service: goes out with headers for browsers */
} answer;

/* Notes a message of a failure; the first one decides the HTTP status. `field` and `message` are nullable.
   `code` 0 is left out. */
void answer_problem(answer *to, int code, const char *field, const char *message);
/* The same, with the names of several members. */
void answer_problem_fields(answer *to, int code, const char *const *fields, size_t count);
/* Writes the body of a failure with all its messages. `http` 0: as the first message says. */
void answer_failure(answer *to, int http);
/* Writes the body of a success: an entity under its key, or none where `key` is NULL. */
void answer_entity(answer *to, const char *key, const char *document);
/* Writes an HTML page, as proxies and dead addresses answer. */
void answer_html(answer *to, int http);
/* The code that goes with an HTTP status, CODE_GENERIC where none does. */
int answer_code_of(int http);
/* The HTTP status that goes with a code, 400 where none is known. */
int answer_http_of(int code);
/* The text of an answer of the accounts server, new, with words in the place of what may be a token; NULL where that
   cannot be told from the rest. */
char *answer_without_tokens(const answer *from);
/* Turns each "id":"123" of a printed answer into "id":123. */
void answer_bare_ids(answer *to);
void answer_free(answer *to);

#endif
