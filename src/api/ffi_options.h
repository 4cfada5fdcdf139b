/* Options made from JSON, from the inside. */
#ifndef SDPI_FFI_OPTIONS_H
#define SDPI_FFI_OPTIONS_H

#include <sdp/ffi.h>

/* Takes over who is told of progress; leaves it alone for options of another making, and for NULL. */
void sdpi_options_get_progress(const sdp_options *options, sdp_progress_fn *progress, void **user_data);

#endif
