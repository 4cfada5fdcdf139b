/* Writing JSON: plain, indented, percent-encoded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/writer.h"
#include "json_equal.h"

typedef struct written {
    sdpi_buffer buffer;
    sdpi_writer writer;
} written;

static void start(written *w, int32_t indent)
{
    sdpi_buffer_init(&w->buffer, &sdpi_default_allocator, 1 << 20);
    sdpi_writer_init(&w->writer, &w->buffer, indent);
}

static void assert_written(written *w, const char *expected)
{
    assert_int_equal(w->buffer.status, SDP_OK);
    assert_string_equal(sdpi_buffer_string(&w->buffer), expected);
    assert_int_equal(w->buffer.size, strlen(expected));
    sdpi_buffer_free(&w->buffer);
}

static char *decode_percent(const char *text)
{
    char *out = calloc(strlen(text) + 1, 1);
    char *at = out;
    for (; *text != '\0'; text++) {
        if (*text != '%') {
            assert_true(*text == '-' || *text == '.' || *text == '_' || *text == '~' ||
                        (*text >= '0' && *text <= '9') || (*text >= 'A' && *text <= 'Z') ||
                        (*text >= 'a' && *text <= 'z'));
            *at++ = *text;
            continue;
        }
        const char digits[] = {text[1], text[2], '\0'};
        assert_true(strspn(digits, "0123456789ABCDEF") == 2);
        *at++ = (char)strtol(digits, NULL, 16);
        text += 2;
    }
    return out;
}

static void sample(sdpi_writer *writer)
{
    sdpi_write_open(writer, '{');
    sdpi_write_key(writer, "a");
    sdpi_write_string(writer, "x/\"y\"");
    sdpi_write_key(writer, "b");
    sdpi_write_open(writer, '[');
    sdpi_write_int(writer, -5);
    sdpi_write_literal(writer, "null");
    sdpi_write_open(writer, '[');
    sdpi_write_close(writer, ']');
    sdpi_write_close(writer, ']');
    sdpi_write_key(writer, "c");
    sdpi_write_open(writer, '{');
    sdpi_write_close(writer, '}');
    sdpi_write_close(writer, '}');
}

static void commas_come_by_themselves(void **state)
{
    written w;
    (void)state;
    start(&w, 0);
    sample(&w.writer);
    assert_written(&w, "{\"a\":\"x/\\\"y\\\"\",\"b\":[-5,null,[]],\"c\":{}}");
    start(&w, 2);
    sample(&w.writer);
    assert_written(&w, "{\n  \"a\": \"x/\\\"y\\\"\",\n  \"b\": [\n    -5,\n    null,\n    []\n  ],\n  \"c\": {}\n}");
    start(&w, SDPI_WRITE_PERCENT);
    sample(&w.writer);
    assert_written(&w,
                   "%7B%22a%22%3A%22x%2F%5C%22y%5C%22%22%2C%22b%22%3A%5B-5%2Cnull%2C%5B%5D%5D%2C%22c%22%3A%7B%7D%7D");
}

/* Every byte from 1 to 255 that is valid stands in a text, as itself or in a sequence, and comes back. */
static void every_character_survives(void **state)
{
    char text[600];
    size_t size = 0;
    (void)state;
    for (int byte = 1; byte < 0x80; byte++) text[size++] = (char)byte;
    for (int byte = 0x80; byte < 0xC0; byte++) { /* as second bytes */
        text[size++] = '\xC3';
        text[size++] = (char)byte;
    }
    for (int first = 0xC2; first <= 0xF4; first++) {
        static const char second[] = "\xA0\x80\x80";
        size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        char sequence[4] = {(char)first, second[0], second[1], second[2]};
        if (first == 0xED || first == 0xF4) sequence[1] = '\x80'; /* no surrogates, nothing past U+10FFFF */
        memcpy(text + size, sequence, length);
        size += length;
    }
    text[size] = '\0';
    assert_true(sdpi_is_utf8(text, size));
    for (int percent = 0; percent < 2; percent++) {
        written w;
        start(&w, percent ? SDPI_WRITE_PERCENT : 0);
        sdpi_write_string(&w.writer, text);
        char *plain = percent ? decode_percent(sdpi_buffer_string(&w.buffer)) : NULL;
        sdp_json *json = json_of_text(percent ? plain : sdpi_buffer_string(&w.buffer));
        assert_string_equal(sdp_json_text(json), text);
        sdp_json_free(json);
        free(plain);
        sdpi_buffer_free(&w.buffer);
    }
}

