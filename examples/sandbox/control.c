#include "control.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "entities.h"
#include "json.h"
#include "parameters.h"
#include "state.h"

static void show_requests(sandbox *in, const request *from, answer *out)
{
    uint64_t serial = 0;
    if (parameters_number(from, "after", &serial)) {
        record_print_after(in->record, serial, &out->body);
    } else {
        record_print_requests(in->record, &out->body);
    }
}

/* Whether a request, whose query is plain, asks for what comes next, and there is nothing yet. */
static bool would_wait(sandbox *in, const request *from, int waited_ms)
{
    uint64_t serial = 0;
    uint64_t most = 0;
    text problem = {0};
    bool good = parameters_check(in, from, "/requests", &problem);
    text_free(&problem);
    if (!good || !parameters_number(from, "after", &serial) || !parameters_number(from, "wait_ms", &most)) return false;
    return (uint64_t)waited_ms < most && !record_has_after(in->record, serial);
}

bool control_would_wait(sandbox *in, const request *from, int waited_ms)
{
    if (strcmp(from->path, "/_sandbox/requests") != 0 || strcmp(from->method, "GET") != 0) return false;
    if (!from->query || !*from->query) return false;
    request plain = *from;
    plain.query = parameters_plain(from->query);
    bool waits = plain.query && would_wait(in, &plain, waited_ms);
    free(plain.query);
    return waits;
}

static void show_stats(sandbox *in, const request *from, answer *out)
{
    (void)from;
    record_print_stats(in->record, &out->body);
}

static void show_routes(sandbox *in, const request *from, answer *out)
{
    (void)from;
    record_print_routes(in->record, &out->body);
}

static void show_tokens(sandbox *in, const request *from, answer *out)
{
    (void)from;
    tokens_print(in->store, in->tokens, &out->body);
}

/* {"done":true}, or false with the reason, in the word for what was done. */
static void tell(answer *out, const char *done, bool good, const text *problem)
{
    out->http = good ? 200 : 400;
    text_printf(&out->body, "{\"%s\":%s", done, good ? "true" : "false,\"problem\":");
    if (!good) text_json(&out->body, text_get(problem));
    text_puts(&out->body, "}");
}

static void do_reset(sandbox *in, const request *from, answer *out)
{
    (void)from;
    text problem = {0};
    bool good = state_reset(in, &problem);
    tell(out, "reset", good, &problem);
    if (!good) out->http = 500;
    text_free(&problem);
}

static void expire_tokens(sandbox *in, const request *from, answer *out)
{
    (void)from;
    int64_t count = tokens_expire_all(in->store);
    out->http = count < 0 ? 500 : 200;
    text_printf(&out->body, "{\"expired\":%" PRId64 "}", count);
}

static void forget_tokens(sandbox *in, const request *from, answer *out)
{
    (void)from;
    out->http = tokens_forget(in->store, in->tokens) ? 200 : 500;
    text_printf(&out->body, "{\"reset\":%s}", out->http == 200 ? "true" : "false");
}

static void show_faults(sandbox *in, const request *from, answer *out)
{
    (void)from;
    faults_print(in->faults, &out->body);
}

static void add_faults(sandbox *in, const request *from, answer *out)
{
    text problem = {0};
    tell(out, "added", faults_add(in->faults, text_get(&from->body), false, &problem), &problem);
    text_free(&problem);
}

/* Of all rules, or of the one that the query tells. */
static void clear_faults(sandbox *in, const request *from, answer *out)
{
    text problem = {0};
    char *rule = request_query(from, "rule");
    bool good = !rule || faults_remove(in->faults, rule);
    if (!rule) faults_clear(in->faults);
    text_puts(&problem, "there is no such rule");
    tell(out, "cleared", good, &problem);
    text_free(&problem);
    free(rule);
}

static void show_state(sandbox *in, const request *from, answer *out)
{
    (void)from;
    if (!state_export(in, &out->body)) out->http = 500;
}

static void replace_state(sandbox *in, const request *from, answer *out)
{
    text problem = {0};
    tell(out, "replaced", state_import(in, text_get(&from->body), &problem), &problem);
    text_free(&problem);
}

static void show_udf(sandbox *in, const request *from, answer *out)
{
    (void)from;
    udf_print(in->udf, &out->body);
}

static void show_clock(sandbox *in, const request *from, answer *out)
{
    char shown[40];
    (void)in;
    (void)from;
    json_show_time(clock_now(), true, shown);
    text_printf(&out->body, "{\"now_ms\":%" PRId64 ",\"offset_ms\":%" PRId64 ",\"shown\":\"%s\"}", clock_now(),
                clock_offset(), shown);
}

