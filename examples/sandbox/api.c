#include "api.h"

#include <string.h>
#include <strings.h>

#include "accounts.h"
#include "entity.h"
#include "guess.h"
#include "neucrm.h"
#include "routes.h"
#include "upload.h"

#define ACCEPT "application/vnd.manageengine.sdp.v3+json"

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
static bool has_right_body(const route *to, const request *from)
{
    bool writes = strcmp(from->method, "POST") == 0 || strcmp(from->method, "PUT") == 0;
    if (entity_takes_file(to)) return from->upload != NULL;
    if (from->upload) return false;
    if (request_is_form(from)) return true;
    return !writes || (from->body.size == 0 && !from->content_type);
}

bool api_relays(const sandbox *in)
{
    return in->proxy || in->replay;
}

static bool is_beside_the_root(const request *from)
{
    return neucrm_knows(from->path) || strcmp(from->path, ACCOUNTS_PATH) == 0;
}

static bool is_documented(const char *method)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "DELETE"};
    size_t i = 0;
    while (i < sizeof(methods) / sizeof(methods[0]) && strcmp(methods[i], method) != 0) i++;
    return i < sizeof(methods) / sizeof(methods[0]);
}

/* HEAD, OPTIONS and whatever else no operation has: refused where the path is known, and told which methods there
   are. */
static bool refuse_method(const char *below, const request *from, answer *out)
{
    text allowed = {0};
    bool refused = !is_documented(from->method) && (route_methods(below, &allowed) || upload_below(below));
    if (refused) {
        text_printf(&out->headers, "Allow: %s\n", allowed.size ? text_get(&allowed) : "GET");
        refuse(out, 405, CODE_GENERIC, "the API has GET, POST, PUT and DELETE alone");
    }
    text_free(&allowed);
    return refused;
}

/* The page and the addresses for tests stay the sandbox's own where everything else goes on. */
static bool is_own(const char *path)
{
    static const char control[] = "/_sandbox/";
    return strcmp(path, "/") == 0 || strncmp(path, control, sizeof(control) - 1) == 0;
}

const char *api_below(const sandbox *in, const request *from)
{
    const char *below = route_below_root(from->path);
    if (below) return below;
    if (strcmp(from->method, "GET") == 0 || !is_documented(from->method)) below = upload_below(from->path);
    if (below) return below;
    return is_beside_the_root(from) || (api_relays(in) && !is_own(from->path)) ? from->path : NULL;
}

void api_route(const request *from, const char *below, text *out)
{
    route to = {0};
    const char *shown = "other";
    if (below == from->path && is_beside_the_root(from)) {
        shown = below;
    } else if (route_match(from->method, below, &to)) {
        shown = sdp_operation_path(to.operation);
    }
    text_printf(out, "%s %s", from->method, shown);
    route_free(&to);
}

bool api_takes_file(const sandbox *in, const request *from)
{
    route to = {0};
    const char *below = route_below_root(from->path);
    bool takes = below && login_judge(in->store, &in->login, from, false) == LOGIN_GOOD && accepts(from->accept) &&
                 route_match(from->method, below, &to) && entity_takes_file(&to);
    route_free(&to);
    return takes;
}

/* The portal that a path names, or the first where it names none; NULL for one that is not there. */
static const char *find_portal(const sandbox *in, const char *path)
{
    char named[ROUTE_PORTAL];
    if (in->portals->count == 0) return "";
    route_portal(path, named);
    for (size_t i = 0; i < in->portals->count; i++) {
        if (!*named || strcmp(named, in->portals->words[i]) == 0) return in->portals->words[i];
    }
    return NULL;
}

bool api_has_portal(const sandbox *in, const char *name)
{
    for (size_t i = 0; i < in->portals->count; i++) {
        if (strcmp(in->portals->words[i], name) == 0) return true;
    }
    /* NeuCRM and files belong to none. */
    return *name == '\0';
}

static void answer_entities(sandbox *in, const route *to, request *from, answer *out)
{
    job of = {.store = in->store,
              .portal = find_portal(in, from->path),
              .files = in->files,
              .to = to,
              .input = from->input,
              .upload = from->upload,
              .host = from->host ? from->host : "127.0.0.1",
              .strict = in->strict,
              .out = out};
    entity_answer(&of);
    if (in->bare_ids) answer_bare_ids(out);
}

void api_answer(sandbox *in, const char *below, request *from, answer *out)
{
    route to = {0};
    login_result login = LOGIN_GOOD;
    const sdp_operation *neucrm = neucrm_operation(from->method, from->path);
    bool get = strcmp(from->method, "GET") == 0;
    out->strict = in->strict;
    out->udf = in->udf;
    if (in->proxy) {
        proxy_answer(in->proxy, from, out);
    } else if (from->too_large) {
        refuse(out, 413, CODE_GENERIC, "the body is too large");
    } else if (from->no_room) {
        refuse(out, 503, CODE_INTERNAL, "there is no memory left for the body; see --max-memory");
    } else if (in->replay && strcmp(below, ACCOUNTS_PATH) != 0) {
        replay_answer(in->replay, from, out);
    } else if (neucrm) {
        neucrm_answer(in->store, in->neucrm_key, neucrm, from, out);
    } else if (neucrm_knows(from->path)) {
        neucrm_refuse_method(out);
    } else if (strcmp(below, ACCOUNTS_PATH) == 0) {
        accounts_answer(in->store, in->tokens, from, out);
    } else if (refuse_method(below, from, out)) {
        return; /* the failure is written */
    } else if ((login = login_judge(in->store, &in->login, from, true)) != LOGIN_GOOD) {
        login_refuse(login, out);
    } else if (get && upload_download(in->store, below, out)) {
        /* A file has a type of its own, so any Accept will do. */
    } else if (!accepts(from->accept)) {
        refuse(out, 415, CODE_GENERIC, "Accept must be " ACCEPT);
    } else if (!find_portal(in, from->path) || !route_match(from->method, below, &to) || !entity_serves(&to)) {
        refuse(out, 0, CODE_NO_SUCH_URL, "Invalid URL");
    } else if (!has_right_body(&to, from)) {
        refuse(out, 415, CODE_GENERIC,
               entity_takes_file(&to) ? "Content-Type must be multipart/form-data"
                                      : "Content-Type must be application/x-www-form-urlencoded");
    } else if (!request_find_input(from)) {
        refuse(out, 0, CODE_INTERNAL, NULL);
    } else if (guess_refuse_query(from, out)) {
        answer_failure(out, 0);
    } else {
        answer_entities(in, &to, from, out);
    }
    route_free(&to);
}