static void control_characters_are_escaped_in_both_forms(void **state)
{
    static const struct {
        const char *text, *plain, *percent;
    } rows[] = {
        {"\n", "\"\\n\"", "%22%5Cn%22"},
        {"\r", "\"\\r\"", "%22%5Cr%22"},
        {"\t", "\"\\t\"", "%22%5Ct%22"},
        {"\x01", "\"\\u0001\"", "%22%5Cu0001%22"},
        {"\x1F", "\"\\u001F\"", "%22%5Cu001F%22"},
        {"\\", "\"\\\\\"", "%22%5C%5C%22"},
        {"\"", "\"\\\"\"", "%22%5C%22%22"},
        {"&=+ %", "\"&=+ %\"", "%22%26%3D%2B%20%25%22"},
        {"\xC3\xA9", "\"\xC3\xA9\"", "%22%C3%A9%22"},
        {"\xF0\x9F\x98\x80", "\"\xF0\x9F\x98\x80\"", "%22%F0%9F%98%80%22"},
        {"", "\"\"", "%22%22"},
        {"\x7F", "\"\x7F\"", "%22%7F%22"},
        {"a-b.c_d~e", "\"a-b.c_d~e\"", "%22a-b.c_d~e%22"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        written w;
        start(&w, 0);
        sdpi_write_string(&w.writer, rows[i].text);
        assert_written(&w, rows[i].plain);
        start(&w, SDPI_WRITE_PERCENT);
        sdpi_write_string(&w.writer, rows[i].text);
        assert_written(&w, rows[i].percent);
    }
}

/* Long texts are written in pieces: what needs escaping stands around each border. */
static void long_texts_are_written_whole(void **state)
{
    static const size_t sizes[] = {511, 512, 513, 1023, 1024, 1025, 20000};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        written w;
        char *text = calloc(sizes[i] + 1, 1);
        for (size_t j = 0; j < sizes[i]; j++) text[j] = j % 3 == 0 ? '"' : j % 3 == 1 ? '\x02' : 'x';
        start(&w, SDPI_WRITE_PERCENT);
        sdpi_write_string(&w.writer, text);
        char *plain = decode_percent(sdpi_buffer_string(&w.buffer));
        sdp_json *json = json_of_text(plain);
        assert_string_equal(sdp_json_text(json), text);
        sdp_json_free(json);
        free(plain);
        sdpi_buffer_free(&w.buffer);
        free(text);
    }
}

static void whole_documents_are_written(void **state)
{
    written w;
    (void)state;
    sdp_json *json = json_of_text("{\"a\":[1.50,true,false,null,\"s\",{\"k k\":-0}]}");
    start(&w, 0);
    sdpi_write_json(&w.writer, json);
    assert_written(&w, "{\"a\":[1.50,true,false,null,\"s\",{\"k k\":-0}]}");
    start(&w, SDPI_WRITE_PERCENT);
    sdpi_write_json(&w.writer, sdp_json_at(json, "a[5]"));
    assert_written(&w, "%7B%22k%20k%22%3A-0%7D");
    start(&w, 0);
    sdpi_write_json(&w.writer, NULL);
    assert_written(&w, "null");
    sdp_json_free(json);
}

static void the_ceiling_of_the_buffer_holds(void **state)
{
    sdpi_buffer buffer;
    sdpi_writer writer;
    (void)state;
    sdpi_buffer_init(&buffer, &sdpi_default_allocator, 20);
    sdpi_writer_init(&writer, &buffer, 0);
    sdpi_write_string(&writer, "more than twenty bytes of text");
    sdpi_write_string(&writer, "x");
    assert_int_equal(buffer.status, SDP_E_LIMIT);
    sdpi_buffer_free(&buffer);
    sdpi_buffer_init(&buffer, &sdpi_default_allocator, 20);
    sdpi_percent_encode(&buffer, "", SIZE_MAX);
    assert_int_equal(buffer.status, SDP_E_LIMIT);
}

