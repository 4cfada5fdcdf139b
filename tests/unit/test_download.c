/* Where the body of a download goes, piece by piece, and what is left of it after a failure. src/call/download.c */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "call/download.h"
#include "folder.h"
#include "scarce.h"

static const uint32_t numbers[2] = {0x0123abcd, 7};
#define TEMPORARY ".sdp-0123abcd00000007.part"

typedef struct tried {
    sdpi_download download;
    sdpi_buffer held;
    sdp_error error;
} tried;

static void begin(tried *t, const sdp_allocator *allocator)
{
    memset(t, 0, sizeof *t);
    sdpi_error_init(&t->error, &sdpi_default_allocator);
    sdpi_download_init(&t->download, allocator);
    sdpi_buffer_init(&t->held, &sdpi_default_allocator, 1 << 20);
}

static void begin_target(tried *t, const sdp_target *target)
{
    begin(t, &sdpi_default_allocator);
    assert_int_equal(sdpi_download_check(&t->download, target, &t->error), SDP_OK);
    assert_int_equal(t->download.active, 1);
    assert_int_equal(sdpi_download_open(&t->download, numbers, &t->error), SDP_OK);
}

static void end(tried *t)
{
    sdpi_download_free(&t->download);
    sdpi_buffer_free(&t->held);
    sdpi_error_release(&t->error);
}

static sdp_status take(tried *t, const char *text)
{
    return sdpi_download_take(&t->download, &t->held, text, strlen(text));
}

static void expect_content(const folder *f, const char *name, const char *content)
{
    size_t size = 0;
    char *found = folder_read(f, name, &size);
    if (content == NULL) {
        assert_null(found);
        return;
    }
    assert_non_null(found);
    assert_int_equal(size, strlen(content));
    assert_memory_equal(found, content, size);
    free(found);
}

/* A sink in memory. */
typedef struct sink {
    char got[256];
    size_t size;
    int restarts;
    sdp_status fails, restart_fails;
} sink;

static sdp_status put(void *user_data, const char *bytes, size_t size)
{
    sink *to = user_data;
    assert_true(to->size + size < sizeof to->got);
    memcpy(to->got + to->size, bytes, size);
    to->size += size;
    to->got[to->size] = '\0';
    return to->fails;
}

static sdp_status start_again(void *user_data)
{
    sink *to = user_data;
    to->restarts++;
    to->size = 0;
    return to->restart_fails;
}

static void expect_refused(const sdp_target *target, sdp_status status, const char *path)
{
    tried t;
    begin(&t, &sdpi_default_allocator);
    sdp_status found = sdpi_download_check(&t.download, target, &t.error);
    if (found != status || strcmp(t.error.path, path) != 0) {
        fail_msg("%s '%s' instead of %s '%s'", sdp_status_name(found), t.error.path, sdp_status_name(status), path);
    }
    end(&t);
}

