/* Search criteria: each allocation of building, reading, checking and sending them fails once. */
#define _DEFAULT_SOURCE

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "interpose.h"
#include "trial.h"

/* Calls are not checked one by one: what fails stays failed, and is told at the end. */
static sdp_status build(trial *t, char **out)
{
    static const char *const names[] = {"a", "b"};
    static const int64_t times[] = {1, 2};
    const sdp_json *json = NULL;
    sdp_criteria *c = NULL;
    (void)t;
    if (sdp_criteria_new(&c) != SDP_OK) {
        assert_null(c);
        return SDP_E_NO_MEMORY;
    }
    sdp_criteria_add_text(c, SDP_AND, "name", SDP_CONDITION_IS, "a");
    sdp_criteria_add_bool(c, SDP_AND, "is_draft", SDP_CONDITION_IS, 0);
    sdp_criteria_open(c, SDP_AND);
    sdp_criteria_add_lookup(c, SDP_OR, "vendor", SDP_CONDITION_IS, "1", "b");
    sdp_criteria_open(c, SDP_OR);
    sdp_criteria_add_texts(c, SDP_AND, "name", SDP_CONDITION_IS_NOT, names, 2);
    sdp_criteria_close(c);
    sdp_criteria_add_times(c, SDP_OR, "active_till", SDP_CONDITION_BETWEEN, times, 2);
    sdp_criteria_close(c);
    sdp_status status = sdp_criteria_json(c, NULL, &json);
    if (status == SDP_OK) {
        status = sdp_criteria_json(c, NULL, &json); /* once more, in place of the first */
    } else if (sdp_criteria_count(c) == 3) {
        status = sdp_criteria_json(c, NULL, &json) == SDP_OK ? SDP_OK : SDP_E_NO_MEMORY;
    }
    if (status != SDP_OK) assert_null(json);
    if (status == SDP_OK) status = sdp_json_print(json, 0, out);
    sdp_criteria_free(c);
    return status;
}

static sdp_status read_text(trial *t, char **out)
{
    static const char text[] =
        "name in (a, 'b') and (status is \"x\" or active_till between 2027-01-01 and 2027-02-01)";
    const sdp_json *json = NULL;
    sdp_criteria *c = NULL;
    (void)t;
    if (sdp_criteria_new(&c) != SDP_OK) return SDP_E_NO_MEMORY;
    sdp_status status = sdp_criteria_parse(c, SDP_AND, text, sdp_type_by_name("contract"), 0);
    if (status == SDP_OK) status = sdp_criteria_check(c, sdp_type_by_name("contract"), NULL);
    if (status == SDP_OK) status = sdp_criteria_json(c, NULL, &json);
    if (status == SDP_OK) status = sdp_json_print(json, 0, out);
    sdp_criteria_free(c);
    return status;
}

/* What is wrong stays what is told, or memory was short before it was found. */
static sdp_status tell_mistake(trial *t, char **out)
{
    const sdp_json *json = NULL;
    sdp_criteria *c = NULL;
    sdp_error *error = NULL;
    (void)t;
    sdp_status status = sdp_error_new(&error);
    if (status == SDP_OK) status = sdp_criteria_new(&c);
    if (status == SDP_OK) {
        sdp_criteria_add_text(c, SDP_AND, "name", SDP_CONDITION_IS, "a");
        sdp_criteria_parse(c, SDP_AND, "name is a and (name is b or nam is c)", sdp_type_by_name("contract"), 0);
        status = sdp_criteria_json(c, error, &json);
        assert_null(json);
        assert_int_equal(sdp_error_status(error), status);
        if (status == SDP_E_UNKNOWN_FIELD) status = sdp_error_to_json(error, out);
    }
    sdp_criteria_free(c);
    sdp_error_free(error);
    return status;
}

static void every_function(void **state)
{
    static const struct {
        const char *name;
        sdp_status (*work)(trial *t, char **out);
    } jobs[] = {
        {"building criteria", build},
        {"reading criteria from text", read_text},
        {"telling a mistake", tell_mistake},
    };
    (void)state;
    if (!starve_is_total()) skip(); /* only malloc() itself is asked */
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
        trial t = {.name = jobs[i].name, .work = jobs[i].work};
        trial_run(&t);
    }
    print_message("%s\n", trial_summary());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
