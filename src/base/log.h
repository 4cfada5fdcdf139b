/* The log: levels, and only what is on the list of what may be said. Bodies, queries and header values never are. */
#ifndef SDPI_LOG_H
#define SDPI_LOG_H

#include "base/error.h"

typedef struct sdpi_log {
    void (*write)(void *user_data, int32_t level, const char *line);
    void *user_data;
    int32_t level; /* 0: silent */
} sdpi_log;

/* Whether a line of this level would be written: ask first where making the line costs something. */
int sdpi_log_wants(const sdpi_log *log, int32_t level);
/* `level` is one of SDP_LOG_… */
void sdpi_log_line(const sdpi_log *log, int32_t level, const char *format, ...) SDPI_FORMAT(3, 4);
/* Writes a header: its value only where the name is on the allow-list, else "***". */
void sdpi_log_header(const sdpi_log *log, const char *name, const char *value);
/* Whether the value of such a header may be shown to people. */
int sdpi_is_public_header(const char *name);

#endif
