/* The log: levels, one line a line, and no secrets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"

typedef struct noted {
    int lines;
    int32_t level;
    char line[2048];
} noted;

static void note(void *user_data, int32_t level, const char *line)
{
    noted *n = user_data;
    n->lines++;
    n->level = level;
    memcpy(n->line, line, strlen(line) + 1);
}

static void levels_decide_what_is_written(void **state)
{
    noted n = {0};
    const sdpi_log silent = {NULL, NULL, 4};
    const sdpi_log log = {note, &n, 2};
    (void)state;
    assert_false(sdpi_log_wants(&silent, 1));
    assert_true(sdpi_log_wants(&log, 1));
    assert_true(sdpi_log_wants(&log, 2));
    assert_false(sdpi_log_wants(&log, 3));
    sdpi_log_line(&silent, 1, "no");
    sdpi_log_line(&log, 3, "no");
    assert_int_equal(n.lines, 0);
    sdpi_log_line(&log, 1, "%s %d", "yes", 5);
    assert_int_equal(n.lines, 1);
    assert_int_equal(n.level, 1);
    assert_string_equal(n.line, "yes 5");
}

static void a_line_stays_one_line(void **state)
{
    noted n = {0};
    char many[3000];
    const sdpi_log log = {note, &n, 4};
    (void)state;
    sdpi_log_line(&log, 1, "%s", "a\r\nb\x1B[31mc\td");
    assert_string_equal(n.line, "a  b [31mc d");
    memset(many, 'x', sizeof many);
    many[sizeof many - 1] = '\0';
    sdpi_log_line(&log, 1, "%s", many);
    assert_int_equal(strlen(n.line), SDPI_MAX_LOG_LINE - 1);
}

static void values_of_headers_are_shown_by_an_allow_list(void **state)
{
    static const struct {
        const char *name;
        int shown;
    } rows[] = {{"Accept", 1},         {"content-type", 1}, {"Retry-After", 1}, {"Authorization", 0}, {"authtoken", 0},
                {"TECHNICIAN_KEY", 0}, {"PORTALID", 0},     {"X-Anything", 0},  {"Cookie", 0},        {"", 0}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        noted n = {0};
        const sdpi_log log = {note, &n, 4};
        assert_int_equal(sdpi_is_public_header(rows[i].name), rows[i].shown);
        sdpi_log_header(&log, rows[i].name, "hunter2");
        assert_int_equal(n.lines, 1);
        assert_int_equal(strstr(n.line, "hunter2") != NULL, rows[i].shown);
        assert_int_equal(strstr(n.line, "***") == NULL, rows[i].shown);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_decide_what_is_written),
        cmocka_unit_test(a_line_stays_one_line),
        cmocka_unit_test(values_of_headers_are_shown_by_an_allow_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
