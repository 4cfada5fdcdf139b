/* The growing text: ceiling, sticky error, growth, taking. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "scarce.h"

static void it_grows_and_ends_in_zero(void **state)
{
    sdpi_buffer buffer;
    (void)state;
    sdpi_buffer_init(&buffer, &sdpi_default_allocator, 100000);
    assert_string_equal(sdpi_buffer_string(&buffer), "");
    for (int i = 0; i < 5000; i++) {
        sdpi_buffer_text(&buffer, "ab");
        sdpi_buffer_char(&buffer, 'c');
        assert_int_equal(buffer.data[buffer.size], '\0');
    }
    assert_int_equal(buffer.size, 15000);
    assert_int_equal(strlen(buffer.data), 15000);
    assert_int_equal(buffer.status, SDP_OK);
    sdpi_buffer_free(&buffer);
}

static void the_ceiling_is_exact_and_the_error_sticks(void **state)
{
    sdpi_buffer buffer;
    (void)state;
    sdpi_buffer_init(&buffer, &sdpi_default_allocator, 4);
    sdpi_buffer_put(&buffer, "abcd", 4);
    assert_int_equal(buffer.status, SDP_OK);
    sdpi_buffer_char(&buffer, 'e');
    assert_int_equal(buffer.status, SDP_E_LIMIT);
    sdpi_buffer_put(&buffer, "", 0);
    assert_null(sdpi_buffer_room(&buffer, 0));
    assert_int_equal(buffer.status, SDP_E_LIMIT);
    assert_string_equal(sdpi_buffer_string(&buffer), "abcd");
    assert_null(sdpi_buffer_take(&buffer));
    assert_null(buffer.data);
    sdpi_buffer_init(&buffer, &sdpi_default_allocator, 4);
    assert_null(sdpi_buffer_room(&buffer, SIZE_MAX));
    assert_int_equal(buffer.status, SDP_E_LIMIT);
}

static void without_memory_it_keeps_what_it_has(void **state)
{
    scarce memory;
    sdpi_buffer buffer;
    char big[600];
    (void)state;
    memset(big, 'x', sizeof big);
    scarce_init(&memory, 1);
    sdpi_buffer_init(&buffer, &memory.allocator, 100000);
    sdpi_buffer_text(&buffer, "kept");
    sdpi_buffer_put(&buffer, big, sizeof big);
    assert_int_equal(buffer.status, SDP_E_NO_MEMORY);
    assert_string_equal(sdpi_buffer_string(&buffer), "kept");
    memory.left = -1;
    sdpi_buffer_char(&buffer, 'y');
    assert_int_equal(buffer.status, SDP_E_NO_MEMORY);
    assert_null(sdpi_buffer_take(&buffer));
    assert_int_equal(memory.alive, 0);
}

static void taking_gives_the_text_away(void **state)
{
    sdpi_buffer buffer;
    (void)state;
    sdpi_buffer_init(&buffer, &sdpi_default_allocator, 100);
    char *empty = sdpi_buffer_take(&buffer);
    assert_string_equal(empty, "");
    sdpi_buffer_text(&buffer, "one");
    char *text = sdpi_buffer_take(&buffer);
    assert_string_equal(text, "one");
    assert_int_equal(buffer.size, 0);
    sdpi_buffer_text(&buffer, "two");
    assert_string_equal(sdpi_buffer_string(&buffer), "two");
    sdpi_release(&sdpi_default_allocator, empty);
    sdpi_release(&sdpi_default_allocator, text);
    sdpi_buffer_free(&buffer);
}

static void resetting_forgets_the_error_and_keeps_small_memory(void **state)
{
    sdpi_buffer buffer;
    (void)state;
    sdpi_buffer_init(&buffer, &sdpi_default_allocator, 300);
    for (int i = 0; i < 400; i++) sdpi_buffer_char(&buffer, 'x');
    assert_int_equal(buffer.status, SDP_E_LIMIT);
    const char *memory = buffer.data;
    sdpi_buffer_reset(&buffer, 4096);
    assert_int_equal(buffer.status, SDP_OK);
    assert_ptr_equal(buffer.data, memory);
    assert_string_equal(sdpi_buffer_string(&buffer), "");
    sdpi_buffer_reset(&buffer, 16);
    assert_null(buffer.data);
    sdpi_buffer_text(&buffer, "again");
    assert_string_equal(buffer.data, "again");
    sdpi_buffer_free(&buffer);
}

static void integers_are_written_to_their_limits(void **state)
{
    static const struct {
        int64_t number;
        const char *text;
    } rows[] = {{0, "0"},
                {7, "7"},
                {-1, "-1"},
                {1234567890, "1234567890"},
                {INT64_MAX, "9223372036854775807"},
                {INT64_MIN, "-9223372036854775808"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdpi_buffer buffer;
        sdpi_buffer_init(&buffer, &sdpi_default_allocator, 100);
        sdpi_buffer_int(&buffer, rows[i].number);
        assert_string_equal(sdpi_buffer_string(&buffer), rows[i].text);
        sdpi_buffer_free(&buffer);
    }
}

static void room_is_the_callers_to_fill(void **state)
{
    sdpi_buffer buffer;
    (void)state;
    sdpi_buffer_init(&buffer, &sdpi_default_allocator, 1000);
    char *room = sdpi_buffer_room(&buffer, 700);
    assert_non_null(room);
    assert_int_equal(buffer.size, 0);
    memset(room, 'z', 700);
    room[700] = '\0'; /* there is always room for the end */
    buffer.size += 700;
    assert_int_equal(strlen(sdpi_buffer_string(&buffer)), 700);
    sdpi_buffer_free(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_grows_and_ends_in_zero),
        cmocka_unit_test(the_ceiling_is_exact_and_the_error_sticks),
        cmocka_unit_test(without_memory_it_keeps_what_it_has),
        cmocka_unit_test(taking_gives_the_text_away),
        cmocka_unit_test(resetting_forgets_the_error_and_keeps_small_memory),
        cmocka_unit_test(integers_are_written_to_their_limits),
        cmocka_unit_test(room_is_the_callers_to_fill),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
