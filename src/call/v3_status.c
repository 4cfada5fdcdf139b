#include "call/v3_status.h"

#include <string.h>

#include "base/text.h"

static int32_t read_code(const sdp_json *json)
{
    int64_t code = 0;
    const char *text = sdp_json_text(json);
    if (text == NULL || !sdpi_read_int(text, &code) || code < 0 || code > INT32_MAX) return 0;
    return (int32_t)code;
}

static size_t count_messages(const sdp_json *entry)
{
    const sdp_json *messages = sdp_json_member(entry, "messages");
    if (sdp_json_kind(messages) == SDP_JSON_OBJECT) return 1;
    return sdp_json_kind(messages) == SDP_JSON_ARRAY ? sdp_json_count(messages) : 0;
}

/* `field` is one name, `fields` a list of names or of nothing. */
static sdp_status read_fields(const sdp_json *json, sdp_error *error, sdp_message *message)
{
    const sdp_json *fields = sdp_json_member(json, "fields");
    const sdp_json *one = sdp_json_kind(fields) == SDP_JSON_ARRAY ? sdp_json_first(fields) : fields;
    if (fields == NULL) one = sdp_json_member(json, "field");
    size_t most = sdp_json_kind(fields) == SDP_JSON_ARRAY ? sdp_json_count(fields) : 1;
    if (one == NULL) return SDP_OK;
    const char **names = sdpi_arena_take(&error->arena, most * sizeof *names);
    if (names == NULL) return SDP_E_NO_MEMORY;
    for (size_t i = 0; i < most && one != NULL; i++) {
        const char *name = sdp_json_text(one);
        if (name != NULL) {
            names[message->field_count] = sdpi_arena_text(&error->arena, name, strlen(name));
            if (names[message->field_count] == NULL) return SDP_E_NO_MEMORY;
            message->field_count++;
        }
        one = most > 1 ? sdp_json_next(one) : NULL;
    }
    message->fields = names;
    return SDP_OK;
}

static sdp_status copy_member(const sdp_json *json, const char *name, sdp_error *error, const char **out)
{
    const char *text = sdp_json_text(sdp_json_member(json, name));
    if (text == NULL) return SDP_OK;
    *out = sdpi_arena_text(&error->arena, text, strlen(text));
    return *out != NULL ? SDP_OK : SDP_E_NO_MEMORY;
}

static sdp_status read_message(const sdp_json *json, sdp_error *error)
{
    sdp_message *message = &error->messages[error->message_count];
    message->size = sizeof *message;
    message->status_code = read_code(sdp_json_member(json, "status_code"));
    sdp_status status = copy_member(json, "type", error, &message->type);
    if (status == SDP_OK) status = copy_member(json, "message", error, &message->message);
    if (status == SDP_OK) status = read_fields(json, error, message);
    if (status == SDP_OK) error->message_count++;
    return status;
}

static int is_specific(int32_t code)
{
    return code != 0 && code != SDP_API_SUCCESS && code != SDP_API_FAILURE;
}

/* The code says less the further it is from the matter: a message's own comes first, the generic 4000 last. */
static void note_code(sdpi_v3_status *status, int32_t code)
{
    if (code == 0 || is_specific(status->code)) return;
    if (status->code == 0 || is_specific(code)) status->code = code;
}

static sdp_status read_messages(const sdp_json *entry, size_t most, sdp_error *error, sdpi_v3_status *status)
{
    const sdp_json *messages = sdp_json_member(entry, "messages");
    const sdp_json *one = sdp_json_kind(messages) == SDP_JSON_ARRAY ? sdp_json_first(messages) : messages;
    size_t count = count_messages(entry);
    for (size_t i = 0; i < count && error->message_count < most; i++) {
        size_t index = error->message_count;
        sdp_status result = read_message(one, error);
        if (result != SDP_OK) return result;
        note_code(status, error->messages[index].status_code);
        if (count > 1) one = sdp_json_next(one);
    }
    return SDP_OK;
}

/* 1: success, -1: failure, 0: it does not say. A word that nobody has seen yet is no failure by itself. */
static int read_meaning(const char *word, int32_t code)
{
    static const char *const failures[] = {"failed", "failure", "fail", "error"};
    if (word != NULL && sdpi_same_word(word, "success")) return 1;
    for (size_t i = 0; word != NULL && i < sizeof failures / sizeof failures[0]; i++) {
        if (sdpi_same_word(word, failures[i])) return -1;
    }
    if (code == SDP_API_SUCCESS) return 1;
    return code != 0 ? -1 : 0;
}

static sdp_status read_entry(const sdp_json *entry, size_t most, sdp_error *error, sdpi_v3_status *status)
{
    const char *word = sdp_json_text(sdp_json_member(entry, "status"));
    int32_t code = read_code(sdp_json_member(entry, "status_code"));
    int meaning = read_meaning(word, code);
    sdpi_v3_status of_entry = {0};
    sdp_status result = most > 0 ? read_messages(entry, most, error, &of_entry) : SDP_OK;
    note_code(&of_entry, code);
    if (meaning == 0) return result;
    if (meaning > 0) {
        if (status->successes++ == 0 && status->failures == 0) status->code = of_entry.code;
        return result;
    }
    if (status->failures++ == 0) status->code = 0; /* a failure's code counts, not a success's */
    note_code(status, of_entry.code);
    return result;
}

sdp_status sdpi_v3_read_status(const sdp_json *envelope, sdp_error *error, sdpi_v3_status *status)
{
    const sdp_json *entries = sdp_json_member(envelope, "response_status");
    const int many = sdp_json_kind(entries) == SDP_JSON_ARRAY;
    *status = (sdpi_v3_status){0};
    if (!many && sdp_json_kind(entries) != SDP_JSON_OBJECT) return SDP_OK;
    size_t most = 0;
    const sdp_json *entry = many ? sdp_json_first(entries) : entries;
    status->present = entry != NULL;
    for (const sdp_json *e = entry; e != NULL; e = many ? sdp_json_next(e) : NULL) most += count_messages(e);
    if (most > SDPI_MAX_MESSAGES) most = SDPI_MAX_MESSAGES;
    if (most > 0) {
        error->messages = sdpi_arena_take(&error->arena, most * sizeof *error->messages);
        if (error->messages == NULL) return SDP_E_NO_MEMORY;
    }
    for (; entry != NULL; entry = many ? sdp_json_next(entry) : NULL) {
        sdp_status result = read_entry(entry, most, error, status);
        if (result != SDP_OK) return result;
    }
    return SDP_OK;
}
