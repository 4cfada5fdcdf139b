/* A batch over real connections: each allocation of libsdp, cJSON and libcurl fails once. Whatever becomes of one call,
   the others go on, each has one result, and a write is sent once at most. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"
#include "folder.h"
#include "interpose.h"
#include "starve.h"

enum { READS = 3 };

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};

typedef struct attempt {
    raw_server *server;
    sdp_client *client;
    long fails_at;
    int added;
    int results;
    int is_write_added;
    int is_write_done;
    int is_write_maybe;
} attempt;

static void open_attempt(attempt *r)
{
    sdp_auth *auth = NULL;
    r->server = RAW_SERVER(works);
    starve_arm(0);
    assert_int_equal(sdp_auth_new_token("planted", NULL, &auth), SDP_OK);
    const sdp_config config = SDP_CONFIG(.base_url = raw_server_url(r->server), .portal = "itdesk", .auth = auth,
                                         .max_retries = -1, .allocator = starve_allocator());
    assert_int_equal(sdp_client_new(&config, NULL, &r->client), SDP_OK);
    sdp_auth_free(auth);
}

static void close_attempt(attempt *r)
{
    sdp_client_free(r->client);
    starve_disarm();
    raw_server_stop(r->server);
}

/* Whether the call was added; where not, for lack of memory alone. */
static int note_added(attempt *r, sdp_status status)
{
    if (status != SDP_OK && status != SDP_E_NO_MEMORY) {
        starve_show();
        fail_msg("allocation %ld: not added: %s", r->fails_at, sdp_status_name(status));
    }
    assert_int_equal(sdp_error_status(sdp_last_error(r->client)), status);
    r->added += status == SDP_OK;
    return status == SDP_OK;
}

static void add_all(attempt *r, sdp_batch *batch)
{
    static const char *const ids[] = {"77"};
    const sdp_options options = SDP_OPTIONS(.tag = "a tag");
    r->is_write_added =
        note_added(r, sdp_batch_add_json(batch, "products.add", NULL, 0,
                                         "{\"name\":\"a\",\"product_type\":{\"id\":\"1\"}}", 0, &options, NULL));
    for (int i = 0; i < READS; i++) {
        (void)note_added(r, sdp_batch_add(batch, "products.get", ids, 1, NULL, &options, NULL));
    }
}

static void take_one(attempt *r, sdp_batch *batch, const sdp_batch_result *result)
{
    char *text = NULL;
    r->results++;
    assert_int_equal(sdp_error_status(result->error), result->status);
    assert_string_equal(result->tag, "a tag");
    if (result->status != SDP_OK) {
        assert_true(result->status < 0);
        assert_string_not_equal(sdp_error_message(result->error), "");
    } else {
        sdp_status status = sdp_batch_result_to_json(batch, &text);
        assert_true(status == SDP_OK || status == SDP_E_NO_MEMORY);
        assert_int_equal(text != NULL, status == SDP_OK);
        sdp_text_free(text);
    }
    if (strcmp(result->operation, "products.add") != 0) return;
    r->is_write_done = result->status == SDP_OK;
    r->is_write_maybe = sdp_error_maybe_done(result->error);
}

static void do_batch(attempt *r)
{
    sdp_batch *batch = NULL;
    sdp_batch_result result = {.size = sizeof result};
    const sdp_batch_config config = SDP_BATCH_CONFIG(.concurrency = 2);
    if (sdp_batch_new(r->client, &config, &batch) != SDP_OK) return;
    add_all(r, batch);
    while (sdp_batch_next(batch, &result) == SDP_OK) take_one(r, batch, &result);
    sdp_batch_free(batch);
}

static void expect_truth(const attempt *r)
{
    int writes = 0;
    for (int i = 0; i < raw_server_requests(r->server); i++) {
        writes += strcmp(raw_server_request(r->server, i)->method, "POST") == 0;
    }
    if (r->results != r->added) fail_msg("allocation %ld: %d results of %d", r->fails_at, r->results, r->added);
    if (writes > 1) fail_msg("allocation %ld: a write was sent twice", r->fails_at);
    if (r->is_write_done && writes != 1) fail_msg("allocation %ld: a write never arrived", r->fails_at);
    if (writes == 1 && !r->is_write_done && !r->is_write_maybe) {
        starve_show();
        fail_msg("allocation %ld: a write arrived, and nothing said so", r->fails_at);
    }
}

/* Returns 0 where there is no such allocation. */
static int try_at(long fails_at)
{
    attempt r = {.fails_at = fails_at};
    open_attempt(&r);
    starve_arm(fails_at);
    do_batch(&r);
    const int failed = fails_at > 0 && starve_asked() >= fails_at;
    starve_arm(0);
    expect_truth(&r);
    if (!failed) assert_int_equal(r.results, READS + 1);
    /* The same client does the same as if nothing had been. */
    r.added = 0;
    r.results = 0;
    do_batch(&r);
    assert_int_equal(r.results, READS + 1);
    assert_true(r.is_write_done);
    close_attempt(&r);
    return failed;
}

static void each_allocation_fails_once(void **state)
{
    long rounds = 0;
    (void)state;
    (void)try_at(0);
    starve_forget();
    const int open_before = folder_descriptors();
    for (long n = 1; try_at(n); n++) {
        rounds++;
        if (starve_alive() == 0) continue;
        starve_show();
        fail_msg("allocation %ld: %ld blocks are left behind", n, starve_alive());
    }
    if (starve_is_total()) assert_true(rounds > 0);
    assert_int_equal(folder_descriptors(), open_before);
    print_message("a batch: %ld allocations failed\n", rounds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_allocation_fails_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
