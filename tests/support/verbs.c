#include "verbs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "json_equal.h"

#define ROOT "https://desk.example.com/app/itdesk/api/v3"
#define SUCCESS "\"response_status\":{\"status_code\":2000,\"status\":\"success\"}"
#define FAILURE                                                                                                        \
    "{\"response_status\":{\"status_code\":4000,\"status\":\"failed\",\"messages\":[{\"status_code\":4007,"            \
    "\"type\":\"failed\",\"message\":\"No.\"}]}}"

/* What a caller's variable holds before the call: nobody may take it for a result. */
static const sdp_product before = SDP_PRODUCT_INIT;

static void expect_status(const replay *r, const verb *v, sdp_status status, sdp_status expected)
{
    if (status == expected) return;
    fail_msg("%s: %s instead of %s: %s", v->operation, sdp_status_name(status), sdp_status_name(expected),
             sdp_error_message(sdp_last_error(r->client)));
}

void verbs_send(replay *r, const verb *verbs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const verb *v = &verbs[i];
        char text[1024];
        const void *out = &before;
        snprintf(text, sizeof text, "{%s" SUCCESS "}", v->answer);
        replay_answer_text(r, text);
        r->requests = 0;
        expect_status(r, v, v->call(r->client, REPLAY_ID, NULL, &out), SDP_OK);
        assert_int_equal(r->requests, 1);
        assert_string_equal(r->method, v->method);
        snprintf(text, sizeof text, ROOT "%s", v->path);
        assert_string_equal(r->url, text);
        replay_expect_input_exactly(r, v->input);
        if (v->brings != NULL) {
            assert_non_null(out);
            assert_string_equal(sdp_type_name(sdp_entity_type(out)), v->brings);
        } else {
            assert_null(out);
        }
        sdp_entity_free(out);
    }
}

void verbs_take_options(replay *r, const verb *verbs, size_t count)
{
    const sdp_options options = SDP_OPTIONS(.dry_run = 1);
    for (size_t i = 0; i < count; i++) {
        const void *out = &before;
        expect_status(r, &verbs[i], verbs[i].call(r->client, REPLAY_ID, &options, &out), SDP_DRY_RUN);
        assert_null(out);
        sdp_json *said = json_of_text(sdp_last_dry_run(r->client));
        assert_string_equal(sdp_json_text(sdp_json_member(said, "operation")), verbs[i].operation);
        sdp_json_free(said);
    }
    assert_int_equal(r->requests, 0);
}

void verbs_fail(replay *r, const verb *verbs, size_t count)
{
    replay_answer_text(r, FAILURE);
    for (size_t i = 0; i < count; i++) {
        const void *out = &before;
        expect_status(r, &verbs[i], verbs[i].call(r->client, REPLAY_ID, NULL, &out), SDP_E_NOT_FOUND);
        assert_null(out);
        assert_int_equal(sdp_error_status(sdp_last_error(r->client)), SDP_E_NOT_FOUND);
        assert_int_equal(r->requests, i + 1);
    }
}

void verbs_refuse(replay *r, const verb *verbs, size_t count)
{
    static const char *const ids[] = {NULL, "", "../x", "1\n"};
    for (size_t i = 0; i < count; i++) {
        const verb *v = &verbs[i];
        const void *out = &before;
        assert_int_equal(v->call(NULL, REPLAY_ID, NULL, &out), SDP_E_ARGUMENT);
        assert_null(out);
        if (strstr(v->path, REPLAY_ID) == NULL) continue;
        for (size_t k = 0; k < sizeof ids / sizeof ids[0]; k++) {
            out = &before;
            expect_status(r, v, v->call(r->client, ids[k], NULL, &out), SDP_E_ARGUMENT);
            assert_null(out);
            assert_string_equal(sdp_error_path(sdp_last_error(r->client)), "id");
        }
    }
    assert_int_equal(r->requests, 0);
}

void verbs_are_all(const verb *verbs, size_t count, const char *noun)
{
    const sdp_operation *operation;
    for (size_t i = 0; (operation = sdp_operation_at(i)) != NULL; i++) {
        const char *name = sdp_operation_name(operation);
        size_t found = 0;
        if (strncmp(name, noun, strlen(noun)) != 0 || sdp_operation_output_is_list(operation)) continue;
        if (sdp_operation_place(operation) == SDP_PLACE_MULTIPART) continue; /* files.h has those */
        for (size_t k = 0; k < count; k++) found += strcmp(verbs[k].operation, name) == 0;
        if (found != 1) fail_msg("%s stands in the table %zu times", name, found);
    }
}
