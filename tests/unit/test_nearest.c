/* Names that were meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/nearest.h"

static void the_distance_counts_changes(void **state)
{
    char longest[64], longer[65];
    (void)state;
    assert_int_equal(sdpi_distance("name", "name"), 0);
    assert_int_equal(sdpi_distance("name", "NAME"), 0);
    assert_int_equal(sdpi_distance("nmae", "name"), 2);
    assert_int_equal(sdpi_distance("nam", "name"), 1);
    assert_int_equal(sdpi_distance("", "name"), 4);
    assert_int_equal(sdpi_distance("name", ""), 4);
    assert_int_equal(sdpi_distance("kitten", "sitting"), 3);
    memset(longest, 'a', 63);
    longest[63] = '\0';
    memset(longer, 'a', 64);
    longer[64] = '\0';
    assert_int_equal(sdpi_distance(longest, longest), 0);
    assert_true(sdpi_distance(longer, longest) == SIZE_MAX);
    assert_true(sdpi_distance(longest, longer) == SIZE_MAX);
}

static const char *nearest_of(const char *wanted, const char *const *names, size_t count)
{
    const char *nearest = NULL;
    sdpi_nearest so_far = sdpi_nearest_begin(wanted);
    for (size_t i = 0; i < count; i++) {
        if (sdpi_is_nearer(&so_far, names[i])) nearest = names[i];
    }
    return nearest;
}

static void the_nearest_is_a_slip_away(void **state)
{
    static const char *const names[] = {"owner", "name", "names", "description"};
    (void)state;
    assert_string_equal(nearest_of("nam", names, 4), "name");
    assert_string_equal(nearest_of("NAMES", names, 4), "names");
    assert_string_equal(nearest_of("descrpton", names, 4), "description");
    assert_null(nearest_of("cost", names, 4));
    assert_null(nearest_of("na", names, 1));
    assert_null(nearest_of("nam", names, 0));
}

static void a_hint_ends_the_message(void **state)
{
    char hint[SDPI_HINT_SIZE];
    char longest[64];
    (void)state;
    assert_string_equal(sdpi_hint(hint, NULL), "");
    assert_string_equal(sdpi_hint(hint, "name"), "; did you mean 'name'?");
    memset(longest, 'a', 63);
    longest[63] = '\0';
    assert_int_equal(strlen(sdpi_hint(hint, longest)), strlen("; did you mean ''?") + 63);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_distance_counts_changes),
        cmocka_unit_test(the_nearest_is_a_slip_away),
        cmocka_unit_test(a_hint_ends_the_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
