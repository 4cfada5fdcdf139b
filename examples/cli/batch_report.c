#include "batch_report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "errors.h"
#include "print.h"
#include "text.h"
#include "width.h"

batch_line *batch_report_add(batch_report *to, int64_t line)
{
    batch_line *made = must_have(calloc(1, sizeof(*made)));
    made->line = line;
    made->number = -1;
    if (to->last != NULL) {
        to->last->next = made;
    } else {
        to->first = made;
    }
    to->last = made;
    to->open++;
    return made;
}

batch_line *batch_report_find(const batch_report *in, int64_t number)
{
    batch_line *line = in->first;
    while (line != NULL && line->number != number) line = line->next;
    return must_have(line);
}

static void drop(batch_report *from, batch_line *line)
{
    batch_line *before = NULL;
    for (batch_line *one = from->first; one != line; one = one->next) before = one;
    if (before != NULL) {
        before->next = line->next;
    } else {
        from->first = line->next;
    }
    if (from->last == line) from->last = before;
    from->open--;
    batch_line_free(line);
}

static void print_answer(const char *json)
{
    text safe = {0};
    if (!isatty(STDOUT_FILENO)) {
        print_line(json);
        return;
    }
    escape_controls(&safe, json);
    print_line(text_get(&safe));
    text_free(&safe);
}

static void flush(batch_report *to)
{
    const int status = print_flush();
    to->is_closed = status != STATUS_DONE;
    if (status == STATUS_CLOSED_PIPE) {
        (void)complain(SDP_E_ANSWER, "stdout", "nobody reads standard output any more");
    }
}

/* What would have been printed, in a few words. */
static void tell_one(batch_report *to, const batch_line *line)
{
    const char *name = line->operation != NULL ? sdp_operation_name(line->operation) : "the call";
    const bool is_write = line->operation != NULL && sdp_operation_access(line->operation) == SDP_ACCESS_WRITE;
    const char *what = line->status == SDP_OK  ? "was done"
                       : line->maybe_done      ? "may have happened"
                       : line->status > SDP_OK ? "was only described"
                       : !line->was_sent       ? "was not sent"
                                               : "failed, and nothing was done";
    if (!is_write && line->status != SDP_OK && line->was_sent) what = "failed";
    if (is_write && line->status == SDP_OK) to->maybe_done = true;
    (void)complain(line->status == SDP_OK ? SDP_E_ANSWER : line->status, "stdout", "line %" PRId64 ": %s %s",
                   line->line, name, what);
}

/* Each line is on its way when the next one comes: whoever ends the command knows from its output what was done. */
static void print_one(batch_report *to, batch_line *line)
{
    if (!to->is_closed) {
        if (to->as_array) print_bytes(to->done > 0 ? "," : "[", 1);
        print_answer(line->answer);
        flush(to);
    }
    if (to->is_closed) tell_one(to, line);
    to->done++;
    drop(to, line);
}

static void count(batch_report *to, const batch_line *line)
{
    const int status = exit_status(line->status);
    if (line->maybe_done) to->maybe_done = true;
    if (status == STATUS_DONE) return;
    to->failed++;
    /* It was not begun because nobody could be told, which has a status of its own. */
    if (to->is_closed && line->status == SDP_E_CANCELED && !line->was_sent) return;
    if (status == STATUS_USAGE) {
        to->is_wrong = true;
    } else if (to->bad_line == 0 || line->line < to->bad_line) {
        to->bad_line = line->line;
        to->bad_status = status;
    }
}

void batch_report_answered(batch_report *to, batch_line *line)
{
    count(to, line);
    if (!to->in_order) {
        print_one(to, line);
        return;
    }
    while (to->first != NULL && to->first->answer != NULL) print_one(to, to->first);
}

int batch_report_end(batch_report *from)
{
    if (from->as_array && !from->is_closed) {
        print_line(from->done > 0 ? "]" : "[]");
        flush(from);
    }
    if (from->maybe_done) return STATUS_MAYBE_DONE;
    if (from->bad_line != 0) return from->bad_status;
    if (from->is_closed) return STATUS_ANSWER;
    return from->is_wrong ? STATUS_USAGE : STATUS_DONE;
}

void batch_report_free(batch_report *from)
{
    while (from->first != NULL) drop(from, from->first);
}
