#include "base/structs.h"

#include <string.h>

#include "base/error.h"

int sdpi_is_zero_beyond(const void *bytes, size_t from, size_t size)
{
    const unsigned char *byte = bytes;
    for (size_t i = from; i < size; i++) {
        if (byte[i] != 0) return 0;
    }
    return 1;
}

static void copy_known(void *to, size_t size, const void *from, size_t from_size)
{
    memset(to, 0, size);
    memcpy(to, from, from_size < size ? from_size : size);
}

sdp_status sdpi_copy_struct(void *to, size_t size, const void *from, uint16_t type)
{
    sdp_head head;
    memcpy(&head, from, sizeof head);
    if (head.size < sizeof head || head.type != type) return SDP_E_STRUCT;
    if (!sdpi_is_zero_beyond(from, size, head.size)) return SDP_E_STRUCT;
    copy_known(to, size, from, head.size);
    return SDP_OK;
}

static size_t size_of(const void *table)
{
    size_t size;
    memcpy(&size, table, sizeof size);
    return size;
}

sdp_status sdpi_copy_table(void *to, size_t size, const void *from)
{
    const size_t from_size = size_of(from);
    if (from_size < sizeof from_size || !sdpi_is_zero_beyond(from, size, from_size)) return SDP_E_STRUCT;
    copy_known(to, size, from, from_size);
    memcpy(to, &size, sizeof size);
    return SDP_OK;
}

sdp_status sdpi_fill_struct(void *to, const void *known, size_t size)
{
    if (to == NULL || size_of(to) < sizeof size) return SDP_E_ARGUMENT;
    const size_t both = size_of(to) < size ? size_of(to) : size;
    memcpy(to, known, both);
    memcpy(to, &both, sizeof both);
    return SDP_OK;
}

sdp_status sdpi_check_flags(int32_t flags, int32_t known, sdp_error *error)
{
    if ((flags & ~known) == 0) return SDP_OK;
    return sdpi_error_set(error, SDP_E_ARGUMENT, "flags", "the flags have bits that are not for this function: 0x%x",
                          (unsigned)(flags & ~known));
}

sdp_status sdpi_check_reserved(int32_t reserved, const char *path, sdp_error *error)
{
    if (reserved == 0) return SDP_OK;
    return sdpi_error_set(error, SDP_E_STRUCT, path, "a reserved member must be 0, and is %d", (int)reserved);
}
