/* From arguments to a request: options, headers, input, place and bare form; and a dry run of each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/products.h>

#include "scripted.h"

static const sdp_product_type type = SDP_PRODUCT_TYPE(.id = "1");
static const sdp_product product = SDP_PRODUCT(.name = "n & m", .product_type = &type);

static void fails(const char *operation, const char *id, const void *input, const sdp_options *options,
                  sdp_status status, const char *path)
{
    scripted s;
    scripted_init(&s, NULL);
    scripted_start(&s, operation, id, input, options, 0);
    if (s.call.status != status || strcmp(sdp_error_path(&s.error), path) != 0) {
        fail_msg("%s, path '%s': %s", sdp_status_name(s.call.status), sdp_error_path(&s.error),
                 sdp_error_message(&s.error));
    }
    assert_int_equal(sdp_error_status(&s.error), status);
    assert_int_equal(s.starts, 0);
    scripted_free(&s);
}

static void options_are_checked(void **state)
{
    sdp_options zero = {0};
    const sdp_options bad[] = {SDP_OPTIONS(.timeout_ms = -1),  SDP_OPTIONS(.attempt_timeout_ms = -1),
                               SDP_OPTIONS(.max_retries = -2), SDP_OPTIONS(.max_retries = 21),
                               SDP_OPTIONS(.place = -1),       SDP_OPTIONS(.bare = 99),
                               SDP_OPTIONS(.header_count = 1)};
    (void)state;
    fails("products.get", "7", NULL, &zero, SDP_E_STRUCT, "options");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        fails("products.get", "7", NULL, &bad[i], SDP_E_ARGUMENT, "options");
}

static void options_of_older_headers_are_shorter(void **state)
{
    scripted s;
    sdp_options options = SDP_OPTIONS(.timeout_ms = 5, .headers = NULL, .header_count = 99);
    (void)state;
    options.head.size = (uint32_t)offsetof(sdp_options, headers);
    scripted_init(&s, NULL);
    scripted_start(&s, "products.get", "7", NULL, &options, 0);
    assert_int_equal(s.starts, 1);
    assert_int_equal(s.timeout_ms, 5);
    scripted_free(&s);
}

static void headers_cannot_be_injected(void **state)
{
    static const sdp_header bad[] = {{NULL, "x"},
                                     {"", "x"},
                                     {"X Y", "x"},
                                     {"X:", "x"},
                                     {"X\r\n", "x"},
                                     {"X\xC3\xA9", "x"},
                                     {"X", NULL},
                                     {"X", "a\r\nEvil: 1"},
                                     {"X", "a\n"},
                                     {"Accept", "*/*"},
                                     {"authorization", "x"},
                                     {"Host", "x"},
                                     {"content-length", "0"},
                                     {"AUTHTOKEN", "x"},
                                     {"Transfer-Encoding", "chunked"}};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const sdp_header headers[] = {{"X-Good", "y"}, bad[i]};
        const sdp_options options = SDP_OPTIONS(.headers = headers, .header_count = 2);
        fails("products.get", "7", NULL, &options, SDP_E_ARGUMENT, "options.headers[1]");
    }
    scripted s;
    const sdp_header good[] = {{"X-One", "a b"}, {"X-Two", ""}};
    const sdp_options options = SDP_OPTIONS(.headers = good, .header_count = 2);
    scripted_init(&s, NULL);
    scripted_start(&s, "products.get", "7", NULL, &options, 0);
    assert_string_equal(s.headers, "Accept: application/vnd.manageengine.sdp.v3+json\n"
                                   "Content-Type: application/x-www-form-urlencoded\nX-One: a b\nX-Two: \n");
    scripted_free(&s);
}

static void inputs_are_checked(void **state)
{
    const sdp_product nameless = SDP_PRODUCT(.product_type = &type);
    const sdp_product null_name = SDP_PRODUCT(.name = SDP_NULL, .product_type = &type);
    const sdp_product with_id = SDP_PRODUCT(.id = "1");
    const sdp_product bad_text = SDP_PRODUCT(.name = "\xC3(");
    const sdp_product_type bad_type = SDP_PRODUCT_TYPE(.name = "\xC3(");
    const sdp_product nested = SDP_PRODUCT(.product_type = &bad_type);
    const sdp_lookup lookup = SDP_LOOKUP(.id = "1");
    sdp_product uninitialised;
    (void)state;
    memset(&uninitialised, 0, sizeof uninitialised);
    fails("products.add", NULL, &nameless, NULL, SDP_E_REQUIRED, "product.name");
    fails("products.add", NULL, &null_name, NULL, SDP_E_REQUIRED, "product.name");
    fails("products.edit", "7", &with_id, NULL, SDP_E_READ_ONLY, "product.id");
    fails("products.edit", "7", &bad_text, NULL, SDP_E_UTF8, "product.name");
    fails("products.edit", "7", &nested, NULL, SDP_E_UTF8, "product.product_type.name");
    fails("products.edit", "7", &lookup, NULL, SDP_E_STRUCT, "product");
    fails("products.edit", "7", &uninitialised, NULL, SDP_E_STRUCT, "product");
    fails("products.edit", "7", NULL, NULL, SDP_E_ARGUMENT, "input");
    fails("products.edit", "7", SDP_NULL, NULL, SDP_E_ARGUMENT, "input");
    fails("products.get", "7", &product, NULL, SDP_E_ARGUMENT, "input");
    fails("products.get", NULL, NULL, NULL, SDP_E_ARGUMENT, "id");
}

