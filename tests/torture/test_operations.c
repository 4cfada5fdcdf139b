/* Each operation of the table, with the input that its page prints and with no more than it needs, by its name and by
   its structs, and each allocation of each of them fails once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/client.h"
#include "api/pager.h"
#include "interpose.h"
#include "replay.h"
#include "trial.h"

#define ROW(id_) "{\"id\":" id_ ",\"name\":\"n\",\"email\":\"n@example.com\",\"extra\":[1,{\"a\":null}]}"

static const char *const ids[] = {REPLAY_ID, REPLAY_ID};

/* One way of asking for one operation. */
typedef struct job {
    trial trial;
    const sdp_operation *operation;
    char *input;       /* JSON, nullable */
    void *entities[8]; /* the same as structs */
    size_t entity_count;
    char *answer;
    char *rows;   /* of a search for what may be there already; nullable */
    int is_there; /* 1: the search finds it, and nothing is written */
    int requests; /* that reached the service, but searches */
} job;

/* Where the page prints nothing that can be used, what takes its place. */
static const struct {
    const char *operation;
    const char *input;    /* a fixture, or JSON */
    const char *response; /* likewise; NULL: as printed */
} others[] = {
    {"products.list", "{\"list_info\":{\"start_index\":1,\"row_count\":2,\"sort_field\":\"name\"}}", NULL},
    {"customers.list",
     "{\"list_info\":{\"row_count\":2,\"search_criteria\":[{\"field\":\"name\",\"condition\":\"is\",\"values\":[\"a\","
     "\"b\"]}]}}",
     NULL},
    {"contracts.list", "{\"list_info\":{\"row_count\":2,\"get_total_count\":true}}", NULL},
    {"contracts.dissociate_assets", "contracts/associate_assets.request.json", NULL},
    {"contracts.dissociate_software_licenses", "contracts/associate_software_licenses.request.json", NULL},
    {"contracts.dissociate_child_contract", "contracts/associate_child_contract.request.json", NULL},
    {"customers.upload_image", NULL, "contracts/upload_attachment.response.json"},
    {"customers.upload_attachment", NULL, "contracts/upload_attachment.response.json"},
    {"neucrm.list", "{\"name\":\"%a%\",\"rows_limit\":\"3\",\"sort_field\":\"name\"}",
     "{\"result\":[" ROW("1") "," ROW("\"2\"") "],\"error\":null}"},
    {"neucrm.create",
     "{\"type\":\"Individual\",\"name\":\"n\",\"mobile\":\"1\",\"email\":\"n@example.com\",\"zipcode\":\"1\","
     "\"state\":\"s\",\"city\":\"c\",\"street\":\"s\",\"notes\":\"\\u00e4 & b\"}",
     "{\"result\":1243,\"error\":null}"},
    {"neucrm.update", "{\"street\":\"s\",\"notes\":null}", "{\"result\":\"done\",\"error\":null}"},
    {"neucrm.delete", NULL, "{\"result\":\"done\",\"error\":null}"},
};

static char *print(const sdp_json *json)
{
    char *text = NULL;
    assert_int_equal(sdp_json_print(json, 0, &text), SDP_OK);
    return text;
}

/* A printed list has more pages, which nobody printed. */
static void end_list(sdp_json *answer)
{
    sdp_json *no = NULL;
    if (sdp_json_at(answer, "list_info.has_more_rows") == NULL) return;
    assert_int_equal(sdp_json_new(SDP_JSON_FALSE, &no), SDP_OK);
    assert_int_equal(sdp_json_put(answer, "list_info.has_more_rows", no), SDP_OK);
}

/* A fixture by its name, or JSON itself; NULL where there is neither. */
static char *text_of(const char *named)
{
    char *text;
    if (named == NULL || *named == '\0') return NULL;
    sdp_json *json = NULL;
    if (*named == '{') {
        assert_int_equal(sdp_json_parse(named, strlen(named), NULL, &json), SDP_OK);
    } else {
        json = replay_fixture(named);
    }
    end_list(json);
    text = print(json);
    sdp_json_free(json);
    return text;
}

