/* Reads every customer and the first page of its contracts, many at once. A file, all_customers.state, notes the last
   one that is done: an interrupted run goes on behind it. */
#include <string.h>

#include "connect.h"

typedef struct fanout {
    sdp_client *client;
    sdp_batch *batch;
    const char *state;
    char last[64]; /* customer that is done; customers come in the order of their ids */
    int failed;
} fanout;

static int is_after(const char *id, const char *other)
{
    return strlen(id) != strlen(other) ? strlen(id) > strlen(other) : strcmp(id, other) > 0; /* they are digits */
}

static void note_done(const char *state, const char *id)
{
    FILE *file = fflush(stdout) == 0 ? fopen(state, "w") : NULL;
    if (file != NULL) fprintf(file, "%s\n", id);
    if (file != NULL) fclose(file);
}

/* Each call has an error of its own: one customer that cannot be read stops no other. Its list is the last of its
   calls. */
static int take_result(fanout *f)
{
    sdp_batch_result result = {.size = sizeof result};
    if (f->batch == NULL || sdp_batch_next(f->batch, &result) != SDP_OK) return 0;
    if (result.status != SDP_OK) {
        fprintf(stderr, "%s of %s: %s\n", result.operation, result.tag, sdp_error_message(result.error));
        f->failed = 1;
    } else if (result.entity != NULL) {
        printf("%s  %s\n", result.tag, ((const sdp_customer *)result.entity)->name);
    } else {
        printf("%s  %zu contracts%s\n", result.tag, result.row_count, result.has_more_rows == 1 ? " and more" : "");
        if (!f->failed) note_done(f->state, result.tag); /* what failed is tried again by the next run */
    }
    return 1;
}

static sdp_status add_customer(fanout *f, const char *id)
{
    const sdp_options options = SDP_OPTIONS(.tag = id);
    sdp_json *criteria = NULL;
    while (sdp_batch_room(f->batch) < 2 && take_result(f)) continue;
    sdp_status status = example_search("customer.id", id, &criteria);
    sdp_query query = SDP_QUERY(.row_count = 100, .search_criteria = criteria);
    if (status == SDP_OK) status = sdp_batch_add(f->batch, "customers.get", &id, 1, NULL, &options, NULL);
    if (status == SDP_OK) status = sdp_batch_add(f->batch, "contracts.list", NULL, 0, &query, &options, NULL);
    sdp_json_free(criteria); /* the input was encoded, and is not needed any more */
    return status;
}

int main(int count, char **words)
{
    fanout f = {.client = example_connect(), .state = count > 1 ? words[1] : "all_customers.state"};
    const sdp_query query = SDP_QUERY(.row_count = 100, .sort_field = "id");
    const sdp_batch_config in_order = SDP_BATCH_CONFIG(.concurrency = 16, .in_order = 1);
    const sdp_customer *row = NULL;
    sdp_pager *pager = NULL;
    FILE *file = fopen(f.state, "r");
    if (file != NULL && fscanf(file, "%63s", f.last) == 1) printf("going on behind %s\n", f.last);
    if (file != NULL) fclose(file);
    sdp_status status = f.client != NULL ? sdp_batch_new(f.client, &in_order, &f.batch) : SDP_E_CONFIG;
    if (status == SDP_OK) status = sdp_customer_list(f.client, &query, NULL, &pager);
    while (status == SDP_OK && (status = sdp_customer_next(pager, &row)) == SDP_OK) {
        if (is_after(row->id, f.last)) status = add_customer(&f, row->id);
    }
    if (f.client != NULL && status != SDP_END) example_failed(f.client, "customers");
    while (take_result(&f)) continue;
    if (status == SDP_END && !f.failed) remove(f.state); /* all is done */
    sdp_pager_free(pager);
    sdp_batch_free(f.batch);
    sdp_client_free(f.client);
    return status == SDP_END && !f.failed ? EXIT_SUCCESS : EXIT_FAILURE;
}
