/* Operations by name: how the caller's JSON becomes what is sent, what is refused of it, and what comes back as
   JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "json_equal.h"
#include "replay.h"

#define SUCCESS "\"response_status\":{\"status_code\":2000,\"status\":\"success\"}"
#define TYPE "\"product_type\":{\"id\":\"5\"}"
#define ASSET "{\"asset\":{\"id\":\"7\"}}"

static const char *const one_id[] = {REPLAY_ID};

typedef struct invocation {
    const char *operation;
    const char *input;
    int32_t flags;
} invocation;

static size_t ids_of(const char *operation)
{
    return sdp_operation_id_count(sdp_operation_by_name(operation));
}

/* `*out` comes in as something that nobody may leave there. */
static sdp_status invoke(replay *r, const invocation *v, char **out)
{
    char before[] = "before";
    *out = before;
    sdp_status status =
        sdp_invoke(r->client, v->operation, one_id, ids_of(v->operation), v->input, v->flags, NULL, out);
    assert_ptr_not_equal(*out, before);
    assert_int_equal(*out != NULL, status == SDP_OK);
    assert_int_equal(sdp_error_status(sdp_last_error(r->client)), status);
    return status;
}

static void inputs_are_bare_or_whole(void **state)
{
    static const struct {
        invocation v;
        const char *sent; /* NULL: no input */
    } rows[] = {
        {{"products.add", "{\"name\":\"n\"," TYPE "}", 0}, "{\"product\":{" TYPE ",\"name\":\"n\"}}"},
        {{"products.add", "{\"product\":{\"name\":\"n\"," TYPE "}}", 0}, "{\"product\":{" TYPE ",\"name\":\"n\"}}"},
        {{"products.edit", "{\"comments\":null}", 0}, "{\"product\":{\"comments\":null}}"},
        {{"products.get", NULL, 0}, NULL},
        {{"products.list", NULL, 0}, "{}"},
        {{"products.list", "{\"row_count\":5}", 0}, "{\"list_info\":{\"row_count\":5}}"},
        {{"products.list", "{\"list_info\":{\"row_count\":5}}", 0}, "{\"list_info\":{\"row_count\":5}}"},
        {{"customers.list", NULL, 0}, ""},
        /* A list takes one object or several. */
        {{"contracts.associate_assets", ASSET, 0}, "{\"assets\":[" ASSET "]}"},
        {{"contracts.associate_assets", "[" ASSET "," ASSET "]", 0}, "{\"assets\":[" ASSET "," ASSET "]}"},
        {{"contracts.associate_assets", "{\"assets\":[" ASSET "]}", 0}, "{\"assets\":[" ASSET "]}"},
        {{"contracts.associate_assets", "{\"assets\":" ASSET "}", 0}, "{\"assets\":[" ASSET "]}"},
        /* The entity of a renewal stands beside another member: alone it is meant all the same. */
        {{"contracts.renew", "{\"name\":\"n\"}", 0}, "{\"contract\":{\"name\":\"n\"}}"},
        {{"contracts.renew", "{\"contract\":{\"name\":\"n\"},\"disable_notification\":true}", 0},
         "{\"contract\":{\"name\":\"n\"},\"disable_notification\":true}"},
        {{"customers.add_service_url", "{\"service_url\":\"desk.example.com\"}", 0},
         "{\"service_url\":\"desk.example.com\"}"},
        /* What has no row is sent where the caller asks for that. */
        {{"products.edit", "{\"brand_new\":[1,null]}", SDP_ALLOW_UNKNOWN}, "{\"product\":{\"brand_new\":[1,null]}}"},
        {{"products.edit", "{\"product\":{\"name\":\"n\"},\"beside\":1.50}", SDP_ALLOW_UNKNOWN},
         "{\"product\":{\"name\":\"n\"},\"beside\":1.50}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        replay *r = *state;
        char *out;
        replay_answer_text(r, "{\"product\":{\"id\":\"1\"},\"products\":[],\"customers\":[],\"assets\":[],"
                              "\"list_info\":{}," SUCCESS "}");
        r->requests = 0;
        if (invoke(r, &rows[i].v, &out) != SDP_OK) {
            fail_msg("row %zu: %s", i, sdp_error_message(sdp_last_error(r->client)));
        }
        sdp_text_free(out);
        assert_int_equal(r->requests, 1);
        replay_expect_input_exactly(r, rows[i].sent);
    }
}

static void inputs_that_cannot_be_sent_are_refused(void **state)
{
    static const struct {
        invocation v;
        sdp_status status;
        const char *path;
    } rows[] = {
        {{"products.edit", "{\"nmae\":\"n\"}", 0}, SDP_E_UNKNOWN_FIELD, "product.nmae"},
        {{"products.edit", "{\"product\":{\"nmae\":\"n\"}}", 0}, SDP_E_UNKNOWN_FIELD, "product.nmae"},
        {{"products.edit", "{\"product\":{\"name\":\"n\"},\"beside\":1}", 0}, SDP_E_UNKNOWN_FIELD, "product.beside"},
        {{"products.edit", "{\"product_type\":{\"id\":\"x\"}}", 0}, SDP_E_VALUE, "product.product_type.id"},
        {{"products.edit", "{\"id\":\"5\"}", 0}, SDP_E_READ_ONLY, "product.id"},
        {{"products.edit", "[{\"name\":\"n\"}]", 0}, SDP_E_VALUE, "product"},
        {{"products.edit", "7", 0}, SDP_E_VALUE, "product"},
        {{"products.edit", "{", 0}, SDP_E_JSON, ""},
        {{"products.edit", "", 0}, SDP_E_JSON, ""},
        {{"products.edit", "{} {}", 0}, SDP_E_JSON, ""},
        {{"products.edit", NULL, 0}, SDP_E_ARGUMENT, "input"},
        {{"products.add", "{\"name\":\"n\"}", 0}, SDP_E_REQUIRED, "product.product_type"},
        {{"products.get", "{}", 0}, SDP_E_ARGUMENT, "input"},
        {{"products.list", "{\"row_count\":101}", 0}, SDP_E_VALUE, "list_info.row_count"},
        {{"products.list", "{\"search_criteria\":{\"field\":\"name\"}}", 0},
         SDP_E_VALUE,
         "list_info.search_criteria.condition"},
        {{"contracts.associate_assets", "[" ASSET ",{\"asset\":{\"id\":\"x\"}}]", 0},
         SDP_E_VALUE,
         "assets[1].asset.id"},
        {{"contracts.associate_assets", "[" ASSET ",{}]", 0}, SDP_E_REQUIRED, "assets[1].asset"},
        {{"contracts.associate_assets", "[]", 0}, SDP_E_ARGUMENT, "assets"},
        {{"contracts.renew", "{\"nmae\":\"n\"}", 0}, SDP_E_UNKNOWN_FIELD, "contract.nmae"},
        {{"neucrm.delete", NULL, 0}, SDP_E_ARGUMENT, "operation"}, /* another service's */
    };
    replay *r = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *out;
        sdp_status status = invoke(r, &rows[i].v, &out);
        const sdp_error *error = sdp_last_error(r->client);
        if (status != rows[i].status || strcmp(sdp_error_path(error), rows[i].path) != 0) {
            fail_msg("row %zu: %s at '%s': %s", i, sdp_status_name(status), sdp_error_path(error),
                     sdp_error_message(error));
        }
    }
    assert_int_equal(r->requests, 0);
}

