/* A dry run: the request in words, with nothing sent, nobody asked for a login, and no secret. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/pager.h>
#include <sdp/products.h>

#include "fake_auth.h"
#include "json_equal.h"
#include "scripted.h"

#define HEADERS                                                                                                        \
    "\"headers\":{\"Accept\":\"application/vnd.manageengine.sdp.v3+json\","                                            \
    "\"Content-Type\":\"application/x-www-form-urlencoded\",\"X-Key\":\"***\",\"Authorization\":\"Zoho-oauthtoken "    \
    "***\"}"
#define ROOT "https://desk.example.com/app/itdesk/api/v3"

static const sdp_product_type type = SDP_PRODUCT_TYPE(.id = "5");
static const sdp_product product = SDP_PRODUCT(.name = "n \"1\"", .product_type = &type, .comments = SDP_NULL);
static const sdp_query query = SDP_QUERY(.row_count = 5);

static const struct {
    const char *operation, *id;
    const void *input;
    int32_t bare;
    const char *expected;
} rows[] = {
    {"products.add", NULL, &product, 0,
     "{\"operation\":\"products.add\",\"method\":\"POST\",\"url\":\"" ROOT "/products\"," HEADERS
     ",\"place\":\"form\",\"input_data\":"
     "{\"product\":{\"comments\":null,\"product_type\":{\"id\":\"5\"},\"name\":\"n \\\"1\\\"\"}}}"},
    {"products.edit", "7", &product, 0,
     "{\"operation\":\"products.edit\",\"method\":\"PUT\",\"url\":\"" ROOT "/products/7\"," HEADERS
     ",\"place\":\"form\",\"input_data\":"
     "{\"product\":{\"comments\":null,\"product_type\":{\"id\":\"5\"},\"name\":\"n \\\"1\\\"\"}}}"},
    {"products.get", "7", NULL, 0,
     "{\"operation\":\"products.get\",\"method\":\"GET\",\"url\":\"" ROOT "/products/7\"," HEADERS "}"},
    {"products.list", NULL, &query, 0,
     "{\"operation\":\"products.list\",\"method\":\"GET\",\"url\":\"" ROOT "/products\"," HEADERS
     ",\"place\":\"query\",\"input_data\":"
     "{\"list_info\":{\"row_count\":5}}}"},
    {"products.list", NULL, NULL, 0,
     "{\"operation\":\"products.list\",\"method\":\"GET\",\"url\":\"" ROOT "/products\"," HEADERS
     ",\"place\":\"query\",\"input_data\":{}}"},
    {"products.list", NULL, NULL, SDP_BARE_EMPTY,
     "{\"operation\":\"products.list\",\"method\":\"GET\",\"url\":\"" ROOT "/products\"," HEADERS
     ",\"place\":\"query\",\"input_data\":\"\"}"},
    {"products.delete", "7", NULL, 0,
     "{\"operation\":\"products.delete\",\"method\":\"DELETE\",\"url\":\"" ROOT "/products/7\"," HEADERS "}"},
};

static void each_request_is_described(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fake_auth auth;
        scripted s;
        const sdp_header header = {"X-Key", "planted-secret"};
        const sdp_options options =
            SDP_OPTIONS(.bare = rows[i].bare, .headers = &header, .header_count = 1, .dry_run = 1);
        fake_auth_init(&auth);
        scripted_init(&s, &auth.base);
        scripted_start(&s, rows[i].operation, rows[i].id, rows[i].input, &options, 0);
        assert_int_equal(s.call.status, SDP_DRY_RUN);
        assert_int_equal(s.call.state, SDPI_CALL_DONE);
        assert_int_equal(sdp_error_status(&s.error), SDP_DRY_RUN);
        assert_int_equal(s.starts, 0);
        assert_int_equal(auth.questions, 0);
        const char *text = sdpi_buffer_string(&s.call.description);
        assert_null(strstr(text, "planted-secret"));
        assert_json_text(text, rows[i].expected);
        scripted_free(&s);
    }
}

static void what_cannot_be_sent_is_not_described(void **state)
{
    scripted s;
    const sdp_options options = SDP_OPTIONS(.dry_run = 1);
    const sdp_product nameless = SDP_PRODUCT(.product_type = &type);
    (void)state;
    scripted_init(&s, NULL);
    scripted_start(&s, "products.get", "7", NULL, &options, 0);
    assert_true(s.call.description.size > 0);
    scripted_start(&s, "products.add", NULL, &nameless, &options, 0);
    assert_int_equal(s.call.status, SDP_E_REQUIRED);
    assert_int_equal(s.call.description.size, 0); /* that of the call before is gone */
    scripted_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_request_is_described),
        cmocka_unit_test(what_cannot_be_sent_is_not_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
