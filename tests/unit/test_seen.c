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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repeats_are_known),
        cmocka_unit_test(the_last_generation_is_remembered_and_memory_is_bounded),
        cmocka_unit_test(without_memory_it_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
