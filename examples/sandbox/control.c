#include "control.h"

#include <inttypes.h>
#include <string.h>

/* Back to the state of the start, except for the connections that are open. */
static bool reset(sandbox *in)
{
    store_lock(in->store);
    bool good = store_begin(in->store);
    if (good) good = store_end(in->store, store_clear(in->store) && seed_fill(in->store, &in->seed));
    files_clear(in->files);
    store_unlock(in->store);
    if (good) good = tokens_forget(in->store, in->tokens);
    faults_reset(in->faults);
    record_reset(in->record);
    return good;
}

static void show_requests(sandbox *in, const request *from, answer *out)
{
    (void)from;
    record_print_requests(in->record, &out->body);
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
    out->http = reset(in) ? 200 : 500;
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

static void add_faults(sandbox *in, const request *from, answer *out)
{
    text problem = {0};
    bool good = faults_add(in->faults, text_get(&from->body), false, &problem);
    out->http = good ? 200 : 400;
    text_printf(&out->body, "{\"added\":%s", good ? "true" : "false,\"problem\":");
    if (!good) text_json(&out->body, text_get(&problem));
    text_puts(&out->body, "}");
    text_free(&problem);
}

static void clear_faults(sandbox *in, const request *from, answer *out)
{
    (void)from;
    faults_clear(in->faults);
    text_puts(&out->body, "{\"cleared\":true}");
}

static const struct {
    const char *method;
    const char *path;
    void (*answer)(sandbox *in, const request *from, answer *out);
} controls[] = {
    {"GET", "/requests", show_requests},       {"GET", "/stats", show_stats},
    {"GET", "/routes", show_routes},           {"GET", "/tokens", show_tokens},
    {"POST", "/tokens/expire", expire_tokens}, {"POST", "/tokens/reset", forget_tokens},
    {"GET", "/faults", show_faults},           {"POST", "/faults", add_faults},
    {"DELETE", "/faults", clear_faults},       {"POST", "/reset", do_reset},
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
