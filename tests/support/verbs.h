/* The public functions of a noun, each brought to one shape, so that one table says what each of them sends.

       VERB_GIVES(edit, sdp_product, sdp_product_edit(client, id, &input, options, &made))
       VERB_ONLY(delete, sdp_product_delete(client, id, options))

       static const verb rows[] = {
           {"products.edit", edit, "PUT", "/products/" REPLAY_ID, "{…}", "\"product\":{\"id\":\"1\"},", "product"},
           {"products.delete", delete, "DELETE", "/products/" REPLAY_ID, NULL, "", NULL},
       };  */
#ifndef VERBS_H
#define VERBS_H

#include "replay.h"

typedef sdp_status (*verb_fn)(sdp_client *client, const char *id, const sdp_options *options, const void **out);

typedef struct verb {
    const char *operation;
    verb_fn call;
    const char *method;
    const char *path;   /* below the root; an id is REPLAY_ID */
    const char *input;  /* what is sent as input_data; "" is an empty input, NULL none at all */
    const char *answer; /* beside response_status: members, each with a comma behind it */
    const char *brings; /* name of the type of what `out` receives; NULL: nothing */
} verb;

/* Defines a verb_fn around a call. What comes in as `*out` is what the function finds in its caller's variable. */
#define VERB_GIVES(name_, type_, call_)                                                                                \
    static sdp_status name_(sdp_client *client, const char *id, const sdp_options *options, const void **out)          \
    {                                                                                                                  \
        const type_ *made = *out;                                                                                      \
        (void)id;                                                                                                      \
        sdp_status status = call_;                                                                                     \
        *out = made;                                                                                                   \
        return status;                                                                                                 \
    }
/* The same for one that gives nothing. */
#define VERB_ONLY(name_, call_)                                                                                        \
    static sdp_status name_(sdp_client *client, const char *id, const sdp_options *options, const void **out)          \
    {                                                                                                                  \
        *out = NULL;                                                                                                   \
        return call_;                                                                                                  \
    }

/* Each function sends its own request and gives what comes. */
void verbs_send(replay *r, const verb *verbs, size_t count);
/* Each takes its options, and is the operation that it says: seen in the description of a dry run. */
void verbs_take_options(replay *r, const verb *verbs, size_t count);
/* On a failure of the service each says so, and gives NULL whatever stood there before. */
void verbs_fail(replay *r, const verb *verbs, size_t count);
/* Each that is about an id refuses NULL, "" and "../x"; none sends anything, with NULL for a client either. */
void verbs_refuse(replay *r, const verb *verbs, size_t count);
/* Every operation whose name begins so, lists aside, stands in the table once. */
void verbs_are_all(const verb *verbs, size_t count, const char *noun);

#endif
