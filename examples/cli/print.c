#include "print.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "errors.h"
#include "pager.h"
#include "progress.h"
#include "text.h"

static int problem;         /* errno of the first failure, 0: none */
static size_t screen_lines; /* of what waits; 0: nothing does */
static size_t held_lines;
static text held;
static FILE *pager; /* NULL: none is running */
static bool any;
static text kept;    /* what went to the pager, as long as it may turn out to be none */
static bool is_read; /* the pager has read something */

/* More than a pipe takes of which nobody reads. */
enum { MOST_KEPT = 2 * 1024 * 1024 };

static void note(bool good)
{
    if (!good && problem == 0) problem = errno != 0 ? errno : EIO;
}

static FILE *stream(void)
{
    return pager != NULL ? pager : stdout;
}

static void write_plainly(const char *bytes, size_t size)
{
    errno = 0;
    note(fwrite(bytes, 1, size, stream()) == size);
}

/* Lets the person finish reading. What a pager was given that cannot be run is printed without one. */
static void end_pager(void)
{
    if (pager == NULL) return;
    FILE *const open = pager;
    pager = NULL;
    if (!pager_close(open) && !is_read) {
        problem = 0;
        write_plainly(text_get(&kept), kept.size);
    }
    text_free(&kept);
}

static void write_out(const char *bytes, size_t size)
{
    if (problem != 0 || size == 0) return;
    if (pager != NULL && !is_read) {
        is_read = kept.size + size > MOST_KEPT;
        if (!is_read) text_put(&kept, bytes, size);
        if (is_read) text_free(&kept);
    }
    write_plainly(bytes, size);
    /* Nobody reads any more: whether anybody did is known then, and what follows may have to go elsewhere. */
    if (problem == EPIPE) end_pager();
}

static void let_go(void)
{
    screen_lines = 0;
    write_out(text_get(&held), held.size);
    text_free(&held);
}

static void hold(const char *bytes, size_t size)
{
    text_put(&held, bytes, size);
    for (size_t i = 0; i < size; i++) held_lines += bytes[i] == '\n';
    /* The prompt of the shell takes a line too. */
    if (held_lines < screen_lines) return;
    progress_clear();
    pager = pager_open();
    let_go();
}

void print_by_pager(size_t lines)
{
    screen_lines = lines;
}

void print_bytes(const char *bytes, size_t size)
{
    any = any || size > 0;
    if (screen_lines > 0) {
        hold(bytes, size);
    } else {
        write_out(bytes, size);
    }
}

void print_line(const char *line)
{
    print_bytes(line, strlen(line));
    print_bytes("\n", 1);
}

bool print_any(void)
{
    return any;
}

bool print_failed(void)
{
    return problem != 0;
}

int print_flush(void)
{
    errno = 0;
    if (problem == 0) note(fflush(stream()) == 0);
    if (problem == EPIPE) {
        end_pager();
        if (problem == 0) note(fflush(stream()) == 0);
    }
    if (problem == 0) return STATUS_DONE;
    if (problem == EPIPE) return STATUS_CLOSED_PIPE;
    (void)complain(SDP_E_ANSWER, "stdout", "standard output cannot be written: %s", strerror(problem));
    return STATUS_ANSWER;
}

void print_settle(void)
{
    let_go();
    if (problem == 0) note(fflush(stream()) == 0);
    end_pager();
    if (problem == 0) note(fflush(stream()) == 0);
}
