/* A token store in a file: an object of records by key, which is never seen half written. */
#include <stdio.h>
#include <string.h>

#include "auth/secret_json.h"
#include "auth/store.h"
#include "base/sys_private.h"
#include "base/text.h"
#include "base/writer.h"

typedef struct file_store {
    char *path;
    char *lock_path;
    char *new_path;
    int32_t lock; /* descriptor of the lock file while it is held; -1: not held */
    char *record; /* what load() gave last */
    char reason[SDPI_MAX_MESSAGE / 2];
} file_store;

static sdp_status fail(file_store *store, const char *reason)
{
    snprintf(store->reason, sizeof store->reason, "'%.300s': %s", store->path, reason);
    return SDP_E_TOKEN_STORE;
}

/* All that the file has, with a zero byte; empty where there is no file. */
static sdp_status read_all(file_store *store, sdpi_buffer *content)
{
    int32_t file;
    size_t size = 1;
    int32_t error = sdpi_private_open(store->path, &file);
    if (sdpi_file_is_missing(error)) return SDP_OK;
    if (error != 0) return fail(store, sdpi_private_reason(error));
    /* Room for all of it at once: a buffer that grows leaves copies behind. */
    char *room = sdpi_buffer_room(content, SDPI_MAX_STORE + 1);
    while (room != NULL && error == 0 && size > 0 && content->size <= SDPI_MAX_STORE) {
        error = sdpi_file_read(file, room + content->size, SDPI_MAX_STORE + 1 - content->size, &size);
        content->size += size;
    }
    sdpi_file_close(file);
    if (room == NULL) return SDP_E_NO_MEMORY;
    room[content->size] = '\0';
    if (error != 0) return fail(store, sdpi_file_reason(error));
    return content->size <= SDPI_MAX_STORE ? SDP_OK : fail(store, "its file is too large: remove it");
}

/* The object of the file, NULL where there is none yet. */
static sdp_status read_object(file_store *store, sdp_json **out)
{
    sdpi_buffer content;
    *out = NULL;
    sdpi_buffer_init(&content, &sdpi_default_allocator, SDPI_MAX_STORE + 2);
    sdp_status status = read_all(store, &content);
    if (status == SDP_OK && content.size > 0) {
        status = sdpi_secret_json_read(content.data, content.size, SDPI_JSON_ANSWER, out);
        if (status != SDP_OK && status != SDP_E_NO_MEMORY) {
            status = fail(store, "its file is not one of a token store: remove it, or choose another path");
        } else if (status == SDP_OK && sdp_json_kind(*out) != SDP_JSON_OBJECT) {
            sdpi_secret_json_free(*out);
            *out = NULL;
            status = fail(store, "its file is not one of a token store: remove it, or choose another path");
        }
    }
    if (content.data != NULL) sdpi_wipe(content.data, content.capacity);
    sdpi_buffer_free(&content);
    return status;
}

/* Into room for a whole record, for the same reason as above. */
static sdp_status print_record(const sdp_json *json, char **record)
{
    sdpi_buffer text;
    sdpi_writer writer;
    sdpi_buffer_init(&text, &sdpi_default_allocator, SDPI_MAX_STORE);
    if (sdpi_buffer_room(&text, sizeof(sdpi_token) + 512) != NULL) {
        sdpi_writer_init(&writer, &text, 0);
        sdpi_write_json(&writer, json);
    }
    *record = sdpi_buffer_take(&text);
    return *record != NULL ? SDP_OK : SDP_E_NO_MEMORY;
}

