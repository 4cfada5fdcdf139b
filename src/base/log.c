#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"

enum { DEBUG = 4 }; /* SDP_LOG_DEBUG of client.h, which stands above this folder */

int sdpi_log_wants(const sdpi_log *log, int32_t level)
{
    return log->write != NULL && level <= log->level;
}

void sdpi_log_line(const sdpi_log *log, int32_t level, const char *format, ...)
{
    if (!sdpi_log_wants(log, level)) return;
    char line[SDPI_MAX_LOG_LINE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    /* What was quoted must not look like further lines. */
    for (char *c = line; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ') *c = ' ';
    }
    log->write(log->user_data, level, line);
}

int sdpi_is_public_header(const char *name)
{
    static const char *const names[] = {"Accept", "Content-Type", "Content-Length", "Retry-After", "User-Agent"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (sdpi_same_word(name, names[i])) return 1;
    }
    return 0;
}

void sdpi_log_header(const sdpi_log *log, const char *name, const char *value)
{
    sdpi_log_line(log, DEBUG, "  %s: %s", name, sdpi_is_public_header(name) ? value : "***");
}
