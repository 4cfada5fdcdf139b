#include "exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/sys.h"

enum { LONGEST_MS = 20000 };

const sdpi_http_config exchange_config = {.connect_timeout_ms = 5000, .user_agent = "libsdp-test"};

sdp_transport *exchange_transport_with(const sdpi_http_config *config)
{
    sdp_transport *transport = NULL;
    assert_int_equal(sdpi_curl_transport_new(config, &sdpi_default_allocator, NULL, &transport), SDP_OK);
    assert_non_null(transport);
    return transport;
}

sdp_transport *exchange_transport(void)
{
    return exchange_transport_with(&exchange_config);
}

sdp_request exchange_request(const char *method, const char *base, const char *path)
{
    static _Thread_local char url[1024];
    snprintf(url, sizeof url, "%s%s", base, path);
    return (sdp_request){
        .size = sizeof(sdp_request), .method = method, .url = url, .timeout_ms = LONGEST_MS, .source_size = -1};
}

static sdp_status take(void *user_data, const char *bytes, size_t size)
{
    exchange *result = user_data;
    size_t room = result->body_size < sizeof result->body - 1 ? sizeof result->body - 1 - result->body_size : 0;
    memcpy(result->body + sizeof result->body - 1 - room, bytes, size < room ? size : room);
    result->body_size += size;
    return result->sink_fails != SDP_OK && result->body_size > result->sink_takes ? result->sink_fails : SDP_OK;
}

static void keep(char *to, size_t capacity, const sdp_response *response, const char *name)
{
    for (size_t i = 0; i < response->header_count; i++) {
        if (strcmp(response->headers[i].name, name) == 0) snprintf(to, capacity, "%s", response->headers[i].value);
    }
}

static void note(void *user_data, const sdp_response *response)
{
    exchange *result = user_data;
    result->done++;
    result->status = response->status;
    result->sent = response->sent;
    result->http_status = response->http_status;
    result->reused = response->reused;
    snprintf(result->message, sizeof result->message, "%s", response->message != NULL ? response->message : "");
    keep(result->content_type, sizeof result->content_type, response, "Content-Type");
    keep(result->retry_after, sizeof result->retry_after, response, "Retry-After");
    keep(result->location, sizeof result->location, response, "Location");
    assert_int_equal(response->size, sizeof *response);
    if (response->status != SDP_OK) assert_true(result->message[0] != '\0');
    assert_null(strpbrk(result->message, "\r\n"));
}

sdp_status exchange_start(sdp_transport *transport, const sdp_request *request, exchange *result)
{
    *result = (exchange){.sink_fails = result->sink_fails, .sink_takes = result->sink_takes};
    sdp_request own = *request;
    own.sink = take;
    /* A source works on the same pointer: such tests put what it needs beside their exchange. */
    own.stream_data = result;
    sdp_status status = sdpi_transport_start(transport, &own, note, result, &result->transfer);
    assert_int_equal(result->done, 0);
    return status;
}

void exchange_wait(sdp_transport *transport, exchange *result)
{
    int64_t until = sdpi_now_ms() + LONGEST_MS;
    while (result->done == 0 && sdpi_now_ms() < until) {
        assert_int_equal(sdpi_transport_poll(transport, 1000), SDP_OK);
    }
    assert_int_equal(result->done, 1);
}

exchange exchange_run(sdp_transport *transport, const sdp_request *request)
{
    exchange result = {0};
    assert_int_equal(exchange_start(transport, request, &result), SDP_OK);
    exchange_wait(transport, &result);
    return result;
}

exchange exchange_get(sdp_transport *transport, const char *base, const char *path)
{
    sdp_request request = exchange_request("GET", base, path);
    return exchange_run(transport, &request);
}
