/* What bindings call instead of filling structs: clients from JSON, and events, pages and batches as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/ffi.h>

#include "json_equal.h"
#include "replay.h"

#define URL "\"base_url\":\"https://desk.example.com\""
#define SUCCESS "\"response_status\":{\"status_code\":2000,\"status\":\"success\"}"

static sdp_client *client_of(const char *config)
{
    sdp_error *error;
    sdp_client *client;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    if (sdp_client_new_json(config, NULL, NULL, NULL, error, &client) != SDP_OK) {
        fail_msg("%s: %s", config, sdp_error_message(error));
    }
    sdp_error_free(error);
    return client;
}

/* What a client of that configuration would send for an operation without input and ids. */
static sdp_json *described(const char *config, const char *operation)
{
    const sdp_options options = SDP_OPTIONS(.dry_run = 1);
    sdp_client *client = client_of(config);
    char *out;
    assert_int_equal(sdp_invoke(client, operation, NULL, 0, NULL, 0, &options, &out), SDP_DRY_RUN);
    sdp_json *json = json_of_text(sdp_last_dry_run(client));
    sdp_client_free(client);
    return json;
}

static void each_login_is_made_from_its_members(void **state)
{
    static const struct {
        const char *config;
        const char *operation;
        const char *path; /* in the description */
        const char *value;
    } rows[] = {
        {"{" URL ",\"portal\":\"itdesk\"}", "products.list", "url",
         "https://desk.example.com/app/itdesk/api/v3/products"},
        {"{" URL ",\"access_token\":\"t\"}", "products.list", "headers.Authorization", "Zoho-oauthtoken ***"},
        {"{" URL ",\"authtoken\":\"k\",\"portal_id\":\"7\"}", "products.list", "headers.authtoken", "***"},
        {"{" URL ",\"authtoken\":\"k\",\"portal_id\":\"7\"}", "products.list", "headers.PORTALID", "7"},
        {"{" URL ",\"client_id\":\"i\",\"client_secret\":\"s\",\"refresh_token\":\"r\",\"data_centre\":\"eu\"}",
         "products.list", "headers.Authorization", "Zoho-oauthtoken ***"},
        {"{" URL ",\"client_id\":\"i\",\"client_secret\":\"s\",\"refresh_token\":\"r\",\"bearer\":true}",
         "products.list", "headers.Authorization", "Bearer ***"},
        {"{" URL ",\"userid\":\"5\",\"api_key\":\"k\",\"timeout_ms\":5}", "neucrm.list", "url",
         "https://desk.example.com/api/customer/list"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_json *json = described(rows[i].config, rows[i].operation);
        const char *found = sdp_json_text(sdp_json_at(json, rows[i].path));
        if (found == NULL || strncmp(found, rows[i].value, strlen(rows[i].value)) != 0) {
            fail_msg("%s: %s is %s", rows[i].config, rows[i].path, found != NULL ? found : "not there");
        }
        sdp_json_free(json);
    }
}

static void what_cannot_be_used_names_its_member_and_no_secret(void **state)
{
    static const struct {
        const char *config;
        sdp_status status;
        const char *path;
    } rows[] = {
        {"{}", SDP_E_URL, "base_url"},
        {"{\"base_url\":\"http://desk.example.com\"}", SDP_E_URL, NULL},
        {"{\"base_ur\":\"planted\"}", SDP_E_UNKNOWN_FIELD, "base_ur"},
        {"{" URL ",\"access_token\":[\"planted\"]}", SDP_E_VALUE, "access_token"},
        {"{" URL ",\"access_token\":\"plan\\nted planted\"}", SDP_E_ARGUMENT, "access_token"},
        {"{" URL ",\"authtoken\":\"plan\\nted planted\"}", SDP_E_ARGUMENT, "authtoken"},
        {"{" URL ",\"authtoken\":\"k\",\"portal_id\":\"planted\"}", SDP_E_ARGUMENT, "portal_id"},
        {"{" URL ",\"access_token\":\"planted\",\"authtoken\":\"planted\"}", SDP_E_CONFIG, "authtoken"},
        {"{" URL ",\"userid\":\"5\",\"refresh_token\":\"planted\"}", SDP_E_CONFIG, "refresh_token"},
        {"{" URL ",\"client_id\":\"i\",\"refresh_token\":\"planted\"}", SDP_E_ARGUMENT, "client_secret"},
        {"{" URL ",\"data_centre\":\"moon\",\"client_id\":\"i\",\"client_secret\":\"planted\"}", SDP_E_CONFIG,
         "data_centre"},
        {"{" URL ",\"userid\":\"planted\",\"api_key\":\"planted\"}", SDP_E_ARGUMENT, NULL},
        {"{" URL ",\"access_token\":null}", SDP_E_CONFIG, "access_token"},
        {"{" URL ",\"max_retries\":99}", SDP_E_VALUE, "max_retries"},
        /* A backslash, and no escape: it is the option behind it that is refused. */
        {"{" URL ",\"client_key_password\":\"planted\\\\u0000\",\"max_retries\":99}", SDP_E_VALUE, "max_retries"},
        {"{" URL ",\"log_level\":\"loud\"}", SDP_E_VALUE, "log_level"},
        {"{\"access_token\":\"planted\",}", SDP_E_JSON, ""},
        {"{\"access_token\":\"planted\\u0000\"}", SDP_E_JSON, ""},
        {"{\"access_token\":\"planted\xFF\"}", SDP_E_JSON, ""},
        {"planted", SDP_E_JSON, ""},
        {"[\"planted\"]", SDP_E_VALUE, ""},
    };
    sdp_error *error;
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_client *client = (sdp_client *)(void *)&error;
        char *told;
        sdp_status status = sdp_client_new_json(rows[i].config, NULL, NULL, NULL, error, &client);
        if (status != rows[i].status) fail_msg("%s: %s", rows[i].config, sdp_error_message(error));
        assert_null(client);
        if (rows[i].path != NULL) assert_string_equal(sdp_error_path(error), rows[i].path);
        assert_int_equal(sdp_error_to_json(error, &told), SDP_OK);
        assert_null(strstr(told, "planted"));
        sdp_text_free(told);
        assert_int_equal(sdp_client_new_json(rows[i].config, NULL, NULL, NULL, NULL, &client), rows[i].status);
    }
    sdp_error_free(error);
    assert_int_equal(sdp_client_new_json("{" URL "}", NULL, NULL, NULL, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_client_new_json(NULL, NULL, NULL, NULL, NULL, &(sdp_client *){NULL}), SDP_E_ARGUMENT);
}

typedef struct told {
    int lines;
    int32_t last_level;
    char event[2000];
} told;

static void note_line(void *user_data, int32_t level, const char *line)
{
    told *t = user_data;
    t->lines++;
    t->last_level = level;
    assert_non_null(line);
}

static void note_event(void *user_data, const sdp_event *event)
{
    told *t = user_data;
    char *text;
    assert_int_equal(sdp_event_to_json(event, &text), SDP_OK);
    snprintf(t->event, sizeof t->event, "%s", text);
    sdp_text_free(text);
}

static void functions_are_told_of_log_and_attempts(void **state)
{
    static const char *const levels[] = {",\"log_level\":\"none\"", "", ",\"log_level\":\"debug\""};
    int lines[3];
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char config[200];
        char *out;
        told t = {0};
        sdp_client *client;
        /* Nobody listens on port 1. */
        snprintf(config, sizeof config, "{\"base_url\":\"http://127.0.0.1:1\",\"max_retries\":0%s}", levels[i]);
        assert_int_equal(sdp_client_new_json(config, note_line, note_event, &t, NULL, &client), SDP_OK);
        assert_int_equal(sdp_invoke(client, "products.list", NULL, 0, NULL, 0, NULL, &out), SDP_E_CONNECT);
        sdp_json *event = json_of_text(t.event);
        assert_string_equal(sdp_json_text(sdp_json_member(event, "operation")), "products.list");
        assert_string_equal(sdp_json_text(sdp_json_member(event, "method")), "GET");
        assert_string_equal(sdp_json_text(sdp_json_member(event, "status")), "SDP_E_CONNECT");
        assert_string_equal(sdp_json_text(sdp_json_member(event, "attempt")), "1");
        assert_int_equal(sdp_json_kind(sdp_json_member(event, "http_status")), SDP_JSON_NULL);
        assert_int_equal(sdp_json_kind(sdp_json_member(event, "retry_in_ms")), SDP_JSON_NULL);
        assert_int_equal(sdp_json_kind(sdp_json_member(event, "tag")), SDP_JSON_NULL);
        assert_int_equal(sdp_json_kind(sdp_json_member(event, "reused")), SDP_JSON_FALSE);
        sdp_json_free(event);
        sdp_client_free(client);
        lines[i] = t.lines;
    }
    assert_int_equal(lines[0], 0);
    assert_true(lines[2] > lines[1]);
    assert_int_equal(sdp_event_to_json(NULL, &(char *){NULL}), SDP_E_ARGUMENT);
    assert_int_equal(sdp_event_to_json(&(sdp_event){.size = sizeof(sdp_event)}, NULL), SDP_E_ARGUMENT);
}

