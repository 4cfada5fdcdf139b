/* Checkpoints: where a walk stands, as one line of JSON with a sum of its own. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "api/pager_parts.h"
#include "base/json.h"
#include "base/text.h"
#include "model/encode.h"

/* Names of members. A change of what they mean is another version. */
#define VERSION "1"
#define IS_CHECKPOINT "sdp_checkpoint"
#define SUM "sum"

enum { DIGITS = 16 }; /* of a fingerprint */

static void print_digits(uint64_t print, char *digits)
{
    snprintf(digits, DIGITS + 1, "%016" PRIx64, print);
}

/* Fingerprints, one behind the other; SDPI_CHECKPOINT_IDS at most. */
static void write_prints(sdpi_writer *w, const char *name, const uint64_t *prints, size_t count)
{
    char digits[SDPI_CHECKPOINT_IDS * DIGITS + 1] = "";
    for (size_t i = 0; i < count; i++) print_digits(prints[i], digits + i * DIGITS);
    sdpi_write_text_member(w, name, digits);
}

/* What the caller gave with the query and beside it; the query itself stands for itself. */
static void write_beside(const sdp_pager *pager, sdpi_writer *w)
{
    sdpi_write_key(w, "beside");
    sdpi_write_open(w, '{');
    for (const sdp_json *m = sdp_json_first(pager->beside); m != NULL; m = sdp_json_next(m)) {
        if (pager->operation->input_key != NULL && strcmp(sdp_json_name(m), pager->operation->input_key) == 0) continue;
        sdpi_write_key(w, sdp_json_name(m));
        sdpi_write_json(w, m);
    }
    sdpi_write_close(w, '}');
}

/* What is walked: the same for each checkpoint of a walk. */
static sdp_status write_list(const sdp_pager *pager, sdpi_writer *w)
{
    const uint64_t service = sdpi_fingerprint(pager->client->settings->root);
    sdpi_write_key(w, IS_CHECKPOINT);
    sdpi_write_literal(w, VERSION);
    sdpi_write_text_member(w, "operation", pager->operation->name);
    write_prints(w, "service", &service, 1);
    sdpi_write_key(w, "ids");
    sdpi_write_open(w, '[');
    for (size_t i = 0; i < pager->id_count; i++) sdpi_write_string(w, pager->ids[i] != NULL ? pager->ids[i] : "");
    sdpi_write_close(w, ']');
    write_beside(pager, w);
    sdpi_write_key(w, "query");
    return sdpi_encode(pager->operation->input_type, pager->query, SDPI_ENCODE_REQUEST, w, &pager->client->error);
}

/* The row that the walk goes on with, and how many before it are read again: a page of those whose ids are known. */
static void write_next(const sdp_pager *pager, int64_t known, int64_t next, sdpi_writer *w)
{
    int64_t read_back = known < pager->longest ? known : pager->longest;
    if (pager->finished && next == pager->next_first) {
        read_back = 0;
    } else if (next < pager->resumed) {
        next = pager->resumed;
        read_back = pager->read_back;
    }
    sdpi_write_int_member(w, "next", next);
    sdpi_write_int_member(w, "read_back", read_back);
}

/* Where the walk stands. */
static void write_position(const sdp_pager *pager, sdpi_writer *w)
{
    const sdp_page_info info = sdpi_pager_info(pager);
    uint64_t prints[SDPI_CHECKPOINT_IDS];
    size_t count = sdpi_seen_recent(&pager->seen, prints);
    /* Where the row that was noted last is to be given again. */
    const int32_t unsaid = pager->again && pager->known > 0;
    count -= (size_t)unsaid;
    write_next(pager, pager->known - unsaid, pager->next_first - info.rows_left, w);
    sdpi_write_int_member(w, "given", info.given);
    sdpi_write_int_member(w, "repeated", info.repeated);
    sdpi_write_int_member(w, "moved", info.moved);
    sdpi_write_int_member(w, "total_changed", info.total_changed);
    if (info.total_count >= 0) sdpi_write_int_member(w, "total_count", info.total_count);
    sdpi_write_key(w, "finished");
    sdpi_write_literal(w, pager->finished && info.rows_left == 0 ? "true" : "false");
    /* A page can be compared only with a whole one. */
    if (pager->has_print && info.rows_left == 0) write_prints(w, "page", &pager->print, 1);
    write_prints(w, "seen", prints, count);
}

/* The sum is over the text as this library prints it, so that blanks do not matter. 0: no memory. */
static uint64_t sum_of(const sdp_json *json)
{
    char *text;
    if (sdp_json_print(json, 0, &text) != SDP_OK) return 0;
    const uint64_t sum = sdpi_fingerprint(text);
    sdp_text_free(text);
    return sum;
}

/* Puts the sum into an object that was written whole. */
static sdp_status add_sum(sdpi_buffer *text)
{
    char digits[DIGITS + 1];
    sdp_json *json;
    sdp_status status = text->status;
    if (status == SDP_OK) status = sdp_json_parse(text->data, text->size, NULL, &json);
    if (status != SDP_OK) return status;
    const uint64_t sum = sum_of(json);
    sdp_json_free(json);
    text->size--;
    sdpi_buffer_text(text, ",\"" SUM "\":\"");
    print_digits(sum, digits);
    sdpi_buffer_text(text, digits);
    sdpi_buffer_text(text, "\"}");
    return sum != 0 ? text->status : SDP_E_NO_MEMORY;
}

