/*
 * The dialect of ServiceDesk Plus MSP v3. Success and failure are told by two layers, HTTP and response_status, which
 * do not always agree; both must say success.
 */
#include <string.h>

#include "base/json.h"
#include "base/status.h"
#include "base/text.h"
#include "call/judge_http.h"
#include "call/query.h"
#include "call/url.h"
#include "call/v3_status.h"
#include "model/decode.h"
#include "model/types.h"

/* Words count only where no code says something else: messages quote the caller's own texts. */
static int is_quota(const sdpi_judging *j, int32_t code)
{
    if (j->answer->http_status == 429 || code == SDP_API_RATE_LIMIT) return 1;
    return (code == 0 || code == SDP_API_FAILURE) && sdpi_says_throttled(j->answer);
}

/* A failure that response_status explains. */
static void judge_failure(sdpi_judging *j, const sdpi_v3_status *said)
{
    const sdpi_api_code *code = sdpi_api_code_row(said->code);
    int32_t http = j->answer->http_status;
    if (said->successes > 0) {
        /* Whatever else it says: a part was done, so that sending all of it again would do that part twice. */
        sdpi_decide(j, SDPI_ANSWERED, SDP_E_PARTIAL, "a part succeeded and a part failed");
        j->error->maybe_done = j->answer->operation->access == SDP_ACCESS_WRITE;
    } else if (is_quota(j, said->code)) {
        sdpi_decide(j, SDPI_REFUSED, SDP_E_QUOTA, "too many requests");
    } else if (http == 401) {
        sdpi_decide(j, SDPI_REFUSED, SDP_E_LOGIN, sdpi_login_words(j));
        /* These say that the login is good and lacks something that a new token would lack too. */
        j->verdict->renew_login =
            said->code != SDP_API_FORBIDDEN && said->code != SDP_API_NO_SUCH_URL && said->code != SDP_API_LICENCE;
    } else if (http >= 500 && (said->code == 0 || said->code == SDP_API_FAILURE)) {
        /* The generic code says no more than that something failed. */
        sdpi_decide(j, SDPI_UNKNOWN, SDP_E_SERVER, "the server failed");
    } else if (code != NULL) {
        sdpi_decide(j, SDPI_ANSWERED, code->status, code->text);
    } else {
        sdpi_judge_http(j);
        if (j->verdict->outcome == SDPI_UNKNOWN) sdpi_decide(j, SDPI_ANSWERED, SDP_E_REFUSED, "the service refused");
    }
    /* An internal error is an answer that does not say how far the server came. */
    const int is_internal = http >= 500 || said->code == SDP_API_INTERNAL_ERROR;
    if (j->verdict->outcome == SDPI_ANSWERED && is_internal) {
        j->error->maybe_done = j->answer->operation->access == SDP_ACCESS_WRITE;
    }
}

/* Whether a value under an unexpected name can be what was asked for: rows for a list, or an object with the key. */
static int looks_right(const sdp_operation *operation, const sdp_json *value)
{
    const sdp_field *key = sdpi_key_field(operation->output_type);
    const sdp_type *named = sdp_type_by_name(sdp_json_name(value));
    if (named != NULL && named != operation->output_type) return 0; /* it says itself that it is something else */
    if (operation->output_is_list && sdp_json_kind(value) == SDP_JSON_ARRAY) {
        if (sdp_json_first(value) == NULL) return 0;
        value = sdp_json_first(value);
    }
    return key != NULL && sdp_json_member(value, key->name) != NULL;
}

/* The entity of the answer: under one of the names of the row, or under an odd one beside the status. Null is none. */
static const sdp_json *find_entity(const sdpi_judging *j)
{
    const sdp_operation *operation = j->answer->operation;
    const sdp_json *named = NULL;
    const sdp_json *other = NULL;
    for (const sdp_json *m = sdp_json_first(j->envelope); m != NULL; m = sdp_json_next(m)) {
        const char *name = sdp_json_name(m);
        if (sdpi_has_word(operation->output_keys, name)) {
            named = m; /* of a name that stands twice, the last one counts */
        } else if (strcmp(name, "response_status") != 0 && strcmp(name, "list_info") != 0 &&
                   looks_right(operation, m)) {
            other = m;
        }
    }
    if (named == NULL) return other;
    return sdp_json_kind(named) != SDP_JSON_NULL || operation->output_is_list ? named : NULL;
}

/* Whether an answer without response_status brings what was asked for: under one of the row's own names, since what
   stands under another may as well tell of a failure. */
