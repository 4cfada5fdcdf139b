/**
 * @file query.h
 * What a list asks for, and the pager that walks it.
 */
#ifndef SDP_QUERY_H
#define SDP_QUERY_H

#include <sdp/client.h>

SDP_BEGIN_DECLS

/** What to list: the service's list_info. Start with SDP_QUERY(…) or SDP_QUERY_INIT. */
typedef struct sdp_query {
    sdp_head head;
    int64_t row_count;   /**< rows a page, 1 to 100; default 100 for a pager */
    int64_t start_index; /**< first row, from 1; default 1 */
    int64_t page;        /**< instead of start_index, from 1 */
    const char *sort_field;
    const char *sort_order; /**< "asc" or "desc" */
    sdp_bool get_total_count;
    const sdp_json *search_criteria; /**< an object, or an array of them; borrowed */
    const sdp_json *search_fields;   /**< an object of field and text; borrowed */
    const sdp_json *filter_by;       /**< an object; borrowed */
    sdp_texts fields_required;
} sdp_query;

/* clang-format off */
#define SDP_QUERY(...) { .head = SDP_HEAD(sdp_query, SDP_TYPE_QUERY), __VA_ARGS__ }
#define SDP_QUERY_INIT SDP_INIT(sdp_query, SDP_TYPE_QUERY)
/* clang-format on */

/** Walks a list, page by page. It belongs to its client, and is freed before it. */
typedef struct sdp_pager sdp_pager;

/** What the service said of the page that the last row came from. */
typedef struct sdp_page_info {
    size_t size;           /**< set by the caller to sizeof(sdp_page_info) before the call */
    int64_t page_number;   /**< pages received so far */
    int64_t start_index;   /**< index of the page's first row, from 1 */
    int64_t row_count;     /**< rows in the page */
    int64_t total_count;   /**< rows in all, -1 where the service did not say */
    int64_t repeated;      /**< rows dropped so far, since they had been given before */
    int32_t has_more_rows; /**< 1, 0, or -1 where the service did not say */
    int32_t reserved;
} sdp_page_info;

/**
 * Tells about the current page.
 *
 * @param pager  borrowed; not NULL
 * @param info   filled as far as its size says; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT
 * @thread the client's
 */
SDP_API sdp_status sdp_pager_info(const sdp_pager *pager, sdp_page_info *info);

/**
 * The next row of any list as JSON, printed from its typed struct.
 *
 * @param pager   borrowed; not NULL
 * @param indent  spaces a level, 0 for one line
 * @param out     receives a new text, freed by sdp_text_free(); NULL on failure and at the end; not NULL
 * @return SDP_OK, SDP_END, or an error of the call that fetched the page (docs/errors.md); the same page
 *         is asked for again by the next call, but for SDP_E_LIST, after which the walk goes on behind it; where
 *         the row could not be printed, the next call gives it again
 * @thread the client's
 */
SDP_API sdp_status sdp_pager_next_json(sdp_pager *pager, int32_t indent, char **out);

/**
 * The next row of any list as an entity.
 *
 * @param pager  borrowed; not NULL
 * @param out    receives an entity, borrowed from the pager until its next step; NULL on failure; not NULL
 * @return SDP_OK, SDP_END, or an error of the call that fetched the page; the same page is asked for again
 *         by the next call
 * @thread the client's
 */
SDP_API sdp_status sdp_pager_next(sdp_pager *pager, const void **out);

/**
 * Frees a pager and the row that it gave last.
 *
 * @param pager  freed; nullable
 * @thread the client's
 */
SDP_API void sdp_pager_free(sdp_pager *pager);

SDP_END_DECLS

#endif
