/* Calls over real connections: each allocation of libsdp, cJSON and libcurl fails once, on the first call of a client
   and on one that finds everything made. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "desk.h"
#include "folder.h"
#include "interpose.h"
#include "trial.h"

/* Of which kind the client is. */
enum { DESK, CRM, PROXIED, BY_KEY, BY_FUNCTION };

typedef struct wire {
    trial trial;
    const raw_step *script;
    int kind;
    int warm; /* 1: the job is done once before */
    raw_server *server;
    const folder *folder;
} wire;

static wire *wire_of(trial *t)
{
    return (wire *)(void *)t;
}

/* Threads that begin and end keep memory of their own. */
static void open_server(wire *w)
{
    starve_disarm();
    w->server = raw_server_start(&w->script, 1);
    starve_arm(0);
}

static void close_server(trial *t)
{
    starve_disarm();
    raw_server_stop(wire_of(t)->server);
    starve_arm(0);
}

static int count_requests(trial *t)
{
    return raw_server_requests(wire_of(t)->server);
}

static sdp_status provide(void *user_data, const sdp_auth_question *question, sdp_auth_answer *answer)
{
    static const sdp_header header = {"Authorization", "Zoho-oauthtoken planted"};
    (void)user_data;
    answer->number = question->refused + 1;
    answer->headers = &header;
    answer->header_count = 1;
    return SDP_OK;
}

static sdp_status make_auth(int kind, sdp_auth **auth)
{
    switch (kind) {
    case BY_KEY:
        return sdp_auth_new_key("planted", "1", NULL, auth);
    case BY_FUNCTION:
        return sdp_auth_new_callback(provide, NULL, NULL, NULL, auth);
    default:
        return sdp_auth_new_token("planted", NULL, auth);
    }
}

static void open_client(trial *t)
{
    wire *w = wire_of(t);
    sdp_auth *auth = NULL;
    char *out = NULL;
    open_server(w);
    assert_int_equal(make_auth(w->kind, &auth), SDP_OK);
    const sdp_config config =
        SDP_CONFIG(.base_url = w->kind == PROXIED ? "http://127.0.0.2:1" : raw_server_url(w->server),
                   .portal = "itdesk", .auth = w->kind == CRM ? NULL : auth, .max_retries = -1,
                   .proxy = w->kind == PROXIED ? raw_server_url(w->server) : NULL, .allocator = starve_allocator());
    const sdp_neucrm_config crm =
        SDP_NEUCRM_CONFIG(.base_url = raw_server_url(w->server), .userid = "5", .api_key = "planted", .http = &config);
    assert_int_equal(w->kind == CRM ? sdp_neucrm_client_new(&crm, NULL, &t->client)
                                    : sdp_client_new(&config, NULL, &t->client),
                     SDP_OK);
    sdp_auth_free(auth);
    if (w->warm) assert_int_equal(t->work(t, &out), SDP_OK);
    free(out);
}

/* What a call brought, as text. Printing it is no part of the job. */
static sdp_status give(sdp_status status, const void *entity, char **out)
{
    starve_disarm();
    if (status != SDP_OK) assert_null(entity);
    if (status == SDP_OK) assert_int_equal(sdp_entity_to_json(entity, 0, NULL, out), SDP_OK);
    sdp_entity_free(entity);
    return status;
}

static sdp_status get(trial *t, char **out)
{
    const sdp_product *product = NULL;
    sdp_status status = sdp_product_get(t->client, "77", NULL, &product);
    return give(status, product, out);
}

static sdp_status add(trial *t, char **out)
{
    static const sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation");
    static const sdp_product input = SDP_PRODUCT(.name = "\xC3\xA4 & b", .product_type = &type);
    const sdp_product *product = NULL;
    sdp_status status = sdp_product_add(t->client, &input, NULL, &product);
    return give(status, product, out);
}

static sdp_status edit(trial *t, char **out)
{
    static const sdp_product input = SDP_PRODUCT(.comments = SDP_NULL);
    const sdp_product *product = NULL;
    sdp_status status = sdp_product_edit(t->client, "77", &input, NULL, &product);
    return give(status, product, out);
}

static sdp_status delete_one(trial *t, char **out)
{
    (void)out;
    return sdp_product_delete(t->client, "77", NULL);
}

/* A DELETE with a body. */
static sdp_status dissociate(trial *t, char **out)
{
    static const char *const ids[] = {"100000000000037183"};
    return sdp_invoke(t->client, "contracts.dissociate_assets", ids, 1, "[{\"asset\":{\"id\":\"1\"}}]", 0, NULL, out);
}

