/* What the page of NeuCRM prints: its samples through the typed structs, and every field that it names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/sdp.h>

#include "call/operation.h"
#include "replay.h"

#define KEY "0f9895fb407c83e5ea128082098b47681aa75d6944576423c4"

typedef struct sample {
    sdp_client *client;
    const char *answer;
    char method[8];
    char url[256];
    char body[2048];
} sample;

static sdp_status perform(void *user_data, const sdp_request *request, sdp_response *response)
{
    sample *s = user_data;
    snprintf(s->method, sizeof s->method, "%s", request->method);
    snprintf(s->url, sizeof s->url, "%s", request->url);
    snprintf(s->body, sizeof s->body, "%.*s", (int)request->body_size, request->body);
    for (size_t i = 0; i < request->header_count; i++) {
        if (strcmp(request->headers[i].name, "Content-Type") == 0) {
            assert_string_equal(request->headers[i].value, "application/x-www-form-urlencoded");
        } else {
            assert_string_equal(request->headers[i].name, "Accept");
            assert_string_equal(request->headers[i].value, "application/json");
        }
    }
    response->sent = SDP_SENT_ANSWERED;
    response->http_status = 200;
    return response->status = request->sink(request->stream_data, s->answer, strlen(s->answer));
}

static int setup(void **state)
{
    sample *s = calloc(1, sizeof *s);
    sdp_config http = SDP_CONFIG(.max_retries = -1);
    assert_non_null(s);
    assert_int_equal(sdp_transport_new_blocking(perform, s, NULL, &http.transport), SDP_OK);
    const sdp_neucrm_config config =
        SDP_NEUCRM_CONFIG(.base_url = "https://crm.example.com", .userid = "5", .api_key = KEY, .http = &http);
    assert_int_equal(sdp_neucrm_client_new(&config, NULL, &s->client), SDP_OK);
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    sample *s = *state;
    sdp_client_free(s->client);
    free(s);
    return 0;
}

/* A value without its percent-encoding, up to the next '&'. Returns what follows it, or NULL. */
static const char *decode(const char *text, char *to, size_t capacity)
{
    size_t size = 0;
    for (; *text != '\0' && *text != '&'; text++, size++) {
        assert_true(size + 1 < capacity && *text != '+');
        to[size] = *text;
        if (*text != '%') continue;
        to[size] = (char)strtol((char[]){text[1], text[2], '\0'}, NULL, 16);
        text += 2;
    }
    to[size] = '\0';
    return *text == '&' ? text + 1 : NULL;
}

/* Compares the request with a sample: its fields, "name=value" in the words of the page, in whatever order. */
static void expect_sent(const sample *s, const char *url, const char *const *fields, size_t count)
{
    size_t sent = 0;
    char field[256];
    assert_string_equal(s->method, "POST");
    assert_string_equal(s->url, url);
    for (const char *at = s->body; at != NULL; sent++) {
        size_t found = 0;
        at = decode(at, field, sizeof field);
        for (size_t i = 0; i < count; i++) found += strcmp(fields[i], field) == 0;
        if (found != 1) fail_msg("the page does not have '%s'", field);
    }
    assert_int_equal(sent, count);
}

