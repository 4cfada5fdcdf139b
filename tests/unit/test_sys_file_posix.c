/* Files of the platform, and what it says of those that cannot be used: src/base/sys_file_posix.c. */
#define _XOPEN_SOURCE 700
#define _FILE_OFFSET_BITS 64

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/sys_file.h"
#include "folder.h"

static const char *path_of(const folder *f, const char *name)
{
    static char path[600];
    snprintf(path, sizeof path, "%s/%s", f->path, name);
    return path;
}

static int32_t open_file(const char *path)
{
    int32_t descriptor = -1;
    assert_int_equal(sdpi_file_open(path, &descriptor), 0);
    assert_true(descriptor >= 0);
    return descriptor;
}

static int32_t create_file(const char *path)
{
    int32_t descriptor = -1;
    assert_int_equal(sdpi_file_create(path, &descriptor), 0);
    assert_true(descriptor >= 0);
    return descriptor;
}

static void expect_content(const folder *f, const char *name, const char *content)
{
    size_t size = 0;
    char *found = folder_read(f, name, &size);
    assert_non_null(found);
    assert_int_equal(size, strlen(content));
    assert_memory_equal(found, content, size);
    free(found);
}

static void a_file_is_read_piece_by_piece(void **state)
{
    const folder *f = *state;
    char bytes[8];
    size_t size = 99;
    int32_t descriptor = open_file(folder_write(f, "a", "0123456789", 10));
    assert_true((fcntl(descriptor, F_GETFD) & FD_CLOEXEC) != 0);
    assert_int_equal(sdpi_file_read(descriptor, bytes, 8, &size), 0);
    assert_int_equal(size, 8);
    assert_int_equal(sdpi_file_read(descriptor, bytes, 8, &size), 0);
    assert_int_equal(size, 2);
    assert_memory_equal(bytes, "89", 2);
    for (int i = 0; i < 2; i++) { /* the end stays the end */
        size = 99;
        assert_int_equal(sdpi_file_read(descriptor, bytes, 8, &size), 0);
        assert_int_equal(size, 0);
    }
    assert_int_equal(sdpi_file_seek(descriptor, 9), 0);
    assert_int_equal(sdpi_file_read(descriptor, bytes, 8, &size), 0);
    assert_int_equal(size, 1);
    assert_int_equal(sdpi_file_close(descriptor), 0);
}

