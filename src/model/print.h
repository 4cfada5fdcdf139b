/* Printing what was received: the values of the structs in the forms, and with the nulls and unknown members, in which
   they came. */
#ifndef SDPI_PRINT_H
#define SDPI_PRINT_H

#include "base/error.h"
#include "base/writer.h"
#include "model/types.h"

sdp_status sdpi_print_received(const sdp_type *type, const void *entity, sdpi_writer *writer, sdp_error *error);

#endif
