#include <sdp/customers.h>

#include "api/client.h"
#include "api/ensure.h"
#include "api/pager.h"
#include "model/types.h"

sdp_status sdp_customer_add(sdp_client *client, const sdp_customer *input, const sdp_options *options,
                            const sdp_customer **out)
{
    return sdpi_client_run_entity(client, SDPI_OP_CUSTOMER_ADD, NULL, input, options, out);
}

sdp_status sdp_customer_ensure(sdp_client *client, const sdp_customer *input, const sdp_options *options,
                               int32_t *added, const sdp_customer **out)
{
    return sdpi_client_ensure_entity(client, SDPI_OP_CUSTOMER_ADD, input, options, added, out);
}

sdp_status sdp_customer_edit(sdp_client *client, const char *id, const sdp_customer *input, const sdp_options *options,
                             const sdp_customer **out)
{
    return sdpi_client_run_entity(client, SDPI_OP_CUSTOMER_EDIT, id, input, options, out);
}

sdp_status sdp_customer_get(sdp_client *client, const char *id, const sdp_options *options, const sdp_customer **out)
{
    if (out == NULL) return sdpi_client_null(client, "out");
    return sdpi_client_run_entity(client, SDPI_OP_CUSTOMER_GET, id, NULL, options, out);
}

sdp_status sdp_customer_list(sdp_client *client, const sdp_query *query, const sdp_options *options, sdp_pager **out)
{
    return sdpi_pager_new(client, &sdpi_operations[SDPI_OP_CUSTOMER_LIST], NULL, 0, query, NULL, options, out);
}

sdp_status sdp_customer_next(sdp_pager *pager, const sdp_customer **out)
{
    const void *row = NULL;
    sdp_status status = sdpi_pager_step(pager, &sdpi_type_sdp_customer, out != NULL ? &row : NULL);
    sdpi_give(row, out);
    return status;
}

sdp_status sdp_customer_add_service_url(sdp_client *client, const char *id, const sdp_service_url *input,
                                        const sdp_options *options)
{
    return sdpi_client_run_entity(client, SDPI_OP_CUSTOMER_ADD_SERVICE_URL, id, input, options, NULL);
}

sdp_status sdp_customer_delete_service_url(sdp_client *client, const char *id, const sdp_options *options)
{
    return sdpi_client_run_entity(client, SDPI_OP_CUSTOMER_DELETE_SERVICE_URL, id, NULL, options, NULL);
}

sdp_status sdp_customer_move_to_trash(sdp_client *client, const char *id, const sdp_options *options,
                                      const sdp_customer **out)
{
    return sdpi_client_run_entity(client, SDPI_OP_CUSTOMER_MOVE_TO_TRASH, id, NULL, options, out);
}

sdp_status sdp_customer_restore_from_trash(sdp_client *client, const char *id, const sdp_options *options,
                                           const sdp_customer **out)
{
    return sdpi_client_run_entity(client, SDPI_OP_CUSTOMER_RESTORE_FROM_TRASH, id, NULL, options, out);
}

sdp_status sdp_customer_copy(const sdp_customer *customer, sdp_error *error, const sdp_customer **out)
{
    void *copy = NULL;
    sdp_status status = sdp_entity_copy(customer, error, out != NULL ? &copy : NULL);
    sdpi_give(copy, out);
    return status;
}

void sdp_customer_free(const sdp_customer *customer)
{
    sdp_entity_free(customer);
}
