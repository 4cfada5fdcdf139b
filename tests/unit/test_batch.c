/* Batches from the outside: what is added and what is refused, what a result gives, and what is left of it all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crowd.h"
#include "folder.h"
#include "json_equal.h"
#include "scarce.h"

static sdp_batch *batch_of(crowd *c, const sdp_batch_config *config)
{
    sdp_batch *batch = NULL;
    assert_int_equal(sdp_batch_new(c->client, config, &batch), SDP_OK);
    assert_non_null(batch);
    return batch;
}

static sdp_status add_get(sdp_batch *batch, int64_t id)
{
    return sdp_batch_add(batch, "products.get", crowd_id(id), 1, NULL, NULL, NULL);
}

static sdp_status next(sdp_batch *batch, sdp_batch_result *result)
{
    *result = (sdp_batch_result){.size = sizeof *result};
    return sdp_batch_next(batch, result);
}

static void expect_error(const crowd *c, sdp_status status, const char *path)
{
    assert_int_equal(sdp_error_status(sdp_last_error(c->client)), status);
    assert_string_equal(sdp_error_path(sdp_last_error(c->client)), path);
    assert_string_not_equal(sdp_error_message(sdp_last_error(c->client)), "");
}

static void configurations_are_checked(void **state)
{
    static const sdp_batch_config rows[] = {SDP_BATCH_CONFIG(.concurrency = -1), SDP_BATCH_CONFIG(.concurrency = 513),
                                            SDP_BATCH_CONFIG(.max_pending = -1)};
    const sdp_batch_config no_head = {.concurrency = 1};
    crowd c;
    sdp_batch *batch;
    (void)state;
    crowd_open(&c, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(sdp_batch_new(c.client, &rows[i], &batch), SDP_E_CONFIG);
        assert_null(batch);
        expect_error(&c, SDP_E_CONFIG, i < 2 ? "concurrency" : "max_pending");
    }
    assert_int_equal(sdp_batch_new(c.client, &no_head, &batch), SDP_E_STRUCT);
    assert_int_equal(sdp_batch_new(NULL, NULL, &batch), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_new(c.client, NULL, NULL), SDP_E_ARGUMENT);
    batch = batch_of(&c, NULL);
    assert_int_equal(sdp_batch_room(batch), 1024);
    sdp_batch_free(batch);
    batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 512, .max_pending = 1));
    assert_int_equal(sdp_batch_room(batch), 1);
    sdp_batch_free(batch);
    crowd_close(&c);
}

static void arguments_are_checked(void **state)
{
    crowd c;
    sdp_batch_result result = {.size = sizeof result};
    sdp_batch_progress progress = {.size = sizeof progress};
    int64_t number = 5;
    char *text = NULL;
    const void *entity = NULL;
    (void)state;
    crowd_open(&c, NULL);
    sdp_batch *batch = batch_of(&c, NULL);
    assert_int_equal(sdp_batch_room(NULL), 0);
    assert_int_equal(sdp_batch_add(NULL, "products.list", NULL, 0, NULL, NULL, &number), SDP_E_ARGUMENT);
    assert_int_equal(number, -1);
    assert_int_equal(sdp_batch_add(batch, NULL, NULL, 0, NULL, NULL, NULL), SDP_E_ARGUMENT);
    expect_error(&c, SDP_E_ARGUMENT, "operation");
    assert_int_equal(sdp_batch_add(batch, "products.get", NULL, 1, NULL, NULL, NULL), SDP_E_ARGUMENT);
    expect_error(&c, SDP_E_ARGUMENT, "ids");
    assert_int_equal(sdp_batch_add_json(NULL, "products.list", NULL, 0, NULL, 0, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_next(NULL, &result), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_next(batch, NULL), SDP_E_ARGUMENT);
    expect_error(&c, SDP_E_ARGUMENT, "result");
    result.size = sizeof result.size - 1;
    assert_int_equal(sdp_batch_next(batch, &result), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_take(NULL, &entity), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_take(batch, NULL), SDP_E_ARGUMENT);
    expect_error(&c, SDP_E_ARGUMENT, "out");
    assert_int_equal(sdp_batch_take(batch, &entity), SDP_E_ARGUMENT);
    expect_error(&c, SDP_E_ARGUMENT, "batch");
    assert_int_equal(sdp_batch_result_to_json(NULL, &text), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_result_to_json(batch, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_result_to_json(batch, &text), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_get_progress(NULL, &progress), SDP_E_ARGUMENT);
    assert_int_equal(sdp_batch_get_progress(batch, NULL), SDP_E_ARGUMENT);
    progress.size = 0;
    assert_int_equal(sdp_batch_get_progress(batch, &progress), SDP_E_ARGUMENT);
    sdp_batch_free(batch);
    sdp_batch_free(NULL);
    crowd_close(&c);
}

static void what_cannot_be_sent_is_not_added(void **state)
{
    static const struct {
        const char *operation;
        size_t id_count;
        const char *input;
        int32_t flags;
        sdp_status status;
        const char *path;
    } rows[] = {
        {"products.gte", 1, NULL, 0, SDP_E_UNKNOWN_FIELD, "operation"},
        {"products.get", 0, NULL, 0, SDP_E_ARGUMENT, "product_id"},
        {"products.get", 1, "{}", 0, SDP_E_ARGUMENT, "input"},
        {"products.add", 0, "{\"name\":\"n\"}", 0, SDP_E_REQUIRED, "product.product_type"},
        {"products.add", 0, "{\"nmae\":\"n\"}", 0, SDP_E_UNKNOWN_FIELD, "product.nmae"},
        {"products.add", 0, "{", 0, SDP_E_JSON, ""},
        {"products.add", 0, "{}", SDP_INVOKE_ENSURE, SDP_E_ARGUMENT, "flags"},
        {"products.get", 1, NULL, 4, SDP_E_ARGUMENT, "flags"},
        {"products.list", 0, "{\"row_count\":101}", 0, SDP_E_VALUE, "list_info.row_count"},
        {"customers.upload_image", 0, NULL, 0, SDP_E_REQUIRED, "file"},
        {"neucrm.list", 0, NULL, 0, SDP_E_ARGUMENT, "operation"},
    };
    crowd c;
    sdp_batch_result result;
    int64_t number;
    (void)state;
    crowd_open(&c, NULL);
    sdp_batch *batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.max_pending = 2));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        number = 7;
        sdp_status status = sdp_batch_add_json(batch, rows[i].operation, crowd_id(1), rows[i].id_count, rows[i].input,
                                               rows[i].flags, NULL, &number);
        if (status != rows[i].status) fail_msg("row %zu: %s", i, sdp_error_message(sdp_last_error(c.client)));
        if (rows[i].id_count > 0 || strcmp(rows[i].operation, "products.get") != 0) {
            expect_error(&c, status, rows[i].path);
        }
        assert_int_equal(number, -1);
        assert_int_equal(sdp_batch_room(batch), 2);
    }
    assert_int_equal(next(batch, &result), SDP_END);
    assert_int_equal(add_get(batch, 1), SDP_OK);
    assert_int_equal(sdp_batch_add(batch, "products.get", crowd_id(2), 1, NULL, NULL, &number), SDP_OK);
    assert_int_equal(number, 1);
    sdp_batch_free(batch);
    assert_int_equal(c.started, 0);
    crowd_close(&c);
}

static void room_is_what_was_not_taken(void **state)
{
    crowd c;
    sdp_batch_result result;
    (void)state;
    crowd_open(&c, NULL);
    sdp_batch *batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.max_pending = 2));
    assert_int_equal(add_get(batch, 0), SDP_OK);
    assert_int_equal(add_get(batch, 1), SDP_OK);
    assert_int_equal(sdp_batch_room(batch), 0);
    assert_int_equal(add_get(batch, 2), SDP_E_LIMIT);
    expect_error(&c, SDP_E_LIMIT, "max_pending");
    assert_int_equal(next(batch, &result), SDP_OK);
    assert_int_equal(sdp_batch_room(batch), 1);
    assert_int_equal(add_get(batch, 2), SDP_OK);
    for (int i = 0; i < 2; i++) assert_int_equal(next(batch, &result), SDP_OK);
    assert_int_equal(result.number, 2);
    assert_int_equal(next(batch, &result), SDP_END);
    sdp_batch_free(batch);
    crowd_close(&c);
}

/* What the caller gave may be gone when the call is sent. */
static void input_and_tag_are_copied(void **state)
{
    crowd c;
    char name[] = "a name";
    char tag[] = "a tag";
    char id[] = "7";
    const char *ids[] = {id};
    const sdp_product input = SDP_PRODUCT(.name = name);
    const sdp_options options = SDP_OPTIONS(.tag = tag);
    sdp_batch_result result;
    (void)state;
    crowd_open(&c, NULL);
    sdp_batch *batch = batch_of(&c, NULL);
    assert_int_equal(sdp_batch_add(batch, "products.edit", ids, 1, &input, &options, NULL), SDP_OK);
    memset(name, 'x', sizeof name - 1);
    memset(tag, 'x', sizeof tag - 1);
    memset(id, 'x', sizeof id - 1);
    assert_int_equal(next(batch, &result), SDP_OK);
    assert_int_equal(result.status, SDP_OK);
    assert_string_equal(result.tag, "a tag");
    assert_string_equal(result.operation, "products.edit");
    assert_string_equal(((const sdp_product *)result.entity)->id, "7");
    sdp_batch_free(batch);
    crowd_close(&c);
}

