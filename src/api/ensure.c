/*
 * The service has no idempotency key, so that an add whose answer was lost cannot be repeated. What can be repeated is
 * this: look for the record by its natural key, and add it where there is none.
 */
#include "api/ensure.h"

#include <stdio.h>
#include <string.h>

#include "api/pager.h"
#include "base/text.h"
#include "model/types.h"

/* More are counted, but not listed. */
enum { MOST_IDS = 8, MOST_PARTS = 2 };

/* A part of the natural key as the input gives it. */
typedef struct key_part {
    char path[64]; /* "name", "customer.id" */
    sdp_json *value;
} key_part;

typedef struct search {
    sdp_client *client;
    const sdp_operation *add;
    const sdp_operation *list;
    const sdp_operation *get;
    const void *input;
    const sdp_options *options;
    int64_t deadline_ms;
    key_part parts[MOST_PARTS];
    size_t part_count;
    char ids[MOST_IDS][SDPI_MAX_ID + 1]; /* of what was found */
    size_t found;
} search;

/* Another operation of the same noun: "products.list" for "products.add". */
static const sdp_operation *beside(const sdp_operation *add, const char *verb)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s.%s", (int)strcspn(add->name, "."), add->name, verb);
    return sdp_operation_by_name(name);
}

/* The member as JSON, NULL where it is absent or null. */
static sdp_status read_member(const void *entity, const char *path, sdp_json **out)
{
    char *text = NULL;
    *out = NULL;
    sdp_status status = sdp_entity_get(entity, path, NULL, &text);
    if (status == SDP_OK && text != NULL) status = sdp_json_parse(text, strlen(text), NULL, out);
    sdp_text_free(text);
    if (sdp_json_text(*out) != NULL) return status;
    sdp_json_free(*out);
    *out = NULL;
    return status == SDP_E_NO_MEMORY ? status : SDP_OK;
}

/* A lookup is known by its id, or by its name where it has none. */
static sdp_status read_part(search *s, const char *name, size_t size)
{
    static const char *const tails[] = {"", ".id", ".name"};
    key_part *part = &s->parts[s->part_count];
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        snprintf(part->path, sizeof part->path, "%.*s%s", (int)size, name, tails[i]);
        sdp_status status = read_member(s->input, part->path, &part->value);
        if (status != SDP_OK) return status;
        if (part->value == NULL) continue;
        s->part_count++;
        break;
    }
    return SDP_OK;
}

static sdp_status read_key(search *s)
{
    const char *name = s->add->natural_key;
    while (*name != '\0' && s->part_count < MOST_PARTS) {
        size_t size = strcspn(name, " ");
        sdp_status status = read_part(s, name, size);
        if (status != SDP_OK) return sdpi_error_no_memory(&s->client->error);
        name += size + strspn(name + size, " ");
    }
    /* The add has been checked: its name is there, unless it is null. */
    if (s->part_count > 0 && strcmp(s->parts[0].path, "name") == 0) return SDP_OK;
    return sdpi_error_set(&s->client->error, SDP_E_REQUIRED, "name", "what is to be found or added needs a name");
}

static sdp_status put_text(sdp_json *object, const char *name, const char *text)
{
    sdp_json *value;
    sdp_status status = sdp_json_new_text(SDP_JSON_STRING, text, &value);
    return status == SDP_OK ? sdp_json_put(object, name, value) : status;
}

static sdp_status make_criterion(const key_part *part, int is_first, sdp_json **out)
{
    sdp_status status = sdp_json_new(SDP_JSON_OBJECT, out);
    if (status == SDP_OK) status = put_text(*out, "field", part->path);
    if (status == SDP_OK) status = put_text(*out, "condition", "is");
    if (status == SDP_OK) status = put_text(*out, "value", sdp_json_text(part->value));
    if (status == SDP_OK && !is_first) status = put_text(*out, "logical_operator", "AND");
    return status;
}

