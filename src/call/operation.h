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
    int32_t access;           /* SDP_ACCESS_… */
    int32_t place;            /* of the input: SDP_PLACE_… */
    int32_t bare;             /* what is sent without input: SDP_BARE_… */
    const sdp_type *input_type;
    const char *input_key; /* envelope of the input; NULL: none */
    int32_t input_is_list;
    const char *input_inner; /* of an input without envelope: the member that a bare entity in JSON is meant for */
    const char *required;    /* members that the input must have, separated by blanks; NULL: none */
    const sdp_type *output_type;
    const char *output_keys; /* accepted names, separated by blanks; NULL: nothing comes back */
    int32_t output_is_list;
    int32_t output_is_whole; /* 1: the type describes the whole answer, and the key is one of its members */
};

/* Whether `word` is one of the words, separated by single blanks, of `list` (nullable). */
int sdpi_has_word(const char *list, const char *word);

#endif
