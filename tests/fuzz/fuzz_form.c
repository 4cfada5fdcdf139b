/*
 * Percent-encoding: what is written decodes to what was given, and nothing grows beyond its ceiling. Bytes: the ceiling
 * (two); then a text.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/writer.h"
#include "fuzz.h"
#include "model/encode_form.h"

static int value_of(char digit)
{
    return digit <= '9' ? digit - '0' : digit - 'A' + 10;
}

/* Decodes in place; returns the size. What is not plain stands as % and two capital hexadecimal digits. */
static size_t decode(char *text, size_t size)
{
    static const char digits[] = "0123456789ABCDEF";
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    size_t to = 0;
    for (size_t at = 0; at < size;) {
        if (text[at] != '%') {
            FUZZ_CHECK(text[at] != '\0' && strchr(plain, text[at]) != NULL);
            text[to++] = text[at++];
            continue;
        }
        FUZZ_CHECK(size - at >= 3 && text[at + 1] != '\0' && text[at + 2] != '\0');
        FUZZ_CHECK(strchr(digits, text[at + 1]) != NULL && strchr(digits, text[at + 2]) != NULL);
        text[to++] = (char)(value_of(text[at + 1]) << 4 | value_of(text[at + 2]));
        at += 3;
    }
    return to;
}

static void check_decoded(sdpi_buffer *out, const char *expected, size_t size)
{
    FUZZ_CHECK(out->size <= out->limit);
    if (out->status != SDP_OK) {
        FUZZ_CHECK(out->status == SDP_E_LIMIT || (out->status == SDP_E_NO_MEMORY && fuzz_failed()));
        return;
    }
    FUZZ_CHECK(out->size == 0 || out->data[out->size] == '\0');
    const size_t decoded = out->size > 0 ? decode(out->data, out->size) : 0;
    FUZZ_CHECK(decoded == size && (size == 0 || memcmp(out->data, expected, size) == 0));
}

static void check_bytes(const fuzz *f, const char *text, size_t size, size_t limit)
{
    sdpi_buffer out;
    sdpi_buffer_init(&out, &f->memory.allocator, limit);
    sdpi_percent_encode(&out, text, size);
    if (size > limit) FUZZ_CHECK(out.status != SDP_OK);
    if (size * 3 <= limit) FUZZ_CHECK(out.status == SDP_OK || fuzz_failed());
    check_decoded(&out, text, size);
    sdpi_buffer_free(&out);
}

/* A JSON text, written plain and percent-encoded: both are the same, but for where they are cut. */
static void check_string(const fuzz *f, const char *text, size_t limit)
{
    sdpi_buffer plain;
    sdpi_buffer encoded;
    sdpi_writer writer;
    sdpi_buffer_init(&plain, &f->memory.allocator, SDPI_MAX_JSON_TEXT);
    sdpi_buffer_init(&encoded, &f->memory.allocator, limit);
    sdpi_writer_init(&writer, &plain, 0);
    sdpi_write_string(&writer, text);
    sdpi_writer_init(&writer, &encoded, SDPI_WRITE_PERCENT);
    sdpi_write_string(&writer, text);
    FUZZ_CHECK_OK(plain.status);
    if (plain.status == SDP_OK) check_decoded(&encoded, plain.data, plain.size);
    sdpi_buffer_free(&plain);
    sdpi_buffer_free(&encoded);
}

static void check_field(const fuzz *f, const char *name, const char *value, size_t limit)
{
    sdpi_buffer out;
    sdpi_form form = {&out, NULL};
    sdpi_buffer_init(&out, &f->memory.allocator, limit);
    sdpi_form_put(&form, name, value);
    sdpi_form_put(&form, value, name);
    FUZZ_CHECK(out.size <= limit);
    if (out.status == SDP_OK) {
        char *second = memchr(out.data, '&', out.size);
        FUZZ_CHECK(second != NULL && memchr(second + 1, '&', out.size - (size_t)(second + 1 - out.data)) == NULL);
        char *equals = memchr(out.data, '=', out.size);
        FUZZ_CHECK(equals != NULL && equals < second);
        const size_t size = decode(equals + 1, (size_t)(second - equals - 1));
        FUZZ_CHECK(size == strlen(value) && memcmp(equals + 1, value, size) == 0);
    }
    sdpi_buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz f;
    size_t text_size;
    fuzz_begin(&f, data, size);
    size_t limit = fuzz_byte(&f);
    limit |= (size_t)fuzz_byte(&f) << 8;
    char *text = fuzz_rest(&f, &text_size);
    fuzz_arm();
    check_bytes(&f, text, text_size, limit);
    if (sdpi_is_utf8(text, strlen(text))) {
        check_string(&f, text, limit);
        check_field(&f, "name", text, limit);
    }
    (void)fuzz_disarm();
    free(text);
    fuzz_end(&f);
    return 0;
}
