/* The token store in a file: what stands there, who may read it, and what others did to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "auth/store.h"
#include "folder.h"

#define KEY "0123456789abcdef"
#define OTHER "fedcba9876543210"

static const sdpi_token token = {.access = "access-a", .refresh = "refresh-a", .minted_ms = 5, .expires_ms = 6};
static const sdpi_token second = {.access = "access-b", .minted_ms = 7, .expires_ms = 8};
static sdpi_token got;
static sdp_error *error;
static char path[400];

static sdp_token_store *open_store(const folder *f, const char *name)
{
    sdp_token_store *store = NULL;
    snprintf(path, sizeof path, "%s/%s", f->path, name);
    if (sdp_token_store_new_file(path, error, &store) != SDP_OK) fail_msg("%s", sdp_error_message(error));
    return store;
}

static void save(sdp_token_store *store, const char *key, const sdpi_token *what)
{
    assert_int_equal(sdpi_store_lock(store, key, error), SDP_OK);
    if (sdpi_store_save(store, key, what, error) != SDP_OK) fail_msg("%s", sdp_error_message(error));
    sdpi_store_unlock(store, key);
}

static void expect(sdp_token_store *store, const char *key, const char *access)
{
    if (sdpi_store_load(store, key, &got, error) != SDP_OK) fail_msg("%s", sdp_error_message(error));
    assert_string_equal(got.access, access);
}

static void expect_broken(sdp_token_store *store, const char *words)
{
    assert_int_equal(sdpi_store_load(store, KEY, &got, error), SDP_E_TOKEN_STORE);
    if (strstr(sdp_error_message(error), words) == NULL) fail_msg("%s", sdp_error_message(error));
}

static unsigned mode_of(const char *of)
{
    struct stat entry;
    assert_int_equal(lstat(of, &entry), 0);
    return entry.st_mode & 0777u;
}

static void records_of_many_keys_stand_side_by_side(void **state)
{
    size_t size;
    sdp_token_store *store = open_store(*state, "tokens");
    expect(store, KEY, "");
    assert_int_equal(folder_count(*state), 0); /* looking leaves nothing behind */
    save(store, KEY, &token);
    save(store, OTHER, &second);
    expect(store, KEY, "access-a");
    expect(store, OTHER, "access-b");
    save(store, KEY, &second);
    expect(store, KEY, "access-b");
    char *content = folder_read(*state, "tokens", &size);
    assert_string_equal(
        content, "{\"" OTHER "\":{\"access_token\":\"access-b\",\"minted_ms\":7,\"expires_ms\":8,\"requests\":[]}"
                 ",\"" KEY "\":{\"access_token\":\"access-b\",\"minted_ms\":7,\"expires_ms\":8,\"requests\":[]}}\n");
    free(content);
    sdp_token_store_free(store);
    store = open_store(*state, "tokens");
    expect(store, OTHER, "access-b");
    sdp_token_store_free(store);
    assert_int_equal(folder_count(*state), 2); /* the file and its lock */
}

static void only_the_owner_may_read(void **state)
{
    mode_t before = umask(0);
    sdp_token_store *store = open_store(*state, "tokens");
    save(store, KEY, &token);
    assert_int_equal(mode_of(path), 0600);
    assert_int_equal(chmod(path, 0644), 0);
    expect(store, KEY, "access-a");
    assert_int_equal(mode_of(path), 0600);
    assert_int_equal(chmod(path, 0666), 0);
    save(store, KEY, &second);
    assert_int_equal(mode_of(path), 0600);
    sdp_token_store_free(store);
    strcat(path, ".lock");
    assert_int_equal(mode_of(path), 0600);
    umask(before);
}

static void folders_are_made_for_the_owner_alone(void **state)
{
    const folder *f = *state;
    char inner[400];
    mode_t before = umask(0);
    sdp_token_store *store = open_store(f, "one/two/tokens");
    save(store, KEY, &token);
    expect(store, KEY, "access-a");
    sdp_token_store_free(store);
    umask(before);
    snprintf(inner, sizeof inner, "%s/one/two", f->path);
    assert_int_equal(mode_of(inner), 0700);
    unlink(path);
    strcat(path, ".lock");
    unlink(path);
    assert_int_equal(rmdir(inner), 0);
    inner[strlen(inner) - 4] = '\0';
    assert_int_equal(mode_of(inner), 0700);
    assert_int_equal(rmdir(inner), 0);
}

static void a_folder_that_others_can_write_to_is_refused(void **state)
{
    const folder *f = *state;
    sdp_token_store *store = (sdp_token_store *)&got;
    snprintf(path, sizeof path, "%s/tokens", f->path);
    assert_int_equal(chmod(f->path, 0777), 0);
    assert_int_equal(sdp_token_store_new_file(path, error, &store), SDP_E_TOKEN_STORE);
    assert_null(store);
    assert_non_null(strstr(sdp_error_message(error), "others could replace"));
    assert_non_null(strstr(sdp_error_message(error), path));
    assert_int_equal(chmod(f->path, 01777), 0); /* as /tmp is */
    assert_int_equal(sdp_token_store_new_file(path, error, &store), SDP_OK);
    /* What becomes of the folder later is seen before a secret is written. */
    assert_int_equal(chmod(f->path, 0777), 0);
    assert_int_equal(sdpi_store_lock(store, KEY, error), SDP_E_TOKEN_STORE);
    sdp_token_store_free(store);
}