static sdp_status load(void *self, const char *key, const char **record)
{
    file_store *store = self;
    sdp_json *object;
    *record = NULL;
    sdpi_release_secret(&sdpi_default_allocator, store->record);
    store->record = NULL;
    sdp_status status = read_object(store, &object);
    const sdp_json *member = sdp_json_member(object, key);
    if (status == SDP_OK && member != NULL) status = print_record(member, &store->record);
    sdpi_secret_json_free(object);
    *record = store->record;
    return status;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The last time that a record has under these names, or among its requests. */
static int64_t last_time(const sdp_json *record, const char *const *names, size_t count)
{
    const sdp_json *requests = sdp_json_member(record, "requests");
    int64_t last_ms = 0;
    for (size_t i = 0; i < count; i++) last_ms = later(last_ms, sdpi_secret_json_number(record, names[i]));
    for (const sdp_json *item = sdp_json_first(requests); item != NULL; item = sdp_json_next(item)) {
        const char *text = sdp_json_text(item);
        int64_t time_ms;
        if (text != NULL && sdpi_read_int(text, &time_ms)) last_ms = later(last_ms, time_ms);
    }
    return last_ms;
}

/* A token that is over for a day, and cannot be renewed from what stands beside it, is only in the way. So is what the
   record tells of requests and pauses by then. */
static int is_of_no_use(const sdp_json *record, int64_t newest_ms)
{
    static const char *const names[] = {"expires_ms", "renewed_ms", "blocked_ms", "pause_ms"};
    return sdp_json_member(record, "refresh_token") == NULL &&
           last_time(record, names, sizeof names / sizeof *names) < newest_ms - 24 * 3600 * INT64_C(1000);
}

/* The time of the last request that any record tells of: of the clocks that the store itself does not read. */
static int64_t newest_request(const sdp_json *object, const char *record)
{
    static const char *const names[] = {"minted_ms"};
    sdp_json *saved = NULL;
    if (sdpi_secret_json_read(record, strlen(record), SDPI_JSON_ANSWER, &saved) != SDP_OK) return 0;
    int64_t newest_ms = last_time(saved, names, 1);
    for (const sdp_json *member = sdp_json_first(object); member != NULL; member = sdp_json_next(member)) {
        newest_ms = later(newest_ms, last_time(member, names, 1));
    }
    sdpi_secret_json_free(saved);
    return newest_ms;
}

static void write_object(const sdp_json *object, const char *key, const char *record, sdpi_buffer *content)
{
    const int64_t newest_ms = newest_request(object, record);
    sdpi_writer writer;
    sdpi_writer_init(&writer, content, 0);
    sdpi_write_open(&writer, '{');
    for (const sdp_json *member = sdp_json_first(object); member != NULL; member = sdp_json_next(member)) {
        if (strcmp(sdp_json_name(member), key) == 0 || is_of_no_use(member, newest_ms)) continue;
        sdpi_write_key(&writer, sdp_json_name(member));
        sdpi_write_json(&writer, member);
    }
    sdpi_write_key(&writer, key);
    sdpi_write_literal(&writer, record);
    sdpi_write_close(&writer, '}');
    sdpi_buffer_char(content, '\n');
}

/* Beside the file and then in its place: whoever reads has the one before, or this one. */
static sdp_status replace(file_store *store, const sdpi_buffer *content)
{
    int32_t file;
    sdpi_file_remove(store->new_path); /* of a process that died; the lock is ours */
    int32_t error = sdpi_private_create(store->new_path, &file);
    if (error != 0) return fail(store, sdpi_file_reason(error));
    error = sdpi_file_write(file, content->data, content->size);
    if (error == 0) error = sdpi_file_sync(file);
    int32_t closed = sdpi_file_close(file);
    if (error == 0) error = closed;
    if (error == 0) error = sdpi_file_rename(store->new_path, store->path);
    if (error == 0) return SDP_OK;
    sdpi_file_remove(store->new_path);
    return fail(store, sdpi_file_reason(error));
}

static sdp_status save(void *self, const char *key, const char *record)
{
    file_store *store = self;
    sdp_json *object;
    sdpi_buffer content;
    /* It was held for over a minute and taken, or somebody removed it. */
    if (store->lock < 0 || !sdpi_private_is_at(store->lock_path, store->lock)) return SDP_END;
    sdpi_buffer_init(&content, &sdpi_default_allocator, SDPI_MAX_STORE);
    sdp_status status = read_object(store, &object);
    if (status == SDP_OK && sdpi_buffer_room(&content, SDPI_MAX_STORE) != NULL) {
        write_object(object, key, record, &content);
    }
    if (status == SDP_OK && content.status == SDP_E_LIMIT)
        status = fail(store, "its file would be too large: remove it");
    if (status == SDP_OK) status = content.status;
    if (status == SDP_OK) status = replace(store, &content);
    if (content.data != NULL) sdpi_wipe(content.data, content.capacity);
    sdpi_buffer_free(&content);
    sdpi_secret_json_free(object);
    return status;
}

static sdp_status lock(void *self, const char *key)
{
    file_store *store = self;
    (void)key; /* the file is one, and so is its lock */
    if (store->lock >= 0) return SDP_END;
    int32_t error = sdpi_private_folder(store->path);
    if (error == 0) error = sdpi_private_lock(store->lock_path, &store->lock);
    if (error == 0) return SDP_OK;
    store->lock = -1;
    return sdpi_private_is_busy(error) ? SDP_END : fail(store, sdpi_private_reason(error));
}

static void unlock(void *self, const char *key)
{
    file_store *store = self;
    (void)key;
    if (store->lock >= 0) sdpi_private_unlock(store->lock);
    store->lock = -1;
}

static const char *reason(void *self)
{
    const file_store *store = self;
    return store->reason;
}

static void destroy(void *self)
{
    file_store *store = self;
    unlock(store, NULL);
    sdpi_release_secret(&sdpi_default_allocator, store->record);
    sdpi_release(&sdpi_default_allocator, store->path);
    sdpi_release(&sdpi_default_allocator, store->lock_path);
    sdpi_release(&sdpi_default_allocator, store->new_path);
    sdpi_release(&sdpi_default_allocator, store);
}

sdp_status sdp_token_store_new_file(const char *path, sdp_error *error, sdp_token_store **out)
{
    static const sdp_token_store_ops ops = {sizeof ops, load, save, lock, unlock, reason, destroy};
    sdpi_error_reset(error);
    if (out == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "out", "the argument 'out' is NULL");
    *out = NULL;
    if (path == NULL || *path == '\0' || strlen(path) > SDPI_MAX_PATH - 8) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "path", "the path of the token store is missing or too long");
    }
    int32_t problem = sdpi_private_folder(path);
    if (problem != 0) {
        return sdpi_error_set(error, SDP_E_TOKEN_STORE, "path", "the token store '%.400s' cannot be used: %s", path,
                              sdpi_private_reason(problem));
    }
    file_store *store = sdpi_allocate_zero(&sdpi_default_allocator, sizeof *store);
    if (store == NULL) return sdpi_error_no_memory(error);
    store->lock = -1;
    store->path = sdpi_copy_text(&sdpi_default_allocator, path);
    store->lock_path = sdpi_join_text(&sdpi_default_allocator, path, strlen(path), ".lock");
    store->new_path = sdpi_join_text(&sdpi_default_allocator, path, strlen(path), ".new");
    const int whole = store->path != NULL && store->lock_path != NULL && store->new_path != NULL;
    sdp_status status = whole ? sdp_token_store_new(&ops, store, error, out) : sdpi_error_no_memory(error);
    if (status != SDP_OK) destroy(store);
    return status;
}
