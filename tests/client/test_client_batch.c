/* Batches over real connections: as many at once as were asked for, login, limits and retries of the single call,
   files, and both services. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ask.h"
#include "folder.h"
#include "oauth_case.h"
#include "sandbox.h" /* found by SDP_SANDBOX_PATH */

static const raw_step slow[] = {RAW_READ, RAW_DELAY(20), RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
static const raw_step stalls[] = {RAW_READ, RAW_STALL, RAW_END};

static sdp_batch *batch_of(sdp_client *client, const sdp_batch_config *config)
{
    sdp_batch *batch = NULL;
    assert_int_equal(sdp_batch_new(client, config, &batch), SDP_OK);
    return batch;
}

static void add_get(sdp_batch *batch, const char *id)
{
    assert_int_equal(sdp_batch_add(batch, "products.get", &id, 1, NULL, NULL, NULL), SDP_OK);
}

static void add_json(sdp_batch *batch, const char *operation, const char *id, const char *input,
                     const sdp_options *options)
{
    sdp_status status = sdp_batch_add_json(batch, operation, &id, id != NULL, input, 0, options, NULL);
    if (status != SDP_OK) fail_msg("%s: %s", operation, sdp_status_name(status));
}

/* Takes all results, which are of one kind. Returns how many. */
static int take_all(sdp_batch *batch, sdp_status expected)
{
    sdp_batch_result result = {.size = sizeof result};
    int count = 0;
    for (; sdp_batch_next(batch, &result) == SDP_OK; count++) {
        if (result.status == expected) continue;
        fail_msg("%s %d: %s: %s", result.operation, (int)result.number, sdp_status_name(result.status),
                 sdp_error_message(result.error));
    }
    return count;
}

/* Each call under way has a connection of its own here, and connections are kept. */
static void as_many_at_once_as_were_asked_for(void **state)
{
    (void)state;
    desk *d = desk_open(RAW_SERVER(slow), NULL);
    sdp_batch *batch = batch_of(d->client, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 6));
    for (int i = 0; i < 60; i++) add_get(batch, "77");
    assert_int_equal(take_all(batch, SDP_OK), 60);
    assert_int_equal(raw_server_requests(d->server), 60);
    /* On a busy machine libcurl may find a kept connection not to be ready yet, and open another. */
    assert_in_range(raw_server_connections(d->server), 6, 8);
    sdp_batch_free(batch);
    desk_close(d);
}

/* Signals when so many requests came. */
typedef struct canceller {
    sdp_cancel *cancel;
    raw_server *server;
} canceller;

static void *signal_later(void *opaque)
{
    canceller *c = opaque;
    raw_server_wait(c->server, 4);
    sdp_cancel_signal(c->cancel);
    return NULL;
}

static void another_thread_cancels_all(void **state)
{
    pthread_t thread;
    sdp_batch_result result = {.size = sizeof result};
    int maybe = 0;
    (void)state;
    desk *d = desk_open(RAW_SERVER(stalls), NULL);
    canceller c = {.server = d->server};
    assert_int_equal(sdp_cancel_new(&c.cancel), SDP_OK);
    sdp_batch *batch = batch_of(d->client, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 4, .cancel = c.cancel));
    for (int i = 0; i < 20; i++) add_json(batch, "products.edit", "77", "{\"comments\":\"c\"}", NULL);
    assert_int_equal(pthread_create(&thread, NULL, signal_later, &c), 0);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(sdp_batch_next(batch, &result), SDP_OK);
        assert_int_equal(result.status, result.number < 4 ? SDP_E_MAYBE_DONE : SDP_E_CANCELED);
        maybe += sdp_error_maybe_done(result.error);
    }
    pthread_join(thread, NULL);
    assert_int_equal(maybe, 4);
    assert_int_equal(raw_server_requests(d->server), 4);
    sdp_batch_free(batch);
    sdp_cancel_free(c.cancel);
    desk_close(d);
}

/* The client's connections serve it on, and nothing of the batch is left to answer into memory that is gone. */
static void freeing_ends_calls_under_way(void **state)
{
    static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
    sdp_batch_result result = {.size = sizeof result};
    (void)state;
    desk *d = desk_open(RAW_SERVER(works, stalls, stalls, works), NULL);
    sdp_batch *batch = batch_of(d->client, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 3));
    for (int i = 0; i < 3; i++) add_get(batch, "77");
    assert_int_equal(sdp_batch_next(batch, &result), SDP_OK);
    sdp_batch_free(batch);
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    desk_expect(d, DESK_ADD, NULL, SDP_OK);
    desk_close(d);
}

