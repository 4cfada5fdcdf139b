/*
 * The dialect of ServiceDesk Plus MSP v3. Success and failure are told by two layers, HTTP and response_status, which
 * do not always agree; both must say success.
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/status.h"
#include "base/text.h"
#include "call/dialect.h"
#include "call/v3_status.h"
#include "model/decode.h"

typedef struct judging {
    const sdpi_answer *answer;
    sdpi_verdict *verdict;
    sdpi_result *result;
    sdp_error *error;
    sdp_json *envelope; /* owned until a document takes it */
    sdpi_v3_status status;
    sdp_status call_status; /* what the call returns */
    const char *what;       /* a few words for the message */
} judging;

static int is_success_http(int32_t http_status)
{
    return http_status >= 200 && http_status <= 299;
}

static void decide(judging *j, int32_t outcome, sdp_status status, const char *what)
{
    j->verdict->outcome = outcome;
    j->call_status = status;
    j->what = what;
}

/* Sibling products signal a throttle by words inside HTTP 400. */
static int says_throttled(const sdpi_answer *answer)
{
    static const char *const words[] = {"throttles_limit_exceeded", "maximum access limit", "too many requests",
                                        "url_rolling_throttles"};
    if (answer->http_status < 400 || answer->http_status > 499) return 0;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (sdpi_contains_word(answer->body, answer->body_size, words[i])) return 1;
    }
    return 0;
}