static void targets_that_are_refused(void **state)
{
    const folder *f = *state;
    sink to = {.size = 0};
    char in_file[300];
    char slash[300];
    snprintf(in_file, sizeof in_file, "%s/x", folder_write(f, "file", "x", 1));
    snprintf(slash, sizeof slash, "%s/new/", f->path);
    sdp_target wrong = SDP_TARGET(.sink = put, .sink_data = &to);
    wrong.head.size = 0;
    expect_refused(&wrong, SDP_E_STRUCT, "target");
    wrong.head.size = sizeof wrong;
    wrong.head.type = SDP_TYPE_FILE;
    expect_refused(&wrong, SDP_E_STRUCT, "target");
    const struct {
        sdp_target target;
        sdp_status status;
        const char *path;
    } rows[] = {
        {SDP_TARGET_INIT, SDP_E_ARGUMENT, "target"},
        {SDP_TARGET(.path = "x", .sink = put), SDP_E_ARGUMENT, "target"},
        {SDP_TARGET(.sink = put, .has_descriptor = 1), SDP_E_ARGUMENT, "target"},
        {SDP_TARGET(.sink = put, .max_bytes = -2), SDP_E_ARGUMENT, "target.max_bytes"},
        {SDP_TARGET(.path = ""), SDP_E_ARGUMENT, "target.path"},
        {SDP_TARGET(.path = SDP_NULL), SDP_E_ARGUMENT, "target.path"},
        {SDP_TARGET(.path = slash), SDP_E_ARGUMENT, "target.path"},
        {SDP_TARGET(.path = f->path), SDP_E_FILE, "target.path"},
        {SDP_TARGET(.path = "/dev/null"), SDP_E_FILE, "target.path"},
        {SDP_TARGET(.path = in_file), SDP_E_FILE, "target.path"},
        {SDP_TARGET(.descriptor = -1, .has_descriptor = 1), SDP_E_FILE, "target.descriptor"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        expect_refused(&rows[i].target, rows[i].status, rows[i].path);
    }
    assert_int_equal(folder_count(f), 1); /* a check touches nothing */
}

static void a_file_appears_when_it_is_whole(void **state)
{
    const folder *f = *state;
    struct stat entry;
    tried t;
    const char *path = folder_write(f, "a.txt", "older", 5);
    const sdp_target target = SDP_TARGET(.path = path);
    int before = folder_descriptors();
    begin_target(&t, &target);
    assert_int_equal(sdpi_download_begin(&t.download, 200, 8), SDP_OK);
    assert_int_equal(take(&t, "new "), SDP_OK);
    assert_int_equal(take(&t, "file"), SDP_OK);
    expect_content(f, "a.txt", "older");
    expect_content(f, TEMPORARY, "new file");
    assert_int_equal(sdpi_download_finish(&t.download), SDP_OK);
    expect_content(f, "a.txt", "new file");
    assert_int_equal(folder_count(f), 1);
    assert_int_equal(stat(path, &entry), 0);
    assert_int_equal(entry.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO), S_IRUSR | S_IWUSR);
    end(&t);
    expect_content(f, "a.txt", "new file");
    assert_int_equal(folder_descriptors(), before);
}

static void a_file_that_is_given_up_leaves_nothing(void **state)
{
    const folder *f = *state;
    tried t;
    char path[300];
    snprintf(path, sizeof path, "%s/a.txt", f->path);
    const sdp_target target = SDP_TARGET(.path = path);
    int before = folder_descriptors();
    begin_target(&t, &target);
    assert_int_equal(sdpi_download_begin(&t.download, 200, -1), SDP_OK);
    assert_int_equal(take(&t, "half"), SDP_OK);
    assert_int_equal(folder_count(f), 1);
    sdpi_download_close(&t.download);
    sdpi_download_close(&t.download);
    assert_int_equal(t.download.active, 0);
    assert_int_equal(folder_count(f), 0);
    assert_int_equal(folder_descriptors(), before);
    end(&t);
}

static void a_path_without_a_folder_is_beside_the_program(void **state)
{
    const folder *f = *state;
    tried t;
    const sdp_target target = SDP_TARGET(.path = "a.txt");
    int here = open(".", O_RDONLY | O_CLOEXEC);
    assert_true(here >= 0);
    assert_int_equal(chdir(f->path), 0);
    begin_target(&t, &target);
    assert_string_equal(t.download.temporary.data, TEMPORARY);
    assert_int_equal(sdpi_download_begin(&t.download, 200, -1), SDP_OK);
    assert_int_equal(take(&t, "x"), SDP_OK);
    assert_int_equal(sdpi_download_finish(&t.download), SDP_OK);
    end(&t);
    assert_int_equal(fchdir(here), 0);
    close(here);
    expect_content(f, "a.txt", "x");
}

static void a_place_that_cannot_be_written(void **state)
{
    const folder *f = *state;
    tried t;
    char path[300];
    sdp_target target = SDP_TARGET(.path = path);
    snprintf(path, sizeof path, "%s/missing/a.txt", f->path);
    begin(&t, &sdpi_default_allocator);
    assert_int_equal(sdpi_download_check(&t.download, &target, &t.error), SDP_OK);
    assert_int_equal(sdpi_download_open(&t.download, numbers, &t.error), SDP_E_FILE);
    assert_string_equal(t.error.path, "target.path");
    end(&t);
    /* Somebody else's file that happens to have the temporary name is neither written nor removed. */
    snprintf(path, sizeof path, "%s/a.txt", f->path);
    folder_write(f, TEMPORARY, "theirs", 6);
    begin(&t, &sdpi_default_allocator);
    assert_int_equal(sdpi_download_check(&t.download, &target, &t.error), SDP_OK);
    assert_int_equal(sdpi_download_open(&t.download, numbers, &t.error), SDP_E_FILE);
    end(&t);
    expect_content(f, TEMPORARY, "theirs");
    scarce memory;
    scarce_init(&memory, 0);
    begin(&t, &memory.allocator);
    assert_int_equal(sdpi_download_check(&t.download, &target, &t.error), SDP_OK);
    assert_int_equal(sdpi_download_open(&t.download, numbers, &t.error), SDP_E_NO_MEMORY);
    end(&t);
    assert_int_equal(folder_count(f), 1);
}

