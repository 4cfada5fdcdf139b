#include <sdp/files.h>

#include "api/client.h"
#include "call/options.h"

/* No row of the table: a content_url may lead anywhere below the server, and what comes is not JSON. */
static const sdp_operation download = {.name = "files.download",
                                       .doc = "Fetches a file that was uploaded",
                                       .dialect = &sdpi_dialect_v3,
                                       .method = "GET",
                                       .path = "",
                                       .access = SDP_ACCESS_READ,
                                       .place = SDP_PLACE_NONE,
                                       .bare = SDP_BARE_NOTHING};

/* The file travels in the options, so that sdp_invoke() can take one too. */
static sdp_status upload(sdp_client *client, int operation, const char *id, const sdp_file *file,
                         const sdp_options *options, const sdp_upload **out)
{
    sdp_options with_file;
    if (out != NULL) *out = NULL;
    if (file == NULL) return sdpi_client_null(client, "file");
    sdp_status status = sdpi_client_enter(client);
    if (status == SDP_OK) status = sdpi_options_copy(options, &client->error, &with_file);
    if (status != SDP_OK) return status;
    with_file.file = file;
    return sdpi_client_run_entity(client, operation, id, NULL, &with_file, out);
}

sdp_status sdp_contract_upload_attachment(sdp_client *client, const char *id, const sdp_file *file,
                                          const sdp_options *options, const sdp_upload **out)
{
    return upload(client, SDPI_OP_CONTRACT_UPLOAD_ATTACHMENT, id, file, options, out);
}

sdp_status sdp_customer_upload_image(sdp_client *client, const sdp_file *file, const sdp_options *options,
                                     const sdp_upload **out)
{
    return upload(client, SDPI_OP_CUSTOMER_UPLOAD_IMAGE, NULL, file, options, out);
}

sdp_status sdp_customer_upload_attachment(sdp_client *client, const sdp_file *file, const sdp_options *options,
                                          const sdp_upload **out)
{
    return upload(client, SDPI_OP_CUSTOMER_UPLOAD_ATTACHMENT, NULL, file, options, out);
}

sdp_status sdp_download(sdp_client *client, const char *content_url, const sdp_target *target,
                        const sdp_options *options)
{
    const sdpi_input input = {.content_url = content_url, .target = target};
    sdpi_result result;
    if (content_url == NULL) return sdpi_client_null(client, "content_url");
    if (target == NULL) return sdpi_client_null(client, "target");
    sdp_status status = sdpi_client_run(client, &download, &input, options, &result);
    sdpi_result_free(&result);
    return status;
}

void sdp_upload_free(const sdp_upload *uploaded)
{
    sdp_entity_free(uploaded);
}
