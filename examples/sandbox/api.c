#include "api.h"

#include <string.h>
#include <strings.h>

#include "entity.h"
#include "routes.h"

#define ACCEPT "application/vnd.manageengine.sdp.v3+json"

/* The token of a header such as "Zoho-oauthtoken 1000.abc"; NULL where it is of another kind. */
static const char *after_scheme(const char *header, const char *scheme)
{
    size_t length = strlen(scheme);
    if (!header || strncasecmp(header, scheme, length) != 0 || header[length] != ' ') return NULL;
    return header + length + strspn(header + length, " ");
}

static bool is_let_in(const sandbox *in, const request *from)
{
    const char *given = after_scheme(from->authorization, "Zoho-oauthtoken");
    if (!given) given = after_scheme(from->authorization, "Bearer");
    if (!given) given = from->authtoken;
    if (!given || !*given) return false;
    return !in->token || strcmp(given, in->token) == 0;
}

/* Whether the Accept header names the media type of the API, alone or among others. */
static bool accepts(const char *header)
{
    size_t length = strlen(ACCEPT);
    for (const char *at = header ? header : ""; *at; at += *at == ',') {
        at += strspn(at, " \t");
        if (strncasecmp(at, ACCEPT, length) == 0 && strchr(" \t,;", at[length])) return true;
        at += strcspn(at, ",");
    }
    return false;
}

static void refuse(answer *out, int http, int code, const char *message)
{
    answer_problem(out, code, NULL, message);
    answer_failure(out, http);
}

/* A body without a form in it is refused; a request that has no body needs no type. */
static bool has_right_body(const request *from)
{
    bool writes = strcmp(from->method, "POST") == 0 || strcmp(from->method, "PUT") == 0;
    if (request_is_form(from)) return true;
    return !writes || (from->body.size == 0 && !from->content_type);
}

void api_answer(sandbox *in, const char *below, request *from, answer *out)
{
    route to = {0};
    if (from->too_large) {
        refuse(out, 413, CODE_GENERIC, "the body is too large");
    } else if (!is_let_in(in, from)) {
        refuse(out, 401, CODE_FORBIDDEN, "UNAUTHORISED");
    } else if (!accepts(from->accept)) {
        refuse(out, 415, CODE_GENERIC, "Accept must be " ACCEPT);
    } else if (!route_match(from->method, below, &to) || !entity_serves(&to)) {
        refuse(out, 0, CODE_NO_SUCH_URL, "Invalid URL");
    } else if (!has_right_body(from)) {
        refuse(out, 415, CODE_GENERIC, "Content-Type must be application/x-www-form-urlencoded");
    } else if (!request_find_input(from)) {
        refuse(out, 0, CODE_INTERNAL, NULL);
    } else {
        entity_answer(in->store, &to, from->input, out);
    }
    route_free(&to);
    if (in->bare_ids) answer_bare_ids(out);
}

/* Back to the state of the start, except for the connections that are open. */
static bool reset(sandbox *in)
{
    store_lock(in->store);
    bool good = store_begin(in->store);
    if (good) good = store_end(in->store, store_clear(in->store) && seed_fill(in->store, &in->seed));
    store_unlock(in->store);
    faults_reset(in->faults);
    record_reset(in->record);
    return good;
}

bool api_answer_control(sandbox *in, const request *from, answer *out)
{
    bool get = strcmp(from->method, "GET") == 0;
    out->http = 200;
    out->content_type = "application/json";
    if (get && strcmp(from->path, "/_sandbox/requests") == 0) {
        record_print_requests(in->record, &out->body);
    } else if (get && strcmp(from->path, "/_sandbox/stats") == 0) {
        record_print_stats(in->record, &out->body);
    } else if (strcmp(from->method, "POST") == 0 && strcmp(from->path, "/_sandbox/reset") == 0) {
        out->http = reset(in) ? 200 : 500;
        text_printf(&out->body, "{\"reset\":%s}", out->http == 200 ? "true" : "false");
    } else {
        return false;
    }
    return true;
}
