/* Structs and tables as programs of other versions compiled them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/structs.h"

typedef struct table {
    size_t size;
    int64_t one;
    int64_t two;
} table;

typedef struct newer_table {
    table known;
    int64_t three;
} newer_table;

typedef struct entity {
    sdp_head head;
    int64_t one;
    int64_t two;
} entity;

enum { NUMBER = 77 };

static void structs_of_other_versions_are_copied(void **state)
{
    struct {
        entity known;
        int64_t three;
    } newer = {.known = {{sizeof newer, NUMBER, 0, NULL}, 1, 2}};
    entity copy = {.two = 9};
    (void)state;
    assert_int_equal(sdpi_copy_struct(&copy, sizeof copy, &newer, NUMBER), SDP_OK);
    assert_true(copy.one == 1 && copy.two == 2);
    newer.three = 3;
    assert_int_equal(sdpi_copy_struct(&copy, sizeof copy, &newer, NUMBER), SDP_E_STRUCT);
    newer.known.head.size = offsetof(entity, two);
    assert_int_equal(sdpi_copy_struct(&copy, sizeof copy, &newer, NUMBER), SDP_OK);
    assert_true(copy.one == 1 && copy.two == 0);
    assert_int_equal(sdpi_copy_struct(&copy, sizeof copy, &newer, NUMBER + 1), SDP_E_STRUCT);
    newer.known.head.size = sizeof(sdp_head) - 1;
    assert_int_equal(sdpi_copy_struct(&copy, sizeof copy, &newer, NUMBER), SDP_E_STRUCT);
}

static void tables_of_other_versions_are_copied(void **state)
{
    newer_table newer = {.known = {sizeof newer, 1, 2}};
    table copy = {.two = 9};
    (void)state;
    assert_int_equal(sdpi_copy_table(&copy, sizeof copy, &newer), SDP_OK);
    assert_true(copy.size == sizeof copy && copy.one == 1 && copy.two == 2);
    newer.three = 3;
    assert_int_equal(sdpi_copy_table(&copy, sizeof copy, &newer), SDP_E_STRUCT);
    newer.known.size = offsetof(table, two);
    assert_int_equal(sdpi_copy_table(&copy, sizeof copy, &newer), SDP_OK);
    assert_true(copy.size == sizeof copy && copy.one == 1 && copy.two == 0);
    newer.known.size = sizeof newer.known.size - 1;
    assert_int_equal(sdpi_copy_table(&copy, sizeof copy, &newer), SDP_E_STRUCT);
}

/* The size that comes back says which members were filled; the others stay as they were. */
static void structs_of_other_versions_are_filled(void **state)
{
    const table known = {0, 1, 2};
    static const struct {
        size_t given, told;
        int64_t one, two, three;
    } rows[] = {{sizeof(newer_table), sizeof(table), 1, 2, -1},
                {sizeof(table), sizeof(table), 1, 2, -1},
                {offsetof(table, two), offsetof(table, two), 1, -1, -1},
                {sizeof(size_t), sizeof(size_t), -1, -1, -1}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        newer_table to = {{rows[i].given, -1, -1}, -1};
        for (int times = 0; times < 2; times++) {
            assert_int_equal(sdpi_fill_struct(&to, &known, sizeof known), SDP_OK);
            assert_int_equal(to.known.size, rows[i].told);
            assert_true(to.known.one == rows[i].one && to.known.two == rows[i].two && to.three == rows[i].three);
        }
    }
    table unset = {sizeof(size_t) - 1, -1, -1};
    assert_int_equal(sdpi_fill_struct(&unset, &known, sizeof known), SDP_E_ARGUMENT);
    assert_true(unset.one == -1);
    assert_int_equal(sdpi_fill_struct(NULL, &known, sizeof known), SDP_E_ARGUMENT);
}

static void what_a_newer_program_says_is_refused(void **state)
{
    sdp_error error;
    (void)state;
    sdpi_error_init(&error, &sdpi_default_allocator);
    assert_int_equal(sdpi_check_flags(0, 3, &error), SDP_OK);
    assert_int_equal(sdpi_check_flags(3, 3, &error), SDP_OK);
    assert_int_equal(sdpi_check_reserved(0, "a.reserved", &error), SDP_OK);
    assert_int_equal(sdpi_check_flags(4 | 1, 3, &error), SDP_E_ARGUMENT);
    assert_string_equal(sdp_error_path(&error), "flags");
    assert_non_null(strstr(sdp_error_message(&error), "0x4"));
    assert_int_equal(sdpi_check_flags(INT32_MIN, 3, NULL), SDP_E_ARGUMENT);
    sdpi_error_reset(&error);
    assert_int_equal(sdpi_check_reserved(-1, "a.reserved", &error), SDP_E_STRUCT);
    assert_string_equal(sdp_error_path(&error), "a.reserved");
    sdpi_error_release(&error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(structs_of_other_versions_are_copied),
        cmocka_unit_test(tables_of_other_versions_are_copied),
        cmocka_unit_test(structs_of_other_versions_are_filled),
        cmocka_unit_test(what_a_newer_program_says_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