#define EXPECT_SENT(s, url, ...)                                                                                       \
    expect_sent(s, url, (const char *const[]){__VA_ARGS__},                                                            \
                sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void list_as_printed(void **state)
{
    sample *s = *state;
    char *rows = NULL;
    s->answer = "{\"result\": [], \"error\": null}";
    assert_int_equal(sdp_invoke(s->client, "neucrm.list", NULL, 0, NULL, 0, NULL, &rows), SDP_OK);
    EXPECT_SENT(s, "https://crm.example.com/api/customer/list", "userid=5", "api_key=" KEY);
    assert_string_equal(rows, "[]");
    sdp_text_free(rows);
    replay_covered("neucrm.list");
}

static void create_as_printed(void **state)
{
    sample *s = *state;
    const sdp_neucrm_customer input =
        SDP_NEUCRM_CUSTOMER(.resellerid = "1", .type = "Individual", .name = "Some Name", .mobile = "12344444",
                            .email = "abc@email.com", .zipcode = "12345", .state = "Goa", .city = "Panaji",
                            .street = "3rd street");
    const sdp_neucrm_result *result = NULL;
    char *printed = NULL;
    s->answer = "{\n\"result\": 1243,\n\"error\": null\n}";
    assert_int_equal(sdp_neucrm_create(s->client, &input, NULL, &result), SDP_OK);
    EXPECT_SENT(s, "https://crm.example.com/api/customer/create", "userid=5", "api_key=" KEY, "resellerid=1",
                "type=Individual", "name=Some Name", "mobile=12344444", "email=abc@email.com", "zipcode=12345",
                "state=Goa", "city=Panaji", "street=3rd street");
    assert_string_equal(result->id, "1243");
    assert_null(result->text);
    assert_int_equal(sdp_entity_to_json(result, 0, NULL, &printed), SDP_OK);
    assert_string_equal(printed, "{\"id\":\"1243\"}");
    sdp_text_free(printed);
    sdp_neucrm_result_free(result);
    replay_covered("neucrm.create");
}

static void update_as_printed(void **state)
{
    sample *s = *state;
    const sdp_neucrm_customer input = SDP_NEUCRM_CUSTOMER(.street = "2nd street");
    s->answer = "{\n\"result\": \"done\",\n\"error\": null\n}";
    assert_int_equal(sdp_neucrm_update(s->client, "1243", &input, NULL), SDP_OK);
    EXPECT_SENT(s, "https://crm.example.com/api/customer/update", "userid=5", "api_key=" KEY, "customerid=1243",
                "street=2nd street");
    replay_covered("neucrm.update");
}

static void delete_as_printed(void **state)
{
    sample *s = *state;
    s->answer = "{\n\"result\": \"done\",\n\"error\": null\n}";
    assert_int_equal(sdp_neucrm_delete(s->client, "1423", NULL), SDP_OK);
    EXPECT_SENT(s, "https://crm.example.com/api/customer/delete", "userid=5", "api_key=" KEY, "customerid=1423");
    replay_covered("neucrm.delete");
}

/* Whether a table of the page has a field: of all operations on customers, or of one. */
static int page_has(const sdp_json *page, const char *operation, const char *name)
{
    for (const sdp_json *row = sdp_json_first(page); row != NULL; row = sdp_json_next(row)) {
        const char *of = sdp_json_text(sdp_json_member(row, "operation"));
        if (operation != NULL ? strcmp(of, operation) != 0 : strncmp(of, "neucrm.", 7) != 0) continue;
        const sdp_json *field = sdp_json_first(sdp_json_member(row, "form"));
        for (; field != NULL; field = sdp_json_next(field)) {
            if (strcmp(sdp_json_text(field), name) == 0) return 1;
        }
    }
    return 0;
}

static int is_sent(const sdp_operation *operation, const char *name)
{
    const sdp_field *field = sdp_type_field_by_name(sdp_operation_input_type(operation), name);
    if (strcmp(name, "userid") == 0 || strcmp(name, "api_key") == 0) return 1;
    if (sdpi_has_word(operation->body_ids, name)) return 1;
    return field != NULL && !(sdp_field_flags(field) & SDP_FIELD_READ_ONLY);
}

static void tables_have_what_the_page_has(void **state)
{
    sdp_json *page = replay_fixture("operations.json");
    int operations = 0;
    (void)state;
    for (const sdp_json *row = sdp_json_first(page); row != NULL; row = sdp_json_next(row)) {
        const char *name = sdp_json_text(sdp_json_member(row, "operation"));
        if (strncmp(name, "neucrm.", 7) != 0) continue;
        const sdp_operation *operation = sdp_operation_by_name(name);
        assert_non_null(operation);
        operations++;
        assert_string_equal(sdp_operation_method(operation), sdp_json_text(sdp_json_member(row, "method")));
        assert_string_equal(sdp_operation_path(operation), sdp_json_text(sdp_json_member(row, "path")));
        const sdp_json *field = sdp_json_first(sdp_json_member(row, "form"));
        for (; field != NULL; field = sdp_json_next(field)) {
            if (!is_sent(operation, sdp_json_text(field))) fail_msg("%s: no %s", name, sdp_json_text(field));
        }
    }
    assert_int_equal(operations, 4);
    sdp_json_free(page);
}

static void the_page_has_what_tables_have(void **state)
{
    sdp_json *page = replay_fixture("operations.json");
    const sdp_type *filter = sdp_type_by_name("neucrm_filter");
    const sdp_type *customer = sdp_type_by_name("neucrm_customer");
    const sdp_field *field;
    (void)state;
    for (size_t i = 0; (field = sdp_type_field(filter, i)) != NULL; i++) {
        if (!page_has(page, "neucrm.list", sdp_field_name(field))) fail_msg("list: %s", sdp_field_name(field));
    }
    for (size_t i = 0; (field = sdp_type_field(customer, i)) != NULL; i++) {
        if (sdp_field_flags(field) & SDP_FIELD_READ_ONLY) continue;
        if (!page_has(page, NULL, sdp_field_name(field))) fail_msg("customer: %s", sdp_field_name(field));
    }
    sdp_json_free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(list_as_printed, setup, teardown),
        cmocka_unit_test_setup_teardown(create_as_printed, setup, teardown),
        cmocka_unit_test_setup_teardown(update_as_printed, setup, teardown),
        cmocka_unit_test_setup_teardown(delete_as_printed, setup, teardown),
        cmocka_unit_test(tables_have_what_the_page_has),
        cmocka_unit_test(the_page_has_what_tables_have),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
