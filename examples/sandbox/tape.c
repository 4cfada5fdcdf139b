#include "tape.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "json.h"

#define VERSION "1"

struct tape {
    int file;
    off_t size; /* of the lines that are whole */
    pthread_mutex_t mutex;
};

bool tape_is_base_path(const char *path)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_-.~%";
    size_t length = strlen(path);
    return strspn(path, allowed) == length && (length == 0 || (path[0] == '/' && path[length - 1] != '/'));
}

tape *tape_create(const char *file, const char *base_path, text *problem)
{
    text line = {0};
    tape *made = calloc(1, sizeof(*made));
    if (!made) return NULL;
    pthread_mutex_init(&made->mutex, NULL);
    made->file = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    text_printf(&line, "{\"sandbox_record\":%s,\"base_path\":\"%s\"}", VERSION, base_path);
    if (made->file >= 0 && tape_add(made, &line)) {
        text_free(&line);
        return made;
    }
    text_printf(problem, "%s: %s", file, strerror(errno));
    text_free(&line);
    tape_close(made);
    return NULL;
}

static bool write_all(int to, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t count = write(to, bytes, size);
        if (count < 0 && errno != EINTR) return false;
        if (count < 0) continue;
        bytes += count;
        size -= (size_t)count;
    }
    return true;
}

bool tape_add(tape *to, const text *line)
{
    text whole = {0};
    text_add(&whole, text_get(line), line->size);
    text_puts(&whole, "\n");
    bool good = !whole.failed && !line->failed;
    pthread_mutex_lock(&to->mutex);
    if (good) good = write_all(to->file, text_get(&whole), whole.size);
    if (good) to->size += (off_t)whole.size;
    /* Half a line would spoil the file for good. */
    if (!good && ftruncate(to->file, to->size) == 0) lseek(to->file, to->size, SEEK_SET);
    pthread_mutex_unlock(&to->mutex);
    text_free(&whole);
    return good;
}

void tape_close(tape *from)
{
    if (!from) return;
    if (from->file >= 0) close(from->file);
    pthread_mutex_destroy(&from->mutex);
    free(from);
}

/* The base path of the first line, new; NULL where it is not the first line of a record. */
static char *read_head(const char *line)
{
    sdp_json *head = json_parse(line);
    const char *version = json_text_at(head, "sandbox_record");
    const char *path = json_text_at(head, "base_path");
    bool good = version && strcmp(version, VERSION) == 0 && path && tape_is_base_path(path);
    char *copy = good ? strdup(path) : NULL;
    sdp_json_free(head);
    return copy;
}

bool tape_read(const char *file, char **base_path,
               bool (*exchange)(void *data, const char *line, size_t number, text *problem), void *data, text *problem)
{
    char *line = NULL;
    size_t room = 0;
    size_t number = 0;
    ssize_t length = 0;
    bool good = true;
    FILE *from = fopen(file, "r");
    *base_path = NULL;
    if (!from) text_printf(problem, "%s: %s", file, strerror(errno));
    while (from && good && (length = getline(&line, &room, from)) >= 0) {
        text why = {0};
        number++;
        if (number == 1) {
            good = (*base_path = read_head(line)) != NULL;
            if (!good) text_puts(&why, "it is not the first line of a record");
        } else if (strlen(line) != (size_t)length || line[length - 1] != '\n') {
            text_puts(&why, "the line is not whole");
            good = false;
        } else {
            good = exchange(data, line, number, &why);
        }
        if (!good) text_printf(problem, "%s:%zu: %s", file, number, text_get(&why));
        text_free(&why);
    }
    /* Whatever else ends the lines than the end of the file is a failure, and what follows would be missing. */
    if (from && good && !feof(from)) {
        text_printf(problem, "%s:%zu: %s", file, number + 1, strerror(errno));
        good = false;
    }
    if (from && good && number == 0) text_printf(problem, "%s: it is empty", file);
    good = good && from && number > 0;
    if (from) fclose(from);
    free(line);
    if (good) return true;
    free(*base_path);
    *base_path = NULL;
    return false;
}
