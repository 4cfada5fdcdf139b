/* Structs and JSON of the caller that cannot be sent: each is refused before anything goes out, and named. */
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
static const sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation");

static void expect_refused(desk *d, sdp_status status, sdp_status expected, const char *path)
{
    const sdp_error *error = sdp_last_error(d->client);
    if (status != expected || strcmp(sdp_error_path(error), path) != 0) {
        fail_msg("%s at '%s', expected %s at '%s': %s", sdp_status_name(status), sdp_error_path(error),
                 sdp_status_name(expected), path, sdp_error_message(error));
    }
    desk_expect_said(d, (desk_said){.fault = SDP_FAULT_CALLER});
    assert_true(sdp_error_message(error)[0] != '\0');
    assert_int_equal(sdp_error_status(error), expected);
    desk_check_error(d);
    assert_int_equal(raw_server_connections(d->server), 0);
}

static void refuse_add(desk *d, const sdp_product *input, sdp_status expected, const char *path)
{
    const sdp_product *out = input;
    expect_refused(d, sdp_product_add(d->client, input, NULL, &out), expected, path);
    assert_null(out);
}

static void structs_that_were_not_initialised(void **state)
{
    sdp_product empty;
    (void)state;
    memset(&empty, 0, sizeof empty);
    desk *d = desk_open(RAW_SERVER(works), NULL);
    refuse_add(d, &empty, SDP_E_STRUCT, "product");
    sdp_product product = SDP_PRODUCT(.name = "a", .product_type = &type);
    product.head.size = sizeof(sdp_head) - 1;
    refuse_add(d, &product, SDP_E_STRUCT, "product");
    product.head.size = sizeof product;
    product.head.type = SDP_TYPE_QUERY;
    refuse_add(d, &product, SDP_E_STRUCT, "product");
    product.head.type = 60000;
    refuse_add(d, &product, SDP_E_STRUCT, "product");
    product.head.type = SDP_TYPE_PRODUCT;
    sdp_product_type wrong = SDP_PRODUCT_TYPE(.name = "a");
    wrong.head.size = 0;
    product.product_type = &wrong;
    refuse_add(d, &product, SDP_E_STRUCT, "product.product_type");
    wrong.head.size = sizeof wrong;
    wrong.head.type = SDP_TYPE_PRODUCT;
    refuse_add(d, &product, SDP_E_STRUCT, "product.product_type");
    desk_close(d);
}

static void options_that_were_not_initialised(void **state)
{
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    const sdp_options wrong[] = {{.timeout_ms = 5},
                                 {.head = {sizeof(sdp_options), SDP_TYPE_CONFIG, 0, NULL}},
                                 {.head = {4, SDP_TYPE_OPTIONS, 0, NULL}}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        for (int operation = 0; operation < DESK_OPERATIONS; operation++) {
            expect_refused(d, desk_do(d, operation, &wrong[i]), SDP_E_STRUCT, "options");
        }
    }
    const sdp_options out_of_range[] = {SDP_OPTIONS(.timeout_ms = -1),  SDP_OPTIONS(.attempt_timeout_ms = -1),
                                        SDP_OPTIONS(.max_retries = -2), SDP_OPTIONS(.max_retries = 100000),
                                        SDP_OPTIONS(.place = -1),       SDP_OPTIONS(.place = 99),
                                        SDP_OPTIONS(.bare = -1),        SDP_OPTIONS(.bare = 99),
                                        SDP_OPTIONS(.header_count = 1)};
    for (size_t i = 0; i < sizeof out_of_range / sizeof *out_of_range; i++) {
        expect_refused(d, desk_do(d, DESK_GET, &out_of_range[i]), SDP_E_ARGUMENT, "options");
    }
    desk_close(d);
}

/* What an older program does not know of is not read: its structs end earlier. */
static void shorter_structs_are_understood(void **state)
{
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    sdp_options options = SDP_OPTIONS(.max_retries = -1);
    memset((char *)&options + offsetof(sdp_options, cancel), 0xEE, sizeof options - offsetof(sdp_options, cancel));
    options.head.size = offsetof(sdp_options, cancel);
    for (int operation = 0; operation < DESK_OPERATIONS; operation++) desk_expect(d, operation, &options, SDP_OK);
    sdp_product product = SDP_PRODUCT(.name = "a");
    memset((char *)&product + offsetof(sdp_product, software), 0xEE, sizeof product - offsetof(sdp_product, software));
    product.head.size = offsetof(sdp_product, software);
    assert_int_equal(sdp_product_edit(d->client, "1", &product, NULL, NULL), SDP_OK);
    desk_expect_input(d, DESK_OPERATIONS, "{\"product\":{\"name\":\"a\"}}");
    desk_close(d);
}

