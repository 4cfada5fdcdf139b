/* What an upload sends, read by hand: every kind of content, and each that does not keep its word. src/call/upload.c */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "call/upload.h"
#include "folder.h"
#include "json_equal.h"
#include "scarce.h"

#define BOUNDARY "sdp-00000001000000020000000300000004"

static const uint32_t numbers[SDPI_BOUNDARY_RANDOM] = {1, 2, 3, 4};
static const sdp_operation row = {.name = "parts.upload", .file_part = "filename", .file_fields = "kind=part last=yes"};

typedef struct tried {
    sdpi_upload upload;
    sdp_error error;
    char got[4096]; /* what was read of the body */
    size_t size;
} tried;

static sdp_status begin_with(tried *t, const sdp_file *file, const sdp_allocator *allocator)
{
    memset(t, 0, sizeof *t);
    sdpi_error_init(&t->error, &sdpi_default_allocator);
    sdpi_upload_init(&t->upload, allocator);
    return sdpi_upload_open(&t->upload, file, &row, numbers, &t->error);
}

static void begin(tried *t, const sdp_file *file)
{
    sdp_status status = begin_with(t, file, &sdpi_default_allocator);
    if (status != SDP_OK) fail_msg("%s: %s", sdp_status_name(status), t->error.message);
}

static void end(tried *t)
{
    sdpi_upload_free(&t->upload);
    sdpi_error_release(&t->error);
}

/* Reads the body up to its end, or to a failure. */
static sdp_status read_body(tried *t, size_t piece)
{
    t->size = 0;
    for (;;) {
        size_t got = 0;
        assert_true(t->size + piece < sizeof t->got);
        sdp_status status = sdpi_multipart_read(&t->upload.body, t->got + t->size, piece, &got);
        if (status != SDP_OK || got == 0) return status;
        t->size += got;
        t->got[t->size] = '\0';
    }
}

static void expect_body(tried *t, const char *name, const char *type, const char *content)
{
    char expected[4096];
    int size = snprintf(expected, sizeof expected,
                        "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"filename\"; filename=\"%s\"\r\n"
                        "Content-Type: %s\r\n\r\n%s\r\n--" BOUNDARY
                        "\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\npart\r\n--" BOUNDARY
                        "\r\nContent-Disposition: form-data; name=\"last\"\r\n\r\nyes\r\n--" BOUNDARY "--\r\n",
                        name, type, content);
    assert_int_equal(read_body(t, 64), SDP_OK);
    assert_int_equal(t->size, size);
    assert_string_equal(t->got, expected);
}

static void expect_failure(tried *t, sdp_status status, const char *why)
{
    assert_int_equal(read_body(t, 64), status);
    assert_int_equal(t->upload.status, status);
    assert_string_equal(t->upload.why, why);
}

/* A source that gives a text in pieces. */
typedef struct source {
    const char *text;
    size_t piece;
    size_t at;
    sdp_status ends; /* what it returns after the text */
    int lies;
} source;

static sdp_status give(void *user_data, char *bytes, size_t capacity, size_t *size)
{
    source *from = user_data;
    size_t left = strlen(from->text) - from->at;
    if (left == 0 && from->ends != SDP_OK) return from->ends;
    *size = left < from->piece ? left : from->piece;
    if (*size > capacity) *size = capacity;
    memcpy(bytes, from->text + from->at, *size);
    from->at += *size;
    if (from->lies) *size = capacity + 1;
    return SDP_OK;
}

