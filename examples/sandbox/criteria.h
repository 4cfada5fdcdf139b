/* search_criteria and sort_field as SQL. Names of members are looked up in the library's tables, and all that
   came from outside is bound, never written into the SQL. */
#ifndef SANDBOX_CRITERIA_H
#define SANDBOX_CRITERIA_H

#include "query.h"

/* Adds the condition of one criterion, or of an array of them, to query->where. */
bool criteria_add(query *to, const sdp_type *type, const sdp_json *criteria, answer *problems);
/* Adds `field contains value` to query->where, joined by AND. */
bool criteria_add_contains(query *to, const sdp_type *type, const char *field, const sdp_json *value, answer *problems);
/* Puts a member into query->order. */
bool criteria_order(query *to, const sdp_type *type, const char *field, bool descending, answer *problems);

#endif
