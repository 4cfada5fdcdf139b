/* sdp auth login */
#include "auth.h"

#include <string.h>
#include <strings.h>

#include "cache.h"
#include "environment.h"
#include "errors.h"
#include "json.h"
#include "login.h"
#include "nearest.h"
#include "output.h"
#include "secret.h"
#include "signals.h"
#include "standing.h"
#include "verbose.h"

static int check_data_centre(const char *name)
{
    const char *known;
    text names = {0};
    if (name == NULL || sdp_data_centre_accounts_url(name) != NULL) return STATUS_DONE;
    nearest hint = nearest_to(name);
    for (size_t i = 0; (known = sdp_data_centre_name(i)) != NULL; i++) {
        nearest_offer(&hint, known);
        text_printf(&names, "%s%s", i > 0 ? ", " : "", known);
    }
    int status = complain(SDP_E_ARGUMENT, "--dc", "--dc: there is no data centre '%.40s', only %s%s", name,
                          text_get(&names), nearest_hint(&hint));
    text_free(&names);
    return status;
}

/* A code is good once: what can be wrong is found before it is used. */
static int check_cache(void)
{
    if (cache_path() != NULL) return STATUS_DONE;
    if (cache_is_off()) {
        return complain(SDP_E_TOKEN_STORE, "SDP_TOKEN_CACHE",
                        "SDP_TOKEN_CACHE is -: the token would be lost with the end of this command; name a file");
    }
    return complain(SDP_E_TOKEN_STORE, "SDP_TOKEN_CACHE",
                    "there is no place to keep the token: %s; set SDP_TOKEN_CACHE to a file",
                    cache_problem() != NULL ? cache_problem() : "SDP_TOKEN_CACHE is not set");
}

/* Whoever copies a code copies the blanks around it too. */
static void cut_blanks(char *code)
{
    static const char blanks[] = " \t\r\n";
    const size_t before = strspn(code, blanks);
    size_t size = strlen(code + before);
    memmove(code, code + before, size + 1);
    while (size > 0 && strchr(blanks, code[size - 1]) != NULL) code[--size] = '\0';
}

static int read_code(char **code)
{
    int status = secret_from_environment("SDP_CODE", "SDP_CODE_FILE", code);
    if (status == STATUS_DONE && *code == NULL) status = secret_from_input("the code", code);
    if (status != STATUS_DONE) return status;
    cut_blanks(*code);
    if (**code != '\0') return STATUS_DONE;
    return complain(SDP_E_ARGUMENT, "code", "the code is empty: give it by standard input, SDP_CODE or SDP_CODE_FILE");
}

static void put_note(const char *words)
{
    verbose_note("note: %s", words);
}

/* Whether other commands take --dc for granted: they know of SDP_DC alone. */
static bool is_other_centre(const arguments *from)
{
    const char *set = environment_get("SDP_DC");
    if (from->data_centre == NULL || environment_get("SDP_ACCOUNTS_URL") != NULL) return false;
    return strcasecmp(set != NULL ? set : "us", from->data_centre) != 0;
}

/* Whether the next commands do use this login. */
static bool is_complete(const arguments *from)
{
    return environment_get("SDP_BASE_URL") != NULL && !environment_has_secret("SDP_ACCESS_TOKEN") &&
           !environment_has_secret("SDP_REFRESH_TOKEN") && !is_other_centre(from);
}

/* What other commands would not find the new token with. */
static void warn(const arguments *from)
{
    if (environment_has_secret("SDP_ACCESS_TOKEN")) {
        put_note("SDP_ACCESS_TOKEN is set, and counts before this login: unset it");
    }
    if (environment_has_secret("SDP_REFRESH_TOKEN")) {
        put_note("SDP_REFRESH_TOKEN is set, and counts before this login: unset it");
    }
    if (from->data_centre != NULL && environment_get("SDP_ACCOUNTS_URL") != NULL) {
        put_note("SDP_ACCOUNTS_URL is set, and counts before --dc");
    } else if (is_other_centre(from)) {
        verbose_note("note: set SDP_DC=%s for other commands, which do not know of --dc", from->data_centre);
    }
    if (environment_get("SDP_BASE_URL") == NULL) put_note("set SDP_BASE_URL for other commands");
}

/* What becomes of the token; `before` is what was known before the code was given. */
static const char *words_about_renewal(const arguments *from, const sdp_login_state *state,
                                       const sdp_login_state *before)
{
    if (!state->can_renew) {
        return "No refresh token came with it: it cannot be renewed, and another code is needed when it has "
               "expired.\n";
    }
    if (!is_complete(from)) return "It is renewed in time by the commands that use it; see what stderr notes.\n";
    if (before->can_renew) {
        return "The next commands use it, and renew it in time, by its own refresh token or that of an earlier "
               "login.\n";
    }
    return "Nothing else is needed: the next commands use it, and renew it in time.\n";
}