static void every_content_arrives_whole(void **state)
{
    const folder *f = *state;
    const char *path = folder_write(f, "plan.txt", "0123456789", 10);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    source from = {.text = "0123456789", .piece = 3};
    source sized = {.text = "0123456789", .piece = 3};
    const sdp_file files[] = {
        SDP_FILE(.path = path),
        SDP_FILE(.descriptor = descriptor, .has_descriptor = 1, .name = "plan.txt"),
        SDP_FILE(.memory = "0123456789", .memory_size = 10, .name = "plan.txt"),
        SDP_FILE(.source = give, .source_data = &from, .name = "plan.txt"),
        SDP_FILE(.source = give, .source_data = &sized, .source_size = 10, .name = "plan.txt"),
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        tried t;
        begin(&t, &files[i]);
        assert_int_equal(t.upload.active, 1);
        assert_int_equal(t.upload.size, i == 3 ? -1 : 10);
        expect_body(&t, "plan.txt", "text/plain", "0123456789");
        assert_int_equal(t.upload.done, 10);
        end(&t);
    }
    assert_int_equal(fcntl(descriptor, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC); /* it is still open */
    close(descriptor);
}

static void names_travel_without_their_folders(void **state)
{
    static const struct {
        const char *given, *sent, *type;
    } rows[] = {
        {"a.png", "a.png", "image/png"},
        {"/srv/secret/a.png", "a.png", "image/png"},
        {"C:\\Users\\me\\a.png", "a.png", "image/png"},
        {"x/y\\z", "z", "application/octet-stream"},
        {"..a", "..a", "application/octet-stream"},
        {"Pl\xC3\xA4ne.pdf", "Pl\xC3\xA4ne.pdf", "application/pdf"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tried t;
        const sdp_file file = SDP_FILE(.memory = "x", .memory_size = 1, .name = rows[i].given);
        begin(&t, &file);
        expect_body(&t, rows[i].sent, rows[i].type, "x");
        end(&t);
    }
    tried t;
    const sdp_file typed = SDP_FILE(.memory = "x", .memory_size = 1, .name = "a.png", .content_type = "text/x-own");
    begin(&t, &typed);
    expect_body(&t, "a.png", "text/x-own", "x");
    end(&t);
}

static void expect_refused(const sdp_file *file, sdp_status status, const char *path)
{
    tried t;
    int before = folder_descriptors();
    sdp_status found = begin_with(&t, file, &sdpi_default_allocator);
    if (found != status || strcmp(t.error.path, path) != 0) {
        fail_msg("%s '%s' instead of %s '%s'", sdp_status_name(found), t.error.path, sdp_status_name(status), path);
    }
    end(&t);
    assert_int_equal(folder_descriptors(), before);
}

static void files_that_say_nothing_or_too_much(void **state)
{
    source from = {.text = "x", .piece = 1};
    sdp_file file = SDP_FILE(.memory = "x", .memory_size = 1, .name = "a");
    (void)state;
    file.head.size = 0;
    expect_refused(&file, SDP_E_STRUCT, "file");
    file.head.size = sizeof file;
    file.head.type = SDP_TYPE_TARGET;
    expect_refused(&file, SDP_E_STRUCT, "file");
    const sdp_file rows[] = {
        SDP_FILE_INIT,
        SDP_FILE(.name = "a"),
        SDP_FILE(.path = "/dev/null", .memory = "x", .memory_size = 1),
        SDP_FILE(.source = give, .source_data = &from, .has_descriptor = 1, .name = "a"),
        SDP_FILE(.memory = "x", .memory_size = 1, .source = give, .name = "a"),
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) expect_refused(&rows[i], SDP_E_ARGUMENT, "file");
    file = (sdp_file)SDP_FILE(.source = give, .source_data = &from, .source_size = -2, .name = "a");
    expect_refused(&file, SDP_E_ARGUMENT, "file.source_size");
}

/* A file of older headers ends before the members that came later, which are then as if they were not set. */
static void a_shorter_struct_is_taken(void **state)
{
    sdp_file file = SDP_FILE(.memory = "x", .memory_size = 1, .name = "a.png", .content_type = "not a type");
    tried t;
    (void)state;
    file.head.size = (uint32_t)offsetof(sdp_file, content_type);
    begin(&t, &file);
    expect_body(&t, "a.png", "image/png", "x");
    end(&t);
}

static void names_and_types_that_cannot_be_sent(void **state)
{
    static const char *const names[] = {"", ".", "..", "a/", "a\\", "a/..", "a/.", SDP_NULL};
    static const char *const types[] = {"", "text", "text/plain\r\nX: y", "text/\x01", SDP_NULL};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const sdp_file file = SDP_FILE(.memory = "x", .memory_size = 1, .name = names[i]);
        expect_refused(&file, SDP_E_ARGUMENT, "file.name");
    }
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        const sdp_file file = SDP_FILE(.memory = "x", .memory_size = 1, .name = "a", .content_type = types[i]);
        expect_refused(&file, SDP_E_ARGUMENT, "file.content_type");
    }
    const sdp_file nameless = SDP_FILE(.memory = "x", .memory_size = 1);
    expect_refused(&nameless, SDP_E_REQUIRED, "file.name");
    const sdp_file odd = SDP_FILE(.memory = "x", .memory_size = 1, .name = "\xC3.txt");
    expect_refused(&odd, SDP_E_UTF8, "file.name");
    char *longest = malloc(200 * 1024);
    assert_non_null(longest);
    memset(longest, 'n', 200 * 1024 - 1);
    longest[200 * 1024 - 1] = '\0';
    const sdp_file endless = SDP_FILE(.memory = "x", .memory_size = 1, .name = longest);
    expect_refused(&endless, SDP_E_LIMIT, "file.name");
    free(longest);
}

