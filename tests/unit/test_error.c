/* The error object. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/text.h"
#include "json_equal.h"
#include "scarce.h"

static void the_first_word_wins(void **state)
{
    sdp_error error;
    (void)state;
    sdpi_error_init(&error, &sdpi_default_allocator);
    assert_int_equal(sdpi_error_set(&error, SDP_E_VALUE, "a.b", "first %d", 1), SDP_E_VALUE);
    assert_int_equal(sdpi_error_set(&error, SDP_E_JSON, "c", "second"), SDP_E_JSON);
    assert_int_equal(sdp_error_status(&error), SDP_E_VALUE);
    assert_string_equal(sdp_error_message(&error), "first 1");
    assert_string_equal(sdp_error_path(&error), "a.b");
    assert_int_equal(sdpi_error_replace(&error, SDP_E_TIMEOUT, "third"), SDP_E_TIMEOUT);
    assert_string_equal(sdp_error_message(&error), "third");
    assert_string_equal(sdp_error_path(&error), "a.b");
    sdpi_error_release(&error);
}

/* More words about the same failure leave open whose it was; another failure is not that one's. */
static void other_words_have_a_cause_of_their_own(void **state)
{
    sdp_error error;
    (void)state;
    sdpi_error_init(&error, &sdpi_default_allocator);
    sdpi_error_set(&error, SDP_E_CONNECT, NULL, "the proxy is down");
    error.by_proxy = 1;
    sdpi_error_replace(&error, SDP_E_CONNECT, "the proxy is down, and there is no other attempt");
    assert_int_equal(sdp_error_by_proxy(&error), 1);
    sdpi_error_replace(&error, SDP_E_TOKEN_STORE, "the token store cannot be read");
    assert_int_equal(sdp_error_by_proxy(&error), 0);
    sdpi_error_release(&error);
}

/* A member that did not fit and was left out is told on a success. */
static void a_note_stands_beside_a_success(void **state)
{
    sdp_error error;
    (void)state;
    sdpi_error_init(&error, &sdpi_default_allocator);
    sdpi_error_set(&error, SDP_E_MISFIT, "x", "expected a number");
    sdpi_error_note(&error, "product", "cost");
    assert_int_equal(sdp_error_status(&error), SDP_OK);
    assert_string_equal(sdp_error_message(&error), "product.cost: expected a number");
    assert_string_equal(sdp_error_path(&error), "");
    /* The last note stays, and an error that follows says itself. */
    sdpi_error_set(&error, SDP_E_MISFIT, NULL, "expected a text");
    sdpi_error_note(&error, "product", "name");
    assert_string_equal(sdp_error_message(&error), "product.name: expected a text");
    sdpi_error_set(&error, SDP_E_NO_MEMORY, NULL, "out of memory");
    assert_string_equal(sdp_error_message(&error), "out of memory");
    sdpi_error_release(&error);
}

static void paths_grow_from_the_front(void **state)
{
    sdp_error error;
    (void)state;
    sdpi_error_init(&error, &sdpi_default_allocator);
    sdpi_error_set(&error, SDP_E_VALUE, "id", "wrong");
    sdpi_error_prefix_index(&error, 3);
    sdpi_error_prefix(&error, "sites");
    sdpi_error_prefix(&error, "customer");
    assert_string_equal(sdp_error_path(&error), "customer.sites[3].id");
    sdpi_error_name_path(&error);
    assert_string_equal(sdp_error_message(&error), "customer.sites[3].id: wrong");
    sdpi_error_reset(&error);
    sdpi_error_prefix(&error, "alone");
    assert_string_equal(sdp_error_path(&error), "alone");
    for (int i = 0; i < 300; i++) sdpi_error_prefix(&error, "long_name");
    assert_int_equal(strlen(sdp_error_path(&error)), sizeof error.path - 1);
    sdpi_error_name_path(&error);
    sdpi_error_release(&error);
}

static void a_message_is_one_line_and_bounded(void **state)
{
    sdp_error error;
    char many[3000];
    (void)state;
    sdpi_error_init(&error, &sdpi_default_allocator);
    sdpi_error_set(&error, SDP_E_VALUE, NULL, "%s", "a\nb\r\tc\x1B");
    assert_string_equal(sdp_error_message(&error), "a b  c ");
    memset(many, 'x', sizeof many);
    many[sizeof many - 1] = '\0';
    sdpi_error_replace(&error, SDP_E_VALUE, "%s", many);
    assert_int_equal(strlen(sdp_error_message(&error)), SDPI_MAX_MESSAGE - 1);
    sdpi_error_release(&error);
}

