#include "batch.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <sdp/batch.h>

#include "batch_lines.h"
#include "batch_loop.h"
#include "batch_progress.h"
#include "batch_report.h"
#include "cache.h"
#include "errors.h"
#include "login.h"
#include "own_commands.h"
#include "signals.h"
#include "verbose.h"

/* In order, this many results of each call at once may wait for one that takes longer. */
enum { USUAL_CONCURRENCY = 8, WAITING = 16 };

typedef struct run {
    const arguments *arguments;
    batch_lines lines;
    batch_report report;
    batch_progress progress;
    batch_loop loop;
    login login;
    sdp_client *client;
    sdp_batch *batch;
    sdp_options options;
    int64_t room;  /* lines that may be open */
    int64_t calls; /* whose results were not taken */
    bool ended;    /* no line is read any more */
    bool all_read; /* for there is none */
    bool drained;  /* nothing is sent any more */
    int fatal;     /* why, where that was no end: an exit status */
} run;

static void stop(run *r, int status)
{
    r->ended = true;
    if (status != STATUS_DONE && r->fatal == STATUS_DONE) r->fatal = status;
}

static int check_options(const arguments *from)
{
    if (from->words.count != 2) {
        return complain(SDP_E_ARGUMENT, "FILE", "batch takes one file of JSON Lines, or - for standard input");
    }
    if (from->output == FORMAT_TABLE || from->output == FORMAT_RAW) {
        return complain(SDP_E_ARGUMENT, "--output", "batch prints jsonl or json, and neither table nor raw");
    }
    return arguments_allow(from, "batch", own_command_named("batch")->options);
}

/* A second attempt is made within a second by itself, and any other within half a minute: what takes longer is a pause
   that the service asked for. */
static void take_event(void *data, const sdp_event *event)
{
    run *r = data;
    if (r->arguments->verbose) verbose_event(NULL, event);
    if (event->status != SDP_E_QUOTA || event->retry_in_ms < (event->attempt == 1 ? 1000 : 30000)) return;
    batch_progress_pause(&r->progress, event->retry_in_ms);
}

/* What was done and cannot be printed is done all the same. */
static void take_result(void *data, sdp_batch *of, const sdp_batch_result *result)
{
    run *r = data;
    batch_line *line = batch_report_find(&r->report, result->number);
    char *json = NULL;
    r->calls--;
    if (result->status == SDP_E_QUOTA && sdp_error_http_status(result->error) > 0) {
        batch_progress_pause(&r->progress, sdp_error_retry_after_ms(result->error));
    }
    if (result->status != SDP_OK) {
        batch_line_failed(line, result->error);
    } else if (sdp_batch_result_to_json(of, &json) == SDP_OK) {
        batch_line_done(line, result, json);
    } else {
        batch_line_unprinted(line, result, sdp_last_error(r->client));
    }
    sdp_text_free(json);
    batch_report_answered(&r->report, line);
    batch_progress_show(&r->progress, r->report.done, r->lines.total, r->report.failed);
}

/* The service is that of the first operation; the library refuses those of the other one. */
static int open_client(run *r, const sdp_operation *operation)
{
    static const sdp_options defaults = SDP_OPTIONS_INIT;
    const arguments *from = r->arguments;
    sdp_batch_config config = SDP_BATCH_CONFIG_INIT;
    int status = login_read(&r->login, operation, from->dry_run);
    if (status != STATUS_DONE) return status;
    if (!from->dry_run && !r->login.complete) return login_missing(&r->login);
    if (from->verbose) verbose_watch(&r->login.config);
    r->login.config.event = take_event;
    r->login.config.event_data = r;
    status = login_open(&r->login, &r->client);
    if (status != STATUS_DONE) return status;
    r->options = defaults;
    r->options.timeout_ms = from->timeout_ms;
    r->options.max_retries = from->max_retries;
    r->options.dry_run = from->dry_run;
    r->options.cancel = signals_stop_then_cancel(NULL);
    config.concurrency = from->concurrency > 0 ? from->concurrency : USUAL_CONCURRENCY;
    config.max_pending = config.concurrency;
    config.done = take_result;
    config.user_data = r;
    if (sdp_batch_new(r->client, &config, &r->batch) == SDP_OK && batch_loop_attach(&r->loop, r->client) == SDP_OK) {
        return STATUS_DONE;
    }
    return complain_error(NULL, sdp_last_error(r->client));
}

static void add_call(run *r, batch_line *line)
{
    char *input = batch_line_input(line);
    sdp_options options = r->options;
    if (line->has_file) options.file = &line->file;
    if (sdp_operation_access(line->operation) == SDP_ACCESS_WRITE) must_have_or_maybe_done();
    sdp_status status =
        sdp_batch_add_json(r->batch, sdp_operation_name(line->operation), line->ids, line->id_count, input,
                           r->arguments->allow_unknown ? SDP_ALLOW_UNKNOWN : 0, &options, &line->number);
    sdp_text_free(input);
    if (status == SDP_OK) {
        r->calls++;
        return;
    }
    if (status == SDP_DRY_RUN) {
        batch_line_described(line, sdp_last_dry_run(r->client));
    } else {
        batch_line_failed(line, sdp_last_error(r->client));
    }
    batch_report_answered(&r->report, line);
}

