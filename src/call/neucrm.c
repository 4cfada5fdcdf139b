/*
 * The dialect of NeuCRM. An answer is {"result": …, "error": …}: an error that is not null is a failure, whatever the
 * HTTP status, and the result has the form that the operation gives it.
 */
#include <sdp/neucrm.h>

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "call/judge_http.h"
#include "call/neucrm_query.h"
#include "call/url.h"
#include "model/decode.h"
#include "model/types.h"

static int has_one_of(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (sdpi_contains_word(text, strlen(text), words[i])) return 1;
    }
    return 0;
}

/* The service has no codes: what is wrong with a login is told by words. A user name is one of a customer's members. */
static int says_login(const char *text)
{
    static const char *const clear[] = {"api_key", "api key", "apikey", "unauthor", "authentication"};
    static const char *const user[] = {"invalid user"};
    static const char *const member[] = {"invalid username", "invalid user name"};
    if (has_one_of(text, clear, sizeof clear / sizeof clear[0])) return 1;
    return has_one_of(text, user, 1) && !has_one_of(text, member, sizeof member / sizeof member[0]);
}

static int says_throttle(const char *text)
{
    static const char *const words[] = {"too many requests", "rate limit", "throttl", "maximum access limit"};
    return has_one_of(text, words, sizeof words / sizeof words[0]);
}

/* `is_own`: the failure has the form that the service's own have, which others' JSON has not. */
static void judge_words(sdpi_judging *j, const char *text, int is_own)
{
    int32_t http = j->answer->http_status;
    if (http == 429 || says_throttle(text)) {
        sdpi_decide(j, SDPI_REFUSED, SDP_E_QUOTA, "too many requests");
    } else if (http == 401 || ((http < 500 || is_own) && says_login(text))) {
        sdpi_decide(j, http < 500 ? SDPI_REFUSED : SDPI_ANSWERED, SDP_E_LOGIN, "the login was not accepted");
    } else if (sdpi_is_success_http(http) || (http >= 500 && is_own)) {
        sdpi_decide(j, SDPI_ANSWERED, SDP_E_REFUSED, "the service refused the request");
    } else {
        sdpi_judge_http(j);
    }
}

/* The words of the error, as a message of the server: a text as it is, and anything else as JSON. */
static sdp_status note_message(sdpi_judging *j, const sdp_json *said)
{
    sdp_error *error = j->error;
    const char *text = sdp_json_text(said);
    char *printed = NULL;
    if (text == NULL && sdp_json_print(said, 0, &printed) != SDP_OK) return SDP_E_NO_MEMORY;
    if (text == NULL) text = printed;
    error->messages = sdpi_arena_take(&error->arena, sizeof *error->messages);
    const char *copy = sdpi_arena_text(&error->arena, text, strlen(text));
    sdp_text_free(printed);
    if (error->messages == NULL || copy == NULL) return SDP_E_NO_MEMORY;
    error->messages[0] = (sdp_message){.size = sizeof error->messages[0], .message = copy};
    error->message_count = 1;
    return SDP_OK;
}

static sdp_status judge_failure(sdpi_judging *j, const sdp_json *said, const sdp_json *result)
{
    if (note_message(j, said) != SDP_OK) {
        sdpi_mark_done(j);
        return sdpi_error_no_memory(j->error);
    }
    const int brings = result != NULL && sdp_json_kind(result) != SDP_JSON_NULL;
    const int is_own = result != NULL && !brings && sdp_json_kind(said) == SDP_JSON_STRING;
    judge_words(j, j->error->messages[0].message, is_own);
    /* It says no and brings something all the same, or that the server failed: nobody knows how far that came. */
    const int is_internal = j->answer->http_status >= 500 && j->verdict->outcome == SDPI_ANSWERED;
    j->error->maybe_done = (brings || is_internal) && j->answer->operation->access == SDP_ACCESS_WRITE;
    return sdpi_say_failure(j);
}

static int is_number(const sdp_json *json)
{
    int64_t number;
    const char *text = sdp_json_text(json);
    return text != NULL && sdpi_read_int(text, &number);
}

/* A scalar as a text of JSON; NULL for what is none. */
static const char *scalar_text(const sdp_json *json)
{
    if (sdp_json_kind(json) == SDP_JSON_TRUE) return "true";
    if (sdp_json_kind(json) == SDP_JSON_FALSE) return "false";
    return sdp_json_text(json);
}

/* The result under the name that says what it is: {"id":"1243"}, {"count":17}, {"text":"queued"}. */
static sdp_status name_result(const sdp_operation *operation, const sdp_json *found, sdp_json *outer)
{
    const char *text = scalar_text(found);
    const char *name = "text";
    int32_t kind = SDP_JSON_STRING;
    sdp_json *value = NULL;
    sdp_status status;
    if (sdp_json_kind(found) == SDP_JSON_NULL) return SDP_OK;
    if (operation->output_is_list) {
        name = "count";
        if (sdpi_is_number(text)) kind = SDP_JSON_NUMBER;
    } else if (is_number(found)) {
        name = "id";
    }
    if (text == NULL) {
        name = "result";
        status = sdp_json_copy(found, &value);
    } else {
        status = sdp_json_new_text(kind, text, &value);
    }
    return status == SDP_OK ? sdp_json_put(outer, name, value) : status;
}

