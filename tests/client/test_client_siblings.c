/* Clients in many threads, against the sandbox: siblings share a login and their limits, and nothing else. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"
#include "sandbox.h" /* found by SDP_SANDBOX_PATH */

enum { THREADS = 4, CALLS = 50 };

typedef struct worker {
    pthread_t thread;
    sdp_client *client;
    int number;
    int done;
    const sdp_product *kept; /* outlives its client */
    char problem[512];
} worker;

static int is_good(worker *w, sdp_status status)
{
    if (status == SDP_OK) return 1;
    snprintf(w->problem, sizeof w->problem, "%s: %.400s", sdp_status_name(status),
             sdp_error_message(sdp_last_error(w->client)));
    return 0;
}

/* Adds a product, reads it, changes it, finds it in a list, and deletes it: five calls. */
static int five_calls(worker *w, int round)
{
    static const sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation");
    const sdp_product change = SDP_PRODUCT(.comments = "changed");
    const sdp_query query = SDP_QUERY(.row_count = 2);
    const sdp_product *added = NULL;
    const sdp_product *other = NULL;
    sdp_pager *pager = NULL;
    char name[64];
    snprintf(name, sizeof name, "thread %d round %d", w->number, round);
    const sdp_product input = SDP_PRODUCT(.name = name, .product_type = &type);
    if (!is_good(w, sdp_product_add(w->client, &input, NULL, &added))) return 0;
    int good = is_good(w, sdp_product_get(w->client, added->id, NULL, &other));
    good = good && strcmp(other->name, name) == 0;
    sdp_product_free(other);
    other = NULL;
    good = good && is_good(w, sdp_product_edit(w->client, added->id, &change, NULL, &other));
    sdp_product_free(w->kept);
    w->kept = other;
    other = NULL;
    good = good && is_good(w, sdp_product_list(w->client, &query, NULL, &pager));
    good = good && is_good(w, sdp_product_next(pager, &other)) && other->id != NULL;
    sdp_pager_free(pager);
    good = good && is_good(w, sdp_product_delete(w->client, added->id, NULL));
    sdp_product_free(added);
    w->done += 5;
    return good;
}

static void *work(void *opaque)
{
    worker *w = opaque;
    for (int round = 0; w->done < CALLS; round++) {
        if (!five_calls(w, round)) break;
    }
    sdp_client_free(w->client);
    return NULL;
}

static void siblings_work_side_by_side(void **state)
{
    worker workers[THREADS] = {{.number = 0}};
    (void)state;
    sandbox *box = SANDBOX_PLAIN();
    desk *d = desk_open(NULL, &(sdp_config)SDP_CONFIG(.base_url = sandbox_base_url(box), .event = NULL));
    for (int i = 0; i < THREADS; i++) {
        workers[i].number = i;
        assert_int_equal(sdp_client_dup(d->client, &workers[i].client), SDP_OK);
        assert_string_equal(sdp_client_root(workers[i].client), sdp_client_root(d->client));
    }
    /* The first one may go before its siblings. */
    sdp_client_free(d->client);
    d->client = NULL;
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) pthread_join(workers[i].thread, NULL);
    for (int i = 0; i < THREADS; i++) {
        if (workers[i].problem[0] != '\0') print_error("thread %d: %s\n", i, workers[i].problem);
        assert_int_equal(workers[i].done, CALLS);
        assert_string_equal(workers[i].kept->comments, "changed");
        sdp_product_free(workers[i].kept);
    }
    desk_close(d);
    assert_int_equal(sandbox_stop(box), 0);
}

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};

static void siblings_have_connections_of_their_own(void **state)
{
    const sdp_product *product = NULL;
    sdp_client *sibling = NULL;
    sdp_client *third = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), NULL);
    assert_int_equal(sdp_client_dup(d->client, &sibling), SDP_OK);
    assert_int_equal(sdp_client_dup(sibling, &third), SDP_OK);
    sdp_client *const clients[] = {d->client, sibling, third, sibling, d->client};
    for (size_t i = 0; i < sizeof clients / sizeof *clients; i++) {
        assert_int_equal(sdp_product_get(clients[i], "77", NULL, &product), SDP_OK);
        sdp_product_free(product);
        assert_string_equal(raw_request_header(raw_server_request(d->server, (int)i), "Authorization"),
                            "Zoho-oauthtoken " DESK_TOKEN);
    }
    assert_int_equal(raw_server_connections(d->server), 3);
    assert_int_equal(d->event_count, 5);
    /* Each has an error of its own. */
    assert_int_equal(sdp_product_get(sibling, "..", NULL, &product), SDP_E_ARGUMENT);
    assert_int_equal(sdp_error_status(sdp_last_error(d->client)), SDP_OK);
    sdp_client_free(sibling);
    assert_int_equal(sdp_product_get(third, "77", NULL, &product), SDP_OK);
    sdp_client_free(third);
    desk_close(d);
    assert_string_equal(product->name, "a");
    sdp_product_free(product);
}

/* Five a minute, of which one is there at once: the next is many seconds away, for whoever asks. */
static void siblings_share_their_limit(void **state)
{
    sdp_client *sibling = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), &(sdp_config)SDP_CONFIG(.requests_per_minute = 5));
    assert_int_equal(sdp_client_dup(d->client, &sibling), SDP_OK);
    const sdp_options brief = SDP_OPTIONS(.timeout_ms = 200);
    const sdp_product *product = NULL;
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    assert_int_equal(sdp_product_get(sibling, "77", &brief, &product), SDP_E_QUOTA);
    assert_null(product);
    assert_true(sdp_error_retry_after_ms(sdp_last_error(sibling)) > 5000);
    assert_int_equal(sdp_error_attempts(sdp_last_error(sibling)), 0);
    assert_int_equal(raw_server_requests(d->server), 1);
    sdp_client_free(sibling);
    desk_close(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(siblings_work_side_by_side),
        cmocka_unit_test(siblings_have_connections_of_their_own),
        cmocka_unit_test(siblings_share_their_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