static void a_target_that_became_a_folder(void **state)
{
    const folder *f = *state;
    tried t;
    char path[300];
    snprintf(path, sizeof path, "%s/a", f->path);
    const sdp_target target = SDP_TARGET(.path = path);
    begin_target(&t, &target);
    assert_int_equal(sdpi_download_begin(&t.download, 200, -1), SDP_OK);
    assert_int_equal(take(&t, "x"), SDP_OK);
    assert_int_equal(mkdir(path, S_IRWXU), 0);
    assert_int_equal(sdpi_download_finish(&t.download), SDP_E_FILE);
    assert_int_equal(t.download.status, SDP_E_FILE);
    assert_string_equal(t.download.why, "the target cannot be written: it is a folder");
    end(&t);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(folder_count(f), 0);
}

static void failures_stay_out_of_the_target(void **state)
{
    static const int32_t statuses[] = {0, 100, 199, 300, 302, 400, 404, 500, 599};
    (void)state;
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        sink to = {.size = 0};
        tried t;
        const sdp_target target = SDP_TARGET(.sink = put, .sink_data = &to, .max_bytes = 3);
        begin_target(&t, &target);
        /* Nor does the ceiling of the target count for it. */
        if (statuses[i] != 0) assert_int_equal(sdpi_download_begin(&t.download, statuses[i], 1000), SDP_OK);
        assert_int_equal(take(&t, "<html>"), SDP_OK);
        assert_int_equal(take(&t, "No</html>"), SDP_OK);
        assert_int_equal(to.size, 0);
        assert_int_equal(t.download.done, 0);
        assert_string_equal(t.held.data, "<html>No</html>");
        assert_false(sdpi_download_may_be_failure(&t.download, &t.held, "text/html"));
        end(&t);
    }
}

static void what_was_held_has_a_ceiling_of_its_own(void **state)
{
    sink to = {.size = 0};
    scarce memory;
    tried t;
    const sdp_target target = SDP_TARGET(.sink = put, .sink_data = &to);
    (void)state;
    begin_target(&t, &target);
    sdpi_buffer_init(&t.held, &sdpi_default_allocator, 10);
    assert_int_equal(sdpi_download_begin(&t.download, 500, -1), SDP_OK);
    assert_int_equal(take(&t, "0123456789"), SDP_OK);
    assert_int_equal(take(&t, "x"), SDP_E_TOO_LARGE);
    end(&t);
    scarce_init(&memory, 0);
    begin_target(&t, &target);
    sdpi_buffer_init(&t.held, &memory.allocator, 10);
    assert_int_equal(sdpi_download_begin(&t.download, 500, -1), SDP_OK);
    assert_int_equal(take(&t, "x"), SDP_E_NO_MEMORY);
    end(&t);
}

static void what_looks_like_an_answer_is_held_until_it_is_known(void **state)
{
    sink to = {.size = 0};
    tried t;
    const sdp_target target = SDP_TARGET(.sink = put, .sink_data = &to);
    (void)state;
    begin_target(&t, &target);
    assert_int_equal(sdpi_download_begin(&t.download, 200, -1), SDP_OK);
    assert_int_equal(take(&t, ""), SDP_OK);
    assert_int_equal(take(&t, "{\"response_"), SDP_OK);
    assert_int_equal(take(&t, "status\":{}}"), SDP_OK);
    assert_int_equal(to.size, 0);
    assert_true(sdpi_download_may_be_failure(&t.download, &t.held, "application/json"));
    /* It was a file after all, and what follows goes straight on. */
    assert_int_equal(sdpi_download_flush(&t.download, &t.held), SDP_OK);
    assert_string_equal(to.got, "{\"response_status\":{}}");
    assert_int_equal(t.held.size, 0);
    assert_false(sdpi_download_may_be_failure(&t.download, &t.held, "application/json"));
    assert_int_equal(take(&t, "{}"), SDP_OK);
    assert_string_equal(to.got, "{\"response_status\":{}}{}");
    end(&t);
}

