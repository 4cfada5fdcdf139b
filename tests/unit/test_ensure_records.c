/* Find by name, or add: which records count as the one that is meant, and what can be known after an add whose answer
   was lost or empty. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

#define ROWS(rows_) "{" DESK_SUCCESS ",\"contracts\":[" rows_ "],\"list_info\":{\"has_more_rows\":false}}"
#define NAMED(id_, name_) "{\"id\":\"" id_ "\",\"name\":\"" name_ "\"}"
#define WHOLE(id_, name_, customer_)                                                                                   \
    "{\"id\":\"" id_ "\",\"name\":\"" name_ "\",\"customer\":{\"id\":\"" customer_ "\"}}"
#define ONE(contract_) "{" DESK_SUCCESS ",\"contract\":" contract_ "}"
#define GOOD(body_) RAW_READ, RAW_REPLY("200 OK", body_)
#define REFUSED(code_)                                                                                                 \
    RAW_READ, RAW_REPLY("400 No", "{\"response_status\":{\"status_code\":4000,\"status\":\"failed\",\"messages\":["    \
                                  "{\"status_code\":" code_ ",\"type\":\"failed\",\"message\":\"No.\"}]}}")

typedef struct outcome {
    sdp_status status;
    int32_t added;
    char id[32]; /* "" for none */
} outcome;

static outcome ensure_name(desk *d, const char *name)
{
    static const sdp_vendor vendor = SDP_VENDOR(.name = "v");
    static const sdp_user owner = SDP_USER(.name = "o");
    static const sdp_customer_lookup customer = SDP_CUSTOMER_LOOKUP(.id = "8");
    const sdp_contract input = SDP_CONTRACT(.name = name, .vendor = &vendor, .owner = &owner, .is_definite = SDP_FALSE,
                                            .active_from = {.ms = 1, .state = SDP_STATE_VALUE}, .customer = &customer);
    const sdp_contract *out = NULL;
    outcome came = {.added = 7};
    came.status = sdp_contract_ensure(d->client, &input, NULL, &came.added, &out);
    if (out != NULL && out->id != NULL) strcpy(came.id, out->id);
    sdp_contract_free(out);
    return came;
}

static outcome ensure(desk *d)
{
    return ensure_name(d, "a b");
}

/* Runs it against a script, and expects this many requests. */
static void expect(const raw_step *script, outcome expected, const char *words, int requests)
{
    desk *d = desk_open(RAW_SERVER(script), &(sdp_config)SDP_CONFIG(.max_retries = -1));
    const outcome came = ensure(d);
    const char *message = sdp_error_message(sdp_last_error(d->client));
    if (came.status != expected.status || strstr(message, words) == NULL) {
        fail_msg("%s instead of %s: %s", sdp_status_name(came.status), sdp_status_name(expected.status), message);
    }
    if (came.status == SDP_OK) assert_string_equal(message, "");
    assert_int_equal(came.added, expected.added);
    assert_string_equal(came.id, expected.id);
    assert_int_equal(raw_server_requests(d->server), requests);
    desk_close(d);
}

#define SCRIPT(...)                                                                                                    \
    (const raw_step[])                                                                                                 \
    {                                                                                                                  \
        __VA_ARGS__, RAW_END                                                                                           \
    }