static int print_state(const arguments *from, const sdp_login_state *state, const sdp_login_state *before)
{
    text out = {0};
    if (from->output == FORMAT_JSON || from->output == FORMAT_JSONL) {
        sdp_json *object = json_new(SDP_JSON_OBJECT);
        json_put_text(object, "login", name_of_kind(LOGIN_OAUTH));
        put_standing_json(object, state);
        json_put_bool(object, "neucrm", environment_has_neucrm());
        char *printed = json_print(object, 0);
        int status = output_json(printed);
        sdp_text_free(printed);
        sdp_json_free(object);
        return status;
    }
    text_puts(&out, before->minted_ms != 0 && before->minted_ms == state->minted_ms
                        ? "This code was exchanged for a token before; nothing was asked.\n"
                        : "The code was exchanged for a token.\n");
    put_standing(&out, state);
    text_puts(&out, words_about_renewal(from, state, before));
    int status = output_text(text_get(&out));
    text_free(&out);
    return status;
}

static int tell(const arguments *from, sdp_auth *made, const sdp_login_state *before, sdp_error *error)
{
    sdp_login_state state = {.size = sizeof(state)};
    if (sdp_auth_get_state(made, error, &state) != SDP_OK) return complain_error(NULL, error);
    if (!state.is_stored) {
        return complain(SDP_E_TOKEN_STORE, "SDP_TOKEN_CACHE",
                        "the token came, but could not be kept in %s: the code is used up; mend the file's folder, and "
                        "make a new code",
                        cache_path());
    }
    int status = print_state(from, &state, before);
    if (status == STATUS_DONE) warn(from);
    return status;
}

static int exchange(const arguments *from, login *with, sdp_auth *made, const sdp_login_state *before, sdp_error *error)
{
    sdp_client *client = NULL;
    sdp_auth *own = with->config.auth;
    with->config.auth = made;
    login_aim_at_accounts(with);
    if (from->verbose) verbose_watch(&with->config);
    int status = login_open(with, &client);
    if (status == STATUS_DONE) {
        sdp_options options =
            SDP_OPTIONS(.timeout_ms = from->timeout_ms, .max_retries = from->max_retries, .cancel = signals_cancel());
        if (sdp_login(client, &options) != SDP_OK) status = complain_error(NULL, sdp_last_error(client));
        if (status == STATUS_DONE) status = tell(from, made, before, error);
        if (status != STATUS_DONE && signals_interrupted()) status = STATUS_INTERRUPTED;
    }
    sdp_client_free(client);
    with->config.auth = own;
    return status;
}

/* The client and its login server without a code: what is wrong with them is found before a person is asked for one. */
static int make_login(const arguments *from, const login *with, const char *code, sdp_error *error, sdp_auth **made)
{
    sdp_oauth oauth = *sdp_config_env_oauth(with->env);
    oauth.refresh_token = NULL;
    oauth.code = code;
    oauth.redirect_uri = from->redirect_uri;
    if (from->data_centre != NULL) oauth.data_centre = from->data_centre;
    return sdp_auth_new_oauth(&oauth, error, made) == SDP_OK ? STATUS_DONE : complain_error(NULL, error);
}

static int log_in(const arguments *from, login *with, sdp_error *error)
{
    char *code = NULL;
    sdp_auth *made = NULL;
    sdp_login_state before = {.size = sizeof(before)};
    int status = make_login(from, with, NULL, error, &made);
    if (status == STATUS_DONE && sdp_auth_get_state(made, error, &before) != SDP_OK) {
        status = complain_error(NULL, error);
    }
    sdp_auth_free(made);
    made = NULL;
    if (status == STATUS_DONE) status = read_code(&code);
    if (status == STATUS_DONE) status = make_login(from, with, code, error, &made);
    secret_free(code);
    if (status == STATUS_DONE) status = exchange(from, with, made, &before, error);
    sdp_auth_free(made);
    return status;
}

int auth_login(const arguments *from)
{
    login with = {.kind = LOGIN_NONE};
    sdp_error *error = NULL;
    int status = check_data_centre(from->data_centre);
    if (status != STATUS_DONE) return status;
    if (!environment_has_secret("SDP_CLIENT_ID") || !environment_has_secret("SDP_CLIENT_SECRET")) {
        return complain(SDP_E_LOGIN, "SDP_CLIENT_ID",
                        "auth login needs the client that the code is for: set SDP_CLIENT_ID and SDP_CLIENT_SECRET");
    }
    (void)sdp_error_new(&error);
    (void)must_have(error);
    if (login_load_oauth(&with, error) != SDP_OK) status = complain_error(NULL, error);
    if (status == STATUS_DONE) status = check_cache();
    if (status == STATUS_DONE) status = log_in(from, &with, error);
    login_free(&with);
    sdp_error_free(error);
    return status;
}
