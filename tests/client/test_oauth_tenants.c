/* A hundred tenants in one process, against the sandbox (SDP_SANDBOX_PATH): nobody gets what is another's. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ask.h"
#include "folder.h"
#include "oauth_case.h"

enum { TENANTS = 100, THREADS = 10, ROUNDS = 4 };

typedef struct tenant {
    sdp_client *client;
    int number;
    char problem[300];
} tenant;

typedef struct worker {
    pthread_t thread;
    tenant *tenants; /* TENANTS / THREADS of them, each in its turn */
} worker;

static int is_good(tenant *t, sdp_status status)
{
    if (status == SDP_OK) return 1;
    snprintf(t->problem, sizeof t->problem, "%s: %.200s", sdp_status_name(status),
             sdp_error_message(sdp_last_error(t->client)));
    return 0;
}

/* Adds what bears the tenant's name, reads it and deletes it: three calls. */
static void call_thrice(tenant *t, int round)
{
    static const sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation");
    const sdp_product *added = NULL;
    const sdp_product *got = NULL;
    char name[64];
    snprintf(name, sizeof name, "of tenant %d in round %d", t->number, round);
    const sdp_product input = SDP_PRODUCT(.name = name, .product_type = &type);
    if (!is_good(t, sdp_product_add(t->client, &input, NULL, &added))) return;
    if (is_good(t, sdp_product_get(t->client, added->id, NULL, &got)) && strcmp(got->name, name) != 0) {
        snprintf(t->problem, sizeof t->problem, "got '%.200s'", got->name);
    }
    is_good(t, sdp_product_delete(t->client, added->id, NULL));
    sdp_product_free(got);
    sdp_product_free(added);
}

static void *work(void *opaque)
{
    worker *w = opaque;
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < TENANTS / THREADS; i++) call_thrice(&w->tenants[i], round);
    }
    return NULL;
}

static void open_tenant(tenant *t, int number, sandbox *box, sdp_token_store *store)
{
    char url[128];
    char refresh_token[64];
    t->number = number;
    snprintf(url, sizeof url, "%s/app/tenant%d", sandbox_root(box), number);
    snprintf(refresh_token, sizeof refresh_token, "refresh-of-tenant-%d.", number);
    /* Some share a file of tokens, the others keep theirs in memory. */
    sdp_auth *auth = oauth_case_login(sandbox_root(box), refresh_token, NULL, number % 5 == 0 ? store : NULL);
    const sdp_config config = SDP_CONFIG(.base_url = url, .auth = auth);
    assert_int_equal(sdp_client_new(&config, NULL, &t->client), SDP_OK);
    sdp_auth_free(auth);
}

static void expect_own(const char *counts, int number)
{
    char head[80];
    char tail[160];
    snprintf(head, sizeof head, "{\"refresh_token\":\"refresh-of-tenant-%d.\"", number);
    snprintf(tail, sizeof tail, ",\"minted\":1,\"throttled\":0,\"calls\":%d,\"portal\":\"tenant%d\",\"strays\":0}",
             3 * ROUNDS, number);
    const char *at = strstr(counts, head);
    assert_non_null(at);
    const char *end = strchr(at, '}');
    const char *own = strstr(at, tail);
    if (own == NULL || end == NULL || own > end) fail_msg("%.*s", (int)(end - at), at);
}

static void a_hundred_tenants_are_kept_apart(void **state)
{
    static tenant tenants[TENANTS];
    static worker workers[THREADS];
    const folder *f = *state;
    char path[300];
    sdp_token_store *store = NULL;
    snprintf(path, sizeof path, "%s/tokens", f->path);
    sandbox *box = SANDBOX("--auth", "strict");
    ask_begin(sandbox_root(box));
    assert_int_equal(sdp_token_store_new_file(path, NULL, &store), SDP_OK);
    for (int i = 0; i < TENANTS; i++) open_tenant(&tenants[i], i, box, store);
    sdp_token_store_free(store);
    for (int i = 0; i < THREADS; i++) {
        workers[i].tenants = tenants + (ptrdiff_t)i * (TENANTS / THREADS);
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) pthread_join(workers[i].thread, NULL);
    reply counts = ask_raw("GET", "/_sandbox/tokens", NULL, 0, NULL);
    for (int i = 0; i < TENANTS; i++) {
        if (tenants[i].problem[0] != '\0') fail_msg("tenant %d: %s", i, tenants[i].problem);
        expect_own(counts.body, i);
        sdp_client_free(tenants[i].client);
    }
    ask_free(&counts);
    assert_int_equal(oauth_case_count("minted"), TENANTS);
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_hundred_tenants_are_kept_apart, folder_make, folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
