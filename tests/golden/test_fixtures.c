/* Every request and every answer that the vendor's pages print, by the tables alone: decoded, claimed member by member,
   printed back; and sent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "call/dialect.h"
#include "json_equal.h"
#include "model/document.h"
#include "replay.h"

#define DEVIATIONS SDP_FIXTURES_DIR "/../golden/deviations.txt"

static char deviations[65536];

static int read_deviations(void **state)
{
    (void)state;
    FILE *file = fopen(DEVIATIONS, "rb");
    if (file == NULL) return -1;
    size_t size = fread(deviations, 1, sizeof deviations - 1, file);
    fclose(file);
    deviations[size] = '\0';
    return size < sizeof deviations - 1 ? 0 : -1;
}

/* Whether the fixture is on the list; each line has a reason. */
static int deviates(const char *fixture)
{
    const size_t size = strlen(fixture);
    for (const char *line = deviations; *line != '\0'; line += strcspn(line, "\n"), line += *line == '\n') {
        if (*line == '#' || *line == '\n') continue;
        const size_t length = strcspn(line, "\n");
        const char *reason = memchr(line, ' ', length);
        if (reason == NULL || reason + 5 > line + length)
            fail_msg("a deviation without a reason: %.*s", (int)length, line);
        if ((size_t)(reason - line) == size && memcmp(line, fixture, size) == 0) return 1;
    }
    return 0;
}

static char *print(const sdp_json *json)
{
    char *text = NULL;
    assert_int_equal(sdp_json_print(json, 0, &text), SDP_OK);
    return text;
}

static void expect_rows(const sdpi_result *result, const sdp_json *json)
{
    const int many = sdp_json_kind(json) == SDP_JSON_ARRAY;
    assert_int_equal(result->row_count, many ? sdp_json_count(json) : 1);
    const sdp_json *row = many ? sdp_json_first(json) : json;
    for (size_t i = 0; i < result->row_count; i++, row = sdp_json_next(row)) replay_expect_json(row, result->rows[i]);
}

/* A type that describes a whole answer claims all but the status, which every answer has. */
static void expect_whole(const sdp_json *answer, const void *entity)
{
    char where[600];
    char *text = NULL;
    assert_int_equal(sdp_entity_to_json(entity, 0, NULL, &text), SDP_OK);
    sdp_json *printed = json_of_text(text);
    if (!json_equal(answer, printed, JSON_EQUAL_EXACT, where, sizeof where)) fail_msg("%s in %s", where, text);
    for (const sdp_json *m = sdp_json_first(answer); m != NULL; m = sdp_json_next(m)) {
        if (strcmp(sdp_json_name(m), "response_status") == 0) continue;
        if (sdp_type_field_by_name(sdp_entity_type(entity), sdp_json_name(m)) == NULL) {
            fail_msg("no row claims '%s'", sdp_json_name(m));
        }
    }
    sdp_json_free(printed);
    sdp_text_free(text);
}

static void expect_result(const sdp_operation *operation, const sdpi_result *result, const sdp_json *answer)
{
    const sdp_json *found = NULL;
    if (operation->output_type == NULL) {
        assert_true(result->entity == NULL && result->rows == NULL);
        /* Beside the status there is nothing to read. */
        assert_int_equal(sdp_json_count(answer), 1);
        return;
    }
    for (const sdp_json *m = sdp_json_first(answer); m != NULL; m = sdp_json_next(m)) {
        if (sdpi_has_word(operation->output_keys, sdp_json_name(m))) found = m;
    }
    if (found == NULL) fail_msg("the answer of %s has none of '%s'", operation->name, operation->output_keys);
    if (operation->output_is_list) {
        expect_rows(result, found);
    } else if (operation->output_is_whole) {
        expect_whole(answer, result->entity);
    } else {
        replay_expect_json(found, result->entity);
    }
}

