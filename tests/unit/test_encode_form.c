/* Form fields from structs, byte by byte and to the edges: src/model/encode_form.c. test_neucrm.c has a whole struct,
   and what cannot be a field. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "everything.h"
#include "json_equal.h"
#include "model/encode_form.h"
#include "scarce.h"

static sdp_status encode(const void *input, const sdp_type *type, sdpi_buffer *out, sdp_error *error)
{
    sdpi_form form = {.out = out};
    sdpi_error_init(error, &sdpi_default_allocator);
    return sdpi_encode_form(type, input, &form, error);
}

/* Encodes, and expects the whole form. */
static void expect(const everything *input, const char *text)
{
    sdpi_buffer out;
    sdp_error error;
    sdpi_buffer_init(&out, &sdpi_default_allocator, 1 << 16);
    sdp_status status = encode(input, &sdpi_type_everything, &out, &error);
    if (status != SDP_OK) fail_msg("%s: %s: %s", sdp_status_name(status), error.path, error.message);
    assert_int_equal(out.status, SDP_OK);
    assert_string_equal(sdpi_buffer_string(&out), text);
    sdpi_buffer_free(&out);
    sdpi_error_release(&error);
}

static void expect_failure(const everything *input, sdp_status status, const char *path)
{
    sdpi_buffer out;
    sdp_error error;
    sdpi_buffer_init(&out, &sdpi_default_allocator, 1 << 16);
    assert_int_equal(encode(input, &sdpi_type_everything, &out, &error), status);
    assert_string_equal(error.path, path);
    assert_int_equal(error.status, status);
    sdpi_buffer_free(&out);
    sdpi_error_release(&error);
}

static void each_byte_is_itself_or_its_percent_code(void **state)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    (void)state;
    for (int byte = 1; byte < 256; byte++) {
        char text[] = {'<', (char)byte, '>', '\0'};
        char expected[64];
        sdpi_buffer out;
        sdpi_form form = {.out = &out};
        sdpi_buffer_init(&out, &sdpi_default_allocator, 64);
        sdpi_form_put(&form, text, text);
        if (strchr(plain, byte) != NULL) {
            snprintf(expected, sizeof expected, "%%3C%c%%3E=%%3C%c%%3E", byte, byte);
        } else {
            snprintf(expected, sizeof expected, "%%3C%%%02X%%3E=%%3C%%%02X%%3E", (unsigned)byte, (unsigned)byte);
        }
        assert_string_equal(sdpi_buffer_string(&out), expected);
        sdpi_buffer_free(&out);
    }
}

static void fields_are_joined_wherever_they_begin(void **state)
{
    sdpi_buffer out;
    sdpi_form form = {.out = &out};
    (void)state;
    sdpi_buffer_init(&out, &sdpi_default_allocator, 64);
    sdpi_form_put(&form, "a", "");
    sdpi_form_put(&form, "", "b");
    sdpi_form_put(&form, "c", "d");
    assert_string_equal(sdpi_buffer_string(&out), "a=&=b&c=d");
    sdpi_buffer_reset(&out, 64);
    sdpi_form_put(&form, "", "");
    sdpi_form_put(&form, "a", "b");
    assert_string_equal(sdpi_buffer_string(&out), "=&a=b");
    sdpi_buffer_free(&out);
}

static void texts_of_every_length_of_utf8(void **state)
{
    (void)state;
    expect(&(const everything)EVERYTHING(.text = "a\xC2\x80\xE2\x82\xAC\xF0\x9F\x98\x80z"),
           "text=a%C2%80%E2%82%AC%F0%9F%98%80z");
    expect(&(const everything)EVERYTHING(.text = "line\r\nend\t"), "text=line%0D%0Aend%09");
    expect(&(const everything)EVERYTHING(.text = ""), "text=");
    expect(&(const everything)EVERYTHING(.id = SDP_NULL, .text = SDP_NULL), "id=&text=");
    static const char *const wrong[] = {"\x80", "a\xC3", "\xC0\xAF", "\xE2\x82", "\xED\xA0\x80", "\xF4\x90\x80\x80"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        expect_failure(&(const everything)EVERYTHING(.text = wrong[i]), SDP_E_UTF8, "text");
        expect_failure(&(const everything)EVERYTHING(.id = wrong[i]), SDP_E_UTF8, "id");
    }
}

