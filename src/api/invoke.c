#include <sdp/invoke.h>

#include "api/ensure.h"
#include "api/invocation.h"
#include "api/pager.h"

static sdp_status run(const sdpi_invocation *v, const sdp_options *options, sdpi_result *result)
{
    int32_t added;
    if (!(v->flags & SDP_INVOKE_ENSURE)) {
        return sdpi_client_run(v->client, v->operation, &v->input, options, result);
    }
    return sdpi_client_ensure(v->client, v->operation, &v->input, options, &added, result);
}

sdp_status sdp_invoke(sdp_client *client, const char *operation, const char *const *ids, size_t id_count,
                      const char *input, int32_t flags, const sdp_options *options, char **out)
{
    sdpi_invocation v = {.client = client, .flags = flags};
    sdpi_result result;
    if (out != NULL) *out = NULL;
    if (out == NULL) return sdpi_client_null(client, "out");
    sdp_status status = sdpi_invocation_begin(&v, operation, ids, id_count, input);
    if (status == SDP_OK) status = run(&v, options, &result);
    sdpi_invocation_end(&v);
    if (status != SDP_OK) return status;
    status = sdpi_print_result(&result, v.operation, &client->error, out);
    if (status == SDP_E_NO_MEMORY) sdpi_error_no_memory(&client->error);
    if (status != SDP_OK)
        client->error.maybe_done = v.operation->access == SDP_ACCESS_WRITE; /* it is done, unprinted */
    sdpi_result_free(&result);
    return status;
}

sdp_status sdp_invoke_list(sdp_client *client, const char *operation, const char *const *ids, size_t id_count,
                           const char *input, int32_t flags, const sdp_options *options, sdp_pager **out)
{
    sdpi_invocation v = {.client = client, .flags = flags};
    if (out != NULL) *out = NULL;
    if (out == NULL) return sdpi_client_null(client, "out");
    sdp_status status = sdpi_invocation_begin(&v, operation, ids, id_count, input);
    if (status == SDP_OK && !v.operation->output_is_list) {
        status = sdpi_error_set(&client->error, SDP_E_ARGUMENT, "operation", "%s brings no list", v.operation->name);
    }
    if (status == SDP_OK)
        status = sdpi_pager_new(client, v.operation, ids, id_count, v.input.entity, v.input.beside, options, out);
    sdpi_invocation_end(&v);
    return status;
}
