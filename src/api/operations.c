#include "api/operations.h"

#include "call/dialect.h"
#include "call/neucrm_query.h"
#include "model/types.h"

#define ROW(identifier, name_, doc_, dialect_, ...)                                                                    \
    [SDPI_OP_##identifier] = {.name = name_, .doc = doc_, .dialect = dialect_, __VA_ARGS__},

const sdp_operation sdpi_operations[SDPI_OP_COUNT] = {
#define OPERATION(identifier, name, doc, ...) ROW(identifier, name, doc, &sdpi_dialect_v3, __VA_ARGS__)
#define NEUCRM_OPERATION(identifier, name, doc, ...) ROW(identifier, name, doc, &sdpi_dialect_neucrm, __VA_ARGS__)
#include "api/operations.def"
#undef NEUCRM_OPERATION
#undef OPERATION
};
