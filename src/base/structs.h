/* Structs and tables of functions that begin with their size, as programs of other versions compiled them. */
#ifndef SDPI_STRUCTS_H
#define SDPI_STRUCTS_H

#include <sdp/types.h>

/* Whether the bytes of [from, size) are all zero: what a newer struct has beyond the known members. */
int sdpi_is_zero_beyond(const void *bytes, size_t from, size_t size);

/*
 * Copies a struct that a caller fills, of any version: what is beyond an older one is zero. SDP_E_STRUCT where it was
 * not initialised, is of another type, or says something that this library does not know.
 */
sdp_status sdpi_copy_struct(void *to, size_t size, const void *from, uint16_t type);

/* The same for one whose first member is a size_t of its size, as a table of functions: in the copy, it is `size`. */
sdp_status sdpi_copy_table(void *to, size_t size, const void *from);

/*
 * Fills a caller's struct whose first member is a size_t of its size, of any version, with `known`: as far as both go,
 * and that is what its size says then. SDP_E_ARGUMENT where it is NULL or has no size.
 */
sdp_status sdpi_fill_struct(void *to, const void *known, size_t size);

/* Refuses bits that a newer program may know: SDP_E_ARGUMENT. */
sdp_status sdpi_check_flags(int32_t flags, int32_t known, sdp_error *error);

/* Refuses a reserved member that is not 0, which means something to a newer program: SDP_E_STRUCT. */
sdp_status sdpi_check_reserved(int32_t reserved, const char *path, sdp_error *error);

#endif
