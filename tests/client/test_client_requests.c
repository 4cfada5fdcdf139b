/* What is sent: as a dry run describes it, by the typed functions and by sdp_invoke() alike. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
static const sdp_header traced[] = {{"X-Trace", DESK_PLANTED "trace"}, {"User-Agent", "mine"}};

/* One product operation, by its typed function or by name. */
typedef struct asked {
    int operation;
    int by_name;
} asked;

static sdp_status ask_typed(desk *d, int operation, const sdp_options *options)
{
    static const sdp_product_type type = SDP_PRODUCT_TYPE(.name = "A & B");
    static const sdp_product input =
        SDP_PRODUCT(.name = "\xE2\x82\xAC 5%+\"", .comments = SDP_NULL, .is_laptop = SDP_FALSE, .product_type = &type);
    static const sdp_query query = SDP_QUERY(.row_count = 5, .start_index = 1, .sort_order = "desc");
    sdp_pager *pager = NULL;
    const sdp_product *out = NULL;
    sdp_status status;
    switch (operation) {
    case DESK_ADD:
        status = sdp_product_add(d->client, &input, options, &out);
        break;
    case DESK_EDIT:
        status = sdp_product_edit(d->client, "7 7", &input, options, &out);
        break;
    case DESK_DELETE:
        return sdp_product_delete(d->client, "7 7", options);
    case DESK_GET:
        status = sdp_product_get(d->client, "7 7", options, &out);
        break;
    default:
        status = sdp_product_list(d->client, &query, options, &pager);
        if (status == SDP_DRY_RUN) assert_null(pager);
        if (status == SDP_OK) status = sdp_product_next(pager, &out);
        if (status == SDP_OK) assert_string_equal(out->id, "77");
        sdp_pager_free(pager);
        return status;
    }
    if (status == SDP_DRY_RUN) assert_null(out);
    sdp_product_free(out);
    return status;
}

static sdp_status ask_by_name(desk *d, int operation, const sdp_options *options)
{
    static const char *const names[] = {"products.add", "products.edit", "products.delete", "products.get",
                                        "products.list"};
    static const char *const inputs[] = {
        "{\"is_laptop\":false,\"comments\":null,\"product_type\":{\"name\":\"A & B\"},\"name\":\"\\u20ac 5%+\\\"\"}",
        "{\"product\":{\"is_laptop\":false,\"comments\":null,\"product_type\":{\"name\":\"A & B\"},"
        "\"name\":\"\\u20ac 5%+\\\"\"}}",
        NULL, NULL, "{\"row_count\":5,\"start_index\":1,\"sort_order\":\"desc\"}"};
    static const char *const ids[] = {"7 7"};
    char *out = NULL;
    size_t id_count = operation == DESK_ADD || operation == DESK_LIST ? 0 : 1;
    sdp_status status = sdp_invoke(d->client, names[operation], ids, id_count, inputs[operation], 0, options, &out);
    if (status != SDP_OK) assert_null(out);
    if (status == SDP_OK && operation == DESK_DELETE) assert_string_equal(out, "{}");
    if (status == SDP_OK && operation == DESK_GET) assert_string_equal(out, "{\"id\":\"77\",\"name\":\"a\"}");
    if (status == SDP_OK && operation == DESK_LIST) assert_string_equal(out, "[{\"id\":\"77\",\"name\":\"a\"}]");
    sdp_text_free(out);
    return status;
}

static sdp_status ask_for(desk *d, asked what, const sdp_options *options)
{
    sdp_status status = what.by_name ? ask_by_name(d, what.operation, options) : ask_typed(d, what.operation, options);
    if (status != SDP_OK && status != SDP_DRY_RUN) fail_msg("%s", sdp_error_message(sdp_last_error(d->client)));
    return status;
}

static const char *text_of(const sdp_json *json, const char *name)
{
    const char *text = sdp_json_text(sdp_json_member(json, name));
    return text != NULL ? text : "";
}

static void expect_headers(const sdp_json *described, const raw_request *seen)
{
    size_t shown = 0;
    for (const sdp_json *h = sdp_json_first(described); h != NULL; h = sdp_json_next(h)) {
        const char *value = raw_request_header(seen, sdp_json_name(h));
        if (value == NULL) fail_msg("%s was described and not sent", sdp_json_name(h));
        const char *stars = strstr(sdp_json_text(h), "***");
        size_t same = stars != NULL ? (size_t)(stars - sdp_json_text(h)) : strlen(value) + 1;
        assert_int_equal(strncmp(value, sdp_json_text(h), same), 0);
        shown += stars == NULL;
    }
    assert_true(shown >= 2);
    assert_string_equal(text_of(described, "Accept"), "application/vnd.manageengine.sdp.v3+json");
    assert_string_equal(text_of(described, "Authorization"), "Zoho-oauthtoken ***");
    assert_string_equal(text_of(described, "X-Trace"), "***");
    assert_string_equal(text_of(described, "User-Agent"), "mine");
}

