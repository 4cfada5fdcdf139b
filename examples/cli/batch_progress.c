#include "batch_progress.h"

#include <inttypes.h>
#include <stdio.h>

#include "moments.h"
#include "progress.h"
#include "verbose.h"

/* How wide the bar is, which pause is worth a word, and after which it may be told of again: the library waits no
   longer for any. */
enum { WIDTH = 24, LONG_PAUSE_MS = 5000, LONGEST_PAUSE_MS = 600000 };

void batch_progress_begin(batch_progress *to, bool verbose)
{
    *to = (batch_progress){.begun_ms = monotonic_ms(), .is_verbose = verbose};
    progress_begin(true);
}

static void put_bar(text *to, int64_t done, int64_t total)
{
    const int full = total > 0 ? (int)(done * WIDTH / total) : 0;
    text_puts(to, "[");
    for (int i = 0; i < WIDTH; i++) text_puts(to, i < full ? "#" : ".");
    text_puts(to, "] ");
}

static text line_of(const batch_progress *of, int64_t done, int64_t total, int64_t failed)
{
    text line = {0};
    const int64_t passed_ms = monotonic_ms() - of->begun_ms;
    if (total >= 0) put_bar(&line, done, total);
    text_printf(&line, "%" PRId64, done);
    if (total >= 0) text_printf(&line, "/%" PRId64, total);
    text_printf(&line, " done, %" PRId64 " failed", failed);
    if (passed_ms > 0) text_printf(&line, ", %" PRId64 "/s", done * 1000 / passed_ms);
    return line;
}

void batch_progress_pause(batch_progress *to, int64_t pause_ms)
{
    const int64_t now = monotonic_ms();
    if (!progress_is_on() && !to->is_verbose) return;
    if (pause_ms < LONG_PAUSE_MS || now < to->paused_ms) return;
    to->paused_ms = now + (pause_ms < LONGEST_PAUSE_MS ? pause_ms : LONGEST_PAUSE_MS);
    verbose_note("the service asked for a pause of %" PRId64 " s", (pause_ms + 999) / 1000);
}

void batch_progress_show(const batch_progress *of, int64_t done, int64_t total, int64_t failed)
{
    if (!progress_is_due()) return;
    text line = line_of(of, done, total, failed);
    progress_show(&line);
}

void batch_progress_end(const batch_progress *of, int64_t done, int64_t total, int64_t failed)
{
    if (!progress_is_on()) return;
    text line = line_of(of, done, total, failed);
    progress_clear();
    fprintf(stderr, "%s\n", text_get(&line));
    text_free(&line);
}
