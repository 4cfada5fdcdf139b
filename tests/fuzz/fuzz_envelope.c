/*
 * How answers are judged, with any HTTP status: what the judge says must not contradict itself, or what stands in the
 * answer. Bytes: the row, HTTP status (two), a byte of which bit 0 gives a content type and bit 1 a Location; then a
 * line for the Location, and the body.
 */
#include <stdlib.h>
#include <string.h>

#include "api/operations.h"
#include "base/json.h"
#include "base/text.h"
#include "call/dialect.h"
#include "fuzz.h"

/* The words of response_status, read once more and without the library's reading of it. */
typedef struct words {
    int success;
    int failure;
} words;

static void read_entry(const sdp_json *entry, words *said)
{
    const char *status = sdp_json_text(sdp_json_member(entry, "status"));
    if (status == NULL) return;
    if (strcmp(status, "success") == 0) said->success++;
    if (strcmp(status, "failed") == 0) said->failure++;
}

static words read_words(const char *body, size_t size)
{
    words said = {0, 0};
    sdp_json *json = NULL;
    if (sdp_json_parse(body, size, NULL, &json) != SDP_OK) return said;
    const sdp_json *status = sdp_json_member(json, "response_status");
    if (sdp_json_kind(status) == SDP_JSON_OBJECT) read_entry(status, &said);
    if (sdp_json_kind(status) == SDP_JSON_ARRAY) {
        for (const sdp_json *one = sdp_json_first(status); one != NULL; one = sdp_json_next(one)) {
            read_entry(one, &said);
        }
    }
    sdp_json_free(json);
    return said;
}

/* One line of UTF-8, without control characters. */
static void check_line(const char *text)
{
    FUZZ_CHECK(sdpi_is_utf8(text, strlen(text)));
    for (; *text != '\0'; text++) FUZZ_CHECK((unsigned char)*text >= ' ');
}

static void check_error(const sdp_error *error, sdp_status status, int32_t http_status)
{
    char *text = NULL;
    sdp_json *json = NULL;
    FUZZ_CHECK(sdp_error_status(error) == status);
    FUZZ_CHECK(sdp_error_http_status(error) == http_status);
    check_line(sdp_error_message(error));
    check_line(sdp_error_path(error));
    FUZZ_CHECK_OK(sdp_error_to_json(error, &text));
    if (text != NULL) {
        sdp_status read = sdp_json_parse(text, strlen(text), NULL, &json);
        FUZZ_CHECK_OK(read);
    }
    sdp_json_free(json);
    sdp_text_free(text);
}

/* A write is sent again after REFUSED alone, so that nothing may be REFUSED that was, or may have been, done. */
static void check_verdict(const sdpi_answer *answer, const sdpi_verdict *verdict, sdp_status status, words said)
{
    const int good_http = answer->http_status >= 200 && answer->http_status <= 299;
    const int is_v3 = answer->operation->dialect->number == SDP_DIALECT_V3;
    FUZZ_CHECK(status != SDP_E_MAYBE_DONE && verdict->outcome != SDPI_NOT_SENT);
    FUZZ_CHECK(verdict->outcome == SDPI_REFUSED || verdict->outcome == SDPI_UNKNOWN ||
               verdict->outcome == SDPI_ANSWERED);
    if (verdict->outcome == SDPI_REFUSED) FUZZ_CHECK(status == SDP_E_LOGIN || status == SDP_E_QUOTA);
    if (verdict->renew_login) FUZZ_CHECK(status == SDP_E_LOGIN);
    if (status == SDP_OK) {
        FUZZ_CHECK(good_http && verdict->outcome == SDPI_ANSWERED);
    } else {
        FUZZ_CHECK(status < 0);
    }
    if (!is_v3 || fuzz_failed()) return;
    if (said.success > 0) FUZZ_CHECK(verdict->outcome != SDPI_REFUSED);
    if (said.failure > 0) FUZZ_CHECK(status != SDP_OK);
    if (said.success > 0 && said.failure > 0) FUZZ_CHECK(status == SDP_E_PARTIAL);
    if (said.failure > 0 && said.success == 0) {
        FUZZ_CHECK(status != SDP_E_ANSWER || answer->http_status < 200 || answer->http_status > 599);
    }
}

static void judge(fuzz *f, const sdpi_answer *answer, words said)
{
    sdp_error error;
    sdpi_verdict verdict;
    sdpi_result result;
    sdpi_error_init(&error, &f->memory.allocator);
    fuzz_arm();
    sdp_status status = answer->operation->dialect->judge(answer, &verdict, &result, &error);
    check_verdict(answer, &verdict, status, said);
    check_error(&error, status, answer->http_status);
    (void)fuzz_disarm();
    sdpi_result_free(&result);
    sdpi_error_release(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz f;
    sdpi_buffer scratch;
    fuzz_begin(&f, data, size);
    sdpi_answer answer = {.operation = &sdpi_operations[fuzz_byte(&f) % SDPI_OP_COUNT],
                          .allocator = &f.memory.allocator,
                          .scratch = &scratch};
    answer.http_status = fuzz_byte(&f) << 8;
    answer.http_status |= fuzz_byte(&f);
    const uint8_t flags = fuzz_byte(&f);
    char *location = fuzz_line(&f);
    char *body = fuzz_rest(&f, &answer.body_size);
    answer.content_type = flags & 1 ? "text/html" : NULL;
    answer.location = flags & 2 ? location : NULL;
    answer.body = body;
    sdpi_buffer_init(&scratch, &f.memory.allocator, SDPI_MAX_RESPONSE * 4u);
    judge(&f, &answer, read_words(body, answer.body_size));
    sdpi_buffer_free(&scratch);
    free(location);
    free(body);
    fuzz_end(&f);
    return 0;
}
