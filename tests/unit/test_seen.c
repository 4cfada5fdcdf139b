/* The ids that a pager has given: repeats are known, and memory is bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "call/seen.h"
#include "scarce.h"

static int add(sdpi_seen *seen, uint64_t number)
{
    char id[32];
    snprintf(id, sizeof id, "%llu", (unsigned long long)number);
    return sdpi_seen_add(seen, id);
}

static void repeats_are_known(void **state)
{
    sdpi_seen seen;
    (void)state;
    sdpi_seen_init(&seen, &sdpi_default_allocator);
    assert_int_equal(sdpi_seen_add(&seen, "100000000000033283"), 1);
    assert_int_equal(sdpi_seen_add(&seen, "100000000000033284"), 1);
    assert_int_equal(sdpi_seen_add(&seen, "100000000000033283"), 0);
    assert_int_equal(sdpi_seen_add(&seen, ""), 1);
    assert_int_equal(sdpi_seen_add(&seen, ""), 0);
    sdpi_seen_free(&seen);
    assert_int_equal(sdpi_seen_add(&seen, "100000000000033283"), 1);
    sdpi_seen_free(&seen);
}

static void the_last_generation_is_remembered_and_memory_is_bounded(void **state)
{
    scarce memory;
    sdpi_seen seen;
    const uint64_t first = UINT64_C(100000000000000000);
    (void)state;
    scarce_init(&memory, -1);
    sdpi_seen_init(&seen, &memory.allocator);
    for (uint64_t i = 0; i < 5 * SDPI_SEEN_IDS; i++) {
        assert_int_equal(add(&seen, first + i), 1);
        if (i % 997 == 0 && i >= SDPI_SEEN_IDS) assert_int_equal(add(&seen, first + i - SDPI_SEEN_IDS + 1), 0);
        assert_true(memory.alive <= 2);
    }
    /* What was forgotten is new again. */
    assert_int_equal(add(&seen, first), 1);
    sdpi_seen_free(&seen);
    assert_int_equal(memory.alive, 0);
}

static void without_memory_it_says_so(void **state)
{
    scarce memory;
    sdpi_seen seen;
    (void)state;
    scarce_init(&memory, 0);
    sdpi_seen_init(&seen, &memory.allocator);
    assert_int_equal(sdpi_seen_add(&seen, "1"), -1);
    memory.left = -1;
    assert_int_equal(sdpi_seen_add(&seen, "1"), 1);
    sdpi_seen_free(&seen);
}

/* The table of short lists is left behind for the large one, or kept where there is no memory for that. */
static void a_table_that_cannot_grow_forgets_nothing(void **state)
{
    scarce memory;
    sdpi_seen seen;
    uint64_t next = 0;
    (void)state;
    scarce_init(&memory, 1);
    sdpi_seen_init(&seen, &memory.allocator);
    while (add(&seen, next) == 1) next++;
    assert_true(next >= 200); /* two pages need no more than the small one */
    assert_true(memory.largest >= SDPI_SEEN_IDS * 8 * 2);
    assert_int_equal(add(&seen, next), -1);
    memory.left = -1;
    assert_int_equal(add(&seen, next), 1);
    for (uint64_t i = 0; i <= next; i++) assert_int_equal(add(&seen, i), 0);
    sdpi_seen_free(&seen);
    assert_int_equal(memory.alive, 0);
}

/* Once it is large, it asks for nothing more. */
static void a_large_table_takes_no_more_memory(void **state)
{
    scarce memory;
    sdpi_seen seen;
    (void)state;
    scarce_init(&memory, 2);
    sdpi_seen_init(&seen, &memory.allocator);
    for (uint64_t i = 0; i < 4 * SDPI_SEEN_IDS; i++) assert_int_equal(add(&seen, i), 1);
    assert_int_equal(memory.alive, 1);
    sdpi_seen_free(&seen);
}

static void the_last_ones_are_told_in_their_order(void **state)
{
    uint64_t prints[SDPI_CHECKPOINT_IDS];
    sdpi_seen seen;
    (void)state;
    sdpi_seen_init(&seen, &sdpi_default_allocator);
    assert_int_equal(sdpi_seen_recent(&seen, prints), 0);
    assert_int_equal(sdpi_seen_add_print(&seen, 5), 1);
    assert_int_equal(sdpi_seen_add_print(&seen, 6), 1);
    assert_int_equal(sdpi_seen_add_print(&seen, 5), 0);
    assert_int_equal(sdpi_seen_recent(&seen, prints), 2);
    assert_true(prints[0] == 5 && prints[1] == 6);
    for (uint64_t i = 100; i < 100 + SDPI_CHECKPOINT_IDS * 3 / 2; i++) sdpi_seen_add_print(&seen, i);
    assert_int_equal(sdpi_seen_recent(&seen, prints), SDPI_CHECKPOINT_IDS);
    for (uint64_t i = 0; i < SDPI_CHECKPOINT_IDS; i++) {
        assert_true(prints[i] == 100 + SDPI_CHECKPOINT_IDS / 2 + i);
    }
    sdpi_seen_free(&seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repeats_are_known),
        cmocka_unit_test(the_last_generation_is_remembered_and_memory_is_bounded),
        cmocka_unit_test(without_memory_it_says_so),
        cmocka_unit_test(a_table_that_cannot_grow_forgets_nothing),
        cmocka_unit_test(a_large_table_takes_no_more_memory),
        cmocka_unit_test(the_last_ones_are_told_in_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