static void expect_described(const char *description, const raw_request *seen, const char *root)
{
    sdp_json *dry = NULL;
    char url[256];
    assert_int_equal(sdp_json_parse(description, strlen(description), NULL, &dry), SDP_OK);
    assert_null(strstr(description, DESK_PLANTED));
    assert_string_equal(text_of(dry, "method"), seen->method);
    snprintf(url, sizeof url, "%s%.*s", root, (int)strcspn(seen->target, "?"), seen->target);
    assert_string_equal(text_of(dry, "url"), url);
    expect_headers(sdp_json_member(dry, "headers"), seen);
    const sdp_json *described = sdp_json_member(dry, "input_data");
    char *sent = desk_input_of(seen);
    if (described == NULL || sent == NULL) {
        assert_null(described);
        assert_null(sent);
    } else {
        char *printed = NULL;
        assert_int_equal(sdp_json_print(described, 0, &printed), SDP_OK);
        assert_string_equal(*sent != '\0' ? sent : "\"\"", printed);
        assert_string_equal(text_of(dry, "place"), strchr(seen->target, '?') != NULL ? "query" : "form");
        sdp_text_free(printed);
    }
    free(sent);
    sdp_json_free(dry);
}

static void a_dry_run_is_what_is_sent(void **state)
{
    (void)state;
    for (int operation = 0; operation < DESK_OPERATIONS; operation++) {
        char *descriptions[2] = {NULL, NULL};
        desk *d = desk_open(RAW_SERVER(works), &(sdp_config)SDP_CONFIG(.portal = "itdesk"));
        for (int by_name = 0; by_name < 2; by_name++) {
            const asked what = {operation, by_name};
            sdp_options options = SDP_OPTIONS(.headers = traced, .header_count = 2);
            options.dry_run = 1;
            assert_int_equal(ask_for(d, what, &options), SDP_DRY_RUN);
            descriptions[by_name] = strdup(sdp_last_dry_run(d->client));
            assert_int_equal(raw_server_requests(d->server), by_name);
            options.dry_run = 0;
            assert_int_equal(ask_for(d, what, &options), SDP_OK);
            assert_null(sdp_last_dry_run(d->client));
            const raw_request *seen = raw_server_request(d->server, by_name);
            expect_described(descriptions[by_name], seen, raw_server_url(d->server));
            if (desk_is_write(operation) && operation != DESK_DELETE) {
                assert_string_equal(raw_request_header(seen, "Content-Type"), "application/x-www-form-urlencoded");
            }
        }
        assert_string_equal(descriptions[0], descriptions[1]);
        assert_string_equal(raw_server_request(d->server, 0)->target, raw_server_request(d->server, 1)->target);
        assert_string_equal(raw_server_request(d->server, 0)->body, raw_server_request(d->server, 1)->body);
        free(descriptions[0]);
        free(descriptions[1]);
        desk_close(d);
    }
}

static void a_dry_run_asks_nobody(void **state)
{
    char base[64];
    sdp_cancel *cancel = NULL;
    (void)state;
    snprintf(base, sizeof base, "http://127.0.0.1:%d", raw_closed_port());
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    sdp_cancel_signal(cancel);
    desk *d = desk_open(NULL, &(sdp_config)SDP_CONFIG(.base_url = base));
    const sdp_options options = SDP_OPTIONS(.dry_run = 1, .cancel = cancel);
    for (int operation = 0; operation < DESK_OPERATIONS; operation++) {
        assert_int_equal(desk_do(d, operation, &options), SDP_DRY_RUN);
        desk_expect_said(d, (desk_said){.fault = SDP_FAULT_NONE});
        assert_non_null(sdp_last_dry_run(d->client));
    }
    assert_int_equal(d->event_count, 0);
    desk_close(d);
    sdp_cancel_free(cancel);
}

/* What cannot be sent cannot be described. */
static void a_dry_run_checks_its_input(void **state)
{
    static const sdp_product incomplete = SDP_PRODUCT(.name = "a");
    const sdp_product *out = NULL;
    (void)state;
    const sdp_options options = SDP_OPTIONS(.dry_run = 1);
    desk *d = desk_open(RAW_SERVER(works), NULL);
    assert_int_equal(sdp_product_add(d->client, &incomplete, &options, &out), SDP_E_REQUIRED);
    assert_null(sdp_last_dry_run(d->client));
    assert_int_equal(sdp_product_get(d->client, "../x", &options, &out), SDP_E_ARGUMENT);
    assert_null(sdp_last_dry_run(d->client));
    desk_close(d);
}