sdp_status sdp_pager_checkpoint(sdp_pager *pager, char **out)
{
    sdpi_buffer text;
    sdpi_writer w;
    if (out != NULL) *out = NULL;
    if (pager == NULL) return SDP_E_ARGUMENT;
    if (out == NULL) return sdpi_client_null(pager->client, "out");
    sdp_status status = sdpi_client_enter(pager->client);
    if (status != SDP_OK) return status;
    sdp_error *error = &pager->client->error;
    sdpi_buffer_init(&text, &sdpi_default_allocator, SDPI_MAX_JSON_TEXT);
    sdpi_writer_init(&w, &text, 0);
    sdpi_write_open(&w, '{');
    status = write_list(pager, &w);
    write_position(pager, &w);
    sdpi_write_close(&w, '}');
    if (status == SDP_OK) status = add_sum(&text);
    if (status == SDP_OK) *out = sdpi_buffer_take(&text);
    sdpi_buffer_free(&text);
    if (status == SDP_E_NO_MEMORY || (status == SDP_OK && *out == NULL)) return sdpi_error_no_memory(error);
    return status == SDP_OK ? SDP_OK : sdpi_error_set(error, status, "query", "the query is too long, or too deep");
}

static sdp_status damaged(sdp_error *error, const char *how)
{
    return sdpi_error_set(error, SDP_E_VALUE, "checkpoint", "the checkpoint is damaged: %s", how);
}

static const char *text_at(const sdp_json *json, const char *name)
{
    const sdp_json *member = sdp_json_member(json, name);
    return sdp_json_kind(member) == SDP_JSON_STRING ? sdp_json_text(member) : NULL;
}

/* Reads the digits of a fingerprint. Returns 0 where there are others. */
static int read_print(const char *digits, uint64_t *print)
{
    static const char known[] = "0123456789abcdef";
    *print = 0;
    for (int i = 0; i < DIGITS; i++) {
        const char *found = digits[i] != '\0' ? strchr(known, digits[i]) : NULL;
        if (found == NULL) return 0;
        *print = *print * 16 + (uint64_t)(found - known);
    }
    return 1;
}

/* The same of a member that has one, or none: then 0 is left there. */
static int read_one(const sdp_json *json, const char *name, uint64_t *print)
{
    const char *digits = text_at(json, name);
    return digits != NULL && strlen(digits) == DIGITS && read_print(digits, print);
}

/* A number of rows or pages that a list can have, or `missing` where there is none. */
static int64_t read_count(const sdp_json *json, const char *name, int64_t missing)
{
    int64_t number = missing;
    const sdp_json *member = sdp_json_member(json, name);
    if (sdp_json_kind(member) != SDP_JSON_NUMBER) return missing;
    if (!sdpi_read_int(sdp_json_text(member), &number)) return missing;
    return number >= 0 && number <= SDPI_MAX_ROW ? number : missing;
}

/* Takes the sum out, and compares it. Versions differ in more than their number: they are looked at first. */
static sdp_status check_sum(sdp_json *json, sdp_error *error)
{
    const sdp_json *version = sdp_json_member(json, IS_CHECKPOINT);
    uint64_t told;
    if (sdp_json_kind(version) != SDP_JSON_NUMBER) {
        return sdpi_error_set(error, SDP_E_VALUE, "checkpoint", "this is not the checkpoint of a pager");
    }
    if (strcmp(sdp_json_text(version), VERSION) != 0) {
        return sdpi_error_set(error, SDP_E_VALUE, "checkpoint",
                              "the checkpoint is of version %.20s, and this library knows version " VERSION,
                              sdp_json_text(version));
    }
    if (!read_one(json, SUM, &told)) return damaged(error, "it has no sum");
    if (sdpi_json_remove(json, SUM) != SDP_OK) return sdpi_error_no_memory(error);
    const uint64_t sum = sum_of(json);
    if (sum == 0) return sdpi_error_no_memory(error);
    return sum == told ? SDP_OK : damaged(error, "it was changed after it was made");
}

static sdp_status read_text(const char *text, sdp_error *error, sdp_json **out)
{
    sdp_status status = sdp_json_parse(text, strlen(text), NULL, out);
    if (status == SDP_E_NO_MEMORY) return sdpi_error_no_memory(error);
    if (status != SDP_OK) return damaged(error, "it is not JSON, or not all of it");
    status = check_sum(*out, error);
    if (status == SDP_OK) return SDP_OK;
    sdp_json_free(*out);
    *out = NULL;
    return status;
}