static void a_row_that_does_not_show_all_is_read_whole(void **state)
{
    (void)state;
    expect(SCRIPT(GOOD(ROWS(NAMED("5", "a b"))), GOOD(ONE(WHOLE("5", "a b", "8")))), (outcome){SDP_OK, 0, "5"}, "", 2);
    expect(SCRIPT(GOOD(ROWS(NAMED("5", "a b"))), GOOD(ONE(WHOLE("5", "a b", "9")))), (outcome){SDP_E_AMBIGUOUS, 0, ""},
           "record 5 has the name 'a b', but not the customer.id", 2);
    expect(SCRIPT(GOOD(ROWS(NAMED("5", "a b"))), GOOD(ONE(NAMED("5", "a b")))), (outcome){SDP_E_AMBIGUOUS, 0, ""},
           "or does not show it; nothing was added", 2);
    /* What the row showed the record need not show again; and the id that is told is that of the record. */
    expect(SCRIPT(GOOD(ROWS(WHOLE("5", "a b", "8"))), GOOD(ONE(NAMED("5", "a b")))), (outcome){SDP_OK, 0, "5"}, "", 2);
    expect(SCRIPT(GOOD(ROWS(WHOLE("4", "A B", "8") "," NAMED("5", "a b"))), GOOD(ONE(WHOLE("5", "a b", "9")))),
           (outcome){SDP_E_AMBIGUOUS, 0, ""}, "record 5 has", 2);
}

static void similar_names_are_the_callers_to_judge(void **state)
{
    (void)state;
    expect(SCRIPT(GOOD(ROWS(WHOLE("5", "A B", "8")))), (outcome){SDP_E_AMBIGUOUS, 0, ""},
           "1 record has the name 'a b', or one that differs in case or blanks: id 5; nothing was added", 1);
    expect(SCRIPT(GOOD(ROWS(WHOLE("5", " a b ", "8") "," WHOLE("6", "a B", "8")))), (outcome){SDP_E_AMBIGUOUS, 0, ""},
           "ids 5, 6; nothing was added", 1);
    /* Those of another customer are others. */
    expect(SCRIPT(GOOD(ROWS(WHOLE("5", "A B", "9"))), GOOD(ONE(WHOLE("7", "a b", "8")))), (outcome){SDP_OK, 1, "7"}, "",
           2);
    expect(SCRIPT(GOOD(ROWS(WHOLE("5", "A B", "8") "," WHOLE("6", "a b", "8"))), GOOD(ONE(WHOLE("6", "a b", "8")))),
           (outcome){SDP_OK, 0, "6"}, "", 2);
}

/* A service that keeps blanks finds nothing by a name with them, and one that drops them has the record without. */
static void a_name_with_blanks_is_looked_for_without_them_too(void **state)
{
    (void)state;
    const raw_step *const scripts[] = {
        SCRIPT(GOOD(ROWS("")), GOOD(ROWS(WHOLE("5", "a b", "8")))),
        SCRIPT(GOOD(ROWS(WHOLE("5", " a b", "8"))), GOOD(ONE(WHOLE("5", " a b", "8")))),
        SCRIPT(GOOD(ROWS("")), GOOD(ROWS("")), GOOD(ONE(WHOLE("7", " a b", "8")))),
    };
    const outcome expected[] = {{SDP_E_AMBIGUOUS, 0, ""}, {SDP_OK, 0, "5"}, {SDP_OK, 1, "7"}};
    const int requests[] = {2, 2, 3};
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        desk *d = desk_open(RAW_SERVER(scripts[i]), &(sdp_config)SDP_CONFIG(.max_retries = -1));
        const outcome came = ensure_name(d, " a b");
        assert_int_equal(came.status, expected[i].status);
        assert_int_equal(came.added, expected[i].added);
        assert_string_equal(came.id, expected[i].id);
        assert_int_equal(raw_server_requests(d->server), requests[i]);
        desk_close(d);
    }
}

#define LOST GOOD(ROWS("")), RAW_READ, RAW_RESET

/* A connection of its own for what comes after the reset. */
static void expect_after_loss(const raw_step *after, outcome expected, const char *words, int requests)
{
    static const raw_step loses[] = {LOST, RAW_END};
    desk *d = desk_open(RAW_SERVER(loses, after), &(sdp_config)SDP_CONFIG(.max_retries = -1));
    const outcome came = ensure(d);
    const sdp_error *error = sdp_last_error(d->client);
    if (came.status != expected.status || strstr(sdp_error_message(error), words) == NULL) {
        fail_msg("%s: %s", sdp_status_name(came.status), sdp_error_message(error));
    }
    assert_int_equal(sdp_error_maybe_done(error), came.status != SDP_OK);
    assert_int_equal(came.added, expected.added);
    assert_string_equal(came.id, expected.id);
    assert_int_equal(raw_server_requests(d->server), requests);
    desk_close(d);
}

