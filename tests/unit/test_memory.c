/* The allocator seam. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "scarce.h"

static void zeroed_memory_is_zero_and_size_zero_is_one(void **state)
{
    scarce memory;
    (void)state;
    scarce_init(&memory, -1);
    unsigned char *block = sdpi_allocate_zero(&memory.allocator, 33);
    for (int i = 0; i < 33; i++) assert_int_equal(block[i], 0);
    sdpi_release(&memory.allocator, block);
    memory.largest = 0;
    void *nothing = sdpi_allocate(&memory.allocator, 0);
    assert_non_null(nothing);
    assert_int_equal(memory.largest, 1);
    nothing = sdpi_resize(&memory.allocator, nothing, 0);
    assert_non_null(nothing);
    assert_int_equal(memory.largest, 1);
    sdpi_release(&memory.allocator, nothing);
    sdpi_release(&memory.allocator, NULL);
    assert_int_equal(memory.alive, 0);
}

static void failures_come_back_as_null(void **state)
{
    scarce memory;
    (void)state;
    scarce_init(&memory, 0);
    assert_null(sdpi_allocate(&memory.allocator, 1));
    assert_null(sdpi_allocate_zero(&memory.allocator, 1));
    assert_null(sdpi_resize(&memory.allocator, NULL, 1));
    assert_null(sdpi_copy_text(&memory.allocator, "text"));
    assert_null(sdpi_join_text(&memory.allocator, "text", 4, ""));
}

static void texts_are_copied(void **state)
{
    (void)state;
    char *copy = sdpi_join_text(&sdpi_default_allocator, "texture", 4, ".new");
    assert_string_equal(copy, "text.new");
    sdpi_release(&sdpi_default_allocator, copy);
    copy = sdpi_copy_text(&sdpi_default_allocator, "text");
    assert_string_equal(copy, "text");
    sdpi_release(&sdpi_default_allocator, copy);
    assert_null(sdpi_copy_text(&sdpi_default_allocator, NULL));
    copy = sdpi_copy_text(&sdpi_default_allocator, "");
    assert_string_equal(copy, "");
    sdpi_release(&sdpi_default_allocator, copy);
}

static void the_default_allocator_resizes(void **state)
{
    (void)state;
    char *block = sdpi_resize(&sdpi_default_allocator, NULL, 4);
    memcpy(block, "abc", 4);
    block = sdpi_resize(&sdpi_default_allocator, block, 4000);
    assert_string_equal(block, "abc");
    sdpi_release(&sdpi_default_allocator, block);
}

static void secrets_are_wiped_before_they_are_freed(void **state)
{
    scarce memory;
    (void)state;
    scarce_init(&memory, -1);
    char *secret = sdpi_copy_text(&memory.allocator, "hunter2");
    sdpi_release_secret(&memory.allocator, secret);
    assert_memory_equal(memory.seen, "\0\0\0\0\0\0\0", 8);
    sdpi_release_secret(&memory.allocator, NULL);
    assert_int_equal(memory.alive, 0);
    char bytes[] = "abcdef";
    sdpi_wipe(bytes, 3);
    assert_memory_equal(bytes, "\0\0\0def", 7);
    sdpi_wipe(bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zeroed_memory_is_zero_and_size_zero_is_one),
        cmocka_unit_test(failures_come_back_as_null),
        cmocka_unit_test(texts_are_copied),
        cmocka_unit_test(the_default_allocator_resizes),
        cmocka_unit_test(secrets_are_wiped_before_they_are_freed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
