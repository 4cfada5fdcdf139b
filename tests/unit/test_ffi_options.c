/* Options of a call from JSON, as bindings make them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "api/ffi_options.h"
#include "base/error.h"

static sdp_options *options_of(const char *json)
{
    sdp_options *options;
    assert_int_equal(sdp_options_new_json(json, NULL, &options), SDP_OK);
    return options;
}

static void members_become_those_of_the_struct(void **state)
{
    sdp_options *o = options_of("{\"timeout_ms\":1500,\"attempt_timeout_ms\":500,\"max_retries\":0,\"place\":\"form\","
                                "\"bare\":\"object\",\"printed_path\":true,\"dry_run\":true,\"tag\":\"t\","
                                "\"headers\":{\"X-A\":\"1\",\"X-B\":\"2\"},"
                                "\"file\":{\"path\":\"/p\",\"name\":\"n\",\"content_type\":\"text/plain\"}}");
    (void)state;
    assert_int_equal(o->timeout_ms, 1500);
    assert_int_equal(o->attempt_timeout_ms, 500);
    assert_int_equal(o->max_retries, -1);
    assert_int_equal(o->place, SDP_PLACE_FORM);
    assert_int_equal(o->bare, SDP_BARE_OBJECT);
    assert_int_equal(o->printed_path, 1);
    assert_int_equal(o->dry_run, 1);
    assert_string_equal(o->tag, "t");
    assert_int_equal(o->header_count, 2);
    assert_string_equal(o->headers[1].name, "X-B");
    assert_string_equal(o->headers[1].value, "2");
    assert_string_equal(o->file->path, "/p");
    assert_string_equal(o->file->name, "n");
    assert_string_equal(o->file->content_type, "text/plain");
    sdp_options_free(o);
}

static void places_and_bare_forms_are_numbers_of_the_header(void **state)
{
    static const struct {
        const char *json;
        int32_t place;
        int32_t bare;
    } rows[] = {{NULL, SDP_PLACE_DEFAULT, SDP_BARE_DEFAULT},
                {"{}", SDP_PLACE_DEFAULT, SDP_BARE_DEFAULT},
                {"{\"place\":\"query\",\"bare\":\"nothing\"}", SDP_PLACE_QUERY, SDP_BARE_NOTHING},
                {"{\"place\":\"none\",\"bare\":\"empty\"}", SDP_PLACE_NONE, SDP_BARE_EMPTY},
                {"{\"place\":\"default\",\"bare\":\"default\"}", SDP_PLACE_DEFAULT, SDP_BARE_DEFAULT}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_options *o = options_of(rows[i].json);
        assert_int_equal(o->place, rows[i].place);
        assert_int_equal(o->bare, rows[i].bare);
        assert_null(o->file);
        assert_null(o->cancel);
        sdp_options_free(o);
    }
}

static void what_cannot_be_read_names_its_member(void **state)
{
    static const struct {
        const char *json;
        sdp_status status;
        const char *path;
    } rows[] = {{"{\"timeout\":5}", SDP_E_UNKNOWN_FIELD, "timeout"},
                {"{\"file\":{\"pth\":\"x\"}}", SDP_E_UNKNOWN_FIELD, "file.pth"},
                {"{\"file\":\"x\"}", SDP_E_VALUE, "file"},
                {"{\"headers\":{\"X\":1}}", SDP_E_VALUE, "headers.X"},
                {"{\"headers\":[]}", SDP_E_VALUE, "headers"},
                {"{\"tag\":\"\\u0000\"}", SDP_E_JSON, ""},
                {"{\"tag\":\"\xED\xA0\x80\"}", SDP_E_JSON, ""},
                {"{", SDP_E_JSON, ""},
                {"", SDP_E_JSON, ""},
                {"null", SDP_E_VALUE, ""}};
    sdp_error *error;
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_options before;
        sdp_options *options = &before;
        assert_int_equal(sdp_options_new_json(rows[i].json, error, &options), rows[i].status);
        assert_null(options);
        assert_string_equal(sdp_error_path(error), rows[i].path);
    }
    sdp_error_free(error);
    assert_int_equal(sdp_options_new_json(NULL, NULL, NULL), SDP_E_ARGUMENT);
}

static void note(void *user_data, int64_t done, int64_t total)
{
    *(int64_t *)user_data = done + total;
}

static void what_is_no_json_is_set(void **state)
{
    sdp_options *o = options_of("{\"file\":{\"name\":\"n\"}}");
    sdp_cancel *cancel;
    sdp_progress_fn progress = NULL;
    void *data = NULL;
    int64_t seen = 0;
    (void)state;
    assert_null(o->file); /* a name alone is no file */
    assert_int_equal(sdp_cancel_new(&cancel), SDP_OK);
    assert_int_equal(sdp_options_set_cancel(o, cancel), SDP_OK);
    assert_ptr_equal(o->cancel, cancel);
    assert_int_equal(sdp_options_set_bytes(o, "12345", 5), SDP_OK);
    assert_int_equal(o->file->memory_size, 5);
    assert_string_equal(o->file->name, "n");
    assert_int_equal(sdp_options_set_bytes(o, NULL, 0), SDP_OK);
    assert_non_null(o->file->memory); /* an empty file is one, too */
    assert_int_equal(sdp_options_set_bytes(o, NULL, 1), SDP_E_ARGUMENT);
    assert_int_equal(sdp_options_set_progress(o, note, &seen), SDP_OK);
    sdpi_options_get_progress(o, &progress, &data);
    progress(data, 2, 3);
    assert_int_equal(seen, 5);
    sdp_options_free(o);
    sdp_cancel_free(cancel);
}

