#include <sdp/products.h>

#include "api/client.h"
#include "api/ensure.h"
#include "api/pager.h"
#include "model/types.h"

sdp_status sdp_product_add(sdp_client *client, const sdp_product *input, const sdp_options *options,
                           const sdp_product **out)
{
    return sdpi_client_run_entity(client, SDPI_OP_PRODUCT_ADD, NULL, input, options, out);
}

sdp_status sdp_product_ensure(sdp_client *client, const sdp_product *input, const sdp_options *options, int32_t *added,
                              const sdp_product **out)
{
    return sdpi_client_ensure_entity(client, SDPI_OP_PRODUCT_ADD, input, options, added, out);
}

sdp_status sdp_product_edit(sdp_client *client, const char *id, const sdp_product *input, const sdp_options *options,
                            const sdp_product **out)
{
    return sdpi_client_run_entity(client, SDPI_OP_PRODUCT_EDIT, id, input, options, out);
}

sdp_status sdp_product_get(sdp_client *client, const char *id, const sdp_options *options, const sdp_product **out)
{
    if (out == NULL) return sdpi_client_null(client, "out");
    return sdpi_client_run_entity(client, SDPI_OP_PRODUCT_GET, id, NULL, options, out);
}

sdp_status sdp_product_list(sdp_client *client, const sdp_query *query, const sdp_options *options, sdp_pager **out)
{
    return sdpi_pager_new(client, &sdpi_operations[SDPI_OP_PRODUCT_LIST], NULL, 0, query, NULL, options, out);
}

sdp_status sdp_product_next(sdp_pager *pager, const sdp_product **out)
{
    const void *row = NULL;
    sdp_status status = sdpi_pager_step(pager, &sdpi_type_sdp_product, out != NULL ? &row : NULL);
    sdpi_give(row, out);
    return status;
}

sdp_status sdp_product_delete(sdp_client *client, const char *id, const sdp_options *options)
{
    return sdpi_client_run_entity(client, SDPI_OP_PRODUCT_DELETE, id, NULL, options, NULL);
}

sdp_status sdp_product_copy(const sdp_product *product, sdp_error *error, const sdp_product **out)
{
    void *copy = NULL;
    sdp_status status = sdp_entity_copy(product, error, out != NULL ? &copy : NULL);
    sdpi_give(copy, out);
    return status;
}

void sdp_product_free(const sdp_product *product)
{
    sdp_entity_free(product);
}
