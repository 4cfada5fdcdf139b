#include "oauth_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ask.h"

sdp_auth *oauth_case_login(const char *accounts_url, const char *refresh_token, const char *code,
                           sdp_token_store *store)
{
    sdp_auth *auth = NULL;
    const sdp_oauth config =
        SDP_OAUTH(.client_id = "client-5c1d", .client_secret = OAUTH_SECRET, .refresh_token = refresh_token,
                  .code = code, .accounts_url = accounts_url, .store = store);
    assert_int_equal(sdp_auth_new_oauth(&config, NULL, &auth), SDP_OK);
    return auth;
}

desk *oauth_case_open(raw_server *server, const char *base_url, sdp_auth *auth)
{
    desk *d = desk_open(server, &(sdp_config)SDP_CONFIG(.base_url = base_url, .auth = auth));
    d->auth = auth;
    return d;
}

desk *oauth_case_desk(sandbox *box)
{
    ask_begin(sandbox_root(box));
    return oauth_case_open(NULL, sandbox_base_url(box), oauth_case_login(sandbox_root(box), OAUTH_REFRESH, NULL, NULL));
}

void oauth_case_close(desk *d, sandbox *box)
{
    desk_close(d);
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

long oauth_case_count(const char *name)
{
    char value[32];
    reply got = ask_raw("GET", "/_sandbox/tokens", NULL, 0, NULL);
    assert_int_equal(got.status, 200);
    ask_member(&got, name, value, sizeof value);
    ask_free(&got);
    return strtol(value, NULL, 10);
}

void oauth_case_control(const char *method, const char *path, const char *body)
{
    reply got = ask_raw(method, path, body, strlen(body), &(ask_options){.content_type = "text/plain"});
    if (got.status != 200) fail_msg("%s %s: HTTP %ld %s", method, path, got.status, got.body);
    ask_free(&got);
}
