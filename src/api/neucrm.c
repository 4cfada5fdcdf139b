#include <sdp/neucrm.h>

#include <string.h>

#include "api/client.h"
#include "api/pager.h"
#include "base/text.h"
#include "model/types.h"

/* The caller's structs, whatever their size, as one configuration; the login is its own. */
static sdp_status read_config(const sdp_neucrm_config *config, sdp_neucrm_config *crm, sdp_config *http,
                              sdp_error *error)
{
    static const sdp_config defaults = SDP_CONFIG_INIT;
    static const char problem[] = "the configuration was not initialised, or is of a newer version of the library";
    if (sdpi_copy_struct(crm, sizeof *crm, config, SDP_TYPE_NEUCRM_CONFIG) != SDP_OK) {
        return sdpi_error_set(error, SDP_E_STRUCT, "config", "%s", problem);
    }
    *http = defaults;
    if (crm->http != NULL && sdpi_copy_struct(http, sizeof *http, crm->http, SDP_TYPE_CONFIG) != SDP_OK) {
        return sdpi_error_set(error, SDP_E_STRUCT, "http", "%s", problem);
    }
    http->head = defaults.head;
    http->base_url = crm->base_url;
    http->portal = NULL;
    http->auth = NULL;
    return SDP_OK;
}

sdp_status sdp_neucrm_client_new(const sdp_neucrm_config *config, sdp_error *error, sdp_client **out)
{
    sdp_neucrm_config crm;
    sdp_config http;
    sdpi_error_reset(error);
    if (out != NULL) *out = NULL;
    if (config == NULL || out == NULL) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, config == NULL ? "config" : "out", "an argument is NULL");
    }
    sdp_status status = read_config(config, &crm, &http, error);
    if (status == SDP_OK) status = sdpi_auth_new_fields(crm.userid, crm.api_key, error, &http.auth);
    if (status != SDP_OK) return status;
    status = sdpi_client_make(&http, &sdpi_dialect_neucrm, error, out);
    sdp_auth_free(http.auth); /* the client holds its own reference */
    return status;
}

sdp_status sdp_neucrm_list(sdp_client *client, const sdp_neucrm_filter *filter, const sdp_options *options,
                           sdp_pager **out)
{
    return sdpi_pager_new(client, &sdpi_operations[SDPI_OP_NEUCRM_LIST], NULL, 0, filter, NULL, options, out);
}

sdp_status sdp_neucrm_next(sdp_pager *pager, const sdp_neucrm_customer **out)
{
    const void *row = NULL;
    sdp_status status = sdpi_pager_step(pager, &sdpi_type_sdp_neucrm_customer, out != NULL ? &row : NULL);
    if (out != NULL) *out = row;
    return status;
}

/* The count of an answer: by itself, or as the only value of the only row. */
static int read_count(const sdpi_result *result, int64_t *count)
{
    sdp_head head;
    const sdp_json *value = NULL;
    if (result->entity != NULL) {
        memcpy(&head, result->entity, sizeof head);
        value = sdp_json_member(head.meta, "count");
    } else if (result->row_count == 1) {
        memcpy(&head, result->rows[0], sizeof head);
        value = sdp_json_count(head.meta) == 1 ? sdp_json_first(head.meta) : NULL;
    }
    const char *text = sdp_json_text(value);
    return text != NULL && sdpi_read_int(text, count) && *count >= 0;
}

/* The caller's filter, asking for the count alone. */
static sdp_status ask_for_count(sdp_client *client, const sdp_neucrm_filter *filter, void **out)
{
    const sdp_neucrm_filter all = SDP_NEUCRM_FILTER_INIT;
    sdp_status status =
        sdpi_copy_query(&sdpi_type_sdp_neucrm_filter, filter != NULL ? filter : &all, "filter", &client->error, out);
    if (status != SDP_OK) return status;
    ((sdp_neucrm_filter *)*out)->show_count = 1;
    return SDP_OK;
}

sdp_status sdp_neucrm_count(sdp_client *client, const sdp_neucrm_filter *filter, const sdp_options *options,
                            int64_t *out)
{
    sdpi_result result;
    void *query = NULL;
    if (out != NULL) *out = 0;
    sdp_status status = sdpi_client_enter(client);
    if (status != SDP_OK) return status;
    if (out == NULL) return sdpi_client_null(client, "out");
    status = ask_for_count(client, filter, &query);
    if (status == SDP_OK) {
        const sdpi_input input = {.entity = query};
        status = sdpi_client_run(client, &sdpi_operations[SDPI_OP_NEUCRM_LIST], &input, options, &result);
    }
    sdp_entity_free(query);
    if (status != SDP_OK) return status;
    if (!read_count(&result, out)) {
        *out = 0;
        status = sdpi_error_set(&client->error, SDP_E_ANSWER, NULL, "the answer to neucrm.list has no count");
    }
    sdpi_result_free(&result);
    return status;
}

sdp_status sdp_neucrm_create(sdp_client *client, const sdp_neucrm_customer *input, const sdp_options *options,
                             const sdp_neucrm_result **out)
{
    return sdpi_client_run_entity(client, SDPI_OP_NEUCRM_CREATE, NULL, input, options, out);
}

sdp_status sdp_neucrm_update(sdp_client *client, const char *id, const sdp_neucrm_customer *input,
                             const sdp_options *options)
{
    return sdpi_client_run_entity(client, SDPI_OP_NEUCRM_UPDATE, id, input, options, NULL);
}

sdp_status sdp_neucrm_delete(sdp_client *client, const char *id, const sdp_options *options)
{
    return sdpi_client_run_entity(client, SDPI_OP_NEUCRM_DELETE, id, NULL, options, NULL);
}

sdp_status sdp_neucrm_customer_copy(const sdp_neucrm_customer *customer, sdp_error *error,
                                    const sdp_neucrm_customer **out)
{
    void *copy = NULL;
    sdp_status status = sdp_entity_copy(customer, error, out != NULL ? &copy : NULL);
    if (out != NULL) *out = copy;
    return status;
}

void sdp_neucrm_customer_free(const sdp_neucrm_customer *customer)
{
    sdp_entity_free(customer);
}

void sdp_neucrm_result_free(const sdp_neucrm_result *result)
{
    sdp_entity_free(result);
}
