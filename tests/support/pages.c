#include "pages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

#define SUCCESS "\"response_status\":{\"status_code\":2000,\"status\":\"success\"}"

/* A number of the query, as it stands in the URL. */
static int64_t number_after(const char *url, const char *name)
{
    char start[64];
    snprintf(start, sizeof start, "%s%%22%%3A", name);
    const char *found = strstr(url, start);
    return found != NULL ? strtoll(found + strlen(start), NULL, 10) : 0;
}

static sdp_status start(void *self, const sdp_request *request, sdp_done_fn done, void *user_data, void **transfer)
{
    pages *p = self;
    for (int i = 0; i < PAGES_TRANSFERS; i++) {
        pages_transfer *t = &p->transfers[i];
        if (t->done != NULL) continue;
        *t = (pages_transfer){.done = done,
                              .done_data = user_data,
                              .sink = request->sink,
                              .sink_data = request->stream_data,
                              .first = number_after(request->url, "start_index"),
                              .count = number_after(request->url, "row_count"),
                              .number = p->lists};
        if (t->first == 0) {
            p->others++;
        } else {
            if (p->lists < PAGES_NOTED) p->asked[p->lists] = t->first;
            p->lists++;
        }
        p->under_way++;
        *transfer = t;
        return SDP_OK;
    }
    return SDP_E_NETWORK;
}

static int64_t rows_of_page(const pages *p, const pages_transfer *t)
{
    const int64_t left = p->rows - t->first + 1;
    int64_t count = t->count < left ? t->count : left;
    const int64_t limit = t->number < p->limit_count ? p->limits[t->number] : 0;
    if (limit > 0 && count > limit) count = limit;
    if (limit < 0) count = 0;
    return count > 0 ? count : 0;
}

static sdp_status send_page(const pages *p, const pages_transfer *t)
{
    static char body[32768];
    const int64_t count = rows_of_page(p, t);
    int size = snprintf(body, sizeof body, "{" SUCCESS ",\"list_info\":{\"has_more_rows\":%s",
                        t->first + count <= p->rows ? "true" : "false");
    if (p->total > 0) {
        size += snprintf(body + size, sizeof body - (size_t)size, ",\"total_count\":%lld", (long long)p->total);
    }
    size += snprintf(body + size, sizeof body - (size_t)size, "},\"products\":[");
    for (int64_t i = 0; i < count; i++) {
        size += snprintf(body + size, sizeof body - (size_t)size, "%s{\"id\":%lld}", i > 0 ? "," : "",
                         (long long)(t->first + i + p->shift));
        assert_true((size_t)size < sizeof body - 64);
    }
    size += snprintf(body + size, sizeof body - (size_t)size, "]}");
    return t->sink(t->sink_data, body, (size_t)size);
}

static sdp_status send_body(const pages *p, const pages_transfer *t, sdp_response *response)
{
    static const char product[] = "{" SUCCESS ",\"product\":{\"id\":1}}";
    static const char refused[] = "{\"response_status\":{\"status_code\":4000,\"status\":\"failed\",\"messages\":"
                                  "[{\"status_code\":4002,\"message\":\"No.\"}]}}";
    if (t->first == 0) return t->sink(t->sink_data, product, strlen(product));
    if (t->number != p->fails || (p->fails_with == SDP_OK && p->fails_http == 0)) return send_page(p, t);
    if (p->fails_with != SDP_OK) return p->fails_with;
    response->http_status = p->fails_http;
    return t->sink(t->sink_data, refused, strlen(refused));
}

static void answer(const pages *p, const pages_transfer *t)
{
    static const sdp_header json = {"Content-Type", "application/json"};
    sdp_response response = {.size = sizeof response, .http_status = 200, .headers = &json, .header_count = 1};
    response.status = send_body(p, t, &response);
    if (response.status != SDP_OK) response.http_status = 0;
    response.sent = response.status == SDP_OK ? SDP_SENT_ANSWERED : SDP_SENT_MAYBE;
    t->done(t->done_data, &response);
}

static sdp_status poll_pages(void *self, int64_t timeout_ms)
{
    pages *p = self;
    if (timeout_ms == 0) {
        p->quick++;
    } else {
        p->waits++;
    }
    if (p->poll_fails != SDP_OK) return p->poll_fails;
    if (p->is_slow && timeout_ms == 0) return SDP_OK;
    int answered = 0;
    for (int i = 0; i < PAGES_TRANSFERS; i++) {
        const pages_transfer t = p->transfers[i];
        if (t.done == NULL || (p->stalls > 0 && t.number >= p->stalls)) continue;
        p->transfers[i].done = NULL;
        p->under_way--;
        answer(p, &t);
        answered++;
    }
    if (answered == 0 && timeout_ms != 0) desk_sleep_ms(1); /* nothing will come: the time itself is waited for */
    return SDP_OK;
}

static int32_t cancel(void *self, void *transfer)
{
    pages *p = self;
    pages_transfer *t = transfer;
    assert_non_null(t->done);
    t->done = NULL;
    p->under_way--;
    p->canceled++;
    return SDP_SENT_MAYBE;
}

static void wakeup(void *self)
{
    (void)self;
}

static void destroy(void *self)
{
    assert_int_equal(((pages *)self)->under_way, 0);
}

static sdp_status attach(void *self, const sdp_loop *loop)
{
    (void)self;
    (void)loop;
    return SDP_OK;
}

static sdp_status act(void *self, int64_t descriptor, int32_t events)
{
    (void)descriptor;
    (void)events;
    return poll_pages(self, 0);
}

void pages_open(pages *p, const sdp_config *config)
{
    static const sdp_transport_ops ops = {.size = sizeof ops,
                                          .start = start,
                                          .poll = poll_pages,
                                          .cancel = cancel,
                                          .wakeup = wakeup,
                                          .destroy = destroy,
                                          .attach = attach,
                                          .act = act};
    sdp_config own = config != NULL ? *config : (sdp_config)SDP_CONFIG_INIT;
    if (own.base_url == NULL) own.base_url = "https://desk.example.com";
    if (own.max_retries == 0) own.max_retries = -1;
    assert_int_equal(sdp_transport_new(&ops, p, NULL, &own.transport), SDP_OK);
    assert_int_equal(sdp_client_new(&own, NULL, &p->client), SDP_OK);
}

void pages_close(pages *p)
{
    sdp_client_free(p->client);
    p->client = NULL;
}