static int has_entity(const sdpi_judging *j)
{
    for (const sdp_json *m = sdp_json_first(j->envelope); m != NULL; m = sdp_json_next(m)) {
        if (sdp_json_kind(m) == SDP_JSON_NULL) continue;
        if (sdpi_has_word(j->answer->operation->output_keys, sdp_json_name(m))) return 1;
    }
    return 0;
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

static sdp_status take_rows(sdpi_judging *j, sdpi_document *document, const sdp_json *found, int32_t flags)
{
    const int many = sdp_json_kind(found) == SDP_JSON_ARRAY;
    if (sdp_json_kind(found) == SDP_JSON_NULL) found = NULL; /* no rows, as an empty array */
    const sdp_json *first = many ? sdp_json_first(found) : found;
    j->result->document = document;
    read_list_info(j->envelope, &j->result->info);
    return sdpi_decode_rows(j, document, first, many ? sdp_json_count(found) : found != NULL, many, flags);
}

static sdp_status decode_one(sdpi_judging *j, sdpi_document *document, const sdp_json *found, int32_t flags)
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

static sdp_status take_entity(sdpi_judging *j)
{
    const sdp_operation *operation = j->answer->operation;
    const sdp_json *found = find_entity(j);
    /* A list without rows still says so: taking silence for an empty list would make callers delete everything. */
    const int is_told = operation->output_is_list && sdp_json_member(j->envelope, "list_info") != NULL;
    if (found == NULL && !is_told) {
        if (operation->access == SDP_ACCESS_READ) {
            sdpi_decide(j, SDPI_UNKNOWN, SDP_E_ANSWER, "the answer does not bring what was asked for");
            return sdpi_say_unreadable(j, "");
        }
        sdp_json_free(j->envelope);
        j->envelope = NULL;
    }
    sdpi_document *document = sdpi_document_new(j->answer->allocator, j->envelope);
    if (document == NULL) {
        j->envelope = NULL;
        sdpi_mark_done(j);
        return sdpi_error_no_memory(j->error);
    }
    int32_t flags = j->answer->keep_misfits ? SDPI_DECODE_KEEP_MISFITS : 0;
    if (operation->output_is_whole && found != NULL) found = j->envelope;
    sdp_status status =
        operation->output_is_list ? take_rows(j, document, found, flags) : decode_one(j, document, found, flags);
    j->envelope = NULL; /* the document has it, and the result or nobody has the document */
    if (status == SDP_OK) return SDP_OK;
    if (found != NULL && sdp_json_name(found) != NULL) sdpi_error_prefix(j->error, sdp_json_name(found));
    sdpi_error_name_path(j->error);
    sdpi_mark_done(j);
    if (j->result->document == NULL) sdpi_document_free(document);
    sdpi_result_free(j->result);
    return status;
}

static sdp_status judge_success(sdpi_judging *j)
{
    j->verdict->outcome = SDPI_ANSWERED;
    return j->answer->operation->output_type != NULL ? take_entity(j) : SDP_OK;
}

static sdp_status judge_envelope(sdpi_judging *j)
{
    sdpi_v3_status said;
    sdp_status status = sdpi_v3_read_status(j->envelope, j->error, &said);
    if (status != SDP_OK) {
        sdpi_mark_done(j);
        return sdpi_error_no_memory(j->error);
    }
    int good_http = sdpi_is_success_http(j->answer->http_status);
    j->error->api_code = said.code;
    if (!said.present) {
        /* Without a status, a success is one that brings what was asked for. Where nothing is to come, nobody knows. */
        const int32_t kind = sdp_json_kind(sdp_json_member(j->envelope, "response_status"));
        const int is_odd = kind != SDP_JSON_NONE && kind != SDP_JSON_NULL && kind != SDP_JSON_ARRAY;
        if (good_http && !is_odd && has_entity(j)) return judge_success(j);
        return sdpi_judge_unreadable(j, "without response_status");
    }
    if (said.failures == 0 && said.successes > 0) {
        if (good_http) return judge_success(j);
        /* The body says yes and HTTP says no: nobody knows. */
        sdpi_decide(j, SDPI_UNKNOWN, SDP_E_ANSWER, "the answer says success inside an HTTP failure");
        return sdpi_say_failure(j);
    }
    if (said.failures == 0) return sdpi_judge_unreadable(j, "with a response_status that says neither yes nor no");
    judge_failure(j, &said);
    return sdpi_say_failure(j);
}

static sdp_status judge_empty(sdpi_judging *j)
{
    if (sdpi_is_success_http(j->answer->http_status)) return judge_success(j);
    sdpi_judge_http(j);
    j->verdict->renew_login = j->answer->http_status == 401;
    return sdpi_say_unreadable(j, "with an empty body");
}

static sdp_status judge(const sdpi_answer *answer, sdpi_verdict *verdict, sdpi_result *result, sdp_error *error)
{
    return sdpi_judge_answer(answer, judge_envelope, judge_empty, verdict, result, error);
}

const sdpi_dialect sdpi_dialect_v3 = {.number = SDP_DIALECT_V3,
                                      .service = "ServiceDesk Plus",
                                      .accept = "application/vnd.manageengine.sdp.v3+json",
                                      .field = "input_data",
                                      .root = sdpi_url_root,
                                      .judge = judge,
                                      .paging = &sdpi_v3_paging};