/* What is quoted may be cut in the middle of a character, or come from a network: it is printed as JSON. */
static void a_message_is_always_utf8(void **state)
{
    sdp_error error;
    char many[3001];
    (void)state;
    sdpi_error_init(&error, &sdpi_default_allocator);
    for (size_t i = 0; i + 1 < sizeof many; i += 2) memcpy(many + i, "\xC3\xA9", 2);
    many[3000] = '\0';
    for (int before = 0; before < 4; before++) {
        sdpi_error_replace(&error, SDP_E_VALUE, "%.*s%s", before, "xxxx", many);
        assert_true(sdpi_is_utf8(error.message, strlen(error.message)));
        sdpi_error_replace(&error, SDP_E_VALUE, "%.*s found '%.41s' here", before, "xxxx", many);
        assert_true(sdpi_is_utf8(error.message, strlen(error.message)));
    }
    sdpi_error_replace(&error, SDP_E_VALUE, "found \xE2\x82\xAC and \xFF");
    assert_string_equal(sdp_error_message(&error), "found \xE2\x82\xAC and  ");
    for (int before = 0; before < 2; before++) {
        sdpi_error_reset(&error);
        sdpi_error_set(&error, SDP_E_VALUE, many + 2 * 0, "x");
        for (int i = 0; i < before; i++) sdpi_error_prefix(&error, "x");
        sdpi_error_name_path(&error);
        assert_true(sdpi_is_utf8(error.path, strlen(error.path)));
        assert_true(sdpi_is_utf8(error.message, strlen(error.message)));
    }
    sdpi_error_release(&error);
}