/* Where the input goes and what is sent without one, by the row and by the caller's options. */
static void place_and_bare_form_can_be_chosen(void **state)
{
    static const struct {
        const char *operation, *id;
        int input;
        int32_t place, bare;
        const char *query, *body; /* body NULL: none */
    } rows[] = {
        {"products.get", "7", 0, 0, 0, "", NULL},
        {"products.get", "7", 0, 0, SDP_BARE_OBJECT, "?input_data=%7B%7D", NULL},
        {"products.get", "7", 0, SDP_PLACE_FORM, SDP_BARE_EMPTY, "", "input_data="},
        {"products.delete", "7", 0, 0, 0, "", NULL},
        {"products.delete", "7", 0, 0, SDP_BARE_EMPTY, "", "input_data="},
        {"products.delete", "7", 0, 0, SDP_BARE_OBJECT, "", "input_data=%7B%7D"},
        {"products.delete", "7", 0, SDP_PLACE_QUERY, SDP_BARE_OBJECT, "?input_data=%7B%7D", NULL},
        {"products.list", NULL, 0, 0, 0, "?input_data=%7B%7D", NULL},
        {"products.list", NULL, 0, 0, SDP_BARE_EMPTY, "?input_data=", NULL},
        {"products.list", NULL, 0, 0, SDP_BARE_NOTHING, NULL, NULL},
        {"products.edit", "7", 1, 0, 0, "", "input_data=%7B%22product%22%3A%7B%22name%22%3A%22n%20%26%20m%22%7D%7D"},
        {"products.edit", "7", 1, SDP_PLACE_QUERY, 0,
         "?input_data=%7B%22product%22%3A%7B%22name%22%3A%22n%20%26%20m%22%7D%7D", NULL},
    };
    const sdp_product named = SDP_PRODUCT(.name = "n & m");
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scripted s;
        const sdp_options options = SDP_OPTIONS(.place = rows[i].place, .bare = rows[i].bare);
        scripted_init(&s, NULL);
        scripted_start(&s, rows[i].operation, rows[i].id, rows[i].input ? &named : NULL, &options, 0);
        if (rows[i].query == NULL) {
            assert_int_equal(s.call.status, SDP_E_ARGUMENT); /* a list without anything has no input at all */
        } else {
            const char *query = strchr(s.url, '?');
            assert_string_equal(query != NULL ? query : "", rows[i].query);
            assert_int_equal(s.has_body, rows[i].body != NULL);
            if (rows[i].body != NULL) assert_string_equal(s.body, rows[i].body);
        }
        scripted_free(&s);
    }
}

static void long_inputs_meet_the_ceiling(void **state)
{
    static char big[SDPI_MAX_REQUEST];
    const sdp_product in = SDP_PRODUCT(.name = big);
    const sdp_options in_query = SDP_OPTIONS(.place = SDP_PLACE_QUERY);
    (void)state;
    memset(big, 'x', sizeof big - 1);
    fails("products.edit", "7", &in, NULL, SDP_E_LIMIT, "");
    big[SDPI_MAX_URL] = '\0';
    fails("products.edit", "7", &in, &in_query, SDP_E_LIMIT, "");
}

static void the_input_is_copied_at_the_start(void **state)
{
    scripted s;
    char name[] = "before";
    const sdp_product in = SDP_PRODUCT(.name = name);
    (void)state;
    scripted_init(&s, NULL);
    const char *const id = "7";
    const sdpi_input input = {.ids = &id, .id_count = 1, .entity = &in};
    sdpi_call_start(&s.call, sdp_operation_by_name("products.edit"), &input, NULL, &s.error, 0);
    memcpy(name, "after!", 6);
    scripted_step(&s, 0);
    assert_non_null(strstr(s.body, "before"));
    assert_null(strstr(s.body, "after"));
    scripted_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_are_checked),
        cmocka_unit_test(options_of_older_headers_are_shorter),
        cmocka_unit_test(headers_cannot_be_injected),
        cmocka_unit_test(inputs_are_checked),
        cmocka_unit_test(place_and_bare_form_can_be_chosen),
        cmocka_unit_test(long_inputs_meet_the_ceiling),
        cmocka_unit_test(the_input_is_copied_at_the_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
