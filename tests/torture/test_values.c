/* JSON, entities, errors, configurations and clients, without the network: each allocation of each function fails once,
   and what it worked on is as it was. */
#define _DEFAULT_SOURCE

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "interpose.h"
#include "replay.h"
#include "trial.h"

/* What the jobs work on. Made before anything fails, and never changed but by the job that puts it back. */
static replay *service;
static sdp_error *error;
static const sdp_contract *received;
static void *parsed;
static sdp_json *criteria;
static char *contract_json;
static char *request_json;

static char *print(const sdp_json *json)
{
    char *text = NULL;
    assert_int_equal(sdp_json_print(json, 0, &text), SDP_OK);
    return text;
}

static int make_all(void **state)
{
    static const char condition[] = "{\"field\":\"name\",\"condition\":\"is\",\"values\":[\"a\",\"b\"]}";
    sdp_json *answer = replay_fixture("contracts/get.response.json");
    sdp_json *request = replay_fixture("contracts/add.request.json");
    (void)state;
    assert_int_equal(replay_setup((void **)&service), 0);
    replay_answer(service, "contracts/get.response.json");
    assert_int_equal(sdp_contract_get(service->client, REPLAY_ID, NULL, &received), SDP_OK);
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    assert_int_equal(sdp_json_parse(condition, strlen(condition), NULL, &criteria), SDP_OK);
    contract_json = print(answer);
    request_json = print(sdp_json_member(request, "contract"));
    assert_int_equal(sdp_entity_from_json(sdp_type_by_name("contract"), request_json, 1, NULL, &parsed), SDP_OK);
    sdp_json_free(answer);
    sdp_json_free(request);
    return 0;
}

static int free_all(void **state)
{
    (void)state;
    sdp_contract_free(received);
    sdp_entity_free(parsed);
    sdp_error_free(error);
    sdp_json_free(criteria);
    sdp_text_free(contract_json);
    sdp_text_free(request_json);
    return replay_teardown((void **)&service);
}

/* A function that takes an error says in it what it returns. */
static sdp_status said(sdp_status status)
{
    if (sdp_error_status(error) != status) {
        fail_msg("%s returned, and %s said", sdp_status_name(status), sdp_status_name(sdp_error_status(error)));
    }
    return status;
}

static sdp_status parse(trial *t, char **out)
{
    sdp_json *json = NULL;
    (void)t;
    sdp_status status = said(sdp_json_parse(contract_json, strlen(contract_json), error, &json));
    if (status == SDP_OK) status = sdp_json_print(json, 2, out);
    sdp_json_free(json);
    return status;
}

/* Puts a number at a path; the value is the function's in each case. */
static sdp_status put(sdp_json *root, const char *path)
{
    sdp_json *value = NULL;
    sdp_status status = sdp_json_new_text(SDP_JSON_NUMBER, "1.50", &value);
    if (status != SDP_OK) assert_null(value);
    return status == SDP_OK ? sdp_json_put(root, path, value) : status;
}

static sdp_status build(trial *t, char **out)
{
    sdp_json *root = NULL;
    sdp_json *copy = NULL;
    (void)t;
    sdp_status status = sdp_json_new(SDP_JSON_OBJECT, &root);
    if (status == SDP_OK) status = put(root, "a.b[0].c");
    if (status == SDP_OK) status = put(root, "a.b[]");
    if (status == SDP_OK) status = put(root, "a.b[0].c");
    if (status == SDP_OK) status = put(root, "a.d");
    if (status == SDP_OK) status = sdp_json_copy(sdp_json_at(root, "a"), &copy);
    if (status == SDP_OK) status = sdp_json_put(root, "e", copy);
    if (status == SDP_OK) status = sdp_json_print(root, 0, out);
    sdp_json_free(root);
    return status;
}

static sdp_status give(sdp_status status, const void *entity, char **out)
{
    if (status != SDP_OK) assert_null(entity);
    if (status == SDP_OK) status = said(sdp_entity_to_json(entity, 0, error, out));
    sdp_entity_free(entity);
    return status;
}

static sdp_status read_entity(trial *t, char **out)
{
    void *entity = NULL;
    (void)t;
    sdp_status status = said(sdp_entity_from_json(sdp_type_by_name("contract"), request_json, 1, error, &entity));
    return give(status, entity, out);
}

static sdp_status copy_received(trial *t, char **out)
{
    void *copy = NULL;
    (void)t;
    sdp_status status = said(sdp_entity_copy(received, error, &copy));
    return give(status, copy, out);
}

