/* Attaches a file to a contract and fetches it again: attach_file [FILE]. Contents are streamed, however large. */
#include "connect.h"

/* Called after each piece; -1 is a total that is not known. */
static void show_progress(void *user_data, int64_t done, int64_t total)
{
    if (done == total) printf("%s %lld bytes\n", (const char *)user_data, (long long)done);
}

static sdp_status count_bytes(void *user_data, const char *bytes, size_t size)
{
    int64_t *received = user_data;
    (void)bytes;
    *received += (int64_t)size;
    return SDP_OK;
}

static sdp_status attach(sdp_client *client, const char *id, const char *path)
{
    static char report[200000]; /* what is sent where no file is named: its bytes are in memory */
    sdp_file file = SDP_FILE(.progress = show_progress, .progress_data = "sent    ");
    const sdp_upload *uploaded = NULL;
    if (path != NULL) {
        file.path = path;
    } else {
        file.memory = report;
        file.memory_size = sizeof report;
        file.name = "usage report.csv";
    }
    sdp_status status = sdp_contract_upload_attachment(client, id, &file, NULL, &uploaded);
    if (status == SDP_OK) printf("file     %s\n", uploaded->files.items[0]->file_id);
    sdp_upload_free(uploaded);
    return status;
}

/* Fetches the first attachment. A target with a path is written beside it first, and renamed when it is whole. */
static sdp_status fetch(sdp_client *client, const char *id)
{
    int64_t received = 0;
    const sdp_contract *contract = NULL;
    sdp_target target = SDP_TARGET(.sink = count_bytes, .sink_data = &received, .max_bytes = 100000000,
                                   .progress = show_progress, .progress_data = "received");
    sdp_status status = sdp_contract_get(client, id, NULL, &contract);
    if (status != SDP_OK) return status;
    const sdp_attachment *file = contract->attachments.items[0];
    printf("fetching %s, %s, %s bytes\n", file->name, file->content_type, file->size);
    status = sdp_download(client, file->content_url, &target, NULL);
    if (status == SDP_OK && received != strtoll(file->size, NULL, 10)) status = SDP_E_FILE;
    sdp_contract_free(contract);
    return status;
}

int main(int argc, char **argv)
{
    sdp_client *client = example_connect();
    const sdp_contract *contract = NULL;
    sdp_vendor vendor = SDP_VENDOR(.name = "Canon");
    sdp_user owner = SDP_USER(.email_id = "john.doe@abcmail.com");
    sdp_contract input = SDP_CONTRACT(.name = "Copiers", .vendor = &vendor, .owner = &owner, .is_definite = SDP_FALSE,
                                      .active_from = SDP_TIME((int64_t)time(NULL) * 1000));
    if (client == NULL) return EXIT_FAILURE;
    sdp_status status = sdp_contract_add(client, &input, NULL, &contract);
    if (status == SDP_OK) status = attach(client, contract->id, argc > 1 ? argv[1] : NULL);
    if (status == SDP_OK) status = fetch(client, contract->id);
    int result = status == SDP_OK ? EXIT_SUCCESS : example_failed(client, "attach or fetch");
    if (contract != NULL && sdp_contract_delete(client, contract->id, NULL) != SDP_OK) result = EXIT_FAILURE;
    sdp_contract_free(contract);
    sdp_client_free(client);
    return result;
}