/* What the HTTP status alone says of a failure. */
static void judge_http(judging *j)
{
    int32_t http = j->answer->http_status;
    if (http == 429) {
        decide(j, SDPI_REFUSED, SDP_E_QUOTA, "too many requests");
    } else if (http == 401) {
        decide(j, SDPI_REFUSED, SDP_E_LOGIN, "the login was not accepted");
    } else if (http == 403) {
        decide(j, SDPI_ANSWERED, SDP_E_FORBIDDEN, "the login may not do this");
    } else if (http == 404 || http == 410) {
        decide(j, SDPI_ANSWERED, SDP_E_NOT_FOUND, "not found");
    } else if (http >= 300 && http <= 399) {
        decide(j, SDPI_ANSWERED, SDP_E_REDIRECT, "the server redirects, which is never followed");
    } else if (http >= 500) {
        decide(j, SDPI_UNKNOWN, SDP_E_SERVER, "the server failed");
    } else {
        decide(j, SDPI_ANSWERED, SDP_E_REFUSED, "the service refused the request");
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

static sdp_status say_unreadable(judging *j, const char *why)
{
    char quote[SDPI_MAX_BODY_HEAD + 1];
    quote_body(j->answer, quote, sizeof quote);
    const char *type = j->answer->content_type;
    const char *location = j->answer->location;
    return sdpi_error_set(j->error, j->call_status, NULL, "%s: HTTP %d%s%s%s%s%s%s%s%s%s", j->what,
                          (int)j->answer->http_status, type != NULL ? ", " : "", type != NULL ? type : "",
                          *why != '\0' ? ", " : "", why, location != NULL ? ", to " : "",
                          location != NULL ? location : "", *quote != '\0' ? "; it begins: '" : "", quote,
                          *quote != '\0' ? "'" : "");
}

/* An answer that is no JSON object: HTML of a proxy or of a dead end, plain text, or nothing at all. */
static sdp_status judge_unreadable(judging *j, const char *why)
{
    if (is_success_http(j->answer->http_status)) {
        decide(j, SDPI_UNKNOWN, SDP_E_ANSWER, "the answer is not one of the service");
    } else if (says_throttled(j->answer)) {
        decide(j, SDPI_REFUSED, SDP_E_QUOTA, "too many requests");
    } else {
        judge_http(j);
    }
    return say_unreadable(j, why);
}

static int is_quota(const judging *j)
{
    return j->answer->http_status == 429 || j->status.code == SDP_API_RATE_LIMIT || says_throttled(j->answer);
}

/* A failure that response_status explains. */
static void judge_failure(judging *j)
{
    const sdpi_api_code *code = sdpi_api_code_row(j->status.code);
    int32_t http = j->answer->http_status;
    if (is_quota(j)) {
        decide(j, SDPI_REFUSED, SDP_E_QUOTA, "too many requests");
    } else if (http == 401) {
        decide(j, SDPI_REFUSED, SDP_E_LOGIN, "the login was not accepted");
        /* These say that the login is good and lacks something that a new token would lack too. */
        j->verdict->renew_login = j->status.code != SDP_API_FORBIDDEN && j->status.code != SDP_API_NO_SUCH_URL &&
                                  j->status.code != SDP_API_LICENCE;
    } else if (j->status.successes > 0 && j->status.failures > 0) {
        decide(j, SDPI_ANSWERED, SDP_E_PARTIAL, "a part succeeded and a part failed");
        j->error->maybe_done = 1;
    } else if (http >= 500 && j->status.code == 0) {
        decide(j, SDPI_UNKNOWN, SDP_E_SERVER, "the server failed");
    } else if (code != NULL) {
        decide(j, SDPI_ANSWERED, code->status, code->text);
    } else {
        judge_http(j);
        if (j->verdict->outcome == SDPI_UNKNOWN) decide(j, SDPI_ANSWERED, SDP_E_REFUSED, "the service refused");
    }
}

/* The message with the most to say: the first that has words, else the first. */
static const sdp_message *telling_message(const sdp_error *error)
{
    for (size_t i = 0; i < error->message_count; i++) {
        if (error->messages[i].message != NULL && *error->messages[i].message != '\0') return &error->messages[i];
    }
    return error->message_count > 0 ? &error->messages[0] : NULL;
}

static sdp_status say_failure(judging *j)
{
    const sdp_message *message = telling_message(j->error);
    const char *words = message != NULL && message->message != NULL ? message->message : "";
    const char *field = message != NULL && message->field_count > 0 ? message->fields[0] : NULL;
    char code[32] = "";
    if (j->status.code != 0) snprintf(code, sizeof code, ", code %d", (int)j->status.code);
    return sdpi_error_set(j->error, j->call_status, field, "%s%s%s%s%s%s (HTTP %d%s)", j->what,
                          *words != '\0' ? ": " : "", words, field != NULL ? "; field '" : "",
                          field != NULL ? field : "", field != NULL ? "'" : "", (int)j->answer->http_status, code);
}

/* The entity of the answer: under one of the names of the row, or under whatever name stands beside the status. */
static const sdp_json *find_entity(const judging *j)
{
    const sdp_json *other = NULL;
    for (const sdp_json *m = sdp_json_first(j->envelope); m != NULL; m = sdp_json_next(m)) {
        const char *name = sdp_json_name(m);
        if (sdpi_has_word(j->answer->operation->output_keys, name)) return m;
        if (strcmp(name, "response_status") == 0 || strcmp(name, "list_info") == 0) continue;
        int32_t kind = sdp_json_kind(m);
        if (kind == SDP_JSON_OBJECT || kind == SDP_JSON_ARRAY) other = m;
    }
    return other;
}

static int64_t info_number(const sdp_json *info, const char *name)
{
    int64_t number;
    const char *text = sdp_json_text(sdp_json_member(info, name));
    return text != NULL && sdpi_read_int(text, &number) ? number : -1;
}

static void read_list_info(const sdp_json *envelope, sdpi_list_info *info)
{
    const sdp_json *json = sdp_json_member(envelope, "list_info");
    const sdp_json *more = sdp_json_member(json, "has_more_rows");
    const char *text = sdp_json_text(more);
    info->has_list_info = sdp_json_kind(json) == SDP_JSON_OBJECT;
    info->start_index = info_number(json, "start_index");
    info->total_count = info_number(json, "total_count");
    info->has_more_rows = -1;
    if (sdp_json_kind(more) == SDP_JSON_TRUE || (text != NULL && sdpi_same_word(text, "true"))) info->has_more_rows = 1;
    if (sdp_json_kind(more) == SDP_JSON_FALSE || (text != NULL && sdpi_same_word(text, "false")))
        info->has_more_rows = 0;
}

static sdp_status decode_rows(judging *j, sdpi_document *document, const sdp_json *found, int32_t flags)
{
    const int many = sdp_json_kind(found) == SDP_JSON_ARRAY;
    const sdp_json *row = many ? sdp_json_first(found) : found;
    size_t count = many ? sdp_json_count(found) : found != NULL;
    j->result->document = document;
    read_list_info(j->envelope, &j->result->info);
    if (count == 0) return SDP_OK;
    j->result->rows = sdpi_arena_take(&document->arena, count * sizeof *j->result->rows);
    if (j->result->rows == NULL) return sdpi_error_no_memory(j->error);
    for (size_t i = 0; i < count; i++, row = sdp_json_next(row)) {
        void *entity;
        sdp_status status = sdpi_decode(document, j->answer->operation->output_type, row, flags, 0, j->error, &entity);
        if (status != SDP_OK) {
            if (many) sdpi_error_prefix_index(j->error, i);
            return status;
        }
        j->result->rows[j->result->row_count++] = entity;
    }
    return SDP_OK;
}

static sdp_status decode_one(judging *j, sdpi_document *document, const sdp_json *found, int32_t flags)
{
    static const char *const empty = "{}";
    /* One thing may come in a list of one. */
    if (sdp_json_kind(found) == SDP_JSON_ARRAY && sdp_json_count(found) == 1) found = sdp_json_first(found);
    if (found == NULL && document->json == NULL) {
        /* The service said success and nothing else: the entity is there, with every member absent. */
        sdp_status status = sdp_json_parse(empty, strlen(empty), NULL, &document->json);
        if (status != SDP_OK) return sdpi_error_no_memory(j->error);
        found = document->json;
    }
    return sdpi_decode(document, j->answer->operation->output_type, found, flags, 1, j->error, &j->result->entity);
}

/* What the service did is done, whatever can be read of its answer. */
static void mark_done(judging *j)
{
    j->verdict->outcome = SDPI_ANSWERED;
    j->error->maybe_done = j->answer->operation->access == SDP_ACCESS_WRITE;
}

static sdp_status take_entity(judging *j)
{
    const sdp_operation *operation = j->answer->operation;
    const sdp_json *found = find_entity(j);
    if (found == NULL && !operation->output_is_list) {
        if (operation->access == SDP_ACCESS_READ) {
            decide(j, SDPI_UNKNOWN, SDP_E_ANSWER, "the answer has no entity");
            return say_unreadable(j, "");
        }
        sdp_json_free(j->envelope);
        j->envelope = NULL;
    }
    sdpi_document *document = sdpi_document_new(j->answer->allocator, j->envelope);
    if (document == NULL) {
        j->envelope = NULL;
        mark_done(j);
        return sdpi_error_no_memory(j->error);
    }
    int32_t flags = j->answer->keep_misfits ? SDPI_DECODE_KEEP_MISFITS : 0;
    if (operation->output_is_whole && found != NULL) found = j->envelope;
    sdp_status status =
        operation->output_is_list ? decode_rows(j, document, found, flags) : decode_one(j, document, found, flags);
    j->envelope = NULL; /* the document has it, and the result or nobody has the document */
    if (status == SDP_OK) return SDP_OK;
    if (found != NULL && sdp_json_name(found) != NULL) sdpi_error_prefix(j->error, sdp_json_name(found));
    sdpi_error_name_path(j->error);
    mark_done(j);
    if (j->result->document == NULL) sdpi_document_free(document);
    sdpi_result_free(j->result);
    return status;
}

static sdp_status judge_success(judging *j)
{
    j->verdict->outcome = SDPI_ANSWERED;
    j->error->api_code = j->status.code;
    return j->answer->operation->output_type != NULL ? take_entity(j) : SDP_OK;
}

static sdp_status judge_envelope(judging *j)
{
    sdp_status status = sdpi_v3_read_status(j->envelope, j->error, &j->status);
    if (status != SDP_OK) {
        mark_done(j);
        return sdpi_error_no_memory(j->error);
    }
    int good_http = is_success_http(j->answer->http_status);
    j->error->api_code = j->status.code;
    if (!j->status.present) {
        /* Without a status, a success is one that brings what was asked for. */
        if (good_http && (j->answer->operation->output_type == NULL || find_entity(j) != NULL)) return judge_success(j);
        return judge_unreadable(j, "without response_status");
    }
    if (j->status.failures == 0 && j->status.successes > 0) {
        if (good_http) return judge_success(j);
        judge_http(j);
        return say_failure(j);
    }
    judge_failure(j);
    return say_failure(j);
}

static sdp_status judge_empty(judging *j)
{
    if (is_success_http(j->answer->http_status)) return judge_success(j);
    judge_http(j);
    j->verdict->renew_login = j->answer->http_status == 401;
    return say_unreadable(j, "with an empty body");
}

static sdp_status judge_body(judging *j)
{
    const sdpi_answer *answer = j->answer;
    sdpi_json_problem problem = {0, ""};
    char why[128];
    if (answer->body_size == 0) return judge_empty(j);
    sdp_status status =
        sdpi_json_read(answer->body, answer->body_size, SDPI_JSON_ANSWER, answer->scratch, &problem, &j->envelope);
    if (status == SDP_E_NO_MEMORY) {
        j->verdict->outcome = SDPI_UNKNOWN;
        j->verdict->hopeless = 1;
        return sdpi_error_no_memory(j->error);
    }
    if (status == SDP_OK && sdp_json_kind(j->envelope) == SDP_JSON_OBJECT) return judge_envelope(j);
    if (status == SDP_OK) return judge_unreadable(j, "not a JSON object");
    snprintf(why, sizeof why, "at byte %zu %s", problem.offset, problem.what);
    return judge_unreadable(j, why);
}

static sdp_status judge(const sdpi_answer *answer, sdpi_verdict *verdict, sdpi_result *result, sdp_error *error)
{
    judging j = {.answer = answer, .verdict = verdict, .result = result, .error = error};
    *verdict = (sdpi_verdict){0};
    *result = (sdpi_result){0};
    error->http_status = answer->http_status;
    sdp_status status = judge_body(&j);
    sdp_json_free(j.envelope);
    return status;
}

const sdpi_dialect sdpi_dialect_v3 = {"application/vnd.manageengine.sdp.v3+json", "input_data", judge};