static sdp_status copy_parsed(trial *t, char **out)
{
    void *copy = NULL;
    (void)t;
    sdp_status status = said(sdp_entity_copy(parsed, error, &copy));
    return give(status, copy, out);
}

static sdp_status copy_own(trial *t, char **out)
{
    static const sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation");
    static const sdp_product own = SDP_PRODUCT(.name = "a", .comments = SDP_NULL, .product_type = &type);
    const sdp_product *copy = NULL;
    (void)t;
    sdp_status status = said(sdp_product_copy(&own, error, &copy));
    return give(status, copy, out);
}

/* On a failure the entity is as it was. */
static sdp_status change(void *entity, const char *path, const char *json, char **before)
{
    char *after = NULL;
    sdp_status status = said(sdp_entity_set(entity, path, json, error));
    const long asked = starve_asked();
    starve_disarm();
    assert_int_equal(sdp_entity_to_json(entity, 0, NULL, &after), SDP_OK);
    if (status != SDP_OK) assert_string_equal(after, *before);
    sdp_text_free(*before);
    *before = after;
    starve_resume(asked);
    return status;
}

static sdp_status set(trial *t, char **out)
{
    void *entity = NULL;
    char *now = NULL;
    (void)t;
    starve_disarm();
    assert_int_equal(sdp_entity_from_json(sdp_type_by_name("contract"), request_json, 1, NULL, &entity), SDP_OK);
    assert_int_equal(sdp_entity_to_json(entity, 0, NULL, &now), SDP_OK);
    starve_resume(0);
    sdp_status status = change(entity, "name", "\"other\"", &now);
    if (status == SDP_OK) status = change(entity, "vendor.name", "\"v\"", &now);
    if (status == SDP_OK) status = change(entity, "comments", "null", &now);
    if (status == SDP_OK) status = change(entity, "udf_fields.udf_a", "{\"a\":[1,2.50]}", &now);
    if (status == SDP_OK) status = change(entity, "vendor", NULL, &now);
    sdp_text_free(now);
    if (status == SDP_OK) return give(status, entity, out);
    sdp_entity_free(entity);
    return status;
}

static sdp_status get(trial *t, char **out)
{
    char *name = NULL;
    (void)t;
    sdp_status status = said(sdp_entity_get(received, "name", error, &name));
    sdp_text_free(name);
    return status == SDP_OK ? said(sdp_entity_get(received, "owner", error, out)) : status;
}

/* A walk that is only begun: its query, its options and its ids are copied. */
static sdp_status begin_walk(trial *t, char **out)
{
    static const char *const fields[] = {"name", "owner"};
    const sdp_query query = SDP_QUERY(.row_count = 2, .sort_field = "name", .get_total_count = SDP_TRUE,
                                      .search_criteria = criteria, .fields_required = {fields, 2});
    sdp_pager *pager = NULL;
    (void)t;
    (void)out;
    sdp_status status = sdp_contract_list(service->client, &query, NULL, &pager);
    assert_int_equal(sdp_error_status(sdp_last_error(service->client)), status);
    if (status != SDP_OK) assert_null(pager);
    sdp_pager_free(pager);
    return status;
}

static sdp_status tell_error(trial *t, char **out)
{
    (void)t;
    return sdp_error_to_json(sdp_last_error(service->client), out);
}

static sdp_status make_error(trial *t, char **out)
{
    sdp_error *made = NULL;
    sdp_cancel *cancel = NULL;
    (void)t;
    (void)out;
    sdp_status status = sdp_error_new(&made);
    if (status == SDP_OK) status = sdp_cancel_new(&cancel);
    if (status != SDP_OK) assert_null(cancel);
    sdp_cancel_free(cancel);
    sdp_error_free(made);
    return status;
}

static sdp_status provide(void *user_data, const sdp_auth_question *question, sdp_auth_answer *answer)
{
    (void)user_data;
    (void)question;
    (void)answer;
    return SDP_OK;
}

static void release(void *user_data)
{
    ++*(int *)user_data;
}

static sdp_status make_logins(trial *t, char **out)
{
    sdp_auth *made[3] = {NULL, NULL, NULL};
    int released = 0;
    (void)t;
    (void)out;
    sdp_status status = said(sdp_auth_new_token("planted", error, &made[0]));
    if (status == SDP_OK) status = said(sdp_auth_new_key("planted", "1", error, &made[1]));
    if (status == SDP_OK) status = said(sdp_auth_new_callback(provide, &released, release, error, &made[2]));
    assert_int_equal(released, 0);
    for (int i = 0; i < 3; i++) sdp_auth_free(made[i]);
    assert_int_equal(released, status == SDP_OK);
    return status;
}