static void check_answer(const sdp_operation *operation, const char *fixture)
{
    sdpi_verdict verdict;
    sdpi_result result;
    sdp_error error;
    sdpi_buffer scratch;
    sdp_json *json = replay_fixture(fixture);
    char *text = print(json);
    sdpi_error_init(&error, &sdpi_default_allocator);
    sdpi_buffer_init(&scratch, &sdpi_default_allocator, 1 << 20);
    const sdpi_answer answer = {.operation = operation,
                                .http_status = 200,
                                .body = text,
                                .body_size = strlen(text),
                                .allocator = &sdpi_default_allocator,
                                .scratch = &scratch};
    sdp_status status = operation->dialect->judge(&answer, &verdict, &result, &error);
    if (status != SDP_OK) fail_msg("%s: %s", fixture, sdp_error_message(&error));
    expect_result(operation, &result, json);
    sdpi_result_free(&result);
    sdpi_buffer_free(&scratch);
    sdpi_error_release(&error);
    sdp_text_free(text);
    sdp_json_free(json);
}

static void every_printed_answer_is_read_and_printed_back(void **state)
{
    sdp_json *rows = replay_fixture("operations.json");
    int checked = 0;
    (void)state;
    for (const sdp_json *row = sdp_json_first(rows); row != NULL; row = sdp_json_next(row)) {
        const sdp_operation *operation = sdp_operation_by_name(sdp_json_text(sdp_json_member(row, "operation")));
        const char *fixture = sdp_json_text(sdp_json_member(row, "response"));
        if (operation == NULL || fixture == NULL || deviates(fixture)) continue;
        check_answer(operation, fixture);
        checked++;
    }
    assert_true(checked >= 5);
    sdp_json_free(rows);
}

static void send_as_printed(replay *r, const sdp_operation *operation, const char *fixture, const char *answer)
{
    static const char *const ids[] = {REPLAY_ID, REPLAY_ID};
    const int is_file = fixture != NULL && strstr(fixture, ".json") != NULL;
    /* Where the page asks for an input and prints none, the caller says that none is sent. */
    const int omitted = fixture == NULL && operation->input_type != NULL;
    const sdp_options options = SDP_OPTIONS(.place = omitted ? SDP_PLACE_NONE : SDP_PLACE_DEFAULT);
    sdp_json *request = is_file ? replay_fixture(fixture) : NULL;
    char *input = request != NULL ? print(request) : NULL;
    char *out = NULL;
    replay_answer(r, answer);
    sdp_status status =
        sdp_invoke(r->client, operation->name, ids, sdp_operation_id_count(operation), input, 0, &options, &out);
    if (status != SDP_OK) fail_msg("%s: %s", operation->name, sdp_error_message(sdp_last_error(r->client)));
    if (is_file && deviates(fixture)) {
        replay_expect_route(r, operation->name);
    } else {
        replay_expect(r, operation->name);
    }
    sdp_text_free(out);
    sdp_text_free(input);
    sdp_json_free(request);
}

static void every_printed_request_is_sent(void **state)
{
    replay *r = *state;
    sdp_json *rows = replay_fixture("operations.json");
    int checked = 0;
    for (const sdp_json *row = sdp_json_first(rows); row != NULL; row = sdp_json_next(row)) {
        const sdp_operation *operation = sdp_operation_by_name(sdp_json_text(sdp_json_member(row, "operation")));
        const char *answer = sdp_json_text(sdp_json_member(row, "response"));
        if (operation == NULL || operation->dialect != &sdpi_dialect_v3 || sdp_json_member(row, "multipart") != NULL)
            continue;
        send_as_printed(r, operation, sdp_json_text(sdp_json_member(row, "input_data")), answer);
        checked++;
    }
    assert_true(checked >= 5);
    sdp_json_free(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_printed_answer_is_read_and_printed_back),
        REPLAY_TEST(every_printed_request_is_sent),
    };
    return cmocka_run_group_tests(tests, read_deviations, NULL);
}