static void expect_empty(sdp_batch *batch)
{
    const char *id = "77";
    sdp_batch_result result = {.size = sizeof result};
    sdp_batch_progress progress = {.size = sizeof progress};
    const void *entity = &result;
    char *text = NULL;
    int64_t number = 0;
    assert_int_equal(sdp_batch_room(batch), 0);
    assert_int_equal(sdp_batch_next(batch, &result), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_next(batch, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_add(batch, "products.get", &id, 1, NULL, NULL, &number), SDP_E_ARGUMENT);
    assert_int_equal(number, -1);
    assert_int_equal(sdp_batch_add_json(batch, NULL, NULL, 0, NULL, SDP_INVOKE_ENSURE, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_take(batch, &entity), SDP_E_ARGUMENT);
    assert_null(entity);
    assert_int_equal(sdp_batch_take(batch, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_result_to_json(batch, &text), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_get_progress(batch, &progress), SDP_E_ARGUMENT);
    sdp_batch_free(batch);
}

/* The mistake of freeing in the wrong order: with calls under way, waiting, ended and given, and with none. */
static void a_client_that_is_freed_first_leaves_empty_batches(void **state)
{
    static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
    sdp_batch_result result = {.size = sizeof result};
    const void *entity = NULL;
    (void)state;
    for (int in_order = 0; in_order < 2; in_order++) {
        desk *d = desk_open(RAW_SERVER(works, works, works, stalls), NULL);
        const sdp_batch_config config = SDP_BATCH_CONFIG(.concurrency = 4, .in_order = in_order);
        sdp_batch *unused = batch_of(d->client, NULL);
        sdp_batch *batch = batch_of(d->client, &config);
        for (int i = 0; i < 8; i++) add_get(batch, "77");
        for (int i = 0; i < 2; i++) assert_int_equal(sdp_batch_next(batch, &result), SDP_OK);
        assert_int_equal(sdp_batch_take(batch, &entity), SDP_OK);
        desk_close(d);
        expect_empty(batch);
        expect_empty(unused);
        assert_string_equal(((const sdp_product *)entity)->id, "77");
        sdp_entity_free(entity);
    }
}

static void one_login_serves_all(void **state)
{
    (void)state;
    sandbox *box = SANDBOX("--auth", "strict", "--seed-data", "20");
    desk *d = oauth_case_desk(box);
    sdp_batch *batch = batch_of(d->client, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 16));
    for (int i = 0; i < 100; i++) add_json(batch, "products.list", NULL, "{\"row_count\":1}", NULL);
    assert_int_equal(take_all(batch, SDP_OK), 100);
    assert_int_equal(oauth_case_count("minted"), 1);
    /* It dies while all of them know it: whoever is refused renews it, and the others take what that brings. */
    oauth_case_control("POST", "/_sandbox/tokens/expire", "");
    for (int i = 0; i < 100; i++) add_json(batch, "products.list", NULL, "{\"row_count\":1}", NULL);
    assert_int_equal(take_all(batch, SDP_OK), 100);
    assert_int_equal(oauth_case_count("minted"), 2);
    sdp_batch_free(batch);
    oauth_case_close(d, box);
}

/* Refusals, connections that end and failures of the server: reads come through, and each write is done once or says
   that it may be. */
static void faults_are_one_calls_matter(void **state)
{
    sdp_batch_result result = {.size = sizeof result};
    int done = 0;
    int maybe = 0;
    char handled[32];
    (void)state;
    sandbox *box = SANDBOX("--seed-data", "20", "--fault-seed", "7", "--fault", "* * p=0.1 html:503", "--fault",
                           "* * p=0.05 reset:after", "--fault", "* * p=0.1 status:429,Retry-After=0");
    desk *d = desk_open(NULL, &(sdp_config)SDP_CONFIG(.base_url = sandbox_base_url(box), .max_retries = 8));
    sdp_batch *batch = batch_of(d->client, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 32));
    for (int i = 0; i < 200; i++) {
        char input[128];
        snprintf(input, sizeof input, "{\"name\":\"p%d\",\"product_type\":{\"name\":\"Workstation\"}}", i);
        if (i % 2 == 0) {
            add_json(batch, "products.list", NULL, "{\"row_count\":1}", NULL);
        } else {
            add_json(batch, "products.add", NULL, input, NULL);
        }
    }
    for (int i = 0; i < 200; i++) {
        assert_int_equal(sdp_batch_next(batch, &result), SDP_OK);
        if (result.number % 2 == 0 && result.status != SDP_OK) fail_msg("%s", sdp_error_message(result.error));
        if (result.number % 2 == 0) continue;
        done += result.status == SDP_OK;
        maybe += result.status == SDP_E_MAYBE_DONE;
    }
    assert_int_equal(done + maybe, 100);
    assert_true(done > 0 && maybe > 0);
    sdp_batch_free(batch);
    desk_close(d);
    ask_begin(sandbox_root(box));
    ask_for("DELETE", "/_sandbox/faults", NULL, "cleared", handled, sizeof handled);
    ask_for("GET", "/products", "{\"list_info\":{\"row_count\":1,\"get_total_count\":true}}", "list_info.total_count",
            handled, sizeof handled);
    ask_end();
    assert_in_range(atoi(handled), 20 + done, 20 + done + maybe);
    assert_int_equal(sandbox_stop(box), 0);
}

/* Operations of each kind side by side; a download comes between, since it is no operation. */
static void operations_of_any_kind(void **state)
{
    static const char *const contract = "100000000000037183";
    const folder *f = *state;
    const sdp_file file = SDP_FILE(.path = folder_write(f, "a.txt", "hello", 5));
    const sdp_options with_file = SDP_OPTIONS(.file = &file, .tag = "upload");
    sdp_batch_result result = {.size = sizeof result};
    char path[512];
    char *got;
    size_t size;
    sandbox *box = SANDBOX("--seed-data", "vendor");
    desk *d = desk_open(NULL, &(sdp_config)SDP_CONFIG(.base_url = sandbox_base_url(box)));
    sdp_batch *batch = batch_of(d->client, NULL);
    add_json(batch, "contracts.upload_attachment", contract, NULL, &with_file);
    add_json(batch, "contracts.get", contract, NULL, NULL);
    add_json(batch, "customers.list", NULL, NULL, NULL);
    add_json(batch, "contracts.associate_assets", contract, "{\"asset\":{\"name\":\"server_1\"}}", NULL);
    add_json(batch, "products.add", NULL, "{\"name\":\"new\",\"product_type\":{\"name\":\"Server\"}}", NULL);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(sdp_batch_next(batch, &result), SDP_OK);
        if (result.status != SDP_OK) fail_msg("%s: %s", result.operation, sdp_error_message(result.error));
        if (result.tag == NULL) continue;
        const sdp_upload *upload = result.entity;
        snprintf(path, sizeof path, "%s/got", f->path);
        const sdp_target target = SDP_TARGET(.path = path);
        assert_int_equal(sdp_download(d->client, upload->files.items[0]->content_url, &target, NULL), SDP_OK);
        got = folder_read(f, "got", &size);
        assert_non_null(got);
        assert_string_equal(got, "hello");
        free(got);
    }
    sdp_batch_free(batch);
    desk_close(d);
    assert_int_equal(sandbox_stop(box), 0);
}

