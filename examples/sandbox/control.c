#include "control.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "entities.h"
#include "json.h"
#include "state.h"

#define MOST_WAIT_MS 10000

/* A whole number of the query; false where there is none. */
static bool read_number(const request *from, const char *name, uint64_t *out)
{
    char *digits = request_query(from, name);
    bool good = digits && *digits && strlen(digits) <= 18 && strspn(digits, "0123456789") == strlen(digits);
    if (good) *out = strtoull(digits, NULL, 10);
    free(digits);
    return good;
}

static void show_requests(sandbox *in, const request *from, answer *out)
{
    uint64_t serial = 0;
    if (read_number(from, "after", &serial)) {
        record_print_after(in->record, serial, &out->body);
    } else {
        record_print_requests(in->record, &out->body);
    }
}

bool control_would_wait(sandbox *in, const request *from, int waited_ms)
{
    uint64_t serial = 0;
    uint64_t most = 0;
    if (strcmp(from->path, "/_sandbox/requests") != 0 || strcmp(from->method, "GET") != 0) return false;
    if (!read_number(from, "after", &serial) || !read_number(from, "wait_ms", &most)) return false;
    if (most > MOST_WAIT_MS) most = MOST_WAIT_MS;
    return (uint64_t)waited_ms < most && !record_has_after(in->record, serial);
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

static void do_reset(sandbox *in, const request *from, answer *out)
{
    (void)from;
    out->http = state_reset(in) ? 200 : 500;
    text_printf(&out->body, "{\"reset\":%s}", out->http == 200 ? "true" : "false");
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

/* {"done":true}, or false with the reason, in the word for what was done. */
static void tell(answer *out, const char *done, bool good, const text *problem)
{
    out->http = good ? 200 : 400;
    text_printf(&out->body, "{\"%s\":%s", done, good ? "true" : "false,\"problem\":");
    if (!good) text_json(&out->body, text_get(problem));
    text_puts(&out->body, "}");
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
    {"GET", "/clock", show_clock},
    {"POST", "/clock", move_clock},
};

bool control_answer(sandbox *in, const request *from, answer *out)
{
    static const char root[] = "/_sandbox";
    if (strncmp(from->path, root, sizeof(root) - 1) != 0) return false;
    for (size_t i = 0; i < sizeof(controls) / sizeof(controls[0]); i++) {
        if (strcmp(controls[i].method, from->method) != 0) continue;
        if (strcmp(controls[i].path, from->path + sizeof(root) - 1) != 0) continue;
        out->http = 200;
        out->content_type = "application/json";
        controls[i].answer(in, from, out);
        return true;
    }
    return false;
}