static void find_texts(job *j, const sdp_json *rows)
{
    const char *name = sdp_operation_name(j->operation);
    const char *input = NULL;
    const char *response = NULL;
    for (const sdp_json *row = sdp_json_first(rows); row != NULL; row = sdp_json_next(row)) {
        if (strcmp(sdp_json_text(sdp_json_member(row, "operation")), name) != 0) continue;
        input = sdp_json_text(sdp_json_member(row, "input_data"));
        response = sdp_json_text(sdp_json_member(row, "response"));
    }
    if (input != NULL && strstr(input, ".json") == NULL) input = NULL;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(others[i].operation, name) != 0) continue;
        input = others[i].input;
        if (others[i].response != NULL) response = others[i].response;
    }
    if (response == NULL) fail_msg("%s: there is no answer to give", name);
    j->input = text_of(input);
    j->answer = text_of(response);
}

/* The entity, or the first of the list, inside an input. */
static const sdp_json *entity_of(const sdp_operation *operation, const sdp_json *input)
{
    const char *key = sdp_operation_input_key(operation);
    if (key != NULL) input = sdp_json_member(input, key);
    return sdp_operation_input_is_list(operation) && sdp_json_kind(input) == SDP_JSON_ARRAY ? sdp_json_first(input)
                                                                                            : input;
}

/* What the operation cannot go without, or its first member where it can go without each. */
static char *least_of(const sdp_operation *operation, const char *text)
{
    const char *key = sdp_operation_input_key(operation);
    const char *in_list = sdp_operation_input_is_list(operation) ? "[0]" : "";
    sdp_json *whole = NULL;
    sdp_json *least = NULL;
    size_t count = 0;
    if (text == NULL) return NULL;
    assert_int_equal(sdp_json_parse(text, strlen(text), NULL, &whole), SDP_OK);
    assert_int_equal(sdp_json_new(SDP_JSON_OBJECT, &least), SDP_OK);
    const sdp_json *first = sdp_json_first(entity_of(operation, whole));
    for (int required = 1; required >= 0 && count == 0; required--) {
        for (const sdp_json *m = first; m != NULL && (required || count == 0); m = sdp_json_next(m)) {
            char path[128];
            sdp_json *copy = NULL;
            if (required && !sdp_operation_requires(operation, sdp_json_name(m))) continue;
            snprintf(path, sizeof path, "%s%s%s%s", key != NULL ? key : "", in_list, key != NULL ? "." : "",
                     sdp_json_name(m));
            assert_int_equal(sdp_json_copy(m, &copy), SDP_OK);
            assert_int_equal(sdp_json_put(least, path, copy), SDP_OK);
            count++;
        }
    }
    char *printed = print(least);
    sdp_json_free(least);
    sdp_json_free(whole);
    return printed;
}

static void make_entities(job *j)
{
    sdp_json *whole = NULL;
    if (j->input == NULL) return;
    assert_int_equal(sdp_json_parse(j->input, strlen(j->input), NULL, &whole), SDP_OK);
    const sdp_json *entity = entity_of(j->operation, whole);
    for (; entity != NULL; entity = sdp_json_next(entity)) {
        char *text = print(entity);
        assert_true(j->entity_count < sizeof j->entities / sizeof *j->entities);
        assert_int_equal(sdp_entity_from_json(sdp_operation_input_type(j->operation), text, 1, NULL,
                                              &j->entities[j->entity_count++]),
                         SDP_OK);
        sdp_text_free(text);
        if (!sdp_operation_input_is_list(j->operation)) break;
    }
    sdp_json_free(whole);
}

/* The service: takes all of the body, and answers in two pieces. */
static sdp_status serve(void *user_data, const sdp_request *request, sdp_response *response)
{
    static const sdp_header json = {"Content-Type", "application/json"};
    job *j = user_data;
    const size_t half = strlen(j->answer) / 2;
    char bytes[64];
    for (size_t size = 1; request->source != NULL && size > 0;) {
        sdp_status status = request->source(request->stream_data, bytes, sizeof bytes, &size);
        if (status != SDP_OK) return status;
    }
    response->http_status = 200;
    response->headers = &json;
    response->header_count = 1;
    if (j->rows != NULL && strstr(request->url, "input_data=") != NULL) {
        return request->sink(request->stream_data, j->rows, strlen(j->rows));
    }
    j->requests++;
    sdp_status status = request->sink(request->stream_data, j->answer, half);
    return status != SDP_OK ? status : request->sink(request->stream_data, j->answer + half, strlen(j->answer) - half);
}

