#include "api/operations.h"

#include "call/dialect.h"
#include "model/types.h"

/* The first member of each row is the dialect that most rows have; a row of another dialect names its own. */
const sdp_operation sdpi_operations[SDPI_OP_COUNT] = {
#define OPERATION(identifier, name_, doc_, ...)                                                                        \
    [SDPI_OP_##identifier] = {.name = name_, .doc = doc_, .dialect = &sdpi_dialect_v3, __VA_ARGS__},
#include "api/operations.def"
#undef OPERATION
};