static void operations_are_found_by_their_names(void **state)
{
    static const struct {
        const char *name;
        const char *words;
    } rows[] = {{"products.ad", "did you mean 'products.add'?"},
                {"contract.renew", "did you mean 'contracts.renew'?"},
                {"PRODUCTS.ADD", "there is no operation 'PRODUCTS.ADD'"},
                {"", "there is no operation ''"}};
    replay *r = *state;
    char *out = NULL;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(sdp_invoke(r->client, rows[i].name, NULL, 0, NULL, 0, NULL, &out), SDP_E_UNKNOWN_FIELD);
        const sdp_error *error = sdp_last_error(r->client);
        if (strstr(sdp_error_message(error), rows[i].words) == NULL) fail_msg("%s", sdp_error_message(error));
        assert_string_equal(sdp_error_path(error), "operation");
    }
    /* Something far from all names is not taken for one of them. */
    assert_int_equal(sdp_invoke(r->client, "x", NULL, 0, NULL, 0, NULL, &out), SDP_E_UNKNOWN_FIELD);
    assert_null(strstr(sdp_error_message(sdp_last_error(r->client)), "did you mean"));
    assert_int_equal(r->requests, 0);
}

static void ids_are_as_many_as_are_taken(void **state)
{
    static const char *const two[] = {REPLAY_ID, "2"};
    static const char *const none[] = {NULL};
    static const struct {
        const char *operation;
        const char *const *ids;
        size_t count;
    } rows[] = {{"products.get", one_id, 0}, {"products.get", two, 2},  {"products.get", NULL, 0},
                {"products.get", none, 1},   {"products.get", NULL, 1}, {"products.list", one_id, 1}};
    replay *r = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *out = NULL;
        sdp_status status = sdp_invoke(r->client, rows[i].operation, rows[i].ids, rows[i].count, NULL, 0, NULL, &out);
        if (status != SDP_E_ARGUMENT) fail_msg("row %zu: %s", i, sdp_status_name(status));
        assert_null(out);
    }
    assert_string_equal(sdp_error_path(sdp_last_error(r->client)), "id");
    assert_int_equal(r->requests, 0);
}

