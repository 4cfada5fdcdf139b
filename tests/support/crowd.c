#include "crowd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

#define SUCCESS "\"response_status\":{\"status_code\":2000,\"status\":\"success\"}"
#define FAILURE                                                                                                        \
    "{\"response_status\":{\"status_code\":4000,\"status\":\"failed\",\"messages\":[{\"status_code\":4007,"            \
    "\"type\":\"failed\",\"message\":\"No.\"}]}}"

int64_t crowd_number(const char *url)
{
    size_t size = strcspn(url, "?");
    while (size > 0 && url[size - 1] != '/') size--;
    return strtoll(url + size, NULL, 10);
}

const char *const *crowd_id(int64_t number)
{
    enum { KEPT = 64 };
    static char texts[KEPT][24];
    static const char *ids[KEPT];
    static size_t next;
    const size_t at = next++ % KEPT;
    snprintf(texts[at], sizeof texts[at], "%lld", (long long)number);
    ids[at] = texts[at];
    return &ids[at];
}

static sdp_status start(void *self, const sdp_request *request, sdp_done_fn done, void *user_data, void **transfer)
{
    crowd *c = self;
    crowd_transfer *t = c->transfers;
    while (t < c->transfers + CROWD_MOST && t->is_active) t++;
    assert_true(t < c->transfers + CROWD_MOST && strlen(request->url) < sizeof t->url);
    *t = (crowd_transfer){.is_active = 1,
                          .number = c->started++,
                          .sink = request->sink,
                          .sink_data = request->stream_data,
                          .done = done,
                          .done_data = user_data};
    snprintf(t->method, sizeof t->method, "%s", request->method);
    snprintf(t->url, sizeof t->url, "%s", request->url);
    c->active++;
    if (c->active > c->most_active) c->most_active = c->active;
    *transfer = t;
    return SDP_OK;
}

static void write_body(const crowd_transfer *t, char *body, size_t size)
{
    const long long id = crowd_number(t->url);
    if (strcmp(t->method, "DELETE") == 0) {
        snprintf(body, size, "{" SUCCESS "}");
    } else if (strstr(t->url, "products?") != NULL) {
        snprintf(body, size, "{" SUCCESS ",\"list_info\":{\"has_more_rows\":false},\"products\":[{\"id\":\"1\"}]}");
    } else {
        snprintf(body, size, "{" SUCCESS ",\"product\":{\"id\":\"%lld\",\"name\":\"number %lld\"}}", id, id);
    }
}

static void complete(crowd *c, crowd_transfer *t, int http_status)
{
    char body[512];
    const sdp_header headers[] = {{"Content-Type", "application/json"}, {"Retry-After", c->retry_after}};
    sdp_response response = {.size = sizeof response, .headers = headers, .header_count = c->retry_after ? 2 : 1};
    t->is_active = 0;
    c->active--;
    if (http_status == CROWD_DIES) {
        response.status = SDP_E_NETWORK;
    } else {
        response.http_status = http_status;
        response.sent = SDP_SENT_ANSWERED;
        write_body(t, body, sizeof body);
        if (http_status != 200) snprintf(body, sizeof body, "%s", http_status == 404 ? FAILURE : "");
        response.status = t->sink(t->sink_data, body, strlen(body));
    }
    t->done(t->done_data, &response);
}

static crowd_transfer *choose(crowd *c, int *http_status)
{
    crowd_transfer *best = NULL;
    for (crowd_transfer *t = c->transfers; t < c->transfers + CROWD_MOST; t++) {
        if (!t->is_active) continue;
        int status = c->policy != NULL ? c->policy(c, t) : 0;
        if (status == CROWD_STALLS) continue;
        if (best != NULL && (t->number > best->number) != c->newest_first) continue;
        best = t;
        *http_status = status == 0 ? 200 : status;
    }
    return best;
}

static sdp_status poll_one(void *self, int64_t timeout_ms)
{
    crowd *c = self;
    int http_status = 0;
    const sdp_status status = c->poll_status;
    c->poll_status = SDP_OK;
    if (status != SDP_OK) return status;
    crowd_transfer *t = choose(c, &http_status);
    if (t != NULL) complete(c, t, http_status);
    if (t == NULL && timeout_ms != 0) desk_sleep_ms(1); /* nothing will come: the time itself is waited for */
    return SDP_OK;
}

static int32_t cancel(void *self, void *transfer)
{
    crowd *c = self;
    crowd_transfer *t = transfer;
    assert_true(t->is_active);
    t->is_active = 0;
    c->active--;
    c->canceled++;
    return SDP_SENT_MAYBE;
}

static void wakeup(void *self)
{
    (void)self;
}

static void destroy(void *self)
{
    assert_int_equal(((crowd *)self)->active, 0);
}

void crowd_open(crowd *c, const sdp_config *config)
{
    static const sdp_transport_ops ops = {
        .size = sizeof ops, .start = start, .poll = poll_one, .cancel = cancel, .wakeup = wakeup, .destroy = destroy};
    const sdp_config defaults = SDP_CONFIG_INIT;
    sdp_config own = config != NULL ? *config : defaults;
    sdp_auth *auth = NULL;
    memset(c, 0, sizeof *c);
    assert_int_equal(sdp_auth_new_token("token-of-a-test", NULL, &auth), SDP_OK);
    assert_int_equal(sdp_transport_new(&ops, c, NULL, &own.transport), SDP_OK);
    own.base_url = "https://desk.example.com/app/itdesk";
    own.auth = auth;
    assert_int_equal(sdp_client_new(&own, NULL, &c->client), SDP_OK);
    sdp_auth_free(auth);
}

void crowd_close(crowd *c)
{
    sdp_client_free(c->client);
    assert_int_equal(c->active, 0);
}
