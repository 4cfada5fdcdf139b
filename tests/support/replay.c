#include "replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json_equal.h"
#include "model/types.h"

#define ROOT "https://desk.example.com/app/itdesk/api/v3"

static char *read_file(const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", SDP_FIXTURES_DIR, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail_msg("%s cannot be read", path);
    enum { MOST = 1 << 20 };
    char *text = malloc(MOST);
    assert_non_null(text);
    size_t size = fread(text, 1, MOST - 1, file);
    fclose(file);
    text[size] = '\0';
    return text;
}

sdp_json *replay_fixture(const char *name)
{
    char *text = read_file(name);
    sdp_json *json = json_of_text(text);
    free(text);
    return json;
}

static void note_headers(replay *r, const sdp_request *request)
{
    size_t size = 0;
    for (size_t i = 0; i < request->header_count; i++) {
        int added = snprintf(r->headers + size, sizeof r->headers - size, "%s: %s\n", request->headers[i].name,
                             request->headers[i].value);
        assert_true(added > 0 && (size_t)added < sizeof r->headers - size);
        size += (size_t)added;
    }
}

static sdp_status perform(void *user_data, const sdp_request *request, sdp_response *response)
{
    static const sdp_header json = {"Content-Type", "application/json"};
    replay *r = user_data;
    r->requests++;
    r->headers[0] = '\0';
    note_headers(r, request);
    snprintf(r->method, sizeof r->method, "%s", request->method);
    assert_true(strlen(request->url) < sizeof r->url && request->body_size < sizeof r->body);
    snprintf(r->url, sizeof r->url, "%s", request->url);
    r->has_body = request->body != NULL;
    memcpy(r->body, request->body != NULL ? request->body : "", request->body_size);
    r->body[request->body_size] = '\0';
    response->sent = SDP_SENT_ANSWERED;
    response->http_status = 200;
    response->headers = &json;
    response->header_count = 1;
    response->status = request->sink(request->stream_data, r->answer, strlen(r->answer));
    return response->status;
}

int replay_setup(void **state)
{
    replay *r = calloc(1, sizeof *r);
    sdp_transport *transport = NULL;
    sdp_auth *auth = NULL;
    assert_non_null(r);
    assert_int_equal(sdp_transport_new_blocking(perform, r, NULL, &transport), SDP_OK);
    assert_int_equal(sdp_auth_new_token("token-of-a-test", NULL, &auth), SDP_OK);
    const sdp_config config = SDP_CONFIG(.base_url = "https://desk.example.com", .portal = "itdesk", .auth = auth,
                                         .transport = transport, .max_retries = -1);
    assert_int_equal(sdp_client_new(&config, NULL, &r->client), SDP_OK);
    sdp_auth_free(auth);
    *state = r;
    return 0;
}

int replay_teardown(void **state)
{
    replay *r = *state;
    sdp_client_free(r->client);
    free(r->answer);
    free(r);
    return 0;
}

void replay_answer(replay *r, const char *fixture)
{
    free(r->answer);
    r->answer = read_file(fixture);
}

void replay_answer_text(replay *r, const char *text)
{
    free(r->answer);
    r->answer = malloc(strlen(text) + 1);
    assert_non_null(r->answer);
    memcpy(r->answer, text, strlen(text) + 1);
}

static int hex(char digit)
{
    static const char digits[] = "0123456789ABCDEF";
    const char *found = digit != '\0' ? strchr(digits, digit) : NULL;
    assert_non_null(found);
    return (int)(found - digits);
}

char *replay_input(const replay *r)
{
    static const char name[] = "input_data=";
    const char *query = strchr(r->url, '?');
    const char *text = query != NULL ? query + 1 : r->body;
    assert_false(query != NULL && r->has_body);
    if (query == NULL && !r->has_body) return NULL;
    assert_memory_equal(text, name, strlen(name));
    char *decoded = calloc(1, strlen(text) + 1);
    assert_non_null(decoded);
    char *to = decoded;
    for (const char *c = text + strlen(name); *c != '\0'; c++) {
        assert_true(*c != '&' && *c != '+');
        if (*c == '%') {
            *to++ = (char)(hex(c[1]) * 16 + hex(c[2]));
            c += 2;
        } else {
            *to++ = *c;
        }
    }
    return decoded;
}

static void compare_input(const replay *r, const char *json, int how)
{
    char where[600];
    char *input = replay_input(r);
    if (json == NULL) {
        if (input != NULL) fail_msg("an input was sent: %s", input);
        return;
    }
    assert_non_null(input);
    if (*json == '\0' || *input == '\0') {
        assert_string_equal(input, json);
    } else {
        sdp_json *actual = json_of_text(input);
        sdp_json *expected = json_of_text(json);
        if (!json_equal(expected, actual, how, where, sizeof where)) fail_msg("%s in %s", where, input);
        sdp_json_free(actual);
        sdp_json_free(expected);
    }
    free(input);
}

void replay_expect_input(const replay *r, const char *json)
{
    compare_input(r, json, JSON_EQUAL_AS_TEXT);
}

void replay_expect_input_exactly(const replay *r, const char *json)
{
    compare_input(r, json, JSON_EQUAL_EXACT);
}

static const sdp_json *find_row(const sdp_json *rows, const char *operation)
{
    const sdp_json *row = sdp_json_first(rows);
    while (row != NULL && strcmp(sdp_json_text(sdp_json_member(row, "operation")), operation) != 0) {
        row = sdp_json_next(row);
    }
    if (row == NULL) fail_msg("%s is not in operations.json", operation);
    return row;
}

