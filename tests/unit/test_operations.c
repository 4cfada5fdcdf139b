/* The table of operations by itself: what holds of all its rows, and of those that are unlike the others. That they are
   the vendor's is golden.operations. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "api/operations.h"
#include "call/dialect.h"
#include "model/types.h"

/* The table once more, as the texts of its identifiers and names. */
static const struct {
    int index;
    const char *identifier;
    const char *name;
} identifiers[] = {
#define OPERATION(identifier, name, doc, ...) {SDPI_OP_##identifier, #identifier, name},
#define NEUCRM_OPERATION OPERATION
#include "api/operations.def"
#undef NEUCRM_OPERATION
#undef OPERATION
};

/* Whether the identifier is the name: PRODUCT_ADD of "products.add", or NEUCRM_LIST of "neucrm.list". */
static int is_named_so(const char *identifier, const char *name)
{
    const size_t noun = strcspn(name, ".");
    const size_t kept = noun > 0 && name[noun - 1] == 's' ? noun - 1 : noun;
    char expected[128];
    snprintf(expected, sizeof expected, "%.*s_%s", (int)kept, name, name + noun + 1);
    for (char *c = expected; *c != '\0'; c++) *c = (char)toupper((unsigned char)*c);
    return strcmp(expected, identifier) == 0;
}

static void each_identifier_is_its_row(void **state)
{
    (void)state;
    assert_int_equal(sizeof identifiers / sizeof identifiers[0], SDPI_OP_COUNT);
    for (size_t i = 0; i < SDPI_OP_COUNT; i++) {
        const sdp_operation *row = &sdpi_operations[identifiers[i].index];
        assert_string_equal(row->name, identifiers[i].name);
        if (!is_named_so(identifiers[i].identifier, row->name)) {
            fail_msg("%s is called %s", row->name, identifiers[i].identifier);
        }
    }
}

static void rows_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < SDPI_OP_COUNT; i++) {
        assert_ptr_equal(sdp_operation_at(i), &sdpi_operations[i]);
        /* A name that stood twice would find the first of the two. */
        assert_ptr_equal(sdp_operation_by_name(sdpi_operations[i].name), &sdpi_operations[i]);
    }
    assert_null(sdp_operation_at(SDPI_OP_COUNT));
    assert_null(sdp_operation_by_name("products.ad"));
    assert_null(sdp_operation_by_name("products.adds"));
    assert_null(sdp_operation_by_name(""));
    assert_null(sdp_operation_by_name(NULL));
}

static void no_request_is_two_operations(void **state)
{
    (void)state;
    for (size_t i = 0; i < SDPI_OP_COUNT; i++) {
        for (size_t k = i + 1; k < SDPI_OP_COUNT; k++) {
            const sdp_operation *a = &sdpi_operations[i];
            const sdp_operation *b = &sdpi_operations[k];
            if (a->dialect == b->dialect && strcmp(a->method, b->method) == 0 && strcmp(a->path, b->path) == 0) {
                fail_msg("%s and %s are one request", a->name, b->name);
            }
        }
    }
}

static void each_row_is_documented(void **state)
{
    (void)state;
    for (size_t i = 0; i < SDPI_OP_COUNT; i++) {
        const char *doc = sdpi_operations[i].doc;
        assert_true(strlen(doc) > 10);
        assert_true(isupper((unsigned char)doc[0]));
        assert_null(strchr(doc, '\n'));
        assert_int_not_equal(doc[strlen(doc) - 1], '.');
    }
}

/* What is asked for by POST or GET says nothing of what it does: these do something, or do nothing, all the same. */
static void what_changes_something_is_a_write(void **state)
{
    static const struct {
        int operation;
        int32_t access;
    } rows[] = {{SDPI_OP_CONTRACT_EMAIL_VENDOR, SDP_ACCESS_WRITE},
                {SDPI_OP_CONTRACT_EMAIL_OWNER, SDP_ACCESS_WRITE},
                {SDPI_OP_NEUCRM_LIST, SDP_ACCESS_READ}};
    (void)state;
    for (size_t i = 0; i < SDPI_OP_COUNT; i++) {
        int32_t expected = strcmp(sdpi_operations[i].method, "GET") == 0 ? SDP_ACCESS_READ : SDP_ACCESS_WRITE;
        for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
            if (rows[k].operation == (int)i) expected = rows[k].access;
        }
        if (sdpi_operations[i].access != expected) fail_msg("%s", sdpi_operations[i].name);
    }
}

