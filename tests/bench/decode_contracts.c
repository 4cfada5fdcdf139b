/*
 * An answer with a list of 100 contracts, N times, in one of the ways that the comparison is about:
 *
 *     decode_contracts N cjson   cJSON_ParseWithLength and cJSON_Delete
 *     decode_contracts N typed   all that the library does with the body: numbers kept, parsed, judged, typed structs
 *
 * The contracts are those that the vendor's page prints, each with an id of its own. tests/bench/run.sh counts the
 * instructions of each under callgrind.
 */
#include <cjson/cJSON.h>
#include <sdp/sdp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "call/dialect.h"
#include "call/operation.h"

enum { ROWS = 100 };

static sdp_json *read_fixture(void)
{
    static char text[65536];
    sdp_json *json = NULL;
    FILE *file = fopen(SDP_FIXTURES_DIR "/contracts/list.response.json", "rb");
    if (file == NULL) return NULL;
    size_t size = fread(text, 1, sizeof text, file);
    fclose(file);
    return sdp_json_parse(text, size, NULL, &json) == SDP_OK ? json : NULL;
}

/* The fixture with its rows repeated up to 100. */
static char *make_body(void)
{
    sdp_json *json = read_fixture();
    const size_t printed = sdp_json_count(sdp_json_member(json, "contracts"));
    char *body = NULL;
    sdp_status status = printed > 0 ? SDP_OK : SDP_E_FILE;
    for (size_t i = 0; i < ROWS && status == SDP_OK; i++) {
        char path[48];
        char id[32];
        sdp_json *row = NULL;
        sdp_json *text = NULL;
        snprintf(path, sizeof path, "contracts[%zu]", i % printed);
        status = sdp_json_copy(sdp_json_at(json, path), &row);
        snprintf(path, sizeof path, "contracts[%zu]", i);
        if (status == SDP_OK) status = sdp_json_put(json, path, row);
        snprintf(path, sizeof path, "contracts[%zu].id", i);
        snprintf(id, sizeof id, "%zu", (size_t)100000000000050000 + i);
        if (status == SDP_OK) status = sdp_json_new_text(SDP_JSON_STRING, id, &text);
        if (status == SDP_OK) status = sdp_json_put(json, path, text);
    }
    if (status == SDP_OK) status = sdp_json_print(json, 0, &body);
    sdp_json_free(json);
    return body;
}

static int parse(const char *body, size_t size, long times)
{
    for (long i = 0; i < times; i++) {
        cJSON *tree = cJSON_ParseWithLength(body, size);
        if (tree == NULL) return 1;
        cJSON_Delete(tree);
    }
    return 0;
}

static int decode(const char *body, size_t size, long times)
{
    int failed = 0;
    sdp_error error;
    sdpi_buffer scratch;
    sdpi_error_init(&error, &sdpi_default_allocator);
    sdpi_buffer_init(&scratch, &sdpi_default_allocator, 1 << 24);
    for (long i = 0; i < times && !failed; i++) {
        sdpi_buffer_reset(&scratch, SDPI_KEPT_BUFFER);
        sdpi_verdict verdict;
        sdpi_result result;
        const sdpi_answer answer = {.operation = sdp_operation_by_name("contracts.list"),
                                    .http_status = 200,
                                    .body = body,
                                    .body_size = size,
                                    .allocator = &sdpi_default_allocator,
                                    .scratch = &scratch};
        failed = sdpi_dialect_v3.judge(&answer, &verdict, &result, &error) != SDP_OK || result.row_count != ROWS;
        if (failed) fprintf(stderr, "%s\n", sdp_error_message(&error));
        sdpi_result_free(&result);
    }
    sdpi_buffer_free(&scratch);
    sdpi_error_release(&error);
    return failed;
}

int main(int argc, char **argv)
{
    if (argc != 3) return 2;
    char *body = make_body();
    if (body == NULL) return 1;
    const long times = strtol(argv[1], NULL, 10);
    const int failed =
        strcmp(argv[2], "typed") == 0 ? decode(body, strlen(body), times) : parse(body, strlen(body), times);
    fprintf(stderr, "%zu bytes\n", strlen(body));
    sdp_text_free(body);
    return failed;
}
