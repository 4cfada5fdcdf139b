/* The table of faults and operations against the sandbox (SDP_SANDBOX_PATH), which knows what it has done: nothing that
   changes anything is ever done twice, and what the caller is told of it is true. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "ask.h"
#include "fault_table.h"
#include "oauth_case.h"
#include "sandbox.h"

#define KINDS_HERE (KINDS_WRITE | KIND(GET) | KIND(LIST) | KIND(INVOKE_READ))

/* Where a kind goes: what the rule of a fault names, and the operation that the sandbox counts. */
static const struct {
    const char *rule;
    const char *route;
} places[KIND_COUNT] = {
    [KIND_GET] = {"GET /products/*", "GET /products/{product_id}"},
    [KIND_LIST] = {"GET /products", "GET /products"},
    [KIND_INVOKE_READ] = {"GET /products/*", "GET /products/{product_id}"},
    [KIND_ADD] = {"POST /products", "POST /products"},
    [KIND_EDIT] = {"PUT /products/*", "PUT /products/{product_id}"},
    [KIND_DELETE] = {"DELETE /products/*", "DELETE /products/{product_id}"},
    [KIND_TRASH] = {"PUT /contracts/*", "PUT /contracts/{contract_id}/_move_to_trash"},
    [KIND_UPLOAD] = {"POST /contracts/*", "POST /contracts/{contract_id}/_uploads"},
    [KIND_INVOKE_WRITE] = {"POST /products", "POST /products"},
    [KIND_CRM_WRITE] = {"POST /api/customer/create", "POST /api/customer/create"},
};

typedef struct sandbox_fault {
    const char *action;
    fault law;
    int is_done; /* 1: the sandbox does what it is asked for, and then the answer goes wrong */
} sandbox_fault;

#define LAW(outcome_, status_, ...) FAULT(NULL, outcome_, status_, __VA_ARGS__)

static const sandbox_fault faults[] = {
    {"latency:20", LAW(DONE, SDP_OK, .is_silent = 0), 1},
    {"reset", LAW(UNKNOWN, SDP_E_NETWORK, .is_silent = 1), 0},
    {"reset:during", LAW(UNKNOWN, SDP_E_NETWORK, .http_status = 200), 1},
    {"reset:after", LAW(UNKNOWN, SDP_E_NETWORK, .is_silent = 1), 1},
    {"stall", LAW(UNKNOWN, SDP_E_TIMEOUT, .is_silent = 0), 0},
    {"stall:body", LAW(UNKNOWN, SDP_E_TIMEOUT, .http_status = 200), 1},
    {"truncate", LAW(UNKNOWN, SDP_E_NETWORK, .http_status = 200), 1},
    /* A read that is made again may find the rest of this answer on the connection, and take it for garbage. */
    {"length:short", LAW(UNKNOWN, SDP_E_ANSWER, .http_status = 200, .kinds = KINDS_WRITE), 1},
    {"length:long", LAW(UNKNOWN, SDP_E_NETWORK, .http_status = 200), 1},
    {"gzip", LAW(UNKNOWN, SDP_E_ANSWER, .http_status = 200, .is_hopeless = 1), 1},
    {"body:<p>", LAW(UNKNOWN, SDP_E_ANSWER, .http_status = 200), 0},
    {"html:502", LAW(UNKNOWN, SDP_E_SERVER, .http_status = 502), 0},
    {"html:401", LAW(REFUSED, SDP_E_LOGIN, .http_status = 401), 0},
    {"html:404", LAW(ANSWERED, SDP_E_NOT_FOUND, .http_status = 404), 0},
    {"status:429", LAW(REFUSED, SDP_E_QUOTA, .http_status = 429, .api_code = 4015), 0},
    {"code:4015:object:200", LAW(REFUSED, SDP_E_QUOTA, .http_status = 200, .api_code = 4015), 0},
    {"throttle:limit:400", LAW(REFUSED, SDP_E_QUOTA, .http_status = 400), 0},
    {"throttle:access:400", LAW(REFUSED, SDP_E_QUOTA, .http_status = 400, .api_code = 4000), 0},
    {"code:4005:object:400", LAW(ANSWERED, SDP_E_REFUSED, .http_status = 400, .api_code = 4005), 0},
    {"redirect:307:http://127.0.0.1:1/x", LAW(ANSWERED, SDP_E_REDIRECT, .http_status = 307), 0},
};

