/* The first client of a process makes libcurl ready, and with it OpenSSL, which happens once. An allocation of that
   fails, each in a process of its own; the client that is made next works. There are thousands: every eleventh is
   tried, and each of them where TORTURE_ALL is set. */
#define _DEFAULT_SOURCE

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sdp/sdp.h>

#include "interpose.h"

/* How a process ended. */
enum { WORKS, HAS_NO_SUCH_ALLOCATION, SAYS_NOTHING, STAYS_BROKEN };

static sdp_status make_client(sdp_error *error)
{
    const sdp_config config = SDP_CONFIG(.base_url = "https://127.0.0.1:1", .allocator = starve_allocator());
    sdp_client *client = NULL;
    sdp_status status = sdp_client_new(&config, error, &client);
    sdp_client_free(client);
    return status;
}

static int live_with(sdp_error *error, long fails_at)
{
    starve_arm(fails_at);
    sdp_status status = make_client(error);
    starve_disarm();
    if (starve_asked() < fails_at) return status == SDP_OK ? HAS_NO_SUCH_ALLOCATION : STAYS_BROKEN;
    if (status != SDP_OK && *sdp_error_message(error) == '\0') return SAYS_NOTHING;
    status = make_client(error);
    if (status != SDP_OK) fprintf(stderr, "allocation %ld: %s\n", fails_at, sdp_error_message(error));
    if (status != SDP_OK) starve_show();
    return status == SDP_OK ? WORKS : STAYS_BROKEN;
}

static int live(long fails_at)
{
    sdp_error *error = NULL;
    const int ended = sdp_error_new(&error) == SDP_OK ? live_with(error, fails_at) : SAYS_NOTHING;
    sdp_error_free(error);
    return ended;
}

/* In a process that has not used libcurl yet. */
static int live_in_process(long fails_at)
{
    int ended = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) _exit(live(fails_at));
    assert_int_equal(waitpid(child, &ended, 0), child);
    if (!WIFEXITED(ended)) fail_msg("allocation %ld: signal %d", fails_at, WTERMSIG(ended));
    return WEXITSTATUS(ended);
}

static void each_allocation_of_it(void **state)
{
    const long stride = getenv("TORTURE_ALL") == NULL && starve_is_total() ? 11 : 1;
    int ended;
    long tried = 0;
    (void)state;
    for (long n = 1; (ended = live_in_process(n)) == WORKS; n += stride) tried++;
    assert_int_equal(ended, HAS_NO_SUCH_ALLOCATION);
    assert_true(tried > 4);
    print_message("%ld allocations failed\n", tried);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_allocation_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
