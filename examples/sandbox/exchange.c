#include "exchange.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "parts.h"

#define MOST_INLINE (2u * 1024 * 1024) /* what is longer stands in a form that does not grow when it is printed */
#define BASE64 ",\"answer_base64\":\""

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool exchange_is_login(const char *path)
{
    return strstr(path, "/oauth/") != NULL;
}

static void write_base64(text *to, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i += 3) {
        uint32_t bits = 0;
        size_t count = size - i < 3 ? size - i : 3;
        for (size_t j = 0; j < 3; j++) bits = bits << 8 | (j < count ? (unsigned char)bytes[i + j] : 0);
        char group[4];
        for (size_t j = 0; j < 4; j++) group[j] = j <= count ? letters[bits >> (18 - 6 * j) & 63] : '=';
        text_add(to, group, 4);
    }
}

/* Decodes up to the quote at the end. Returns where it stands; NULL where anything else comes first. */
static const char *read_base64(const char *at, text *to)
{
    uint32_t bits = 0;
    int count = 0;
    for (; *at && strchr(letters, *at); at++) {
        bits = bits << 6 | (uint32_t)(strchr(letters, *at) - letters);
        count += 6;
        if (count >= 8) {
            char byte = (char)(bits >> (count - 8) & 255);
            text_add(to, &byte, 1);
            count -= 8;
        }
    }
    at += strspn(at, "=");
    return *at == '"' ? at : NULL;
}

/* Whether bytes can stand in a JSON string and come out of it as they were: text_json() shows others as U+FFFD. */
static bool is_text(const text *from)
{
    text printed = {0};
    bool whole = strlen(text_get(from)) == from->size;
    if (whole) text_json(&printed, text_get(from));
    bool good = whole && !printed.failed && !strstr(text_get(&printed), "\\ufffd");
    text_free(&printed);
    return good;
}

static sdp_json *parse(const text *from)
{
    sdp_json *parsed = NULL;
    return sdp_json_parse(text_get(from), from->size, NULL, &parsed) == SDP_OK ? parsed : NULL;
}

static void write_checksum(const char *name, const char *bytes, size_t size, text *to)
{
    text_printf(to, ",\"%s\":\"%zu bytes, %016" PRIx64 "\"", name, size, parts_checksum(bytes, size));
}

/* What stands in a value that is JSON, or in any other text. */
static void write_value(const char *name, const text *from, const secrets *without, text *to)
{
    sdp_json *parsed = from->size <= MOST_INLINE ? parse(from) : NULL;
    if (parsed) {
        text_printf(to, ",\"%s\":", name);
        secrets_add_json(to, without, parsed);
    } else if (from->size <= MOST_INLINE && is_text(from)) {
        text_printf(to, ",\"%s\":", name);
        secrets_add_string(to, without, text_get(from));
    } else {
        write_checksum(name, text_get(from), from->size, to);
    }
    sdp_json_free(parsed);
}

/* Takes a form or a query apart: its input_data is written as a member, unless there was one; its other fields go into
   `rest` as pairs. */
static void read_fields(const char *form, bool *has_input, const secrets *without, text *to, text *rest)
{
    for (const char *at = form; *at; at += *at == '&') {
        size_t length = strcspn(at, "&");
        const char *sign = memchr(at, '=', length);
        size_t name_length = sign ? (size_t)(sign - at) : length;
        char *name = request_decode(at, name_length, true, NULL);
        text value = {0};
        if (sign) value.data = request_decode(sign + 1, length - name_length - 1, true, &value.size);
        if (name && strcmp(name, "input_data") == 0 && !*has_input) {
            *has_input = true;
            write_value("input_data", &value, without, to);
        } else if (name && length) {
            text_puts(rest, rest->size ? ",[" : "[");
            secrets_add_string(rest, without, name);
            text_puts(rest, ",");
            secrets_add_field(rest, without, name, text_get(&value));
            text_puts(rest, "]");
        }
        free(value.data);
        free(name);
        at += length;
    }
}

static void write_path(const request *from, const text *fields, const secrets *without, text *to)
{
    text clean = {0};
    secrets_add_text(&clean, without, from->path);
    text_puts(to, ",\"path\":");
    text_json(to, text_get(&clean));
    text_free(&clean);
    if (fields->size) text_printf(to, ",\"query\":[%s]", text_get(fields));
}

void exchange_write_request(const request *from, const secrets *without, text *to)
{
    bool has_input = false;
    text query = {0};
    text form = {0};
    text input = {0};
    if (from->query) read_fields(from->query, &has_input, without, &input, &query);
    text_puts(to, "\"method\":");
    text_json(to, from->method);
    write_path(from, &query, without, to);
    if (from->body.size > MOST_INLINE && !request_is_multipart(from)) {
        write_checksum("body", text_get(&from->body), from->body.size, to);
    } else if (request_is_form(from)) {
        read_fields(text_get(&from->body), &has_input, without, &input, &form);
        if (form.size) text_printf(to, ",\"form\":[%s]", text_get(&form));
    } else if (request_is_multipart(from)) {
        parts_write(from, without, to);
    } else if (from->body.size) {
        write_value("body", &from->body, without, to);
    }
    text_puts(to, text_get(&input));
    if (query.failed || form.failed || input.failed) to->failed = true;
    text_free(&query);
    text_free(&form);
    text_free(&input);
}

