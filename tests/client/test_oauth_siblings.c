/* Sixteen siblings in sixteen threads, ten thousand calls, and a token that is over several times meanwhile, against
   the sandbox (SDP_SANDBOX_PATH). A token that lives briefly is renewed at half its life. Nobody waits and nothing is
   refused while one sibling renews it, so that exactly one token is made for each half life that goes by. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ask.h"
#include "base/sys.h"
#include "oauth_case.h"

enum { THREADS = 16, CALLS = 10000, WARM = 200, MOST_MS = 27000, FEWEST_TOKENS = 3, MOST_TOKENS = 10 };

static atomic_int refused; /* answers with HTTP 401 */
static atomic_int tokens;  /* that were seen so far */
static atomic_int running;
static atomic_int total;

typedef struct worker {
    pthread_t thread;
    sdp_client *client;
    int number;
    char problem[300];
} worker;

static void watch(void *user_data, const sdp_event *event)
{
    (void)user_data;
    if (event->http_status == 401) atomic_fetch_add(&refused, 1);
}

static int is_good(worker *w, sdp_status status)
{
    if (status == SDP_OK) return 1;
    snprintf(w->problem, sizeof w->problem, "%s: %.200s", sdp_status_name(status),
             sdp_error_message(sdp_last_error(w->client)));
    return 0;
}

/* Reads the product of this thread. */
static int read_own(worker *w, const char *id, const char *name)
{
    const sdp_product *got = NULL;
    int good = is_good(w, sdp_product_get(w->client, id, NULL, &got));
    if (good && (strcmp(got->id, id) != 0 || strcmp(got->name, name) != 0)) {
        snprintf(w->problem, sizeof w->problem, "got '%.100s'", got->name);
        good = 0;
    }
    sdp_product_free(got);
    return good;
}

static void *work(void *opaque)
{
    static const sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation");
    worker *w = opaque;
    const sdp_product *own = NULL;
    char name[32];
    snprintf(name, sizeof name, "of thread %d", w->number);
    const sdp_product input = SDP_PRODUCT(.name = name, .product_type = &type);
    int good = is_good(w, sdp_product_add(w->client, &input, NULL, &own));
    atomic_fetch_add(&total, 1);
    while (good && (atomic_fetch_add(&total, 1) < CALLS || atomic_load(&tokens) < FEWEST_TOKENS)) {
        good = read_own(w, own->id, name);
    }
    sdp_product_free(own);
    sdp_client_free(w->client);
    atomic_fetch_sub(&running, 1);
    return NULL;
}

/* How long the calls may take here: a token's life is chosen by it, so that a slow machine does not use up the budget.
   Where the machine was slow for a moment only, three tokens must not take minutes. */
static int choose_seconds(void)
{
    sandbox *box = SANDBOX_PLAIN();
    desk *d = desk_open(NULL, &(sdp_config)SDP_CONFIG(.base_url = sandbox_base_url(box)));
    const int64_t begun_ms = desk_now_ms();
    for (int i = 0; i < WARM; i++) desk_expect(d, DESK_GET, NULL, SDP_E_NOT_FOUND);
    int64_t all_ms = (desk_now_ms() - begun_ms) * (CALLS / WARM);
    if (all_ms > MOST_MS) all_ms = MOST_MS;
    desk_close(d);
    assert_int_equal(sandbox_stop(box), 0);
    return 2 * (int)(1 + all_ms / 3000);
}

/* Notes each token's time while the siblings work. Returns how many there were. */
static int follow_tokens(sdp_auth *auth, int64_t minted_ms[MOST_TOKENS])
{
    int count = 0;
    for (int last = 0; !last; desk_sleep_ms(10)) {
        sdp_login_state known = {.size = sizeof known};
        last = atomic_load(&running) == 0;
        assert_int_equal(sdp_auth_get_state(auth, NULL, &known), SDP_OK);
        if (known.minted_ms == 0 || (count > 0 && known.minted_ms == minted_ms[count - 1])) continue;
        assert_true(count < MOST_TOKENS);
        minted_ms[count++] = known.minted_ms;
        atomic_store(&tokens, count);
    }
    return count;
}

static void sixteen_siblings_renew_one_token(void **state)
{
    static worker workers[THREADS];
    int64_t minted_ms[MOST_TOKENS];
    char seconds[16];
    sdp_client *first = NULL;
    (void)state;
    const int64_t half_ms = choose_seconds() * 500;
    snprintf(seconds, sizeof seconds, "%d", (int)(half_ms / 500));
    sandbox *box = SANDBOX("--auth", "strict", "--token-seconds", seconds);
    ask_begin(sandbox_root(box));
    sdp_auth *auth = oauth_case_login(sandbox_root(box), OAUTH_REFRESH, NULL, NULL);
    const sdp_config config = SDP_CONFIG(.base_url = sandbox_base_url(box), .auth = auth, .event = watch);
    assert_int_equal(sdp_client_new(&config, NULL, &first), SDP_OK);
    atomic_store(&running, THREADS);
    for (int i = 0; i < THREADS; i++) {
        workers[i].number = i;
        assert_int_equal(sdp_client_dup(first, &workers[i].client), SDP_OK);
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    const int count = follow_tokens(auth, minted_ms);
    const int64_t ended_ms = sdpi_wall_ms();
    for (int i = 0; i < THREADS; i++) pthread_join(workers[i].thread, NULL);
    for (int i = 0; i < THREADS; i++) {
        if (workers[i].problem[0] != '\0') fail_msg("thread %d: %s", i, workers[i].problem);
    }
    assert_true(atomic_load(&total) >= CALLS);
    assert_int_equal(atomic_load(&refused), 0);
    assert_int_equal(oauth_case_count("minted"), count);
    assert_true(count >= FEWEST_TOKENS);
    /* One token for each half life: none too early, and none left out. */
    int64_t halves = 1;
    for (int i = 1; i < count; i++) halves += (minted_ms[i] - minted_ms[i - 1]) / half_ms;
    halves += (ended_ms - minted_ms[count - 1] - half_ms / 2) / half_ms;
    assert_int_equal(halves, count);
    for (int i = 1; i < count; i++) assert_true(minted_ms[i] - minted_ms[i - 1] >= half_ms);
    sdp_client_free(first);
    sdp_auth_free(auth);
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sixteen_siblings_renew_one_token)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