static void contents_that_cannot_be_read(void **state)
{
    const folder *f = *state;
    char missing[300];
    char pipe_path[300];
    snprintf(missing, sizeof missing, "%s/missing", f->path);
    snprintf(pipe_path, sizeof pipe_path, "%s/pipe", f->path);
    assert_int_equal(mkfifo(pipe_path, S_IRUSR | S_IWUSR), 0);
    int directory = open(f->path, O_RDONLY | O_CLOEXEC);
    int at_end = open(folder_write(f, "read", "abc", 3), O_RDONLY | O_CLOEXEC);
    assert_int_equal(lseek(at_end, 0, SEEK_END), 3);
    const struct {
        sdp_file file;
        sdp_status status;
        const char *path;
    } rows[] = {
        {SDP_FILE(.path = "", .name = "a"), SDP_E_ARGUMENT, "file.path"},
        {SDP_FILE(.path = SDP_NULL, .name = "a"), SDP_E_ARGUMENT, "file.path"},
        {SDP_FILE(.path = missing), SDP_E_FILE, "file.path"},
        {SDP_FILE(.path = f->path), SDP_E_FILE, "file.path"},
        {SDP_FILE(.path = pipe_path), SDP_E_FILE, "file.path"},
        {SDP_FILE(.path = folder_write(f, "empty", "", 0)), SDP_E_FILE, "file"},
        {SDP_FILE(.memory = "", .memory_size = 0, .name = "a"), SDP_E_FILE, "file"},
        {SDP_FILE(.descriptor = -1, .has_descriptor = 1, .name = "a"), SDP_E_FILE, "file.descriptor"},
        {SDP_FILE(.descriptor = directory, .has_descriptor = 1, .name = "a"), SDP_E_FILE, "file.descriptor"},
        {SDP_FILE(.descriptor = at_end, .has_descriptor = 1, .name = "a"), SDP_E_FILE, "file"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        expect_refused(&rows[i].file, rows[i].status, rows[i].path);
    }
    close(directory);
    close(at_end);
}

static void what_can_be_read_again_is(void **state)
{
    const folder *f = *state;
    const char *path = folder_write(f, "a.txt", "0123456789", 10);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    assert_int_equal(lseek(descriptor, 4, SEEK_SET), 4);
    const struct {
        sdp_file file;
        const char *content;
    } rows[] = {
        {SDP_FILE(.path = path), "0123456789"},
        {SDP_FILE(.descriptor = descriptor, .has_descriptor = 1, .name = "a.txt"), "456789"},
        {SDP_FILE(.memory = "in memory", .memory_size = 9, .name = "a.txt"), "in memory"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tried t;
        size_t got;
        char some[200];
        begin(&t, &rows[i].file);
        for (int round = 0; round < 3; round++) {
            assert_true(sdpi_upload_can_repeat(&t.upload));
            assert_int_equal(sdpi_upload_rewind(&t.upload), SDP_OK);
            assert_int_equal(t.upload.done, 0);
            expect_body(&t, "a.txt", "text/plain", rows[i].content);
            /* From the middle too. */
            assert_int_equal(sdpi_upload_rewind(&t.upload), SDP_OK);
            assert_int_equal(sdpi_multipart_read(&t.upload.body, some, sizeof some, &got), SDP_OK);
        }
        end(&t);
    }
    close(descriptor);
}

static void what_gives_its_bytes_once_is_not_read_again(void **state)
{
    int ends[2];
    source from = {.text = "once", .piece = 4};
    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "once", 4), 4);
    close(ends[1]);
    const sdp_file files[] = {
        SDP_FILE(.descriptor = ends[0], .has_descriptor = 1, .name = "a.txt"),
        SDP_FILE(.source = give, .source_data = &from, .name = "a.txt"),
    };
    for (size_t i = 0; i < 2; i++) {
        tried t;
        size_t got = 0;
        char head[32];
        begin(&t, &files[i]);
        assert_int_equal(t.upload.size, -1);
        /* As long as only the head was read, nothing is lost. */
        assert_int_equal(sdpi_multipart_read(&t.upload.body, head, sizeof head, &got), SDP_OK);
        assert_true(sdpi_upload_can_repeat(&t.upload));
        assert_int_equal(sdpi_upload_rewind(&t.upload), SDP_OK);
        expect_body(&t, "a.txt", "text/plain", "once");
        assert_false(sdpi_upload_can_repeat(&t.upload));
        assert_int_equal(sdpi_upload_rewind(&t.upload), SDP_E_FILE);
        assert_int_equal(t.upload.status, SDP_E_FILE);
        assert_string_equal(t.upload.why, "the content of the file cannot be sent again");
        end(&t);
    }
    close(ends[0]);
}

