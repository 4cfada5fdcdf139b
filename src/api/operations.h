/* The operations by identifier, for the typed functions. */
#ifndef SDPI_OPERATIONS_H
#define SDPI_OPERATIONS_H

#include "call/operation.h"

enum {
#define OPERATION(identifier, name, doc, ...) SDPI_OP_##identifier,
#include "api/operations.def"
#undef OPERATION
    SDPI_OP_COUNT
};

extern const sdp_operation sdpi_operations[SDPI_OP_COUNT];

#endif
