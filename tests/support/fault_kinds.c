#include "fault_kinds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "api/client.h"
#include "desk.h"

/* Both are in the sandbox where it has the vendor's data. */
#define CONTRACT "100000000000037183"
static const char *const product_ids[] = {"2296212508943217"};

static const struct {
    const char *name;
    const char *answer;
    /* A state of the client's random numbers from which those that its next waits come of are next to nothing. Files
       take some numbers first. */
    uint64_t random;
} kinds[KIND_COUNT] = {
    [KIND_GET] = {"get", DESK_PRODUCT, 1},
    [KIND_LIST] = {"list", "{" DESK_SUCCESS ",\"list_info\":{\"has_more_rows\":false},\"products\":[{\"id\":\"77\"}]}",
                   1},
    [KIND_DOWNLOAD] = {"download", "what stands in the file", UINT64_C(0x581299a8616bfcb4)},
    [KIND_INVOKE_READ] = {"get by name", DESK_PRODUCT, 1},
    [KIND_CRM_READ] = {"list of NeuCRM", "{\"result\":[{\"id\":1,\"name\":\"n\"}],\"error\":null}", 1},
    [KIND_ADD] = {"add", DESK_PRODUCT, 1},
    [KIND_EDIT] = {"edit", DESK_PRODUCT, 1},
    [KIND_DELETE] = {"delete", "{" DESK_SUCCESS "}", 1},
    [KIND_TRASH] = {"move to trash", "{" DESK_SUCCESS ",\"contract\":{\"id\":\"77\"}}", 1},
    [KIND_UPLOAD] = {"upload", "{" DESK_SUCCESS ",\"files\":[{\"file_id\":\"1\",\"name\":\"a.txt\"}]}",
                     UINT64_C(0x9a47f4e265903727)},
    [KIND_INVOKE_WRITE] = {"add by name", DESK_PRODUCT, 1},
    [KIND_CRM_WRITE] = {"create in NeuCRM", "{\"result\":1243,\"error\":null}", 1},
};

int fault_kind_is_write(int kind)
{
    return (KINDS_WRITE & 1u << kind) != 0;
}

const char *fault_kind_name(int kind)
{
    return kinds[kind].name;
}

const char *fault_kind_answer(int kind)
{
    return kinds[kind].answer;
}

sdp_client *fault_client(int kind, const char *url, const sdp_config *config)
{
    sdp_config used = *config;
    sdp_client *client = NULL;
    sdp_auth *auth = NULL;
    if ((KINDS_CRM & 1u << kind) != 0) {
        const sdp_neucrm_config crm =
            SDP_NEUCRM_CONFIG(.base_url = url, .userid = "5", .api_key = DESK_TOKEN, .http = &used);
        assert_int_equal(sdp_neucrm_client_new(&crm, NULL, &client), SDP_OK);
        return client;
    }
    used.base_url = url;
    if (used.auth == NULL) {
        assert_int_equal(sdp_auth_new_token(DESK_TOKEN, NULL, &auth), SDP_OK);
        used.auth = auth;
    }
    assert_int_equal(sdp_client_new(&used, NULL, &client), SDP_OK);
    sdp_auth_free(auth);
    return client;
}

static sdp_status first_product(sdp_client *client, const sdp_options *options)
{
    sdp_pager *pager = NULL;
    const sdp_product *row = NULL;
    sdp_status status = sdp_product_list(client, NULL, options, &pager);
    if (status == SDP_OK) status = sdp_product_next(pager, &row);
    sdp_pager_free(pager);
    return status;
}

static sdp_status first_customer(sdp_client *client, const sdp_options *options)
{
    sdp_pager *pager = NULL;
    const sdp_neucrm_customer *row = NULL;
    sdp_status status = sdp_neucrm_list(client, NULL, options, &pager);
    if (status == SDP_OK) status = sdp_neucrm_next(pager, &row);
    sdp_pager_free(pager);
    return status;
}