static void a_file_that_changes_is_neither_the_old_nor_the_new_one(void **state)
{
    const folder *f = *state;
    tried t;
    const char *path = folder_write(f, "a.txt", "0123456789", 10);
    const sdp_file file = SDP_FILE(.path = path);
    begin(&t, &file);
    assert_int_equal(truncate(path, 4), 0);
    expect_failure(&t, SDP_E_FILE, "the file ended before its size was reached");
    assert_int_equal(t.upload.done, 4);
    end(&t);
    begin(&t, &file);
    folder_write(f, "a.txt", "01234567", 8);
    expect_failure(&t, SDP_E_FILE, "the file grew while it was sent");
    assert_null(strstr(t.got, "\r\nContent-Disposition: form-data; name=\"kind\""));
    /* Read again from its beginning it has the same end. */
    assert_int_equal(sdpi_upload_rewind(&t.upload), SDP_OK);
    assert_int_equal(t.upload.status, SDP_OK);
    expect_failure(&t, SDP_E_FILE, "the file grew while it was sent");
    end(&t);
}

static void a_descriptor_that_stops_working(void **state)
{
    const folder *f = *state;
    tried t;
    int descriptor = open(folder_write(f, "a.txt", "0123456789", 10), O_RDONLY | O_CLOEXEC);
    const sdp_file file = SDP_FILE(.descriptor = descriptor, .has_descriptor = 1, .name = "a.txt");
    begin(&t, &file);
    close(descriptor);
    expect_failure(&t, SDP_E_FILE, "the file cannot be read: the descriptor is not open for this");
    assert_int_equal(sdpi_upload_rewind(&t.upload), SDP_E_FILE);
    assert_string_equal(t.upload.why, "the file cannot be read from its beginning again");
    end(&t);
}

static void sources_that_do_not_keep_their_word(void **state)
{
    static const struct {
        source from;
        int64_t size;
        sdp_status status;
        const char *why;
    } rows[] = {
        {{.text = "", .piece = 9}, 0, SDP_E_FILE, "the file is empty"},
        {{.text = "abc", .piece = 2}, 4, SDP_E_FILE, "the file ended before its size was reached"},
        {{.text = "", .piece = 2}, 4, SDP_E_FILE, "the file ended before its size was reached"},
        {{.text = "abc", .piece = 2, .lies = 1},
         0,
         SDP_E_ARGUMENT,
         "the source of the file gave more than it was asked for"},
        {{.text = "abc", .piece = 2, .ends = SDP_E_CANCELED},
         0,
         SDP_E_CANCELED,
         "the source of the file ended the upload"},
        {{.text = "", .ends = SDP_E_LIMIT}, 5, SDP_E_LIMIT, "the source of the file ended the upload"},
        {{.text = "abc", .piece = 3, .ends = 7}, 0, SDP_E_FILE, "the source of the file ended the upload"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tried t;
        source from = rows[i].from;
        const sdp_file file =
            SDP_FILE(.source = give, .source_data = &from, .source_size = rows[i].size, .name = "a.txt");
        begin(&t, &file);
        expect_failure(&t, rows[i].status, rows[i].why);
        assert_false(sdpi_upload_can_repeat(&t.upload));
        end(&t);
    }
    /* More than was stated is not asked for. */
    tried t;
    source longer = {.text = "0123456789", .piece = 4};
    const sdp_file file = SDP_FILE(.source = give, .source_data = &longer, .source_size = 6, .name = "a.txt");
    begin(&t, &file);
    expect_body(&t, "a.txt", "text/plain", "012345");
    end(&t);
}

static int64_t steps[16][2];
static size_t step_count;

static void note_step(void *user_data, int64_t done, int64_t total)
{
    assert_ptr_equal(user_data, steps);
    assert_true(step_count < 16);
    steps[step_count][0] = done;
    steps[step_count++][1] = total;
}

static void progress_is_told_after_each_piece(void **state)
{
    tried t;
    source from = {.text = "12345", .piece = 2};
    sdp_file file =
        SDP_FILE(.source = give, .source_data = &from, .name = "a.txt", .progress = note_step, .progress_data = steps);
    (void)state;
    for (int known = 0; known < 2; known++) {
        file.source_size = known ? 5 : -1;
        from.at = 0;
        step_count = 0;
        begin(&t, &file);
        assert_int_equal(step_count, 0);
        expect_body(&t, "a.txt", "text/plain", "12345");
        assert_int_equal(step_count, 3);
        for (size_t i = 0; i < 3; i++) {
            assert_int_equal(steps[i][0], i < 2 ? 2 * (int64_t)(i + 1) : 5);
            assert_int_equal(steps[i][1], known ? 5 : -1);
        }
        end(&t);
    }
}

static void a_description_has_all_but_the_content(void **state)
{
    const sdp_file files[] = {
        SDP_FILE(.memory = "planted", .memory_size = 7, .name = "dir/a\"b.png"),
        SDP_FILE(.source = give, .name = "a.txt"),
    };
    static const char *const expected[] = {
        "{\"part\":\"filename\",\"name\":\"a\\\"b.png\",\"content_type\":\"image/png\",\"size\":7,"
        "\"fields\":{\"kind\":\"part\",\"last\":\"yes\"}}",
        "{\"part\":\"filename\",\"name\":\"a.txt\",\"content_type\":\"text/plain\",\"size\":null,"
        "\"fields\":{\"kind\":\"part\",\"last\":\"yes\"}}",
    };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        tried t;
        sdpi_buffer out;
        sdpi_writer writer;
        begin(&t, &files[i]);
        sdpi_buffer_init(&out, &sdpi_default_allocator, 4096);
        sdpi_writer_init(&writer, &out, 0);
        sdpi_upload_describe(&t.upload, &row, &writer);
        assert_string_equal(sdpi_buffer_string(&out), expected[i]);
        sdpi_buffer_free(&out);
        end(&t);
    }
    /* An operation may have no fields beside the file. */
    sdp_operation alone = row;
    alone.file_fields = NULL;
    tried t;
    sdpi_buffer out;
    sdpi_writer writer;
    begin(&t, &files[1]);
    sdpi_buffer_init(&out, &sdpi_default_allocator, 4096);
    sdpi_writer_init(&writer, &out, 0);
    sdpi_upload_describe(&t.upload, &alone, &writer);
    assert_non_null(strstr(sdpi_buffer_string(&out), "\"fields\":{}}"));
    sdpi_buffer_free(&out);
    end(&t);
}

