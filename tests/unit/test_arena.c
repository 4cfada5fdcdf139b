/* The arena: alignment, blocks, and what happens without memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "scarce.h"

static void pieces_are_aligned_zeroed_and_apart(void **state)
{
    sdpi_arena arena;
    unsigned char *previous = NULL;
    (void)state;
    sdpi_arena_init(&arena, &sdpi_default_allocator, 64);
    for (size_t size = 1; size < 300; size++) {
        unsigned char *piece = sdpi_arena_take(&arena, size);
        assert_non_null(piece);
        assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++) assert_int_equal(piece[i], 0);
        if (previous != NULL) assert_int_equal(previous[0], 0xEE);
        memset(piece, 0xEE, size);
        previous = piece;
    }
    sdpi_arena_free(&arena);
}

static void memory_is_zeroed_whatever_the_allocator_gives(void **state)
{
    scarce memory;
    sdpi_arena arena;
    (void)state;
    scarce_init(&memory, -1);
    sdpi_arena_init(&arena, &memory.allocator, 128);
    for (int i = 0; i < 20; i++) {
        const unsigned char *piece = sdpi_arena_take(&arena, 40);
        for (int j = 0; j < 40; j++) assert_int_equal(piece[j], 0);
    }
    sdpi_arena_free(&arena);
    assert_int_equal(memory.alive, 0);
}

static void a_piece_larger_than_a_block_has_its_own(void **state)
{
    sdpi_arena arena;
    (void)state;
    sdpi_arena_init(&arena, &sdpi_default_allocator, 32);
    char *big = sdpi_arena_take(&arena, 1 << 20);
    assert_non_null(big);
    big[(1 << 20) - 1] = 'x';
    char *small = sdpi_arena_take(&arena, 8);
    assert_non_null(small);
    memset(small, 1, 8);
    assert_int_equal(big[(1 << 20) - 1], 'x');
    sdpi_arena_free(&arena);
}

static void blocks_grow_so_that_allocations_stay_few(void **state)
{
    scarce memory;
    sdpi_arena arena;
    (void)state;
    scarce_init(&memory, -1);
    sdpi_arena_init(&arena, &memory.allocator, 256);
    for (int i = 0; i < 10000; i++) assert_non_null(sdpi_arena_take(&arena, 64));
    assert_true(memory.calls < 20);
    assert_true(memory.largest < 1024 * 1024);
    sdpi_arena_free(&arena);
    assert_int_equal(memory.alive, 0);
}

static void sizes_that_cannot_be_are_refused(void **state)
{
    scarce memory;
    sdpi_arena arena;
    (void)state;
    scarce_init(&memory, -1);
    sdpi_arena_init(&arena, &memory.allocator, 64);
    assert_null(sdpi_arena_take(&arena, SIZE_MAX));
    assert_null(sdpi_arena_take(&arena, SIZE_MAX - 15));
    assert_null(sdpi_arena_take(&arena, SIZE_MAX - 40));
    assert_null(sdpi_arena_text(&arena, "x", SIZE_MAX));
    assert_non_null(sdpi_arena_take(&arena, 1));
    sdpi_arena_free(&arena);
}

static void nothing_is_a_piece_too(void **state)
{
    sdpi_arena arena;
    (void)state;
    sdpi_arena_init(&arena, &sdpi_default_allocator, 64);
    assert_non_null(sdpi_arena_take(&arena, 0));
    sdpi_arena_free(&arena);
}

static void without_memory_it_says_so_and_stays_usable(void **state)
{
    scarce memory;
    sdpi_arena arena;
    (void)state;
    scarce_init(&memory, 1);
    sdpi_arena_init(&arena, &memory.allocator, 64);
    assert_non_null(sdpi_arena_take(&arena, 64));
    assert_null(sdpi_arena_take(&arena, 64));
    assert_null(sdpi_arena_text(&arena, "abc", 3));
    memory.left = -1;
    assert_non_null(sdpi_arena_take(&arena, 64));
    sdpi_arena_free(&arena);
    assert_int_equal(memory.alive, 0);
    sdpi_arena_free(&arena);
}

static void texts_are_copied_with_an_end(void **state)
{
    sdpi_arena arena;
    (void)state;
    sdpi_arena_init(&arena, &sdpi_default_allocator, 64);
    assert_string_equal(sdpi_arena_text(&arena, "abcdef", 3), "abc");
    assert_string_equal(sdpi_arena_text(&arena, "", 0), "");
    const char *bytes = sdpi_arena_text(&arena, "a\0b", 3);
    assert_memory_equal(bytes, "a\0b", 4);
    sdpi_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_aligned_zeroed_and_apart),
        cmocka_unit_test(memory_is_zeroed_whatever_the_allocator_gives),
        cmocka_unit_test(a_piece_larger_than_a_block_has_its_own),
        cmocka_unit_test(blocks_grow_so_that_allocations_stay_few),
        cmocka_unit_test(sizes_that_cannot_be_are_refused),
        cmocka_unit_test(nothing_is_a_piece_too),
        cmocka_unit_test(without_memory_it_says_so_and_stays_usable),
        cmocka_unit_test(texts_are_copied_with_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
