/*
 * The service has no idempotency key, so that an add whose answer was lost cannot be repeated. What can be repeated is
 * this: look for the record by its natural key, and add it where there is none.
 */
#include "api/ensure.h"

#include <stdio.h>
#include <string.h>

#include "api/natural_key.h"
#include "api/pager.h"
#include "call/options.h"
#include "model/types.h"

/* More are counted, but not listed. */
enum { MOST_IDS = 8 };

typedef struct search {
    sdp_client *client;
    const sdp_operation *add;
    const sdp_operation *list;
    const sdp_operation *get;
    const sdp_options *options;
    int64_t deadline_ms;
    sdpi_natural_key key;
    char ids[MOST_IDS][SDPI_MAX_ID + 1]; /* of what was found, and of what is similar */
    char id[SDPI_MAX_ID + 1];            /* of the first that was found */
    char noted[SDPI_MAX_ID + 1];         /* of the last row that counts */
    int verdict;                         /* on its row */
    size_t found;
    size_t similar; /* rows that a service which trims names, or takes no notice of case, would refuse as the same */
    void *row;      /* the first that was found, as the list had it; nullable */
} search;

/* Another operation of the same noun: "products.list" for "products.add". */
static const sdp_operation *beside(const sdp_operation *add, const char *verb)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s.%s", (int)strcspn(add->name, "."), add->name, verb);
    return sdp_operation_by_name(name);
}

static sdp_status read_key(search *s, const void *input)
{
    sdp_error *error = &s->client->error;
    if (sdpi_natural_key_read(&s->key, input, s->add->natural_key) != SDP_OK) return sdpi_error_no_memory(error);
    /* The add has been checked: its name is there, unless it is null or empty. */
    const char *name = s->key.count > 0 ? sdp_json_text(s->key.parts[0].value) : "";
    if (*name != '\0' && strcmp(s->key.parts[0].path, "name") == 0) return SDP_OK;
    return sdpi_error_set(error, SDP_E_REQUIRED, "name", "what is to be found or added needs a name");
}

/* The options of one call of several that have one deadline together. */
static sdp_status share_time(const search *s, sdp_options *options)
{
    const int64_t left_ms = s->deadline_ms - sdpi_now_ms();
    options->timeout_ms = left_ms;
    if (left_ms > 0) return SDP_OK;
    return sdpi_error_set(&s->client->error, SDP_E_TIMEOUT, NULL, "the time of the call is over");
}

/* What the options of an add say of its form is nothing that the other calls can use. */
static sdp_options plain_options(const search *s)
{
    sdp_options options =
        SDP_OPTIONS(.attempt_timeout_ms = s->options->attempt_timeout_ms, .max_retries = s->options->max_retries,
                    .cancel = s->options->cancel, .headers = s->options->headers,
                    .header_count = s->options->header_count, .tag = s->options->tag);
    return options;
}

static sdp_status compare(const search *s, const void *record, int *verdict)
{
    if (sdpi_natural_key_compare(&s->key, record, verdict) == SDP_OK) return SDP_OK;
    return sdpi_error_no_memory(&s->client->error);
}

static sdp_status note_match(search *s, const void *row)
{
    sdp_json *id;
    sdp_status status = sdpi_read_text_member(row, "id", &id);
    if (status != SDP_OK) return sdpi_error_no_memory(&s->client->error);
    if (id == NULL || strlen(sdp_json_text(id)) > SDPI_MAX_ID) {
        status = sdpi_error_set(&s->client->error, SDP_E_ANSWER, "id", "a row of %s has no id", s->list->name);
    } else {
        const size_t known = s->found + s->similar;
        const size_t size = strlen(sdp_json_text(id)) + 1;
        memcpy(s->noted, sdp_json_text(id), size);
        if (known < MOST_IDS) memcpy(s->ids[known], s->noted, size);
    }
    sdp_json_free(id);
    return status;
}

static sdp_status note_row(search *s, const void *row)
{
    int verdict = SDPI_KEY_DIFFERENT;
    sdp_status status = compare(s, row, &verdict);
    if (status != SDP_OK || verdict == SDPI_KEY_DIFFERENT) return status;
    status = note_match(s, row);
    if (status != SDP_OK) return status;
    if (verdict == SDPI_KEY_SIMILAR) {
        s->similar++;
        return SDP_OK;
    }
    if (s->found == 0) {
        memcpy(s->id, s->noted, sizeof s->id);
        s->verdict = verdict;
    }
    /* Kept, for the whole record may not be readable where the row was. */
    if (s->found == 0 && sdp_entity_copy(row, NULL, &s->row) == SDP_E_NO_MEMORY) {
        return sdpi_error_no_memory(&s->client->error);
    }
    s->found++;
    return SDP_OK;
}

