#include "answer.h"

#include <string.h>

#include "json.h"

#define MOST_PROBLEMS 100

static const struct {
    int code;
    int http;
} statuses[] = {
    {CODE_GENERIC, 400},     {CODE_NO_SUCH_REFERENCE, 400}, {CODE_FORBIDDEN, 403},   {CODE_INTERNAL, 500},
    {CODE_NO_SUCH_URL, 404}, {CODE_NOT_UNIQUE, 400},        {CODE_MANDATORY, 400},   {CODE_READ_ONLY, 400},
    {CODE_RATE_LIMIT, 429},  {CODE_TYPE_MISMATCH, 400},     {CODE_INVALID_KEY, 401},
};

int answer_http_of(int code)
{
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        if (statuses[i].code == code) return statuses[i].http;
    }
    return 400;
}

int answer_code_of(int http)
{
    if (http == 401) return CODE_FORBIDDEN;
    if (http == 400) return CODE_GENERIC;
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        if (statuses[i].http == http) return statuses[i].code;
    }
    return http >= 500 ? CODE_INTERNAL : CODE_GENERIC;
}

static bool open_problem(answer *to, int code)
{
    if (to->problem_count >= MOST_PROBLEMS) return false;
    if (to->problem_count++ == 0 && to->http == 0) to->http = answer_http_of(code);
    if (to->problem_count > 1) text_puts(&to->problems, ",");
    text_puts(&to->problems, "{");
    if (code) text_printf(&to->problems, "\"status_code\":%d,", code);
    text_puts(&to->problems, "\"type\":\"failed\"");
    return true;
}

void answer_problem(answer *to, int code, const char *field, const char *message)
{
    if (!open_problem(to, code)) return;
    if (field) {
        text_puts(&to->problems, ",\"field\":");
        text_json(&to->problems, field);
    }
    if (message) {
        text_puts(&to->problems, ",\"message\":");
        text_json(&to->problems, message);
    }
    text_puts(&to->problems, "}");
}

void answer_problem_fields(answer *to, int code, const char *const *fields, size_t count)
{
    if (!open_problem(to, code)) return;
    text_puts(&to->problems, ",\"fields\":[");
    for (size_t i = 0; i < count; i++) {
        if (i) text_puts(&to->problems, ",");
        text_json(&to->problems, fields[i]);
    }
    text_puts(&to->problems, "]}");
}

void answer_failure(answer *to, int http)
{
    if (http) to->http = http;
    text_clear(&to->body);
    text_puts(&to->body, "{\"response_status\":");
    if (to->list) text_puts(&to->body, "[");
    text_printf(&to->body, "{\"status_code\":%d,\"messages\":[%s],\"status\":\"failed\"}", CODE_GENERIC,
                text_get(&to->problems));
    if (to->list) text_puts(&to->body, "]");
    text_puts(&to->body, "}");
}

void answer_entity(answer *to, const char *key, const char *document)
{
    to->http = 200;
    text_puts(&to->body, "{");
    if (key) {
        text_json(&to->body, key);
        text_puts(&to->body, ":");
        text_puts(&to->body, document);
        text_puts(&to->body, ",");
    }
    text_puts(&to->body, "\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}");
}

void answer_html(answer *to, int http)
{
    to->http = http;
    to->content_type = "text/html;charset=UTF-8";
    text_clear(&to->body);
    text_printf(&to->body,
                "<!DOCTYPE html>\n<html><head><title>%d</title></head><body><h1>HTTP "
                "Status %d</h1>"
                "<p>The page cannot be shown.</p></body></html>\n",
                http, http);
}

/* In printed JSON a quote inside a string is escaped, so these six bytes can only be a member's name and the
   start of its value. */
void answer_bare_ids(answer *to)
{
    static const char mark[] = "\"id\":\"";
    const char *from = text_get(&to->body);
    text bare = {0};
    for (;;) {
        const char *found = strstr(from, mark);
        if (!found) break;
        const char *digits = found + sizeof(mark) - 1;
        size_t count = strspn(digits, "0123456789");
        bool number = count > 0 && digits[count] == '"' && (digits[0] != '0' || count == 1);
        text_add(&bare, from, (size_t)(digits - from) - (number ? 1 : 0));
        text_add(&bare, digits, count);
        from = digits + count + (number ? 1 : 0);
    }
    text_puts(&bare, from);
    text_free(&to->body);
    to->body = bare;
}

/* Whether a member of an answer of the accounts server is known to hold no token. */
static bool is_harmless(const char *name)
{
    static const char *const names[] = {"api_domain", "token_type",        "expires_in", "expires_in_sec",
                                        "error",      "error_description", "status"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(names[i], name) == 0) return true;
    }
    return false;
}

char *answer_without_tokens(const answer *from)
{
    const char *printed = text_get(&from->body);
    if (!strstr(printed, "token")) return strdup(printed);
    sdp_json *parsed = json_parse(printed);
    sdp_json *shown = NULL;
    bool good = sdp_json_kind(parsed) == SDP_JSON_OBJECT && sdp_json_new(SDP_JSON_OBJECT, &shown) == SDP_OK;
    for (const sdp_json *at = sdp_json_first(parsed); at && good; at = sdp_json_next(at)) {
        const char *name = sdp_json_name(at);
        good = is_harmless(name) ? json_put_copy(shown, name, at) : json_put_text(shown, name, "(left out)");
    }
    sdp_json_free(parsed);
    if (good) return json_print(shown);
    sdp_json_free(shown);
    return NULL;
}

void answer_free(answer *to)
{
    text_free(&to->body);
    text_free(&to->problems);
    text_free(&to->headers);
}
