/* The multipart body, byte by byte, however small the pieces are that it is read in; and media types by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "http/media_type.h"
#include "http/multipart.h"
#include "scarce.h"

static const uint32_t numbers[SDPI_BOUNDARY_RANDOM] = {0x01234567, 0x89abcdef, 0, 0xffffffff};
#define BOUNDARY "sdp-0123456789abcdef00000000ffffffff"
#define HEAD(name_)                                                                                                    \
    "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"filename\"; filename=\"" name_                           \
    "\"\r\nContent-Type: text/plain\r\n\r\n"
#define TAIL                                                                                                           \
    "\r\n--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"addtoattachment\"\r\n\r\ntrue\r\n--" BOUNDARY "--"   \
    "\r\n"

/* A content of a text, given in pieces. */
typedef struct content {
    const char *text;
    size_t at;
    size_t piece;
    sdp_status fails;
    size_t lies; /* 1: says that it gave more than it was asked for */
} content;

static sdp_status give(void *user_data, char *bytes, size_t capacity, size_t *size)
{
    content *from = user_data;
    size_t left = strlen(from->text) - from->at;
    size_t give_size = left < capacity ? left : capacity;
    if (from->piece > 0 && give_size > from->piece) give_size = from->piece;
    if (from->fails != SDP_OK && left == 0) return from->fails;
    memcpy(bytes, from->text + from->at, give_size);
    from->at += give_size;
    *size = give_size + (from->lies > 0 ? capacity : 0);
    return SDP_OK;
}

static void begin(sdpi_multipart *body, content *from, const char *name, int64_t size)
{
    const sdpi_multipart_file file = {.part = "filename",
                                      .name = name,
                                      .content_type = "text/plain",
                                      .content = give,
                                      .content_data = from,
                                      .content_size = size};
    sdpi_multipart_begin(body, numbers, &file);
    sdpi_multipart_field(body, "addtoattachment", "true");
    assert_int_equal(sdpi_multipart_finish(body), SDP_OK);
}

/* Reads all of it; returns what ended it. */
static sdp_status read_all(sdpi_multipart *body, size_t capacity, char *to, size_t to_size, size_t *total)
{
    char piece[4096];
    size_t got = 0;
    assert_true(capacity <= sizeof piece);
    *total = 0;
    for (;;) {
        sdp_status status = sdpi_multipart_read(body, piece, capacity, &got);
        if (status != SDP_OK || got == 0) return status;
        assert_true(got <= capacity && *total + got < to_size);
        memcpy(to + *total, piece, got);
        *total += got;
        to[*total] = '\0';
    }
}

static void all_bytes_in_any_pieces(void **state)
{
    static const char text[] = "hello\r\n--" BOUNDARY "x\r\nworld";
    static const char expected[] = HEAD("a.txt") "hello\r\n--" BOUNDARY "x\r\nworld" TAIL;
    char got[4096];
    size_t size = 0;
    (void)state;
    for (size_t capacity = 1; capacity <= 600; capacity += capacity < 80 ? 1 : 97) {
        for (int known = 0; known < 2; known++) {
            for (size_t piece = 0; piece < 4; piece++) {
                sdpi_multipart body;
                content from = {.text = text, .piece = piece};
                sdpi_multipart_init(&body, &sdpi_default_allocator);
                begin(&body, &from, "a.txt", known ? (int64_t)strlen(text) : -1);
                assert_int_equal(sdpi_multipart_size(&body), known ? (int64_t)strlen(expected) : -1);
                assert_int_equal(read_all(&body, capacity, got, sizeof got, &size), SDP_OK);
                assert_int_equal(size, strlen(expected));
                assert_memory_equal(got, expected, size);
                sdpi_multipart_free(&body);
            }
        }
    }
}

static void it_can_be_read_again(void **state)
{
    char first[1024];
    char second[1024];
    size_t size = 0;
    size_t again = 0;
    sdpi_multipart body;
    content from = {.text = "content"};
    (void)state;
    sdpi_multipart_init(&body, &sdpi_default_allocator);
    begin(&body, &from, "a.txt", 7);
    assert_int_equal(read_all(&body, 10, first, sizeof first, &size), SDP_OK);
    for (size_t stop = 0; stop < size; stop += 13) {
        size_t got = 0;
        from.at = 0;
        sdpi_multipart_rewind(&body);
        for (size_t i = 0; i < stop; i++) assert_int_equal(sdpi_multipart_read(&body, second, 1, &got), SDP_OK);
        from.at = 0;
        sdpi_multipart_rewind(&body);
        assert_int_equal(read_all(&body, 64, second, sizeof second, &again), SDP_OK);
        assert_int_equal(again, size);
        assert_memory_equal(first, second, size);
    }
    sdpi_multipart_free(&body);
}

