/* Search criteria from the inside: a tree whose inner nodes are groups, and whose leaves are criteria in JSON. */
#ifndef SDPI_API_CRITERIA_H
#define SDPI_API_CRITERIA_H

#include <sdp/criteria.h>

#include "base/error.h"

typedef struct sdpi_criterion {
    struct sdpi_criterion *parent; /* NULL for the outermost level */
    struct sdpi_criterion *next;
    struct sdpi_criterion *first; /* of a group */
    struct sdpi_criterion *last;
    sdp_json *json;  /* of a leaf, without logical_operator; NULL for a group */
    size_t count;    /* members of a group */
    int32_t logical; /* what joins the members of a group: SDP_AND or SDP_OR, 0 while there are not two */
} sdpi_criterion;

struct sdp_criteria {
    sdpi_criterion top;
    sdpi_criterion *level; /* the group that is open, or `top` */
    size_t depth;          /* groups that are open */
    sdp_json *json;        /* what sdp_criteria_json() gave */
    int32_t has_column;    /* whether the mistake is one in a text, which its message says where */
    sdp_error error;       /* the first mistake */
};

/* Puts the place of the next member of a level before the path of the mistake. Returns the mistake. */
sdp_status sdpi_criteria_place(sdp_criteria *criteria, const sdpi_criterion *level);
/* The mistake that was made, in `error` too. */
sdp_status sdpi_criteria_mistake(const sdp_criteria *criteria, sdp_error *error);

/* Whether a text is an id: digits. */
int sdpi_is_id(const char *text);

/* A member that a search may name, and its kind: SDP_KIND_JSON where the tables say nothing more. */
typedef struct sdpi_searched {
    int32_t kind;
    const sdp_type *type; /* of an object or of the items of a list */
} sdpi_searched;

/* Follows a dotted path through the tables. SDP_E_UNKNOWN_FIELD where it leads nowhere, with a suggestion. */
sdp_status sdpi_searched_field(const sdp_type *type, const char *path, int32_t allow_unknown, sdpi_searched *found,
                               sdp_error *error);

#endif