static void move_clock(sandbox *in, const request *from, answer *out)
{
    if (clock_set(text_get(&from->body))) {
        show_clock(in, from, out);
        return;
    }
    text problem = {0};
    text_puts(&problem, "neither real, nor a step such as +90d, -2h, +30m or +5s, nor a moment such as 2027-01-31");
    tell(out, "moved", false, &problem);
    text_free(&problem);
}

static const struct {
    const char *method;
    const char *path;
    void (*answer)(sandbox *in, const request *from, answer *out);
} controls[] = {
    {"GET", "/requests", show_requests},
    {"GET", "/stats", show_stats},
    {"GET", "/routes", show_routes},
    {"GET", "/tokens", show_tokens},
    {"POST", "/tokens/expire", expire_tokens},
    {"POST", "/tokens/reset", forget_tokens},
    {"GET", "/faults", show_faults},
    {"POST", "/faults", add_faults},
    {"DELETE", "/faults", clear_faults},
    {"POST", "/reset", do_reset},
    {"GET", "/state", show_state},
    {"PUT", "/state", replace_state},
    {"GET", "/entities", entities_answer},
    {"GET", "/udf", show_udf},
    {"GET", "/clock", show_clock},
    {"POST", "/clock", move_clock},
};

#define CONTROLS (sizeof(controls) / sizeof(controls[0]))

/* A path below /_sandbox; NULL for any other one. */
static const char *below_root(const char *path)
{
    static const char root[] = "/_sandbox";
    const size_t length = sizeof(root) - 1;
    bool below = strncmp(path, root, length) == 0 && (path[length] == '/' || path[length] == '\0');
    return below ? path + length : NULL;
}

/* What answers a GET answers a HEAD too: the server leaves the body out. */
static bool is_method(const char *has, const char *asked)
{
    return strcmp(has, asked) == 0 || (strcmp(has, "GET") == 0 && strcmp(asked, "HEAD") == 0);
}

/* `more` are members of the answer behind the words, each with a comma before it. */
static void refuse(answer *out, int http, const char *why, const char *more)
{
    out->http = http;
    text_clear(&out->body);
    text_puts(&out->body, "{\"problem\":");
    text_json(&out->body, why);
    text_puts(&out->body, more);
    text_puts(&out->body, "}");
}

/* Tells the addresses that there are. */
static void refuse_path(answer *out)
{
    text known = {0};
    text_puts(&known, ",\"addresses\":[");
    for (size_t i = 0; i < CONTROLS; i++) {
        text_printf(&known, "%s\n\"%s /_sandbox%s\"", i ? "," : "", controls[i].method, controls[i].path);
    }
    text_puts(&known, "]");
    refuse(out, 404, "there is no such address below /_sandbox", text_get(&known));
    text_free(&known);
}

/* Tells the methods that the address takes, in a header too. False where there is no such address. */
static bool refuse_method(const char *path, answer *out)
{
    text allowed = {0};
    for (size_t i = 0; i < CONTROLS; i++) {
        if (strcmp(controls[i].path, path) != 0) continue;
        text_printf(&allowed, "%s%s", allowed.size ? ", " : "", controls[i].method);
        if (strcmp(controls[i].method, "GET") == 0) text_puts(&allowed, ", HEAD");
    }
    bool found = allowed.size > 0;
    if (found) {
        text problem = {0};
        text_printf(&problem, "this address takes %s", text_get(&allowed));
        refuse(out, 405, text_get(&problem), "");
        text_printf(&out->headers, "Allow: %s\n", text_get(&allowed));
        text_free(&problem);
    }
    text_free(&allowed);
    return found;
}

/* Answers at a path below /_sandbox to a request whose query is plain. */
static void answer_at(sandbox *in, const char *path, const request *from, answer *out)
{
    text problem = {0};
    size_t i = 0;
    while (i < CONTROLS && (strcmp(controls[i].path, path) != 0 || !is_method(controls[i].method, from->method))) i++;
    if (i == CONTROLS) {
        if (!refuse_method(path, out)) refuse_path(out);
    } else if (parameters_check(in, from, path, &problem)) {
        controls[i].answer(in, from, out);
    } else {
        refuse(out, 400, text_get(&problem), "");
    }
    text_free(&problem);
}

bool control_answer(sandbox *in, const request *from, answer *out)
{
    const char *path = below_root(from->path);
    if (!path) return false;
    out->http = 200;
    out->content_type = "application/json";
    request plain = *from;
    plain.query = from->query && *from->query ? parameters_plain(from->query) : NULL;
    if (plain.query || !from->query || !*from->query) {
        answer_at(in, path, &plain, out);
    } else {
        refuse(out, 500, "out of memory", "");
    }
    free(plain.query);
    return true;
}
