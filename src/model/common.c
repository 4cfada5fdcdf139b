/* The tables of types that every noun uses. */
#include <sdp/query.h>

#include "model/rows.h"

#define OF sdp_lookup
FIELDS(sdp_lookup, SDP_TYPE_LOOKUP, "lookup", "A reference to something by id or name", TEXT(name, 0, "its name"),
       ID(id, KEY, "its id"));
#undef OF

#define OF sdp_query
FIELDS(sdp_query, SDP_TYPE_QUERY, "list_info", "What a list asks for", INTEGER(row_count, 0, "rows a page, 1 to 100"),
       INTEGER(start_index, 0, "first row, from 1"), INTEGER(page, 0, "page, from 1, instead of start_index"),
       TEXT(sort_field, 0, "member to sort by"), TEXT(sort_order, 0, "asc or desc"),
       BOOL(get_total_count, 0, "whether to count all rows"),
       JSON(search_criteria, 0, "a criterion {field, condition, value}, or an array of them"),
       JSON(search_fields, 0, "an object of members and the texts to search them for"),
       JSON(filter_by, 0, "a filter of the service, by id or name"),
       TEXTS(fields_required, 0, "members to answer with"));
#undef OF
