/* Walks of any list. */
#ifndef SDPI_PAGER_H
#define SDPI_PAGER_H

#include <sdp/pager.h>

#include "call/operation.h"

/* A new copy of a caller's query, whatever the size of its struct; freed by sdp_entity_free(). `name` is what an error
   calls it. */
sdp_status sdpi_copy_query(const sdp_type *type, const void *query, const char *name, sdp_error *error, void **out);
/* Starts a walk. `ids` are copied; `query`, of the operation's input type, is copied and nullable;
   so is `beside`, what is sent beside it. */
sdp_status sdpi_pager_new(sdp_client *client, const sdp_operation *operation, const char *const *ids, size_t id_count,
                          const void *query, const sdp_json *beside, const sdp_options *options, sdp_pager **out);
/* The next row of a walk over entities of this type. */
sdp_status sdpi_pager_step(sdp_pager *pager, const sdp_type *type, const void **out);

#endif