static void configurations_that_were_not_initialised(void **state)
{
    const sdp_config wrong[] = {{.base_url = "http://127.0.0.1:1"},
                                {.head = {sizeof(sdp_config), SDP_TYPE_OPTIONS, 0, NULL}},
                                {.head = {4, SDP_TYPE_CONFIG, 0, NULL}}};
    sdp_error *error = NULL;
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        sdp_client *client = NULL;
        assert_int_equal(sdp_client_new(&wrong[i], error, &client), SDP_E_STRUCT);
        assert_null(client);
        assert_string_equal(sdp_error_path(error), "config");
    }
    sdp_error_free(error);
}

static void members_that_cannot_be_sent(void **state)
{
    static const sdp_product_type bad_name = SDP_PRODUCT_TYPE(.name = "a\xF0\x28");
    static const sdp_product_type with_image = SDP_PRODUCT_TYPE(.name = "a", .image = "x");
    static const sdp_software suite = SDP_SOFTWARE(.name = "a", .is_parent_suite = SDP_TRUE);
    static const sdp_lookup kind = SDP_LOOKUP(.name = "Asset");
    const struct {
        sdp_product input;
        sdp_status status;
        const char *path;
    } cases[] = {
        {SDP_PRODUCT(.name = "a\xC3\x28", .product_type = &type), SDP_E_UTF8, "product.name"},
        {SDP_PRODUCT(.name = "\xC0\x80", .product_type = &type), SDP_E_UTF8, "product.name"},
        {SDP_PRODUCT(.name = "a", .comments = "\xED\xA0\x80", .product_type = &type), SDP_E_UTF8, "product.comments"},
        {SDP_PRODUCT(.name = "a", .product_type = &bad_name), SDP_E_UTF8, "product.product_type.name"},
        {SDP_PRODUCT(.name = "a"), SDP_E_REQUIRED, "product.product_type"},
        {SDP_PRODUCT(.product_type = &type), SDP_E_REQUIRED, "product.name"},
        {SDP_PRODUCT(.name = SDP_NULL, .product_type = &type), SDP_E_REQUIRED, "product.name"},
        {SDP_PRODUCT(.id = "1", .name = "a", .product_type = &type), SDP_E_READ_ONLY, "product.id"},
        {SDP_PRODUCT(.name = "a", .product_type = &with_image), SDP_E_READ_ONLY, "product.product_type.image"},
        {SDP_PRODUCT(.name = "a", .product_type = &type, .type = &kind), SDP_E_READ_ONLY, "product.type"},
        {SDP_PRODUCT(.name = "a", .product_type = &type, .software = &suite), SDP_E_READ_ONLY,
         "product.software.is_parent_suite"},
        {SDP_PRODUCT(.name = "a", .product_type = &type, .is_laptop = {9}), SDP_E_VALUE, "product.is_laptop"},
    };
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        refuse_add(d, &cases[i].input, cases[i].status, cases[i].path);
    }
    refuse_add(d, SDP_NULL, SDP_E_ARGUMENT, "input");
    desk_close(d);
}

static void an_input_that_is_too_long(void **state)
{
    enum { SIZE = 5 * 1024 * 1024 };
    char *comments = malloc(SIZE + 1);
    (void)state;
    assert_non_null(comments);
    memset(comments, 'x', SIZE);
    comments[SIZE] = '\0';
    desk *d = desk_open(RAW_SERVER(works), NULL);
    const sdp_product input = SDP_PRODUCT(.name = "a", .comments = comments, .product_type = &type);
    assert_int_equal(sdp_product_add(d->client, &input, NULL, NULL), SDP_E_LIMIT);
    assert_int_equal(raw_server_connections(d->server), 0);
    /* In a query there is room for less. */
    comments[100 * 1024] = '\0';
    const sdp_options in_query = SDP_OPTIONS(.place = SDP_PLACE_QUERY);
    assert_int_equal(sdp_product_add(d->client, &input, &in_query, NULL), SDP_E_LIMIT);
    assert_int_equal(raw_server_connections(d->server), 0);
    assert_int_equal(sdp_product_add(d->client, &input, NULL, NULL), SDP_OK);
    desk_close(d);
    free(comments);
}

