/* A row of the table of operations: all that the engine, the tools and the tests know of one. */
#ifndef SDPI_OPERATION_H
#define SDPI_OPERATION_H

#include <sdp/client.h>
#include <sdp/reflect.h>

struct sdpi_dialect;

struct sdp_operation {
    const char *name; /* noun and verb: "products.add" */
    const char *doc;
    const struct sdpi_dialect *dialect;
    const char *method;
    const char *path;         /* below the API root; each {…} takes an id */
    const char *printed_path; /* where the vendor's page prints another one; else NULL */
    const char *body_ids;     /* fields for the ids that are not in the path, separated by blanks; NULL: none */
    int32_t access;           /* SDP_ACCESS_… */
    int32_t place;            /* of the input: SDP_PLACE_… */
    int32_t bare;             /* what is sent without input: SDP_BARE_… */
    const sdp_type *input_type;
    const char *input_key; /* envelope of the input; NULL: none */
    int32_t input_is_list;
    const char *input_inner; /* of an input without envelope: the member that a bare entity in JSON is meant for */
    /* What the tables cannot say of an input, such as a range; NULL: nothing. The error's path begins below the
       input. */
    sdp_status (*check)(const void *input, sdp_error *error);
    /* Of an add: what a record is known by beside its id, separated by blanks; NULL: nothing. */
    const char *natural_key;
    const char *required; /* members that the input must have, separated by blanks; NULL: none */
    const sdp_type *output_type;
    const char *output_keys; /* accepted names, separated by blanks; NULL: nothing comes back */
    int32_t output_is_list;
    const char *file_part;   /* of an upload: the part that carries the file */
    const char *file_fields; /* of an upload: what stands beside it, "name=value" separated by blanks */
    const char *file_limit;  /* of an upload: advice where the service refuses for the number of files */
    int32_t output_is_whole; /* 1: the type describes the whole answer, and the key is one of its members */
};

/* How many ids stand in the path, and how many go into the body. The path's come first. */
size_t sdpi_path_id_count(const sdp_operation *operation);
size_t sdpi_body_id_count(const sdp_operation *operation);

/* Whether `word` is one of the words, separated by single blanks, of `list` (nullable). */
int sdpi_has_word(const char *list, const char *word);

#endif
