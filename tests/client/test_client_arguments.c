/* Arguments that are missing: every public function that may be given NULL says so, or bears it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
static const raw_step page[] = {RAW_READ,
                                RAW_REPLY("200 OK", "{" DESK_SUCCESS ",\"products\":[{\"id\":\"1\"},{\"id\":\"2\"}]}"),
                                RAW_REPEAT, RAW_END};
static const sdp_product input = SDP_PRODUCT(.name = "a");

/* Any pointer that is not NULL, for results that must become NULL. */
#define SOMETHING(type_) ((type_ *)(uintptr_t)works)

static void expect_null(desk *d, sdp_status status, const char *name)
{
    assert_int_equal(status, SDP_E_ARGUMENT);
    assert_int_equal(sdp_error_status(sdp_last_error(d->client)), SDP_E_ARGUMENT);
    assert_string_equal(sdp_error_path(sdp_last_error(d->client)), name);
    assert_true(sdp_error_message(sdp_last_error(d->client))[0] != '\0');
    desk_expect_said(d, (desk_said){.fault = SDP_FAULT_CALLER});
}

static void of_a_client(void **state)
{
    sdp_error *error = NULL;
    sdp_client *client = SOMETHING(sdp_client);
    size_t size = 7;
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    assert_int_equal(sdp_client_new(NULL, error, &client), SDP_E_ARGUMENT);
    assert_null(client);
    assert_string_equal(sdp_error_path(error), "config");
    assert_int_equal(sdp_client_new(&(sdp_config)SDP_CONFIG(.base_url = "http://127.0.0.1:1"), error, NULL),
                     SDP_E_ARGUMENT);
    assert_string_equal(sdp_error_path(error), "out");
    assert_int_equal(sdp_client_new(NULL, NULL, NULL), SDP_E_ARGUMENT);
    client = SOMETHING(sdp_client);
    assert_int_equal(sdp_client_dup(NULL, &client), SDP_E_ARGUMENT);
    assert_null(client);
    assert_int_equal(sdp_client_dup(NULL, NULL), SDP_E_ARGUMENT);
    desk *d = desk_open(RAW_SERVER(works), NULL);
    expect_null(d, sdp_client_dup(d->client, NULL), "out");
    assert_null(sdp_last_body(d->client, &size));
    assert_int_equal(size, 0);
    assert_null(sdp_last_body(d->client, NULL));
    desk_close(d);
    size = 7;
    assert_null(sdp_last_body(NULL, &size));
    assert_int_equal(size, 0);
    assert_string_equal(sdp_client_root(NULL), "");
    assert_int_equal(sdp_error_status(sdp_last_error(NULL)), SDP_E_ARGUMENT);
    sdp_client_free(NULL);
    sdp_error_free(error);
}

static void of_a_cancel_object(void **state)
{
    (void)state;
    assert_int_equal(sdp_cancel_new(NULL), SDP_E_ARGUMENT);
    sdp_cancel_signal(NULL);
    sdp_cancel_reset(NULL);
    sdp_cancel_free(NULL);
}

