/* What bindings call instead of filling structs: each allocation of each function fails once. */
#define _DEFAULT_SOURCE

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "interpose.h"
#include "replay.h"
#include "trial.h"

#define URL "{\"base_url\":\"https://desk.example.com\""

static replay *service;
static sdp_error *error;

static int make_all(void **state)
{
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    return replay_setup((void **)&service);
}

static int free_all(void **state)
{
    (void)state;
    sdp_error_free(error);
    return replay_teardown((void **)&service);
}

/* A function that takes an error says in it what it returns. */
static sdp_status said(sdp_status status)
{
    assert_int_equal(sdp_error_status(error), status);
    return status;
}

static sdp_status make_client(const char *config, char **out)
{
    sdp_client *client = NULL;
    sdp_status status = said(sdp_client_new_json(config, NULL, NULL, NULL, error, &client));
    assert_int_equal(client != NULL, status == SDP_OK);
    if (status == SDP_OK) *out = strdup(sdp_client_root(client));
    if (status == SDP_OK && *out == NULL) status = SDP_E_NO_MEMORY;
    sdp_client_free(client);
    return status;
}

static sdp_status by_token(trial *t, char **out)
{
    (void)t;
    return make_client(URL ",\"access_token\":\"t\",\"requests_per_minute\":5}", out);
}

static sdp_status by_oauth(trial *t, char **out)
{
    (void)t;
    return make_client(URL ",\"client_id\":\"i\",\"client_secret\":\"s\",\"refresh_token\":\"r\"}", out);
}

static sdp_status by_neucrm(trial *t, char **out)
{
    (void)t;
    return make_client(URL ",\"userid\":\"5\",\"api_key\":\"k\"}", out);
}

static sdp_status make_options(trial *t, char **out)
{
    sdp_options *options = NULL;
    (void)t;
    sdp_status status = said(sdp_options_new_json("{\"tag\":\"a tag\",\"headers\":{\"X-A\":\"1\",\"X-B\":\"2\"},"
                                                  "\"file\":{\"name\":\"n\"},\"timeout_ms\":5}",
                                                  error, &options));
    assert_int_equal(options != NULL, status == SDP_OK);
    if (status == SDP_OK) *out = strdup(options->tag);
    if (status == SDP_OK && *out == NULL) status = SDP_E_NO_MEMORY;
    sdp_options_free(options);
    return status;
}

static sdp_status tell_event(trial *t, char **out)
{
    const sdp_event event = {sizeof event, "products.get", "GET", "https://h/p", "t", 2, 503, SDP_E_SERVER, 1, 40, 250};
    (void)t;
    return sdp_event_to_json(&event, out);
}

static sdp_status tell_page(trial *t, char **out)
{
    sdp_pager *pager = NULL;
    (void)t;
    sdp_status status = sdp_invoke_list(service->client, "products.list", NULL, 0, NULL, 0, NULL, &pager);
    if (status == SDP_OK) status = sdp_pager_info_to_json(pager, out);
    sdp_pager_free(pager);
    return status;
}

/* What could not be printed for lack of memory is printed by the next call. */
static void expect_result_is_kept(sdp_batch *batch, sdp_status status)
{
    char *text = NULL;
    if (status == SDP_E_NO_MEMORY) {
        assert_int_equal(sdp_batch_next_json(batch, &text), SDP_OK);
        assert_non_null(strstr(text, "\"number\":0"));
        sdp_text_free(text);
    }
    if (status == SDP_OK || status == SDP_E_NO_MEMORY) assert_int_equal(sdp_batch_next_json(batch, &text), SDP_END);
}

static sdp_status run_batch(trial *t, char **out)
{
    static const char *const id[] = {REPLAY_ID};
    sdp_batch *batch = NULL;
    (void)t;
    sdp_status status = sdp_batch_new_json(service->client, "{\"concurrency\":2}", NULL, &batch);
    if (status == SDP_OK) status = sdp_batch_add_json(batch, "products.get", id, 1, NULL, 0, NULL, NULL);
    if (status == SDP_OK) {
        status = sdp_batch_next_json(batch, out);
        expect_result_is_kept(batch, status);
    }
    sdp_batch_free(batch);
    if (status != SDP_OK || strstr(*out, "\"result\":") != NULL) return status;
    /* The call itself found no memory, and the result says so. */
    if (strstr(*out, "\"error\":{\"status\":\"SDP_E_NO_MEMORY\"") == NULL) fail_msg("%s", *out);
    free(*out);
    *out = NULL;
    return SDP_E_NO_MEMORY;
}

static const struct {
    const char *name;
    sdp_status (*work)(trial *t, char **out);
    int is_client;
} jobs[] = {
    {"a client by token", by_token, 1},
    {"a client by OAuth", by_oauth, 1},
    {"a client of NeuCRM", by_neucrm, 1},
    {"options of a call", make_options, 0},
    {"an event", tell_event, 0},
    {"a page of a walk", tell_page, 0},
    {"a batch", run_batch, 0},
};

static void every_function(void **state)
{
    (void)state;
    replay_answer_text(
        service, "{\"product\":{\"id\":\"1\"},\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}");
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs && starve_is_total(); i++) {
        trial t = {.name = jobs[i].name, .work = jobs[i].work, .any_error = jobs[i].is_client};
        trial_run(&t);
    }
    print_message("%s\n", trial_summary());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_function, make_all, free_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