static void paths_are_checked(void **state)
{
    char longest[5000];
    sdp_token_store *store = NULL;
    const folder *f = *state;
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(sdp_token_store_new_file(NULL, error, &store), SDP_E_ARGUMENT);
    assert_int_equal(sdp_token_store_new_file("", error, &store), SDP_E_ARGUMENT);
    assert_int_equal(sdp_token_store_new_file(longest, error, &store), SDP_E_ARGUMENT);
    assert_int_equal(sdp_token_store_new_file("x", error, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_token_store_new_file("x", NULL, NULL), SDP_E_ARGUMENT);
    const char *file = folder_write(f, "file", "x", 1);
    snprintf(path, sizeof path, "%s/tokens", file);
    assert_int_equal(sdp_token_store_new_file(path, error, &store), SDP_E_TOKEN_STORE);
    assert_null(store);
}

static void what_is_no_store_is_told_and_kept(void **state)
{
    static const char *const contents[] = {"not JSON", "[]", "{", "7", "{\"" KEY "\":{}"};
    const folder *f = *state;
    size_t size;
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        folder_write(f, "tokens", contents[i], strlen(contents[i]));
        sdp_token_store *store = open_store(f, "tokens");
        expect_broken(store, "remove it");
        assert_int_equal(sdpi_store_lock(store, KEY, error), SDP_OK);
        assert_int_equal(sdpi_store_save(store, KEY, &token, error), SDP_E_TOKEN_STORE);
        sdpi_store_unlock(store, KEY);
        sdp_token_store_free(store);
        char *content = folder_read(f, "tokens", &size);
        assert_string_equal(content, contents[i]); /* it may be somebody's */
        free(content);
    }
    folder_write(f, "tokens", "{\"" KEY "\":5}", 22);
    sdp_token_store *store = open_store(f, "tokens");
    expect_broken(store, "remove it");
    folder_write(f, "tokens", "", 0); /* as touch makes it */
    expect(store, KEY, "");
    sdp_token_store_free(store);
}

static void a_file_without_end_is_not_read(void **state)
{
    const folder *f = *state;
    char *much = calloc(1, SDPI_MAX_STORE + 1);
    assert_non_null(much);
    memset(much, ' ', SDPI_MAX_STORE + 1);
    much[0] = '{';
    much[SDPI_MAX_STORE] = '}';
    folder_write(f, "tokens", much, SDPI_MAX_STORE + 1);
    sdp_token_store *store = open_store(f, "tokens");
    expect_broken(store, "too large");
    much[SDPI_MAX_STORE - 1] = '}';
    folder_write(f, "tokens", much, SDPI_MAX_STORE);
    expect(store, KEY, "");
    free(much);
    sdp_token_store_free(store);
}

static void a_link_is_not_followed(void **state)
{
    const folder *f = *state;
    size_t size;
    folder_write(f, "precious", "{}", 2);
    sdp_token_store *store = open_store(f, "tokens");
    assert_int_equal(symlink("precious", path), 0);
    assert_int_equal(sdpi_store_load(store, KEY, &got, error), SDP_E_TOKEN_STORE);
    assert_int_equal(unlink(path), 0);
    strcat(path, ".new"); /* what is written beside is no way around it */
    assert_int_equal(symlink("precious", path), 0);
    save(store, KEY, &token);
    expect(store, KEY, "access-a");
    sdp_token_store_free(store);
    char *content = folder_read(f, "precious", &size);
    assert_string_equal(content, "{}");
    free(content);
    store = open_store(f, "other");
    strcat(path, ".lock");
    assert_int_equal(symlink("precious", path), 0);
    assert_int_equal(sdpi_store_lock(store, KEY, error), SDP_E_TOKEN_STORE);
    sdp_token_store_free(store);
}

static void what_is_no_file_is_refused(void **state)
{
    const folder *f = *state;
    sdp_token_store *store = open_store(f, "pipe");
    assert_int_equal(mkfifo(path, 0600), 0);
    expect_broken(store, "no regular file"); /* and does not wait for a writer */
    sdp_token_store_free(store);
    assert_int_equal(unlink(path), 0);
    store = open_store(f, "folder");
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(sdpi_store_load(store, KEY, &got, error), SDP_E_TOKEN_STORE);
    sdp_token_store_free(store);
    assert_int_equal(rmdir(path), 0);
}

/* A process that died while it wrote. */
static void what_was_left_half_written_does_not_count(void **state)
{
    const folder *f = *state;
    sdp_token_store *store = open_store(f, "tokens");
    save(store, KEY, &token);
    folder_write(f, "tokens.new", "{\"" KEY "\":{\"acc", 23);
    expect(store, KEY, "access-a");
    save(store, KEY, &second);
    expect(store, KEY, "access-b");
    assert_int_equal(folder_count(f), 2);
    sdp_token_store_free(store);
}

