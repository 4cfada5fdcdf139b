#include "import_state.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "errors.h"
#include "source.h"

enum { DIGITS = 16 };

static uint64_t mix(uint64_t print, const char *string)
{
    /* FNV-1a; the zero byte at the end keeps "ab","c" apart from "a","bc". */
    for (const char *at = string;; at++) {
        print = (print ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
        if (*at == '\0') return print;
    }
}

static uint64_t begin(const char *string)
{
    return mix(UINT64_C(0xcbf29ce484222325), string);
}

uint64_t import_fingerprint(const import_file *of, const csv_record *line)
{
    uint64_t print = begin(of->noun);
    for (size_t i = 0; i < of->column_count; i++) {
        if (*line->cells[i] == '\0') continue;
        print = mix(mix(print, of->columns[i].path), line->cells[i]);
    }
    return print;
}

static int cannot(const import_state *of, const char *what, int problem)
{
    return complain(SDP_E_FILE, "--checkpoint", "the checkpoint '%.200s' cannot be %s: %s; --checkpoint names another",
                    text_get(&of->path), what, strerror(problem));
}

static int open_locked(import_state *to)
{
    struct stat about;
    to->descriptor = open(text_get(&to->path), O_RDWR | O_CREAT | O_APPEND | O_NONBLOCK | O_CLOEXEC, 0600);
    if (to->descriptor < 0) return cannot(to, "written", errno);
    if (fstat(to->descriptor, &about) != 0 || !S_ISREG(about.st_mode)) {
        return complain(SDP_E_FILE, "--checkpoint", "the checkpoint '%.200s' is no regular file", text_get(&to->path));
    }
    if (flock(to->descriptor, LOCK_EX | LOCK_NB) == 0) return STATUS_DONE;
    if (errno != EWOULDBLOCK) return cannot(to, "locked", errno);
    return complain(SDP_E_ARGUMENT, "--checkpoint", "the checkpoint '%.200s' is in use by another run",
                    text_get(&to->path));
}

static int append(const import_state *to, const char *line)
{
    const size_t size = strlen(line);
    size_t done = 0;
    while (done < size) {
        const ssize_t written = write(to->descriptor, line + done, size - done);
        if (written < 0 && errno != EINTR) return cannot(to, "written", errno);
        if (written > 0) done += (size_t)written;
    }
    return STATUS_DONE;
}

static int compare(const void *a, const void *b)
{
    const uint64_t one = *(const uint64_t *)a;
    const uint64_t other = *(const uint64_t *)b;
    return one < other ? -1 : one > other;
}

/* A line that was cut short, by a process that was killed, counts for nothing. */
static void read_prints(import_state *to, const char *at)
{
    while (*at != '\0') {
        const size_t size = strcspn(at, "\n");
        if (size == DIGITS && at[size] == '\n' && strspn(at, "0123456789abcdef") == DIGITS) {
            to->done = must_have(realloc(to->done, (to->count + 1) * sizeof(*to->done)));
            to->done[to->count++] = strtoull(at, NULL, 16);
        }
        at += size + (at[size] == '\n');
    }
    if (to->count > 0) qsort(to->done, to->count, sizeof(*to->done), compare);
}

static int read_state(import_state *to, const char *head)
{
    text option = {0};
    text saved = {0};
    text_printf(&option, "@%s", text_get(&to->path));
    int status = read_source("--checkpoint", text_get(&option), &saved);
    text_free(&option);
    if (status == STATUS_DONE && saved.size == 0) {
        status = append(to, head);
    } else if (status == STATUS_DONE && !begins_with(text_get(&saved), head)) {
        status = complain(SDP_E_ARGUMENT, "--checkpoint",
                          "'%.200s' is not the checkpoint of this import, or that of another service; delete it to "
                          "begin anew, or name another by --checkpoint",
                          text_get(&to->path));
    } else if (status == STATUS_DONE) {
        read_prints(to, text_get(&saved) + strlen(head));
        /* What was cut short is closed, so that the next note stands in a line of its own. */
        if (saved.data[saved.size - 1] != '\n') status = append(to, "\n");
    }
    text_free(&saved);
    return status;
}

int import_state_open(import_state *to, const arguments *from, const char *service)
{
    char head[128];
    const char *file = from->words.items[2];
    *to = (import_state){.descriptor = -1};
    if (from->checkpoint != NULL) {
        if (*from->checkpoint == '\0') {
            return complain(SDP_E_ARGUMENT, "--checkpoint", "--checkpoint needs the path of a file");
        }
        text_puts(&to->path, from->checkpoint);
    } else if (strcmp(file, "-") != 0) {
        text_printf(&to->path, "%s.state", file);
    }
    if (to->path.size == 0) return STATUS_DONE;
    snprintf(head, sizeof(head), "sdp-import 1 %s %016" PRIx64 "\n", from->words.items[0], begin(service));
    int status = open_locked(to);
    if (status == STATUS_DONE) status = read_state(to, head);
    to->is_own = status == STATUS_DONE;
    return status;
}

bool import_state_has(const import_state *in, uint64_t print)
{
    return in->count > 0 && bsearch(&print, in->done, in->count, sizeof(print), compare) != NULL;
}

int import_state_note(import_state *to, uint64_t print)
{
    char line[DIGITS + 2];
    if (to->descriptor < 0) return STATUS_DONE;
    snprintf(line, sizeof(line), "%016" PRIx64 "\n", print);
    to->has_notes = true;
    return append(to, line);
}

void import_state_close(import_state *from, bool all_done)
{
    const bool is_empty = from->count == 0 && !from->has_notes;
    if (from->descriptor >= 0 && from->is_own && (all_done || is_empty)) (void)unlink(text_get(&from->path));
    if (from->descriptor >= 0) (void)close(from->descriptor);
    free(from->done);
    text_free(&from->path);
}