static sdp_status walk(search *s, sdp_pager *rows)
{
    const void *row;
    sdp_status status;
    while ((status = sdp_pager_next(rows, &row)) == SDP_OK) {
        status = note_row(s, row);
        if (status != SDP_OK) return status;
        if (sdpi_now_ms() >= s->deadline_ms) {
            return sdpi_error_set(&s->client->error, SDP_E_TIMEOUT, NULL, "the time of the call is over");
        }
    }
    return status == SDP_END ? SDP_OK : status;
}

static sdp_status look_for(search *s, const sdpi_natural_key *key)
{
    sdp_criteria *criteria = NULL;
    const sdp_json *json = NULL;
    sdp_pager *rows = NULL;
    sdp_options options = plain_options(s);
    sdp_status status = share_time(s, &options);
    if (status != SDP_OK) return status;
    status = sdp_criteria_new(&criteria);
    if (status == SDP_OK) status = sdpi_natural_key_criteria(key, criteria);
    if (status == SDP_OK) status = sdp_criteria_json(criteria, NULL, &json);
    if (status != SDP_OK) {
        status = sdpi_error_set(&s->client->error, status, s->key.parts[0].path, "the name cannot be searched for");
    } else {
        const sdp_query query = SDP_QUERY(.search_criteria = json);
        status = sdpi_pager_new(s->client, s->list, NULL, 0, &query, NULL, &options, &rows);
    }
    if (status == SDP_OK) status = walk(s, rows);
    sdp_pager_free(rows);
    sdp_criteria_free(criteria);
    return status;
}

/* A service drops the blanks at the ends of a name, or keeps them: what is not there with them may be without. */
static sdp_status look(search *s)
{
    s->found = 0;
    s->similar = 0;
    sdp_entity_free(s->row);
    s->row = NULL;
    sdpi_natural_key trimmed = s->key;
    sdp_status status = look_for(s, &s->key);
    if (status != SDP_OK || s->found + s->similar > 0) return status;
    int is_other;
    status = sdpi_natural_key_trim(&trimmed, &s->client->settings->allocator, &is_other);
    if (status != SDP_OK) return sdpi_error_no_memory(&s->client->error);
    if (!is_other) return SDP_OK;
    status = look_for(s, &trimmed);
    sdp_json_free(trimmed.parts[0].value);
    return status;
}

static sdp_status ambiguous(const search *s)
{
    char ids[SDPI_MAX_MESSAGE / 2];
    size_t used = 0;
    size_t shown = 0;
    const size_t count = s->found + s->similar;
    ids[0] = '\0';
    for (size_t i = 0; i < count && i < MOST_IDS; i++, shown++) {
        int size = snprintf(ids + used, sizeof ids - used, "%s%s", i > 0 ? ", " : "", s->ids[i]);
        if (size < 0 || (size_t)size >= sizeof ids - used) break;
        used += (size_t)size;
    }
    ids[used] = '\0';
    return sdpi_error_set(&s->client->error, SDP_E_AMBIGUOUS, s->key.parts[0].path,
                          "%zu record%s the %s '%.200s'%s: id%s %s%s; nothing was added", count,
                          count == 1 ? " has" : "s have", s->key.parts[0].path, sdp_json_text(s->key.parts[0].value),
                          s->similar > 0 ? ", or one that differs in case or blanks" : "", count == 1 ? "" : "s", ids,
                          shown < count ? " and more" : "");
}

/* A row of a list is not the whole record, which may show what the row did not. */
static sdp_status fetch(const search *s, sdpi_result *result)
{
    const char *const ids[] = {s->id};
    const sdpi_input input = {.ids = ids, .id_count = 1};
    sdp_options options = plain_options(s);
    int verdict = SDPI_KEY_EQUAL;
    sdp_status status = share_time(s, &options);
    if (status != SDP_OK) return status;
    status = sdpi_client_run(s->client, s->get, &input, &options, result);
    if (status != SDP_OK) return status;
    if (result->entity != NULL) status = compare(s, result->entity, &verdict);
    /* What the row showed need not be shown again. */
    if (verdict == SDPI_KEY_UNSHOWN && s->verdict == SDPI_KEY_EQUAL) verdict = SDPI_KEY_EQUAL;
    if (status == SDP_OK && verdict != SDPI_KEY_EQUAL) {
        status = sdpi_error_set(
            &s->client->error, SDP_E_AMBIGUOUS, s->key.parts[s->key.count - 1].path,
            "record %s has the %s '%.200s', but not the %s that was asked for, or does not show it; "
            "nothing was added",
            s->id, s->key.parts[0].path, sdp_json_text(s->key.parts[0].value), s->key.parts[s->key.count - 1].path);
    }
    if (status != SDP_OK) sdpi_result_free(result);
    return status;
}

