/* The token store in a file: locks that were removed or kept too long, and records that are over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "auth/store.h"
#include "folder.h"

#define KEY "0123456789abcdef"
#define OTHER "fedcba9876543210"
#define NOW INT64_C(1700000000000)
#define DAY INT64_C(86400000)

static const sdpi_token token = {.access = "access-a", .minted_ms = NOW, .expires_ms = NOW + 3600000};
static const sdpi_token second = {.access = "access-b", .minted_ms = NOW, .expires_ms = NOW + 3600000};
static sdpi_token got;
static sdp_error *error;
static char path[400];
static char lock_path[420];
static sdp_token_store *one;
static sdp_token_store *two; /* as another process has it */

static int begin(void **state)
{
    if (folder_make(state) != 0 || sdp_error_new(&error) != SDP_OK) return -1;
    const folder *f = *state;
    snprintf(path, sizeof path, "%s/tokens", f->path);
    snprintf(lock_path, sizeof lock_path, "%s.lock", path);
    return sdp_token_store_new_file(path, error, &one) | sdp_token_store_new_file(path, error, &two);
}

static int end(void **state)
{
    sdp_token_store_free(one);
    sdp_token_store_free(two);
    sdp_error_free(error);
    return folder_remove(state);
}

static void save(sdp_token_store *store, const char *key, const sdpi_token *what)
{
    assert_int_equal(sdpi_store_lock(store, key, error), SDP_OK);
    if (sdpi_store_save(store, key, what, error) != SDP_OK) fail_msg("%s", sdp_error_message(error));
    sdpi_store_unlock(store, key);
}

static void expect(const char *key, const char *access)
{
    if (sdpi_store_load(one, key, &got, error) != SDP_OK) fail_msg("%s", sdp_error_message(error));
    assert_string_equal(got.access, access);
}

/* The second store has the lock now: the first one learns it when it saves, and disturbs nobody. */
static void expect_lost_by_one(void)
{
    assert_int_equal(sdpi_store_save(one, KEY, &token, error), SDP_END);
    assert_int_equal(sdp_error_status(error), SDP_OK); /* it is as if it had never had the lock */
    assert_int_equal(sdpi_store_save(two, KEY, &second, error), SDP_OK);
    sdpi_store_unlock(one, KEY);
    assert_int_equal(sdpi_store_lock(one, KEY, error), SDP_END); /* the other one's holds */
    sdpi_store_unlock(two, KEY);
    expect(KEY, "access-b");
    save(one, KEY, &token);
    expect(KEY, "access-a");
}

static void a_lock_that_somebody_removed_is_lost(void **state)
{
    (void)state;
    assert_int_equal(sdpi_store_lock(one, KEY, error), SDP_OK);
    assert_int_equal(unlink(lock_path), 0);
    assert_int_equal(sdpi_store_save(one, KEY, &token, error), SDP_END);
    assert_int_equal(sdpi_store_lock(two, KEY, error), SDP_OK);
    assert_int_equal(access(lock_path, F_OK), 0); /* a lock that others can see */
    expect_lost_by_one();
}

static void age_lock(int64_t by_ms)
{
    struct timespec times[2];
    times[0] = (struct timespec){.tv_sec = time(NULL) - (time_t)(by_ms / 1000)};
    times[1] = times[0];
    assert_int_equal(utimensat(AT_FDCWD, lock_path, times, 0), 0);
}

static void a_lock_that_was_kept_too_long_is_taken(void **state)
{
    (void)state;
    assert_int_equal(sdpi_store_lock(one, KEY, error), SDP_OK);
    age_lock(SDPI_STORE_LEASE_MS / 2);
    assert_int_equal(sdpi_store_lock(two, KEY, error), SDP_END);
    assert_int_equal(sdpi_store_save(one, KEY, &token, error), SDP_OK);
    age_lock(SDPI_STORE_LEASE_MS + 10000);
    assert_int_equal(sdpi_store_save(one, KEY, &token, error), SDP_OK); /* nobody has taken it so far */
    assert_int_equal(sdpi_store_lock(two, KEY, error), SDP_OK);
    expect_lost_by_one();
}

