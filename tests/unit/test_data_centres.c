/* The table of data centres. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/oauth.h>

static void each_has_a_login_server(void **state)
{
    static const char *const known[] = {"us", "eu", "in", "cn", "au", "jp", "ca", "uk", "sa"};
    (void)state;
    assert_int_equal(sdp_data_centre_count(), sizeof known / sizeof *known);
    for (size_t i = 0; i < sdp_data_centre_count(); i++) {
        const char *url = sdp_data_centre_accounts_url(sdp_data_centre_name(i));
        assert_string_equal(sdp_data_centre_name(i), known[i]);
        assert_int_equal(strncmp(url, "https://accounts.zoho", 21), 0);
        assert_true(url[strlen(url) - 1] != '/');
        for (size_t j = 0; j < i; j++) assert_string_not_equal(url, sdp_data_centre_accounts_url(known[j]));
    }
}

static void some_do_not_follow_the_rule(void **state)
{
    (void)state;
    assert_string_equal(sdp_data_centre_accounts_url("us"), "https://accounts.zoho.com");
    assert_string_equal(sdp_data_centre_accounts_url("cn"), "https://accounts.zoho.com.cn");
    assert_string_equal(sdp_data_centre_accounts_url("au"), "https://accounts.zoho.com.au");
    assert_string_equal(sdp_data_centre_accounts_url("ca"), "https://accounts.zohocloud.ca");
}

static void names_are_taken_in_any_case(void **state)
{
    (void)state;
    assert_string_equal(sdp_data_centre_accounts_url("EU"), "https://accounts.zoho.eu");
    assert_string_equal(sdp_data_centre_accounts_url("Jp"), "https://accounts.zoho.jp");
}

static void what_is_unknown_is_nothing(void **state)
{
    (void)state;
    assert_null(sdp_data_centre_accounts_url(NULL));
    assert_null(sdp_data_centre_accounts_url(""));
    assert_null(sdp_data_centre_accounts_url("e"));
    assert_null(sdp_data_centre_accounts_url("eu "));
    assert_null(sdp_data_centre_accounts_url("https://accounts.zoho.eu"));
    assert_null(sdp_data_centre_name(sdp_data_centre_count()));
    assert_null(sdp_data_centre_name(SIZE_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_has_a_login_server),
        cmocka_unit_test(some_do_not_follow_the_rule),
        cmocka_unit_test(names_are_taken_in_any_case),
        cmocka_unit_test(what_is_unknown_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
