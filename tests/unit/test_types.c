/* The tables: what must hold for every type and row, and the states of slots. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "everything.h"
#include "model/types.h"

static int has_a_type(int32_t kind)
{
    return kind == SDP_KIND_OBJECT || kind == SDP_KIND_LIST;
}

static void every_row_is_sound(void **state)
{
    const sdp_type *type;
    size_t count = 0;
    (void)state;
    for (; (type = sdp_type_at(count)) != NULL; count++) {
        assert_ptr_equal(sdp_type_by_name(type->name), type);
        assert_ptr_equal(sdpi_type_by_number(type->number), type);
        assert_true(strlen(type->doc) > 5);
        assert_true(type->size >= sizeof(sdp_head) && type->size % 4 == 0);
        size_t end = sizeof(sdp_head);
        for (size_t i = 0; i < type->field_count; i++) {
            const sdp_field *field = &type->fields[i];
            assert_ptr_equal(sdp_type_field_by_name(type, field->name), field);
            assert_true(strlen(field->doc) > 2);
            assert_null(strchr(field->name, '.'));
            assert_true(field->offset >= sizeof(sdp_head) && field->offset + sdpi_slot_size(field) <= type->size);
            assert_int_equal(has_a_type(field->kind), field->nested != NULL);
            /* Written as it stands: see sdpi_write_name(). */
            assert_int_equal(field->name_size, strlen(field->name));
            assert_int_equal(strspn(field->name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"),
                             field->name_size);
            for (size_t j = 0; j < i; j++) assert_int_not_equal(type->fields[j].offset, field->offset);
            if (field->offset + sdpi_slot_size(field) > end) end = field->offset + sdpi_slot_size(field);
        }
        /* No member is without a row: the rows reach the end of the struct. */
        assert_true(type->size - end < 8);
    }
    assert_true(count >= 7);
    assert_null(sdpi_type_by_number(0));
    assert_null(sdp_type_by_name("nothing"));
    assert_null(sdp_type_by_name(NULL));
}

static void null_is_told_by_content(void **state)
{
    const uint64_t ones[8] = {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX,
                              UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX};
    const part one = PART(.id = "1");
    const part *const items[] = {&one};
    (void)state;
    assert_true(sdp_is_null(SDP_NULL));
    assert_true(sdp_is_null(ones));
    assert_true(sdp_is_null_list(ones));
    assert_false(sdp_is_null(NULL));
    assert_false(sdp_is_null(""));
    assert_false(sdp_is_null("\xFF"
                             "abc")); /* Latin-1 is refused as no UTF-8, not taken for null */
    assert_false(sdp_is_null("\xC3\xBF"));
    assert_false(sdp_is_null(&one));
    assert_false(sdp_is_null_list(NULL));
    assert_false(sdp_is_null_list(items));
    assert_false(sdp_is_null_list(SDP_EMPTY));
}

static void slots_have_states(void **state)
{
    const char *const some[] = {"a"};
    const everything values = EVERYTHING(.text = "", .flag = SDP_FALSE, .time = SDP_TIME(0), .integer = 1,
                                         .texts = {some, 1}, .list = {.items = SDP_EMPTY});
    const everything nulls = EVERYTHING(.text = SDP_NULL, .flag = SDP_BOOL_NULL, .time = SDP_TIME_NULL,
                                        .texts = {.items = SDP_NULL}, .list = {.items = SDP_NULL});
    const everything empty = EVERYTHING(0);
    static const char *const names[] = {"text", "flag", "time", "texts", "list", "integer"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const sdp_field *field = sdp_type_field_by_name(&sdpi_type_everything, names[i]);
        assert_int_equal(sdpi_slot_state(field, (const char *)&values + field->offset), SDP_STATE_VALUE);
        assert_int_equal(sdpi_slot_state(field, (const char *)&empty + field->offset), SDP_STATE_ABSENT);
        if (field->kind == SDP_KIND_INTEGER) continue; /* has no null */
        assert_int_equal(sdpi_slot_state(field, (const char *)&nulls + field->offset), SDP_STATE_NULL);
    }
}

static void names_and_keys_are_found(void **state)
{
    (void)state;
    assert_string_equal(sdpi_key_field(&sdpi_type_part)->name, "id");
    assert_string_equal(sdp_field_name(sdp_type_field_nearest(&sdpi_type_part, "nmae")), "name");
    assert_string_equal(sdp_field_name(sdp_type_field_nearest(&sdpi_type_part, "Stamp")), "stamp");
    assert_null(sdp_type_field_nearest(&sdpi_type_part, "something_else"));
    assert_null(sdp_type_field_nearest(&sdpi_type_part, NULL));
    assert_null(sdp_type_field_nearest(NULL, "name"));
    assert_null(sdp_type_field_by_name(&sdpi_type_part, "Name"));
    assert_null(sdp_type_field_by_name(NULL, "name"));
    assert_null(sdp_type_field_by_name(&sdpi_type_part, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_sound),
        cmocka_unit_test(null_is_told_by_content),
        cmocka_unit_test(slots_have_states),
        cmocka_unit_test(names_and_keys_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