static void numbers_stay_as_they_are_written(void **state)
{
    static const char *const wrong[] = {"", " 1", "1 ", "01", "+1", ".5", "1.", "0x1", "1e", "NaN", "1,5", "--1"};
    (void)state;
    expect(&(const everything)EVERYTHING(.number = "2322.00", .price = "-0"), "number=2322.00&price=-0");
    expect(&(const everything)EVERYTHING(.number = "1E+400"), "number=1E%2B400");
    expect(&(const everything)EVERYTHING(.integer = INT64_MAX), "integer=9223372036854775807");
    expect(&(const everything)EVERYTHING(.integer = INT64_MIN), "integer=-9223372036854775808");
    expect(&(const everything)EVERYTHING(.integer = 0), ""); /* zero is absent */
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        expect_failure(&(const everything)EVERYTHING(.number = wrong[i]), SDP_E_VALUE, "number");
    }
}

static void what_a_struct_does_not_set_is_not_sent(void **state)
{
    (void)state;
    expect(&(const everything)EVERYTHING(.id = NULL), "");
    expect(&(const everything)EVERYTHING(.flag = SDP_TRUE), "flag=1");
    expect(&(const everything)EVERYTHING(.flag = SDP_FALSE), "flag=0");
    /* Members past the size that the caller compiled are not looked at. */
    everything old = EVERYTHING(.id = "7", .text = "x", .number = "not a number");
    old.head.size = (uint32_t)offsetof(everything, number);
    expect(&old, "id=7&text=x");
}

static void what_has_members_of_its_own_is_refused(void **state)
{
    static const char *const words[] = {"a"};
    static const part one = PART(.id = "1");
    static const part *const ones[] = {&one};
    (void)state;
    expect_failure(&(const everything)EVERYTHING(.object = &one), SDP_E_VALUE, "object");
    expect_failure(&(const everything)EVERYTHING(.list = {ones, 1}), SDP_E_VALUE, "list");
    expect_failure(&(const everything)EVERYTHING(.texts = {words, 1}), SDP_E_VALUE, "texts");
    /* What was sent is settled by the first that fails, and nothing of it is a form. */
    expect_failure(&(const everything)EVERYTHING(.text = "\x80", .number = "x"), SDP_E_UTF8, "text");
    expect_failure(&(const everything)EVERYTHING(.made_by = SDP_NULL), SDP_E_READ_ONLY, "made_by");
    /* Null is an empty field even there. */
    expect(&(const everything)EVERYTHING(.object = SDP_NULL), "object=");
}

static void heads_are_checked(void **state)
{
    everything input = EVERYTHING(.id = "7");
    (void)state;
    input.head.type = TYPE_PART;
    expect_failure(&input, SDP_E_STRUCT, "");
    input = (everything)EVERYTHING(.id = "7");
    input.head.size = 0;
    expect_failure(&input, SDP_E_STRUCT, "");
}