static void results_can_be_printed_and_taken(void **state)
{
    crowd c;
    sdp_batch_result result;
    char *text = NULL;
    const void *entity = NULL;
    (void)state;
    crowd_open(&c, NULL);
    sdp_batch *batch = batch_of(&c, NULL);
    assert_int_equal(add_get(batch, 7), SDP_OK);
    assert_int_equal(sdp_batch_add_json(batch, "products.list", NULL, 0, "{\"row_count\":5}", 0, NULL, NULL), SDP_OK);
    assert_int_equal(sdp_batch_add(batch, "products.delete", crowd_id(7), 1, NULL, NULL, NULL), SDP_OK);
    assert_int_equal(next(batch, &result), SDP_OK);
    assert_int_equal(sdp_batch_result_to_json(batch, &text), SDP_OK);
    assert_json_text(text, "{\"id\":\"7\",\"name\":\"number 7\"}");
    sdp_text_free(text);
    assert_int_equal(sdp_batch_take(batch, &entity), SDP_OK);
    assert_ptr_equal(entity, result.entity);
    text = NULL;
    assert_int_equal(sdp_batch_result_to_json(batch, &text), SDP_E_ARGUMENT);
    expect_error(&c, SDP_E_ARGUMENT, "batch");
    assert_null(text);
    assert_int_equal(next(batch, &result), SDP_OK);
    assert_null(result.entity);
    assert_int_equal(result.row_count, 1);
    assert_string_equal(((const sdp_product *)result.rows[0])->id, "1");
    assert_int_equal(sdp_batch_result_to_json(batch, &text), SDP_OK);
    assert_json_text(text, "[{\"id\":\"1\"}]");
    sdp_text_free(text);
    assert_int_equal(next(batch, &result), SDP_OK);
    assert_null(result.entity);
    assert_null(result.rows);
    assert_int_equal(sdp_batch_result_to_json(batch, &text), SDP_OK);
    assert_string_equal(text, "{}");
    sdp_text_free(text);
    sdp_batch_free(batch);
    crowd_close(&c);
    assert_string_equal(((const sdp_product *)entity)->name, "number 7");
    sdp_entity_free(entity);
}