static void what_cannot_be_opened_says_why(void **state)
{
    const folder *f = *state;
    char longest[5000];
    int32_t descriptor = 77;
    folder_write(f, "file", "x", 1);
    assert_int_equal(symlink("loop", path_of(f, "loop")), 0);
    memset(longest, 'n', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    const struct {
        const char *path;
        int32_t reason;
    } rows[] = {{"missing", ENOENT}, {"", ENOENT},    {"missing/x", ENOENT},
                {"file/x", ENOTDIR}, {"loop", ELOOP}, {longest, ENAMETOOLONG}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[6000];
        sdpi_file_info info;
        snprintf(path, sizeof path, "%s%s%s", *rows[i].path != '\0' ? f->path : "", *rows[i].path != '\0' ? "/" : "",
                 rows[i].path);
        assert_int_equal(sdpi_file_open(path, &descriptor), rows[i].reason);
        assert_int_equal(descriptor, -1);
        assert_int_equal(sdpi_file_describe_path(path, &info), rows[i].reason);
        assert_int_equal(sdpi_file_is_missing(rows[i].reason), rows[i].reason == ENOENT);
    }
    assert_int_equal(sdpi_file_is_missing(0), 0);
}

static void a_permission_that_is_missing(void **state)
{
    const folder *f = *state;
    int32_t descriptor = 77;
    if (geteuid() == 0) skip(); /* may do all of it */
    const char *path = folder_write(f, "secret", "x", 1);
    assert_int_equal(chmod(path, 0), 0);
    assert_int_equal(sdpi_file_open(path, &descriptor), EACCES);
    assert_int_equal(descriptor, -1);
    assert_int_equal(chmod(f->path, S_IRUSR | S_IXUSR), 0);
    assert_int_equal(sdpi_file_create(path_of(f, "new"), &descriptor), EACCES);
    assert_int_equal(sdpi_file_rename(path, path_of(f, "new")), EACCES);
    assert_int_equal(chmod(f->path, S_IRWXU), 0);
}

static void descriptors_that_run_out(void **state)
{
    const folder *f = *state;
    struct rlimit before;
    int32_t opened = 77;
    int32_t created = 77;
    const char *path = folder_write(f, "a", "x", 1);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    const struct rlimit none = {.rlim_cur = 0, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    int32_t opening = sdpi_file_open(path, &opened);
    int32_t creating = sdpi_file_create(path_of(f, "new"), &created);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(opening, EMFILE);
    assert_int_equal(creating, EMFILE);
    assert_int_equal(opened, -1);
    assert_int_equal(created, -1);
    assert_int_equal(folder_count(f), 1);
}

static void a_new_file_is_new_and_its_owners_alone(void **state)
{
    const folder *f = *state;
    struct stat entry;
    int32_t descriptor = 77;
    const mode_t mask = umask(0);
    int32_t made = create_file(path_of(f, "new"));
    umask(mask);
    assert_int_equal(fstat(made, &entry), 0);
    assert_int_equal(entry.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO), S_IRUSR | S_IWUSR);
    assert_true((fcntl(made, F_GETFD) & FD_CLOEXEC) != 0);
    assert_int_equal(sdpi_file_write(made, "content", 7), 0);
    assert_int_equal(sdpi_file_write(made, "", 0), 0);
    assert_int_equal(sdpi_file_sync(made), 0);
    assert_int_equal(sdpi_file_close(made), 0);
    /* What stands there is left alone, and a link is not followed to where it leads. */
    assert_int_equal(sdpi_file_create(path_of(f, "new"), &descriptor), EEXIST);
    assert_int_equal(descriptor, -1);
    expect_content(f, "new", "content");
    assert_int_equal(symlink("elsewhere", path_of(f, "link")), 0);
    assert_int_equal(sdpi_file_create(path_of(f, "link"), &descriptor), EEXIST);
    assert_int_equal(sdpi_file_create(f->path, &descriptor), EEXIST);
    assert_int_equal(sdpi_file_create(path_of(f, "missing/new"), &descriptor), ENOENT);
    assert_int_equal(sdpi_file_create(path_of(f, "new/new"), &descriptor), ENOTDIR);
    assert_int_equal(folder_count(f), 2);
}

static void a_description_tells_kind_size_and_place(void **state)
{
    const folder *f = *state;
    sdpi_file_info info;
    char bytes[3];
    size_t size;
    const char *path = folder_write(f, "a", "12345", 5);
    int32_t descriptor = open_file(path);
    assert_int_equal(sdpi_file_read(descriptor, bytes, 3, &size), 0);
    assert_int_equal(sdpi_file_describe(descriptor, &info), 0);
    assert_int_equal(info.kind, SDPI_FILE_REGULAR);
    assert_int_equal(info.size, 5);
    assert_int_equal(info.position, 3);
    assert_int_equal(sdpi_file_close(descriptor), 0);
    assert_int_equal(sdpi_file_describe(descriptor, &info), EBADF);
    assert_int_equal(sdpi_file_describe_path(path, &info), 0);
    assert_int_equal(info.kind, SDPI_FILE_REGULAR);
    assert_int_equal(info.size, 5);
    assert_int_equal(info.position, -1);
    /* Of a link, what it leads to. */
    assert_int_equal(symlink("a", path_of(f, "link")), 0);
    assert_int_equal(sdpi_file_describe_path(path_of(f, "link"), &info), 0);
    assert_int_equal(info.kind, SDPI_FILE_REGULAR);
    assert_int_equal(sdpi_file_describe_path(f->path, &info), 0);
    assert_int_equal(info.kind, SDPI_FILE_DIRECTORY);
    assert_int_equal(sdpi_file_describe_path("/dev/null", &info), 0);
    assert_int_equal(info.kind, SDPI_FILE_OTHER);
}

static void a_folder_opens_and_cannot_be_read(void **state)
{
    const folder *f = *state;
    sdpi_file_info info;
    char byte;
    size_t size = 99;
    int32_t descriptor = open_file(f->path);
    assert_int_equal(sdpi_file_describe(descriptor, &info), 0);
    assert_int_equal(info.kind, SDPI_FILE_DIRECTORY);
    assert_int_equal(sdpi_file_read(descriptor, &byte, 1, &size), EISDIR);
    assert_int_equal(size, 0);
    assert_int_equal(sdpi_file_close(descriptor), 0);
}

/* Opening a pipe that nobody writes to would wait for the writer. */
static void a_pipe_does_not_hold_up_opening(void **state)
{
    const folder *f = *state;
    sdpi_file_info info;
    assert_int_equal(mkfifo(path_of(f, "pipe"), S_IRUSR | S_IWUSR), 0);
    int32_t descriptor = open_file(path_of(f, "pipe"));
    assert_int_equal(sdpi_file_describe(descriptor, &info), 0);
    assert_int_equal(info.kind, SDPI_FILE_OTHER);
    assert_int_equal(info.position, -1);
    assert_int_equal(sdpi_file_seek(descriptor, 0), ESPIPE);
    assert_int_equal(sdpi_file_close(descriptor), 0);
}

static void sizes_go_beyond_32_bits(void **state)
{
    const folder *f = *state;
    const int64_t far = INT64_C(5) * 1024 * 1024 * 1024;
    sdpi_file_info info;
    char bytes[4];
    size_t size;
    int32_t writing = create_file(path_of(f, "sparse"));
    int32_t reason = sdpi_file_cut(writing, far);
    if (reason == EFBIG) {
        sdpi_file_close(writing);
        skip(); /* this file system ends before */
    }
    assert_int_equal(reason, 0);
    assert_int_equal(sdpi_file_write(writing, "end", 3), 0);
    assert_int_equal(sdpi_file_describe(writing, &info), 0);
    assert_true(info.size == far + 3);
    assert_true(info.position == far + 3);
    assert_int_equal(sdpi_file_close(writing), 0);
    assert_int_equal(sdpi_file_describe_path(path_of(f, "sparse"), &info), 0);
    assert_true(info.size == far + 3);
    int32_t reading = open_file(path_of(f, "sparse"));
    assert_int_equal(sdpi_file_seek(reading, far), 0);
    assert_int_equal(sdpi_file_read(reading, bytes, sizeof bytes, &size), 0);
    assert_int_equal(size, 3);
    assert_memory_equal(bytes, "end", 3);
    assert_int_equal(sdpi_file_close(reading), 0);
}

static void cutting_goes_on_where_it_cut(void **state)
{
    const folder *f = *state;
    int32_t descriptor = create_file(path_of(f, "a"));
    assert_int_equal(sdpi_file_write(descriptor, "keep, and drop", 14), 0);
    assert_int_equal(sdpi_file_cut(descriptor, 4), 0);
    assert_int_equal(sdpi_file_write(descriptor, "s", 1), 0);
    expect_content(f, "a", "keeps");
    assert_int_equal(sdpi_file_cut(descriptor, -1), EINVAL);
    assert_int_equal(sdpi_file_seek(descriptor, -1), EINVAL);
    assert_int_equal(sdpi_file_close(descriptor), 0);
    int32_t reading = open_file(path_of(f, "a"));
    assert_int_not_equal(sdpi_file_cut(reading, 0), 0); /* opened for reading */
    assert_int_equal(sdpi_file_write(reading, "x", 1), EBADF);
    assert_int_equal(sdpi_file_close(reading), 0);
    expect_content(f, "a", "keeps");
}

static void a_descriptor_that_is_not_open(void **state)
{
    char byte = 'x';
    size_t size = 99;
    (void)state;
    assert_int_equal(sdpi_file_read(-1, &byte, 1, &size), EBADF);
    assert_int_equal(size, 0);
    assert_int_equal(sdpi_file_write(-1, &byte, 1), EBADF);
    assert_int_equal(sdpi_file_write(-1, &byte, 0), 0);
    assert_int_equal(sdpi_file_seek(-1, 0), EBADF);
    assert_int_not_equal(sdpi_file_cut(-1, 0), 0);
    assert_int_equal(sdpi_file_sync(-1), EBADF);
    assert_int_equal(sdpi_file_close(-1), EBADF);
}

static void a_full_device_and_one_that_cannot_sync(void **state)
{
    int ends[2];
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    (void)state;
    if (full >= 0) {
        assert_int_equal(sdpi_file_write(full, "x", 1), ENOSPC);
        close(full);
    }
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(sdpi_file_sync(ends[1]), 0); /* there is no disk behind it */
    void (*before)(int) = signal(SIGPIPE, SIG_IGN);
    close(ends[0]);
    assert_int_equal(sdpi_file_write(ends[1], "x", 1), EPIPE);
    signal(SIGPIPE, before);
    close(ends[1]);
}

static void renaming_replaces_in_one_step(void **state)
{
    const folder *f = *state;
    const char *from = folder_write(f, "from", "new content", 11);
    const char *to = folder_write(f, "to", "old", 3);
    int32_t reading = open_file(to);
    char bytes[16];
    size_t size;
    assert_int_equal(sdpi_file_rename(from, to), 0);
    expect_content(f, "to", "new content");
    assert_int_equal(folder_count(f), 1);
    /* Who has the older file open still has it whole. */
    assert_int_equal(sdpi_file_read(reading, bytes, sizeof bytes, &size), 0);
    assert_int_equal(size, 3);
    assert_memory_equal(bytes, "old", 3);
    assert_int_equal(sdpi_file_close(reading), 0);
    /* A failure leaves both as they were. */
    assert_int_equal(sdpi_file_rename(from, to), ENOENT);
    assert_int_equal(mkdir(path_of(f, "folder"), S_IRWXU), 0);
    assert_int_equal(sdpi_file_rename(to, path_of(f, "folder")), EISDIR);
    assert_int_equal(rmdir(path_of(f, "folder")), 0);
    assert_int_equal(sdpi_file_rename(to, path_of(f, "missing/x")), ENOENT);
    assert_int_equal(sdpi_file_rename(to, path_of(f, "to/x")), ENOTDIR);
    expect_content(f, "to", "new content");
    sdpi_file_remove(to);
    sdpi_file_remove(to); /* it is gone already */
    assert_int_equal(folder_count(f), 0);
}

/* A pipe of the caller's may be set not to wait; reading and writing wait all the same. */
enum { PIPED = 300000 };

static void *write_slowly(void *argument)
{
    const int *end = argument;
    const struct timespec moment = {0, 20 * 1000 * 1000};
    char *bytes = calloc(1, PIPED);
    int32_t reason = ENOMEM;
    nanosleep(&moment, NULL);
    if (bytes != NULL) reason = sdpi_file_write(*end, bytes, PIPED);
    free(bytes);
    close(*end);
    return reason == 0 ? NULL : argument;
}

static void descriptors_that_would_not_wait_do(void **state)
{
    int ends[2];
    pthread_t thread;
    void *failed = NULL;
    char bytes[1000];
    size_t size = 0;
    size_t total = 0;
    (void)state;
    assert_int_equal(pipe(ends), 0);
    for (int i = 0; i < 2; i++) assert_int_equal(fcntl(ends[i], F_SETFL, O_NONBLOCK), 0);
    assert_int_equal(pthread_create(&thread, NULL, write_slowly, &ends[1]), 0);
    do {
        assert_int_equal(sdpi_file_read(ends[0], bytes, sizeof bytes, &size), 0);
        total += size;
    } while (size > 0);
    assert_int_equal(pthread_join(thread, &failed), 0);
    assert_null(failed);
    assert_int_equal(total, PIPED);
    close(ends[0]);
}

static void every_number_has_words(void **state)
{
    static const int known[] = {ENOENT, ENOTDIR, EACCES,       EPERM,  EROFS,  EISDIR, EEXIST, ENOSPC, EDQUOT,
                                EFBIG,  ELOOP,   ENAMETOOLONG, EMFILE, ENFILE, EBADF,  EPIPE,  EIO};
    const char *otherwise = sdpi_file_reason(-1);
    (void)state;
    assert_non_null(otherwise);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const char *words = sdpi_file_reason(known[i]);
        assert_true(strlen(words) > 8);
        assert_string_not_equal(words, otherwise);
    }
    assert_string_equal(sdpi_file_reason(ECHILD), otherwise);
    assert_string_equal(sdpi_file_reason(ENOENT), "there is no such file or folder");
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_file_is_read_piece_by_piece),
        IN_FOLDER(what_cannot_be_opened_says_why),
        IN_FOLDER(a_permission_that_is_missing),
        IN_FOLDER(descriptors_that_run_out),
        IN_FOLDER(a_new_file_is_new_and_its_owners_alone),
        IN_FOLDER(a_description_tells_kind_size_and_place),
        IN_FOLDER(a_folder_opens_and_cannot_be_read),
        IN_FOLDER(a_pipe_does_not_hold_up_opening),
        IN_FOLDER(sizes_go_beyond_32_bits),
        IN_FOLDER(cutting_goes_on_where_it_cut),
        cmocka_unit_test(a_descriptor_that_is_not_open),
        cmocka_unit_test(a_full_device_and_one_that_cannot_sync),
        IN_FOLDER(renaming_replaces_in_one_step),
        cmocka_unit_test(descriptors_that_would_not_wait_do),
        cmocka_unit_test(every_number_has_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
