/* Files that hold secrets, on POSIX: what test_store_file.c does not reach through the store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/sys_private.h"
#include "folder.h"

static void reasons_are_parts_of_a_sentence(void **state)
{
    (void)state;
    for (int32_t error = -4; error < 0; error++) {
        const char *reason = sdpi_private_reason(error);
        assert_true(strlen(reason) > 10);
        assert_true(reason[0] >= 'a' && reason[0] <= 'z');
        assert_true(reason[strlen(reason) - 1] != '.');
    }
    assert_string_equal(sdpi_private_reason(EACCES), sdpi_file_reason(EACCES));
    assert_true(sdpi_private_is_busy(EWOULDBLOCK));
    assert_false(sdpi_private_is_busy(EACCES));
    assert_false(sdpi_private_is_busy(0));
}

static void folders_are_judged(void **state)
{
    const folder *f = *state;
    char path[400];
    snprintf(path, sizeof path, "%s/x", f->path);
    assert_int_equal(sdpi_private_folder(path), 0);
    assert_int_equal(chmod(f->path, 0755), 0);
    assert_int_equal(sdpi_private_folder(path), 0);
    assert_int_equal(chmod(f->path, 0702), 0);
    assert_true(sdpi_private_folder(path) < 0);
    assert_int_equal(chmod(f->path, 01777), 0);
    assert_int_equal(sdpi_private_folder(path), 0);
    assert_int_equal(sdpi_private_folder("/no-such-file"), 0); /* the root of all */
}

/* The same folder by a name without any, that of the process. */
static void a_name_alone_is_in_the_folder_of_the_process(void **state)
{
    const folder *f = *state;
    char before[1024];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(f->path), 0);
    assert_int_equal(sdpi_private_folder("x"), 0);
    assert_int_equal(sdpi_private_folder("a/b/x"), 0);
    assert_int_equal(rmdir("a/b"), 0);
    assert_int_equal(rmdir("a"), 0);
    assert_int_equal(chmod(f->path, 0777), 0);
    assert_true(sdpi_private_folder("x") < 0);
    assert_int_equal(chdir(before), 0);
}

static void long_paths_are_refused(void **state)
{
    char path[SDPI_MAX_PATH + 3];
    (void)state;
    memset(path, 'x', sizeof path);
    path[0] = '/';
    path[SDPI_MAX_PATH + 1] = '/';
    path[SDPI_MAX_PATH + 2] = '\0';
    assert_true(sdpi_private_folder(path) < 0);
}

static void a_missing_file_is_told_apart(void **state)
{
    const folder *f = *state;
    char path[400];
    int32_t descriptor = 7;
    snprintf(path, sizeof path, "%s/x", f->path);
    assert_true(sdpi_file_is_missing(sdpi_private_open(path, &descriptor)));
    assert_int_equal(descriptor, -1);
    assert_int_equal(sdpi_private_lock(path, &descriptor), 0);
    int32_t other = 7;
    assert_true(sdpi_private_is_busy(sdpi_private_lock(path, &other)));
    assert_int_equal(other, -1);
    sdpi_private_unlock(descriptor);
    assert_int_equal(sdpi_private_lock(path, &other), 0);
    sdpi_private_unlock(other);
}

/* Only root can give a file away. */
static void a_file_of_somebody_else_is_root_s_to_use(void **state)
{
    const folder *f = *state;
    int32_t descriptor;
    const char *path = folder_write(f, "x", "x", 1);
    if (geteuid() != 0 || chown(path, 65534, 65534) != 0) skip();
    assert_int_equal(sdpi_private_open(path, &descriptor), 0);
    sdpi_file_close(descriptor);
    assert_int_equal(chown(path, 1, 1), 0);
    assert_int_equal(chmod(path, 0666), 0);
    assert_int_equal(chmod(f->path, 0755), 0);
    assert_int_equal(seteuid(65534), 0);
    int32_t error = sdpi_private_open(path, &descriptor);
    assert_int_equal(seteuid(0), 0);
    assert_string_equal(sdpi_private_reason(error), "the file belongs to another user");
    assert_int_equal(descriptor, -1);
}