static void dry_runs_are_described_and_not_added(void **state)
{
    crowd c;
    const sdp_options options = SDP_OPTIONS(.dry_run = 1);
    (void)state;
    crowd_open(&c, NULL);
    sdp_batch *batch = batch_of(&c, NULL);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(sdp_batch_add(batch, "products.get", crowd_id(7), 1, NULL, &options, NULL), SDP_DRY_RUN);
        assert_non_null(strstr(sdp_last_dry_run(c.client), "/products/7"));
        assert_int_equal(sdp_batch_room(batch), 1024);
    }
    assert_int_equal(add_get(batch, 1), SDP_OK);
    assert_null(sdp_last_dry_run(c.client));
    sdp_batch_free(batch);
    crowd_close(&c);
}

static void freeing_ends_what_is_under_way(void **state)
{
    crowd c;
    sdp_batch_result result;
    (void)state;
    crowd_open(&c, NULL);
    sdp_batch *batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 3));
    for (int i = 0; i < 9; i++) assert_int_equal(add_get(batch, i), SDP_OK);
    assert_int_equal(next(batch, &result), SDP_OK);
    assert_true(c.active > 0);
    sdp_batch_free(batch);
    assert_int_equal(c.active, 0);
    /* The client is as good as before. */
    const sdp_product *product = NULL;
    assert_int_equal(sdp_product_get(c.client, "5", NULL, &product), SDP_OK);
    sdp_product_free(product);
    crowd_close(&c);
}

static void memory_is_bounded_by_what_was_not_taken(void **state)
{
    enum { CALLS = 20000, PENDING = 32 };
    scarce memory;
    crowd c;
    sdp_batch_result result;
    long alive = 0;
    int added = 0;
    (void)state;
    scarce_init(&memory, -1);
    crowd_open(&c, &(sdp_config)SDP_CONFIG(.allocator = &memory.allocator));
    const long before = memory.alive;
    sdp_batch *batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.max_pending = PENDING));
    for (int taken = 0; taken < CALLS; taken++) {
        while (added < CALLS && sdp_batch_room(batch) > 0) assert_int_equal(add_get(batch, added++), SDP_OK);
        assert_int_equal(next(batch, &result), SDP_OK);
        assert_int_equal(result.status, SDP_OK);
        if (taken == 1000) alive = memory.alive;
        /* How many answers have come and wait to be looked at varies, but not with the number of calls. */
        if (taken > 1000 && added < CALLS && memory.alive > alive + 4 * PENDING)
            fail_msg("%ld blocks instead of %ld", memory.alive, alive);
    }
    assert_int_equal(next(batch, &result), SDP_END);
    sdp_batch_free(batch);
    assert_in_range(memory.alive, before, before + 4); /* what the engine keeps for its next call */
    crowd_close(&c);
    assert_int_equal(memory.alive, 0);
}