static void stores_of_one_process_exclude_each_other(void **state)
{
    sdp_token_store *one = open_store(*state, "tokens");
    sdp_token_store *two = open_store(*state, "tokens");
    assert_int_equal(sdpi_store_lock(one, KEY, error), SDP_OK);
    assert_int_equal(sdpi_store_lock(one, OTHER, error), SDP_END);
    assert_int_equal(sdpi_store_lock(two, KEY, error), SDP_END);
    /* Reading needs no lock, and gives up nobody's. */
    expect(two, KEY, "");
    assert_int_equal(sdpi_store_lock(two, KEY, error), SDP_END);
    sdpi_store_unlock(one, KEY);
    assert_int_equal(sdpi_store_lock(two, KEY, error), SDP_OK);
    assert_int_equal(sdpi_store_lock(one, KEY, error), SDP_END);
    sdp_token_store_free(two); /* without unlock() */
    assert_int_equal(sdpi_store_lock(one, KEY, error), SDP_OK);
    sdpi_store_unlock(one, KEY);
    sdp_token_store_free(one);
}

/* Starts a process that holds the lock until it is killed. */
static pid_t hold_elsewhere(void)
{
    int ready[2];
    char byte = 0;
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        sdp_token_store *store = NULL;
        int good =
            sdp_token_store_new_file(path, NULL, &store) == SDP_OK && sdpi_store_lock(store, KEY, NULL) == SDP_OK;
        if (good && write(ready[1], "+", 1) == 1) pause();
        _exit(1);
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    return child;
}

static void the_death_of_a_process_gives_its_lock_up(void **state)
{
    sdp_token_store *store = open_store(*state, "tokens");
    pid_t child = hold_elsewhere();
    assert_int_equal(sdpi_store_lock(store, KEY, error), SDP_END);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    save(store, KEY, &token);
    sdp_token_store_free(store);
}

/* A child inherits the descriptor of the lock. It must not keep the lock when its parent has given it up. */
static void a_child_does_not_keep_the_lock(void **state)
{
    sdp_token_store *store = open_store(*state, "tokens");
    assert_int_equal(sdpi_store_lock(store, KEY, error), SDP_OK);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        pause();
        _exit(0);
    }
    sdpi_store_unlock(store, KEY);
    sdp_token_store *other = open_store(*state, "tokens");
    sdp_status status = sdpi_store_lock(other, KEY, error);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_int_equal(status, SDP_OK);
    sdp_token_store_free(other);
    sdp_token_store_free(store);
}

/* As somebody who may not write there: root may everywhere, and so becomes somebody else. */
static int cannot_write(void)
{
    sdp_token_store *store = NULL;
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) return 1;
    if (sdp_token_store_new_file(path, error, &store) != SDP_OK) return 2;
    if (sdpi_store_lock(store, KEY, error) != SDP_E_TOKEN_STORE) return 3;
    if (strstr(sdp_error_message(error), "cannot be locked: ") == NULL) return 4;
    sdp_token_store_free(store);
    return 0;
}

static void a_folder_that_cannot_be_written_to_is_told(void **state)
{
    const folder *f = *state;
    int status = 0;
    snprintf(path, sizeof path, "%s/tokens", f->path);
    assert_int_equal(chmod(f->path, 0555), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) _exit(cannot_write());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(chmod(f->path, 0700), 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void nothing_stays_open(void **state)
{
    int before = folder_descriptors();
    sdp_token_store *store = open_store(*state, "tokens");
    save(store, KEY, &token);
    for (int i = 0; i < 20; i++) {
        expect(store, KEY, "access-a");
        save(store, KEY, &token);
    }
    assert_int_equal(folder_descriptors(), before);
    assert_int_equal(sdpi_store_lock(store, KEY, error), SDP_OK);
    sdp_token_store_free(store);
    assert_int_equal(folder_descriptors(), before);
}

static int begin(void **state)
{
    (void)state;
    return sdp_error_new(&error) == SDP_OK ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    sdp_error_free(error);
    return 0;
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, folder_make, folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(records_of_many_keys_stand_side_by_side),
        TEST(only_the_owner_may_read),
        TEST(folders_are_made_for_the_owner_alone),
        TEST(a_folder_that_others_can_write_to_is_refused),
        TEST(paths_are_checked),
        TEST(what_is_no_store_is_told_and_kept),
        TEST(a_file_without_end_is_not_read),
        TEST(a_link_is_not_followed),
        TEST(what_is_no_file_is_refused),
        TEST(what_was_left_half_written_does_not_count),
        TEST(stores_of_one_process_exclude_each_other),
        TEST(the_death_of_a_process_gives_its_lock_up),
        TEST(a_child_does_not_keep_the_lock),
        TEST(a_folder_that_cannot_be_written_to_is_told),
        TEST(nothing_stays_open),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
