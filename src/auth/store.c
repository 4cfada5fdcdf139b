#include "auth/store.h"

#include "base/structs.h"
#include "base/sys.h"

struct sdp_token_store {
    sdp_token_store_ops ops;
    void *self;
    sdpi_mutex *lock;
    sdpi_atomic references;
};

sdp_status sdp_token_store_new(const sdp_token_store_ops *ops, void *self, sdp_error *error, sdp_token_store **out)
{
    sdpi_error_reset(error);
    if (out == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "out", "the argument 'out' is NULL");
    *out = NULL;
    if (ops == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "ops", "the argument 'ops' is NULL");
    /* The members that a table always had; what came later is NULL in an older one. */
    if (ops->size < offsetof(sdp_token_store_ops, reason)) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "ops.size", "the size of the functions' table is not set");
    }
    sdp_token_store_ops copy;
    if (sdpi_copy_table(&copy, sizeof copy, ops) != SDP_OK) {
        return sdpi_error_set(error, SDP_E_STRUCT, "ops",
                              "the table has functions that this version of the library does not know");
    }
    if (copy.load == NULL || copy.save == NULL || copy.lock == NULL || copy.unlock == NULL) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "ops", "the store lacks a function");
    }
    sdp_token_store *store = sdpi_allocate_zero(&sdpi_default_allocator, sizeof *store);
    if (store != NULL) store->lock = sdpi_mutex_new(&sdpi_default_allocator);
    if (store == NULL || store->lock == NULL) {
        sdpi_release(&sdpi_default_allocator, store);
        return sdpi_error_no_memory(error);
    }
    store->ops = copy;
    store->self = self;
    sdpi_atomic_set(&store->references, 1);
    *out = store;
    return SDP_OK;
}

sdp_token_store *sdpi_store_hold(sdp_token_store *store)
{
    if (store != NULL) sdpi_atomic_add(&store->references, 1);
    return store;
}

void sdp_token_store_free(sdp_token_store *store)
{
    if (store == NULL || sdpi_atomic_add(&store->references, -1) != 0) return;
    if (store->ops.destroy != NULL) store->ops.destroy(store->self);
    sdpi_mutex_free(store->lock);
    sdpi_release(&sdpi_default_allocator, store);
}

/* A store may fail with any status; what the caller gets is the store's own, with what it says. */
static sdp_status failed(const sdp_token_store *store, sdp_status status, const char *what, sdp_error *error)
{
    if (status == SDP_E_NO_MEMORY) return sdpi_error_no_memory(error);
    const char *reason = store->ops.reason != NULL ? store->ops.reason(store->self) : NULL;
    return sdpi_error_replace(error, SDP_E_TOKEN_STORE, "the token store cannot be %s: %s", what,
                              reason != NULL ? reason : "it does not say why");
}

sdp_status sdpi_store_load(sdp_token_store *store, const char *key, sdpi_token *token, sdp_error *error)
{
    const char *record = NULL;
    sdpi_wipe(token, sizeof *token);
    sdpi_mutex_lock(store->lock);
    sdp_status status = store->ops.load(store->self, key, &record);
    if (status != SDP_OK) {
        status = failed(store, status, "read", error);
    } else if (record != NULL) {
        status = sdpi_token_read(record, token);
        if (status != SDP_OK) {
            sdpi_error_replace(error, status, "the token store cannot be read: what it keeps is no token; remove it");
        }
    }
    sdpi_mutex_unlock(store->lock);
    return status;
}

sdp_status sdpi_store_save(sdp_token_store *store, const char *key, const sdpi_token *token, sdp_error *error)
{
    sdpi_buffer record;
    sdpi_buffer_init(&record, &sdpi_default_allocator, SDPI_MAX_STORE);
    /* Grown in one step, so that no smaller copy of the secret stays behind. */
    if (sdpi_buffer_room(&record, sizeof *token + 512) != NULL) sdpi_token_write(token, &record);
    sdp_status status = record.status != SDP_OK ? sdpi_error_no_memory(error) : SDP_OK;
    if (status == SDP_OK) {
        sdpi_mutex_lock(store->lock);
        status = store->ops.save(store->self, key, record.data);
        if (status != SDP_OK && status != SDP_END) status = failed(store, status, "written", error);
        sdpi_mutex_unlock(store->lock);
    }
    if (record.data != NULL) sdpi_wipe(record.data, record.capacity);
    sdpi_buffer_free(&record);
    return status;
}

sdp_status sdpi_store_lock(sdp_token_store *store, const char *key, sdp_error *error)
{
    sdpi_mutex_lock(store->lock);
    sdp_status status = store->ops.lock(store->self, key);
    if (status != SDP_OK && status != SDP_END) status = failed(store, status, "locked", error);
    sdpi_mutex_unlock(store->lock);
    return status;
}

void sdpi_store_unlock(sdp_token_store *store, const char *key)
{
    sdpi_mutex_lock(store->lock);
    store->ops.unlock(store->self, key);
    sdpi_mutex_unlock(store->lock);
}
