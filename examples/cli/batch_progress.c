#include "batch_progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "moments.h"
#include "quiet.h"
#include "text.h"
#include "verbose.h"

/* How wide the bar is, how often the line is written, which pause is worth a word, and after which it may be told of
   again: the library waits no longer for any. */
enum { WIDTH = 24, BETWEEN_MS = 100, LONG_PAUSE_MS = 5000, LONGEST_PAUSE_MS = 600000 };

void batch_progress_begin(batch_progress *to, bool verbose)
{
    *to = (batch_progress){.begun_ms = now_ms(), .is_verbose = verbose};
    to->is_shown = !quiet() && isatty(STDERR_FILENO) != 0 && isatty(STDOUT_FILENO) == 0;
}

static void put_bar(text *to, int64_t done, int64_t total)
{
    const int full = total > 0 ? (int)(done * WIDTH / total) : 0;
    text_puts(to, "[");
    for (int i = 0; i < WIDTH; i++) text_puts(to, i < full ? "#" : ".");
    text_puts(to, "] ");
}

static void show(batch_progress *to, int64_t done, int64_t total, int64_t failed, const char *end)
{
    text line = {0};
    const int64_t passed_ms = now_ms() - to->begun_ms;
    text_puts(&line, "\r");
    if (total >= 0) put_bar(&line, done, total);
    text_printf(&line, "%" PRId64, done);
    if (total >= 0) text_printf(&line, "/%" PRId64, total);
    text_printf(&line, " done, %" PRId64 " failed", failed);
    if (passed_ms > 0) text_printf(&line, ", %" PRId64 "/s", done * 1000 / passed_ms);
    text_puts(&line, "   ");
    text_puts(&line, end);
    fputs(text_get(&line), stderr);
    to->width = (int)line.size;
    text_free(&line);
}

void batch_progress_pause(batch_progress *to, int64_t pause_ms)
{
    const int64_t now = now_ms();
    if (!to->is_shown && !to->is_verbose) return;
    if (pause_ms < LONG_PAUSE_MS || now < to->paused_ms) return;
    to->paused_ms = now + (pause_ms < LONGEST_PAUSE_MS ? pause_ms : LONGEST_PAUSE_MS);
    if (to->width > 0) fprintf(stderr, "\r%*s\r", to->width, "");
    to->width = 0;
    to->shown_ms = 0;
    verbose_note("the service asked for a pause of %" PRId64 " s", (pause_ms + 999) / 1000);
}

void batch_progress_show(batch_progress *to, int64_t done, int64_t total, int64_t failed)
{
    if (!to->is_shown || now_ms() - to->shown_ms < BETWEEN_MS) return;
    to->shown_ms = now_ms();
    show(to, done, total, failed, "");
}

void batch_progress_end(batch_progress *to, int64_t done, int64_t total, int64_t failed)
{
    if (to->is_shown) show(to, done, total, failed, "\n");
    to->is_shown = false;
}