static void names_stay_inside_their_quotes(void **state)
{
    static const struct {
        const char *name;
        const char *sent;
    } rows[] = {
        {"a\"b.txt", "a%22b.txt"},
        {"a\r\nX-Evil: 1\r\n\r\n.txt", "a%0D%0AX-Evil: 1%0D%0A%0D%0A.txt"},
        {"\x01\x7F.txt", "%01%7F.txt"},
        {"100%.txt", "100%.txt"},
        {"Vertr\xC3\xA4ge \xE5\xA5\x91.txt", "Vertr\xC3\xA4ge \xE5\xA5\x91.txt"},
        {"a;b='c'.txt", "a;b='c'.txt"},
    };
    char expected[512];
    char got[2048];
    size_t size = 0;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdpi_multipart body;
        content from = {.text = "x"};
        sdpi_multipart_init(&body, &sdpi_default_allocator);
        begin(&body, &from, rows[i].name, 1);
        assert_int_equal(read_all(&body, 100, got, sizeof got, &size), SDP_OK);
        snprintf(expected, sizeof expected, "; filename=\"%s\"\r\nContent-Type: text/plain\r\n\r\nx\r\n", rows[i].sent);
        assert_non_null(strstr(got, expected));
        sdpi_multipart_free(&body);
    }
}

static void contents_that_do_not_keep_their_word(void **state)
{
    char got[2048];
    size_t size = 0;
    sdpi_multipart body;
    (void)state;
    sdpi_multipart_init(&body, &sdpi_default_allocator);
    content short_one = {.text = "1234"};
    begin(&body, &short_one, "a.txt", 5);
    assert_int_equal(read_all(&body, 3, got, sizeof got, &size), SDP_E_FILE);
    assert_null(strstr(got, "addtoattachment"));
    /* What is longer is not asked for more than was stated; who made the promise looks after the rest. */
    content long_one = {.text = "123456"};
    begin(&body, &long_one, "a.txt", 5);
    assert_int_equal(read_all(&body, 4, got, sizeof got, &size), SDP_OK);
    assert_non_null(strstr(got, "\r\n\r\n12345\r\n--"));
    assert_int_equal(long_one.at, 5);
    content failing = {.text = "1234", .fails = SDP_E_CANCELED};
    begin(&body, &failing, "a.txt", -1);
    assert_int_equal(read_all(&body, 50, got, sizeof got, &size), SDP_E_CANCELED);
    content lying = {.text = "1234", .lies = 1};
    begin(&body, &lying, "a.txt", -1);
    assert_int_equal(read_all(&body, 50, got, sizeof got, &size), SDP_E_ARGUMENT);
    sdpi_multipart_free(&body);
}

static void boundaries_differ(void **state)
{
    static const uint32_t others[SDPI_BOUNDARY_RANDOM] = {1, 2, 3, 4};
    const sdpi_multipart_file file = {.part = "f", .name = "n", .content_type = "a/b", .content = give};
    sdpi_multipart one;
    sdpi_multipart other;
    (void)state;
    sdpi_multipart_init(&one, &sdpi_default_allocator);
    sdpi_multipart_init(&other, &sdpi_default_allocator);
    sdpi_multipart_begin(&one, numbers, &file);
    sdpi_multipart_begin(&other, others, &file);
    assert_string_equal(one.content_type, "multipart/form-data; boundary=" BOUNDARY);
    assert_string_equal(other.boundary, "sdp-00000001000000020000000300000004");
    sdpi_multipart_free(&one);
    sdpi_multipart_free(&other);
}

static void no_memory_and_no_room(void **state)
{
    static char name[200 * 1024];
    scarce memory;
    (void)state;
    for (long left = 0; left < 3; left++) {
        sdpi_multipart body;
        content from = {.text = "x"};
        const sdpi_multipart_file file = {
            .part = "f", .name = "n", .content_type = "a/b", .content = give, .content_data = &from};
        scarce_init(&memory, left);
        sdpi_multipart_init(&body, &memory.allocator);
        sdpi_multipart_begin(&body, numbers, &file);
        assert_int_equal(sdpi_multipart_finish(&body), left < 2 ? SDP_E_NO_MEMORY : SDP_OK);
        sdpi_multipart_free(&body);
        assert_int_equal(memory.alive, 0);
    }
    sdpi_multipart body;
    memset(name, 'n', sizeof name - 1);
    const sdpi_multipart_file file = {.part = "f", .name = name, .content_type = "a/b", .content = give};
    sdpi_multipart_init(&body, &sdpi_default_allocator);
    sdpi_multipart_begin(&body, numbers, &file);
    assert_int_equal(sdpi_multipart_finish(&body), SDP_E_LIMIT);
    sdpi_multipart_free(&body);
}

static void media_types(void **state)
{
    static const char *const rows[][2] = {
        {"logo.png", "image/png"},
        {"LOGO.PNG", "image/png"},
        {"a.b.pdf", "application/pdf"},
        {"contract.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
        {"a.7z", "application/x-7z-compressed"},
        {"a.txt", "text/plain"},
        {"png", "application/octet-stream"},
        {"a.", "application/octet-stream"},
        {".unknown", "application/octet-stream"},
        {"", "application/octet-stream"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_string_equal(sdpi_media_type(rows[i][0]), rows[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_bytes_in_any_pieces),
        cmocka_unit_test(it_can_be_read_again),
        cmocka_unit_test(names_stay_inside_their_quotes),
        cmocka_unit_test(contents_that_do_not_keep_their_word),
        cmocka_unit_test(boundaries_differ),
        cmocka_unit_test(no_memory_and_no_room),
        cmocka_unit_test(media_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
