/* A client on a scripted server, with all that it reports: for tests of the public functions. Its login, and the input
   that desk_do() sends, hold texts that begin with DESK_PLANTED: wherever the library shows one of them, in its log, an
   event or an error, the test fails.

       static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
       desk *d = desk_open(RAW_SERVER(works), NULL);
       assert_int_equal(desk_do(d, DESK_GET, NULL), SDP_OK);
       desk_close(d);  */
#ifndef DESK_H
#define DESK_H

#include <sdp/sdp.h>

#include "raw_server.h"

#define DESK_PLANTED "planted-"
#define DESK_TOKEN "planted-token-5c1d"
#define DESK_COMMENTS "planted-comments-5c1d"

#define DESK_SUCCESS "\"response_status\":{\"status_code\":2000,\"status\":\"success\"}"
#define DESK_FAILURE(code_)                                                                                            \
    "\"response_status\":{\"status_code\":4000,\"status\":\"failed\",\"messages\":[{\"status_code\":" #code_           \
    ",\"type\":\"failed\",\"message\":\"No.\",\"field\":\"name\"}]}"
#define DESK_PRODUCT "{" DESK_SUCCESS ",\"product\":{\"id\":\"77\",\"name\":\"a\"}}"
/* An answer with headers of its own: RAW_SEND(DESK_ANSWER("503 No", "Retry-After: 0\r\n", "{}", 2)). */
#define DESK_ANSWER(status_, headers_, body_, size_)                                                                   \
    "HTTP/1.1 " status_ "\r\n" headers_ "Content-Length: " #size_ "\r\n\r\n" body_

/* One step for each operation, and whether it changes anything. */
enum { DESK_ADD, DESK_EDIT, DESK_DELETE, DESK_GET, DESK_LIST, DESK_OPERATIONS };
int desk_is_write(int operation);

typedef struct desk_event {
    char operation[32];
    char method[8];
    char url[256];
    char tag[32]; /* "" for none */
    int32_t attempt;
    int32_t http_status;
    sdp_status status;
    int32_t reused;
    int64_t elapsed_ms;
    int64_t retry_in_ms;
} desk_event;

typedef struct desk {
    raw_server *server; /* nullable */
    sdp_client *client;
    sdp_auth *auth;
    int event_count;
    desk_event events[64];
    size_t log_size;
    char log[65536]; /* lines with their level, "4 text\n" */
    int shown;       /* how often a planted text was shown */
} desk;

/* Opens a client on a server, which desk_close() stops; `server` is nullable where the configuration has a base URL.
   What the configuration leaves open is the planted token, the recording of log and events, and one retry. */
desk *desk_open(raw_server *server, const sdp_config *config);
/* Fails the test where something planted was shown. */
void desk_close(desk *d);

/* Does an operation; of a list the first row. Checks that nothing is given on a failure, and what the error shows. */
sdp_status desk_do(desk *d, int operation, const sdp_options *options);
/* The same, and expects an outcome; a difference is told with the error's message. */
void desk_expect(desk *d, int operation, const sdp_options *options, sdp_status expected);
/* What the error of the last call says. */
typedef struct desk_said {
    int32_t attempts;
    int32_t maybe_done;
    int32_t retryable;
    int32_t fault;
    int32_t http_status;
} desk_said;
void desk_expect_said(desk *d, desk_said expected);
/* Whether the error's message has these words. */
void desk_expect_words(desk *d, const char *words);
/* Fails the test where the error of the last call shows something planted, or its JSON cannot be read. */
void desk_check_error(desk *d);

/* The input that came with a request, decoded from its form or its query; freed by free(). NULL: none came. */
char *desk_input_of(const raw_request *request);
/* Compares it with JSON, written without blanks. */
void desk_expect_input(desk *d, int request, const char *json);

int64_t desk_now_ms(void);
void desk_sleep_ms(int ms);

#endif
