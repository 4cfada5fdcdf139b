/* A pipe by which any thread wakes the one that waits for descriptors. */
#ifndef SDPI_WAKE_PIPE_H
#define SDPI_WAKE_PIPE_H

typedef struct sdpi_wake_pipe {
    int read; /* readable while there was a call; -1: not open */
    int write;
} sdpi_wake_pipe;

/* Returns 0, or -1 where there is none to be had. */
int sdpi_wake_pipe_open(sdpi_wake_pipe *pipe);
/* Any thread. */
void sdpi_wake_pipe_call(const sdpi_wake_pipe *pipe);
/* Forgets the calls. */
void sdpi_wake_pipe_drain(const sdpi_wake_pipe *pipe);
void sdpi_wake_pipe_close(sdpi_wake_pipe *pipe);

#endif
