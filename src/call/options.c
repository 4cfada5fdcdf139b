#include "call/options.h"

#include "base/structs.h"

sdp_status sdpi_options_copy(const sdp_options *options, sdp_error *error, sdp_options *copy)
{
    const sdp_options defaults = SDP_OPTIONS_INIT;
    *copy = defaults;
    if (options != NULL && sdpi_copy_struct(copy, sizeof *copy, options, SDP_TYPE_OPTIONS) != SDP_OK) {
        *copy = defaults;
        return sdpi_error_set(
            error, SDP_E_STRUCT, "options",
            "the options were not started with SDP_OPTIONS(…) or SDP_OPTIONS_INIT, or say what only a "
            "newer version of the library knows");
    }
    copy->head = defaults.head;
    sdp_status status = sdpi_check_reserved(copy->reserved, "options.reserved", error);
    if (status != SDP_OK) *copy = defaults;
    return status;
}