/* Whether the add happened, whose answer was lost. Where that stays open, its own error is the caller's. */
static sdp_status settle(search *s, sdpi_result *result)
{
    sdp_error lost;
    sdpi_error_init(&lost, &s->client->settings->allocator);
    sdpi_error_copy(&lost, &s->client->error);
    sdp_status status = look(s);
    int is_settled = status == SDP_OK && s->found == 1;
    if (is_settled && (status = fetch(s, result)) != SDP_OK) {
        /* Where the row showed all of the name it is there, which is what was to be known. */
        is_settled = s->verdict == SDPI_KEY_EQUAL && status != SDP_E_AMBIGUOUS && s->row != NULL;
        if (is_settled) result->entity = s->row;
        if (is_settled) s->row = NULL;
        sdpi_error_reset(&s->client->error);
    }
    if (!is_settled) sdpi_error_copy(&s->client->error, &lost);
    status = is_settled ? SDP_OK : lost.status;
    sdpi_error_release(&lost);
    return status;
}

/* An empty answer to the add says that it worked, and not what came of it. */
static sdp_status complete(search *s, sdpi_result *result)
{
    sdp_json *id = NULL;
    sdpi_result whole = {0};
    sdp_status status = result->entity != NULL ? sdpi_read_text_member(result->entity, "id", &id) : SDP_OK;
    const int has_id = id != NULL;
    sdp_json_free(id);
    if (status != SDP_OK || has_id) return SDP_OK;
    if (look(s) == SDP_OK && s->found == 1 && fetch(s, &whole) == SDP_OK) {
        sdpi_result_free(result);
        *result = whole;
    }
    sdpi_error_reset(&s->client->error); /* it was added, whatever the look came to */
    return SDP_OK;
}

static sdp_status find_or_add(search *s, const sdpi_input *input, int32_t *added, sdpi_result *result)
{
    sdp_options options = *s->options;
    sdp_status status = read_key(s, input->entity);
    if (status == SDP_OK) status = look(s);
    if (status == SDP_OK && (s->found > 1 || (s->found == 0 && s->similar > 0))) {
        status = ambiguous(s);
    }
    if (status != SDP_OK) return status;
    if (s->found == 1) return fetch(s, result);
    status = share_time(s, &options);
    if (status == SDP_OK) status = sdpi_client_run(s->client, s->add, input, &options, result);
    if (status != SDP_OK && s->client->error.maybe_done) status = settle(s, result);
    if (status == SDP_OK) status = complete(s, result);
    *added = status == SDP_OK;
    return status;
}

sdp_status sdpi_client_ensure(sdp_client *client, const sdp_operation *add, const sdpi_input *input,
                              const sdp_options *options, int32_t *added, sdpi_result *result)
{
    sdp_options given;
    *added = 0;
    *result = (sdpi_result){0};
    sdp_status status = sdpi_client_enter(client);
    if (status == SDP_OK) status = sdpi_options_copy(options, &client->error, &given);
    if (status != SDP_OK) return status;
    /* What cannot be added is found out first: the description of the add has every check, and sends nothing. */
    sdp_options dry = given;
    dry.dry_run = 1;
    status = sdpi_client_run(client, add, input, &dry, result);
    if (status != SDP_DRY_RUN || given.dry_run) return status;
    sdpi_error_reset(&client->error);
    const int64_t timeout_ms = given.timeout_ms > 0 ? given.timeout_ms : client->settings->timeout_ms;
    const int64_t now_ms = sdpi_now_ms();
    search s = {.client = client,
                .add = add,
                .list = beside(add, "list"),
                .get = beside(add, "get"),
                .options = &given,
                .deadline_ms = timeout_ms < INT64_MAX - now_ms ? now_ms + timeout_ms : INT64_MAX};
    status = find_or_add(&s, input, added, result);
    sdpi_natural_key_free(&s.key);
    sdp_entity_free(s.row);
    return status;
}

sdp_status sdpi_client_ensure_entity(sdp_client *client, int add, const void *input, const sdp_options *options,
                                     int32_t *added, void *out)
{
    const sdpi_input call_input = {.entity = input};
    int32_t was_added = 0;
    sdpi_result result;
    if (added != NULL) *added = 0;
    sdp_status status = sdpi_client_ensure(client, &sdpi_operations[add], &call_input, options, &was_added, &result);
    if (added != NULL) *added = was_added;
    sdpi_give(result.entity, out);
    result.entity = NULL;
    sdpi_result_free(&result);
    return status;
}
