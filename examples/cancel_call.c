/* A call that waits, ended by another thread. */
#include <pthread.h>

#include "connect.h"

static void *signal_soon(void *cancel)
{
    nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
    sdp_cancel_signal(cancel); /* from any thread, but not from a signal handler */
    return NULL;
}

static sdp_status read_products(sdp_client *client, sdp_cancel *cancel)
{
    sdp_options options = SDP_OPTIONS(.cancel = cancel);
    const sdp_product *row = NULL;
    sdp_pager *pager = NULL;
    sdp_status status = SDP_OK;
    while (status == SDP_OK || status == SDP_END) { /* it would go on for ever */
        status = sdp_product_list(client, NULL, &options, &pager);
        if (status == SDP_OK) status = sdp_product_next(pager, &row);
        sdp_pager_free(pager);
    }
    return status;
}

int main(void)
{
    sdp_auth *auth = NULL;
    sdp_client *client = NULL;
    sdp_cancel *cancel = NULL;
    pthread_t other;
    sdp_status status = sdp_auth_new_token(getenv("SDP_ACCESS_TOKEN"), NULL, &auth);
    /* With one request a minute, the second one waits for its turn. */
    sdp_config config =
        SDP_CONFIG(.base_url = getenv("SDP_BASE_URL"), .auth = auth, .requests_per_minute = 1, .timeout_ms = 600000);
    if (status == SDP_OK) status = sdp_client_new(&config, NULL, &client);
    if (status == SDP_OK) status = sdp_cancel_new(&cancel);
    if (status == SDP_OK && pthread_create(&other, NULL, signal_soon, cancel) == 0) {
        status = read_products(client, cancel);
        pthread_join(other, NULL);
    }
    const sdp_error *error = sdp_last_error(client);
    printf("%s after %lld ms: %s\n", sdp_status_name(status), (long long)sdp_error_elapsed_ms(error),
           sdp_error_message(error));
    sdp_cancel_free(cancel); /* no call uses it any more */
    sdp_client_free(client);
    sdp_auth_free(auth);
    return status == SDP_E_CANCELED ? EXIT_SUCCESS : EXIT_FAILURE;
}
