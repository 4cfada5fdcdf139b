/* An engine over a transport that the test answers for by hand, with the time passed in. */
#ifndef SCRIPTED_H
#define SCRIPTED_H

#include "call/call.h"

typedef struct scripted {
    sdpi_settings settings;
    sdpi_engine engine;
    sdp_transport *transport;
    sdpi_call call;
    sdp_error error;
    /* The transfer under way. */
    sdp_done_fn done;
    void *done_data;
    sdp_sink_fn sink;
    void *sink_data;
    int active;
    /* What was asked of the transport. */
    int starts;
    int cancels;
    int wakeups;
    char method[16];
    char url[4096];
    char body[16384];
    size_t body_size;
    int has_body;
    int32_t once;
    int64_t timeout_ms;
    char headers[4096]; /* one a line: "Name: value" */
    /* What it shall answer. */
    sdp_status start_status;
    int32_t cancel_sent; /* SDP_SENT_… */
    /* Events and log. */
    int events;
    sdp_event last_event;
    char log[16384];
} scripted;

/* Everything zero but for the defaults of a client; `auth` is nullable and borrowed. */
void scripted_init(scripted *s, sdp_auth *auth);
void scripted_free(scripted *s);

/* Starts s->call and moves it on as far as it goes at this time. */
void scripted_start(scripted *s, const char *operation, const char *id, const void *input, const sdp_options *options,
                    int64_t now_ms);
void scripted_step(scripted *s, int64_t now_ms);

/* Completes the transfer under way. `header` is NULL or the only header of the answer. */
void scripted_answer(scripted *s, int32_t http_status, const char *body, const sdp_header *header);
void scripted_fail(scripted *s, sdp_status status, int32_t sent);

/* Answers of the service. */
#define ANSWER_OK                                                                                                      \
    "{\"product\":{\"id\":\"1\",\"name\":\"n\"},\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}"
#define ANSWER_DELETED "{\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}"
#define ANSWER_FAILED(code, words)                                                                                     \
    "{\"response_status\":{\"status_code\":4000,\"messages\":[{\"status_code\":" code ",\"message\":\"" words          \
    "\"}],\"status\":\"failed\"}}"

#endif
