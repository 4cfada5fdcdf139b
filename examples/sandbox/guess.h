/* What the sandbox does though nobody has printed or seen how the service does it. With --strict it is refused, so that
   nobody builds on a guess; the ledger in docs/sandbox.md has a row for each. */
#ifndef SANDBOX_GUESS_H
#define SANDBOX_GUESS_H

#include "json.h"
#include "schema.h"

struct request;

#define GUESS_WORDS "the sandbox only guesses this; run without --strict"

/* Notes the refusal, HTTP 501, where the sandbox is strict: true. `what` says what is guessed. */
bool guess_refuse(answer *out, const char *what);

/* The same where a guess is found:
   an input of a DELETE that stands in the query */
bool guess_refuse_query(const struct request *from, answer *out);
/* user-defined fields that no page has; members of an object that a change leaves out. `old` NULL: a new entity */
bool guess_refuse_input(const entity_row *row, const sdp_json *old, const sdp_json *input, answer *out);
/* an id beside a name that is not the target's */
bool guess_refuse_target(const sdp_json *given, const sdp_json *target, answer *out);
/* a name that another has in other letters, or in the trash */
bool guess_refuse_name(store *in, const char *noun, const char *name, answer *out);
/* a search or an order by a user-defined field that no page has */
bool guess_refuse_field(const sdp_type *type, const char *field, answer *out);

#endif
