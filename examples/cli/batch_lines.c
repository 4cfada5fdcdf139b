#include "batch_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "errors.h"

/* As long as the JSON that the library takes, and what stands around it. */
#define MOST_LINE (16u * 1024 * 1024 + 65536u)

enum { BLOCK = 65536 };

/* What some editors put in front of a file's text to say that it is UTF-8. */
static const char mark[] = "\xEF\xBB\xBF";

static bool is_empty(const char *line, size_t size)
{
    size_t i = 0;
    while (i < size && (line[i] == ' ' || line[i] == '\t' || line[i] == '\r')) i++;
    return i == size || line[i] == '#';
}

static void forget_given(batch_lines *from)
{
    if (from->begin == 0) return;
    from->buffer.size -= from->begin;
    memmove(from->buffer.data, from->buffer.data + from->begin, from->buffer.size + 1);
    from->begin = 0;
}

/* Appends what can be read. LINE_GIVEN: there is more now, or the end is known. */
static batch_line_state read_more(batch_lines *from)
{
    char block[BLOCK];
    struct pollfd ready = {.fd = from->descriptor, .events = POLLIN};
    if (poll(&ready, 1, 0) == 0) return LINE_NOT_YET;
    ssize_t size = read(from->descriptor, block, sizeof(block));
    if (size < 0) return errno == EINTR || errno == EAGAIN ? LINE_NOT_YET : LINE_UNREADABLE;
    forget_given(from);
    if (size == 0) {
        from->ended = true;
    } else {
        text_put(&from->buffer, block, (size_t)size);
    }
    return LINE_GIVEN;
}

static batch_line_state give(batch_lines *from, const char *start, size_t size, const char **line)
{
    const bool too_long = from->too_long || size > MOST_LINE;
    from->too_long = false;
    from->seen = 0;
    from->number++;
    *line = start;
    return too_long ? LINE_TOO_LONG : LINE_GIVEN;
}

/* The next line, empty ones too. Of one that is too long nothing is kept but that it is. */
static batch_line_state next_line(batch_lines *from, const char **line, size_t *size)
{
    for (;;) {
        const char *start = text_get(&from->buffer) + from->begin;
        const size_t left = from->buffer.size - from->begin;
        const char *end = left > from->seen ? memchr(start + from->seen, '\n', left - from->seen) : NULL;
        if (end != NULL || (from->ended && (left > 0 || from->too_long))) {
            *size = end != NULL ? (size_t)(end - start) : left;
            from->begin += *size + (end != NULL);
            return give(from, start, *size, line);
        }
        if (from->ended) return LINE_NONE;
        from->seen = left;
        if (left > MOST_LINE) {
            from->too_long = true;
            from->begin = from->buffer.size;
            from->seen = 0;
        }
        const batch_line_state state = read_more(from);
        if (state != LINE_GIVEN) return state;
    }
}

static void skip_mark(const batch_lines *from, const char **line, size_t *size)
{
    const size_t length = sizeof(mark) - 1;
    if (from->number != 1 || *size < length || memcmp(*line, mark, length) != 0) return;
    *line += length;
    *size -= length;
}

batch_line_state batch_lines_next(batch_lines *from, const char **line, size_t *size)
{
    batch_line_state state;
    do {
        state = next_line(from, line, size);
        if (state == LINE_GIVEN) skip_mark(from, line, size);
    } while (state == LINE_GIVEN && is_empty(*line, *size));
    return state;
}

/* How many lines there are to be done, of a file that can be read twice. */
static void count_lines(batch_lines *from)
{
    struct stat about;
    batch_lines copy = {.descriptor = from->descriptor};
    const char *line;
    size_t size;
    batch_line_state state;
    int64_t count = 0;
    if (fstat(from->descriptor, &about) != 0 || !S_ISREG(about.st_mode)) return;
    const off_t place = lseek(from->descriptor, 0, SEEK_CUR);
    if (place < 0) return;
    while ((state = batch_lines_next(&copy, &line, &size)) == LINE_GIVEN || state == LINE_TOO_LONG) count++;
    text_free(&copy.buffer);
    if (state == LINE_NONE && lseek(from->descriptor, place, SEEK_SET) == place) from->total = count;
}

int batch_lines_open(batch_lines *to, const char *path)
{
    *to = (batch_lines){.descriptor = STDIN_FILENO, .total = -1};
    if (strcmp(path, "-") != 0) {
        to->descriptor = open(path, O_RDONLY | O_CLOEXEC);
        to->is_own = true;
        if (to->descriptor < 0) {
            return complain(SDP_E_ARGUMENT, "FILE", "batch: the file '%.200s' cannot be read: %s", path,
                            strerror(errno));
        }
    }
    count_lines(to);
    return STATUS_DONE;
}

void batch_lines_close(batch_lines *from)
{
    if (from->is_own && from->descriptor >= 0) close(from->descriptor);
    text_free(&from->buffer);
}
