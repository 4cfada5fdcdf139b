/* The table of faults and operations, of codes: every code that the service documents, in every shape that its answers
   have, with its own HTTP status and inside HTTP 200. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fault_table.h"

/* What the service's page says of a code, and what becomes of a call that meets it. */
static const struct {
    int32_t code;
    int32_t http;
    const char *reason;
    sdp_status status;
} codes[] = {
    {4001, 400, "Bad Request", SDP_E_REFUSED}, {4002, 403, "Forbidden", SDP_E_FORBIDDEN},
    {4004, 500, "Internal", SDP_E_REFUSED},    {4005, 400, "Bad Request", SDP_E_REFUSED},
    {4007, 404, "Not Found", SDP_E_NOT_FOUND}, {4008, 400, "Bad Request", SDP_E_REFUSED},
    {4009, 400, "Bad Request", SDP_E_REFUSED}, {4012, 400, "Bad Request", SDP_E_REFUSED},
    {4014, 400, "Bad Request", SDP_E_REFUSED}, {4015, 429, "Too Many Requests", SDP_E_QUOTA},
    {4016, 400, "Bad Request", SDP_E_REFUSED}, {4021, 400, "Bad Request", SDP_E_REFUSED},
    {4022, 401, "Unauthorized", SDP_E_LOGIN},  {7001, 400, "Bad Request", SDP_E_REFUSED},
};

#define MESSAGE "{\"status_code\":CODE,\"type\":\"failed\",\"message\":\"No.\",\"field\":\"name\"}"
#define FAILED "\"status\":\"failed\""
/* What is in `response_status`; CODE stands for the code, once at most. */
static const struct {
    const char *name;
    const char *status;
    int has_code;
} shapes[] = {
    {"object", "{\"status_code\":4000," FAILED ",\"messages\":[" MESSAGE "]}", 1},
    {"array", "[{\"status_code\":4000," FAILED ",\"messages\":[" MESSAGE "]}]", 1},
    {"array of several",
     "[{\"status_code\":4000," FAILED ",\"messages\":[{\"type\":\"failed\"}]},"
     "{\"status_code\":4000," FAILED ",\"messages\":[" MESSAGE "]},{" FAILED "}]",
     1},
    {"code at the top", "{\"status_code\":CODE," FAILED ",\"messages\":[{\"type\":\"failed\",\"message\":\"No.\"}]}",
     1},
    {"code in a message alone", "{" FAILED ",\"messages\":[" MESSAGE "]}", 1},
    {"code as a text", "{\"status_code\":\"4000\"," FAILED ",\"messages\":[{\"status_code\":\"CODE\"}]}", 1},
    {"code in the second message", "{" FAILED ",\"messages\":[{\"message\":\"No.\"}," MESSAGE "]}", 1},
    {"a message that is no list", "{\"status_code\":4000," FAILED ",\"messages\":" MESSAGE "}", 1},
    {"messages missing", "{\"status_code\":CODE," FAILED "}", 1},
    {"messages empty", "{\"status_code\":CODE," FAILED ",\"messages\":[]}", 1},
    {"messages null", "{\"status_code\":CODE," FAILED ",\"messages\":null}", 1},
    {"the generic code", "{\"status_code\":4000," FAILED ",\"messages\":[{\"message\":\"No.\"}]}", 0},
    {"no code", "{" FAILED ",\"messages\":[{\"message\":\"No.\"}]}", 0},
    {"status alone", "{" FAILED "}", 0},
    {"status alone in an array", "[{" FAILED "}]", 0},
};
enum { CODES = sizeof codes / sizeof *codes, SHAPES = sizeof shapes / sizeof *shapes, MOST = CODES * SHAPES };

static fault faults[MOST];
static char names[MOST][96];
static char bodies[MOST][600];
static char lines[CODES][40];

/* Without a code HTTP alone speaks. */
static sdp_status by_http(int32_t http)
{
    switch (http) {
    case 401:
        return SDP_E_LOGIN;
    case 403:
        return SDP_E_FORBIDDEN;
    case 404:
        return SDP_E_NOT_FOUND;
    case 429:
        return SDP_E_QUOTA;
    case 500:
        return SDP_E_SERVER;
    default:
        return SDP_E_REFUSED;
    }
}

