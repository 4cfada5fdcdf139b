/* A login by OAuth: the token request, what is made of its answer, and the file that keeps it. Each allocation fails
   once, and the next call of the same client has its token. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "folder.h"
#include "interpose.h"
#include "trial.h"

#define ACCOUNTS "https://accounts.example.com"
#define SUCCESS "\"response_status\":{\"status_code\":2000,\"status\":\"success\"}"
#define MINTED                                                                                                         \
    "{\"access_token\":\"planted-access\",\"refresh_token\":\"planted-refresh\",\"expires_in\":3600,"                  \
    "\"token_type\":\"Bearer\",\"api_domain\":\"https://www.example.com\"}"
#define PRODUCT "{" SUCCESS ",\"product\":{\"id\":\"77\",\"name\":\"a\"}}"
typedef struct desk_with_login {
    trial trial;
    const folder *folder; /* NULL: the token is kept in memory */
    int by_code;
    sdp_auth *auth;
    int minted;
} desk_with_login;

static const sdp_header json = {"Content-Type", "application/json"};

static desk_with_login *desk_of(trial *t)
{
    return (desk_with_login *)(void *)t;
}

static sdp_status serve(void *user_data, const sdp_request *request, sdp_response *response)
{
    desk_with_login *d = user_data;
    const char *answer = PRODUCT;
    response->http_status = 200;
    response->headers = &json;
    response->header_count = 1;
    if (strncmp(request->url, ACCOUNTS, strlen(ACCOUNTS)) == 0) {
        d->minted++;
        answer = MINTED;
    }
    return request->sink(request->stream_data, answer, strlen(answer));
}

static const char *store_path(const folder *f)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/tokens.json", f->path);
    return path;
}

static sdp_status make_login(const desk_with_login *d, sdp_error *error, sdp_auth **out)
{
    sdp_token_store *store = NULL;
    sdp_status status = SDP_OK;
    *out = NULL;
    if (d->folder != NULL) status = sdp_token_store_new_file(store_path(d->folder), error, &store);
    if (status != SDP_OK) return status;
    const sdp_oauth oauth =
        SDP_OAUTH(.client_id = "id", .client_secret = "planted", .refresh_token = d->by_code ? NULL : "planted-refresh",
                  .code = d->by_code ? "planted-code" : NULL, .accounts_url = ACCOUNTS, .store = store);
    status = sdp_auth_new_oauth(&oauth, error, out);
    sdp_token_store_free(store);
    return status;
}

static void open_client(trial *t)
{
    desk_with_login *d = desk_of(t);
    sdp_config config =
        SDP_CONFIG(.base_url = "https://desk.example.com", .max_retries = -1, .allocator = starve_allocator());
    d->minted = 0;
    if (d->folder != NULL) unlink(store_path(d->folder));
    assert_int_equal(sdp_transport_new_blocking(serve, d, NULL, &config.transport), SDP_OK);
    assert_int_equal(make_login(d, NULL, &d->auth), SDP_OK);
    config.auth = d->auth;
    assert_int_equal(sdp_client_new(&config, NULL, &t->client), SDP_OK);
}

static void close_login(trial *t)
{
    desk_with_login *d = desk_of(t);
    sdp_auth_free(d->auth);
    /* The token that one job lost, and the one of the job after it. */
    assert_in_range(d->minted, 1, 2);
    /* The file and its lock. */
    if (d->folder != NULL) assert_int_equal(folder_count(d->folder), 2);
}

static sdp_status get(trial *t, char **out)
{
    const sdp_product *product = NULL;
    sdp_status status = sdp_product_get(t->client, "77", NULL, &product);
    starve_disarm();
    if (status != SDP_OK) assert_null(product);
    if (status == SDP_OK) assert_int_equal(sdp_entity_to_json(product, 0, NULL, out), SDP_OK);
    sdp_product_free(product);
    return status;
}

static sdp_status log_in(trial *t, char **out)
{
    (void)out;
    return sdp_login(t->client, NULL);
}

static sdp_status look(trial *t, char **out)
{
    desk_with_login *d = desk_of(t);
    sdp_login_state login = {.size = sizeof login};
    char token[4097];
    (void)out;
    sdp_status status = sdp_login(t->client, NULL);
    if (status == SDP_OK) status = sdp_auth_get_state(d->auth, NULL, &login);
    if (status == SDP_OK) status = sdp_auth_copy_token(d->auth, NULL, token, sizeof token);
    if (status == SDP_OK) assert_string_equal(token, "planted-access");
    t->status_is_old = 1;
    return status;
}

static void torture(const char *name, sdp_status (*work)(trial *t, char **out), desk_with_login d)
{
    d.trial = (trial){.name = name, .open = open_client, .work = work, .close = close_login, .any_error = 1};
    trial_run(&d.trial);
}

static void calls_that_need_a_token(void **state)
{
    const folder *f = *state;
    torture("a token in memory", get, (desk_with_login){0});
    torture("a token in a file", get, (desk_with_login){.folder = f});
    torture("a code", log_in, (desk_with_login){.by_code = 1});
    torture("a code, and a file", log_in, (desk_with_login){.by_code = 1, .folder = f});
    torture("looking at a login", look, (desk_with_login){.folder = f});
    print_message("%s\n", trial_summary());
}

static const folder *place;

static sdp_status make_and_free(trial *t, char **out)
{
    const desk_with_login d = {.folder = place};
    sdp_error *error = NULL;
    sdp_auth *auth = NULL;
    (void)t;
    (void)out;
    sdp_status status = sdp_error_new(&error);
    if (status != SDP_OK) return status;
    status = make_login(&d, error, &auth);
    assert_int_equal(sdp_error_status(error), status);
    if (status != SDP_OK) assert_null(auth);
    sdp_auth_free(auth);
    sdp_error_free(error);
    return status;
}

static void a_login_that_is_only_made(void **state)
{
    trial t = {.name = "a login and its store", .work = make_and_free};
    place = *state;
    if (starve_is_total()) trial_run(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(calls_that_need_a_token, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(a_login_that_is_only_made, folder_make, folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
