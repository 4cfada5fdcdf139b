/* The entities that the sandbox serves, as data. Members, their kinds and their documentation come from the
   library's reflection; what stands here is what only the service knows: how it answers and what it refuses. */
#ifndef SANDBOX_SCHEMA_H
#define SANDBOX_SCHEMA_H

#include <sdp/reflect.h>

#include "answer.h"
#include "store.h"

struct job;

/* A member that refers to another entity. */
typedef struct reference {
    const char *path; /* "owner"; "[]" stands for each item of a list: "assets[].asset" */
    const char *noun; /* of the entity it refers to */
    const char *key;  /* the member that names it by id; NULL: "id" */
    bool create;      /* an unknown name makes a new one; otherwise it answers 4001 */
} reference;

/* A member with a value of its own: one that was never given, or one taken over from what another refers to. */
typedef struct standing {
    const char *field;
    const char *json;      /* what it is when it was never given; NULL: see `reference` */
    const char *reference; /* the member whose target has a member of the same name */
} standing;

typedef struct entity_row {
    const char *noun;            /* as entities are kept, and the name of their type in sdp/reflect.h */
    const char *plural;          /* as in the names of operations: "products.add" */
    const char *singular_key;    /* of an answer with one entity */
    const char *list_key;        /* of an answer with many */
    const char *usual_sort;      /* the member that a list is sorted by unless told, and told in its list_info */
    const char *restore_key;     /* of the answer to restore_from_trash, whose status is then an array; NULL: usual */
    bool list_without_info;      /* the vendor prints no list_info */
    bool list_status_object;     /* the status of a list is an object, not an array of one */
    bool unique_name;            /* a second entity of that name answers 4008 */
    const reference *references; /* ends with a NULL path */
    const standing *standings;   /* ends with a NULL field */
    /* What is shown (json_view()); NULL: the document as it is kept. */
    const char *view;
    const char *list_view;  /* NULL: `view` */
    const char *trash_view; /* of what goes into the trash and comes out of it */
    /* Completes a document after an input was laid over it; NULL where nothing is to be done. */
    bool (*complete)(store *in, sdp_json *document, const sdp_json *input, bool is_new, answer *problems);
    /* Changes what else follows from a document that was just kept. */
    bool (*follow)(store *in, const sdp_json *document, const sdp_json *input, answer *problems);
    /* Changes what else follows from its deletion. */
    bool (*forget)(const struct job *of, const sdp_json *document);
    /* Adds what is kept elsewhere to a document that is about to be shown. */
    bool (*gather)(store *in, sdp_json *document);
} entity_row;

/* The row of the nouns that stand in the names of operations; NULL where the sandbox does not serve them. */
const entity_row *schema_by_plural(const char *plural, size_t length);
/* What holds for all that is kept of a noun, served or not. */
typedef struct noun_row {
    const char *noun;
    bool of_portal; /* each portal has its own; what is of none is kept once, for all of them */
    bool shown;     /* to whoever looks at what is kept */
    bool exported;  /* with the state, and taken when it is brought back */
} noun_row;

/* Never NULL: for a noun that is not kept the row of "", which has nothing of all that. */
const noun_row *schema_noun(const char *noun);

#endif
