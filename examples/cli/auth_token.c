/* sdp auth token */
#include "auth.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "errors.h"
#include "login.h"
#include "print.h"
#include "secret.h"
#include "signals.h"
#include "standing.h"
#include "text.h"
#include "verbose.h"

/* More than any access token has. */
#define MOST_TOKEN 4097

/* A token is visible ASCII: none of it needs an escape. Without a buffer nothing of it stays behind. */
static int print_token(const arguments *from, const char *token)
{
    bool as_json = from->output == FORMAT_JSON || from->output == FORMAT_JSONL;
    (void)setvbuf(stdout, NULL, _IONBF, 0);
    if (as_json) print_bytes("{\"access_token\":\"", 17);
    print_bytes(token, strlen(token));
    print_line(as_json ? "\"}" : "");
    return print_flush();
}

static int print_fixed(const arguments *from)
{
    char *token = NULL;
    int status = secret_from_environment("SDP_ACCESS_TOKEN", "SDP_ACCESS_TOKEN_FILE", &token);
    if (status == STATUS_DONE) status = print_token(from, token);
    secret_free(token);
    return status;
}

/* A token that is good for a while: one that expires in a moment is renewed first. */
static int print_minted(const arguments *from, login *with, sdp_error *error)
{
    sdp_client *client = NULL;
    char token[MOST_TOKEN];
    login_aim_at_accounts(with);
    if (from->verbose) verbose_watch(&with->config);
    int status = login_open(with, &client);
    if (status != STATUS_DONE) return status;
    sdp_options options =
        SDP_OPTIONS(.timeout_ms = from->timeout_ms, .max_retries = from->max_retries, .cancel = signals_cancel());
    if (sdp_login(client, &options) != SDP_OK) {
        status = complain_error(NULL, sdp_last_error(client));
    } else if (sdp_auth_copy_token(with->config.auth, error, token, sizeof(token)) != SDP_OK) {
        status = complain_error(NULL, error);
    } else {
        status = print_token(from, token);
    }
    wipe(token, sizeof(token));
    sdp_client_free(client);
    return signals_interrupted() ? STATUS_INTERRUPTED : status;
}

static int print_of_kind(const arguments *from, login *with, sdp_error *error)
{
    switch (with->kind) {
    case LOGIN_TOKEN:
        return print_fixed(from);
    case LOGIN_OAUTH:
        if (!login_can_begin(with)) return login_missing(with);
        return print_minted(from, with, error);
    case LOGIN_KEY:
        return complain(SDP_E_ARGUMENT, "SDP_AUTHTOKEN", "the login is a technician's key, which has no access token");
    default:
        return login_missing(with);
    }
}

int auth_token(const arguments *from)
{
    login with = {.kind = LOGIN_NONE};
    sdp_error *error = NULL;
    if (isatty(STDOUT_FILENO) != 0) {
        return complain(SDP_E_ARGUMENT, "stdout",
                        "an access token is not shown on a terminal, where it stays to be seen: pipe it to the program "
                        "that needs it");
    }
    (void)sdp_error_new(&error);
    (void)must_have(error);
    int status = login_read(&with, NULL, false);
    if (status == STATUS_DONE) status = print_of_kind(from, &with, error);
    login_free(&with);
    sdp_error_free(error);
    return status;
}
