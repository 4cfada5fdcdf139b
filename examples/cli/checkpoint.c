#include "checkpoint.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "beside.h"
#include "errors.h"
#include "file_io.h"
#include "json.h"
#include "source.h"

#define OPTION "--checkpoint"
#define PRINTED "printed" /* the member that is not the library's */

int checkpoint_check(const arguments *from, format how)
{
    if (from->checkpoint == NULL) return STATUS_DONE;
    if (*from->checkpoint == '\0') return complain(SDP_E_ARGUMENT, OPTION, OPTION " needs the path of a file");
    if (!from->all) return complain(SDP_E_ARGUMENT, OPTION, OPTION " goes with --all");
    if (how == FORMAT_JSON || how == FORMAT_JSONL || how == FORMAT_CSV) return STATUS_DONE;
    return complain(SDP_E_ARGUMENT, OPTION,
                    OPTION " is for rows that are printed as they come: add --output jsonl or csv");
}

static int cannot(const char *path, const char *what, int problem)
{
    return complain(SDP_E_FILE, OPTION, "the checkpoint '%.200s' cannot be %s: %s", path, what, strerror(problem));
}

/* Half a line, left by a process that was killed, would stand before a line of the next run. Rows are flushed one by
   one, and there is room for a whole one: each is one write. */
static void make_room_for_lines(void)
{
    static char line[256 * 1024];
    (void)setvbuf(stdout, line, _IOFBF, sizeof(line));
}

/* Takes what this command added out of the text, so that the library's own is left. What is no checkpoint at all is
   refused, the rows of another list, say, and the library says what is wrong with one. Returns an exit status. */
static int split(checkpoint *to, text *saved)
{
    sdp_json *whole = NULL;
    (void)sdp_json_parse(text_get(saved), saved->size, NULL, &whole);
    if (sdp_json_member(whole, "sdp_checkpoint") == NULL) {
        sdp_json_free(whole);
        return complain(SDP_E_ARGUMENT, OPTION,
                        "'%.200s' is not the checkpoint of a list, or is damaged; it is left as it is: name another "
                        "file by " OPTION,
                        to->path);
    }
    const sdp_json *before = sdp_json_member(whole, PRINTED);
    if (before != NULL) {
        sdp_json *own = json_new(SDP_JSON_OBJECT);
        for (const sdp_json *m = sdp_json_first(whole); m != NULL; m = sdp_json_next(m)) {
            if (m != before) json_put(own, sdp_json_name(m), json_copy(m));
        }
        char *printed = json_print(own, 0);
        to->before = json_copy(before);
        text_free(saved);
        text_puts(saved, printed);
        sdp_text_free(printed);
        sdp_json_free(own);
    }
    sdp_json_free(whole);
    return STATUS_DONE;
}

static sdp_json *describe_rows(const output *rows)
{
    sdp_json *made = json_new(SDP_JSON_OBJECT);
    sdp_json *fields = json_new(SDP_JSON_ARRAY);
    for (size_t i = 0; i < rows->fields.count; i++) json_put(fields, "[]", json_text(rows->fields.paths[i]));
    const char *form = rows->format == FORMAT_CSV ? "csv" : rows->format == FORMAT_JSON ? "json" : "jsonl";
    json_put_text(made, "output", form);
    json_put(made, "fields", fields);
    return made;
}

int checkpoint_open(checkpoint *to, const char *path, const output *rows, bool is_dry_run, text *saved)
{
    text from = {0};
    *to = (checkpoint){.path = path, .descriptor = -1, .printed = describe_rows(rows)};
    if (is_dry_run && access(path, F_OK) != 0 && errno == ENOENT) return STATUS_DONE;
    int result = is_dry_run ? STATUS_DONE : open_locked(path, &to->descriptor, &to->made);
    if (result != STATUS_DONE) return result;
    text_printf(&from, "@%s", path);
    result = read_source(OPTION, text_get(&from), saved);
    text_free(&from);
    if (result != STATUS_DONE) return result;
    if (!is_dry_run) beside_clean(path);
    if (!is_dry_run) make_room_for_lines();
    if (strspn(text_get(saved), " \t\r\n") == saved->size) text_free(saved); /* as mktemp makes one */
    return saved->size > 0 ? split(to, saved) : STATUS_DONE;
}

/* Whether both have the same value there, or none. */
static bool same_member(const sdp_json *a, const sdp_json *b, const char *name)
{
    const sdp_json *const members[] = {sdp_json_member(a, name), sdp_json_member(b, name)};
    char *texts[] = {NULL, NULL};
    for (int i = 0; i < 2; i++) {
        if (members[i] == NULL) continue;
        (void)sdp_json_print(members[i], 0, &texts[i]);
        (void)must_have(texts[i]);
    }
    bool same = texts[0] == NULL || texts[1] == NULL ? texts[0] == texts[1] : strcmp(texts[0], texts[1]) == 0;
    sdp_text_free(texts[0]);
    sdp_text_free(texts[1]);
    return same;
}

