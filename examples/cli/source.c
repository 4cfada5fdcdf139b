#include "source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "errors.h"

static int read_all(FILE *file, text *to)
{
    char block[65536];
    size_t size;
    errno = 0;
    while (to->size <= SOURCE_MOST_BYTES && (size = fread(block, 1, sizeof(block), file)) > 0)
        text_put(to, block, size);
    if (ferror(file)) return errno != 0 ? errno : EIO;
    return to->size > SOURCE_MOST_BYTES ? EFBIG : 0;
}

int read_source(const char *option, const char *from, text *to)
{
    int problem = 0;
    if (strcmp(from, "-") == 0) {
        problem = read_all(stdin, to);
        if (problem == 0) return STATUS_DONE;
        return complain(SDP_E_ARGUMENT, option, "%s: standard input cannot be read: %s", option, strerror(problem));
    }
    if (*from != '@') {
        text_puts(to, from);
        return STATUS_DONE;
    }
    FILE *file = fopen(from + 1, "rb");
    if (file == NULL) {
        problem = errno;
    } else {
        problem = read_all(file, to);
        fclose(file);
    }
    if (problem == 0) return STATUS_DONE;
    return complain(SDP_E_ARGUMENT, option, "%s: the file '%.200s' cannot be read: %s", option, from + 1,
                    strerror(problem));
}
