#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "moments.h"
#include "verbose.h"

/* What is done sooner needs no progress; and how often it is written. */
enum { AFTER_MS = 300, BETWEEN_MS = 100 };

static bool is_on;
static int64_t next_ms;
static size_t shown; /* columns of the line that stands there */

void progress_begin(bool beside_output)
{
    is_on = !quiet() && isatty(STDERR_FILENO) != 0 && (!beside_output || isatty(STDOUT_FILENO) == 0);
    next_ms = monotonic_ms() + AFTER_MS;
}

bool progress_is_on(void)
{
    return is_on;
}

bool progress_is_due(void)
{
    const int64_t now = monotonic_ms();
    if (!is_on || now < next_ms) return false;
    next_ms = now + BETWEEN_MS;
    return true;
}

void progress_show(text *line)
{
    const size_t size = line->size;
    if (size < shown) text_pad(line, shown - size);
    fprintf(stderr, "\r%s", text_get(line));
    shown = size;
    text_free(line);
}

void progress_rows(int64_t rows)
{
    text line = {0};
    if (!progress_is_due()) return;
    text_printf(&line, "%" PRId64 " rows", rows);
    progress_show(&line);
}

static void put_amount(text *to, int64_t bytes)
{
    static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    size_t unit = 0;
    double amount = (double)bytes;
    while (amount >= 1024 && unit + 1 < sizeof(units) / sizeof(units[0])) {
        amount /= 1024;
        unit++;
    }
    text_printf(to, unit == 0 ? "%.0f %s" : "%.1f %s", amount, units[unit]);
}

void progress_bytes(void *data, int64_t done, int64_t total)
{
    text line = {0};
    if (!progress_is_due()) return;
    text_printf(&line, "%s ", (const char *)data);
    put_amount(&line, done);
    if (total > 0) {
        text_puts(&line, " of ");
        put_amount(&line, total);
        text_printf(&line, ", %" PRId64 "%%", done * 100 / total);
    }
    progress_show(&line);
}

void progress_clear(void)
{
    text line = {0};
    if (shown == 0) return;
    progress_show(&line);
    shown = 0;
    next_ms = 0;
    fputs("\r", stderr);
}