static void nothing_is_a_good_error_too(void **state)
{
    int32_t column = 9;
    (void)state;
    assert_int_equal(sdpi_error_set(NULL, SDP_E_VALUE, "a", "b"), SDP_E_VALUE);
    assert_int_equal(sdpi_error_replace(NULL, SDP_E_VALUE, "b"), SDP_E_VALUE);
    assert_int_equal(sdpi_error_no_memory(NULL), SDP_E_NO_MEMORY);
    sdpi_error_reset(NULL);
    sdpi_error_prefix(NULL, "a");
    sdpi_error_prefix_index(NULL, 1);
    sdpi_error_name_path(NULL);
    sdpi_error_note(NULL, "a", "b");
    sdp_error_free(NULL);
    assert_int_equal(sdp_error_status(NULL), SDP_OK);
    assert_string_equal(sdp_error_message(NULL), "");
    assert_string_equal(sdp_error_advice(NULL), "");
    assert_string_equal(sdp_error_path(NULL), "");
    assert_string_equal(sdp_error_url(NULL), "");
    assert_int_equal(sdp_error_http_status(NULL), 0);
    assert_int_equal(sdp_error_api_code(NULL), 0);
    assert_int_equal(sdp_error_attempts(NULL), 0);
    assert_int_equal(sdp_error_retry_after_ms(NULL), -1);
    assert_int_equal(sdp_error_fault(NULL), SDP_FAULT_NONE);
    assert_int_equal(sdp_error_by_proxy(NULL), 0);
    assert_int_equal(sdp_error_message_count(NULL), 0);
    assert_null(sdp_error_server_message(NULL, 0));
    assert_int_equal(sdp_error_line(NULL, &column), 0);
    assert_int_equal(column, 0);
    assert_int_equal(sdp_error_to_json(NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_error_new(NULL), SDP_E_ARGUMENT);
}

static void fill(sdp_error *error)
{
    sdpi_error_set(error, SDP_E_REFUSED, "name", "the service refused");
    error->http_status = 400;
    error->api_code = SDP_API_NOT_UNIQUE;
    error->attempts = 2;
    error->elapsed_ms = 1234;
    error->retry_after_ms = 5000;
    error->by_proxy = 1;
    memcpy(error->url, "https://h/x", 12);
    error->messages = sdpi_arena_take(&error->arena, 2 * sizeof *error->messages);
    const char **fields = sdpi_arena_take(&error->arena, 2 * sizeof *fields);
    fields[0] = sdpi_arena_text(&error->arena, "name", 4);
    fields[1] = sdpi_arena_text(&error->arena, "id", 2);
    error->messages[0] = (sdp_message){sizeof(sdp_message), 4008, 2, "failed", "exists \"already\"", fields};
    error->messages[1] = (sdp_message){.size = sizeof(sdp_message)};
    error->message_count = 2;
}

static const char as_json[] =
    "{\"status\":\"SDP_E_REFUSED\",\"cause\":\"SDP_E_REFUSED\",\"message\":\"the service refused\","
    "\"advice\":\"choose another value, or edit the record that has it\",\"http_status\":400,\"api_code\":4008,"
    "\"messages\":[{\"status_code\":4008,\"type\":\"failed\",\"message\":\"exists \\\"already\\\"\","
    "\"fields\":[\"name\",\"id\"]},{\"status_code\":0,\"type\":null,\"message\":null,\"fields\":[]}],\"path\":\"name\","
    "\"retryable\":false,\"maybe_done\":false,\"attempts\":2,\"elapsed_ms\":1234,\"url\":\"https://h/x\","
    "\"fault\":\"caller\",\"by_proxy\":true,\"retry_after_ms\":5000}";

/* Too long is another thing than a lack of memory. */
static void what_is_too_long_for_json_is_told(void **state)
{
    enum { SIZE = SDPI_MAX_JSON_TEXT };
    sdp_error error;
    sdp_message said = {.status_code = 1};
    char *text = NULL;
    (void)state;
    char *longest = malloc(SIZE + 1u);
    assert_non_null(longest);
    memset(longest, 'x', SIZE);
    longest[SIZE] = '\0';
    sdpi_error_init(&error, &sdpi_default_allocator);
    said.message = longest;
    error.messages = &said;
    error.message_count = 1;
    assert_int_equal(sdp_error_to_json(&error, &text), SDP_E_LIMIT);
    assert_null(text);
    longest[SIZE - 1000] = '\0';
    assert_int_equal(sdp_error_to_json(&error, &text), SDP_OK);
    sdp_text_free(text);
    free(longest);
    sdpi_error_release(&error);
}

static void all_of_it_is_json(void **state)
{
    sdp_error error;
    char *text = NULL;
    (void)state;
    sdpi_error_init(&error, &sdpi_default_allocator);
    fill(&error);
    assert_int_equal(sdp_error_to_json(&error, &text), SDP_OK);
    assert_json_text(text, as_json);
    sdp_text_free(text);
    sdpi_error_reset(&error);
    assert_int_equal(sdp_error_by_proxy(&error), 0);
    sdpi_error_set(&error, SDP_E_JSON, NULL, "x");
    error.line = 3;
    error.column = 4;
    assert_int_equal(sdp_error_to_json(&error, &text), SDP_OK);
    sdp_json *json = json_of_text(text);
    assert_int_equal(sdp_json_kind(sdp_json_at(json, "by_proxy")), SDP_JSON_FALSE);
    assert_string_equal(sdp_json_text(sdp_json_at(json, "line")), "3");
    assert_string_equal(sdp_json_text(sdp_json_at(json, "column")), "4");
    assert_null(sdp_json_at(json, "retry_after_ms"));
    sdp_json_free(json);
    sdp_text_free(text);
    sdpi_error_release(&error);
}

static void a_copy_has_all_and_lives_alone(void **state)
{
    sdp_error from, to;
    char *text = NULL;
    (void)state;
    sdpi_error_init(&from, &sdpi_default_allocator);
    sdpi_error_init(&to, &sdpi_default_allocator);
    fill(&to); /* is forgotten */
    fill(&from);
    sdpi_error_copy(&to, &from);
    sdpi_error_release(&from);
    assert_int_equal(sdp_error_to_json(&to, &text), SDP_OK);
    assert_json_text(text, as_json);
    sdp_text_free(text);
    sdpi_error_release(&to);
}

static void a_copy_without_memory_leaves_out_messages(void **state)
{
    (void)state;
    for (long left = 0; left < 4; left++) {
        scarce memory;
        sdp_error from, to;
        char *text = NULL;
        scarce_init(&memory, left);
        sdpi_error_init(&from, &sdpi_default_allocator);
        sdpi_error_init(&to, &memory.allocator);
        fill(&from);
        for (int i = 0; i < 2; i++) from.messages[i].message = as_json; /* long, so that blocks are used up */
        sdpi_error_copy(&to, &from);
        assert_string_equal(sdp_error_message(&to), "the service refused");
        assert_int_equal(sdp_error_to_json(&to, &text), SDP_OK);
        sdp_text_free(text);
        sdpi_error_release(&to);
        sdpi_error_release(&from);
        assert_int_equal(memory.alive, 0);
    }
}

static void advice_is_the_codes_or_the_statuses(void **state)
{
    sdp_error error;
    (void)state;
    sdpi_error_init(&error, &sdpi_default_allocator);
    assert_string_equal(sdp_error_advice(&error), "");
    sdpi_error_set(&error, SDP_E_REFUSED, NULL, "x");
    assert_string_equal(sdp_error_advice(&error), sdp_status_advice(SDP_E_REFUSED));
    error.api_code = SDP_API_MANDATORY_MISSING;
    assert_string_equal(sdp_error_advice(&error), sdp_api_code_advice(SDP_API_MANDATORY_MISSING));
    sdpi_error_replace(&error, SDP_E_MAYBE_DONE, "x");
    assert_string_equal(sdp_error_advice(&error), sdp_status_advice(SDP_E_MAYBE_DONE));
    sdpi_error_release(&error);
}

/* A refusal too may have come too late. */
static void what_may_have_happened_is_to_be_looked_for(void **state)
{
    static const char own[] = "its own advice";
    static const struct {
        sdp_status status;
        int32_t code;
        const char *advice;
    } rows[] = {{SDP_E_REFUSED, SDP_API_INTERNAL_ERROR, NULL},
                {SDP_E_REFUSED, SDP_API_NOT_UNIQUE, own},
                {SDP_E_PARTIAL, 0, NULL},
                {SDP_E_REDIRECT, 0, NULL},
                {SDP_E_MISFIT, 0, NULL}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_error error;
        sdpi_error_init(&error, &sdpi_default_allocator);
        sdpi_error_set(&error, rows[i].status, NULL, "x");
        error.api_code = rows[i].code;
        error.advice = rows[i].advice;
        assert_string_not_equal(sdp_error_advice(&error), sdp_status_advice(SDP_E_MAYBE_DONE));
        error.maybe_done = 1;
        assert_string_equal(sdp_error_advice(&error), sdp_status_advice(SDP_E_MAYBE_DONE));
        sdpi_error_release(&error);
    }
}

static void resetting_forgets_everything(void **state)
{
    sdp_error error;
    (void)state;
    sdpi_error_init(&error, &sdpi_default_allocator);
    fill(&error);
    error.maybe_done = error.retryable = error.line = error.column = 1;
    sdpi_error_reset(&error);
    assert_int_equal(sdp_error_status(&error), SDP_OK);
    assert_int_equal(sdp_error_message_count(&error), 0);
    assert_null(sdp_error_server_message(&error, 0));
    assert_int_equal(sdp_error_http_status(&error), 0);
    assert_int_equal(sdp_error_api_code(&error), 0);
    assert_int_equal(sdp_error_retry_after_ms(&error), -1);
    assert_int_equal(sdp_error_retryable(&error), 0);
    assert_int_equal(sdp_error_maybe_done(&error), 0);
    assert_int_equal(sdp_error_line(&error, NULL), 0);
    assert_int_equal(sdp_error_elapsed_ms(&error), 0);
    assert_string_equal(sdp_error_url(&error), "");
    sdpi_error_release(&error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_word_wins),
        cmocka_unit_test(other_words_have_a_cause_of_their_own),
        cmocka_unit_test(a_note_stands_beside_a_success),
        cmocka_unit_test(paths_grow_from_the_front),
        cmocka_unit_test(a_message_is_one_line_and_bounded),
        cmocka_unit_test(a_message_is_always_utf8),
        cmocka_unit_test(nothing_is_a_good_error_too),
        cmocka_unit_test(all_of_it_is_json),
        cmocka_unit_test(what_is_too_long_for_json_is_told),
        cmocka_unit_test(a_copy_has_all_and_lives_alone),
        cmocka_unit_test(a_copy_without_memory_leaves_out_messages),
        cmocka_unit_test(advice_is_the_codes_or_the_statuses),
        cmocka_unit_test(what_may_have_happened_is_to_be_looked_for),
        cmocka_unit_test(resetting_forgets_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