static void customers_of_neucrm(void **state)
{
    sdp_client *client = NULL;
    sdp_batch_result result = {.size = sizeof result};
    (void)state;
    sandbox *box = SANDBOX("--seed-data", "30");
    const sdp_neucrm_config config =
        SDP_NEUCRM_CONFIG(.base_url = sandbox_root(box), .userid = "5", .api_key = "planted");
    assert_int_equal(sdp_neucrm_client_new(&config, NULL, &client), SDP_OK);
    sdp_batch *batch = batch_of(client, NULL);
    for (int i = 0; i < 20; i++) add_json(batch, "neucrm.list", NULL, "{\"rows_limit\":\"2\"}", NULL);
    assert_int_equal(sdp_batch_next(batch, &result), SDP_OK);
    assert_int_equal(result.status, SDP_OK);
    assert_int_equal(result.row_count, 2);
    assert_int_equal(take_all(batch, SDP_OK), 19);
    assert_int_equal(sdp_batch_add_json(batch, "products.list", NULL, 0, NULL, 0, NULL, NULL), SDP_E_ARGUMENT);
    sdp_batch_free(batch);
    sdp_client_free(client);
    assert_int_equal(sandbox_stop(box), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_many_at_once_as_were_asked_for),
        cmocka_unit_test(another_thread_cancels_all),
        cmocka_unit_test(freeing_ends_calls_under_way),
        cmocka_unit_test(a_client_that_is_freed_first_leaves_empty_batches),
        cmocka_unit_test(one_login_serves_all),
        cmocka_unit_test(faults_are_one_calls_matter),
        cmocka_unit_test_setup_teardown(operations_of_any_kind, folder_make, folder_remove),
        cmocka_unit_test(customers_of_neucrm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
