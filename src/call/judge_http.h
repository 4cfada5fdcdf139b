/* What the judges of all dialects have in common: what HTTP alone says of an answer, and words for what cannot be
   read. */
#ifndef SDPI_JUDGE_HTTP_H
#define SDPI_JUDGE_HTTP_H

#include "base/error.h"
#include "call/dialect.h"

/* Advice that goes with an SDP_E_LOGIN of which the service knows nothing. */
#define SDPI_PROXY_LOGIN_ADVICE "give the proxy the user and password that it wants; the server behind it was not asked"

/* An answer that is being judged. */
typedef struct sdpi_judging {
    const sdpi_answer *answer;
    sdpi_verdict *verdict;
    sdpi_result *result;
    sdp_error *error;
    sdp_json *envelope;     /* owned until a document takes it */
    sdp_status call_status; /* what the call returns */
    const char *what;       /* a few words for the message */
} sdpi_judging;

typedef sdp_status (*sdpi_judge_fn)(sdpi_judging *j);

int sdpi_is_success_http(int32_t http_status);
void sdpi_decide(sdpi_judging *j, int32_t outcome, sdp_status status, const char *what);
/* Whether a failure is a throttle by its words. */
int sdpi_says_throttled(const sdpi_answer *answer);
/* What the HTTP status alone says of a failure. */
void sdpi_judge_http(sdpi_judging *j);
/* What a 401 means. */
const char *sdpi_login_words(const sdpi_judging *j);
/* Says what was decided on, with all that is known of an answer whose body tells nothing. */
sdp_status sdpi_say_unreadable(sdpi_judging *j, const char *why);
/* Says what was decided on, with the answer's code and the message of the server that it is from. */
sdp_status sdpi_say_failure(sdpi_judging *j);
/* Judges an answer that is not one of the service: HTML of a proxy or of a dead end, or plain text. */
sdp_status sdpi_judge_unreadable(sdpi_judging *j, const char *why);
/* What the service did is done, whatever can be read of its answer. */
void sdpi_mark_done(sdpi_judging *j);
/* Judges an answer from its start: a JSON object, an empty body, or what is neither. */
sdp_status sdpi_judge_answer(const sdpi_answer *answer, sdpi_judge_fn judge_object, sdpi_judge_fn judge_empty,
                             sdpi_verdict *verdict, sdpi_result *result, sdp_error *error);
/* Decodes `count` rows, of which `first` is the first, into the result. `index_path` is 1 where they stand in an
   array. */
sdp_status sdpi_decode_rows(sdpi_judging *j, sdpi_document *document, const sdp_json *first, size_t count,
                            int32_t index_path, int32_t flags);

#endif
