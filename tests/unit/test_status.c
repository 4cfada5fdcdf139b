/* The table of statuses and the table of the vendor's codes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/status.h"

static const sdp_status all[] = {
    SDP_OK,       SDP_END,         SDP_DRY_RUN,     SDP_E_NO_MEMORY, SDP_E_ARGUMENT,   SDP_E_CONFIG,
    SDP_E_URL,    SDP_E_STRUCT,    SDP_E_RECEIVED,  SDP_E_REQUIRED,  SDP_E_READ_ONLY,  SDP_E_UNKNOWN_FIELD,
    SDP_E_VALUE,  SDP_E_UTF8,      SDP_E_JSON,      SDP_E_LIMIT,     SDP_E_RESOLVE,    SDP_E_CONNECT,
    SDP_E_TLS,    SDP_E_TIMEOUT,   SDP_E_NETWORK,   SDP_E_CANCELED,  SDP_E_REFUSED,    SDP_E_NOT_FOUND,
    SDP_E_LOGIN,  SDP_E_FORBIDDEN, SDP_E_QUOTA,     SDP_E_SERVER,    SDP_E_REDIRECT,   SDP_E_PARTIAL,
    SDP_E_ANSWER, SDP_E_MISFIT,    SDP_E_TOO_LARGE, SDP_E_LIST,      SDP_E_MAYBE_DONE,
};

enum { COUNT = sizeof all / sizeof all[0] };

static void each_status_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        const char *name = sdp_status_name(all[i]);
        assert_memory_equal(name, "SDP_", 4);
        for (size_t j = 0; j < i; j++) assert_string_not_equal(name, sdp_status_name(all[j]));
    }
    assert_string_equal(sdp_status_name(SDP_E_MAYBE_DONE), "SDP_E_MAYBE_DONE");
}

static void each_error_has_advice_and_someone_to_blame(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        const sdpi_status_info *row = sdpi_status_row(all[i]);
        if (all[i] >= 0) {
            assert_string_equal(row->advice, "");
            assert_int_equal(row->fault, SDP_FAULT_NONE);
            continue;
        }
        assert_int_not_equal(row->fault, SDP_FAULT_NONE);
        /* Who cancelled knows what to do. */
        if (all[i] != SDP_E_CANCELED) assert_true(strlen(row->advice) > 5);
        assert_null(strchr(row->advice, '\n'));
    }
}

/* Numbers are part of the ABI. */
static void numbers_do_not_change(void **state)
{
    (void)state;
    assert_int_equal(SDP_E_NO_MEMORY, -1);
    assert_int_equal(SDP_E_LIMIT, -13);
    assert_int_equal(SDP_E_RESOLVE, -20);
    assert_int_equal(SDP_E_REFUSED, -30);
    assert_int_equal(SDP_E_ANSWER, -40);
    assert_int_equal(SDP_E_MAYBE_DONE, -50);
}

static void blame_goes_where_it_belongs(void **state)
{
    (void)state;
    assert_int_equal(sdpi_status_row(SDP_E_ARGUMENT)->fault, SDP_FAULT_CALLER);
    assert_int_equal(sdpi_status_row(SDP_E_TIMEOUT)->fault, SDP_FAULT_NETWORK);
    assert_int_equal(sdpi_status_row(SDP_E_LOGIN)->fault, SDP_FAULT_CREDENTIALS);
    assert_int_equal(sdpi_status_row(SDP_E_QUOTA)->fault, SDP_FAULT_QUOTA);
    assert_int_equal(sdpi_status_row(SDP_E_SERVER)->fault, SDP_FAULT_SERVER);
    assert_int_equal(sdpi_status_row(SDP_E_MISFIT)->fault, SDP_FAULT_SERVER);
}

static void unknown_statuses_are_said_to_be(void **state)
{
    (void)state;
    assert_string_equal(sdp_status_name(-999), "unknown status");
    assert_string_equal(sdp_status_name(77), "unknown status");
    assert_string_equal(sdp_status_advice(-999), "");
}

static void each_documented_code_has_words(void **state)
{
    static const struct {
        int32_t code;
        sdp_status status;
    } rows[] = {{4001, SDP_E_REFUSED},   {4002, SDP_E_FORBIDDEN}, {4004, SDP_E_REFUSED}, {4005, SDP_E_REFUSED},
                {4007, SDP_E_NOT_FOUND}, {4008, SDP_E_REFUSED},   {4009, SDP_E_REFUSED}, {4012, SDP_E_REFUSED},
                {4014, SDP_E_REFUSED},   {4015, SDP_E_QUOTA},     {4016, SDP_E_REFUSED}, {4021, SDP_E_REFUSED},
                {4022, SDP_E_LOGIN},     {7001, SDP_E_REFUSED}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const sdpi_api_code *row = sdpi_api_code_row(rows[i].code);
        assert_non_null(row);
        assert_int_equal(row->status, rows[i].status);
        assert_true(strlen(sdp_api_code_text(rows[i].code)) > 3);
        assert_true(strlen(sdp_api_code_advice(rows[i].code)) > 3);
    }
    assert_null(sdp_api_code_text(2000));
    assert_null(sdp_api_code_text(4000));
    assert_null(sdp_api_code_advice(0));
    assert_null(sdp_api_code_advice(123456));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_status_has_a_name_of_its_own),
        cmocka_unit_test(each_error_has_advice_and_someone_to_blame),
        cmocka_unit_test(numbers_do_not_change),
        cmocka_unit_test(blame_goes_where_it_belongs),
        cmocka_unit_test(unknown_statuses_are_said_to_be),
        cmocka_unit_test(each_documented_code_has_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
