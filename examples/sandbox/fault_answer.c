#include "fault_answer.h"

#include <stdlib.h>
#include <string.h>

#include "accounts.h"
#include "json.h"
#include "neucrm.h"

#define WORDS "a fault of the sandbox"

typedef enum dialect { V3, NEUCRM, ACCOUNTS } dialect;

static dialect dialect_of(const request *from, const char *below)
{
    if (strcmp(below, ACCOUNTS_PATH) == 0) return ACCOUNTS;
    return neucrm_knows(from->path) ? NEUCRM : V3;
}

static const char *words_of(int code)
{
    return code == CODE_FORBIDDEN ? "UNAUTHORISED" : WORDS;
}

/* A failure in words. */
static void write_words(dialect of, const char *words, int http, answer *out)
{
    if (of == ACCOUNTS) {
        accounts_fail(out, words);
    } else if (of == NEUCRM) {
        out->content_type = "application/json";
        neucrm_fail(out, words, NULL);
    } else {
        answer_problem(out, 0, NULL, words);
        answer_failure(out, 400);
    }
    if (http) out->http = http;
}

/* The body of a failure that goes with an HTTP status; a success has an empty one. */
static void write_status(dialect of, int http, answer *out)
{
    out->http = http;
    if (http < 400) return;
    if (of == ACCOUNTS && (http == 400 || http == 429)) {
        accounts_throttle(out);
        out->http = http;
    } else if (of != V3) {
        write_words(of, of == ACCOUNTS ? "general_error" : WORDS, http, out);
    } else {
        int code = answer_code_of(http);
        answer_problem(out, code, NULL, http == 401 ? words_of(CODE_FORBIDDEN) : WORDS);
        answer_failure(out, http);
    }
}

/* The member that a code is about, as a part of the message. */
static const char *about(int code)
{
    switch (code) {
    case CODE_NO_SUCH_REFERENCE:
    case CODE_NOT_UNIQUE:
    case CODE_NOT_EDITABLE:
    case CODE_READ_ONLY:
    case CODE_TYPE_MISMATCH:
        return ",\"field\":\"name\"";
    case CODE_MANDATORY:
        return ",\"fields\":[\"name\"]";
    default:
        return "";
    }
}

static void write_message(const fault *with, answer *out)
{
    bool has_code = with->shape != SHAPE_TOP && with->shape != SHAPE_NOCODE;
    text_puts(&out->body, "\"messages\":[");
    if (with->shape != SHAPE_EMPTY) {
        text_puts(&out->body, "{");
        if (has_code) text_printf(&out->body, "\"status_code\":%d,", with->code);
        text_printf(&out->body, "\"type\":\"failed\"%s", about(with->code));
        if (with->shape != SHAPE_NOMESSAGE) text_printf(&out->body, ",\"message\":\"%s\"", words_of(with->code));
        text_puts(&out->body, "}");
    }
    text_puts(&out->body, "],");
}

static void write_code(const fault *with, answer *out)
{
    bool array = with->shape == SHAPE_ARRAY || with->shape == SHAPE_MIXED;
    bool at_top = with->shape == SHAPE_TOP || with->shape == SHAPE_EMPTY || with->shape == SHAPE_MISSING;
    out->http = with->status ? with->status : answer_http_of(with->code);
    text_puts(&out->body, array ? "{\"response_status\":[" : "{\"response_status\":");
    if (with->shape == SHAPE_MIXED) text_puts(&out->body, "{\"status_code\":2000,\"status\":\"success\"},");
    text_puts(&out->body, "{");
    if (with->shape != SHAPE_NOCODE && with->shape != SHAPE_BARE) {
        text_printf(&out->body, "\"status_code\":%d,", at_top ? with->code : CODE_GENERIC);
    }
    if (with->shape != SHAPE_MISSING && with->shape != SHAPE_BARE) write_message(with, out);
    text_puts(&out->body, array ? "\"status\":\"failed\"}]}" : "\"status\":\"failed\"}}");
}

