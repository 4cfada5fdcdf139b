#include "walk.h"

#include <string.h>

#include <sdp/invoke.h>

#include "checkpoint.h"
#include "errors.h"
#include "output.h"
#include "print.h"
#include "progress.h"
#include "signals.h"
#include "text.h"
#include "verbose.h"

static int64_t page_of(const sdp_pager *pager)
{
    sdp_page_info info = {.size = sizeof(info)};
    return sdp_pager_get_info(pager, &info) == SDP_OK ? info.page_number : 0;
}

/* Keeps where the walk stands, as soon as all rows before that are on their way. */
static int keep_place(session *s, sdp_pager *pager)
{
    int result = print_flush();
    if (result != STATUS_DONE) return result;
    return checkpoint_write(&s->place, pager, sdp_last_error(s->client));
}

static bool is_page_done(const sdp_pager *pager)
{
    sdp_page_info info = {.size = sizeof(info)};
    return sdp_pager_get_info(pager, &info) == SDP_OK && info.rows_left == 0;
}

/* Prints each row as it comes, and each page's rows at the latest when the next page is asked for. */
static int walk_rows(session *s, sdp_pager *pager, sdp_status *ended)
{
    int64_t page = 0;
    int64_t rows = 0;
    int result = STATUS_DONE;
    char *row;
    while (result == STATUS_DONE && (*ended = sdp_pager_next_json(pager, 0, &row)) == SDP_OK) {
        bool new_page = page_of(pager) != page;
        page = page_of(pager);
        if (s->output.format != FORMAT_RAW) {
            if (new_page) result = print_flush();
            if (result == STATUS_DONE) result = output_row(&s->output, row);
        } else if (new_page) {
            result = print_body(s);
        }
        sdp_text_free(row);
        progress_rows(++rows);
        if (result == STATUS_DONE && s->arguments->checkpoint != NULL) {
            result = is_page_done(pager) ? keep_place(s, pager) : print_flush();
        }
        if (result == STATUS_DONE && signals_interrupted()) {
            (void)complain(SDP_E_CANCELED, NULL, "interrupted between two rows");
            result = STATUS_INTERRUPTED;
        }
    }
    if (result == STATUS_DONE && *ended == SDP_END && page == 0 && s->output.format == FORMAT_RAW)
        result = print_body(s);
    return result;
}

/* Goes on where a run before came to, which must have asked for the same. */
static int resume_walk(session *s, const char *saved, sdp_pager **pager)
{
    sdp_pager *fresh = NULL;
    const char *name = sdp_operation_name(s->operation);
    const int32_t flags = flags_of(s->arguments);
    sdp_status status = sdp_invoke_list(s->client, name, s->ids, s->id_count, s->input, flags, NULL, &fresh);
    if (status != SDP_OK) return tell_failure(s);
    int result = checkpoint_compare(&s->place, saved, fresh);
    sdp_pager_free(fresh);
    if (result != STATUS_DONE) return result;
    status = sdp_pager_resume(s->client, saved, name, &s->options, pager);
    if (status == SDP_DRY_RUN) return tell_request(s);
    return status == SDP_OK ? STATUS_DONE : complain_error("--checkpoint", sdp_last_error(s->client));
}

/* `*pager` stays NULL where there is nothing to walk. That the place can be kept is seen before anything is sent. */
static int open_walk(session *s, sdp_pager **pager)
{
    const char *path = s->arguments->checkpoint;
    text saved = {0};
    int result = STATUS_DONE;
    bool goes_on = false;
    if (path != NULL) result = checkpoint_open(&s->place, path, &s->output, s->options.dry_run, &saved);
    goes_on = saved.size > 0;
    if (result == STATUS_DONE && goes_on) {
        result = resume_walk(s, text_get(&saved), pager);
    } else if (result == STATUS_DONE) {
        sdp_status status = start_walk(s, pager);
        if (status != SDP_OK) result = tell_status(s, status);
    }
    text_free(&saved);
    if (result != STATUS_DONE || *pager == NULL || path == NULL) return result;
    /* What several runs print is to be one file, with one header: it is out before there is a place to go on from. */
    output_head(&s->output, goes_on);
    return keep_place(s, *pager);
}

/* What becomes of the checkpoint when the walk ends with this result, and of the result. */
static int end_checkpoint(session *s, sdp_pager *pager, sdp_status ended, int result)
{
    if (s->arguments->checkpoint == NULL || result == STATUS_CLOSED_PIPE || print_failed()) return result;
    if (result == STATUS_DONE && ended == SDP_END) {
        result = print_flush();
        return result == STATUS_DONE ? checkpoint_remove(&s->place) : result;
    }
    /* A failure to print, or to keep the place, is told already, and the file holds the place before it. */
    if (ended != SDP_OK || result == STATUS_INTERRUPTED) (void)keep_place(s, pager);
    return result;
}

static void tell_moved(const sdp_pager *pager)
{
    sdp_page_info info = {.size = sizeof(info)};
    if (sdp_pager_get_info(pager, &info) != SDP_OK || info.moved == 0) return;
    verbose_note("records were added or removed while the list was read: some may be missing");
}

int run_walk(session *s)
{
    sdp_pager *pager = NULL;
    sdp_status ended = SDP_END;
    int result = open_walk(s, &pager);
    if (result == STATUS_DONE && pager != NULL) {
        progress_begin(true);
        result = walk_rows(s, pager, &ended);
        progress_clear();
        if (result == STATUS_DONE) result = output_rows_end(&s->output);
        if (result == STATUS_DONE && ended != SDP_END) result = tell_failure(s);
        if (result == STATUS_DONE) tell_moved(pager);
        result = end_checkpoint(s, pager, ended, result);
    }
    sdp_pager_free(pager);
    checkpoint_close(&s->place);
    return result;
}
