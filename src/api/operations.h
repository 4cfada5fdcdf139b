/* The operations by identifier, for the typed functions. */
#ifndef SDPI_OPERATIONS_H
#define SDPI_OPERATIONS_H

#include "call/operation.h"

enum {
#define OPERATION(identifier, name, doc, ...) SDPI_OP_##identifier,
#define NEUCRM_OPERATION OPERATION
#include "api/operations.def"
#undef NEUCRM_OPERATION
#undef OPERATION
    SDPI_OP_COUNT
};

extern const sdp_operation sdpi_operations[SDPI_OP_COUNT];

#endif