static sdp_status live(const sdp_config *config, char **out)
{
    sdp_config used = *config;
    sdp_client *client = NULL;
    sdp_client *sibling = NULL;
    used.allocator = starve_allocator();
    sdp_status status = said(sdp_client_new(&used, error, &client));
    if (status != SDP_OK) assert_null(client);
    if (status == SDP_OK) {
        status = sdp_client_dup(client, &sibling);
        if (status != SDP_OK) assert_null(sibling);
        assert_int_equal(sdp_error_status(sdp_last_error(client)), status);
    }
    if (status == SDP_OK) status = sdp_error_to_json(sdp_last_error(sibling), out);
    sdp_client_free(client);
    sdp_client_free(sibling);
    return status;
}

/* A client with all that can be configured, and its sibling, over libcurl. */
static sdp_status live_from_struct(trial *t, char **out)
{
    const sdp_config config =
        SDP_CONFIG(.base_url = "https://desk.example.com/app/itdesk", .requests_per_minute = 60,
                   .proxy = "http://a:b@127.0.0.1:2", .no_proxy = "localhost", .user_agent = "a",
                   .ca_file = "/dev/null", .client_cert = "/dev/null", .client_key_password = "planted");
    (void)t;
    return live(&config, out);
}

static sdp_status live_from_environment(trial *t, char **out)
{
    sdp_config_env *env = NULL;
    (void)t;
    sdp_status status = said(sdp_config_from_env(error, &env));
    if (status != SDP_OK) assert_null(env);
    if (status == SDP_OK) status = live(sdp_config_env_get(env), out);
    sdp_config_env_free(env);
    return status;
}

static sdp_status live_for_neucrm(trial *t, char **out)
{
    const sdp_config http = SDP_CONFIG(.allocator = starve_allocator());
    const sdp_neucrm_config config =
        SDP_NEUCRM_CONFIG(.base_url = "https://crm.example.com", .userid = "5", .api_key = "planted", .http = &http);
    sdp_client *client = NULL;
    (void)t;
    (void)out;
    sdp_status status = said(sdp_neucrm_client_new(&config, error, &client));
    if (status != SDP_OK) assert_null(client);
    sdp_client_free(client);
    return status;
}

/* What the library asks of malloc() alone: where that is not watched, there is nothing to fail. */
static const struct {
    const char *name;
    sdp_status (*work)(trial *t, char **out);
    int has_allocator;
} jobs[] = {
    {"parsing and printing JSON", parse, 0},
    {"building JSON", build, 0},
    {"reading an entity", read_entity, 0},
    {"copying a received entity", copy_received, 0},
    {"copying an entity from JSON", copy_parsed, 0},
    {"copying the caller's own", copy_own, 0},
    {"changing an entity", set, 0},
    {"reading members", get, 0},
    {"beginning a walk", begin_walk, 0},
    {"telling an error", tell_error, 0},
    {"errors and cancel objects", make_error, 0},
    {"logins", make_logins, 0},
    {"a client and its sibling", live_from_struct, 1},
    {"a client of the environment", live_from_environment, 1},
    {"a client of NeuCRM", live_for_neucrm, 1},
};

static void every_function(void **state)
{
    (void)state;
    assert_int_equal(setenv("SDP_BASE_URL", "https://desk.example.com", 1), 0);
    assert_int_equal(setenv("SDP_ACCESS_TOKEN", "planted", 1), 0);
    assert_int_equal(setenv("SDP_PROXY", "http://127.0.0.1:2", 1), 0);
    assert_int_equal(setenv("NEUCRM_BASE_URL", "https://crm.example.com", 1), 0);
    replay_answer_text(service, "{\"response_status\":{\"status_code\":4000,\"status\":\"failed\",\"messages\":["
                                "{\"status_code\":4012,\"message\":\"No.\",\"field\":\"name\"}]}}");
    assert_int_equal(sdp_product_delete(service->client, "1", NULL), SDP_E_REFUSED);
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
        trial t = {.name = jobs[i].name, .work = jobs[i].work, .any_error = jobs[i].has_allocator};
        if (!starve_is_total() && !jobs[i].has_allocator) continue;
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