static int count_requests(trial *t)
{
    const job *j = (const job *)(const void *)t;
    return j->requests;
}

static void open_client(trial *t)
{
    job *j = (job *)(void *)t;
    sdp_config config = SDP_CONFIG(.base_url = "https://desk.example.com", .portal = "itdesk", .max_retries = 2,
                                   .allocator = starve_allocator());
    const sdp_neucrm_config crm =
        SDP_NEUCRM_CONFIG(.base_url = "https://crm.example.com", .userid = "5", .api_key = "planted", .http = &config);
    sdp_auth *auth = NULL;
    j->requests = 0;
    assert_int_equal(sdp_transport_new_blocking(serve, j, NULL, &config.transport), SDP_OK);
    assert_int_equal(sdp_auth_new_token("planted", NULL, &auth), SDP_OK);
    config.auth = auth;
    assert_int_equal(sdp_operation_dialect(j->operation) == SDP_DIALECT_NEUCRM
                         ? sdp_neucrm_client_new(&crm, NULL, &t->client)
                         : sdp_client_new(&config, NULL, &t->client),
                     SDP_OK);
    sdp_auth_free(auth);
}

static const sdp_options *options_of(const job *j)
{
    static const sdp_file file = SDP_FILE(.memory = "hello", .memory_size = 5, .name = "a.png");
    static const sdp_header header = {"X-Of-The-Caller", "1"};
    static const sdp_options plain = SDP_OPTIONS(.headers = &header, .header_count = 1, .tag = "t");
    static const sdp_options upload = SDP_OPTIONS(.file = &file);
    return sdp_operation_place(j->operation) == SDP_PLACE_MULTIPART ? &upload : &plain;
}

static sdp_status by_name(trial *t, char **out)
{
    job *j = (job *)(void *)t;
    sdp_status status = sdp_invoke(t->client, sdp_operation_name(j->operation), ids,
                                   sdp_operation_id_count(j->operation), j->input, 0, options_of(j), out);
    return status;
}

static sdp_status ensure_by_name(trial *t, char **out)
{
    job *j = (job *)(void *)t;
    return sdp_invoke(t->client, sdp_operation_name(j->operation), NULL, 0, j->input, SDP_INVOKE_ENSURE, NULL, out);
}

static sdp_status by_structs(trial *t, char **out)
{
    job *j = (job *)(void *)t;
    sdpi_input input = {.ids = ids, .id_count = sdp_operation_id_count(j->operation)};
    sdpi_result result;
    if (sdp_operation_input_is_list(j->operation)) {
        input.items = (const void *const *)j->entities;
        input.item_count = j->entity_count;
    } else {
        input.entity = j->entities[0];
    }
    sdp_status status = sdpi_client_run(t->client, j->operation, &input, options_of(j), &result);
    if (status != SDP_OK) {
        assert_true(result.entity == NULL && result.rows == NULL && result.document == NULL);
        return status;
    }
    starve_disarm();
    if (result.entity != NULL) assert_int_equal(sdp_entity_to_json(result.entity, 0, NULL, out), SDP_OK);
    for (size_t i = 0; i < result.row_count; i++) assert_non_null(sdp_entity_type(result.rows[i]));
    sdpi_result_free(&result);
    return status;
}

/* What a walk gives. A step that finds no memory is made again, and no row is lost or comes twice. */
static sdp_status walk(trial *t, sdp_pager *pager, char **out)
{
    char all[16384] = "";
    size_t size = 0;
    char *row = NULL;
    sdp_status seen = SDP_OK;
    sdp_status status;
    while ((status = sdp_pager_next_json(pager, 0, &row)) == SDP_OK || seen == SDP_OK) {
        if (status == SDP_END) break;
        if (status != SDP_OK) {
            assert_null(row);
            assert_int_equal(sdp_error_status(sdp_last_error(t->client)), status);
            trial_expect_starved(t, status);
            seen = status;
            continue;
        }
        size += (size_t)snprintf(all + size, sizeof all - size, "%s\n", row);
        assert_true(size < sizeof all);
        sdp_text_free(row);
    }
    sdp_pager_free(pager);
    assert_int_equal(status, SDP_END);
    starve_disarm();
    *out = malloc(size + 1);
    assert_non_null(*out);
    memcpy(*out, all, size + 1);
    t->status_is_old = seen != SDP_OK;
    return seen;
}