static sandbox *box;

static int begin(void **state)
{
    (void)state;
    box = SANDBOX("--seed-data", "vendor");
    ask_begin(sandbox_root(box));
    return 0;
}

static int end(void **state)
{
    (void)state;
    ask_end();
    print_message("%d cells\n", fault_table_cells());
    return sandbox_stop(box);
}

static void count(const char *route, int *requests, int *handled)
{
    reply got = ask_raw("GET", "/_sandbox/routes", NULL, 0, NULL);
    char name[128];
    *requests = 0;
    *handled = 0;
    snprintf(name, sizeof name, "\"%s\":", route);
    const char *found = strstr(got.body, name);
    if (found != NULL) {
        assert_int_equal(sscanf(found + strlen(name), "{\"requests\":%d,\"handled\":%d}", requests, handled), 2);
    }
    ask_free(&got);
}

/* What the service has done of it cannot be done once more: a product of that name is there, or is not. */
static void look_whether_it_is_there(int kind, const char *name, int is_done)
{
    oauth_case_control("DELETE", "/_sandbox/faults", "");
    sdp_client *client = fault_client(kind, sandbox_base_url(box), &(sdp_config)SDP_CONFIG(.max_retries = -1));
    const sdp_status status = fault_do(kind, client, NULL);
    sdp_client_free(client);
    if (status != (is_done ? SDP_E_REFUSED : SDP_OK)) fail_msg("%s: it is not as it was said", name);
}

/* A stall ends at this time of an attempt, which a loaded machine may need before the request has come: then the cell
   is tried with twice the time. */
enum { ATTEMPT_MS = 100, LONGEST_ATTEMPT_MS = 1600 };

static int is_stall(const sandbox_fault *f)
{
    return strncmp(f->action, "stall", 5) == 0;
}

/* The client's first request goes on a new connection; `is_kept`: its second one is meant, on the same. */
static void meet(const sandbox_fault *f, int kind, int is_kept, int attempt_ms)
{
    const int write = fault_kind_is_write(kind);
    const int is_crm = (KINDS_CRM & 1u << kind) != 0;
    const sdp_options options = SDP_OPTIONS(.attempt_timeout_ms = is_stall(f) ? attempt_ms : 0);
    char rule[200];
    int requests = 0;
    int handled = 0;
    fault law_of = f->law;
    if (is_crm) law_of.api_code = 0; /* NeuCRM has none */
    oauth_case_control("POST", "/_sandbox/reset", "");
    sdp_client *client = fault_client(kind, is_crm ? sandbox_root(box) : sandbox_base_url(box),
                                      &(sdp_config)SDP_CONFIG(.max_retries = 1));
    if (is_kept) {
        assert_int_equal(fault_do(kind, client, NULL), SDP_OK);
        oauth_case_control("POST", "/_sandbox/reset", "");
    }
    snprintf(rule, sizeof rule, "%s %s", places[kind].rule, f->action);
    oauth_case_control("POST", "/_sandbox/faults", rule);
    fault_do(kind, client, &options);
    count(places[kind].route, &requests, &handled);
    const fault_end seen = fault_seen(client, requests);
    const fault_end law = fault_law(&law_of, kind, 1, is_kept);
    if (is_stall(f) && attempt_ms < LONGEST_ATTEMPT_MS && (!fault_is(seen, law) || (write && handled != f->is_done))) {
        sdp_client_free(client);
        meet(f, kind, is_kept, 2 * attempt_ms);
        return;
    }
    fault_compare(rule, kind, sdp_error_message(sdp_last_error(client)), seen, law);
    if (write && handled != f->is_done) {
        fail_msg("%s, %s: done %d times", rule, fault_kind_name(kind), handled);
    }
    if (kind == KIND_ADD || kind == KIND_INVOKE_WRITE) look_whether_it_is_there(kind, rule, f->is_done);
    sdp_client_free(client);
}

static void nothing_is_done_twice(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        for (int kind = 0; kind < KIND_COUNT; kind++) {
            const unsigned kinds = faults[i].law.kinds != 0 ? faults[i].law.kinds : KINDS_HERE;
            if ((kinds & 1u << kind) == 0) continue;
            meet(&faults[i], kind, 0, ATTEMPT_MS);
            if (!is_stall(&faults[i])) meet(&faults[i], kind, 1, ATTEMPT_MS);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_done_twice),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
