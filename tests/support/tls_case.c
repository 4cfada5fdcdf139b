#include "tls_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "exchange.h"

static const char *file_of(tls_front *front, const char *name)
{
    return name != NULL ? tls_file(front, name) : NULL;
}

static const char *url_of(tls_front *front, const tls_case *c)
{
    return tls_url_of(front, c->server, "https", c->host != NULL ? c->host : "localhost");
}

desk *tls_desk(tls_front *front, const tls_case *c)
{
    const sdp_config config =
        SDP_CONFIG(.base_url = url_of(front, c), .max_retries = 2, .ca_file = file_of(front, c->ca_file),
                   .ca_path = file_of(front, c->ca_path), .client_cert = file_of(front, c->client_cert),
                   .client_key = file_of(front, c->client_key), .client_key_password = c->password);
    return desk_open(NULL, &config);
}

static void transport_fails(tls_front *front, const tls_case *c)
{
    sdpi_http_config config = exchange_config;
    config.ca_file = file_of(front, c->ca_file);
    config.ca_path = file_of(front, c->ca_path);
    config.client_cert = file_of(front, c->client_cert);
    config.client_key = file_of(front, c->client_key);
    config.client_key_password = c->password;
    sdp_transport *transport = exchange_transport_with(&config);
    sdp_request request = exchange_request("POST", url_of(front, c), "/api/v3/products?input_data=" DESK_PLANTED);
    request.body = "a=b";
    request.body_size = 3;
    request.once = 1;
    const exchange result = exchange_run(transport, &request);
    sdp_transport_free(transport);
    if (result.status != SDP_E_TLS || strstr(result.message, c->words) == NULL) {
        fail_msg("%s: %s: %s", c->server, sdp_status_name(result.status), result.message);
    }
    assert_null(strstr(result.message, DESK_PLANTED));
    assert_null(strstr(result.message, TLS_PASSWORD));
    if (result.sent != SDP_SENT_NOTHING) fail_msg("%s: sent %d: %s", c->server, (int)result.sent, result.message);
    assert_int_equal(result.http_status, 0);
    assert_int_equal(result.reused, 0);
}

void tls_fails(tls_front *front, const tls_case *c)
{
    static const int operations[] = {DESK_LIST, DESK_ADD};
    tls_reset(front);
    transport_fails(front, c);
    desk *d = tls_desk(front, c);
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        desk_expect(d, operations[i], NULL, SDP_E_TLS);
        desk_expect_said(d, (desk_said){.attempts = 1, .fault = SDP_FAULT_NETWORK});
        desk_expect_words(d, c->words);
    }
    desk_close(d);
    assert_int_equal(tls_requests(front), 0);
}

void tls_works(tls_front *front, const tls_case *c)
{
    tls_reset(front);
    desk *d = tls_desk(front, c);
    desk_expect(d, DESK_LIST, NULL, SDP_OK);
    desk_expect(d, DESK_ADD, NULL, SDP_OK);
    assert_int_equal(d->event_count, 2);
    assert_int_equal(d->events[1].reused, 1);
    desk_close(d);
    assert_int_equal(tls_requests(front), 2);
}
