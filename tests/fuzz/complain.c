/* Stands for the command's errors.c in the fuzz targets: words are put together as there, and shown to nobody. */
#include "errors.h"

#include <stdarg.h>
#include <stdio.h>

#include "fuzz.h"

int exit_status(sdp_status status)
{
    return status >= 0 ? STATUS_DONE : STATUS_USAGE;
}

int complain(sdp_status status, const char *path, const char *format, ...)
{
    char message[2000];
    va_list arguments;
    (void)path;
    va_start(arguments, format);
    const int size = vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    FUZZ_CHECK(size > 0 && status < 0);
    return exit_status(status);
}

int complain_error(const char *option, const sdp_error *error)
{
    (void)option;
    FUZZ_CHECK(*sdp_error_message(error) != '\0');
    return exit_status(sdp_error_status(error));
}
