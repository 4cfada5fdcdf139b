/**
 * @file pager.h
 * Walking a list row by row, whatever pages it comes in.
 */
#ifndef SDP_PAGER_H
#define SDP_PAGER_H

#include <sdp/client.h>
#include <sdp/query.h>

SDP_BEGIN_DECLS

/**
 * Walks a list, page by page. It belongs to its client, and is freed before it; else sdp_client_free() empties it.
 * docs/lists.md explains walks.
 *
 * A row that comes again is given once: of the ids given, at least the last 8,192 and at most 16,384 are remembered, as
 * numbers of 64 bits. Memory does not grow with the list: one page, those asked for ahead, and 256 KiB for the ids,
 * which are 4 KiB as long as there are no more than 256; and 4 KiB for the pager with a copy of its query, apart from
 * the texts and criteria in that.
 */
typedef struct sdp_pager sdp_pager;

/** Where a walk stands, and what the service said of the page that the last row came from. */
typedef struct sdp_page_info {
    size_t size;           /**< set by the caller to sizeof(sdp_page_info) before the call */
    int64_t page_number;   /**< pages received so far */
    int64_t start_index;   /**< index of the page's first row, from 1 */
    int64_t row_count;     /**< rows in the page */
    int64_t total_count;   /**< rows in all, -1 where the service did not say */
    int64_t repeated;      /**< rows dropped so far, since they had been given before */
    int32_t has_more_rows; /**< 1, 0, or -1 where the service did not say */
    int32_t reserved;
    int64_t moved;         /**< pages that showed that rows moved during the walk: their total_count was another than
                                before, they repeated rows, or, of what is read again behind a checkpoint, they had
                                new ones. Where it is not 0, rows may have been missed */
    int64_t total_changed; /**< how often the total_count was another than before */
    int64_t given;         /**< rows given so far, those before a checkpoint included */
    int64_t rows_left;     /**< rows of this page that were not looked at yet; 0: the next step needs another page */
} sdp_page_info;

/**
 * Tells about the current page.
 *
 * @param pager  borrowed; not NULL
 * @param info   filled as far as its size says; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT
 * @thread the client's
 */
SDP_API sdp_status sdp_pager_get_info(const sdp_pager *pager, sdp_page_info *info);

/**
 * The next row of any list as JSON, printed from its typed struct.
 *
 * @param pager   borrowed; not NULL
 * @param indent  spaces a level, 0 for one line
 * @param out     receives a new text, freed by sdp_text_free(); NULL on failure and at the end; not NULL
 * @return SDP_OK, SDP_END, or an error as sdp_pager_next() returns it; where the row could not be printed, the next
 *         call gives it again
 * @thread the client's
 */
SDP_API sdp_status sdp_pager_next_json(sdp_pager *pager, int32_t indent, char **out);

/**
 * The next row of any list as an entity.
 *
 * After an error the walk can go on: the next call asks for the same page again. SDP_E_LIST is a page that has nothing
 * but rows that were given before, behind which the next call goes on; or an empty one, although the service says that
 * more rows follow and counts more than it gave, which is asked for again. Where it says that more follow and does not
 * count them, the same call asks once more for the page, and for the number of all rows.
 *
 * @param pager  borrowed; not NULL
 * @param out    receives an entity, borrowed from the pager until its next step, or until its client is freed; NULL on
 *               failure; not NULL
 * @return SDP_OK, SDP_END, SDP_E_LIST, SDP_E_ARGUMENT, also where the client was freed, or an error of the call that
 *         fetched the page (docs/errors.md)
 * @thread the client's
 */
SDP_API sdp_status sdp_pager_next(sdp_pager *pager, const void **out);

/**
 * Asks for pages before they are wanted, while the caller is busy with the rows of this one.
 *
 * They move on only inside calls of this client. What a page fails with is told when its rows are due; a page that ran
 * out of its time, or was cancelled, before it was due is asked for again. With more than one, the later ones assume
 * that all pages are as long as the last one; those that turn out to begin elsewhere are asked for again. Where
 * sdp_config.requests_per_minute, or a pause of the service, makes them wait for their turn, that does not count as
 * their time; when a step begins to wait for a page, its time begins anew, and it is a call like any other. While pages
 * are under way, no event loop can take the client; while one has it, none are asked for ahead.
 *
 * @param pager  borrowed; not NULL
 * @param pages  0 (as a pager starts) to 4; each takes the memory of one page. What was asked for beyond is dropped
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_NO_MEMORY, which leaves as many as there were
 * @thread the client's
 */
SDP_API sdp_status sdp_pager_set_prefetch(sdp_pager *pager, int32_t pages);

/**
 * Where the walk stands, as one line of JSON, so that sdp_pager_resume() goes on behind the row that was given last: in
 * another process too, and with another version of the library that knows this form.
 *
 * It holds the operation, its ids, the query, the position, and the ids of the last 256 rows as numbers. It holds no
 * login, no options and not the URL of the service, only a number that stands for it; but what the query searches for
 * is in it. A program that keeps one after each row that it is done with repeats none; whoever keeps one less often
 * repeats, after a crash, the rows since then. None is lost, as long as a checkpoint is kept only after its rows.
 *
 * @param pager  borrowed; not NULL
 * @param out    receives a new text, freed by sdp_text_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_LIMIT for a query that is too long or too deep, SDP_E_NO_MEMORY
 * @thread the client's
 */
SDP_API sdp_status sdp_pager_checkpoint(sdp_pager *pager, char **out);

/**
 * Goes on with a walk from a checkpoint. Nothing is sent before the first step.
 *
 * The service counts rows from the front, so that a row that is deleted there moves all others up. Therefore the last
 * page before the checkpoint is read again, and gives only what was not given before: as many rows may have been
 * deleted in between as a page has, and none is missed. Where more were, the page's info tells that rows moved, as in
 * any walk; rows without an id are not read again. A row that was given is not given again, even where it has moved, as
 * long as it is among the last 256. A checkpoint is checked against damage and not against forgery: take it from where
 * only you can write.
 *
 * @param client      not NULL; outlives the pager
 * @param checkpoint  what sdp_pager_checkpoint() gave; blanks between its parts do not matter; borrowed for the call;
 *                    not NULL
 * @param operation   which the checkpoint must be of, such as "products.list"; borrowed for the call; nullable: any
 * @param options     copied, but its cancel object, headers and tag are borrowed for the pager's life; nullable
 * @param out         receives a new pager, freed by sdp_pager_free(); NULL on failure; not NULL
 * @return SDP_OK, SDP_DRY_RUN, SDP_E_VALUE for a checkpoint that is damaged or of another version, SDP_E_ARGUMENT for
 *         one of another service or operation, SDP_E_STRUCT for options that were not initialised, SDP_E_NO_MEMORY
 * @thread the client's
 */
SDP_API sdp_status sdp_pager_resume(sdp_client *client, const char *checkpoint, const char *operation,
                                    const sdp_options *options, sdp_pager **out);

/**
 * Frees a pager and the row that it gave last.
 *
 * @param pager  freed; nullable
 * @thread the client's
 */
SDP_API void sdp_pager_free(sdp_pager *pager);

SDP_END_DECLS

#endif