/* The URL is the root and the path, with the id in place of what stands in braces. */
static void expect_path(const replay *r, const char *path)
{
    char expected[2048] = ROOT;
    size_t size = strlen(expected);
    for (const char *c = path; *c != '\0'; c++) {
        if (*c == '{') {
            size += (size_t)snprintf(expected + size, sizeof expected - size, "%s", REPLAY_ID);
            c = strchr(c, '}');
            assert_non_null(c);
        } else {
            expected[size++] = *c;
        }
    }
    expected[size] = '\0';
    assert_int_equal(strcspn(r->url, "?"), size);
    assert_memory_equal(r->url, expected, size);
}

static void expect_route(const replay *r, const sdp_json *row)
{
    assert_string_equal(r->method, sdp_json_text(sdp_json_member(row, "method")));
    expect_path(r, sdp_json_text(sdp_json_member(row, "path")));
    assert_string_equal(r->headers, "Accept: application/vnd.manageengine.sdp.v3+json\n"
                                    "Content-Type: application/x-www-form-urlencoded\n"
                                    "Authorization: Zoho-oauthtoken token-of-a-test\n");
}

void replay_expect_route(const replay *r, const char *operation)
{
    sdp_json *rows = replay_fixture("operations.json");
    expect_route(r, find_row(rows, operation));
    sdp_json_free(rows);
}

void replay_covered(const char *operation)
{
    const char *path = getenv("SDP_GOLDEN_COVERED");
    FILE *file = path != NULL ? fopen(path, "a") : NULL;
    if (path == NULL) return;
    assert_non_null(file);
    fprintf(file, "%s\n", operation);
    assert_int_equal(fclose(file), 0);
}

void replay_expect(const replay *r, const char *operation)
{
    sdp_json *rows = replay_fixture("operations.json");
    const sdp_json *row = find_row(rows, operation);
    const char *input = sdp_json_text(sdp_json_member(row, "input_data"));
    expect_route(r, row);
    if (input != NULL && strstr(input, ".json") != NULL) {
        char *text = read_file(input);
        replay_expect_input(r, text);
        free(text);
    } else {
        replay_expect_input(r, input);
    }
    sdp_json_free(rows);
    replay_covered(operation);
}

static void expect_claimed(const sdp_json *json, const sdp_type *type, const void *entity);

/* An item that stands alone where a list is meant is a list of one. */
static void expect_items(const sdp_json *json, const sdp_field *field, const void *slot)
{
    sdpi_list list = sdpi_slot_list(slot);
    const int many = sdp_json_kind(json) == SDP_JSON_ARRAY;
    assert_int_equal(list.count, many ? sdp_json_count(json) : 1);
    const sdp_json *item = many ? sdp_json_first(json) : json;
    for (size_t i = 0; i < list.count; i++, item = sdp_json_next(item)) {
        if (field->kind == SDP_KIND_LIST) expect_claimed(item, field->nested, list.items[i]);
        if (field->kind == SDP_KIND_TEXTS) assert_string_equal(sdp_json_text(item), list.items[i]);
    }
}

/* Each member of the object has a row, and is in the struct itself. */
static void expect_claimed(const sdp_json *json, const sdp_type *type, const void *entity)
{
    for (const sdp_json *m = sdp_json_first(json); m != NULL; m = sdp_json_next(m)) {
        const sdp_field *field = sdp_type_field_by_name(type, sdp_json_name(m));
        /* Of an answer that is read whole, the status is the error's. */
        if (field == NULL && strcmp(sdp_json_name(m), "response_status") == 0) continue;
        if (field == NULL) fail_msg("no row of %s claims '%s'", type->name, sdp_json_name(m));
        const char *slot = (const char *)entity + field->offset;
        int32_t state = sdpi_slot_state(field, slot);
        if (sdp_json_kind(m) == SDP_JSON_NULL) {
            assert_int_not_equal(state, SDP_STATE_VALUE);
            assert_int_equal(sdp_field_state(entity, field->name), SDP_STATE_NULL);
            continue;
        }
        if (state != SDP_STATE_VALUE) fail_msg("'%s' of %s was not read", field->name, type->name);
        if (field->kind == SDP_KIND_OBJECT) expect_claimed(m, field->nested, sdpi_slot_pointer(slot));
        if (field->kind == SDP_KIND_LIST || field->kind == SDP_KIND_TEXTS) expect_items(m, field, slot);
    }
}

void replay_expect_json(const sdp_json *json, const void *entity)
{
    char where[600];
    char *text = NULL;
    assert_non_null(entity);
    assert_int_equal(sdp_entity_to_json(entity, 0, NULL, &text), SDP_OK);
    sdp_json *printed = json_of_text(text);
    if (!json_equal(json, printed, JSON_EQUAL_EXACT, where, sizeof where)) fail_msg("%s in %s", where, text);
    sdp_json_free(printed);
    sdp_text_free(text);
    expect_claimed(json, sdp_entity_type(entity), entity);
}

void replay_expect_entity(const replay *r, const void *entity, const char *key)
{
    sdp_json *answer = json_of_text(r->answer);
    const sdp_json *json = key != NULL ? sdp_json_member(answer, key) : answer;
    assert_non_null(json);
    replay_expect_json(json, entity);
    sdp_json_free(answer);
}