static void an_answer_may_be_a_failure(void **state)
{
    static const struct {
        const char *body, *type;
        int may;
    } rows[] = {
        {"{\"response_status\":{}}", "application/json;charset=UTF-8", 1},
        {"{ \"RESPONSE_STATUS\" : [] }", "text/JSON", 1},
        {"{\"response_status\":{}}", "text/plain", 0},
        {"{\"response_status\":{}}", "", 0},
        {"{\"a\":1}", "application/json", 0},
        {"{response_status}", "application/json", 0},
        {"", "application/json", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tried t;
        begin(&t, &sdpi_default_allocator);
        sdpi_buffer_text(&t.held, rows[i].body);
        assert_int_equal(sdpi_download_may_be_failure(&t.download, &t.held, rows[i].type), rows[i].may);
        end(&t);
    }
}

static void a_long_document_is_a_file(void **state)
{
    const folder *f = *state;
    tried t;
    char path[300];
    static char piece[SDPI_MAX_HELD];
    snprintf(path, sizeof path, "%s/a.json", f->path);
    const sdp_target target = SDP_TARGET(.path = path);
    memset(piece, '{', sizeof piece);
    begin_target(&t, &target);
    assert_int_equal(sdpi_download_begin(&t.download, 200, -1), SDP_OK);
    assert_int_equal(sdpi_download_take(&t.download, &t.held, piece, sizeof piece), SDP_OK);
    assert_int_equal(t.download.done, 0);
    assert_int_equal(take(&t, "}"), SDP_OK);
    assert_int_equal(t.download.done, sizeof piece + 1);
    assert_int_equal(t.held.size, 0);
    end(&t);
}

/* The limit of answers is not that of files, even where a file looks like an answer: in pieces, or in one that is
   longer than what may be held. */
static void a_file_may_be_longer_than_an_answer(void **state)
{
    static char piece[SDPI_MAX_HELD + 1];
    static const size_t sizes[] = {1, 1000, sizeof piece};
    const folder *f = *state;
    char path[300];
    snprintf(path, sizeof path, "%s/a.json", f->path);
    const sdp_target target = SDP_TARGET(.path = path);
    memset(piece, '{', sizeof piece);
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        tried t;
        begin_target(&t, &target);
        t.held.limit = 1500;
        assert_int_equal(sdpi_download_begin(&t.download, 200, -1), SDP_OK);
        for (int i = 0; i < 3; i++) {
            assert_int_equal(sdpi_download_take(&t.download, &t.held, piece, sizes[s]), SDP_OK);
        }
        assert_int_equal((size_t)t.download.done + t.held.size, sizes[s] * 3);
        end(&t);
    }
    /* A failure that is told in JSON is an answer. */
    tried t;
    begin_target(&t, &target);
    t.held.limit = 1500;
    assert_int_equal(sdpi_download_begin(&t.download, 400, -1), SDP_OK);
    assert_int_equal(sdpi_download_take(&t.download, &t.held, piece, 1501), SDP_E_TOO_LARGE);
    end(&t);
}

static void a_pipe_that_nobody_reads_raises_no_signal(void **state)
{
    int ends[2];
    tried t;
    (void)state;
    void (*before)(int) = signal(SIGPIPE, SIG_DFL);
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    const sdp_target target = SDP_TARGET(.descriptor = ends[1], .has_descriptor = 1);
    begin_target(&t, &target);
    assert_int_equal(sdpi_download_begin(&t.download, 200, -1), SDP_OK);
    assert_int_equal(take(&t, "x"), SDP_E_FILE);
    assert_non_null(strstr(t.download.why, "nobody reads the pipe any more"));
    end(&t);
    close(ends[1]);
    signal(SIGPIPE, before);
}

