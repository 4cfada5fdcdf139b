/* Struct to JSON, by the tables. */
#ifndef SDPI_ENCODE_H
#define SDPI_ENCODE_H

#include "base/error.h"
#include "base/writer.h"
#include "model/types.h"

enum {
    SDPI_ENCODE_REQUEST, /* what may be sent: read-only members are refused, received ones shrink to their id */
    SDPI_ENCODE_PRINT    /* everything */
};

/* Whether the head of a caller's struct fits the type: SDP_E_STRUCT where it does not. */
sdp_status sdpi_check_head(const sdp_type *type, const void *entity, sdp_error *error);

/* Refuses a received entity that is a copy by assignment: its program may know a shorter struct than its head says. */
sdp_status sdpi_check_place(const sdp_type *type, const void *entity, sdp_error *error);

/* Refuses a received entity as the input of a request, naming its first read-only member. */
sdp_status sdpi_check_not_received(const sdp_type *type, const void *entity, sdp_error *error);

/* Writes an entity. On a failure `error` has the path below it, and what was written is of no use. */
sdp_status sdpi_encode(const sdp_type *type, const void *entity, int32_t mode, sdpi_writer *writer, sdp_error *error);

/* Writes the value of one member. */
sdp_status sdpi_encode_member(const sdp_field *field, const void *slot, int32_t mode, sdpi_writer *writer,
                              sdp_error *error);

#endif
