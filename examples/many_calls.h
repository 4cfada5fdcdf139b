/* What the examples of event loops do meanwhile: read a list of products, and then each of them, all at once. The calls
   are those of a batch; each result comes to a function, which may add calls. */
#ifndef EXAMPLES_MANY_CALLS_H
#define EXAMPLES_MANY_CALLS_H

#include "connect.h"

typedef struct many_calls {
    sdp_batch *batch;
    int expected; /* results that are still to come */
    int read;
    int failed;
} many_calls;

static inline void many_calls_add(many_calls *calls, const char *operation, const char *id)
{
    const char *const ids[] = {id};
    if (sdp_batch_add(calls->batch, operation, ids, id != NULL, NULL, NULL, NULL) == SDP_OK) {
        calls->expected++;
    } else {
        calls->failed++;
    }
}

/* Frees neither the batch nor the client: the library is still at work. */
static inline void many_calls_done(void *user_data, sdp_batch *batch, const sdp_batch_result *result)
{
    many_calls *calls = user_data;
    (void)batch;
    calls->expected--;
    if (result->status != SDP_OK) {
        fprintf(stderr, "%s: %s\n", result->operation, sdp_error_message(result->error));
        calls->failed++;
    } else if (result->entity != NULL) {
        const sdp_product *product = result->entity;
        calls->read++;
        printf("%s  %s\n", product->id, product->name != NULL ? product->name : "");
    }
    for (size_t i = 0; i < result->row_count; i++) {
        const sdp_product *row = result->rows[i];
        many_calls_add(calls, "products.get", row->id);
    }
}

static inline sdp_status many_calls_begin(many_calls *calls, sdp_client *client)
{
    sdp_batch_config config = SDP_BATCH_CONFIG(.concurrency = 16, .done = many_calls_done, .user_data = calls);
    sdp_status status = sdp_batch_new(client, &config, &calls->batch);
    if (status == SDP_OK) many_calls_add(calls, "products.list", NULL);
    return status;
}

static inline int many_calls_end(many_calls *calls)
{
    sdp_batch_free(calls->batch); /* before its client */
    printf("%d products, %d failures\n", calls->read, calls->failed);
    return calls->failed == 0 && calls->read > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
