#include "print.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "errors.h"

static int problem; /* errno of the first failure, 0: none */

static void note(bool good)
{
    if (!good && problem == 0) problem = errno != 0 ? errno : EIO;
}

void print_bytes(const char *bytes, size_t size)
{
    if (problem != 0 || size == 0) return;
    errno = 0;
    note(fwrite(bytes, 1, size, stdout) == size);
}

void print_line(const char *line)
{
    print_bytes(line, strlen(line));
    print_bytes("\n", 1);
}

bool print_failed(void)
{
    return problem != 0;
}

int print_flush(void)
{
    errno = 0;
    if (problem == 0) note(fflush(stdout) == 0);
    if (problem == 0) return STATUS_DONE;
    if (problem == EPIPE) return STATUS_CLOSED_PIPE;
    (void)complain(SDP_E_ANSWER, "stdout", "standard output cannot be written: %s", strerror(problem));
    return STATUS_ANSWER;
}