static void the_ceiling_is_the_targets(void **state)
{
    static const struct {
        int64_t max, stated;
        const char *pieces[2];
        sdp_status status;
        const char *got;
    } rows[] = {
        {5, -1, {"12", "345"}, SDP_OK, "12345"},
        {5, 5, {"12", "345"}, SDP_OK, "12345"},
        {5, -1, {"12", "3456"}, SDP_E_TOO_LARGE, "12"},
        {5, -1, {"123456", ""}, SDP_E_TOO_LARGE, ""},
        {5, 2, {"12", "3456"}, SDP_E_TOO_LARGE, "12"}, /* the server said less than it sends */
        {5, 6, {"", ""}, SDP_E_TOO_LARGE, ""},         /* before the first byte */
        {-1, INT64_MAX, {"12", "3"}, SDP_OK, "123"},
        {0, SDPI_MAX_DOWNLOAD, {"12", "3"}, SDP_OK, "123"},
        {0, SDPI_MAX_DOWNLOAD + 1, {"", ""}, SDP_E_TOO_LARGE, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sink to = {.size = 0};
        tried t;
        const sdp_target target = SDP_TARGET(.sink = put, .sink_data = &to, .max_bytes = rows[i].max);
        begin_target(&t, &target);
        sdp_status status = sdpi_download_begin(&t.download, 200, rows[i].stated);
        for (int p = 0; p < 2 && status == SDP_OK; p++) status = take(&t, rows[i].pieces[p]);
        if (status != rows[i].status) fail_msg("row %zu: %s", i, sdp_status_name(status));
        assert_int_equal(t.download.status, status);
        assert_string_equal(to.got, rows[i].got);
        if (status != SDP_OK && rows[i].max == 5) {
            assert_string_equal(t.download.why, "the file is longer than 5 bytes, the target's max_bytes");
        }
        end(&t);
    }
}

static void a_target_that_fails(void **state)
{
    static const sdp_status statuses[][2] = {{SDP_E_CANCELED, SDP_E_CANCELED}, {SDP_DRY_RUN, SDP_E_FILE}};
    tried t;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        sink to = {.fails = statuses[i][0]};
        const sdp_target target = SDP_TARGET(.sink = put, .sink_data = &to);
        begin_target(&t, &target);
        assert_int_equal(sdpi_download_begin(&t.download, 200, -1), SDP_OK);
        assert_int_equal(take(&t, "x"), statuses[i][1]);
        assert_int_equal(t.download.status, statuses[i][1]);
        assert_string_equal(t.download.why, "the target ended the download");
        /* It may have taken the bytes for all that. */
        assert_false(sdpi_download_can_repeat(&t.download));
        end(&t);
    }
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    if (full < 0) skip();
    const sdp_target target = SDP_TARGET(.descriptor = full, .has_descriptor = 1);
    begin_target(&t, &target);
    assert_int_equal(sdpi_download_begin(&t.download, 200, -1), SDP_OK);
    assert_int_equal(take(&t, "x"), SDP_E_FILE);
    assert_string_equal(t.download.why, "the target cannot be written: the disk is full");
    end(&t);
    close(full);
}

static void files_are_cut_back_before_they_come_again(void **state)
{
    const folder *f = *state;
    tried t;
    const char *path = folder_write(f, "a.txt", "keep, rest", 10);
    int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    assert_int_equal(lseek(descriptor, 4, SEEK_SET), 4);
    const sdp_target target = SDP_TARGET(.descriptor = descriptor, .has_descriptor = 1);
    begin_target(&t, &target);
    assert_int_equal(sdpi_download_rewind(&t.download), SDP_OK);
    expect_content(f, "a.txt", "keep, rest"); /* nothing was written yet */
    for (int attempt = 0; attempt < 2; attempt++) {
        assert_true(sdpi_download_can_repeat(&t.download));
        assert_int_equal(sdpi_download_rewind(&t.download), SDP_OK);
        assert_int_equal(t.download.done, 0);
        assert_int_equal(sdpi_download_begin(&t.download, 200, -1), SDP_OK);
        assert_int_equal(take(&t, attempt == 0 ? "a long first attempt" : "+"), SDP_OK);
    }
    assert_int_equal(sdpi_download_finish(&t.download), SDP_OK);
    end(&t);
    expect_content(f, "a.txt", "keep+");
    assert_int_equal(close(descriptor), 0); /* it was the caller's all the time */
}

