/* Every kind that is one value, with every form of JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "everything.h"
#include "json_equal.h"
#include "model/decode.h"

typedef struct decoded {
    sdpi_document *document;
    everything *entity; /* NULL where it failed */
    sdp_status status;
    sdp_error error;
} decoded;

static decoded decode(const char *text, int32_t flags)
{
    decoded d = {0};
    void *entity = NULL;
    sdpi_error_init(&d.error, &sdpi_default_allocator);
    d.document = sdpi_document_new(&sdpi_default_allocator, json_of_text(text));
    assert_non_null(d.document);
    d.status = sdpi_decode(d.document, &sdpi_type_everything, d.document->json, flags, 1, &d.error, &entity);
    assert_int_equal(d.status == SDP_OK, entity != NULL);
    d.entity = entity;
    return d;
}

static void done(decoded *d)
{
    sdpi_document_free(d->document);
    sdpi_error_release(&d->error);
}

/* Forms of a value, in the order of the columns below. */
static const char *const forms[] = {
    "null", "true", "false", "5", "2.50", "\"5\"", "\"x\"", "\"\"", "\"true\"", "[]", "[5]", "{}", "{\"value\":\"5\"}"};
enum { FORMS = sizeof forms / sizeof forms[0] };

/* 'v' a value, '0' null, '-' refused; one letter for each form. */
static const struct {
    const char *member;
    const char *received;
    const char *input;
} kinds[] = {
    {"text", "0--vvvvvv----", "0----vvvv----"},    {"id", "0--vvvvvv----", "0--v-v-------"},
    {"number", "0--vvv-------", "0--vvv-------"},  {"flag", "0vv-----v----", "0vv-----v----"},
    {"integer", "0--v-v-------", "---v-v-------"}, {"time", "0--v-v------v", "0--v-v------v"},
};

static char outcome(const char *member, const char *form, int32_t flags)
{
    char text[128];
    snprintf(text, sizeof text, "{\"%s\":%s}", member, form);
    decoded d = decode(text, flags);
    char letter = '-';
    if (d.status == SDP_OK) {
        const sdp_field *field = sdp_type_field_by_name(&sdpi_type_everything, member);
        int32_t state = sdpi_slot_state(field, (const char *)d.entity + field->offset);
        letter = state == SDP_STATE_VALUE ? 'v' : '0';
        /* As input null is kept; on receipt texts are simply absent. */
        int32_t flag_or_time = field->kind == SDP_KIND_BOOL || field->kind == SDP_KIND_TIME;
        int32_t null = flags & SDPI_DECODE_INPUT || flag_or_time ? SDP_STATE_NULL : SDP_STATE_ABSENT;
        if (field->kind == SDP_KIND_INTEGER) null = SDP_STATE_ABSENT;
        if (letter == '0') assert_int_equal(state, null);
    } else {
        assert_int_equal(d.status, flags & SDPI_DECODE_INPUT ? SDP_E_VALUE : SDP_E_MISFIT);
        assert_string_equal(sdp_error_path(&d.error), member);
        assert_memory_equal(sdp_error_message(&d.error), "expected ", 9);
    }
    done(&d);
    return letter;
}

static void every_kind_meets_every_form(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        for (size_t f = 0; f < FORMS; f++) {
            char received = outcome(kinds[k].member, forms[f], 0);
            char input = outcome(kinds[k].member, forms[f], SDPI_DECODE_INPUT);
            if (received != kinds[k].received[f] || input != kinds[k].input[f]) {
                fail_msg("%s: %s: received '%c', as input '%c'", kinds[k].member, forms[f], received, input);
            }
        }
    }
}

static void values_come_in_either_form(void **state)
{
    static const char *const texts[] = {
        "{\"id\":1829236507633258123,\"text\":5,\"number\":2322.00,\"flag\":true,\"time\":1737111264440,\"integer\":-"
        "7}",
        "{\"id\":\"1829236507633258123\",\"text\":\"5\",\"number\":\"2322.00\",\"flag\":\"true\","
        "\"time\":\"1737111264440\",\"integer\":\"-7\"}",
        "{\"id\":\"1829236507633258123\",\"text\":\"5\",\"number\":\"2322.00\",\"flag\":true,"
        "\"time\":{\"display_value\":\"Jan 17\",\"value\":\"1737111264440\"},\"integer\":-7}",
        "{\"id\":\"1829236507633258123\",\"text\":\"5\",\"number\":\"2322.00\",\"flag\":true,"
        "\"time\":{\"value\":1737111264440,\"display_value\":null,\"more\":[]},\"integer\":-7}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        decoded d = decode(texts[i], 0);
        assert_int_equal(d.status, SDP_OK);
        assert_string_equal(d.entity->id, "1829236507633258123");
        assert_string_equal(d.entity->text, "5");
        assert_string_equal(d.entity->number, "2322.00");
        assert_true(sdp_is_true(d.entity->flag));
        assert_true(d.entity->time.ms == INT64_C(1737111264440));
        assert_int_equal(d.entity->time.state, SDP_STATE_VALUE);
        if (i == 2) assert_string_equal(d.entity->time.display_value, "Jan 17");
        if (i != 2) assert_null(d.entity->time.display_value);
        assert_int_equal(d.entity->integer, -7);
        done(&d);
    }
}

