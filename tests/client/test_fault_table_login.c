/* The table of faults and operations, of logins: a login server that is down, slow, throttled or confused keeps every
   kind from being sent, and a token that dies in the middle of much work is renewed once. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fault_table.h"
#include "oauth_case.h"

/* Less than the pause before a login server is asked again. */
enum { CALL_MS = 250, CHANCES = 4 };

#define TOKEN "{\"access_token\":\"" DESK_PLANTED "access\",\"expires_in\":3600}"
#define THROTTLED "{\"error\":\"Access Denied\",\"error_description\":\"You have made too many requests.\"}"
#define PAGE "<html><body>Hello from a proxy</body></html>"
#define HTML(status_)                                                                                                  \
    RAW_READ, RAW_SEND("HTTP/1.1 " status_ "\r\nContent-Type: text/html\r\nContent-Length: 44\r\n\r\n" PAGE)

typedef struct login_fault {
    const char *name;
    raw_step steps[5];
    sdp_status status;
    int32_t retryable;
    int32_t blame;
    int requests;        /* for a token */
    int is_down;         /* 1: nobody listens */
    int32_t http_status; /* that the error tells */
} login_fault;

static const login_fault login_faults[] = {
    {"down", {RAW_CLOSE}, SDP_E_CONNECT, 1, SDP_FAULT_NETWORK, 0, 1, 0},
    {"closed", {RAW_READ, RAW_CLOSE}, SDP_E_NETWORK, 1, SDP_FAULT_NETWORK, 1, 0, 0},
    {"reset", {RAW_READ, RAW_RESET}, SDP_E_NETWORK, 1, SDP_FAULT_NETWORK, 1, 0, 0},
    {"silent", {RAW_READ, RAW_STALL}, SDP_E_TIMEOUT, 1, SDP_FAULT_NETWORK, 1, 0, 0},
    {"slow", {RAW_READ, RAW_DELAY(40), RAW_REPLY("200 OK", TOKEN), RAW_REPEAT}, SDP_OK, 0, SDP_FAULT_NONE, 1, 0, 0},
    {"500", {RAW_READ, RAW_REPLY("500 No", "{}"), RAW_REPEAT}, SDP_E_SERVER, 1, SDP_FAULT_SERVER, 1, 0, 500},
    {"a page with 502", {HTML("502 No"), RAW_REPEAT}, SDP_E_SERVER, 1, SDP_FAULT_SERVER, 1, 0, 502},
    {"a page with 404", {HTML("404 No"), RAW_REPEAT}, SDP_E_LOGIN_ANSWER, 0, SDP_FAULT_SERVER, 1, 0, 404},
    {"a page with 200", {HTML("200 OK"), RAW_REPEAT}, SDP_E_LOGIN_ANSWER, 0, SDP_FAULT_SERVER, 1, 0, 200},
    {"nothing", {RAW_READ, RAW_REPLY("200 OK", ""), RAW_REPEAT}, SDP_E_LOGIN_ANSWER, 0, SDP_FAULT_SERVER, 1, 0, 200},
    {"an empty token",
     {RAW_READ, RAW_REPLY("200 OK", "{\"access_token\":\"\"}"), RAW_REPEAT},
     SDP_E_LOGIN_ANSWER,
     0,
     SDP_FAULT_SERVER,
     1,
     0,
     200},
    {"throttled",
     {RAW_READ, RAW_REPLY("400 No", THROTTLED), RAW_REPEAT},
     SDP_E_LOGIN_THROTTLED,
     1,
     SDP_FAULT_QUOTA,
     1,
     0,
     0},
    {"429", {RAW_READ, RAW_REPLY("429 No", ""), RAW_REPEAT}, SDP_E_LOGIN_THROTTLED, 1, SDP_FAULT_QUOTA, 1, 0, 0},
    {"a wrong code",
     {RAW_READ, RAW_REPLY("200 OK", "{\"error\":\"invalid_code\"}"), RAW_REPEAT},
     SDP_E_LOGIN_CODE,
     0,
     SDP_FAULT_CREDENTIALS,
     1,
     0,
     200},
    {"a redirect",
     {RAW_READ, RAW_SEND("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"), RAW_REPEAT},
     SDP_E_LOGIN_ANSWER,
     0,
     SDP_FAULT_SERVER,
     1,
     0,
     302},
};

/* Whatever becomes of it, nothing of the call itself is sent, so that nothing may have happened. A machine that is busy
   may need all the time before the login server has answered: there is more than one chance. */