static void after_a_lost_add_the_list_is_enough(void **state)
{
    (void)state;
    expect_after_loss(SCRIPT(GOOD(ROWS(WHOLE("7", "a b", "8"))), GOOD(ONE(WHOLE("7", "a b", "8")))),
                      (outcome){SDP_OK, 1, "7"}, "", 4);
    expect_after_loss(SCRIPT(GOOD(ROWS(WHOLE("7", "a b", "8"))), REFUSED("4007")), (outcome){SDP_OK, 1, "7"}, "", 4);
    expect_after_loss(SCRIPT(GOOD(ROWS(NAMED("7", "a b"))), GOOD(ONE(WHOLE("7", "a b", "8")))),
                      (outcome){SDP_OK, 1, "7"}, "", 4);
}

/* A record whose customer is another, or is not known, says nothing of the add. */
static void another_record_settles_nothing(void **state)
{
    (void)state;
    expect_after_loss(SCRIPT(GOOD(ROWS(NAMED("7", "a b"))), GOOD(ONE(WHOLE("7", "a b", "9")))),
                      (outcome){SDP_E_MAYBE_DONE, 0, ""}, "contracts.add", 4);
    expect_after_loss(SCRIPT(GOOD(ROWS(NAMED("7", "a b"))), REFUSED("4007")), (outcome){SDP_E_MAYBE_DONE, 0, ""},
                      "contracts.add", 4);
    expect_after_loss(SCRIPT(GOOD(ROWS(WHOLE("7", "A B", "8")))), (outcome){SDP_E_MAYBE_DONE, 0, ""}, "contracts.add",
                      3);
}

/* The service's internal error is an answer that does not say how far it came. */
static void an_internal_error_is_settled_too(void **state)
{
    (void)state;
    expect(
        SCRIPT(GOOD(ROWS("")), REFUSED("4004"), GOOD(ROWS(WHOLE("7", "a b", "8"))), GOOD(ONE(WHOLE("7", "a b", "8")))),
        (outcome){SDP_OK, 1, "7"}, "", 4);
    expect(SCRIPT(GOOD(ROWS("")), REFUSED("4004"), GOOD(ROWS(""))), (outcome){SDP_E_REFUSED, 0, ""}, "No.", 3);
    /* Any other refusal says that nothing was added. */
    expect(SCRIPT(GOOD(ROWS("")), REFUSED("4012")), (outcome){SDP_E_REFUSED, 0, ""}, "No.", 2);
}

static void an_empty_answer_is_completed(void **state)
{
    (void)state;
    expect(SCRIPT(GOOD(ROWS("")), GOOD("{" DESK_SUCCESS "}"), GOOD(ROWS(WHOLE("7", "a b", "8"))),
                  GOOD(ONE(WHOLE("7", "a b", "8")))),
           (outcome){SDP_OK, 1, "7"}, "", 4);
    /* It was added all the same where the look finds nothing. */
    expect(SCRIPT(GOOD(ROWS("")), GOOD("{" DESK_SUCCESS "}"), GOOD(ROWS(""))), (outcome){SDP_OK, 1, ""}, "", 3);
    expect(SCRIPT(GOOD(ROWS("")), GOOD("{" DESK_SUCCESS "}"), REFUSED("4007")), (outcome){SDP_OK, 1, ""}, "", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_that_does_not_show_all_is_read_whole),
        cmocka_unit_test(similar_names_are_the_callers_to_judge),
        cmocka_unit_test(a_name_with_blanks_is_looked_for_without_them_too),
        cmocka_unit_test(after_a_lost_add_the_list_is_enough),
        cmocka_unit_test(another_record_settles_nothing),
        cmocka_unit_test(an_internal_error_is_settled_too),
        cmocka_unit_test(an_empty_answer_is_completed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