static int holds_back_the_first(crowd *c, const crowd_transfer *t)
{
    return crowd_number(t->url) == 0 && c->started < *(const int64_t *)c->data ? CROWD_STALLS : 200;
}

/* A result that waits for a slow one before it holds no more than its call did, and none of what went over the wire. */
static void results_that_wait_hold_little(void **state)
{
    enum { CALLS = 400, FEW = 16 };
    int64_t all = CALLS;
    scarce memory;
    crowd c;
    sdp_batch_result result;
    (void)state;
    scarce_init(&memory, -1);
    crowd_open(&c, &(sdp_config)SDP_CONFIG(.allocator = &memory.allocator));
    c.policy = holds_back_the_first;
    c.data = &all;
    sdp_batch *batch = batch_of(&c, &(sdp_batch_config)SDP_BATCH_CONFIG(.in_order = 1));
    for (int i = 0; i < CALLS; i++) assert_int_equal(add_get(batch, i), SDP_OK);
    const long waiting = memory.alive;
    assert_int_equal(next(batch, &result), SDP_OK);
    assert_int_equal(result.number, 0);
    assert_true(c.started == CALLS);
    assert_in_range(memory.alive, 1, waiting + FEW);
    sdp_batch_free(batch);
    crowd_close(&c);
    assert_int_equal(memory.alive, 0);
}

/* Each allocation fails once: the call is not added, or fails by itself, and the rest is as it was. */
static void lacking_memory_is_one_calls_matter(void **state)
{
    int good = 0;
    (void)state;
    for (long left = 0; !good; left++) {
        scarce memory;
        crowd c;
        sdp_batch *batch = NULL;
        sdp_batch_result result;
        scarce_init(&memory, -1);
        crowd_open(&c, &(sdp_config)SDP_CONFIG(.allocator = &memory.allocator, .max_retries = -1));
        memory.left = left;
        sdp_status status = sdp_batch_new(c.client, NULL, &batch);
        if (status == SDP_OK) status = add_get(batch, 7);
        good = status == SDP_OK;
        if (!good) {
            assert_int_equal(status, SDP_E_NO_MEMORY);
            expect_error(&c, SDP_E_NO_MEMORY, "");
        } else {
            assert_int_equal(next(batch, &result), SDP_OK);
            good = result.status == SDP_OK;
            if (!good) assert_int_equal(result.status, SDP_E_NO_MEMORY);
            assert_int_equal(sdp_error_status(result.error), result.status);
        }
        memory.left = -1;
        if (batch != NULL) {
            assert_int_equal(add_get(batch, 8), SDP_OK);
            assert_int_equal(next(batch, &result), SDP_OK);
            assert_int_equal(result.status, SDP_OK);
            assert_int_equal(next(batch, &result), SDP_END);
        }
        sdp_batch_free(batch);
        crowd_close(&c);
        assert_int_equal(memory.alive, 0);
        assert_true(left < 1000);
    }
}

static void files_that_wait_are_not_open(void **state)
{
    const folder *f = *state;
    const char *path = folder_write(f, "a.txt", "hello", 5);
    const sdp_file file = SDP_FILE(.path = path);
    const sdp_options options = SDP_OPTIONS(.file = &file);
    crowd c;
    crowd_open(&c, NULL);
    sdp_batch *batch = batch_of(&c, NULL);
    const int before = folder_descriptors();
    for (int i = 0; i < 50; i++) {
        assert_int_equal(sdp_batch_add(batch, "customers.upload_image", NULL, 0, NULL, &options, NULL), SDP_OK);
    }
    assert_int_equal(folder_descriptors(), before);
    sdp_batch_free(batch);
    assert_int_equal(folder_descriptors(), before);
    crowd_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(configurations_are_checked),
        cmocka_unit_test(arguments_are_checked),
        cmocka_unit_test(what_cannot_be_sent_is_not_added),
        cmocka_unit_test(room_is_what_was_not_taken),
        cmocka_unit_test(input_and_tag_are_copied),
        cmocka_unit_test(results_can_be_printed_and_taken),
        cmocka_unit_test(dry_runs_are_described_and_not_added),
        cmocka_unit_test(freeing_ends_what_is_under_way),
        cmocka_unit_test(memory_is_bounded_by_what_was_not_taken),
        cmocka_unit_test(results_that_wait_hold_little),
        cmocka_unit_test(lacking_memory_is_one_calls_matter),
        cmocka_unit_test_setup_teardown(files_that_wait_are_not_open, folder_make, folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
