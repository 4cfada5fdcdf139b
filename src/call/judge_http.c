#include "call/judge_http.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "model/decode.h"

int sdpi_is_success_http(int32_t http_status)
{
    return http_status >= 200 && http_status <= 299;
}

void sdpi_decide(sdpi_judging *j, int32_t outcome, sdp_status status, const char *what)
{
    j->verdict->outcome = outcome;
    j->call_status = status;
    j->what = what;
}

/* Sibling products signal a throttle by words inside HTTP 400. */
int sdpi_says_throttled(const sdpi_answer *answer)
{
    static const char *const words[] = {"throttles_limit_exceeded", "maximum access limit", "too many requests",
                                        "url_rolling_throttles"};
    if (answer->http_status < 400 || answer->http_status > 499) return 0;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (sdpi_contains_word(answer->body, answer->body_size, words[i])) return 1;
    }
    return 0;
}

const char *sdpi_login_words(const sdpi_judging *j)
{
    return j->answer->has_login ? "the login was not accepted"
                                : "no login was given: make the client with an access token, a key or OAuth";
}

void sdpi_judge_http(sdpi_judging *j)
{
    int32_t http = j->answer->http_status;
    if (http < 200 || http > 599) {
        sdpi_decide(j, SDPI_UNKNOWN, SDP_E_ANSWER, "no HTTP status that tells anything");
    } else if (http == 429) {
        sdpi_decide(j, SDPI_REFUSED, SDP_E_QUOTA, "too many requests");
    } else if (http == 401) {
        sdpi_decide(j, SDPI_REFUSED, SDP_E_LOGIN, sdpi_login_words(j));
    } else if (http == 407) {
        sdpi_decide(j, SDPI_REFUSED, SDP_E_LOGIN, "a proxy before the service wants a login of its own");
        j->error->advice = SDPI_PROXY_LOGIN_ADVICE;
    } else if (http == 403) {
        sdpi_decide(j, SDPI_ANSWERED, SDP_E_FORBIDDEN, "the login may not do this");
    } else if (http == 404 || http == 410) {
        sdpi_decide(j, SDPI_ANSWERED, SDP_E_NOT_FOUND, "not found");
    } else if (http >= 300 && http <= 399) {
        sdpi_decide(j, SDPI_ANSWERED, SDP_E_REDIRECT, "the server redirects, which is never followed");
        /* 303 means: it is done, look there. */
        j->error->maybe_done = http == 303 && j->answer->operation->access == SDP_ACCESS_WRITE;
    } else if (http >= 500) {
        sdpi_decide(j, SDPI_UNKNOWN, SDP_E_SERVER, "the server failed");
    } else {
        sdpi_decide(j, SDPI_ANSWERED, SDP_E_REFUSED, "the service refused the request");
    }
}

/* The beginning of an answer that cannot be read, for the message: one line of printable characters. */
static void quote_body(const sdpi_answer *answer, char *quote, size_t capacity)
{
    size_t size = 0;
    for (size_t i = 0; i < answer->body_size && size + 1 < capacity && i < SDPI_MAX_BODY_HEAD; i++) {
        unsigned char byte = (unsigned char)answer->body[i];
        if (byte <= ' ' || byte >= 0x7F) byte = ' ';
        if (byte == ' ' && size > 0 && quote[size - 1] == ' ') continue;
        quote[size++] = (char)byte;
    }
    quote[size] = '\0';
}

/* How much of a URL may be shown: not its query, which may repeat the request or hold a key, and nothing of one with a
   login in it. */
static int shown_size(const char *url)
{
    size_t size = strcspn(url, "?#");
    return memchr(url, '@', size) == NULL ? (int)size : 0;
}

sdp_status sdpi_say_unreadable(sdpi_judging *j, const char *why)
{
    char quote[SDPI_MAX_BODY_HEAD + 1];
    quote_body(j->answer, quote, sizeof quote);
    const char *type = j->answer->content_type;
    const char *location = j->answer->location != NULL ? j->answer->location : "";
    return sdpi_error_set(j->error, j->call_status, NULL, "%s: HTTP %d%s%s%s%s%s%.*s%s%s%s", j->what,
                          (int)j->answer->http_status, type != NULL ? ", " : "", type != NULL ? type : "",
                          *why != '\0' ? ", " : "", why, *location != '\0' ? ", to " : "", shown_size(location),
                          location, *quote != '\0' ? "; it begins: '" : "", quote, *quote != '\0' ? "'" : "");
}

/* What nginx answers in HTML where it refuses a connection that other servers break off. */
static const char *refused_connection(const sdpi_answer *answer)
{
    static const struct {
        const char *heard;
        const char *words;
    } pages[] = {
        {"no required ssl certificate was sent",
         "the server asks for a client certificate; set client_cert and client_key"},
        {"the ssl certificate error",
         "the server does not accept the client certificate; check client_cert and client_key"},
        {"plain http request was sent to https port", "this port speaks TLS; begin the base URL with https"},
    };
    for (size_t i = 0; answer->http_status == 400 && i < sizeof pages / sizeof pages[0]; i++) {
        if (sdpi_contains_word(answer->body, answer->body_size, pages[i].heard)) return pages[i].words;
    }
    return NULL;
}