static sdp_status take_result(sdpi_judging *j, const sdp_json *found)
{
    sdp_json *outer = NULL;
    sdpi_document *document = NULL;
    sdp_status status = sdp_json_new(SDP_JSON_OBJECT, &outer);
    if (status == SDP_OK) status = name_result(j->answer->operation, found, outer);
    if (status != SDP_OK) {
        sdp_json_free(outer);
    } else {
        document = sdpi_document_new(j->answer->allocator, outer);
    }
    if (document != NULL) {
        status = sdpi_decode(document, &sdpi_type_sdp_neucrm_result, outer, SDPI_DECODE_KEEP_MISFITS, 1, j->error,
                             &j->result->entity);
        if (status == SDP_OK) return SDP_OK;
        sdpi_document_free(document);
    }
    sdpi_mark_done(j);
    return sdpi_error_no_memory(j->error);
}

/* A map from ids to customers: each row gets the id that it stands under, where it does not name its own. */
static sdp_status name_rows(sdp_json *map)
{
    for (const sdp_json *row = sdp_json_first(map); row != NULL; row = sdp_json_next(row)) {
        sdp_json *id = NULL;
        if (sdp_json_kind(row) != SDP_JSON_OBJECT || sdp_json_member(row, "id") != NULL ||
            sdp_json_member(row, "customerid") != NULL) {
            continue;
        }
        sdp_status status = sdp_json_new_text(SDP_JSON_STRING, sdp_json_name(row), &id);
        /* The rows are the envelope's, and so ours to change. */
        if (status == SDP_OK) status = sdp_json_put(sdpi_own(row), "id", id);
        if (status != SDP_OK) return status;
    }
    return SDP_OK;
}

/* Rows come as an array, as a map from ids, or as one customer. */
static sdp_status take_rows(sdpi_judging *j, const sdp_json *found)
{
    int32_t kind = sdp_json_kind(found);
    const sdp_json *first = sdp_json_first(found);
    size_t count = sdp_json_count(found);
    sdp_status status = SDP_OK;
    if (kind == SDP_JSON_OBJECT && sdp_json_kind(first) != SDP_JSON_OBJECT && first != NULL) {
        first = found;
        count = 1;
    } else if (kind == SDP_JSON_OBJECT) {
        status = name_rows(sdpi_own(found));
    }
    sdpi_document *document = status == SDP_OK ? sdpi_document_new(j->answer->allocator, j->envelope) : NULL;
    if (status == SDP_OK) j->envelope = NULL; /* the document has it, or freed it */
    if (document == NULL) return sdpi_error_no_memory(j->error);
    j->result->document = document;
    j->result->info = (sdpi_list_info){.has_more_rows = -1, .start_index = -1, .total_count = -1};
    /* No page says what a row looks like: what does not fit stays readable as JSON. */
    status = sdpi_decode_rows(j, document, first, count, kind == SDP_JSON_ARRAY, SDPI_DECODE_KEEP_MISFITS);
    if (status == SDP_OK) return SDP_OK;
    sdpi_error_prefix(j->error, "result");
    sdpi_error_name_path(j->error);
    sdpi_result_free(j->result);
    return status;
}

static sdp_status judge_success(sdpi_judging *j, const sdp_json *found)
{
    const sdp_operation *operation = j->answer->operation;
    int32_t kind = sdp_json_kind(found);
    if (operation->output_is_list && scalar_text(found) != NULL && !is_number(found)) {
        sdpi_decide(j, SDPI_UNKNOWN, SDP_E_ANSWER, "the result is neither rows nor a count");
        return sdpi_say_unreadable(j, "");
    }
    j->verdict->outcome = SDPI_ANSWERED;
    if (operation->output_is_list && (kind == SDP_JSON_ARRAY || kind == SDP_JSON_OBJECT || kind == SDP_JSON_NULL)) {
        return take_rows(j, found);
    }
    return operation->output_type != NULL ? take_result(j, found) : SDP_OK;
}

static sdp_status judge_envelope(sdpi_judging *j)
{
    const sdp_json *result = sdp_json_member(j->envelope, "result");
    const sdp_json *said = sdp_json_member(j->envelope, "error");
    if (said != NULL && sdp_json_kind(said) != SDP_JSON_NULL) return judge_failure(j, said, result);
    if (result == NULL) return sdpi_judge_unreadable(j, "without a result");
    if (sdpi_is_success_http(j->answer->http_status)) return judge_success(j, result);
    sdpi_judge_http(j);
    return sdpi_say_failure(j);
}

static sdp_status judge_empty(sdpi_judging *j)
{
    return sdpi_judge_unreadable(j, "with an empty body");
}

static sdp_status judge(const sdpi_answer *answer, sdpi_verdict *verdict, sdpi_result *result, sdp_error *error)
{
    return sdpi_judge_answer(answer, judge_envelope, judge_empty, verdict, result, error);
}

const sdpi_dialect sdpi_dialect_neucrm = {.number = SDP_DIALECT_NEUCRM,
                                          .service = "NeuCRM",
                                          .accept = "application/json",
                                          .root = sdpi_url_neucrm_root,
                                          .judge = judge,
                                          .paging = &sdpi_neucrm_paging};