static sdp_status invoke(trial *t, char **out)
{
    return sdp_invoke(t->client, "products.add", NULL, 0,
                      "{\"name\":\"a\",\"product_type\":{\"id\":123456789012345678}}", 0, NULL, out);
}

/* A refusal is what is asked for here. */
static sdp_status be_refused(trial *t, char **out)
{
    static const sdp_product input = SDP_PRODUCT(.comments = "c");
    sdp_status status = sdp_product_edit(t->client, "77", &input, NULL, NULL);
    (void)out;
    return status == SDP_E_REFUSED ? SDP_OK : status;
}

static sdp_status walk(trial *t, char **out)
{
    static const char nothing[] = "";
    const sdp_query query = SDP_QUERY(.row_count = 2, .sort_field = "name");
    char ids[64] = "";
    const sdp_product *row = NULL;
    sdp_pager *pager = NULL;
    sdp_status status = sdp_product_list(t->client, &query, NULL, &pager);
    if (status != SDP_OK) {
        assert_null(pager);
        return status;
    }
    while ((status = sdp_product_next(pager, &row)) == SDP_OK) {
        strncat(ids, row->id, 8);
        strncat(ids, " ", 2);
    }
    assert_null(row);
    starve_disarm();
    sdp_pager_free(pager);
    if (status != SDP_END) return status;
    *out = calloc(1, sizeof ids + sizeof nothing);
    assert_non_null(*out);
    memcpy(*out, ids, sizeof ids);
    return SDP_OK;
}

static sdp_status upload(trial *t, char **out)
{
    const wire *w = wire_of(t);
    char path[512];
    snprintf(path, sizeof path, "%s/a.txt", w->folder->path);
    const sdp_file file = SDP_FILE(.path = path);
    const sdp_upload *uploaded = NULL;
    sdp_status status = sdp_customer_upload_attachment(t->client, &file, NULL, &uploaded);
    return give(status, uploaded, out);
}

/* The file is there when it is whole, and nothing else is left in its folder. */
static sdp_status download(trial *t, char **out)
{
    const wire *w = wire_of(t);
    char path[512];
    snprintf(path, sizeof path, "%s/got", w->folder->path);
    const sdp_target target = SDP_TARGET(.path = path);
    sdp_status status = sdp_download(t->client, "/contracts/_uploads/2001", &target, NULL);
    starve_disarm();
    if (status == SDP_OK) *out = folder_read(w->folder, "got", &(size_t){0});
    assert_int_equal(unlink(path), status == SDP_OK ? 0 : -1);
    assert_int_equal(folder_count(w->folder), 1);
    return status;
}

static sdp_status create(trial *t, char **out)
{
    static const sdp_neucrm_customer input =
        SDP_NEUCRM_CUSTOMER(.type = "Individual", .name = "n", .mobile = "1", .email = "n@example.com", .zipcode = "1",
                            .state = "s", .city = "c", .street = "s");
    const sdp_neucrm_result *result = NULL;
    sdp_status status = sdp_neucrm_create(t->client, &input, NULL, &result);
    return give(status, result, out);
}

static sdp_status count(trial *t, char **out)
{
    int64_t found = 0;
    sdp_status status = sdp_neucrm_count(t->client, NULL, NULL, &found);
    (void)out;
    assert_int_equal(found, status == SDP_OK ? 7 : 0);
    return status;
}

#define ROWS "{\"id\":\"1\",\"name\":\"a\"},{\"id\":\"2\",\"name\":\"b\"}"
#define PAGE "{" DESK_SUCCESS ",\"list_info\":{\"has_more_rows\":false},\"products\":[" ROWS "]}"
#define FILES                                                                                                          \
    "{" DESK_SUCCESS ",\"files\":[{\"file_id\":\"5\",\"name\":\"a.txt\",\"size\":5,\"content_url\":\"/x/5\"}]}"

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
static const raw_step agrees[] = {RAW_READ, RAW_REPLY("200 OK", "{" DESK_SUCCESS "}"), RAW_REPEAT, RAW_END};
static const raw_step refuses[] = {RAW_READ, RAW_REPLY("400 Bad", "{" DESK_FAILURE(4012) "}"), RAW_REPEAT, RAW_END};
static const raw_step lists[] = {RAW_READ, RAW_REPLY("200 OK", PAGE), RAW_REPEAT, RAW_END};
static const raw_step has_files[] = {RAW_READ, RAW_REPLY("200 OK", FILES), RAW_REPEAT, RAW_END};
static const raw_step gives_file[] = {
    RAW_READ, RAW_SEND("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"), RAW_REPEAT,
    RAW_END};