static sdp_status list_by_name(trial *t, char **out)
{
    job *j = (job *)(void *)t;
    sdp_pager *pager = NULL;
    sdp_status status =
        sdp_invoke_list(t->client, sdp_operation_name(j->operation), NULL, 0, j->input, 0, options_of(j), &pager);
    if (status == SDP_OK) return walk(t, pager, out);
    assert_null(pager);
    return status;
}

static sdp_status list_by_structs(trial *t, char **out)
{
    job *j = (job *)(void *)t;
    sdp_pager *pager = NULL;
    sdp_status status = sdpi_pager_new(t->client, j->operation, NULL, 0, j->entities[0], NULL, options_of(j), &pager);
    if (status == SDP_OK) return walk(t, pager, out);
    assert_null(pager);
    return status;
}

static void torture(job *j, const char *how, sdp_status (*work)(trial *t, char **out))
{
    char name[128];
    snprintf(name, sizeof name, "%s %s", sdp_operation_name(j->operation), how);
    j->trial = (trial){.name = name,
                       .open = open_client,
                       .work = work,
                       .arrived = j->is_there ? NULL : count_requests,
                       .write = sdp_operation_access(j->operation) == SDP_ACCESS_WRITE};
    trial_run(&j->trial);
}

/* What is searched for by its name, and is there, or is not and is added. */
static void torture_search(job *j)
{
    sdp_json *whole = NULL;
    assert_int_equal(sdp_json_parse(j->input, strlen(j->input), NULL, &whole), SDP_OK);
    char *name = print(sdp_json_member(entity_of(j->operation, whole), "name"));
    for (int found = 0; found < 2; found++) {
        char row[256] = "";
        char answer[512];
        if (found) snprintf(row, sizeof row, "{\"id\":\"1\",\"name\":%s},{\"id\":\"2\",\"name\":\"other\"}", name);
        snprintf(answer, sizeof answer,
                 "{\"response_status\":{\"status_code\":2000,\"status\":\"success\"},\"list_info\":"
                 "{\"has_more_rows\":false},\"%.*s\":[%s]}",
                 (int)strcspn(sdp_operation_name(j->operation), "."), sdp_operation_name(j->operation), row);
        j->rows = answer;
        j->is_there = found;
        torture(j, found ? "found by name" : "searched for and added", ensure_by_name);
    }
    j->rows = NULL;
    j->is_there = 0;
    sdp_text_free(name);
    sdp_json_free(whole);
}

static void torture_with_input(job *j, const char *how)
{
    char name[64];
    make_entities(j);
    snprintf(name, sizeof name, "by name, %s", how);
    torture(j, name, by_name);
    snprintf(name, sizeof name, "by structs, %s", how);
    torture(j, name, by_structs);
    if (sdp_operation_output_is_list(j->operation)) {
        torture(j, "walked by name", list_by_name);
        torture(j, "walked by structs", list_by_structs);
    }
    for (size_t i = 0; i < j->entity_count; i++) sdp_entity_free(j->entities[i]);
    j->entity_count = 0;
    memset(j->entities, 0, sizeof j->entities);
}

static void every_operation(void **state)
{
    sdp_json *rows = replay_fixture("operations.json");
    size_t count = 0;
    (void)state;
    for (const sdp_operation *operation; (operation = sdp_operation_at(count)) != NULL; count++) {
        job j = {.operation = operation};
        find_texts(&j, rows);
        torture_with_input(&j, "with all");
        if (operation->natural_key != NULL) torture_search(&j);
        char *least = least_of(operation, j.input);
        sdp_text_free(j.input);
        j.input = least;
        if (least != NULL) torture_with_input(&j, "with the least");
        sdp_text_free(j.input);
        sdp_text_free(j.answer);
    }
    assert_int_equal(count, SDPI_OP_COUNT);
    assert_true(count >= 37);
    print_message("%zu operations: %s\n", count, trial_summary());
    sdp_json_free(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
