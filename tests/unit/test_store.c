/* A token store as a login holds it, around the functions of a program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "auth/store.h"
#include "shelf.h"

#define KEY "0123456789abcdef"

static const sdpi_token token = {.access = "planted-a", .minted_ms = 5, .expires_ms = 6};
static sdpi_token got;

static void tables_are_checked(void **state)
{
    static const size_t needed[] = {offsetof(sdp_token_store_ops, load), offsetof(sdp_token_store_ops, save),
                                    offsetof(sdp_token_store_ops, lock), offsetof(sdp_token_store_ops, unlock)};
    shelf s = {.loads = 0};
    sdp_error *error = NULL;
    sdp_token_store *store = (sdp_token_store *)&s;
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    assert_int_equal(sdp_token_store_new(NULL, &s, error, &store), SDP_E_ARGUMENT);
    assert_null(store);
    assert_int_equal(sdp_token_store_new(&shelf_ops, &s, error, NULL), SDP_E_ARGUMENT);
    sdp_token_store_ops ops = shelf_ops;
    ops.size = offsetof(sdp_token_store_ops, reason) - 1;
    assert_int_equal(sdp_token_store_new(&ops, &s, error, &store), SDP_E_ARGUMENT);
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        ops = shelf_ops;
        memset((char *)&ops + needed[i], 0, sizeof ops.load);
        assert_int_equal(sdp_token_store_new(&ops, &s, error, &store), SDP_E_ARGUMENT);
        assert_null(store);
    }
    assert_int_equal(s.destroyed, 0); /* after a failure it stays the caller's */
    ops = shelf_ops;
    ops.reason = NULL;
    ops.destroy = NULL;
    assert_int_equal(sdp_token_store_new(&ops, NULL, error, &store), SDP_OK);
    sdp_token_store_free(store);
    sdp_token_store_free(NULL);
    sdp_error_free(error);
}

/* A function that the library does not know would never be called. */
static void a_newer_table_is_accepted_where_it_says_no_more(void **state)
{
    struct {
        sdp_token_store_ops ops;
        void *from_the_future;
    } newer = {.ops = shelf_ops};
    shelf s = {.loads = 0};
    sdp_error *error = NULL;
    sdp_token_store *store = NULL;
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    newer.ops.size = sizeof newer;
    assert_int_equal(sdp_token_store_new(&newer.ops, &s, error, &store), SDP_OK);
    sdp_token_store_free(store);
    newer.from_the_future = &s;
    assert_int_equal(sdp_token_store_new(&newer.ops, &s, error, &store), SDP_E_STRUCT);
    assert_string_equal(sdp_error_path(error), "ops");
    assert_null(store);
    sdp_error_free(error);
}

/* What programs were built with before there were more functions. */
static void an_older_table_is_accepted(void **state)
{
    shelf s = {.loads = 0};
    sdp_error *error = NULL;
    sdp_token_store *store = NULL;
    sdp_token_store_ops ops = shelf_ops;
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    ops.size = offsetof(sdp_token_store_ops, unlock) + sizeof ops.unlock;
    assert_int_equal(sdp_token_store_new(&ops, &s, error, &store), SDP_OK);
    s.load_status = SDP_E_TOKEN_STORE;
    s.reason = "not asked for";
    assert_int_equal(sdpi_store_load(store, KEY, &got, error), SDP_E_TOKEN_STORE);
    assert_string_equal(sdp_error_message(error), "the token store cannot be read: it does not say why");
    sdp_token_store_free(store);
    assert_int_equal(s.destroyed, 0);
    sdp_error_free(error);
}

static void the_last_one_out_destroys_it(void **state)
{
    shelf s;
    (void)state;
    sdp_token_store *store = shelf_open(&s);
    assert_ptr_equal(sdpi_store_hold(store), store);
    assert_null(sdpi_store_hold(NULL));
    sdp_token_store_free(store);
    assert_int_equal(s.destroyed, 0);
    sdp_token_store_free(store);
    assert_int_equal(s.destroyed, 1);
}