/* A name is a key, and a text a string, whose size is known. */
static void what_has_a_size_is_written_alike(void **state)
{
    static const int32_t forms[] = {0, 2, SDPI_WRITE_PERCENT};
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        written one;
        written other;
        start(&one, forms[i]);
        start(&other, forms[i]);
        sdpi_write_open(&one.writer, '{');
        sdpi_write_open(&other.writer, '{');
        for (int times = 0; times < 200; times++) { /* beyond the room that a buffer has at first */
            sdpi_write_key(&one.writer, "a_name2");
            sdpi_write_string(&one.writer, "a \"b\"");
            sdpi_write_name(&other.writer, "a_name2:", 7);
            sdpi_write_text(&other.writer, "a \"b\"x", 5);
        }
        sdpi_write_close(&one.writer, '}');
        sdpi_write_close(&other.writer, '}');
        assert_written(&other, sdpi_buffer_string(&one.buffer));
        sdpi_buffer_free(&one.buffer);
    }
    written full;
    sdpi_buffer_init(&full.buffer, &sdpi_default_allocator, 6);
    sdpi_writer_init(&full.writer, &full.buffer, 0);
    sdpi_write_name(&full.writer, "name", 4);
    assert_int_equal(full.buffer.status, SDP_E_LIMIT);
    sdpi_buffer_free(&full.buffer);
}

/* Writing reserves more than it needs: what counts against the limit is what was written. */
static void limits_are_of_what_was_written(void **state)
{
    enum { MOST = 100000 };
    static char text[MOST + 1];
    (void)state;
    memset(text, 'x', MOST);
    for (int more = 0; more <= 1; more++) {
        const sdp_status expected = more ? SDP_E_LIMIT : SDP_OK;
        sdpi_buffer buffer;
        sdpi_buffer_init(&buffer, &sdpi_default_allocator, (size_t)(MOST - more));
        sdpi_percent_encode(&buffer, text, MOST);
        assert_int_equal(buffer.status, expected);
        sdpi_buffer_free(&buffer);
        for (int32_t form = SDPI_WRITE_PERCENT; form <= 0; form++) {
            sdpi_writer writer;
            const size_t quotes = form == 0 ? 2 : 6;
            sdpi_buffer_init(&buffer, &sdpi_default_allocator, MOST + quotes - (size_t)more);
            sdpi_writer_init(&writer, &buffer, form);
            sdpi_write_string(&writer, text);
            assert_int_equal(buffer.status, expected);
            assert_true(buffer.size <= buffer.limit && strlen(buffer.data) == buffer.size);
            sdpi_buffer_free(&buffer);
        }
    }
    sdpi_buffer brackets;
    sdpi_writer writer;
    sdpi_buffer_init(&brackets, &sdpi_default_allocator, 12);
    sdpi_writer_init(&writer, &brackets, 0);
    sdpi_write_open(&writer, '{');
    sdpi_write_name(&writer, "name", 4);
    sdpi_write_int(&writer, 123);
    sdpi_write_close(&writer, '}');
    assert_string_equal(brackets.data, "{\"name\":123}");
    assert_int_equal(brackets.status, SDP_OK);
    sdpi_write_close(&writer, '}');
    assert_int_equal(brackets.status, SDP_E_LIMIT);
    assert_string_equal(brackets.data, "{\"name\":123}");
    sdpi_buffer_free(&brackets);
}

static void members_are_written_with_their_key(void **state)
{
    written w;
    (void)state;
    start(&w, 0);
    sdpi_write_open(&w.writer, '{');
    sdpi_write_text_member(&w.writer, "a", "b");
    sdpi_write_text_member(&w.writer, "c", NULL);
    sdpi_write_int_member(&w.writer, "d", -1);
    sdpi_write_flag_member(&w.writer, "e", 1);
    sdpi_write_flag_member(&w.writer, "f", 0);
    sdpi_write_flag_member(&w.writer, "g", -1);
    sdpi_write_close(&w.writer, '}');
    assert_written(&w, "{\"a\":\"b\",\"c\":null,\"d\":-1,\"e\":true,\"f\":false,\"g\":null}");
}

static void segments_are_percent_encoded(void **state)
{
    sdpi_buffer buffer;
    (void)state;
    sdpi_buffer_init(&buffer, &sdpi_default_allocator, 1000);
    sdpi_percent_encode(&buffer, "a b/c?d#e%f\xC3\xA9~", 14);
    assert_string_equal(buffer.data, "a%20b%2Fc%3Fd%23e%25f%C3%A9~");
    sdpi_buffer_free(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commas_come_by_themselves),
        cmocka_unit_test(every_character_survives),
        cmocka_unit_test(control_characters_are_escaped_in_both_forms),
        cmocka_unit_test(long_texts_are_written_whole),
        cmocka_unit_test(whole_documents_are_written),
        cmocka_unit_test(the_ceiling_of_the_buffer_holds),
        cmocka_unit_test(what_has_a_size_is_written_alike),
        cmocka_unit_test(limits_are_of_what_was_written),
        cmocka_unit_test(members_are_written_with_their_key),
        cmocka_unit_test(segments_are_percent_encoded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
