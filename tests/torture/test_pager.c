/* Walks with pages ahead, checkpoints, and walks that go on from them: each of their allocations fails once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "interpose.h"
#include "pages.h"
#include "trial.h"

enum { ROWS = 9 };

typedef struct job {
    trial trial;
    pages pages;
    int32_t ahead;
} job;

static void open_client(trial *t)
{
    job *j = (job *)(void *)t;
    const sdp_config config = SDP_CONFIG(.allocator = starve_allocator());
    j->pages = (pages){.rows = ROWS};
    pages_open(&j->pages, &config);
    t->client = j->pages.client;
}

/* Notes the first failure, which ends nothing: the same step is made again. */
static int goes_on(trial *t, sdp_status status, sdp_status *seen)
{
    if (status >= 0) return 0;
    trial_expect_starved(t, status);
    assert_int_equal(sdp_error_status(sdp_last_error(t->client)), status);
    assert_int_equal(*seen, SDP_OK);
    *seen = status;
    return 1;
}

/* Walks on to a row, and writes down what came. */
static void walk(trial *t, sdp_pager *pager, size_t rows, char *all, size_t capacity, sdp_status *seen)
{
    const sdp_product *row = NULL;
    sdp_status status = SDP_OK;
    while (rows > 0 && status != SDP_END) {
        status = sdp_product_next(pager, &row);
        if (goes_on(t, status, seen) || status == SDP_END) continue;
        strncat(all, row->id, capacity - strlen(all) - 2);
        strcat(all, " ");
        rows--;
    }
}

static sdp_status finish(trial *t, sdp_pager *pager, const char *all, sdp_status seen, char **out)
{
    sdp_pager_free(pager);
    starve_disarm();
    *out = malloc(strlen(all) + 1);
    assert_non_null(*out);
    memcpy(*out, all, strlen(all) + 1);
    t->status_is_old = seen != SDP_OK;
    return seen;
}

static sdp_status walk_ahead(trial *t, char **out)
{
    const job *j = (const job *)(const void *)t;
    const sdp_query query = SDP_QUERY(.row_count = 2);
    char all[256] = "";
    sdp_status seen = SDP_OK;
    sdp_pager *pager = NULL;
    sdp_status status = sdp_product_list(t->client, &query, NULL, &pager);
    if (status != SDP_OK) return status;
    while (goes_on(t, sdp_pager_set_prefetch(pager, j->ahead), &seen)) continue;
    walk(t, pager, ROWS + 1, all, sizeof all, &seen);
    return finish(t, pager, all, seen, out);
}

static sdp_status walk_and_resume(trial *t, char **out)
{
    const job *j = (const job *)(const void *)t;
    const sdp_query query = SDP_QUERY(.row_count = 2, .sort_field = "id");
    char all[256] = "";
    char *line = NULL;
    sdp_status seen = SDP_OK;
    sdp_pager *pager = NULL;
    sdp_status status = sdp_product_list(t->client, &query, NULL, &pager);
    if (status != SDP_OK) return status;
    while (goes_on(t, sdp_pager_set_prefetch(pager, j->ahead), &seen)) continue;
    walk(t, pager, 5, all, sizeof all, &seen);
    while (goes_on(t, sdp_pager_checkpoint(pager, &line), &seen)) assert_null(line);
    sdp_pager_free(pager);
    while (goes_on(t, sdp_pager_resume(t->client, line, "products.list", NULL, &pager), &seen)) assert_null(pager);
    sdp_text_free(line);
    walk(t, pager, ROWS, all, sizeof all, &seen);
    return finish(t, pager, all, seen, out);
}

static void torture(const char *name, int32_t ahead, sdp_status (*work)(trial *t, char **out))
{
    job j = {.trial = {.name = name, .open = open_client, .work = work}, .ahead = ahead};
    trial_run(&j.trial);
}

static void pages_ahead(void **state)
{
    (void)state;
    torture("one page ahead", 1, walk_ahead);
    torture("three pages ahead", 3, walk_ahead);
}

static void checkpoints(void **state)
{
    (void)state;
    torture("a checkpoint", 0, walk_and_resume);
    torture("a checkpoint with pages ahead", 2, walk_and_resume);
    print_message("%s\n", trial_summary());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_ahead),
        cmocka_unit_test(checkpoints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
