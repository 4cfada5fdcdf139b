#include <sdp/base.h>

#include "base/memory.h"

const char *sdp_version(void)
{
    return SDP_VERSION;
}

int32_t sdp_version_number(void)
{
    return SDP_VERSION_MAJOR * 10000 + SDP_VERSION_MINOR * 100 + SDP_VERSION_PATCH;
}

void sdp_text_free(char *text)
{
    sdpi_release(&sdpi_default_allocator, text);
}