static void take_line(run *r, const char *words, size_t size)
{
    batch_line *line = batch_report_add(&r->report, r->lines.number);
    if (!batch_line_read(line, words, size)) {
        batch_report_answered(&r->report, line);
        return;
    }
    const int status = r->batch == NULL ? open_client(r, line->operation) : STATUS_DONE;
    if (status == STATUS_DONE) {
        add_call(r, line);
    } else {
        stop(r, status); /* told already; the line stays open, and nobody waits for it */
    }
}

static void take_long_line(run *r)
{
    batch_line *line = batch_report_add(&r->report, r->lines.number);
    batch_line_wrong(line, SDP_E_LIMIT, NULL, "the line is too long");
    batch_report_answered(&r->report, line);
}

/* Nobody wants more, or nobody can be told. Lines of which nothing was sent so far are not begun either, whatever they
   wait for. Returns whether it is so. */
static bool is_enough(run *r)
{
    if (!signals_interrupted() && !r->report.is_closed) return false;
    stop(r, STATUS_DONE);
    if (r->drained) return true;
    if (r->batch != NULL) (void)sdp_batch_drain(r->batch);
    r->drained = true;
    if (r->calls > 0 && signals_interrupted()) {
        verbose_note("interrupted: what is under way is finished; a second interrupt cancels it");
    }
    return true;
}

/* Takes the lines that are there, as long as there is room for their calls. Returns whether more are wanted than have
   come. */
static bool fill(run *r)
{
    while (!r->ended && !is_enough(r) && r->report.open < r->room &&
           (r->batch == NULL || sdp_batch_room(r->batch) > 0)) {
        const char *words = NULL;
        size_t size = 0;
        switch (batch_lines_next(&r->lines, &words, &size)) {
        case LINE_GIVEN:
            take_line(r, words, size);
            break;
        case LINE_TOO_LONG:
            take_long_line(r);
            break;
        case LINE_NOT_YET:
            return true;
        case LINE_NONE:
            r->all_read = true;
            stop(r, STATUS_DONE);
            break;
        default:
            stop(r, complain(SDP_E_ARGUMENT, "FILE", "batch: the lines cannot be read: %s", strerror(errno)));
            break;
        }
        batch_progress_show(&r->progress, r->report.done, r->lines.total, r->report.failed);
    }
    return false;
}

static void run_lines(run *r)
{
    for (;;) {
        const bool wants_more = !is_enough(r) && fill(r);
        if (r->ended && r->calls == 0) return;
        batch_loop_wait(&r->loop, wants_more ? r->lines.descriptor : -1, !r->drained);
    }
}

/* Those that were read have an answer, so that all before this line are accounted for. */
static int tell_left(const run *r, const char *why)
{
    const int64_t left = r->lines.total - r->report.done;
    if (r->all_read || left == 0) return STATUS_DONE;
    if (r->lines.total < 0) {
        return complain(SDP_E_CANCELED, NULL, "%s: nothing after line %" PRId64 " was sent", why, r->lines.number);
    }
    return complain(SDP_E_CANCELED, NULL,
                    "%s: nothing after line %" PRId64 " was sent, which leaves %" PRId64 " of %" PRId64 " lines", why,
                    r->lines.number, left, r->lines.total);
}

static int end(run *r)
{
    batch_progress_end(&r->progress, r->report.done, r->lines.total, r->report.failed);
    if (r->fatal != STATUS_DONE && r->report.done == 0) return r->fatal;
    int status = batch_report_end(&r->report);
    const int stopped = signals_interrupted() ? tell_left(r, "interrupted") : r->fatal;
    if (r->report.is_closed && !signals_interrupted()) (void)tell_left(r, "stopped");
    return status == STATUS_MAYBE_DONE || stopped == STATUS_DONE ? status : stopped;
}

int batch(const arguments *from)
{
    run r = {.arguments = from};
    int status = check_options(from);
    if (status == STATUS_DONE) status = batch_lines_open(&r.lines, from->words.items[1]);
    if (status != STATUS_DONE) return status;
    r.report.in_order = from->in_order;
    r.report.as_array = from->output == FORMAT_JSON;
    r.room = (from->concurrency > 0 ? from->concurrency : USUAL_CONCURRENCY) * (from->in_order ? WAITING : 1);
    batch_progress_begin(&r.progress, from->verbose);
    run_lines(&r);
    status = end(&r);
    sdp_batch_free(r.batch);
    sdp_client_free(r.client);
    batch_loop_free(&r.loop);
    login_free(&r.login);
    batch_report_free(&r.report);
    batch_lines_close(&r.lines);
    return status;
}