static const raw_step creates[] = {RAW_READ, RAW_REPLY("200 OK", "{\"result\":1243,\"error\":null}"), RAW_REPEAT,
                                   RAW_END};
static const raw_step counts[] = {RAW_READ, RAW_REPLY("200 OK", "{\"result\":7,\"error\":null}"), RAW_REPEAT, RAW_END};
/* The login is not accepted, and another one is. */
static const raw_step renews[] = {RAW_READ,   RAW_REPLY("401 No", "{" DESK_FAILURE(401) "}"),
                                  RAW_READ,   RAW_REPLY("200 OK", DESK_PRODUCT),
                                  RAW_REPEAT, RAW_END};
static const unsigned char packed[] = {
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x35, 0xcb, 0x31, 0x0a, 0xc0, 0x20, 0x10, 0x44, 0xd1,
    0xbb, 0x4c, 0x6d, 0x21, 0x36, 0x82, 0x97, 0x11, 0x59, 0xb7, 0x48, 0x11, 0x15, 0x47, 0x2b, 0xf1, 0xee, 0x31, 0x84,
    0x74, 0x1f, 0x1e, 0x7f, 0xa1, 0x2b, 0x5b, 0x2d, 0xd4, 0xc8, 0x91, 0xc6, 0x24, 0xc2, 0xc2, 0x57, 0x51, 0x6a, 0x56,
    0x04, 0x67, 0xad, 0x35, 0xf8, 0x11, 0x9c, 0x22, 0x4a, 0x62, 0x1b, 0xb4, 0x5e, 0xf3, 0x94, 0xf1, 0x1e, 0x57, 0x3e,
    0xe4, 0x3d, 0x0c, 0x4a, 0xba, 0xcf, 0x84, 0x84, 0xbd, 0x1f, 0xc1, 0xf2, 0x06, 0x9c, 0x5c, 0x00, 0x00, 0x00};
static const raw_step packs[] = {
    RAW_READ,
    RAW_SEND("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
             "Transfer-Encoding: chunked\r\n\r\n5e\r\n"),
    RAW_SEND_BYTES(packed, sizeof packed),
    RAW_SEND("\r\n0\r\n\r\n"),
    RAW_REPEAT,
    RAW_END};
/* The connection is gone when the next call comes. */
static const raw_step leaves[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_CLOSE, RAW_END};

static const struct {
    const char *name;
    const raw_step *script;
    sdp_status (*work)(trial *t, char **out);
    int kind;
    int write;
} jobs[] = {
    {"a GET", works, get, DESK, 0},
    {"a POST", works, add, BY_KEY, 1},
    {"a PUT", works, edit, BY_FUNCTION, 1},
    {"a DELETE", agrees, delete_one, DESK, 1},
    {"a DELETE with a body", agrees, dissociate, DESK, 1},
    {"JSON in and out", works, invoke, DESK, 1},
    {"a refusal", refuses, be_refused, DESK, 1},
    {"a list", lists, walk, DESK, 0},
    {"an upload", has_files, upload, DESK, 1},
    {"a download", gives_file, download, DESK, 0},
    {"a customer of NeuCRM", creates, create, CRM, 1},
    {"a count of NeuCRM", counts, count, CRM, 0},
    {"another login", renews, get, BY_FUNCTION, 0},
    {"a packed answer", packs, get, DESK, 0},
    {"a connection that ends", leaves, get, DESK, 0},
    {"a proxy", works, get, PROXIED, 0},
};

static void torture(int warm, const folder *f)
{
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s, %s", jobs[i].name, warm ? "once more" : "first");
        wire w = {.trial = {.name = name,
                            .open = open_client,
                            .work = jobs[i].work,
                            .close = close_server,
                            .arrived = count_requests,
                            .write = jobs[i].write,
                            .any_error = 1},
                  .script = jobs[i].script,
                  .kind = jobs[i].kind,
                  .warm = warm,
                  .folder = f};
        trial_run(&w.trial);
        if (getenv("TORTURE_VERBOSE") != NULL) print_message("%s: %ld\n", name, w.trial.rounds);
    }
}

static void first_calls(void **state)
{
    folder_write(*state, "a.txt", "hello", 5);
    torture(0, *state);
    print_message("%s\n", trial_summary());
}

static void later_calls(void **state)
{
    folder_write(*state, "a.txt", "hello", 5);
    torture(1, *state);
    print_message("%s\n", trial_summary());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(first_calls, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(later_calls, folder_make, folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