/* Every word of a list of words is a member of the type. */
static void expect_members(const sdp_operation *row, const char *words)
{
    while (words != NULL && *words != '\0') {
        char word[64];
        const size_t size = strcspn(words, " ");
        snprintf(word, sizeof word, "%.*s", (int)size, words);
        if (sdp_type_field_by_name(row->input_type, word) == NULL) fail_msg("%s: no member '%s'", row->name, word);
        words += words[size] == ' ' ? size + 1 : size;
    }
}

static void inputs_fit_their_types(void **state)
{
    (void)state;
    for (size_t i = 0; i < SDPI_OP_COUNT; i++) {
        const sdp_operation *row = &sdpi_operations[i];
        expect_members(row, row->required);
        expect_members(row, row->input_inner);
        /* An envelope, a list, required members and checks are all about an input that there is. */
        if (row->input_type == NULL) {
            assert_null(row->input_key);
            assert_null(row->required);
            assert_null(row->check);
            assert_false(row->input_is_list);
        }
        if (row->input_inner != NULL) assert_null(row->input_key);
        if (row->input_is_list) assert_non_null(row->input_key);
        if (row->place == SDP_PLACE_NONE) assert_null(row->input_type);
    }
}

static void outputs_fit_their_types(void **state)
{
    (void)state;
    for (size_t i = 0; i < SDPI_OP_COUNT; i++) {
        const sdp_operation *row = &sdpi_operations[i];
        assert_int_equal(row->output_type != NULL, row->output_keys != NULL);
        if (row->output_is_list) {
            /* Rows that a walk tells apart by their key. */
            assert_non_null(sdpi_key_field(row->output_type));
            assert_int_equal(row->access, SDP_ACCESS_READ);
            assert_non_null(row->dialect->paging);
            assert_ptr_equal(row->input_type,
                             row->dialect == &sdpi_dialect_v3 ? &sdpi_type_sdp_query : &sdpi_type_sdp_neucrm_filter);
        }
        /* What is read whole has its part under the one key. */
        if (row->output_is_whole) assert_non_null(sdp_type_field_by_name(row->output_type, row->output_keys));
    }
}

static void uploads_say_how(void **state)
{
    size_t uploads = 0;
    (void)state;
    for (size_t i = 0; i < SDPI_OP_COUNT; i++) {
        const sdp_operation *row = &sdpi_operations[i];
        const int is_upload = row->place == SDP_PLACE_MULTIPART;
        uploads += (size_t)is_upload;
        assert_int_equal(row->file_part != NULL, is_upload);
        assert_int_equal(row->file_fields != NULL, is_upload);
        if (!is_upload) assert_null(row->file_limit);
        if (!is_upload) continue;
        assert_ptr_equal(row->output_type, &sdpi_type_sdp_upload);
        assert_string_equal(row->file_fields, "addtoattachment=true");
    }
    assert_int_equal(uploads, 3);
    assert_non_null(sdpi_operations[SDPI_OP_CONTRACT_UPLOAD_ATTACHMENT].file_limit);
}

static void paths_are_well_formed(void **state)
{
    (void)state;
    for (size_t i = 0; i < SDPI_OP_COUNT; i++) {
        const sdp_operation *row = &sdpi_operations[i];
        size_t open = 0;
        for (const char *c = row->path; *c != '\0'; c++) {
            if (*c == '{') assert_int_equal(c[-1], '/');
            if (*c == '{') assert_int_equal(open++, 0);
            if (*c == '}') assert_int_equal(open--, 1);
            if (*c == '}') assert_true(c[1] == '/' || c[1] == '\0');
            assert_null(strchr("?# %", *c)); /* never the zero byte: the loop ends there */
        }
        assert_int_equal(open, 0);
        assert_int_not_equal(row->path[strlen(row->path) - 1], '/');
        /* An id goes into the body where the dialect has fields for it. */
        if (row->body_ids != NULL) assert_int_equal(row->place, SDP_PLACE_FIELDS);
        assert_int_equal(sdp_operation_id_count(row), sdpi_path_id_count(row) + sdpi_body_id_count(row));
        assert_int_equal(row->place == SDP_PLACE_FIELDS, row->dialect == &sdpi_dialect_neucrm);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_identifier_is_its_row),
        cmocka_unit_test(rows_are_found),
        cmocka_unit_test(no_request_is_two_operations),
        cmocka_unit_test(each_row_is_documented),
        cmocka_unit_test(what_changes_something_is_a_write),
        cmocka_unit_test(inputs_fit_their_types),
        cmocka_unit_test(outputs_fit_their_types),
        cmocka_unit_test(uploads_say_how),
        cmocka_unit_test(paths_are_well_formed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
