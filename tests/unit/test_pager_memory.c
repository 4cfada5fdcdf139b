/* A walk keeps one page, those ahead of it, and a bounded number of ids, however long the list is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pages.h"

enum { MANY = 10000 }; /* pages */

/* Bytes that the library has. */
typedef struct account {
    sdp_allocator allocator;
    size_t alive;
    size_t most;
    size_t largest; /* of the blocks */
} account;

/* In front of each block, and as large as any alignment. */
typedef union front {
    size_t size;
    max_align_t align;
} front;

static void *take(void *user_data, size_t size)
{
    account *a = user_data;
    front *block = malloc(sizeof *block + size);
    if (block == NULL) return NULL;
    block->size = size;
    a->alive += size;
    if (a->alive > a->most) a->most = a->alive;
    if (size > a->largest) a->largest = size;
    return block + 1;
}

static void give_back(void *user_data, void *block)
{
    account *a = user_data;
    if (block == NULL) return;
    a->alive -= ((front *)block - 1)->size;
    free((front *)block - 1);
}

static void *resize(void *user_data, void *block, size_t size)
{
    void *made = take(user_data, size);
    if (made == NULL || block == NULL) return made;
    const size_t before = ((front *)block - 1)->size;
    memcpy(made, block, before < size ? before : size);
    give_back(user_data, block);
    return made;
}

static void walk_on(sdp_pager *pager, int64_t *next, int64_t to)
{
    const sdp_product *row = NULL;
    for (; *next <= to; ++*next) {
        assert_int_equal(sdp_product_next(pager, &row), SDP_OK);
        assert_int_equal(strtoll(row->id, NULL, 10), *next);
    }
}

/* Compares the few pages, of more rows than a small table of ids holds, with the many. */
static void walk(int32_t ahead, int64_t page_rows, int64_t few)
{
    account a = {.allocator = {sizeof a.allocator, take, resize, give_back, &a}};
    const sdp_config config = SDP_CONFIG(.allocator = &a.allocator);
    const sdp_query query = SDP_QUERY(.row_count = page_rows);
    /* Ids of one length, so that each page is as long as the others. */
    pages p = {.rows = 900000000, .total = 900000000, .shift = INT64_C(100000000000000000)};
    sdp_pager *pager = NULL;
    int64_t next = p.shift + 1;
    pages_open(&p, &config);
    assert_int_equal(sdp_product_list(p.client, &query, NULL, &pager), SDP_OK);
    assert_int_equal(sdp_pager_set_prefetch(pager, ahead), SDP_OK);
    walk_on(pager, &next, p.shift + few * page_rows);
    const size_t alive = a.alive;
    const size_t most = a.most;
    walk_on(pager, &next, p.shift + MANY * page_rows);
    assert_int_equal(a.alive, alive);
    assert_int_equal(a.most, most);
    assert_true(most < 512 * 1024);
    assert_int_equal(a.largest, 256 * 1024); /* the ids */
    assert_int_equal(p.lists, MANY + ahead);
    sdp_pager_free(pager);
    pages_close(&p);
    assert_int_equal(a.alive, 0);
}

static void a_million_rows_take_no_more_than_a_thousand(void **state)
{
    (void)state;
    walk(0, 100, 10);
}

static void nor_with_pages_ahead(void **state)
{
    (void)state;
    walk(1, 10, 160); /* looked at where the page ahead has come */
}

/* What a pager takes before its first page, and what the ids of short lists take. */
static void a_short_list_takes_little(void **state)
{
    account a = {.allocator = {sizeof a.allocator, take, resize, give_back, &a}};
    const sdp_config config = SDP_CONFIG(.allocator = &a.allocator);
    const sdp_query query = SDP_QUERY(.row_count = 10);
    pages p = {.rows = 1000, .total = 1000, .shift = INT64_C(100000000000000000)};
    sdp_pager *pager = NULL;
    int64_t next = p.shift + 1;
    (void)state;
    pages_open(&p, &config);
    size_t before = a.alive;
    assert_int_equal(sdp_product_list(p.client, &query, NULL, &pager), SDP_OK);
    assert_true(a.alive - before + sizeof query <= 4096); /* the query's copy is not the client's memory */
    a.largest = 0;
    walk_on(pager, &next, p.shift + 256);
    assert_true(a.largest < 20 * 1024);
    before = a.alive;
    walk_on(pager, &next, p.shift + 260);
    assert_int_equal(a.alive - before, 256 * 1024 - 4096); /* a larger table in the place of the small one */
    sdp_pager_free(pager);
    pages_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_million_rows_take_no_more_than_a_thousand),
        cmocka_unit_test(nor_with_pages_ahead),
        cmocka_unit_test(a_short_list_takes_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
