/* That the login of a client is nowhere to be found: not in what it shows of its last call, and not in its memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/sdp.h>

#define KEY "planted-key-81f3c0"
#define SAYS(words_) "{\"result\":null,\"error\":" words_ "}"

typedef struct service {
    int32_t http_status; /* 0: no answer comes */
    const char *body;
    char sent[256];
} service;

static sdp_status perform(void *user_data, const sdp_request *request, sdp_response *response)
{
    service *s = user_data;
    snprintf(s->sent, sizeof s->sent, "%.*s", (int)request->body_size, request->body);
    response->status = s->http_status > 0 ? SDP_OK : SDP_E_CONNECT;
    response->sent = s->http_status > 0 ? SDP_SENT_ANSWERED : SDP_SENT_NOTHING;
    if (s->http_status == 0) return SDP_OK;
    response->http_status = s->http_status;
    return request->sink(request->stream_data, s->body, strlen(s->body));
}

/* Memory that can be searched, and is, before any of it is given back. */
typedef struct vault {
    sdp_allocator allocator;
    struct {
        char *bytes;
        size_t size;
    } blocks[256];
    int found; /* blocks that went with the key in them */
} vault;

static int has_key(const char *bytes, size_t size)
{
    for (size_t i = 0; i + strlen(KEY) <= size; i++) {
        if (memcmp(bytes + i, KEY, strlen(KEY)) == 0) return 1;
    }
    return 0;
}

static void *vault_allocate(void *user_data, size_t size)
{
    vault *v = user_data;
    size_t i = 0;
    while (v->blocks[i].bytes != NULL) assert_true(++i < sizeof v->blocks / sizeof v->blocks[0]);
    v->blocks[i].bytes = calloc(1, size + 1);
    v->blocks[i].size = size;
    return v->blocks[i].bytes;
}

static void vault_release(void *user_data, void *old)
{
    vault *v = user_data;
    size_t i = 0;
    if (old == NULL) return;
    while (v->blocks[i].bytes != old) assert_true(++i < sizeof v->blocks / sizeof v->blocks[0]);
    v->found += has_key(old, v->blocks[i].size);
    v->blocks[i].bytes = NULL;
    free(old);
}

static void *vault_resize(void *user_data, void *old, size_t size)
{
    vault *v = user_data;
    char *made = vault_allocate(v, size);
    size_t i = 0;
    if (old == NULL) return made;
    while (v->blocks[i].bytes != old) assert_true(++i < sizeof v->blocks / sizeof v->blocks[0]);
    memcpy(made, old, v->blocks[i].size < size ? v->blocks[i].size : size);
    vault_release(v, old);
    return made;
}

static int vault_has_key(const vault *v)
{
    int found = v->found;
    for (size_t i = 0; i < sizeof v->blocks / sizeof v->blocks[0]; i++) {
        if (v->blocks[i].bytes != NULL) found += has_key(v->blocks[i].bytes, v->blocks[i].size);
    }
    return found;
}

static sdp_client *client_of(service *s, vault *v)
{
    sdp_client *client = NULL;
    sdp_transport *transport = NULL;
    assert_int_equal(sdp_transport_new_blocking(perform, s, NULL, &transport), SDP_OK);
    *v = (vault){.allocator = {sizeof(sdp_allocator), vault_allocate, vault_resize, vault_release, v}};
    const sdp_config http = SDP_CONFIG(.transport = transport, .max_retries = -1, .allocator = &v->allocator);
    const sdp_neucrm_config config =
        SDP_NEUCRM_CONFIG(.base_url = "https://crm.example.com", .userid = "5", .api_key = KEY, .http = &http);
    assert_int_equal(sdp_neucrm_client_new(&config, NULL, &client), SDP_OK);
    return client;
}

/* A login in the form goes over the wire and nowhere else: not into what the client shows, and not into its memory. */
static void a_login_in_the_form_stays_nowhere(void **state)
{
    static const struct {
        int32_t http_status;
        const char *body;
        sdp_status status;
    } rows[] = {
        {200, "{\"result\":\"done\",\"error\":null}", SDP_OK},
        {200, SAYS("\"no such customer\""), SDP_E_REFUSED},
        {200, SAYS("\"Invalid API_KEY\""), SDP_E_LOGIN},
        {500, "<html>", SDP_E_MAYBE_DONE},
        {0, "", SDP_E_CONNECT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        service s = {.http_status = rows[i].http_status, .body = rows[i].body};
        vault v;
        size_t size = 0;
        sdp_client *client = client_of(&s, &v);
        sdp_status status = sdp_neucrm_delete(client, "7", NULL);
        if (status != rows[i].status) fail_msg("row %zu: %s", i, sdp_error_message(sdp_last_error(client)));
        assert_string_equal(s.sent, "customerid=7&userid=5&api_key=" KEY);
        const char *body = sdp_last_body(client, &size);
        assert_int_equal(size, strlen(rows[i].body));
        if (body != NULL) assert_string_equal(body, rows[i].body);
        assert_int_equal(vault_has_key(&v), 0);
        assert_int_equal(sdp_neucrm_delete(client, "7", &(sdp_options)SDP_OPTIONS(.dry_run = 1)), SDP_DRY_RUN);
        const char *described = sdp_last_dry_run(client);
        assert_non_null(strstr(described, "\"api_key\":\"***\""));
        assert_false(has_key(described, strlen(described)));
        assert_int_equal(vault_has_key(&v), 0);
        sdp_client_free(client);
        assert_int_equal(v.found, 0);
    }
}

/* A service may quote the login when it explains a failure: the error does not. */
static void a_login_that_comes_back_is_covered(void **state)
{
    static const struct {
        const char *body;
        const char *covered; /* NULL: its words are not repeated */
    } rows[] = {
        {SAYS("\"the key " KEY " is unknown\""), "the key ****************** is unknown"},
        {SAYS("{\"sent\":\"api_key=" KEY "\"}"), "api_key=******************"},
        {"<html>customerid=7&api_key=" KEY, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        service s = {.http_status = 200, .body = rows[i].body};
        vault v;
        char *said = NULL;
        sdp_client *client = client_of(&s, &v);
        assert_true(sdp_neucrm_delete(client, "7", NULL) < 0);
        assert_int_equal(sdp_error_to_json(sdp_last_error(client), &said), SDP_OK);
        if (has_key(said, strlen(said))) fail_msg("%s", said);
        if (rows[i].covered != NULL) assert_non_null(strstr(said, rows[i].covered));
        sdp_text_free(said);
        sdp_client_free(client);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_login_in_the_form_stays_nowhere),
        cmocka_unit_test(a_login_that_comes_back_is_covered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