static void of_products(void **state)
{
    const sdp_product *out = &input;
    sdp_pager *pager = SOMETHING(sdp_pager);
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    expect_null(d, sdp_product_add(d->client, NULL, NULL, &out), "input");
    assert_null(out);
    expect_null(d, sdp_product_add(d->client, NULL, NULL, NULL), "input");
    out = &input;
    expect_null(d, sdp_product_edit(d->client, "1", NULL, NULL, &out), "input");
    assert_null(out);
    out = &input;
    expect_null(d, sdp_product_edit(d->client, NULL, &input, NULL, &out), "id");
    assert_null(out);
    out = &input;
    expect_null(d, sdp_product_get(d->client, NULL, NULL, &out), "id");
    assert_null(out);
    expect_null(d, sdp_product_get(d->client, "1", NULL, NULL), "out");
    expect_null(d, sdp_product_delete(d->client, NULL, NULL), "id");
    expect_null(d, sdp_product_list(d->client, NULL, NULL, NULL), "out");
    out = &input;
    assert_int_equal(sdp_product_add(NULL, &input, NULL, &out), SDP_E_ARGUMENT);
    assert_null(out);
    out = &input;
    assert_int_equal(sdp_product_edit(NULL, "1", &input, NULL, &out), SDP_E_ARGUMENT);
    assert_null(out);
    out = &input;
    assert_int_equal(sdp_product_get(NULL, "1", NULL, &out), SDP_E_ARGUMENT);
    assert_null(out);
    assert_int_equal(sdp_product_delete(NULL, "1", NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_product_list(NULL, NULL, NULL, &pager), SDP_E_ARGUMENT);
    assert_null(pager);
    assert_int_equal(raw_server_connections(d->server), 0);
    /* A result that nobody wants is freed. */
    static const sdp_product_type type = SDP_PRODUCT_TYPE(.name = "x");
    const sdp_product whole = SDP_PRODUCT(.name = "a", .product_type = &type);
    assert_int_equal(sdp_product_add(d->client, &whole, NULL, NULL), SDP_OK);
    assert_int_equal(sdp_product_edit(d->client, "1", &whole, NULL, NULL), SDP_OK);
    desk_close(d);
    out = &input;
    assert_int_equal(sdp_product_copy(NULL, NULL, &out), SDP_E_ARGUMENT);
    assert_null(out);
    assert_int_equal(sdp_product_copy(&input, NULL, NULL), SDP_E_ARGUMENT);
    sdp_product_free(NULL);
    sdp_product_free(&input); /* the caller's own is left alone */
}

static void of_a_pager(void **state)
{
    sdp_page_info info = {.size = sizeof info};
    const sdp_product *row = &input;
    const void *any = &input;
    sdp_pager *pager = NULL;
    char *text = SOMETHING(char);
    (void)state;
    desk *d = desk_open(RAW_SERVER(page), NULL);
    assert_int_equal(sdp_product_list(d->client, NULL, NULL, &pager), SDP_OK);
    expect_null(d, sdp_product_next(pager, NULL), "out");
    expect_null(d, sdp_pager_next(pager, NULL), "out");
    expect_null(d, sdp_pager_next_json(pager, 0, NULL), "out");
    assert_int_equal(raw_server_requests(d->server), 0);
    assert_int_equal(sdp_product_next(NULL, &row), SDP_E_ARGUMENT);
    assert_null(row);
    assert_int_equal(sdp_product_next(NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_pager_next(NULL, &any), SDP_E_ARGUMENT);
    assert_null(any);
    assert_int_equal(sdp_pager_next_json(NULL, 0, &text), SDP_E_ARGUMENT);
    assert_null(text);
    assert_int_equal(sdp_pager_get_info(NULL, &info), SDP_E_ARGUMENT);
    assert_int_equal(sdp_pager_get_info(pager, NULL), SDP_E_ARGUMENT);
    info.size = 0;
    assert_int_equal(sdp_pager_get_info(pager, &info), SDP_E_ARGUMENT);
    /* A short struct, of an older header, is filled as far as it goes. */
    memset(&info, 0xEE, sizeof info);
    info.size = offsetof(sdp_page_info, row_count);
    assert_int_equal(sdp_product_next(pager, &row), SDP_OK);
    assert_int_equal(sdp_pager_get_info(pager, &info), SDP_OK);
    assert_int_equal(info.page_number, 1);
    assert_true(info.row_count != 2);
    expect_null(d, sdp_product_next(pager, NULL), "out");
    assert_int_equal(sdp_product_next(pager, &row), SDP_OK);
    assert_string_equal(row->id, "2");
    sdp_pager_free(pager);
    sdp_pager_free(NULL);
    desk_close(d);
}

static void of_invoke(void **state)
{
    static const char *const ids[] = {"1", "2"};
    char *text = SOMETHING(char);
    sdp_pager *pager = SOMETHING(sdp_pager);
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    expect_null(d, sdp_invoke(d->client, NULL, NULL, 0, NULL, 0, NULL, &text), "operation");
    assert_null(text);
    text = SOMETHING(char);
    expect_null(d, sdp_invoke(d->client, "products.get", NULL, 1, NULL, 0, NULL, &text), "ids");
    assert_null(text);
    expect_null(d, sdp_invoke(d->client, "products.get", ids, 1, NULL, 0, NULL, NULL), "out");
    expect_null(d, sdp_invoke(d->client, "products.get", NULL, 0, NULL, 0, NULL, &text), "id");
    expect_null(d, sdp_invoke(d->client, "products.get", ids, 2, NULL, 0, NULL, &text), "id");
    expect_null(d, sdp_invoke(d->client, "products.get", ids, 1, "{}", 0, NULL, &text), "input");
    expect_null(d, sdp_invoke(d->client, "products.add", NULL, 0, NULL, 0, NULL, &text), "input");
    assert_int_equal(sdp_invoke(NULL, "products.get", ids, 1, NULL, 0, NULL, &text), SDP_E_ARGUMENT);
    assert_int_equal(sdp_invoke(NULL, NULL, NULL, 0, NULL, 0, NULL, NULL), SDP_E_ARGUMENT);
    expect_null(d, sdp_invoke_list(d->client, NULL, NULL, 0, NULL, 0, NULL, &pager), "operation");
    assert_null(pager);
    pager = SOMETHING(sdp_pager);
    expect_null(d, sdp_invoke_list(d->client, "products.list", NULL, 3, NULL, 0, NULL, &pager), "ids");
    assert_null(pager);
    expect_null(d, sdp_invoke_list(d->client, "products.list", NULL, 0, NULL, 0, NULL, NULL), "out");
    expect_null(d, sdp_invoke_list(d->client, "products.get", ids, 1, NULL, 0, NULL, &pager), "operation");
    assert_int_equal(sdp_invoke_list(NULL, "products.list", NULL, 0, NULL, 0, NULL, &pager), SDP_E_ARGUMENT);
    assert_int_equal(sdp_invoke(d->client, "products.gett", ids, 1, NULL, 0, NULL, &text), SDP_E_UNKNOWN_FIELD);
    desk_expect_words(d, "products.get");
    assert_int_equal(sdp_invoke(d->client, "", NULL, 0, NULL, 0, NULL, &text), SDP_E_UNKNOWN_FIELD);
    assert_int_equal(raw_server_connections(d->server), 0);
    desk_close(d);
}

static void of_logins_and_transports(void **state)
{
    sdp_error *error = NULL;
    sdp_auth *auth = SOMETHING(sdp_auth);
    sdp_transport *transport = SOMETHING(sdp_transport);
    static const sdp_transport_ops empty = {.size = sizeof empty};
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    assert_int_equal(sdp_auth_new_token(NULL, error, &auth), SDP_E_ARGUMENT);
    assert_null(auth);
    assert_string_equal(sdp_error_path(error), "token");
    assert_int_equal(sdp_auth_new_token("t", error, NULL), SDP_E_ARGUMENT);
    assert_string_equal(sdp_error_path(error), "out");
    auth = SOMETHING(sdp_auth);
    assert_int_equal(sdp_auth_new_key(NULL, "1", error, &auth), SDP_E_ARGUMENT);
    assert_null(auth);
    assert_int_equal(sdp_auth_new_key("k", NULL, error, NULL), SDP_E_ARGUMENT);
    auth = SOMETHING(sdp_auth);
    assert_int_equal(sdp_auth_new_callback(NULL, NULL, NULL, NULL, &auth), SDP_E_ARGUMENT);
    assert_null(auth);
    assert_int_equal(sdp_auth_new_callback(NULL, NULL, NULL, NULL, NULL), SDP_E_ARGUMENT);
    sdp_auth_free(NULL);
    assert_int_equal(sdp_transport_new(NULL, NULL, NULL, &transport), SDP_E_ARGUMENT);
    assert_null(transport);
    assert_int_equal(sdp_transport_new(&empty, NULL, NULL, &transport), SDP_E_ARGUMENT);
    assert_int_equal(sdp_transport_new(&empty, NULL, NULL, NULL), SDP_E_ARGUMENT);
    transport = SOMETHING(sdp_transport);
    assert_int_equal(sdp_transport_new_blocking(NULL, NULL, NULL, &transport), SDP_E_ARGUMENT);
    assert_null(transport);
    assert_int_equal(sdp_transport_new_blocking(NULL, NULL, NULL, NULL), SDP_E_ARGUMENT);
    sdp_transport_free(NULL);
    sdp_error_free(error);
}

static void of_errors(void **state)
{
    int32_t column = 7;
    char *text = SOMETHING(char);
    (void)state;
    assert_int_equal(sdp_error_new(NULL), SDP_E_ARGUMENT);
    sdp_error_free(NULL);
    assert_int_equal(sdp_error_status(NULL), SDP_OK);
    assert_string_equal(sdp_error_message(NULL), "");
    assert_string_equal(sdp_error_advice(NULL), "");
    assert_int_equal(sdp_error_http_status(NULL), 0);
    assert_int_equal(sdp_error_api_code(NULL), 0);
    assert_int_equal(sdp_error_message_count(NULL), 0);
    assert_null(sdp_error_server_message(NULL, 0));
    assert_string_equal(sdp_error_path(NULL), "");
    assert_string_equal(sdp_error_url(NULL), "");
    assert_int_equal(sdp_error_attempts(NULL), 0);
    assert_int_equal(sdp_error_elapsed_ms(NULL), 0);
    assert_int_equal(sdp_error_retryable(NULL), 0);
    assert_int_equal(sdp_error_maybe_done(NULL), 0);
    assert_int_equal(sdp_error_retry_after_ms(NULL), -1);
    assert_int_equal(sdp_error_fault(NULL), SDP_FAULT_NONE);
    assert_int_equal(sdp_error_by_proxy(NULL), 0);
    assert_int_equal(sdp_error_line(NULL, &column), 0);
    assert_int_equal(column, 0);
    assert_int_equal(sdp_error_line(NULL, NULL), 0);
    assert_int_equal(sdp_error_to_json(NULL, &text), SDP_E_ARGUMENT);
    assert_null(text);
    assert_int_equal(sdp_error_to_json(sdp_last_error(NULL), NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_error_to_json(sdp_last_error(NULL), &text), SDP_OK);
    assert_non_null(strstr(text, "\"status\":\"SDP_E_ARGUMENT\""));
    sdp_text_free(text);
    sdp_text_free(NULL);
    assert_string_equal(sdp_status_name(12345), "unknown status");
    assert_string_equal(sdp_status_advice(12345), "");
    assert_null(sdp_api_code_text(12345));
    assert_null(sdp_api_code_advice(12345));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_a_client), cmocka_unit_test(of_a_cancel_object), cmocka_unit_test(of_products),
        cmocka_unit_test(of_a_pager),  cmocka_unit_test(of_invoke),          cmocka_unit_test(of_logins_and_transports),
        cmocka_unit_test(of_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
