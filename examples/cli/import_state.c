#include "import_state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "errors.h"
#include "file_io.h"
#include "source.h"

enum { DIGITS = 16 };

/* What the checkpoint of any import begins with. */
#define MARK "sdp-import "

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

static int cannot_write(const import_state *of, int problem)
{
    return complain(SDP_E_FILE, "--checkpoint",
                    "the checkpoint '%.200s' cannot be written: %s; --checkpoint names another", text_get(&of->path),
                    strerror(problem));
}

static int compare(const void *a, const void *b)
{
    const uint64_t one = *(const uint64_t *)a;
    const uint64_t other = *(const uint64_t *)b;
    return one < other ? -1 : one > other;
}

static bool has(const uint64_t *prints, size_t count, uint64_t print)
{
    return count > 0 && bsearch(&print, prints, count, sizeof(print), compare) != NULL;
}

static uint64_t *prints_of(const import_file *of)
{
    uint64_t *made = must_have(calloc(of->csv.count, sizeof(*made)));
    for (size_t i = 1; i < of->csv.count; i++) made[i - 1] = import_fingerprint(of, &of->csv.records[i]);
    qsort(made, of->csv.count - 1, sizeof(*made), compare);
    return made;
}

/* Whether it is a note, with its end: one that was cut short, by a process that was killed, counts for nothing. */
static bool is_note(const char *at)
{
    if (strspn(at, "0123456789abcdef") != DIGITS || at[DIGITS] != ' ') return false;
    const size_t digits = strspn(at + DIGITS + 1, "0123456789");
    return digits > 0 && at[DIGITS + 1 + digits] == '\n';
}

/* What a line did lasts while the file has that line, and no other one about its record: another one may have been
   done since, and undone what this one did. Appends the notes that count to `kept`. */
static void read_notes(import_state *to, const import_file *of, const char *at, text *kept)
{
    uint64_t *lines = prints_of(of);
    while (*at != '\0') {
        const size_t size = strcspn(at, "\n");
        if (is_note(at)) {
            const uint64_t print = strtoull(at, NULL, 16);
            char *id = copy_part(at + DIGITS + 1, size - DIGITS - 1);
            const csv_record *line = import_line_of_id(of, id);
            free(id);
            if (has(lines, of->csv.count - 1, print) && (line == NULL || import_fingerprint(of, line) == print)) {
                to->done = must_have(realloc(to->done, (to->count + 1) * sizeof(*to->done)));
                to->done[to->count++] = print;
                text_put(kept, at, size + 1);
            }
        }
        at += size + (at[size] == '\n');
    }
    free(lines);
    if (to->count > 0) qsort(to->done, to->count, sizeof(*to->done), compare);
}

/* Before anything is sent the disk has the notes that count, and no others: they would count again one day. Notes that
   cannot be kept are better none at all. */
static int replace(import_state *to, const text *with)
{
    int problem = ftruncate(to->descriptor, 0) != 0 ? errno : write_all(to->descriptor, with->data, with->size);
    if (problem == 0 && fsync(to->descriptor) != 0) problem = errno;
    if (problem == 0) return STATUS_DONE;
    to->count = 0;
    return cannot_write(to, problem);
}

/* What is no checkpoint of any import may be somebody's only copy: nobody is told to delete it. */
static int refuse(const import_state *of, const char *saved)
{
    const char *path = text_get(&of->path);
    if (!begins_with(saved, MARK)) {
        return complain(SDP_E_ARGUMENT, "--checkpoint",
                        "'%.200s' is not the checkpoint of an import, and is left as it is: name another file by "
                        "--checkpoint",
                        path);
    }
    return complain(SDP_E_ARGUMENT, "--checkpoint",
                    "'%.200s' is not the checkpoint of this import, or that of another service or of another "
                    "version of this command; delete it to begin anew, which does nothing twice, or name another "
                    "by --checkpoint",
                    path);
}

static int read_state(import_state *to, const import_file *of, const char *head)
{
    text option = {0};
    text saved = {0};
    text kept = {0};
    text_printf(&option, "@%s", text_get(&to->path));
    int status = read_source("--checkpoint", text_get(&option), &saved);
    to->is_own = status == STATUS_DONE && (saved.size == 0 || begins_with(text_get(&saved), head));
    if (to->is_own) {
        text_puts(&kept, head);
        if (saved.size > 0) read_notes(to, of, saved.data + strlen(head), &kept);
        if (strcmp(text_get(&saved), text_get(&kept)) != 0) status = replace(to, &kept);
    } else if (status == STATUS_DONE) {
        status = refuse(to, text_get(&saved));
    }
    text_free(&option);
    text_free(&saved);
    text_free(&kept);
    return status;
}

/* Whether the checkpoint is what is imported, by whatever name. */
static bool is_input(const char *path, const char *file)
{
    struct stat input;
    struct stat found;
    const bool is_known = strcmp(file, "-") == 0 ? fstat(STDIN_FILENO, &input) == 0 : stat(file, &input) == 0;
    return is_known && stat(path, &found) == 0 && S_ISREG(found.st_mode) && input.st_dev == found.st_dev &&
           input.st_ino == found.st_ino;
}

int import_state_open(import_state *to, const arguments *from, const import_file *of, const char *service)
{
    bool made;
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
    if (is_input(text_get(&to->path), file)) {
        return complain(SDP_E_ARGUMENT, "--checkpoint",
                        "the checkpoint '%.200s' is the file that is imported; name another file by --checkpoint",
                        text_get(&to->path));
    }
    snprintf(head, sizeof(head), MARK "2 %s %016" PRIx64 "\n", of->noun, begin(service));
    const int status = open_locked(text_get(&to->path), &to->descriptor, &made);
    return status == STATUS_DONE ? read_state(to, of, head) : status;
}

bool import_state_has(const import_state *in, uint64_t print)
{
    return has(in->done, in->count, print);
}

int import_state_note(import_state *to, uint64_t print, const char *id)
{
    text note = {0};
    const bool has_id = id != NULL && *id != '\0' && id[strspn(id, "0123456789")] == '\0';
    if (to->descriptor < 0 || !has_id) return STATUS_DONE; /* the next run compares the line again */
    text_printf(&note, "%016" PRIx64 " %s\n", print, id);
    to->has_notes = true;
    const int problem = write_all(to->descriptor, note.data, note.size);
    text_free(&note);
    return problem == 0 ? STATUS_DONE : cannot_write(to, problem);
}

void import_state_close(import_state *from, bool all_done)
{
    const bool is_empty = from->count == 0 && !from->has_notes;
    if (from->descriptor >= 0 && from->is_own && (all_done || is_empty)) (void)unlink(text_get(&from->path));
    if (from->descriptor >= 0) (void)close(from->descriptor);
    free(from->done);
    text_free(&from->path);
}