static fault fault_of(size_t c, size_t s, int32_t http)
{
    const size_t at = c * SHAPES + s;
    const int generic = strcmp(shapes[s].name, "the generic code") == 0;
    char status[500];
    const char *mark = strstr(shapes[s].status, "CODE");
    const int before = (int)(mark != NULL ? mark - shapes[s].status : 0);
    snprintf(status, sizeof status, "%.*s%d%s", before, shapes[s].status, (int)codes[c].code,
             mark != NULL ? mark + 4 : "");
    if (mark == NULL) snprintf(status, sizeof status, "%s", shapes[s].status);
    snprintf(bodies[at], sizeof bodies[at], "{\"response_status\":%s}", status);
    snprintf(names[at], sizeof names[at], "%d, %s, HTTP %d", (int)codes[c].code, shapes[s].name, (int)http);
    snprintf(lines[c], sizeof lines[c], "%d %s", (int)http, http == 200 ? "OK" : codes[c].reason);
    fault f = FAULT(names[at], ANSWERED, shapes[s].has_code ? codes[c].status : by_http(http),
                    STEPS(RAW_READ, RAW_REPLY(lines[c], bodies[at])), .http_status = http, .kinds = KINDS_V3);
    f.api_code = shapes[s].has_code ? codes[c].code : generic ? 4000 : 0;
    if (f.status == SDP_E_QUOTA || http == 401) f.outcome = FAULT_REFUSED;
    if (f.status == SDP_E_SERVER) f.outcome = FAULT_UNKNOWN;
    /* An internal error is an answer, and does not say how far the service came. */
    f.is_half_done = f.is_passing = f.api_code == 4004;
    return f;
}

static void meet_all(int own_http)
{
    for (size_t c = 0; c < CODES; c++) {
        for (size_t s = 0; s < SHAPES; s++) faults[c * SHAPES + s] = fault_of(c, s, own_http ? codes[c].http : 200);
    }
    FAULT_TABLE(faults, .is_kept = 1);
}

static void with_their_own_http_status(void **state)
{
    (void)state;
    meet_all(1);
}

static void inside_http_200(void **state)
{
    (void)state;
    meet_all(0);
}

#define GOOD "{\"status_code\":2000,\"status\":\"success\"}"
#define BAD(code_)                                                                                                     \
    "{\"status_code\":4000," FAILED ",\"messages\":[{\"status_code\":" #code_ ",\"message\":\"too many requests\"}]}"

/* Answers that say yes and no: whatever the codes are, a part may have been done, and nothing is sent again. */
static const fault mixed[] = {
    FAULT("yes and no", ANSWERED, SDP_E_PARTIAL,
          STEPS(RAW_READ, RAW_REPLY("200 OK", "{\"response_status\":[" GOOD "," BAD(4001) "]}")), .http_status = 200,
          .api_code = 4001, .kinds = KINDS_V3, .is_half_done = 1),
    FAULT("no and yes, with a failure of HTTP", ANSWERED, SDP_E_PARTIAL,
          STEPS(RAW_READ, RAW_REPLY("400 Bad Request", "{\"response_status\":[" BAD(4008) "," GOOD "]}")),
          .http_status = 400, .api_code = 4008, .kinds = KINDS_V3, .is_half_done = 1),
    FAULT("yes and a throttle", ANSWERED, SDP_E_PARTIAL,
          STEPS(RAW_READ, RAW_REPLY("429 Too Many", "{\"response_status\":[" GOOD "," BAD(4015) "]}")),
          .http_status = 429, .api_code = 4015, .kinds = KINDS_V3, .is_half_done = 1),
    FAULT("yes inside a failure of HTTP", UNKNOWN, SDP_E_ANSWER,
          STEPS(RAW_READ, RAW_REPLY("500 Internal", "{\"response_status\":" GOOD "}")), .http_status = 500,
          .api_code = 2000, .kinds = KINDS_V3),
    FAULT("neither yes nor no", UNKNOWN, SDP_E_ANSWER,
          STEPS(RAW_READ, RAW_REPLY("200 OK", "{\"response_status\":{\"status\":\"pending\"}}")), .http_status = 200,
          .kinds = KINDS_V3),
    FAULT("an empty list of statuses", UNKNOWN, SDP_E_ANSWER,
          STEPS(RAW_READ, RAW_REPLY("200 OK", "{\"response_status\":[]}")), .http_status = 200, .kinds = KINDS_V3),
    FAULT("no status", UNKNOWN, SDP_E_ANSWER, STEPS(RAW_READ, RAW_REPLY("200 OK", "{\"error\":\"no\"}")),
          .http_status = 200, .kinds = KINDS_V3 & ~KIND(DOWNLOAD)),
    FAULT("a code that nobody knows", ANSWERED, SDP_E_REFUSED,
          STEPS(RAW_READ, RAW_REPLY("400 Bad Request", "{\"response_status\":{\"status_code\":4999," FAILED "}}")),
          .http_status = 400, .api_code = 4999, .kinds = KINDS_V3),
    FAULT("an unknown code of a server that failed", ANSWERED, SDP_E_REFUSED,
          STEPS(RAW_READ, RAW_REPLY("500 Internal", "{\"response_status\":{\"status_code\":4999," FAILED "}}")),
          .http_status = 500, .api_code = 4999, .kinds = KINDS_V3, .is_half_done = 1),
};