static sdp_status take_bytes(void *user_data, const char *bytes, size_t size)
{
    size_t *taken = user_data;
    (void)bytes;
    *taken += size;
    return SDP_OK;
}

static sdp_status start_again(void *user_data)
{
    size_t *taken = user_data;
    *taken = 0;
    return SDP_OK;
}

static sdp_status download(sdp_client *client, const sdp_options *options)
{
    size_t taken = 0;
    const sdp_target target =
        SDP_TARGET(.sink = take_bytes, .sink_data = &taken, .restart = start_again, .max_bytes = 1 << 20);
    return sdp_download(client, "/products/_uploads/2001", &target, options);
}

static sdp_status upload(sdp_client *client, const sdp_options *options)
{
    const sdp_file file = SDP_FILE(.memory = DESK_COMMENTS, .memory_size = strlen(DESK_COMMENTS), .name = "a.txt");
    const sdp_upload *made = NULL;
    sdp_status status = sdp_contract_upload_attachment(client, CONTRACT, &file, options, &made);
    sdp_upload_free(made);
    return status;
}

static sdp_status create(sdp_client *client, const sdp_options *options)
{
    static const sdp_neucrm_customer somebody =
        SDP_NEUCRM_CUSTOMER(.type = "Individual", .name = "n", .mobile = "1", .email = "a@b.c", .zipcode = "2",
                            .state = "s", .city = "c", .street = "t", .notes = DESK_COMMENTS);
    const sdp_neucrm_result *made = NULL;
    sdp_status status = sdp_neucrm_create(client, &somebody, options, &made);
    sdp_neucrm_result_free(made);
    return status;
}

static sdp_status change(int kind, sdp_client *client, const sdp_options *options)
{
    static const sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation");
    static const sdp_product input = SDP_PRODUCT(.name = "a", .comments = DESK_COMMENTS, .product_type = &type);
    const sdp_product *product = NULL;
    const sdp_contract *contract = NULL;
    sdp_status status;
    if (kind == KIND_ADD) {
        status = sdp_product_add(client, &input, options, &product);
    } else if (kind == KIND_EDIT) {
        status = sdp_product_edit(client, *product_ids, &input, options, &product);
    } else if (kind == KIND_GET) {
        status = sdp_product_get(client, *product_ids, options, &product);
    } else {
        status = sdp_contract_move_to_trash(client, CONTRACT, options, &contract);
    }
    sdp_product_free(product);
    sdp_contract_free(contract);
    return status;
}

static sdp_status invoke(int kind, sdp_client *client, const sdp_options *options)
{
    static const char input[] =
        "{\"name\":\"a\",\"comments\":\"" DESK_COMMENTS "\",\"product_type\":{\"name\":\"Workstation\"}}";
    char *out = NULL;
    sdp_status status = kind == KIND_INVOKE_READ
                            ? sdp_invoke(client, "products.get", product_ids, 1, NULL, 0, options, &out)
                            : sdp_invoke(client, "products.add", NULL, 0, input, 0, options, &out);
    sdp_text_free(out);
    return status;
}

void fault_wait_no_time(sdp_client *client, int kind)
{
    client->engine.random = kinds[kind].random;
}

sdp_status fault_do(int kind, sdp_client *client, const sdp_options *options)
{
    fault_wait_no_time(client, kind);
    switch (kind) {
    case KIND_LIST:
        return first_product(client, options);
    case KIND_DOWNLOAD:
        return download(client, options);
    case KIND_CRM_READ:
        return first_customer(client, options);
    case KIND_DELETE:
        return sdp_product_delete(client, *product_ids, options);
    case KIND_UPLOAD:
        return upload(client, options);
    case KIND_CRM_WRITE:
        return create(client, options);
    case KIND_INVOKE_READ:
    case KIND_INVOKE_WRITE:
        return invoke(kind, client, options);
    default:
        return change(kind, client, options);
    }
}