static void a_file_of_its_own_is_given_up_once(void **state)
{
    const folder *f = *state;
    tried t;
    const sdp_file file = SDP_FILE(.path = folder_write(f, "a.txt", "x", 1));
    int before = folder_descriptors();
    begin(&t, &file);
    assert_int_equal(folder_descriptors(), before + 1);
    sdpi_upload_close(&t.upload);
    assert_int_equal(folder_descriptors(), before);
    assert_int_equal(t.upload.active, 0);
    sdpi_upload_close(&t.upload);
    /* It can be opened anew. */
    assert_int_equal(sdpi_upload_open(&t.upload, &file, &row, numbers, &t.error), SDP_OK);
    expect_body(&t, "a.txt", "text/plain", "x");
    end(&t);
    assert_int_equal(folder_descriptors(), before);
}

static void without_memory_there_is_no_body(void **state)
{
    const sdp_file file = SDP_FILE(.memory = "x", .memory_size = 1, .name = "a.txt");
    (void)state;
    for (long left = 0; left < 3; left++) {
        scarce memory;
        tried t;
        scarce_init(&memory, left);
        assert_int_equal(begin_with(&t, &file, &memory.allocator), left < 2 ? SDP_E_NO_MEMORY : SDP_OK);
        end(&t);
        assert_int_equal(memory.alive, 0);
    }
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(every_content_arrives_whole),
        cmocka_unit_test(names_travel_without_their_folders),
        cmocka_unit_test(files_that_say_nothing_or_too_much),
        cmocka_unit_test(a_shorter_struct_is_taken),
        cmocka_unit_test(names_and_types_that_cannot_be_sent),
        IN_FOLDER(contents_that_cannot_be_read),
        IN_FOLDER(what_can_be_read_again_is),
        cmocka_unit_test(what_gives_its_bytes_once_is_not_read_again),
        IN_FOLDER(a_file_that_changes_is_neither_the_old_nor_the_new_one),
        IN_FOLDER(a_descriptor_that_stops_working),
        cmocka_unit_test(sources_that_do_not_keep_their_word),
        cmocka_unit_test(progress_is_told_after_each_piece),
        cmocka_unit_test(a_description_has_all_but_the_content),
        IN_FOLDER(a_file_of_its_own_is_given_up_once),
        cmocka_unit_test(without_memory_there_is_no_body),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
