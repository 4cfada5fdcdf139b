/* Members of structs by path. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "everything.h"
#include "model/path.h"

static void members_are_found(void **state)
{
    const part one = PART(.id = "1"), two = PART(.name = "two");
    const part *const both[] = {&one, &two};
    const everything inner = EVERYTHING(.object = &one);
    everything in =
        EVERYTHING(.text = "t", .object = &one, .list = {both, 2}, .self = &inner, .texts = {.items = SDP_EMPTY});
    sdpi_member member;
    (void)state;
    static const char *const bad[] = {"",        "nothing",         "text.x",         "object.nothing", "list",
                                      "list[2]", "list[0].nothing", "list[x]",        "list.name",      "list[]",
                                      "[0]",     "object[0]",       "self.self.text", "udf_fields.x",   "texts[0]",
                                      "text.",   ".text",           "list[0]x"};
    assert_true(sdpi_find_member(&sdpi_type_everything, &in, "text", &member));
    assert_string_equal(sdpi_slot_pointer(member.slot), "t");
    assert_true(sdpi_find_member(&sdpi_type_everything, &in, "list[1].name", &member));
    assert_string_equal(sdpi_slot_pointer(member.slot), "two");
    assert_true(sdpi_find_member(&sdpi_type_everything, &in, "list[1]", &member));
    assert_null(member.field);
    assert_ptr_equal(member.slot, &two);
    assert_ptr_equal(member.type, &sdpi_type_part);
    assert_true(sdpi_find_member(&sdpi_type_everything, &in, "self.object.id", &member));
    assert_string_equal(sdpi_slot_pointer(member.slot), "1");
    assert_true(sdpi_find_member(&sdpi_type_everything, &in, "number", &member)); /* absent, but a member */
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (strcmp(bad[i], "list") == 0) continue; /* the list itself is a member */
        if (sdpi_find_member(&sdpi_type_everything, &in, bad[i], &member)) fail_msg("'%s' was found", bad[i]);
    }
    in.list.items = NULL; /* its count alone is left */
    assert_false(sdpi_find_member(&sdpi_type_everything, &in, "list[1].name", &member));
    in.self = SDP_NULL;
    assert_false(sdpi_find_member(&sdpi_type_everything, &in, "self.text", &member));
    /* What a shorter struct of older headers does not have. */
    in.head.size = (uint32_t)offsetof(everything, object);
    assert_true(sdpi_find_member(&sdpi_type_everything, &in, "text", &member));
    assert_false(sdpi_find_member(&sdpi_type_everything, &in, "object", &member));
    assert_false(sdpi_find_member(&sdpi_type_everything, &in, "object.id", &member));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(members_are_found)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