static void what_cannot_be_taken_back_ends_at_its_first_byte(void **state)
{
    int ends[2];
    tried t;
    (void)state;
    assert_int_equal(pipe(ends), 0);
    const sdp_target target = SDP_TARGET(.descriptor = ends[1], .has_descriptor = 1);
    begin_target(&t, &target);
    assert_int_equal(sdpi_download_begin(&t.download, 200, -1), SDP_OK);
    assert_true(sdpi_download_can_repeat(&t.download));
    assert_int_equal(sdpi_download_rewind(&t.download), SDP_OK);
    assert_int_equal(sdpi_download_begin(&t.download, 200, -1), SDP_OK);
    assert_int_equal(take(&t, "x"), SDP_OK);
    assert_false(sdpi_download_can_repeat(&t.download));
    assert_int_equal(sdpi_download_rewind(&t.download), SDP_E_FILE);
    end(&t);
    close(ends[0]);
    close(ends[1]);
}

static void a_sink_starts_again_where_it_can(void **state)
{
    static const sdp_status statuses[][2] = {
        {SDP_OK, SDP_OK}, {SDP_E_CANCELED, SDP_E_CANCELED}, {SDP_DRY_RUN, SDP_E_FILE}};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        sink to = {.restart_fails = statuses[i][0]};
        tried t;
        const sdp_target target = SDP_TARGET(.sink = put, .sink_data = &to, .restart = start_again);
        begin_target(&t, &target);
        assert_int_equal(sdpi_download_rewind(&t.download), SDP_OK);
        assert_int_equal(to.restarts, 0);
        assert_int_equal(sdpi_download_begin(&t.download, 200, -1), SDP_OK);
        assert_int_equal(take(&t, "half"), SDP_OK);
        assert_true(sdpi_download_can_repeat(&t.download));
        assert_int_equal(sdpi_download_rewind(&t.download), statuses[i][1]);
        assert_int_equal(to.restarts, 1);
        assert_int_equal(t.download.http_status, 0);
        assert_int_equal(t.download.passing, 0);
        assert_string_equal(t.download.why, statuses[i][1] == SDP_OK ? "" : "the target did not start again");
        end(&t);
    }
}

static int64_t told[2];

static void note_step(void *user_data, int64_t done, int64_t total)
{
    assert_ptr_equal(user_data, told);
    told[0] = done;
    told[1] = total;
}

static void progress_knows_the_total_as_long_as_it_holds(void **state)
{
    sink to = {.size = 0};
    tried t;
    const sdp_target target = SDP_TARGET(.sink = put, .sink_data = &to, .progress = note_step, .progress_data = told);
    (void)state;
    begin_target(&t, &target);
    assert_int_equal(sdpi_download_begin(&t.download, 200, 6), SDP_OK);
    assert_int_equal(take(&t, "1234"), SDP_OK);
    assert_true(told[0] == 4 && told[1] == 6);
    assert_int_equal(take(&t, "56"), SDP_OK);
    assert_true(told[0] == 6 && told[1] == 6);
    /* It was compressed on the way: the file is longer than what was sent. */
    assert_int_equal(take(&t, "7"), SDP_OK);
    assert_true(told[0] == 7 && told[1] == -1);
    end(&t);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(targets_that_are_refused),
        IN_FOLDER(a_file_appears_when_it_is_whole),
        IN_FOLDER(a_file_that_is_given_up_leaves_nothing),
        IN_FOLDER(a_path_without_a_folder_is_beside_the_program),
        IN_FOLDER(a_place_that_cannot_be_written),
        IN_FOLDER(a_target_that_became_a_folder),
        cmocka_unit_test(failures_stay_out_of_the_target),
        cmocka_unit_test(what_was_held_has_a_ceiling_of_its_own),
        cmocka_unit_test(what_looks_like_an_answer_is_held_until_it_is_known),
        cmocka_unit_test(an_answer_may_be_a_failure),
        IN_FOLDER(a_long_document_is_a_file),
        IN_FOLDER(a_file_may_be_longer_than_an_answer),
        cmocka_unit_test(a_pipe_that_nobody_reads_raises_no_signal),
        cmocka_unit_test(the_ceiling_is_the_targets),
        cmocka_unit_test(a_target_that_fails),
        IN_FOLDER(files_are_cut_back_before_they_come_again),
        cmocka_unit_test(what_cannot_be_taken_back_ends_at_its_first_byte),
        cmocka_unit_test(a_sink_starts_again_where_it_can),
        cmocka_unit_test(progress_knows_the_total_as_long_as_it_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
