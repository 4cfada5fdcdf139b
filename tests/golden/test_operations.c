/* The table of operations is the vendor's: every printed operation has its row, and every row says what is printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "call/operation.h"
#include "replay.h"

/* Operations that the pages mention without printing them. */
static const char *const unprinted[] = {"customers.upload_image", "customers.upload_attachment"};
/* Printed operations that have no row yet. Whoever adds the row takes its name out. */
static const char *const unbuilt[] = {NULL};

static int is_listed(const char *const *list, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i] != NULL && strcmp(list[i], name) == 0) return 1;
    }
    return 0;
}

static const char *text_of(const sdp_json *row, const char *name)
{
    return sdp_json_text(sdp_json_member(row, name));
}

/* What the page prints below the host: its own path where it differs, or the usual one below the root. */
static void check_path(const sdp_operation *operation, const sdp_json *row)
{
    char expected[512];
    const char *documented = text_of(row, "url_as_documented");
    assert_string_equal(operation->path, text_of(row, "path"));
    if (documented == NULL) return;
    if (operation->printed_path != NULL) {
        snprintf(expected, sizeof expected, "/app/<portal>%s", operation->printed_path);
    } else {
        snprintf(expected, sizeof expected, "/app/<portal>/api/v3%s", operation->path);
    }
    /* Names in braces are the reader's: one page has a blank in one. */
    const char *a = expected, *b = documented;
    while (*a != '\0' && *a == *b) {
        if (*a == '{') {
            a = strchr(a, '}');
            b = strchr(b, '}');
            assert_true(a != NULL && b != NULL);
        }
        a++;
        b++;
    }
    if (*a != *b) fail_msg("%s: %s is printed, the row has %s", operation->name, documented, expected);
}

static void check_form(const sdp_operation *operation, const sdp_json *row)
{
    const sdp_json *names = sdp_json_member(row, "form");
    assert_int_equal(operation->place, SDP_PLACE_FIELDS);
    assert_null(operation->input_key);
    for (const sdp_json *name = sdp_json_first(names); name != NULL; name = sdp_json_next(name)) {
        const char *text = sdp_json_text(name);
        if (strcmp(text, "userid") == 0 || strcmp(text, "api_key") == 0) continue; /* the login's */
        if (sdpi_has_word(operation->body_ids, text)) continue;
        if (sdp_type_field_by_name(operation->input_type, text) == NULL)
            fail_msg("%s has no field %s", operation->name, text);
    }
}

static void check_input(const sdp_operation *operation, const sdp_json *row)
{
    const char *input = text_of(row, "input_data");
    const int is_get = strcmp(operation->method, "GET") == 0;
    if (sdp_json_member(row, "multipart") != NULL) {
        assert_int_equal(operation->place, SDP_PLACE_MULTIPART);
        return;
    }
    if (input == NULL) {
        /* Of a dissociation the page asks for an input that its sample omits. */
        assert_int_equal(operation->bare, SDP_BARE_NOTHING);
        assert_int_equal(operation->input_type != NULL, sdp_json_member(row, "note") != NULL);
        assert_int_equal(operation->place, operation->input_type != NULL ? SDP_PLACE_FORM : SDP_PLACE_NONE);
        return;
    }
    assert_int_equal(operation->place, is_get ? SDP_PLACE_QUERY : SDP_PLACE_FORM);
    if (*input == '\0' || strcmp(input, "{}") == 0) {
        assert_int_equal(operation->bare, *input == '\0' ? SDP_BARE_EMPTY : SDP_BARE_OBJECT);
        return;
    }
    sdp_json *request = replay_fixture(input);
    assert_non_null(operation->input_type);
    if (operation->input_key != NULL) assert_non_null(sdp_json_member(request, operation->input_key));
    sdp_json_free(request);
}

static void every_printed_operation_has_its_row(void **state)
{
    sdp_json *rows = replay_fixture("operations.json");
    size_t count = 0;
    (void)state;
    for (const sdp_json *row = sdp_json_first(rows); row != NULL; row = sdp_json_next(row), count++) {
        const char *name = text_of(row, "operation");
        const sdp_operation *operation = sdp_operation_by_name(name);
        int listed = is_listed(unbuilt, sizeof unbuilt / sizeof unbuilt[0], name);
        if (operation == NULL && !listed) fail_msg("%s has no row", name);
        if (operation != NULL && listed) fail_msg("%s has a row now: take it out of the list", name);
        if (operation == NULL) continue;
        assert_string_equal(operation->method, text_of(row, "method"));
        check_path(operation, row);
        if (sdp_json_member(row, "form") != NULL) {
            check_form(operation, row);
        } else {
            check_input(operation, row);
        }
    }
    assert_int_equal(count, 35);
    sdp_json_free(rows);
}

static void every_row_is_printed(void **state)
{
    sdp_json *rows = replay_fixture("operations.json");
    const sdp_operation *operation;
    (void)state;
    for (size_t i = 0; (operation = sdp_operation_at(i)) != NULL; i++) {
        int printed = 0;
        for (const sdp_json *row = sdp_json_first(rows); row != NULL; row = sdp_json_next(row)) {
            if (strcmp(text_of(row, "operation"), operation->name) == 0) printed++;
        }
        int listed = is_listed(unprinted, sizeof unprinted / sizeof unprinted[0], operation->name);
        if (printed + listed != 1) fail_msg("%s is printed %d times", operation->name, printed);
    }
    sdp_json_free(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_printed_operation_has_its_row),
        cmocka_unit_test(every_row_is_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