static void write_throttle(dialect of, const fault *with, answer *out)
{
    static const char *const words[] = {
        [THROTTLE_LIMIT] = "URL_ROLLING_THROTTLES_LIMIT_EXCEEDED",
        [THROTTLE_ACCESS] = "You have reached the maximum access limit.",
        [THROTTLE_REQUESTS] = "Too many requests.",
    };
    const char *says = words[with->throttle];
    if (of == ACCOUNTS) {
        accounts_throttle(out);
    } else if (of == V3 && with->throttle == THROTTLE_LIMIT) {
        /* Sibling products answer so, outside of the shapes of this API. */
        out->http = 400;
        text_printf(&out->body, "{\"error_code\":\"%s\",\"message\":\"" WORDS "\"}", says);
    } else {
        write_words(of, says, 0, out);
    }
    if (with->status) out->http = with->status;
}

static void write_expired(sandbox *in, dialect of, const request *from, answer *out)
{
    const char *token = login_token(from);
    if (of == ACCOUNTS) {
        accounts_fail(out, "invalid_code");
    } else if (of == NEUCRM) {
        write_words(of, "Invalid userid or api_key", 0, out);
    } else {
        if (token) tokens_expire(in->store, token);
        login_refuse(in->login.kind == LOGIN_KEY ? LOGIN_WRONG_KEY : LOGIN_DEAD, out);
    }
}

bool fault_answer_instead(sandbox *in, const request *from, const char *below, const fault *with, answer *out)
{
    dialect of = dialect_of(from, below);
    switch (with->action) {
    case FAULT_STATUS:
        write_status(of, with->status, out);
        return true;
    case FAULT_CODE:
        if (of == V3) {
            write_code(with, out);
        } else if (with->code == CODE_RATE_LIMIT) {
            write_throttle(of, with, out);
        } else {
            write_words(of, of == ACCOUNTS ? "general_error" : WORDS, with->status, out);
        }
        return true;
    case FAULT_THROTTLE:
        write_throttle(of, with, out);
        return true;
    case FAULT_ERROR:
        write_words(of, with->word, with->status, out);
        return true;
    case FAULT_HTML:
        answer_html(out, with->status);
        return true;
    case FAULT_BODY:
        out->http = with->status ? with->status : 200;
        text_puts(&out->body, with->word);
        return true;
    case FAULT_REDIRECT:
        answer_html(out, with->status ? with->status : 302);
        return true;
    case FAULT_EXPIRE:
        write_expired(in, of, from, out);
        return true;
    default:
        return false;
    }
}

/* Whether a member is the entity, and not what stands beside it. */
static bool is_entity(const char *name)
{
    return strcmp(name, "response_status") != 0 && strcmp(name, "list_info") != 0 && strcmp(name, "error") != 0;
}

/* Gives the first entity of an answer another key. */
static void rename_entity(const char *key, answer *out)
{
    text renamed = {0};
    sdp_json *whole = json_parse(text_get(&out->body));
    for (const sdp_json *member = sdp_json_first(whole); member; member = sdp_json_next(member)) {
        const char *name = sdp_json_name(member);
        char *printed = NULL;
        text_puts(&renamed, renamed.size ? "," : "{");
        bool rename = key && is_entity(name);
        text_json(&renamed, rename ? key : name);
        if (rename) key = NULL;
        text_puts(&renamed, ":");
        text_puts(&renamed, sdp_json_print(member, 0, &printed) == SDP_OK ? printed : "null");
        sdp_text_free(printed);
    }
    text_puts(&renamed, renamed.size ? "}" : text_get(&out->body));
    sdp_json_free(whole);
    text_free(&out->body);
    out->body = renamed;
}

static void put_before(const char *bytes, answer *out)
{
    text whole = {0};
    text_puts(&whole, bytes);
    text_add(&whole, text_get(&out->body), out->body.size);
    text_free(&out->body);
    out->body = whole;
}

void fault_answer_spoil(const fault *with, answer *out)
{
    /* The head of a gzip stream, and then no stream. */
    static const char garbage[] = "\x1f\x8b\x08\x01\x02\x03\x04\x05\x06\x07 this is no stream";
    if (with->action == FAULT_EMPTY) {
        text_clear(&out->body);
        out->file_content = 0;
        if (with->status) out->http = with->status;
    } else if (with->action == FAULT_GZIP) {
        text_clear(&out->body);
        text_add(&out->body, garbage, sizeof(garbage) - 1);
        out->file_content = 0;
    } else if (with->action == FAULT_BOM && !out->file_content) {
        put_before("\xEF\xBB\xBF", out);
    } else if (with->action == FAULT_ENVELOPE && !out->file_content) {
        rename_entity(with->word, out);
    }
}