/* The file stays when a lock ends: its age is that of the lock, not of the file. */
static void an_old_lock_file_is_no_old_lock(void **state)
{
    (void)state;
    save(one, KEY, &token);
    age_lock(10 * SDPI_STORE_LEASE_MS);
    assert_int_equal(sdpi_store_lock(one, KEY, error), SDP_OK);
    assert_int_equal(sdpi_store_lock(two, KEY, error), SDP_END);
    assert_int_equal(sdpi_store_save(one, KEY, &second, error), SDP_OK);
    sdpi_store_unlock(one, KEY);
    expect(KEY, "access-b");
}

static void records_that_are_over_go(void **state)
{
    static const struct {
        sdpi_token old;
        int stays;
    } rows[] = {
        {{.access = "x", .minted_ms = NOW - 2 * DAY, .expires_ms = NOW - DAY - 1}, 0},
        {{.access = "x", .minted_ms = NOW - 2 * DAY, .expires_ms = NOW - DAY}, 1},
        {{.access = "x", .refresh = "r", .minted_ms = NOW - 9 * DAY, .expires_ms = NOW - 9 * DAY}, 1},
        {{.requests = {NOW - 2 * DAY}, .request_count = 1}, 0},
        /* No token came so far, but requests were sent, or the login server wants a pause: that others must know. */
        {{.requests = {NOW - 60000}, .request_count = 1}, 1},
        {{.blocked_ms = NOW + 60000}, 1},
        {{.pause_ms = NOW + 500, .pause_status = 67, .pause_count = 1}, 1},
    };
    const folder *f = *state;
    size_t size;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        save(one, OTHER, &rows[i].old);
        save(two, KEY, &token);
        char *content = folder_read(f, "tokens", &size);
        if ((strstr(content, OTHER) != NULL) != rows[i].stays) fail_msg("row %zu: %s", i, content);
        assert_non_null(strstr(content, KEY));
        free(content);
        assert_int_equal(unlink(path), 0);
    }
    /* What is saved stays, however old it looks beside others: the clock may be slow. */
    save(one, KEY, &token);
    save(one, OTHER, &rows[0].old);
    expect(OTHER, "x");
    expect(KEY, "access-a");
}

/* What the superuser makes in another user's folder is that user's, and nothing else is given away. */
static void the_superuser_makes_files_for_the_owner(void **state)
{
    const folder *f = *state;
    struct stat entry;
    char linked[420];
    if (geteuid() != 0 || chown(f->path, 65534, 65534) != 0) skip();
    save(one, KEY, &token);
    assert_int_equal(stat(path, &entry), 0);
    assert_int_equal(entry.st_uid, 65534);
    assert_int_equal(stat(lock_path, &entry), 0);
    assert_int_equal(entry.st_uid, 65534);
    /* The owner of a folder may give any file a name there. */
    const char *precious = folder_write(f, "precious", "x", 1);
    assert_int_equal(chown(precious, 0, 0), 0);
    assert_int_equal(unlink(lock_path), 0);
    assert_int_equal(link(precious, lock_path), 0);
    save(one, KEY, &second);
    assert_int_equal(stat(precious, &entry), 0);
    assert_int_equal(entry.st_uid, 0);
    /* In a folder of the superuser the lock of a user stays that user's. */
    assert_int_equal(chown(f->path, 0, 0), 0);
    assert_int_equal(unlink(lock_path), 0);
    snprintf(linked, sizeof linked, "%s", folder_write(f, "tokens.lock", "", 0));
    assert_int_equal(chown(linked, 65534, 65534), 0);
    save(one, KEY, &token);
    assert_int_equal(stat(lock_path, &entry), 0);
    assert_int_equal(entry.st_uid, 65534);
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_lock_that_somebody_removed_is_lost),    TEST(a_lock_that_was_kept_too_long_is_taken),
        TEST(an_old_lock_file_is_no_old_lock),         TEST(records_that_are_over_go),
        TEST(the_superuser_makes_files_for_the_owner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