/* Whoever owns a folder may replace what is in it, sticky or not. */
static void a_folder_of_somebody_else_is_refused(void **state)
{
    const folder *f = *state;
    char path[400];
    int32_t errors[3];
    if (geteuid() != 0 || chown(f->path, 1, 1) != 0) skip();
    snprintf(path, sizeof path, "%s/x", f->path);
    assert_int_equal(chmod(f->path, 01777), 0);
    assert_int_equal(sdpi_private_folder(path), 0); /* root may use everybody's */
    assert_int_equal(seteuid(65534), 0);
    errors[0] = sdpi_private_folder(path);
    assert_int_equal(seteuid(0), 0);
    assert_int_equal(chmod(f->path, 0755), 0);
    assert_int_equal(seteuid(65534), 0);
    errors[1] = sdpi_private_folder(path);
    assert_int_equal(seteuid(0), 0);
    assert_int_equal(chmod(f->path, 01777), 0);
    assert_int_equal(chown(f->path, 0, 0), 0); /* as /tmp is */
    assert_int_equal(seteuid(65534), 0);
    errors[2] = sdpi_private_folder(path);
    assert_int_equal(seteuid(0), 0);
    assert_non_null(strstr(sdpi_private_reason(errors[0]), "others could replace"));
    assert_non_null(strstr(sdpi_private_reason(errors[1]), "others could replace"));
    assert_int_equal(errors[2], 0);
}

static void what_is_open_may_have_gone(void **state)
{
    const folder *f = *state;
    char path[400];
    int32_t held;
    int32_t other;
    snprintf(path, sizeof path, "%s/x", f->path);
    assert_int_equal(sdpi_private_lock(path, &held), 0);
    assert_true(sdpi_private_is_at(path, held));
    assert_int_equal(unlink(path), 0);
    assert_false(sdpi_private_is_at(path, held));
    assert_int_equal(sdpi_private_lock(path, &other), 0); /* another file, which others see */
    assert_true(sdpi_private_is_at(path, other));
    assert_false(sdpi_private_is_at(path, held));
    sdpi_private_unlock(held);
    assert_true(sdpi_private_is_busy(sdpi_private_lock(path, &held)));
    sdpi_private_unlock(other);
}

static const struct itimerval soon = {.it_value = {.tv_usec = 2000}};
static int gained;
static volatile sig_atomic_t signals;

/* The first signal is any, as a program's own timer may send it; with the second the holder has come so far. */
static void note_time(int number)
{
    (void)number;
    if (++signals == 1) {
        setitimer(ITIMER_REAL, &soon, NULL);
    } else {
        futimens(gained, NULL);
    }
}

/* The file is an hour old, and whoever has gained its lock notes the time four milliseconds after another looks. */
static void a_lock_that_was_gained_this_moment_is_not_taken(void **state)
{
    const folder *f = *state;
    const struct timespec hour_ago = {.tv_sec = time(NULL) - 3600};
    const struct sigaction handler = {.sa_handler = note_time};
    struct sigaction before;
    char path[400];
    int32_t other;
    snprintf(path, sizeof path, "%s", folder_write(f, "x", "", 0));
    gained = open(path, O_RDWR);
    assert_true(gained >= 0);
    assert_int_equal(flock(gained, LOCK_EX | LOCK_NB), 0);
    assert_int_equal(futimens(gained, (const struct timespec[]){hour_ago, hour_ago}), 0);
    assert_int_equal(sigaction(SIGALRM, &handler, &before), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &soon, NULL), 0);
    assert_true(sdpi_private_is_busy(sdpi_private_lock(path, &other)));
    assert_true(sdpi_private_is_at(path, gained));
    assert_int_equal(signals, 2);
    assert_int_equal(sigaction(SIGALRM, &before, NULL), 0);
    close(gained);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reasons_are_parts_of_a_sentence),
        cmocka_unit_test_setup_teardown(folders_are_judged, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(a_name_alone_is_in_the_folder_of_the_process, folder_make, folder_remove),
        cmocka_unit_test(long_paths_are_refused),
        cmocka_unit_test_setup_teardown(a_missing_file_is_told_apart, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(a_file_of_somebody_else_is_root_s_to_use, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(a_folder_of_somebody_else_is_refused, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(what_is_open_may_have_gone, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(a_lock_that_was_gained_this_moment_is_not_taken, folder_make, folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
