/* Each allocation of a call fails once: the call says so or succeeds, nothing leaks, and the client goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"

/* Each block knows its size, so that a wrong free or a lost byte is noticed without a sanitizer too. */
typedef union block {
    size_t size;
    max_align_t alignment;
} block;

typedef struct counter {
    long fails_at; /* this allocation fails, counted from 1; 0: none */
    long asked;
    long blocks;
    long bytes;
} counter;

static void *count_resize(void *user_data, void *old, size_t size)
{
    counter *c = user_data;
    block *from = old != NULL ? (block *)old - 1 : NULL;
    size_t before = from != NULL ? from->size : 0;
    if (++c->asked == c->fails_at) return NULL;
    block *to = realloc(from, sizeof *to + size);
    if (to == NULL) return NULL;
    to->size = size;
    c->blocks += from == NULL;
    c->bytes += (long)size - (long)before;
    return to + 1;
}

static void *count_allocate(void *user_data, size_t size)
{
    assert_true(size > 0);
    return count_resize(user_data, NULL, size);
}

static void count_release(void *user_data, void *old)
{
    counter *c = user_data;
    if (old == NULL) return;
    block *from = (block *)old - 1;
    c->blocks--;
    c->bytes -= (long)from->size;
    free(from);
}

static sdp_allocator counting(counter *c)
{
    return (sdp_allocator){sizeof(sdp_allocator), count_allocate, count_resize, count_release, c};
}

#define ROWS(from_) "{\"id\":\"" from_ "1\",\"name\":\"a\"},{\"id\":\"" from_ "2\",\"name\":\"b\"}"
#define PAGE(more_, from_)                                                                                             \
    "{" DESK_SUCCESS ",\"list_info\":{\"has_more_rows\":" more_ "},\"products\":[" ROWS(from_) "]}"

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
static const raw_step refuses[] = {RAW_READ, RAW_REPLY("400 Bad", "{" DESK_FAILURE(4012) "}"), RAW_REPEAT, RAW_END};

/* Two pages, by what is asked for: a page that found no memory is asked for again. */
static sdp_status answer_with_a_page(void *user_data, const sdp_request *request, sdp_response *response)
{
    const char *page =
        strstr(request->url, "%22start_index%22%3A1%2C") != NULL ? PAGE("true", "1") : PAGE("false", "2");
    (void)user_data;
    response->http_status = 200;
    return request->sink(request->stream_data, page, strlen(page));
}

/* One job on a client. What it returns is its status; all that it made is freed. */
typedef sdp_status (*job)(desk *d);

static sdp_status add(desk *d)
{
    return desk_do(d, DESK_ADD, NULL);
}

static sdp_status get_and_copy(desk *d)
{
    const sdp_product *product = NULL;
    const sdp_product *copy = NULL;
    sdp_status status = sdp_product_get(d->client, "77", NULL, &product);
    if (status == SDP_OK) status = sdp_product_copy(product, NULL, &copy);
    if (status == SDP_OK) assert_string_equal(copy->name, "a");
    sdp_product_free(copy);
    sdp_product_free(product);
    return status;
}

/* A step that finds no memory can be made again: the walk goes on where it stood, and no row is lost. */
static sdp_status walk(desk *d)
{
    static const char *const expected[] = {"11", "12", "21", "22"};
    const sdp_query query = SDP_QUERY(.row_count = 2, .sort_field = "name");
    const sdp_product *row = NULL;
    sdp_pager *pager = NULL;
    sdp_status seen = SDP_OK;
    size_t rows = 0;
    sdp_status status = sdp_product_list(d->client, &query, NULL, &pager);
    if (status != SDP_OK) {
        assert_null(pager);
        return status;
    }
    while ((status = sdp_product_next(pager, &row)) == SDP_OK || (status == SDP_E_NO_MEMORY && seen == SDP_OK)) {
        if (status == SDP_E_NO_MEMORY) {
            assert_null(row);
            seen = status;
            continue;
        }
        assert_true(rows < 4);
        assert_string_equal(row->id, expected[rows++]);
    }
    if (status == SDP_END) assert_int_equal(rows, 4);
    sdp_pager_free(pager);
    return status == SDP_END ? seen : status;
}

static sdp_status invoke(desk *d)
{
    char *out = NULL;
    sdp_status status = sdp_invoke(d->client, "products.add", NULL, 0,
                                   "{\"name\":\"a\",\"product_type\":{\"id\":123456789012345678}}", 0, NULL, &out);
    if (status != SDP_OK) assert_null(out);
    sdp_text_free(out);
    return status;
}

static sdp_status be_refused(desk *d)
{
    sdp_status status = desk_do(d, DESK_ADD, NULL);
    return status == SDP_E_REFUSED ? SDP_OK : status;
}