static void what_is_kept_comes_back(void **state)
{
    shelf s;
    (void)state;
    sdp_token_store *store = shelf_open(&s);
    memset(&got, 'x', sizeof got);
    assert_int_equal(sdpi_store_load(store, KEY, &got, NULL), SDP_OK);
    assert_string_equal(got.access, "");
    assert_true(got.expires_ms == 0 && got.request_count == 0);
    assert_int_equal(sdpi_store_lock(store, KEY, NULL), SDP_OK);
    assert_int_equal(sdpi_store_save(store, KEY, &token, NULL), SDP_OK);
    sdpi_store_unlock(store, KEY);
    assert_int_equal(sdpi_store_load(store, KEY, &got, NULL), SDP_OK);
    assert_memory_equal(&got, &token, sizeof got);
    assert_int_equal(sdpi_store_load(store, "another", &got, NULL), SDP_OK);
    assert_string_equal(got.access, "");
    sdp_token_store_free(store);
}

/* Whatever status a program's function gives, the login gets one that it knows, and what the store says. */
static void failures_are_told(void **state)
{
    shelf s;
    sdp_error *error = NULL;
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    sdp_token_store *store = shelf_open(&s);
    s.load_status = s.save_status = s.lock_status = SDP_E_NETWORK;
    s.reason = "the shelf is broken";
    assert_int_equal(sdpi_store_load(store, KEY, &got, error), SDP_E_TOKEN_STORE);
    assert_string_equal(sdp_error_message(error), "the token store cannot be read: the shelf is broken");
    assert_int_equal(sdpi_store_lock(store, KEY, error), SDP_E_TOKEN_STORE);
    assert_string_equal(sdp_error_message(error), "the token store cannot be locked: the shelf is broken");
    s.is_locked = 1;
    s.reason = NULL;
    assert_int_equal(sdpi_store_save(store, KEY, &token, error), SDP_E_TOKEN_STORE);
    assert_string_equal(sdp_error_message(error), "the token store cannot be written: it does not say why");
    assert_int_equal(sdpi_store_save(store, KEY, &token, NULL), SDP_E_TOKEN_STORE);
    s.load_status = SDP_END; /* of lock() and save() alone it has a meaning */
    assert_int_equal(sdpi_store_load(store, KEY, &got, error), SDP_E_TOKEN_STORE);
    s.save_status = SDP_END;
    assert_int_equal(sdpi_store_save(store, KEY, &token, NULL), SDP_END);
    s.load_status = SDP_E_NO_MEMORY;
    assert_int_equal(sdpi_store_load(store, KEY, &got, error), SDP_E_NO_MEMORY);
    sdp_token_store_free(store);
    sdp_error_free(error);
}

static void what_is_no_record_is_told(void **state)
{
    shelf s;
    sdp_error *error = NULL;
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    sdp_token_store *store = shelf_open(&s);
    s.has_record = 1;
    strcpy(s.key, KEY);
    strcpy(s.record, "planted-nonsense");
    assert_int_equal(sdpi_store_load(store, KEY, &got, error), SDP_E_TOKEN_STORE);
    assert_non_null(strstr(sdp_error_message(error), "remove it"));
    assert_null(strstr(sdp_error_message(error), "planted"));
    sdp_token_store_free(store);
    sdp_error_free(error);
}

static void another_may_hold_the_lock(void **state)
{
    shelf s;
    (void)state;
    sdp_token_store *store = shelf_open(&s);
    s.is_held = 1;
    assert_int_equal(sdpi_store_lock(store, KEY, NULL), SDP_END);
    s.is_held = 0;
    assert_int_equal(sdpi_store_lock(store, KEY, NULL), SDP_OK);
    sdpi_store_unlock(store, KEY);
    sdp_token_store_free(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_checked),
        cmocka_unit_test(an_older_table_is_accepted),
        cmocka_unit_test(a_newer_table_is_accepted_where_it_says_no_more),
        cmocka_unit_test(the_last_one_out_destroys_it),
        cmocka_unit_test(what_is_kept_comes_back),
        cmocka_unit_test(failures_are_told),
        cmocka_unit_test(what_is_no_record_is_told),
        cmocka_unit_test(another_may_hold_the_lock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
