/* What every example begins with: a client from two environment variables. A program of yours reads its own
   configuration. */
#ifndef EXAMPLES_CONNECT_H
#define EXAMPLES_CONNECT_H

#include <sdp/sdp.h>

#include <stdio.h>
#include <stdlib.h>

static inline sdp_client *example_connect(void)
{
    sdp_client *client = NULL;
    sdp_auth *auth = NULL;
    sdp_error *error = NULL;
    if (sdp_error_new(&error) != SDP_OK) return NULL;
    sdp_status status = sdp_auth_new_token(getenv("SDP_ACCESS_TOKEN"), error, &auth);
    if (status == SDP_OK) {
        sdp_config config = SDP_CONFIG(.base_url = getenv("SDP_BASE_URL"), .auth = auth);
        status = sdp_client_new(&config, error, &client);
    }
    if (status != SDP_OK) {
        fprintf(stderr, "%s\nSet SDP_BASE_URL and SDP_ACCESS_TOKEN.\n", sdp_error_message(error));
    }
    sdp_auth_free(auth); /* the client holds a reference of its own */
    sdp_error_free(error);
    return client;
}

#endif
