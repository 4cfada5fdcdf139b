/* Lists in an event loop, where no pager can wait: page by page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "desk.h"
#include "poll_loop.h"

typedef struct walk {
    int rows;
    int pages;
    int finished;
} walk;

static void add_page(sdp_batch *batch, int from)
{
    char query[96];
    snprintf(query, sizeof query, "{\"row_count\":2,\"start_index\":%d,\"sort_field\":\"id\"}", from);
    assert_int_equal(sdp_batch_add_json(batch, "products.list", NULL, 0, query, 0, NULL, NULL), SDP_OK);
}

static void take_page(void *user_data, sdp_batch *batch, const sdp_batch_result *result)
{
    walk *w = user_data;
    assert_int_equal(result->status, SDP_OK);
    for (size_t i = 0; i < result->row_count; i++) {
        const sdp_product *product = result->rows[i];
        assert_int_equal(product->id[0], '1' + w->rows++);
    }
    w->pages++;
    if (result->row_count > 0 && result->has_more_rows != 0) {
        add_page(batch, w->rows + 1);
    } else {
        w->finished = 1;
    }
}

/* docs/event-loops.md has this function: each page of a list is a call of a batch. */
static void a_list_is_walked_page_by_page(void **state)
{
    static const raw_step pages[] = {
        RAW_READ,
        RAW_REPLY("200 OK",
                  "{\"products\":[{\"id\":\"1\"},{\"id\":\"2\"}],\"list_info\":{\"has_more_rows\":true}," DESK_SUCCESS
                  "}"),
        RAW_READ,
        RAW_REPLY("200 OK", "{\"products\":[{\"id\":\"3\"}],\"list_info\":{\"has_more_rows\":false}," DESK_SUCCESS "}"),
        RAW_END};
    walk w = {0};
    sdp_batch *batch = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(pages), NULL);
    poll_loop *loop = poll_loop_new();
    poll_loop_attach(loop, d->client);
    const sdp_batch_config config = SDP_BATCH_CONFIG(.done = take_page, .user_data = &w);
    assert_int_equal(sdp_batch_new(d->client, &config, &batch), SDP_OK);
    add_page(batch, 1);
    poll_loop_run(loop, &w.finished, 1);
    assert_int_equal(w.rows, 3);
    assert_int_equal(w.pages, 2);
    desk_expect_input(d, 0, "{\"list_info\":{\"row_count\":2,\"start_index\":1,\"sort_field\":\"id\"}}");
    desk_expect_input(d, 1, "{\"list_info\":{\"row_count\":2,\"start_index\":3,\"sort_field\":\"id\"}}");
    sdp_batch_free(batch);
    desk_close(d);
    poll_loop_free(loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_walked_page_by_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
