#define _POSIX_C_SOURCE 200809L

#include "http/wake_pipe.h"

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

int sdpi_wake_pipe_open(sdpi_wake_pipe *wake)
{
    int ends[2];
    *wake = (sdpi_wake_pipe){-1, -1};
    if (pipe(ends) != 0) return -1;
    for (int i = 0; i < 2; i++) {
        if (fcntl(ends[i], F_SETFD, FD_CLOEXEC) == 0 && fcntl(ends[i], F_SETFL, O_NONBLOCK) == 0) continue;
        close(ends[0]);
        close(ends[1]);
        return -1;
    }
    *wake = (sdpi_wake_pipe){ends[0], ends[1]};
    return 0;
}

void sdpi_wake_pipe_call(const sdpi_wake_pipe *wake)
{
    /* A full pipe needs no further byte. */
    ssize_t written = write(wake->write, "", 1);
    (void)written;
}

void sdpi_wake_pipe_drain(const sdpi_wake_pipe *wake)
{
    char bytes[64];
    while (read(wake->read, bytes, sizeof bytes) == (ssize_t)sizeof bytes) continue;
}

void sdpi_wake_pipe_close(sdpi_wake_pipe *wake)
{
    if (wake->read >= 0) close(wake->read);
    if (wake->write >= 0) close(wake->write);
    *wake = (sdpi_wake_pipe){-1, -1};
}