/* Rows of both runs are to stand in one file. */
static int compare_printed(const checkpoint *at)
{
    if (at->before == NULL) return STATUS_DONE;
    char *before = json_print(at->before, 0);
    char *now = json_print(at->printed, 0);
    int result = STATUS_DONE;
    if (strcmp(before, now) != 0) {
        result =
            complain(SDP_E_ARGUMENT, OPTION,
                     "the walk of '%.200s' was begun with other --fields or another --output (%.200s, not %.200s); "
                     "give the same, or delete it to begin anew",
                     at->path, before, now);
    }
    sdp_text_free(before);
    sdp_text_free(now);
    return result;
}

int checkpoint_compare(const checkpoint *at, const char *saved, sdp_pager *pager)
{
    char *own = NULL;
    sdp_json *old = NULL;
    sdp_json *new = NULL;
    int result = STATUS_DONE;
    (void)sdp_pager_checkpoint(pager, &own);
    if (own != NULL && sdp_json_parse(saved, strlen(saved), NULL, &old) == SDP_OK &&
        sdp_json_parse(own, strlen(own), NULL, &new) == SDP_OK && same_member(old, new, "operation")) {
        if (same_member(old, new, "query") && same_member(old, new, "ids") && same_member(old, new, "beside")) {
            result = compare_printed(at);
        } else {
            result =
                complain(SDP_E_ARGUMENT, OPTION,
                         "'%.200s' is the checkpoint of a list with another query; delete it to begin anew", at->path);
        }
    }
    sdp_json_free(old);
    sdp_json_free(new);
    sdp_text_free(own);
    return result;
}

/* The pager's checkpoint and how rows are printed, as one line. A new text; NULL where the library has no memory. */
static char *make_line(const checkpoint *at, sdp_pager *pager)
{
    char *own = NULL;
    char *line = NULL;
    sdp_json *json = NULL;
    if (sdp_pager_checkpoint(pager, &own) == SDP_OK && sdp_json_parse(own, strlen(own), NULL, &json) == SDP_OK) {
        json_put(json, PRINTED, json_copy(at->printed));
        line = json_print(json, 0);
    }
    sdp_json_free(json);
    sdp_text_free(own);
    return line;
}

/* Returns errno, or 0. */
static int write_line(int descriptor, const char *line)
{
    const int problem = write_all(descriptor, line, strlen(line));
    return problem == 0 && fsync(descriptor) != 0 ? errno : problem;
}

/* Rows that a power failure takes back must not be behind the place. What is no file has nothing to be synchronised. */
static int settle_rows(void)
{
    if (fsync(STDOUT_FILENO) == 0 || (errno != EIO && errno != ENOSPC && errno != EDQUOT)) return STATUS_DONE;
    return complain(SDP_E_FILE, "stdout", "standard output cannot be written: %s", strerror(errno));
}

int checkpoint_write(checkpoint *at, sdp_pager *pager, const sdp_error *error)
{
    text beside = {0};
    int result = settle_rows();
    if (result != STATUS_DONE) return result;
    char *line = make_line(at, pager);
    if (line == NULL) return complain_error(OPTION, error);
    /* A name of this process's own: what stands there already is somebody else's, and stays. */
    int descriptor = beside_open(at->path, &beside);
    int problem = descriptor >= 0 ? write_line(descriptor, line) : errno;
    if (problem == 0 && rename(text_get(&beside), at->path) != 0) problem = errno;
    if (problem != 0 && descriptor >= 0) (void)unlink(text_get(&beside));
    text_free(&beside);
    sdp_text_free(line);
    /* Of the old file and the new one, that which the path leads to stays locked. */
    int other = problem == 0 ? at->descriptor : descriptor;
    if (problem == 0) at->descriptor = descriptor;
    if (problem == 0) at->made = false;
    if (other >= 0) (void)close(other);
    return problem == 0 ? STATUS_DONE : cannot(at->path, "written", problem);
}

int checkpoint_remove(checkpoint *at)
{
    at->made = false;
    if (unlink(at->path) == 0 || errno == ENOENT) return STATUS_DONE;
    return cannot(at->path, "removed", errno);
}

void checkpoint_close(checkpoint *at)
{
    if (at->path == NULL) return;
    if (at->made) (void)unlink(at->path);
    if (at->descriptor >= 0) (void)close(at->descriptor);
    sdp_json_free(at->printed);
    sdp_json_free(at->before);
    *at = (checkpoint){.descriptor = -1};
}