static void numbers_beyond_a_double_are_exact(void **state)
{
    static const char *const literals[] = {
        "1829236507633258123", "100000000000033283", "1e400", "-0", "2322.00", "0.1000000000000000055511151231257827"};
    (void)state;
    for (size_t i = 0; i < sizeof literals / sizeof literals[0]; i++) {
        char text[128];
        snprintf(text, sizeof text, "{\"number\":%s,\"text\":%s}", literals[i], literals[i]);
        decoded d = decode(text, 0);
        assert_int_equal(d.status, SDP_OK);
        assert_string_equal(d.entity->number, literals[i]);
        assert_string_equal(d.entity->text, literals[i]);
        done(&d);
    }
}

static void integers_have_limits(void **state)
{
    (void)state;
    decoded d = decode("{\"integer\":9223372036854775807}", 0);
    assert_true(d.entity->integer == INT64_MAX);
    done(&d);
    d = decode("{\"integer\":9223372036854775808}", 0);
    assert_int_equal(d.status, SDP_E_MISFIT);
    done(&d);
    d = decode("{\"integer\":0}", 0);
    assert_int_equal(d.status, SDP_OK);
    done(&d);
    d = decode("{\"integer\":0}", SDPI_DECODE_INPUT);
    assert_int_equal(d.status, SDP_E_VALUE);
    done(&d);
    d = decode("{\"time\":\"99999999999999999999\"}", 0);
    assert_int_equal(d.status, SDP_E_MISFIT);
    done(&d);
}

/* The service sends nulls anywhere: a time whose parts are null is no time. */
static void a_time_of_nulls_is_null(void **state)
{
    (void)state;
    decoded d = decode("{\"time\":{\"display_value\":null,\"value\":null}}", 0);
    assert_int_equal(d.status, SDP_OK);
    assert_int_equal(d.entity->time.state, SDP_STATE_NULL);
    done(&d);
    d = decode("{\"time\":{\"value\":null}}", SDPI_DECODE_INPUT);
    assert_int_equal(d.status, SDP_E_VALUE);
    done(&d);
}

static void the_last_of_a_repeated_member_counts(void **state)
{
    (void)state;
    decoded d = decode("{\"text\":\"a\",\"text\":null,\"integer\":5,\"integer\":null,\"object\":{\"id\":\"1\"},"
                       "\"object\":[],\"flag\":true,\"flag\":false}",
                       0);
    assert_int_equal(d.status, SDP_OK);
    assert_null(d.entity->text);
    assert_int_equal(d.entity->integer, 0);
    assert_null(d.entity->object);
    assert_true(sdp_is_false(d.entity->flag));
    done(&d);
}

static void a_misfit_quotes_what_was_found_as_utf8(void **state)
{
    char text[300] = "{\"integer\":\"x";
    (void)state;
    for (int i = 0; i < 60; i++) strcat(text, "\xC3\xA9");
    strcat(text, "\"}");
    decoded d = decode(text, 0);
    char *json = NULL;
    assert_int_equal(d.status, SDP_E_MISFIT);
    assert_int_equal(sdp_error_to_json(&d.error, &json), SDP_OK);
    sdp_json_free(json_of_text(json));
    sdp_text_free(json);
    done(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_meets_every_form),
        cmocka_unit_test(values_come_in_either_form),
        cmocka_unit_test(numbers_beyond_a_double_are_exact),
        cmocka_unit_test(integers_have_limits),
        cmocka_unit_test(a_time_of_nulls_is_null),
        cmocka_unit_test(the_last_of_a_repeated_member_counts),
        cmocka_unit_test(a_misfit_quotes_what_was_found_as_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