static void a_struct_of_the_callers_own_is_left_alone(void **state)
{
    sdp_options own = SDP_OPTIONS_INIT;
    sdp_progress_fn progress = note;
    void *data = &own;
    (void)state;
    assert_int_equal(sdp_options_set_cancel(&own, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_options_set_bytes(&own, "", 0), SDP_E_ARGUMENT);
    assert_int_equal(sdp_options_set_progress(&own, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_options_set_cancel(NULL, NULL), SDP_E_ARGUMENT);
    assert_null(own.file);
    sdpi_options_get_progress(&own, &progress, &data);
    sdpi_options_get_progress(NULL, &progress, &data);
    assert_true(progress == note);
    assert_ptr_equal(data, &own);
    sdp_options_free(&own);
    sdp_options_free(NULL);
}

/* What is behind a copy is not of the library. */
static void a_copy_by_assignment_is_the_callers_own(void **state)
{
    struct {
        sdp_options copy;
        unsigned char behind[256];
    } s;
    unsigned char untouched[sizeof s.behind];
    sdp_options *o = options_of("{\"timeout_ms\":5}");
    sdp_progress_fn progress = note;
    void *data = &s;
    (void)state;
    memset(untouched, 0xAA, sizeof untouched);
    memset(&s, 0xAA, sizeof s);
    s.copy = *o;
    assert_int_equal(sdp_options_set_cancel(&s.copy, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_options_set_bytes(&s.copy, "x", 1), SDP_E_ARGUMENT);
    assert_int_equal(sdp_options_set_progress(&s.copy, NULL, NULL), SDP_E_ARGUMENT);
    sdpi_options_get_progress(&s.copy, &progress, &data);
    assert_true(progress == note);
    assert_ptr_equal(data, &s);
    sdp_options_free(&s.copy);
    assert_memory_equal(s.behind, untouched, sizeof untouched);
    sdp_options_free(o);
}

static void the_members_can_be_listed(void **state)
{
    size_t count = 0;
    (void)state;
    assert_string_equal(sdp_options_key_at(0), "timeout_ms");
    while (sdp_options_key_at(count) != NULL) count++;
    assert_int_equal(count, 10);
    assert_null(sdp_options_key_at(SIZE_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_become_those_of_the_struct),
        cmocka_unit_test(places_and_bare_forms_are_numbers_of_the_header),
        cmocka_unit_test(what_cannot_be_read_names_its_member),
        cmocka_unit_test(what_is_no_json_is_set),
        cmocka_unit_test(a_struct_of_the_callers_own_is_left_alone),
        cmocka_unit_test(a_copy_by_assignment_is_the_callers_own),
        cmocka_unit_test(the_members_can_be_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