/* A write of which the answer found no memory has happened, or may have. */
static int is_allowed(desk *d, sdp_status status, int write)
{
    if (status == SDP_OK || status == SDP_E_NO_MEMORY) return 1;
    return write && status == SDP_E_MAYBE_DONE && sdp_error_maybe_done(sdp_last_error(d->client));
}

/* `script` NULL: the pages. */
static void try_at(const raw_step *script, job work, int write, long fails_at, long *asked)
{
    counter c = {0};
    const sdp_allocator allocator = counting(&c);
    sdp_config config = SDP_CONFIG(.allocator = &allocator, .max_retries = -1);
    if (script == NULL) {
        config.base_url = "http://127.0.0.1:1";
        assert_int_equal(sdp_transport_new_blocking(answer_with_a_page, NULL, NULL, &config.transport), SDP_OK);
    }
    desk *d = desk_open(script != NULL ? RAW_SERVER(script) : NULL, &config);
    c.asked = 0;
    c.fails_at = fails_at;
    sdp_status status = work(d);
    *asked = c.asked;
    if (!is_allowed(d, status, write)) {
        fail_msg("allocation %ld: %s: %s", fails_at, sdp_status_name(status),
                 sdp_error_message(sdp_last_error(d->client)));
    }
    if (fails_at == 0) assert_int_equal(status, SDP_OK);
    c.fails_at = 0;
    assert_int_equal(work(d), SDP_OK);
    desk_close(d);
    assert_int_equal(c.blocks, 0);
    assert_int_equal(c.bytes, 0);
}

static void torture(const raw_step *script, job work, int write)
{
    long asked = 0;
    long all = 0;
    try_at(script, work, write, 0, &all);
    assert_true(all > 2);
    for (long n = 1; n <= all; n++) try_at(script, work, write, n, &asked);
}

static void an_add(void **state)
{
    (void)state;
    torture(works, add, 1);
}

static void a_get_and_a_copy(void **state)
{
    (void)state;
    torture(works, get_and_copy, 0);
}

static void a_list(void **state)
{
    (void)state;
    torture(NULL, walk, 0);
}

static void an_operation_by_name(void **state)
{
    (void)state;
    torture(works, invoke, 1);
}

static void a_refusal(void **state)
{
    (void)state;
    torture(refuses, be_refused, 1);
}

static void a_client_and_its_sibling(void **state)
{
    sdp_error *error = NULL;
    long failed = 0;
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    for (long n = 1;; n++) {
        counter c = {.fails_at = n};
        const sdp_allocator allocator = counting(&c);
        const sdp_config config = SDP_CONFIG(.base_url = "http://127.0.0.1:1/app/itdesk", .allocator = &allocator,
                                             .requests_per_minute = 60, .proxy = "http://127.0.0.1:2");
        sdp_client *client = NULL;
        sdp_client *sibling = NULL;
        sdp_status status = sdp_client_new(&config, error, &client);
        if (status == SDP_OK) {
            status = sdp_client_dup(client, &sibling);
            if (status != SDP_OK) assert_int_equal(sdp_error_status(sdp_last_error(client)), status);
        } else {
            assert_null(client);
            assert_int_equal(sdp_error_status(error), status);
        }
        if (status != SDP_OK) assert_null(sibling);
        sdp_client_free(client);
        sdp_client_free(sibling);
        assert_int_equal(c.blocks, 0);
        assert_int_equal(c.bytes, 0);
        if (status == SDP_OK) break;
        assert_int_equal(status, SDP_E_NO_MEMORY);
        failed++;
    }
    assert_true(failed > 4);
    sdp_error_free(error);
}

/* What a client gave lives on without it, and goes back to the same allocator. */
static void what_outlives_its_client(void **state)
{
    counter c = {0};
    const sdp_allocator allocator = counting(&c);
    const sdp_product *product = NULL;
    (void)state;
    desk *d = desk_open(RAW_SERVER(works), &(sdp_config)SDP_CONFIG(.allocator = &allocator));
    assert_int_equal(sdp_product_get(d->client, "77", NULL, &product), SDP_OK);
    desk_close(d);
    assert_true(c.blocks > 0);
    assert_string_equal(product->name, "a");
    sdp_product_free(product);
    assert_int_equal(c.blocks, 0);
    assert_int_equal(c.bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_add),
        cmocka_unit_test(a_get_and_a_copy),
        cmocka_unit_test(a_list),
        cmocka_unit_test(an_operation_by_name),
        cmocka_unit_test(a_refusal),
        cmocka_unit_test(a_client_and_its_sibling),
        cmocka_unit_test(what_outlives_its_client),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