/* The list that it is of, which must be one of this service, and the one that the caller expects. */
static sdp_status find_list(const sdp_client *client, const sdp_json *json, const char *expected, sdp_error *error,
                            const sdp_operation **out)
{
    const char *name = text_at(json, "operation");
    uint64_t service;
    *out = name != NULL ? sdp_operation_by_name(name) : NULL;
    if (*out == NULL || !(*out)->output_is_list) return damaged(error, "it names no list");
    if (!read_one(json, "service", &service)) return damaged(error, "it names no service");
    if (expected != NULL && strcmp(name, expected) != 0) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "operation", "the checkpoint is of %.80s, not of %.80s", name,
                              expected);
    }
    if (service == sdpi_fingerprint(client->settings->root)) return SDP_OK;
    return sdpi_error_set(error, SDP_E_ARGUMENT, "checkpoint",
                          "the checkpoint is of another service, or another portal, than %.200s",
                          client->settings->root);
}

/* Makes the pager as it was when its walk began. */
static sdp_status make(sdp_client *client, const sdp_operation *operation, const sdp_json *json,
                       const sdp_options *options, sdp_pager **out)
{
    const char *ids[8];
    size_t count = 0;
    char *text = NULL;
    void *query = NULL;
    sdp_error *error = &client->error;
    const sdp_json *id = sdp_json_first(sdp_json_member(json, "ids"));
    for (; id != NULL && count < sizeof ids / sizeof *ids; id = sdp_json_next(id)) {
        ids[count] = sdp_json_text(id);
        if (ids[count++] == NULL) return damaged(error, "an id is no text");
    }
    if (id != NULL || count != sdp_operation_id_count(operation))
        return damaged(error, "its ids are not those of a list");
    const sdp_json *beside = sdp_json_member(json, "beside");
    if (beside != NULL && sdp_json_kind(beside) != SDP_JSON_OBJECT) return damaged(error, "what it sends is no object");
    if (sdp_json_member(json, "query") == NULL) return damaged(error, "it has no query");
    if (sdp_json_print(sdp_json_member(json, "query"), 0, &text) != SDP_OK) return sdpi_error_no_memory(error);
    sdp_status status = sdp_entity_from_json(operation->input_type, text, 1, error, &query);
    sdp_text_free(text);
    if (status == SDP_OK) {
        status = sdpi_pager_make(client, operation, ids, count, query, beside, options, out);
    }
    sdp_entity_free(query);
    return status;
}

static sdp_status read_seen(sdp_pager *pager, const char *digits)
{
    sdp_error *error = &pager->client->error;
    const size_t size = digits != NULL ? strlen(digits) : 1;
    uint64_t print;
    if (size % DIGITS != 0 || size / DIGITS > SDPI_CHECKPOINT_IDS) return damaged(error, "its ids seen are not whole");
    for (; *digits != '\0'; digits += DIGITS) {
        if (!read_print(digits, &print) || print == 0) return damaged(error, "an id seen is no number");
        if (sdpi_seen_add_print(&pager->seen, print) < 0) return sdpi_error_no_memory(error);
    }
    return SDP_OK;
}

/* Moves the walk to where it stood. */
static sdp_status read_position(sdp_pager *pager, const sdp_json *json)
{
    const int64_t first = pager->paging->first_row(pager->query);
    const int64_t next = read_count(json, "next", -1);
    if (next < first || (uint64_t)(next - first) > SIZE_MAX) {
        return damaged(&pager->client->error, "its position is not in the list");
    }
    pager->info.given = read_count(json, "given", 0);
    pager->info.repeated = read_count(json, "repeated", 0);
    pager->info.moved = read_count(json, "moved", 0);
    pager->info.total_changed = read_count(json, "total_changed", 0);
    pager->info.total_count = read_count(json, "total_count", -1);
    pager->finished = sdp_json_kind(sdp_json_member(json, "finished")) == SDP_JSON_TRUE;
    pager->has_print = read_one(json, "page", &pager->print);
    pager->next_first = next;
    pager->resumed = next;
    pager->read_back = read_count(json, "read_back", 0);
    if (pager->read_back > SDPI_CHECKPOINT_IDS) pager->read_back = SDPI_CHECKPOINT_IDS;
    if (pager->read_back > next - first) pager->read_back = next - first;
    if (!pager->finished) pager->next_first -= pager->read_back;
    pager->longest = pager->read_back;
    return read_seen(pager, text_at(json, "seen"));
}

sdp_status sdp_pager_resume(sdp_client *client, const char *checkpoint, const char *operation,
                            const sdp_options *options, sdp_pager **out)
{
    const sdp_operation *list = NULL;
    sdp_pager *pager = NULL;
    sdp_json *json = NULL;
    if (out != NULL) *out = NULL;
    sdp_status status = sdpi_client_enter(client);
    if (status != SDP_OK) return status;
    if (out == NULL || checkpoint == NULL) return sdpi_client_null(client, out == NULL ? "out" : "checkpoint");
    sdp_error *error = &client->error;
    status = read_text(checkpoint, error, &json);
    if (status == SDP_OK) status = find_list(client, json, operation, error, &list);
    if (status == SDP_OK && list != NULL) status = make(client, list, json, options, &pager);
    if (status == SDP_OK && pager != NULL) status = read_position(pager, json);
    sdp_json_free(json);
    return sdpi_pager_give(pager, status, out);
}
