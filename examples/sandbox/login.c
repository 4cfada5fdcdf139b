#include "login.h"

#include <string.h>
#include <strings.h>

#include "routes.h"
#include "tokens.h"

/* The token of a header such as "Zoho-oauthtoken 1000.abc"; NULL where it is of another kind. */
static const char *after_scheme(const char *header, const char *scheme)
{
    size_t length = strlen(scheme);
    if (!header || strncasecmp(header, scheme, length) != 0 || header[length] != ' ') return NULL;
    return header + length + strspn(header + length, " ");
}

const char *login_token(const request *from)
{
    const char *given = after_scheme(from->authorization, "Zoho-oauthtoken");
    return given ? given : after_scheme(from->authorization, "Bearer");
}

login_result login_judge(store *in, const login_rules *by, const request *from, bool counted)
{
    char portal[ROUTE_PORTAL];
    const char *key = from->authtoken ? from->authtoken : from->technician_key;
    const char *token = login_token(from);
    const char *given = token ? token : key;
    if (by->kind == LOGIN_KEY) return key && strcmp(key, by->key) == 0 ? LOGIN_GOOD : LOGIN_WRONG_KEY;
    if (!given || !*given) return LOGIN_MISSING;
    if (by->kind == LOGIN_ANY) return LOGIN_GOOD;
    if (by->token && strcmp(given, by->token) == 0) return LOGIN_GOOD;
    route_portal(from->path, portal);
    return token && tokens_admit(in, token, counted ? portal : NULL) ? LOGIN_GOOD : LOGIN_DEAD;
}

void login_refuse(login_result why, answer *out)
{
    if (why == LOGIN_WRONG_KEY) {
        answer_problem(out, CODE_INVALID_KEY, NULL, "the key is not valid");
    } else if (why == LOGIN_DEAD) {
        answer_problem(out, 0, NULL, "the token is not known, or its time is over");
    } else {
        answer_problem(out, CODE_FORBIDDEN, NULL, "UNAUTHORISED");
    }
    answer_failure(out, 401);
}