sdp_status sdpi_judge_unreadable(sdpi_judging *j, const char *why)
{
    if (sdpi_is_success_http(j->answer->http_status)) {
        sdpi_decide(j, SDPI_UNKNOWN, SDP_E_ANSWER, "the answer is not one of the service");
    } else if (sdpi_says_throttled(j->answer)) {
        sdpi_decide(j, SDPI_REFUSED, SDP_E_QUOTA, "too many requests");
    } else {
        sdpi_judge_http(j);
        const char *words = refused_connection(j->answer);
        if (words != NULL) j->what = words;
    }
    return sdpi_say_unreadable(j, why);
}

void sdpi_mark_done(sdpi_judging *j)
{
    j->verdict->outcome = SDPI_ANSWERED;
    j->error->maybe_done = j->answer->operation->access == SDP_ACCESS_WRITE;
}

static int has_words(const sdp_message *message)
{
    return message->message != NULL && *message->message != '\0';
}

static int has_field(const sdp_message *message)
{
    return message->field_count > 0;
}

static int is_any(const sdp_message *message)
{
    return message != NULL;
}

static int is_specific(int32_t code)
{
    return code != 0 && code != SDP_API_FAILURE;
}

/* The first message of that code which has what is wanted; 0: of none of its own. */
static const sdp_message *find_message(const sdp_error *error, int32_t code, int (*has)(const sdp_message *))
{
    for (size_t i = 0; i < error->message_count; i++) {
        const sdp_message *message = &error->messages[i];
        const int32_t own = is_specific(message->status_code) ? message->status_code : 0;
        if (own == code && has(message)) return message;
    }
    return NULL;
}

/* Code, words and field of an error are of one matter: of the messages that its code is from. Where these have no
   words, those of a message without a code of its own say more; those of another code never do. */
static void find_matter(const sdp_error *error, const char **words, const char **field)
{
    const int is_of_some = is_specific(error->api_code) && find_message(error, error->api_code, is_any) != NULL;
    const int32_t code = is_of_some ? error->api_code : 0;
    const sdp_message *worded = find_message(error, code, has_words);
    const sdp_message *fielded = find_message(error, code, has_field);
    if (code == 0 && worded != NULL) fielded = has_field(worded) ? worded : NULL;
    if (worded == NULL) worded = find_message(error, 0, has_words);
    *words = worded != NULL ? worded->message : "";
    *field = fielded != NULL ? fielded->fields[0] : NULL;
}

sdp_status sdpi_say_failure(sdpi_judging *j)
{
    const char *words;
    const char *field;
    char code[32] = "";
    find_matter(j->error, &words, &field);
    if (j->error->api_code != 0) snprintf(code, sizeof code, ", code %d", (int)j->error->api_code);
    return sdpi_error_set(j->error, j->call_status, field, "%s%s%s%s%s%s (HTTP %d%s)", j->what,
                          *words != '\0' ? ": " : "", words, field != NULL ? "; field '" : "",
                          field != NULL ? field : "", field != NULL ? "'" : "", (int)j->answer->http_status, code);
}

sdp_status sdpi_decode_rows(sdpi_judging *j, sdpi_document *document, const sdp_json *first, size_t count,
                            int32_t index_path, int32_t flags)
{
    const sdp_json *row = first;
    if (count == 0) return SDP_OK;
    j->result->rows = sdpi_arena_take(&document->arena, count * sizeof *j->result->rows);
    if (j->result->rows == NULL) return sdpi_error_no_memory(j->error);
    for (size_t i = 0; i < count; i++, row = sdp_json_next(row)) {
        void *entity;
        sdp_status status = sdpi_decode(document, j->answer->operation->output_type, row, flags, 0, j->error, &entity);
        if (status != SDP_OK) {
            if (index_path) sdpi_error_prefix_index(j->error, i);
            return status;
        }
        j->result->rows[j->result->row_count++] = entity;
    }
    return SDP_OK;
}

static sdp_status judge_body(sdpi_judging *j, sdpi_judge_fn judge_object)
{
    const sdpi_answer *answer = j->answer;
    sdpi_json_problem problem = {0, ""};
    char why[128];
    sdp_status status =
        sdpi_json_read(answer->body, answer->body_size, SDPI_JSON_ANSWER, answer->scratch, &problem, &j->envelope);
    if (status == SDP_E_NO_MEMORY) {
        j->verdict->outcome = SDPI_UNKNOWN;
        j->verdict->hopeless = 1;
        return sdpi_error_no_memory(j->error);
    }
    if (status == SDP_OK && sdp_json_kind(j->envelope) == SDP_JSON_OBJECT) return judge_object(j);
    if (status == SDP_OK) return sdpi_judge_unreadable(j, "not a JSON object");
    snprintf(why, sizeof why, "at byte %zu %s", problem.offset, problem.what);
    return sdpi_judge_unreadable(j, why);
}

sdp_status sdpi_judge_answer(const sdpi_answer *answer, sdpi_judge_fn judge_object, sdpi_judge_fn judge_empty,
                             sdpi_verdict *verdict, sdpi_result *result, sdp_error *error)
{
    sdpi_judging j = {.answer = answer, .verdict = verdict, .result = result, .error = error};
    *verdict = (sdpi_verdict){0};
    *result = (sdpi_result){0};
    error->http_status = answer->http_status;
    sdp_status status = answer->body_size == 0 ? judge_empty(&j) : judge_body(&j, judge_object);
    sdp_json_free(j.envelope);
    return status;
}
