#include "checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "errors.h"
#include "source.h"

#define OPTION "--checkpoint"

int checkpoint_check(const arguments *from, format output)
{
    if (from->checkpoint == NULL) return STATUS_DONE;
    if (*from->checkpoint == '\0') return complain(SDP_E_ARGUMENT, OPTION, OPTION " needs the path of a file");
    if (!from->all) return complain(SDP_E_ARGUMENT, OPTION, OPTION " goes with --all");
    if (output == FORMAT_JSON || output == FORMAT_JSONL) return STATUS_DONE;
    return complain(SDP_E_ARGUMENT, OPTION, OPTION " is for rows that are printed as they come: add --output jsonl");
}

int checkpoint_read(const char *path, text *to, bool *found)
{
    text from = {0};
    *found = access(path, F_OK) == 0 || errno != ENOENT;
    if (!*found) return STATUS_DONE;
    text_printf(&from, "@%s", path);
    int result = read_source(OPTION, text_get(&from), to);
    text_free(&from);
    return result;
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

int checkpoint_compare(const char *path, const char *saved, sdp_pager *pager)
{
    char *own = NULL;
    sdp_json *old = NULL;
    sdp_json *new = NULL;
    int result = STATUS_DONE;
    (void)sdp_pager_checkpoint(pager, &own);
    if (own != NULL && sdp_json_parse(saved, strlen(saved), NULL, &old) == SDP_OK &&
        sdp_json_parse(own, strlen(own), NULL, &new) == SDP_OK && same_member(old, new, "operation") &&
        !(same_member(old, new, "query") && same_member(old, new, "ids") && same_member(old, new, "beside"))) {
        result = complain(SDP_E_ARGUMENT, OPTION,
                          "'%.200s' is the checkpoint of a list with another query; delete it to begin anew", path);
    }
    sdp_json_free(old);
    sdp_json_free(new);
    sdp_text_free(own);
    return result;
}

/* Returns errno, or 0. */
static int write_file(const char *path, const char *line)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0) return errno;
    FILE *file = fdopen(descriptor, "w");
    if (file == NULL) {
        (void)close(descriptor);
        return ENOMEM;
    }
    int problem = 0;
    if (fprintf(file, "%s\n", line) < 0 || fflush(file) != 0 || fsync(descriptor) != 0) problem = errno;
    if (fclose(file) != 0 && problem == 0) problem = errno;
    return problem;
}

int checkpoint_write(const char *path, sdp_pager *pager, const sdp_error *error)
{
    text beside = {0};
    char *line = NULL;
    if (sdp_pager_checkpoint(pager, &line) != SDP_OK) return complain_error(OPTION, error);
    /* A name of this process's own: what stands there already is somebody else's, and stays. */
    text_printf(&beside, "%s.%ld.new", path, (long)getpid());
    int problem = write_file(text_get(&beside), line);
    if (problem == 0 && rename(text_get(&beside), path) != 0) problem = errno;
    if (problem != 0 && problem != EEXIST) (void)unlink(text_get(&beside));
    text_free(&beside);
    sdp_text_free(line);
    if (problem == 0) return STATUS_DONE;
    return complain(SDP_E_FILE, OPTION, "the checkpoint '%.200s' cannot be written: %s", path, strerror(problem));
}

int checkpoint_remove(const char *path)
{
    if (unlink(path) == 0 || errno == ENOENT) return STATUS_DONE;
    return complain(SDP_E_FILE, OPTION, "the checkpoint '%.200s' cannot be removed: %s", path, strerror(errno));
}
