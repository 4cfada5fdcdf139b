/**
 * @file query.h
 * What a list asks for.
 */
#ifndef SDP_QUERY_H
#define SDP_QUERY_H

#include <sdp/types.h>

SDP_BEGIN_DECLS

/** What to list: the service's list_info. Start with SDP_QUERY(…) or SDP_QUERY_INIT. */
typedef struct sdp_query {
    sdp_head head;
    int64_t row_count;   /**< rows a page, 1 to 100; 0: 100. In JSON, 0 is refused */
    int64_t start_index; /**< first row, from 1; 0: 1 */
    int64_t page;        /**< instead of start_index, from 1; 0: not given */
    const char *sort_field;
    const char *sort_order; /**< "asc" or "desc" */
    sdp_bool get_total_count;
    const sdp_json *search_criteria; /**< an object, or an array of them (criteria.h); borrowed */
    const sdp_json *search_fields;   /**< an object of field and text; borrowed */
    const sdp_json *filter_by;       /**< an object; borrowed */
    sdp_texts fields_required;
} sdp_query;

/* clang-format off */
#define SDP_QUERY(...) { .head = SDP_HEAD(sdp_query, SDP_TYPE_QUERY), __VA_ARGS__ }
#define SDP_QUERY_INIT SDP_INIT(sdp_query, SDP_TYPE_QUERY)
/* clang-format on */

SDP_END_DECLS

#endif