static void meet(const login_fault *f, int kind, int chance)
{
    const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", fault_kind_answer(kind)), RAW_REPEAT, RAW_END};
    const sdp_options options = SDP_OPTIONS(.timeout_ms = f->status == SDP_OK ? 0 : CALL_MS);
    raw_server *service = RAW_SERVER(works);
    raw_server *accounts = RAW_SERVER(f->steps);
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d", f->is_down ? raw_closed_port() : raw_server_port(accounts));
    sdp_auth *auth = oauth_case_login(url, OAUTH_REFRESH, NULL, NULL);
    sdp_client *client = fault_client(kind, raw_server_url(service), &(sdp_config)SDP_CONFIG(.auth = auth));
    fault_do(kind, client, &options);
    const fault_end seen = fault_seen(client, raw_server_requests(service));
    fault_end law = {.status = f->status, .cause = f->status, .retryable = f->retryable, .blame = f->blame};
    law.retry_after_ms = seen.retry_after_ms; /* how long, is told by the login and not of interest here */
    law.requests = f->status == SDP_OK;
    law.http_status = f->http_status;
    const int requests = raw_server_requests(accounts);
    const int is_good = fault_is(seen, law) && requests == f->requests;
    const int again = chance < CHANCES && !is_good && fault_is_late(seen);
    if (!again) {
        fault_compare(f->name, kind, sdp_error_message(sdp_last_error(client)), seen, law);
        if (requests != f->requests) {
            fail_msg("%s, %s: %d requests for a token", f->name, fault_kind_name(kind), requests);
        }
    }
    sdp_client_free(client);
    sdp_auth_free(auth);
    raw_server_stop(service);
    raw_server_stop(accounts);
    if (again) meet(f, kind, chance + 1);
}

static void without_a_login_nothing_is_sent(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof login_faults / sizeof *login_faults; i++) {
        for (int kind = 0; kind < KIND_COUNT; kind++) {
            if ((KINDS_V3 & 1u << kind) != 0) meet(&login_faults[i], kind, 1);
        }
    }
}

static void add(sdp_client *client, int number, sdp_status *status)
{
    static const sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation");
    char name[32];
    snprintf(name, sizeof name, "product %d", number);
    const sdp_product input = SDP_PRODUCT(.name = name, .product_type = &type);
    const sdp_product *made = NULL;
    *status = sdp_product_add(client, &input, NULL, &made);
    sdp_product_free(made);
}

/* Each that was added is there, once. */
static void expect_products(sdp_client *client, int count)
{
    sdp_pager *pager = NULL;
    const sdp_product *row = NULL;
    assert_int_equal(sdp_product_list(client, NULL, NULL, &pager), SDP_OK);
    while (sdp_product_next(pager, &row) == SDP_OK) count--;
    sdp_pager_free(pager);
    assert_int_equal(count, 0);
}

/* Reads and writes by turns, and the token dies after the tenth of twenty. */
static void a_token_dies_in_the_middle(void **state)
{
    sandbox *box = SANDBOX("--auth", "strict");
    desk *d = oauth_case_desk(box);
    (void)state;
    for (int i = 0; i < 20; i++) {
        sdp_status status = SDP_OK;
        if (i == 10) oauth_case_control("POST", "/_sandbox/tokens/expire", "");
        if (i % 2 == 0) add(d->client, i, &status);
        if (i % 2 == 1) status = desk_do(d, DESK_LIST, NULL);
        assert_int_equal(status, SDP_OK);
    }
    assert_int_equal(oauth_case_count("minted"), 2);
    expect_products(d->client, 10);
    oauth_case_close(d, box);
}

typedef struct worker {
    pthread_t thread;
    sdp_client *client;
    int number;
    sdp_status statuses[5];
} worker;

static void *work(void *opaque)
{
    worker *w = opaque;
    for (int i = 0; i < 5; i++) add(w->client, w->number * 5 + i, &w->statuses[i]);
    return NULL;
}

/* Four siblings with five writes each begin together with a token that is dead already, and that nobody knows of. */
static void a_token_is_dead_for_many(void **state)
{
    enum { WORKERS = 4 };
    worker workers[WORKERS];
    (void)state;
    sandbox *box = SANDBOX("--auth", "strict");
    desk *d = oauth_case_desk(box);
    desk_expect(d, DESK_LIST, NULL, SDP_OK);
    for (int i = 0; i < WORKERS; i++) {
        workers[i] = (worker){.number = i};
        assert_int_equal(sdp_client_dup(d->client, &workers[i].client), SDP_OK);
    }
    oauth_case_control("POST", "/_sandbox/tokens/expire", "");
    for (int i = 0; i < WORKERS; i++) assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    for (int i = 0; i < WORKERS; i++) pthread_join(workers[i].thread, NULL);
    for (int i = 0; i < WORKERS; i++) {
        for (int j = 0; j < 5; j++) assert_int_equal(workers[i].statuses[j], SDP_OK);
        sdp_client_free(workers[i].client);
    }
    assert_int_equal(oauth_case_count("minted"), 2);
    expect_products(d->client, 20);
    oauth_case_close(d, box);
}

static int say_how_many(void **state)
{
    (void)state;
    print_message("%d cells\n", fault_table_cells());
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_login_nothing_is_sent),
        cmocka_unit_test(a_token_dies_in_the_middle),
        cmocka_unit_test(a_token_is_dead_for_many),
    };
    return cmocka_run_group_tests(tests, NULL, say_how_many);
}