static void missing_arguments_are_refused(void **state)
{
    replay *r = *state;
    char *out = (char *)r;
    sdp_pager *pager = (sdp_pager *)(void *)r;
    assert_int_equal(sdp_invoke(NULL, "products.get", one_id, 1, NULL, 0, NULL, &out), SDP_E_ARGUMENT);
    assert_null(out);
    assert_int_equal(sdp_invoke(r->client, NULL, one_id, 1, NULL, 0, NULL, &out), SDP_E_ARGUMENT);
    assert_string_equal(sdp_error_path(sdp_last_error(r->client)), "operation");
    assert_int_equal(sdp_invoke(r->client, "products.get", one_id, 1, NULL, 0, NULL, NULL), SDP_E_ARGUMENT);
    assert_string_equal(sdp_error_path(sdp_last_error(r->client)), "out");
    assert_int_equal(sdp_invoke_list(NULL, "products.list", NULL, 0, NULL, 0, NULL, &pager), SDP_E_ARGUMENT);
    assert_null(pager);
    assert_int_equal(sdp_invoke_list(r->client, NULL, NULL, 0, NULL, 0, NULL, &pager), SDP_E_ARGUMENT);
    assert_int_equal(sdp_invoke_list(r->client, "products.list", NULL, 0, NULL, 0, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(r->requests, 0);
}

static void outputs_are_what_was_asked_for(void **state)
{
    static const struct {
        invocation v;
        const char *answer;
        const char *printed;
    } rows[] = {
        {{"products.get", NULL, 0},
         "{\"product\":{\"id\":1829236507633258123,\"new\":[2322.00]}," SUCCESS "}",
         "{\"id\":1829236507633258123,\"new\":[2322.00]}"},
        {{"products.delete", NULL, 0}, "{" SUCCESS "}", "{}"},
        {{"products.edit", "{}", 0}, "{" SUCCESS "}", "{}"},
        {{"products.list", NULL, 0},
         "{\"products\":[{\"id\":\"1\"},{\"id\":\"2\"}]," SUCCESS "}",
         "[{\"id\":\"1\"},{\"id\":\"2\"}]"},
        {{"products.list", NULL, 0}, "{\"list_info\":{\"has_more_rows\":false}," SUCCESS "}", "[]"},
        /* Of what is read whole, the part that was asked for: a list, also where one thing came without brackets. */
        {{"contracts.associate_assets", ASSET, 0}, "{\"assets\":" ASSET "," SUCCESS "}", "[" ASSET "]"},
        {{"contracts.associate_assets", ASSET, 0}, "{\"assets\":[" ASSET "]," SUCCESS "}", "[" ASSET "]"},
        {{"contracts.associate_assets", ASSET, 0}, "{" SUCCESS "}", "{}"},
    };
    replay *r = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *out;
        replay_answer_text(r, rows[i].answer);
        if (invoke(r, &rows[i].v, &out) != SDP_OK) {
            fail_msg("row %zu: %s", i, sdp_error_message(sdp_last_error(r->client)));
        }
        assert_string_equal(out, rows[i].printed);
        sdp_text_free(out);
    }
}

static void options_are_passed_on(void **state)
{
    replay *r = *state;
    const sdp_options dry = SDP_OPTIONS(.dry_run = 1);
    sdp_pager *pager = (sdp_pager *)(void *)r;
    char *out = (char *)r;
    assert_int_equal(sdp_invoke(r->client, "products.edit", one_id, 1, "{\"name\":\"n\"}", 0, &dry, &out), SDP_DRY_RUN);
    assert_null(out);
    assert_non_null(strstr(sdp_last_dry_run(r->client), "\"input_data\":{\"product\":{\"name\":\"n\"}}"));
    assert_int_equal(sdp_invoke_list(r->client, "products.list", NULL, 0, NULL, 0, &dry, &pager), SDP_DRY_RUN);
    assert_null(pager);
    assert_non_null(strstr(sdp_last_dry_run(r->client), "\"operation\":\"products.list\""));
    assert_int_equal(r->requests, 0);
}

/* The input of a walk is read once, and may go. */
static void lists_are_walked_by_name(void **state)
{
    replay *r = *state;
    char input[] = "{\"list_info\":{\"row_count\":1,\"search_criteria\":{\"field\":\"name\",\"condition\":\"is\","
                   "\"value\":\"x\"}},\"beside\":1}";
    sdp_pager *pager = NULL;
    char *text = NULL;
    assert_int_equal(sdp_invoke_list(r->client, "products.list", NULL, 0, input, 0, NULL, &pager), SDP_E_UNKNOWN_FIELD);
    assert_int_equal(sdp_invoke_list(r->client, "products.list", NULL, 0, input, SDP_ALLOW_UNKNOWN, NULL, &pager),
                     SDP_OK);
    memset(input, 'x', strlen(input));
    for (int page = 1; page <= 2; page++) {
        char expected[256];
        replay_answer_text(r, page == 1
                                  ? "{\"products\":[{\"id\":\"1\"}],\"list_info\":{\"has_more_rows\":true}," SUCCESS "}"
                                  : "{\"products\":[],\"list_info\":{}," SUCCESS "}");
        assert_int_equal(sdp_pager_next_json(pager, 0, &text), page == 1 ? SDP_OK : SDP_END);
        snprintf(expected, sizeof expected,
                 "{\"list_info\":{\"row_count\":1,\"start_index\":%d,\"search_criteria\":{\"field\":\"name\","
                 "\"condition\":\"is\",\"value\":\"x\"}},\"beside\":1}",
                 page);
        replay_expect_input_exactly(r, expected);
        sdp_text_free(text);
    }
    sdp_pager_free(pager);
    assert_int_equal(sdp_invoke_list(r->client, "products.get", one_id, 1, NULL, 0, NULL, &pager), SDP_E_ARGUMENT);
    assert_null(pager);
    assert_string_equal(sdp_error_path(sdp_last_error(r->client)), "operation");
    assert_int_equal(r->requests, 2);
}

/* A newer program may mean something by them. */
static void unknown_flags_are_refused(void **state)
{
    replay *r = *state;
    sdp_pager *pager;
    char *out;
    const int32_t rows[] = {4, 0x7F00, SDP_ALLOW_UNKNOWN | 8, INT32_MIN};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const invocation v = {"products.get", NULL, rows[i]};
        assert_int_equal(invoke(r, &v, &out), SDP_E_ARGUMENT);
        assert_string_equal(sdp_error_path(sdp_last_error(r->client)), "flags");
        assert_int_equal(sdp_invoke_list(r->client, "products.list", NULL, 0, NULL, rows[i], NULL, &pager),
                         SDP_E_ARGUMENT);
        assert_null(pager);
    }
    assert_int_equal(r->requests, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        REPLAY_TEST(inputs_are_bare_or_whole),
        REPLAY_TEST(inputs_that_cannot_be_sent_are_refused),
        REPLAY_TEST(operations_are_found_by_their_names),
        REPLAY_TEST(ids_are_as_many_as_are_taken),
        REPLAY_TEST(missing_arguments_are_refused),
        REPLAY_TEST(outputs_are_what_was_asked_for),
        REPLAY_TEST(options_are_passed_on),
        REPLAY_TEST(lists_are_walked_by_name),
        REPLAY_TEST(unknown_flags_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