static void the_place_of_an_input_can_be_chosen(void **state)
{
    static const char add[] =
        "{\"product\":{\"is_laptop\":false,\"comments\":null,\"product_type\":{\"name\":\"A & B\"},"
        "\"name\":\"\xE2\x82\xAC 5%+\\\"\"}}";
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    assert_int_equal(ask_typed(d, DESK_ADD, NULL), SDP_OK);
    assert_int_equal(ask_typed(d, DESK_ADD, &(sdp_options)SDP_OPTIONS(.place = SDP_PLACE_QUERY)), SDP_OK);
    assert_int_equal(ask_typed(d, DESK_LIST, &(sdp_options)SDP_OPTIONS(.place = SDP_PLACE_FORM)), SDP_OK);
    assert_int_equal(ask_typed(d, DESK_LIST, &(sdp_options)SDP_OPTIONS(.place = SDP_PLACE_NONE)), SDP_OK);
    desk_expect_input(d, 0, add);
    assert_null(strchr(raw_server_request(d->server, 0)->target, '?'));
    desk_expect_input(d, 1, add);
    assert_non_null(strchr(raw_server_request(d->server, 1)->target, '?'));
    assert_int_equal(raw_server_request(d->server, 1)->body_size, 0);
    assert_string_equal(raw_server_request(d->server, 1)->method, "POST");
    assert_string_equal(raw_server_request(d->server, 2)->method, "GET");
    assert_null(strchr(raw_server_request(d->server, 2)->target, '?'));
    desk_expect_input(d, 2, "{\"list_info\":{\"row_count\":5,\"start_index\":1,\"sort_order\":\"desc\"}}");
    desk_expect_input(d, 3, NULL);
    desk_close(d);
}

static void what_stands_for_no_input_can_be_chosen(void **state)
{
    static const struct {
        int operation;
        sdp_options options;
        const char *target;
        const char *body;
    } cases[] = {
        {DESK_DELETE, SDP_OPTIONS_INIT, "/api/v3/products/7%207", ""},
        {DESK_DELETE, SDP_OPTIONS(.bare = SDP_BARE_NOTHING), "/api/v3/products/7%207", ""},
        {DESK_DELETE, SDP_OPTIONS(.bare = SDP_BARE_EMPTY), "/api/v3/products/7%207", "input_data="},
        {DESK_DELETE, SDP_OPTIONS(.bare = SDP_BARE_OBJECT), "/api/v3/products/7%207", "input_data=%7B%7D"},
        {DESK_DELETE, SDP_OPTIONS(.bare = SDP_BARE_OBJECT, .place = SDP_PLACE_QUERY),
         "/api/v3/products/7%207?input_data=%7B%7D", ""},
        {DESK_GET, SDP_OPTIONS(.bare = SDP_BARE_EMPTY), "/api/v3/products/7%207?input_data=", ""},
        {DESK_GET, SDP_OPTIONS(.bare = SDP_BARE_OBJECT), "/api/v3/products/7%207?input_data=%7B%7D", ""},
    };
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sdp_options options = cases[i].options;
        options.headers = traced;
        options.header_count = 2;
        assert_int_equal(ask_typed(d, cases[i].operation, &options), SDP_OK);
        const raw_request *seen = raw_server_request(d->server, (int)i);
        assert_string_equal(seen->target, cases[i].target);
        assert_string_equal(seen->body, cases[i].body);
        options.dry_run = 1;
        assert_int_equal(ask_typed(d, cases[i].operation, &options), SDP_DRY_RUN);
        expect_described(sdp_last_dry_run(d->client), seen, raw_server_url(d->server));
    }
    desk_close(d);
}

static void unknown_members_are_sent_on_purpose(void **state)
{
    static const char json[] = "{\"product\":{\"name\":\"a\",\"product_type\":{\"id\":1829236507633258123},"
                               "\"udf_fields\":{\"udf_char1\":2322.00}},\"beside\":[1e400]}";
    char *out = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    assert_int_equal(sdp_invoke(d->client, "products.add", NULL, 0, json, 0, NULL, &out), SDP_E_UNKNOWN_FIELD);
    assert_int_equal(sdp_invoke(d->client, "products.add", NULL, 0, json, SDP_ALLOW_UNKNOWN, NULL, &out), SDP_OK);
    sdp_text_free(out);
    char *input = desk_input_of(raw_server_request(d->server, 0));
    assert_non_null(strstr(input, "1829236507633258123"));
    assert_non_null(strstr(input, "\"udf_fields\":{\"udf_char1\":2322.00}"));
    assert_non_null(strstr(input, "\"beside\":[1e400]"));
    free(input);
    desk_close(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dry_run_is_what_is_sent),
        cmocka_unit_test(a_dry_run_asks_nobody),
        cmocka_unit_test(a_dry_run_checks_its_input),
        cmocka_unit_test(the_place_of_an_input_can_be_chosen),
        cmocka_unit_test(what_stands_for_no_input_can_be_chosen),
        cmocka_unit_test(unknown_members_are_sent_on_purpose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