static void an_event_has_all_its_members(void **state)
{
    const sdp_event event = {sizeof event, "products.get", "GET", "https://h/p", "t\"", 2, 503, SDP_E_SERVER, 1, 40,
                             250};
    char *text;
    (void)state;
    assert_int_equal(sdp_event_to_json(&event, &text), SDP_OK);
    assert_json_text(text,
                     "{\"operation\":\"products.get\",\"method\":\"GET\",\"url\":\"https://h/p\",\"tag\":\"t\\\"\","
                     "\"attempt\":2,\"http_status\":503,\"status\":\"SDP_E_SERVER\",\"reused\":true,\"elapsed_ms\":40,"
                     "\"retry_in_ms\":250}");
    sdp_text_free(text);
}

static void a_pager_tells_of_its_page(void **state)
{
    replay *r = *state;
    sdp_pager *pager;
    char *text;
    replay_answer_text(
        r, "{\"products\":[{\"id\":\"1\"}],\"list_info\":{\"has_more_rows\":false,\"total_count\":1}," SUCCESS "}");
    assert_int_equal(sdp_invoke_list(r->client, "products.list", NULL, 0, NULL, 0, NULL, &pager), SDP_OK);
    assert_int_equal(sdp_pager_info_to_json(pager, &text), SDP_OK);
    assert_json_text(text,
                     "{\"page_number\":0,\"start_index\":null,\"row_count\":0,\"total_count\":null,\"repeated\":0,"
                     "\"moved\":0,\"total_changed\":0,\"given\":0,\"rows_left\":0,\"has_more_rows\":null}");
    sdp_text_free(text);
    assert_int_equal(sdp_pager_next_json(pager, 0, &text), SDP_OK);
    sdp_text_free(text);
    assert_int_equal(sdp_pager_info_to_json(pager, &text), SDP_OK);
    assert_json_text(text, "{\"page_number\":1,\"start_index\":1,\"row_count\":1,\"total_count\":1,\"repeated\":0,"
                           "\"moved\":0,\"total_changed\":0,\"given\":1,\"rows_left\":0,\"has_more_rows\":false}");
    sdp_text_free(text);
    assert_int_equal(sdp_pager_info_to_json(pager, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_pager_info_to_json(NULL, &text), SDP_E_ARGUMENT);
    assert_null(text);
    sdp_pager_free(pager);
}

static void expect_next(sdp_batch *batch, const char *json)
{
    char *text;
    assert_int_equal(sdp_batch_next_json(batch, &text), SDP_OK);
    sdp_json *result = json_of_text(text);
    sdp_json *error = NULL;
    /* Of an error, its status is enough here: the times in it are not always the same. */
    if (sdp_json_member(result, "error") != NULL) {
        assert_int_equal(sdp_json_copy(sdp_json_at(result, "error.status"), &error), SDP_OK);
        assert_int_equal(sdp_json_put(result, "error", error), SDP_OK);
    }
    sdp_text_free(text);
    assert_int_equal(sdp_json_print(result, 0, &text), SDP_OK);
    assert_json_text(text, json);
    sdp_text_free(text);
    sdp_json_free(result);
}

static void a_batch_gives_its_results_as_json(void **state)
{
    static const char *const id[] = {REPLAY_ID};
    replay *r = *state;
    sdp_batch *batch;
    sdp_options *options;
    char *text;
    replay_answer_text(r, "{\"product\":{\"id\":\"1\"}," SUCCESS "}");
    assert_int_equal(sdp_batch_new_json(r->client, "{\"in_order\":true,\"max_pending\":2}", NULL, &batch), SDP_OK);
    assert_int_equal(sdp_batch_room(batch), 2);
    assert_int_equal(sdp_options_new_json("{\"tag\":\"t\"}", NULL, &options), SDP_OK);
    assert_int_equal(sdp_batch_add_json(batch, "products.get", id, 1, NULL, 0, options, NULL), SDP_OK);
    assert_int_equal(sdp_batch_add_json(batch, "contracts.get", id, 1, NULL, 0, NULL, NULL), SDP_OK);
    expect_next(batch, "{\"number\":0,\"operation\":\"products.get\",\"tag\":\"t\",\"status\":\"SDP_OK\","
                       "\"result\":{\"id\":\"1\"}}");
    expect_next(batch, "{\"number\":1,\"operation\":\"contracts.get\",\"tag\":null,\"status\":\"SDP_E_ANSWER\","
                       "\"error\":\"SDP_E_ANSWER\"}");
    text = NULL;
    assert_int_equal(sdp_batch_next_json(batch, &text), SDP_END);
    assert_null(text);
    assert_int_equal(sdp_batch_next_json(batch, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_next_json(NULL, &text), SDP_E_ARGUMENT);
    sdp_batch_free(batch);
    sdp_options_free(options);
}

static void a_batch_that_cannot_be_made_says_why(void **state)
{
    replay *r = *state;
    sdp_batch *batch;
    assert_int_equal(sdp_batch_new_json(r->client, NULL, NULL, &batch), SDP_OK);
    sdp_batch_free(batch);
    assert_int_equal(sdp_batch_new_json(r->client, "{\"concurency\":5}", NULL, &batch), SDP_E_UNKNOWN_FIELD);
    assert_null(batch);
    assert_non_null(strstr(sdp_error_message(sdp_last_error(r->client)), "'concurrency'"));
    assert_int_equal(sdp_batch_new_json(r->client, "{\"in_order\":1}", NULL, &batch), SDP_E_VALUE);
    assert_int_equal(sdp_batch_new_json(r->client, "{\"concurrency\":5000}", NULL, &batch), SDP_E_CONFIG);
    assert_int_equal(sdp_batch_new_json(r->client, "{", NULL, &batch), SDP_E_JSON);
    assert_int_equal(sdp_batch_new_json(r->client, NULL, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_new_json(NULL, NULL, NULL, &batch), SDP_E_ARGUMENT);
}

static sdp_status collect(void *user_data, const char *bytes, size_t size)
{
    char *to = user_data;
    memcpy(to + strlen(to), bytes, size);
    return SDP_OK;
}

static void a_download_goes_into_a_function(void **state)
{
    replay *r = *state;
    char received[200] = "";
    replay_answer_text(r, "the file");
    assert_int_equal(sdp_download_to(r->client, "/contracts/_uploads/1", NULL, collect, received, NULL), SDP_OK);
    assert_string_equal(received, "the file");
    assert_int_equal(sdp_download_to(r->client, "/contracts/_uploads/1", NULL, NULL, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_download_to(r->client, "/contracts/_uploads/1", "p", collect, received, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_download_to(NULL, "/contracts/_uploads/1", NULL, collect, received, NULL), SDP_E_ARGUMENT);
}

static void the_members_of_a_configuration_can_be_listed(void **state)
{
    char config[2000] = "{";
    (void)state;
    assert_string_equal(sdp_config_key_at(0), "base_url");
    for (size_t i = 0; sdp_config_key_at(i) != NULL; i++) {
        snprintf(config + strlen(config), sizeof config - strlen(config), "\"%s\":null,", sdp_config_key_at(i));
    }
    snprintf(config + strlen(config), sizeof config - strlen(config), URL ",\"access_token\":\"t\"}");
    sdp_client_free(client_of(config));
    assert_null(sdp_config_key_at(SIZE_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_login_is_made_from_its_members),
        cmocka_unit_test(what_cannot_be_used_names_its_member_and_no_secret),
        cmocka_unit_test(functions_are_told_of_log_and_attempts),
        cmocka_unit_test(an_event_has_all_its_members),
        REPLAY_TEST(a_pager_tells_of_its_page),
        REPLAY_TEST(a_batch_gives_its_results_as_json),
        REPLAY_TEST(a_batch_that_cannot_be_made_says_why),
        REPLAY_TEST(a_download_goes_into_a_function),
        cmocka_unit_test(the_members_of_a_configuration_can_be_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
