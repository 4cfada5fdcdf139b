#include "shelf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static sdp_status load(void *self, const char *key, const char **record)
{
    shelf *s = self;
    s->loads++;
    *record = s->has_record && strcmp(s->key, key) == 0 ? s->record : NULL;
    return s->load_status;
}

static sdp_status save(void *self, const char *key, const char *record)
{
    shelf *s = self;
    s->saves++;
    assert_true(s->is_locked);
    if (s->save_status != SDP_OK) return s->save_status;
    assert_int_equal(strlen(key), 16);
    assert_null(strchr(record, '\n'));
    assert_true(strlen(record) < sizeof s->record);
    snprintf(s->key, sizeof s->key, "%s", key);
    memcpy(s->record, record, strlen(record) + 1);
    s->has_record = 1;
    return SDP_OK;
}

static sdp_status lock(void *self, const char *key)
{
    shelf *s = self;
    (void)key;
    s->locks++;
    assert_false(s->is_locked);
    if (s->lock_status != SDP_OK) return s->lock_status;
    if (s->is_held) return SDP_END;
    s->is_locked = 1;
    return SDP_OK;
}

static void unlock(void *self, const char *key)
{
    shelf *s = self;
    (void)key;
    s->unlocks++;
    assert_true(s->is_locked);
    s->is_locked = 0;
}

static const char *reason(void *self)
{
    return ((shelf *)self)->reason;
}

static void destroy(void *self)
{
    ((shelf *)self)->destroyed++;
}

const sdp_token_store_ops shelf_ops = {sizeof shelf_ops, load, save, lock, unlock, reason, destroy};

sdp_token_store *shelf_open(shelf *s)
{
    sdp_token_store *store = NULL;
    memset(s, 0, sizeof *s);
    assert_int_equal(sdp_token_store_new(&shelf_ops, s, NULL, &store), SDP_OK);
    return store;
}
