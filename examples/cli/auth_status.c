/* sdp auth status */
#include "auth.h"

#include "environment.h"
#include "errors.h"
#include "json.h"
#include "login.h"
#include "moments.h"
#include "output.h"
#include "standing.h"
#include "verbose.h"

typedef struct known {
    login login;
    sdp_login_state state; /* of OAuth */
    bool has_login;
    bool has_neucrm;
} known;

static const char *words_for(login_kind kind)
{
    static const char *const words[] = {
        [LOGIN_NONE] = "none",
        [LOGIN_TOKEN] = "an access token from SDP_ACCESS_TOKEN; when it expires is not known, and nobody renews it",
        [LOGIN_OAUTH] = "OAuth",
        [LOGIN_KEY] = "a technician's key from SDP_AUTHTOKEN",
    };
    return words[kind];
}

static int print_text(const known *from)
{
    text out = {0};
    text_printf(&out, "%-15s %s\n", "login", words_for(from->login.kind));
    if (from->login.kind == LOGIN_OAUTH) put_standing(&out, &from->state);
    if (from->has_neucrm) text_printf(&out, "%-15s a key from NEUCRM_API_KEY\n", "NeuCRM");
    int status = output_text(text_get(&out));
    text_free(&out);
    return status;
}

static int print_object(const known *from)
{
    sdp_json *object = json_new(SDP_JSON_OBJECT);
    json_put_text(object, "login", name_of_kind(from->login.kind));
    if (from->login.kind == LOGIN_OAUTH) put_standing_json(object, &from->state);
    json_put_bool(object, "neucrm", from->has_neucrm);
    char *printed = json_print(object, 0);
    int status = output_json(printed);
    sdp_text_free(printed);
    sdp_json_free(object);
    return status;
}

static int look(known *to, sdp_error *error)
{
    const sdp_neucrm_config *neucrm = sdp_config_env_neucrm(to->login.env);
    to->has_neucrm = neucrm != NULL && neucrm->userid != NULL && neucrm->api_key != NULL;
    to->has_login = to->login.kind == LOGIN_TOKEN || to->login.kind == LOGIN_KEY;
    if (to->login.kind != LOGIN_OAUTH) return STATUS_DONE;
    to->state.size = sizeof(to->state);
    if (sdp_auth_get_state(to->login.config.auth, error, &to->state) != SDP_OK) return complain_error(NULL, error);
    to->has_login = to->state.can_renew || is_token_alive(&to->state);
    return STATUS_DONE;
}

/* There is a login, and the next call fails all the same. */
static bool is_stuck(const known *of)
{
    return of->login.kind == LOGIN_OAUTH && of->has_login && of->state.blocked_ms > 0 && !is_token_alive(&of->state);
}

static int tell_stuck(const sdp_login_state *state)
{
    text until = {0};
    put_moment_and_distance(&until, state->blocked_ms);
    int status = complain(SDP_E_LOGIN_THROTTLED, NULL, "there is no valid token, and none is asked for until %s",
                          text_get(&until));
    text_free(&until);
    return status;
}

int auth_status(const arguments *from)
{
    known found = {.has_login = false};
    sdp_error *error = NULL;
    (void)sdp_error_new(&error);
    (void)must_have(error);
    int status = login_read(&found.login, NULL, false);
    if (status == STATUS_DONE) status = look(&found, error);
    if (status == STATUS_DONE) {
        bool as_json = from->output == FORMAT_JSON || from->output == FORMAT_JSONL;
        status = as_json ? print_object(&found) : print_text(&found);
        if (status == STATUS_DONE && !found.has_login && !found.has_neucrm) status = login_missing(&found.login);
        if (status == STATUS_DONE && is_stuck(&found)) status = tell_stuck(&found.state);
    }
    login_free(&found.login);
    sdp_error_free(error);
    return status;
}