/* One criterion is sent as an object, for some tenants refuse an array of one. */
static sdp_status make_criteria(const search *s, sdp_json **out)
{
    if (s->part_count == 1) return make_criterion(&s->parts[0], 1, out);
    sdp_status status = sdp_json_new(SDP_JSON_ARRAY, out);
    for (size_t i = 0; i < s->part_count && status == SDP_OK; i++) {
        sdp_json *criterion = NULL;
        status = make_criterion(&s->parts[i], i == 0, &criterion);
        if (status == SDP_OK) {
            status = sdp_json_put(*out, "[]", criterion);
        } else {
            sdp_json_free(criterion);
        }
    }
    return status;
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

/*
 * Whether a row is the record. A service may search without regard to case, or not at all, so that each row is compared;
 * a part that a row does not show is taken for equal, since the service was asked for it.
 */
static sdp_status matches(const search *s, const void *row, int *yes)
{
    *yes = 1;
    for (size_t i = 0; i < s->part_count && *yes; i++) {
        sdp_json *value;
        sdp_status status = read_member(row, s->parts[i].path, &value);
        if (status != SDP_OK) return sdpi_error_no_memory(&s->client->error);
        if (value != NULL) *yes = strcmp(sdp_json_text(value), sdp_json_text(s->parts[i].value)) == 0;
        if (value == NULL && i == 0) *yes = 0;
        sdp_json_free(value);
    }
    return SDP_OK;
}

static sdp_status note_match(search *s, const void *row)
{
    sdp_json *id;
    sdp_status status = read_member(row, "id", &id);
    if (status != SDP_OK) return sdpi_error_no_memory(&s->client->error);
    if (id == NULL || strlen(sdp_json_text(id)) > SDPI_MAX_ID) {
        status = sdpi_error_set(&s->client->error, SDP_E_ANSWER, "id", "a row of %s has no id", s->list->name);
    } else {
        if (s->found < MOST_IDS) strcpy(s->ids[s->found], sdp_json_text(id));
        s->found++;
    }
    sdp_json_free(id);
    return status;
}

static sdp_status walk(search *s, sdp_pager *rows)
{
    const void *row;
    sdp_status status;
    while ((status = sdp_pager_next(rows, &row)) == SDP_OK) {
        int yes = 0;
        status = matches(s, row, &yes);
        if (status == SDP_OK && yes) status = note_match(s, row);
        if (status != SDP_OK) return status;
        if (sdpi_now_ms() >= s->deadline_ms) {
            return sdpi_error_set(&s->client->error, SDP_E_TIMEOUT, NULL, "the time of the call is over");
        }
    }
    return status == SDP_END ? SDP_OK : status;
}

static sdp_status look(search *s)
{
    sdp_json *criteria = NULL;
    sdp_pager *rows = NULL;
    sdp_options options = plain_options(s);
    s->found = 0;
    sdp_status status = share_time(s, &options);
    if (status != SDP_OK) return status;
    status = make_criteria(s, &criteria);
    if (status != SDP_OK) {
        status = sdpi_error_no_memory(&s->client->error);
    } else {
        const sdp_query query = SDP_QUERY(.search_criteria = criteria);
        status = sdpi_pager_new(s->client, s->list, NULL, 0, &query, NULL, &options, &rows);
    }
    if (status == SDP_OK) status = walk(s, rows);
    sdp_pager_free(rows);
    sdp_json_free(criteria);
    return status;
}

static sdp_status ambiguous(const search *s)
{
    char ids[MOST_IDS * 24];
    size_t used = 0;
    for (size_t i = 0; i < s->found && i < MOST_IDS; i++) {
        int size = snprintf(ids + used, sizeof ids - used, "%s%s", i > 0 ? ", " : "", s->ids[i]);
        if (size < 0 || (size_t)size >= sizeof ids - used) break;
        used += (size_t)size;
    }
    ids[used] = '\0';
    return sdpi_error_set(&s->client->error, SDP_E_AMBIGUOUS, s->parts[0].path,
                          "%zu records have the %s '%.200s': ids %s%s; nothing was added", s->found, s->parts[0].path,
                          sdp_json_text(s->parts[0].value), ids, s->found > MOST_IDS ? " and more" : "");
}

/* A row of a list is not the whole record. */
static sdp_status fetch(const search *s, sdpi_result *result)
{
    const char *const ids[] = {s->ids[0]};
    const sdpi_input input = {.ids = ids, .id_count = 1};
    sdp_options options = plain_options(s);
    sdp_status status = share_time(s, &options);
    if (status != SDP_OK) return status;
    return sdpi_client_run(s->client, s->get, &input, &options, result);
}

/* Whether the add happened, whose answer was lost. Where that stays open, its own error is the caller's. */
static sdp_status settle(search *s, sdpi_result *result)
{
    sdp_error lost;
    sdpi_error_init(&lost, &s->client->settings->allocator);
    sdpi_error_copy(&lost, &s->client->error);
    sdp_status status = look(s);
    if (status == SDP_OK && s->found == 1) status = fetch(s, result);
    const int is_settled = status == SDP_OK && s->found == 1;
    if (!is_settled) sdpi_error_copy(&s->client->error, &lost);
    status = is_settled ? SDP_OK : lost.status;
    sdpi_error_release(&lost);
    return status;
}

static sdp_status find_or_add(search *s, const sdpi_input *input, int32_t *added, sdpi_result *result)
{
    sdp_options options = *s->options;
    sdp_status status = read_key(s);
    if (status == SDP_OK) status = look(s);
    if (status == SDP_OK && s->found > 1) status = ambiguous(s);
    if (status != SDP_OK) return status;
    if (s->found == 1) return fetch(s, result);
    status = share_time(s, &options);
    if (status == SDP_OK) status = sdpi_client_run(s->client, s->add, input, &options, result);
    if (status == SDP_E_MAYBE_DONE) status = settle(s, result);
    *added = status == SDP_OK;
    return status;
}

static sdp_status check_options(sdp_client *client, const sdp_options *options, sdp_options *copy)
{
    const sdp_options defaults = SDP_OPTIONS_INIT;
    *copy = defaults;
    if (options == NULL || sdpi_copy_struct(copy, sizeof *copy, options, SDP_TYPE_OPTIONS) == SDP_OK) {
        copy->head = defaults.head;
        return SDP_OK;
    }
    return sdpi_error_set(&client->error, SDP_E_STRUCT, "options",
                          "start the options with SDP_OPTIONS(…) or SDP_OPTIONS_INIT");
}

sdp_status sdpi_client_ensure(sdp_client *client, const sdp_operation *add, const sdpi_input *input,
                              const sdp_options *options, int32_t *added, sdpi_result *result)
{
    sdp_options given;
    *added = 0;
    *result = (sdpi_result){0};
    sdp_status status = sdpi_client_enter(client);
    if (status == SDP_OK) status = check_options(client, options, &given);
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
                .input = input->entity,
                .options = &given,
                .deadline_ms = timeout_ms < INT64_MAX - now_ms ? now_ms + timeout_ms : INT64_MAX};
    status = find_or_add(&s, input, added, result);
    for (size_t i = 0; i < s.part_count; i++) sdp_json_free(s.parts[i].value);
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