static void answers_that_contradict_themselves(void **state)
{
    (void)state;
    FAULT_TABLE(mixed, .is_kept = 1);
}

#define CRM(http_, error_) STEPS(RAW_READ, RAW_REPLY(http_, "{\"result\":null,\"error\":\"" error_ "\"}"))

/* NeuCRM has words instead of codes, with any HTTP status. */
static const fault words[] = {
    FAULT("no", ANSWERED, SDP_E_REFUSED, CRM("200 OK", "Invalid mobile"), .http_status = 200, .kinds = KINDS_CRM),
    FAULT("no with HTTP 400", ANSWERED, SDP_E_REFUSED, CRM("400 Bad", "Invalid mobile"), .http_status = 400,
          .kinds = KINDS_CRM),
    FAULT("a wrong key", REFUSED, SDP_E_LOGIN, CRM("200 OK", "Invalid api_key"), .http_status = 200,
          .kinds = KINDS_CRM),
    FAULT("a wrong key with HTTP 401", REFUSED, SDP_E_LOGIN, CRM("401 No", "no"), .http_status = 401,
          .kinds = KINDS_CRM),
    FAULT("forbidden", ANSWERED, SDP_E_FORBIDDEN, CRM("403 No", "no"), .http_status = 403, .kinds = KINDS_CRM),
    FAULT("no such thing", ANSWERED, SDP_E_NOT_FOUND, CRM("404 No", "no"), .http_status = 404, .kinds = KINDS_CRM),
    FAULT("a throttle", REFUSED, SDP_E_QUOTA, CRM("200 OK", "Too many requests"), .http_status = 200,
          .kinds = KINDS_CRM),
    FAULT("a throttle with HTTP 429", REFUSED, SDP_E_QUOTA, CRM("429 No", "no"), .http_status = 429,
          .kinds = KINDS_CRM),
    FAULT("no with HTTP 500", ANSWERED, SDP_E_REFUSED, CRM("500 No", "no"), .http_status = 500, .kinds = KINDS_CRM,
          .is_half_done = 1),
    FAULT("a wrong key with HTTP 500", ANSWERED, SDP_E_LOGIN, CRM("500 No", "Invalid api_key"), .http_status = 500,
          .kinds = KINDS_CRM, .is_half_done = 1),
    FAULT("an error of others with HTTP 500", UNKNOWN, SDP_E_SERVER,
          STEPS(RAW_READ, RAW_REPLY("500 No", "{\"error\":\"no\"}")), .http_status = 500, .kinds = KINDS_CRM),
    FAULT("neither result nor error", UNKNOWN, SDP_E_ANSWER, STEPS(RAW_READ, RAW_REPLY("200 OK", "{}")),
          .http_status = 200, .kinds = KINDS_CRM),
};

static void words_of_neucrm(void **state)
{
    (void)state;
    FAULT_TABLE(words, .is_kept = 1, .kinds = KINDS_CRM);
}

static int say_how_many(void **state)
{
    (void)state;
    print_message("%d cells\n", fault_table_cells());
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_their_own_http_status),
        cmocka_unit_test(inside_http_200),
        cmocka_unit_test(answers_that_contradict_themselves),
        cmocka_unit_test(words_of_neucrm),
    };
    return cmocka_run_group_tests(tests, NULL, say_how_many);
}
