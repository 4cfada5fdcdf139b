/* An event loop and the sandbox (SDP_SANDBOX_PATH): the OAuth login inside of the loop, faults, and no thread. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "oauth_case.h"
#include "poll_loop.h"

static void add_lists(sdp_batch *batch, int count)
{
    for (int i = 0; i < count; i++) {
        assert_int_equal(sdp_batch_add(batch, "products.list", NULL, 0, NULL, NULL, NULL), SDP_OK);
    }
}

static void the_login_is_asked_for_in_the_loop(void **state)
{
    poll_tally tally = {0};
    (void)state;
    sandbox *box = SANDBOX("--auth", "strict", "--seed-data", "3");
    desk *d = oauth_case_desk(box);
    poll_loop *loop = poll_loop_new();
    poll_loop_attach(loop, d->client);
    sdp_batch *batch = poll_loop_batch(d->client, &tally, 8);
    add_lists(batch, 40);
    poll_loop_run(loop, &tally.results, 40);
    assert_int_equal(tally.failed, 0);
    assert_int_equal(oauth_case_count("minted"), 1);
    /* The others wait for the one that asks, and do not spin. */
    assert_true(poll_loop_timer_acts(loop) + poll_loop_descriptor_acts(loop) < 40 * 6);
    /* The service forgets the token: one renewal for all. */
    oauth_case_control("POST", "/_sandbox/tokens/expire", "");
    add_lists(batch, 40);
    poll_loop_run(loop, &tally.results, 80);
    assert_int_equal(tally.failed, 0);
    assert_int_equal(oauth_case_count("minted"), 2);
    sdp_batch_free(batch);
    poll_loop_detach(loop, d->client);
    poll_loop_free(loop);
    oauth_case_close(d, box);
}

/* Siblings in one loop wait for each other's token. */
static void siblings_in_a_loop_ask_once(void **state)
{
    enum { SIBLINGS = 5 };
    poll_tally tally[SIBLINGS] = {{0}};
    sdp_client *clients[SIBLINGS];
    sdp_batch *batches[SIBLINGS];
    (void)state;
    sandbox *box = SANDBOX("--auth", "strict", "--seed-data", "3");
    desk *d = oauth_case_desk(box);
    poll_loop *loop = poll_loop_new();
    for (int i = 0; i < SIBLINGS; i++) {
        assert_int_equal(sdp_client_dup(d->client, &clients[i]), SDP_OK);
        poll_loop_attach(loop, clients[i]);
        batches[i] = poll_loop_batch(clients[i], &tally[i], 2);
        add_lists(batches[i], 6);
    }
    for (int i = 0; i < SIBLINGS; i++) {
        poll_loop_run(loop, &tally[i].results, 6);
        assert_int_equal(tally[i].failed, 0);
    }
    assert_int_equal(oauth_case_count("minted"), 1);
    for (int i = 0; i < SIBLINGS; i++) {
        sdp_batch_free(batches[i]);
        sdp_client_free(clients[i]);
    }
    poll_loop_free(loop);
    oauth_case_close(d, box);
}

/* The one that asks for the token is freed in the middle: the others go on. */
static void a_freed_batch_takes_no_login_with_it(void **state)
{
    poll_tally tally[2] = {{0}};
    (void)state;
    sandbox *box =
        SANDBOX("--auth", "strict", "--seed-data", "3", "--fault", "POST /oauth/v2/token times=1 latency:300");
    desk *d = oauth_case_desk(box);
    poll_loop *loop = poll_loop_new();
    poll_loop_attach(loop, d->client);
    sdp_batch *first = poll_loop_batch(d->client, &tally[0], 1);
    sdp_batch *second = poll_loop_batch(d->client, &tally[1], 1);
    add_lists(first, 1);
    poll_loop_turn(loop, 10);
    poll_loop_turn(loop, 10);
    add_lists(second, 1);
    poll_loop_turn(loop, 10);
    sdp_batch_free(first);
    poll_loop_run(loop, &tally[1].results, 1);
    assert_int_equal(tally[1].status, SDP_OK);
    assert_int_equal(tally[0].results, 0);
    sdp_batch_free(second);
    poll_loop_detach(loop, d->client);
    poll_loop_free(loop);
    oauth_case_close(d, box);
}

static void faults_are_met_as_everywhere(void **state)
{
    poll_tally tally = {0};
    (void)state;
    sandbox *box = SANDBOX("--seed-data", "3", "--fault", "GET /products skip=5 times=3 reset", "--fault",
                           "GET /products skip=20 times=3 html:503");
    const sdp_config config = SDP_CONFIG(.base_url = sandbox_base_url(box), .max_retries = 3);
    desk *d = desk_open(NULL, &config);
    poll_loop *loop = poll_loop_new();
    poll_loop_attach(loop, d->client);
    sdp_batch *batch = poll_loop_batch(d->client, &tally, 16);
    add_lists(batch, 60);
    poll_loop_run(loop, &tally.results, 60);
    assert_int_equal(tally.failed, 0);
    sdp_batch_free(batch);
    poll_loop_detach(loop, d->client);
    poll_loop_free(loop);
    desk_close(d);
    assert_int_equal(sandbox_stop(box), 0);
}

/* How many threads this process has; -1 where the system does not tell. */
static int threads(void)
{
    int count = 0;
    DIR *tasks = opendir("/proc/self/task");
    if (tasks == NULL) return -1;
    for (const struct dirent *one; (one = readdir(tasks)) != NULL;) count += *one->d_name != '.';
    closedir(tasks);
    return count;
}

typedef struct counted {
    int results;
    int most;
} counted;

static void count_threads(void *user_data, sdp_batch *batch, const sdp_batch_result *result)
{
    counted *c = user_data;
    const int now = threads();
    (void)batch;
    (void)result;
    c->results++;
    if (now > c->most) c->most = now;
}

static void no_thread_is_started(void **state)
{
    counted c = {0};
    sdp_batch *batch = NULL;
    (void)state;
    sandbox *box = SANDBOX("--auth", "strict", "--seed-data", "3");
    const int before = threads();
    desk *d = oauth_case_desk(box);
    poll_loop *loop = poll_loop_new();
    poll_loop_attach(loop, d->client);
    const sdp_batch_config config = SDP_BATCH_CONFIG(.concurrency = 16, .done = count_threads, .user_data = &c);
    assert_int_equal(sdp_batch_new(d->client, &config, &batch), SDP_OK);
    add_lists(batch, 64);
    poll_loop_run(loop, &c.results, 64);
    assert_int_equal(c.most, before);
    sdp_batch_free(batch);
    poll_loop_detach(loop, d->client);
    assert_int_equal(threads(), before);
    poll_loop_free(loop);
    oauth_case_close(d, box);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_login_is_asked_for_in_the_loop),
        cmocka_unit_test(siblings_in_a_loop_ask_once),
        cmocka_unit_test(a_freed_batch_takes_no_login_with_it),
        cmocka_unit_test(faults_are_met_as_everywhere),
        cmocka_unit_test(no_thread_is_started),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