static void write_body(const text *body, const secrets *without, text *to)
{
    sdp_json *parsed = parse(body);
    bool has_words = !parsed && strlen(text_get(body)) == body->size;
    text clean = {0};
    if (parsed) secrets_add_json(&clean, without, parsed);
    if (has_words) secrets_add_text(&clean, without, text_get(body));
    const text *shown = parsed || has_words ? &clean : body;
    if (!shown->size) {
        /* There is none. */
    } else if (shown->size <= MOST_INLINE && parsed) {
        text_puts(to, ",\"answer\":");
        text_add(to, text_get(shown), shown->size);
    } else if (shown->size <= MOST_INLINE && is_text(shown)) {
        text_puts(to, ",\"answer_text\":");
        text_json(to, text_get(shown));
    } else {
        text_puts(to, BASE64);
        write_base64(to, text_get(shown), shown->size);
        text_puts(to, "\"");
    }
    sdp_json_free(parsed);
    if (clean.failed) to->failed = true;
    text_free(&clean);
}

void exchange_write_answer(const request *to_what, const answer *from, double elapsed_ms, const secrets *without,
                           text *to)
{
    text_printf(to, ",\"status\":%d,\"elapsed_ms\":%.3f", from->http, elapsed_ms);
    if (exchange_is_login(to_what->path)) {
        text_puts(to, ",\"left_out\":true");
        return;
    }
    if (from->content_type) {
        text_puts(to, ",\"content_type\":");
        text_json(to, from->content_type);
    }
    if (from->retry_after[0]) {
        text_puts(to, ",\"retry_after\":");
        text_json(to, from->retry_after);
    }
    write_body(&from->body, without, to);
}

static void read_body(const sdp_json *line, text *body)
{
    const sdp_json *parsed = sdp_json_member(line, "answer");
    char *printed = NULL;
    if (parsed && sdp_json_print(parsed, 0, &printed) == SDP_OK) text_puts(body, printed);
    sdp_text_free(printed);
    const char *words = sdp_json_text(sdp_json_member(line, "answer_text"));
    if (!parsed && words) text_puts(body, words);
}

sdp_json *exchange_read(const char *line, text *body, text *problem)
{
    /* In printed JSON a quote inside a string is escaped, so this can only be the member. */
    const char *base64 = strstr(line, BASE64);
    text rest = {0};
    sdp_json *parsed = NULL;
    text_add(&rest, line, base64 ? (size_t)(base64 - line) : strlen(line));
    const char *end = base64 ? read_base64(base64 + sizeof(BASE64) - 1, body) : NULL;
    if (base64) text_puts(&rest, end ? end + 1 : "");
    if (!rest.failed) parsed = parse(&rest);
    text_free(&rest);
    const char *status = json_text_at(parsed, "status");
    bool good = json_text_at(parsed, "method") && json_text_at(parsed, "path") && status &&
                strspn(status, "0123456789") == 3 && strlen(status) == 3 && status[0] >= '2' && status[0] <= '5';
    if (good) {
        if (!base64) read_body(parsed, body);
        return parsed;
    }
    text_puts(problem, parsed ? "a line has no method, path or status" : "a line is not JSON");
    sdp_json_free(parsed);
    return NULL;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(sdp_json_name(*(const sdp_json *const *)left), sdp_json_name(*(const sdp_json *const *)right));
}

static void write_sorted(const sdp_json *value, text *to)
{
    static const secrets none = {0};
    int32_t kind = sdp_json_kind(value);
    size_t count = kind == SDP_JSON_ARRAY || kind == SDP_JSON_OBJECT ? sdp_json_count(value) : 0;
    const sdp_json **members = count ? calloc(count, sizeof(const sdp_json *)) : NULL;
    if (!count) {
        secrets_add_json(to, &none, value);
        return;
    }
    if (!members) {
        to->failed = true;
        return;
    }
    size_t filled = 0;
    for (const sdp_json *at = sdp_json_first(value); at && filled < count; at = sdp_json_next(at))
        members[filled++] = at;
    if (kind == SDP_JSON_OBJECT) qsort(members, filled, sizeof(*members), by_name);
    text_puts(to, kind == SDP_JSON_OBJECT ? "{" : "[");
    for (size_t i = 0; i < filled; i++) {
        if (i) text_puts(to, ",");
        if (kind == SDP_JSON_OBJECT) text_json(to, sdp_json_name(members[i]));
        if (kind == SDP_JSON_OBJECT) text_puts(to, ":");
        write_sorted(members[i], to);
    }
    text_puts(to, kind == SDP_JSON_OBJECT ? "}" : "]");
    free(members);
}

void exchange_write_key(const sdp_json *asked, text *to)
{
    static const char *const members[] = {"query", "input_data", "form", "parts", "body"};
    text_printf(to, "%s %s", json_text_at(asked, "method"), json_text_at(asked, "path"));
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        const sdp_json *value = sdp_json_member(asked, members[i]);
        if (!value) continue;
        text_printf(to, " %s ", members[i]);
        write_sorted(value, to);
    }
}
