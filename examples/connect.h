/* What the examples share: a client from environment variables, and what to say of a failure. A program of yours reads
   its own configuration; sdp/config_env.h reads all variables that the sdp command knows. */
#ifndef EXAMPLES_CONNECT_H
#define EXAMPLES_CONNECT_H

#include <sdp/sdp.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

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

/* A client of the other service, NeuCRM. */
static inline sdp_client *example_connect_neucrm(void)
{
    sdp_client *client = NULL;
    sdp_error *error = NULL;
    if (sdp_error_new(&error) != SDP_OK) return NULL;
    sdp_neucrm_config config =
        SDP_NEUCRM_CONFIG(.base_url = getenv("NEUCRM_BASE_URL"), .userid = getenv("NEUCRM_USERID"),
                          .api_key = getenv("NEUCRM_API_KEY"));
    if (sdp_neucrm_client_new(&config, error, &client) != SDP_OK) {
        fprintf(stderr, "%s\nSet NEUCRM_BASE_URL, NEUCRM_USERID and NEUCRM_API_KEY.\n", sdp_error_message(error));
    }
    sdp_error_free(error);
    return client;
}

/* Says what went wrong with the client's last call. */
static inline int example_failed(const sdp_client *client, const char *what)
{
    const sdp_error *error = sdp_last_error(client);
    fprintf(stderr, "%s: %s\n  what to do: %s\n", what, sdp_error_message(error), sdp_error_advice(error));
    return EXIT_FAILURE;
}

/* A name that no run before has used, since names of customers and products are unique. */
static inline const char *example_name(const char *what, char *room, size_t size)
{
    snprintf(room, size, "%s %lld-%ld", what, (long long)time(NULL), (long)getpid());
    return room;
}

/* Search criteria for one member: {"field":…,"condition":"is","value":…}. Built instead of printed, so that no quote in
   a name can do harm. Freed by sdp_json_free(). */
static inline sdp_status example_search(const char *field, const char *value, sdp_json **out)
{
    const char *const parts[][2] = {{"field", field}, {"condition", "is"}, {"value", value}};
    sdp_status status = sdp_json_new(SDP_JSON_OBJECT, out);
    for (size_t i = 0; i < 3 && status == SDP_OK; i++) {
        sdp_json *text = NULL;
        status = sdp_json_new_text(SDP_JSON_STRING, parts[i][1], &text);
        if (status == SDP_OK) status = sdp_json_put(*out, parts[i][0], text);
    }
    return status;
}

#endif
