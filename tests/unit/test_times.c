/* Points in time as people write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sdp/types.h>

#include "base/times.h"

static void moments_are_read(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } rows[] = {
        {"0", 0},
        {"-1", -1},
        {"1798761600000", INT64_C(1798761600000)},
        {"9223372036854775807", INT64_MAX},
        {"1970-01-01", 0},
        {"1970-01-01T00:00:00.001Z", 1},
        {"1969-12-31", INT64_C(-86400000)},
        {"2027-01-01", INT64_C(1798761600000)},
        {"2027-01-01T10:00:00Z", INT64_C(1798797600000)},
        {"2027-01-01 10:00", INT64_C(1798797600000)},
        {"2027-01-01T10:00:00.250", INT64_C(1798797600250)},
        {"2027-01-01T10:00+02:00", INT64_C(1798790400000)},
        {"2027-01-01T10:00:00-0530", INT64_C(1798817400000)},
        {"2000-02-29", INT64_C(951782400000)},
        {"0001-01-01", INT64_C(-62135596800000)},
        {"9999-12-31T23:59:59.999Z", INT64_C(253402300799999)},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t ms = 7;
        if (sdp_time_parse(rows[i].text, &ms) != SDP_OK || ms != rows[i].ms) {
            fail_msg("%s is %lld", rows[i].text, (long long)ms);
        }
        assert_int_equal(sdpi_is_date(rows[i].text), i >= 4);
    }
}

static void everything_else_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "x",
        "1.5",
        "9223372036854775808",
        "2027",
        "20270101x",
        "2027-1-1",
        "2027-13-01",
        "2027-00-01",
        "2027-01-32",
        "2027-02-29",
        "1900-02-29",
        "0000-01-01",
        "2027-01-01x",
        "2027-01-01T",
        "2027-01-01T24:00",
        "2027-01-01T10:60",
        "2027-01-01T10:00:60",
        "2027-01-01T10:00:00.1",
        "2027-01-01T10:00+15:00",
        "2027-01-01T10:00Z ",
        " 2027-01-01",
    };
    int64_t ms = 7;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ms = 7;
        const int is_number = i == 4; /* a bare number is milliseconds */
        if (sdp_time_parse(wrong[i], &ms) != (is_number ? SDP_OK : SDP_E_VALUE)) fail_msg("'%s'", wrong[i]);
        assert_int_equal(ms, is_number ? 2027 : 0);
        assert_false(sdpi_is_date(wrong[i]));
    }
    assert_int_equal(sdp_time_parse(NULL, &ms), SDP_E_ARGUMENT);
    assert_int_equal(sdp_time_parse("0", NULL), SDP_E_ARGUMENT);
}

/* One day after the other through four centuries. */
static void days_count_up(void **state)
{
    int64_t day = sdpi_days_since_1970(1970, 1, 1);
    (void)state;
    assert_int_equal(day, 0);
    for (int64_t year = 1970; year < 2370; year++) {
        for (int64_t month = 1; month <= 12; month++) {
            for (int64_t one = 1; one <= sdpi_days_in_month(year, month); one++) {
                assert_int_equal(sdpi_days_since_1970(year, month, one), day);
                day++;
            }
        }
    }
    assert_int_equal(day, 400 * 365 + 97);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_read),
        cmocka_unit_test(everything_else_is_refused),
        cmocka_unit_test(days_count_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