static void unknown_members_go_along(void **state)
{
    static const struct {
        const char *meta;
        int parsed;
        sdp_status status;
        const char *expected; /* the form, or the path of what is wrong */
    } rows[] = {
        {"{}", 0, SDP_OK, "id=7"},
        {"{\"city\":\"Bad Ems\",\"zip\":56130,\"vip\":true,\"old\":false,\"fax\":null}", 0, SDP_OK,
         "id=7&city=Bad%20Ems&zip=56130&vip=1&old=0&fax="},
        {"{\"\":\"x\"}", 0, SDP_OK, "id=7&=x"},
        {"{\"city\":{\"name\":\"x\"}}", 0, SDP_E_VALUE, "city"},
        {"{\"city\":[]}", 0, SDP_E_VALUE, "city"},
        {"{\"text\":\"x\"}", 0, SDP_E_VALUE, "text"},
        /* What was read from JSON keeps all of it in meta: the struct's own members are sent once. */
        {"{\"id\":9,\"text\":\"x\",\"city\":\"y\"}", 1, SDP_OK, "id=7&city=y"},
        {"[1]", 0, SDP_E_STRUCT, "meta"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_json *meta = json_of_text(rows[i].meta);
        everything input = EVERYTHING(.id = "7");
        input.head.meta = meta;
        if (rows[i].parsed) input.head.flags |= SDP_FLAG_PARSED;
        if (rows[i].status == SDP_OK) {
            expect(&input, rows[i].expected);
        } else {
            expect_failure(&input, rows[i].status, rows[i].expected);
        }
        sdp_json_free(meta);
    }
}

/* The ceiling and the memory are the buffer's: it says so, once, whatever is still put into it. */
static void a_form_has_the_ceiling_of_its_buffer(void **state)
{
    const everything input = EVERYTHING(.id = "7", .text = "%%%%", .integer = 5);
    const size_t whole = strlen("id=7&text=%25%25%25%25&integer=5");
    scarce memory;
    sdp_error error;
    (void)state;
    for (size_t limit = 0; limit < 3 * whole; limit++) {
        sdpi_buffer out;
        sdpi_buffer_init(&out, &sdpi_default_allocator, limit);
        assert_int_equal(encode(&input, &sdpi_type_everything, &out, &error), SDP_OK);
        if (limit < whole) assert_int_equal(out.status, SDP_E_LIMIT);
        /* Room is asked for as if every byte needed its code. */
        if (limit > 2 * whole) assert_int_equal(out.status, SDP_OK);
        assert_true(out.size <= limit);
        sdpi_buffer_free(&out);
        sdpi_error_release(&error);
    }
    sdpi_buffer out;
    scarce_init(&memory, 0);
    sdpi_buffer_init(&out, &memory.allocator, 1 << 16);
    assert_int_equal(encode(&input, &sdpi_type_everything, &out, &error), SDP_OK);
    assert_int_equal(out.status, SDP_E_NO_MEMORY);
    sdpi_buffer_free(&out);
    sdpi_error_release(&error);
}

/* For a dry run the same fields are shown as they are, unescaped, in JSON. */
static void a_form_can_be_shown(void **state)
{
    sdpi_buffer out;
    sdpi_writer writer;
    sdpi_form form = {.json = &writer};
    const everything input = EVERYTHING(.id = "7", .text = "a&b \"c\"", .flag = SDP_TRUE, .integer = -3);
    (void)state;
    sdpi_buffer_init(&out, &sdpi_default_allocator, 1 << 16);
    sdpi_writer_init(&writer, &out, 0);
    sdpi_write_open(&writer, '{');
    sdpi_form_put(&form, "customerid", "9");
    assert_int_equal(sdpi_encode_form(&sdpi_type_everything, &input, &form, NULL), SDP_OK);
    sdpi_write_close(&writer, '}');
    assert_json_text(sdpi_buffer_string(&out), "{\"customerid\":\"9\",\"id\":\"7\",\"text\":\"a&b \\\"c\\\"\","
                                               "\"flag\":\"1\",\"integer\":\"-3\"}");
    sdpi_buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_byte_is_itself_or_its_percent_code),
        cmocka_unit_test(fields_are_joined_wherever_they_begin),
        cmocka_unit_test(texts_of_every_length_of_utf8),
        cmocka_unit_test(numbers_stay_as_they_are_written),
        cmocka_unit_test(what_a_struct_does_not_set_is_not_sent),
        cmocka_unit_test(what_has_members_of_its_own_is_refused),
        cmocka_unit_test(heads_are_checked),
        cmocka_unit_test(unknown_members_go_along),
        cmocka_unit_test(a_form_has_the_ceiling_of_its_buffer),
        cmocka_unit_test(a_form_can_be_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
