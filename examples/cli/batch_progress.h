/* How far a batch is, in the line of progress, whose last state stays; and the pauses that it makes. */
#ifndef CLI_BATCH_PROGRESS_H
#define CLI_BATCH_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct batch_progress {
    bool is_verbose;
    int64_t begun_ms;
    int64_t paused_ms; /* until when a pause lasts that was told of */
} batch_progress;

/* Shows nothing unless stderr is a terminal and stdout is none. `verbose`: pauses are told of in any case. */
void batch_progress_begin(batch_progress *to, bool verbose);
/* The service asked for a pause. A long one is told of in a line of its own, once. */
void batch_progress_pause(batch_progress *to, int64_t pause_ms);
/* `total` -1: unknown. */
void batch_progress_show(const batch_progress *of, int64_t done, int64_t total, int64_t failed);
void batch_progress_end(const batch_progress *of, int64_t done, int64_t total, int64_t failed);

#endif