static void what_was_received_does_not_go_back(void **state)
{
    static const raw_step whole[] = {
        RAW_READ,
        RAW_REPLY("200 OK", "{" DESK_SUCCESS ",\"product\":{\"id\":\"5\",\"name\":\"a\",\"product_type\":{\"id\":\"9\","
                            "\"name\":\"b\",\"image\":\"c\"},\"extra\":1}}"),
        RAW_REPEAT, RAW_END};
    const sdp_product *got = NULL;
    const sdp_product *out = NULL;
    const sdp_product *copy = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(whole), NULL);
    assert_int_equal(sdp_product_get(d->client, "5", NULL, &got), SDP_OK);
    assert_int_equal(sdp_product_edit(d->client, "5", got, NULL, &out), SDP_E_RECEIVED);
    assert_null(out);
    assert_string_equal(sdp_error_path(sdp_last_error(d->client)), "product.id");
    assert_int_equal(sdp_product_add(d->client, got, NULL, &out), SDP_E_RECEIVED);
    assert_int_equal(sdp_product_copy(got, NULL, &copy), SDP_OK);
    assert_int_equal(sdp_product_add(d->client, copy, NULL, &out), SDP_E_RECEIVED);
    assert_int_equal(raw_server_requests(d->server), 1);
    /* But what is nested in it names something. */
    const sdp_product input = SDP_PRODUCT(.name = "n", .comments = SDP_NULL, .product_type = got->product_type);
    assert_int_equal(sdp_product_add(d->client, &input, NULL, &out), SDP_OK);
    desk_expect_input(d, 1, "{\"product\":{\"comments\":null,\"product_type\":{\"id\":\"9\"},\"name\":\"n\"}}");
    sdp_product_free(out);
    sdp_product_free(copy);
    sdp_product_free(got);
    desk_close(d);
}

static void json_that_cannot_be_sent(void **state)
{
    static const struct {
        const char *json;
        sdp_status status;
        const char *path;
    } cases[] = {
        {"", SDP_E_JSON, ""},
        {"{", SDP_E_JSON, ""},
        {"{\"name\":\"a\"} x", SDP_E_JSON, ""},
        {"{\"name\":\"\\u0000\"}", SDP_E_JSON, ""},
        {"{\"name\":\"\xC3\x28\"}", SDP_E_JSON, ""},
        {"[]", SDP_E_VALUE, "product"},
        {"7", SDP_E_VALUE, "product"},
        {"{\"nam\":\"a\"}", SDP_E_UNKNOWN_FIELD, "product.nam"},
        {"{\"product\":{\"name\":\"a\",\"product_type\":{\"nam\":1}}}", SDP_E_UNKNOWN_FIELD,
         "product.product_type.nam"},
        {"{\"name\":7}", SDP_E_VALUE, "product.name"},
        {"{\"name\":\"a\",\"is_laptop\":\"maybe\"}", SDP_E_VALUE, "product.is_laptop"},
        {"{\"name\":\"a\"}", SDP_E_REQUIRED, "product.product_type"},
        {"{\"id\":\"1\",\"name\":\"a\",\"product_type\":{\"id\":\"1\"}}", SDP_E_READ_ONLY, "product.id"},
    };
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *out = NULL;
        sdp_status status = sdp_invoke(d->client, "products.add", NULL, 0, cases[i].json, 0, NULL, &out);
        assert_null(out);
        const sdp_error *error = sdp_last_error(d->client);
        /* Where in the text it is, or which member. */
        if (cases[i].status == SDP_E_JSON) assert_true(status == SDP_E_JSON && sdp_error_line(error, NULL) == 1);
        expect_refused(d, status, cases[i].status, cases[i].path);
    }
    desk_close(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(structs_that_were_not_initialised),
        cmocka_unit_test(options_that_were_not_initialised),
        cmocka_unit_test(shorter_structs_are_understood),
        cmocka_unit_test(configurations_that_were_not_initialised),
        cmocka_unit_test(members_that_cannot_be_sent),
        cmocka_unit_test(an_input_that_is_too_long),
        cmocka_unit_test(what_was_received_does_not_go_back),
        cmocka_unit_test(json_that_cannot_be_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
