/*
 * What is done between the structs and the wire, in memory:
 *
 *     bench_codec bodies FOLDER   writes the bodies that bench_server answers with, from the vendor's printed ones
 *     bench_codec decode N        each printed answer of the service, and a list of 100 contracts: N times parsed by
 *                                 cJSON_ParseWithLength and deleted, N times the pass that keeps numbers as text, and N
 *                                 times all that the library does: numbers kept, parsed, judged, decoded, freed
 *     bench_codec encode N        the input of a POST of a product, N times written as a form
 *
 * A line for each of these: name (of encode with the bytes of the form behind a colon), way, bytes of JSON, allocations
 * each. Callgrind dumps before and behind each; see measure.h.
 */
#include <cjson/cJSON.h>
#include <sdp/sdp.h>

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/limits.h"
#include "call/dialect.h"
#include "call/operation.h"
#include "measure.h"
#include "model/encode.h"

enum { ROWS = 100 };

/* A printed answer without its blanks, as a service sends it. */
static sdp_json *read_fixture(const char *name)
{
    static char text[65536];
    char path[512];
    sdp_json *json = NULL;
    snprintf(path, sizeof path, "%s/%s.response.json", SDP_FIXTURES_DIR, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) return NULL;
    size_t size = fread(text, 1, sizeof text, file);
    fclose(file);
    return sdp_json_parse(text, size, NULL, &json) == SDP_OK ? json : NULL;
}

/* The list's rows repeated up to 100, each with an id of its own. */
static sdp_status repeat_rows(sdp_json *json)
{
    const size_t printed = sdp_json_count(sdp_json_member(json, "contracts"));
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
    if (status == SDP_OK) {
        sdp_json *no = NULL;
        status = sdp_json_parse("false", 5, NULL, &no);
        if (status == SDP_OK) status = sdp_json_put(json, "list_info.has_more_rows", no);
    }
    return status;
}

/* "contracts/list" with `many` set stands for 100 of them. */
static char *make_body(const char *name, int many)
{
    char *body = NULL;
    sdp_json *json = read_fixture(name);
    if (json != NULL && (!many || repeat_rows(json) == SDP_OK)) sdp_json_print(json, 0, &body);
    sdp_json_free(json);
    return body;
}

static int write_body(const char *folder, const char *file_name, const char *name, int many)
{
    char path[512];
    char *body = make_body(name, many);
    snprintf(path, sizeof path, "%s/%s.json", folder, file_name);
    FILE *file = fopen(path, "wb");
    int good = body != NULL && file != NULL && fputs(body, file) >= 0;
    if (file != NULL) good &= fclose(file) == 0;
    sdp_text_free(body);
    return good;
}

static int write_bodies(const char *folder)
{
    return write_body(folder, "product", "products/get", 0) && write_body(folder, "contract", "contracts/get", 0) &&
           write_body(folder, "added", "products/add", 0) && write_body(folder, "contracts", "contracts/list", 1);
}

typedef struct job {
    const sdp_operation *operation;
    const char *body;
    size_t size;
    sdpi_buffer scratch;
    sdp_error error;
} job;

static int parse(job *j)
{
    cJSON *tree = cJSON_ParseWithLength(j->body, j->size);
    cJSON_Delete(tree);
    return tree != NULL;
}

static int keep_numbers(job *j)
{
    const char *ready;
    size_t size;
    sdpi_json_problem problem;
    sdpi_buffer_reset(&j->scratch, SDPI_KEPT_BUFFER);
    return sdpi_json_keep_numbers(j->body, j->size, SDPI_JSON_ANSWER, &j->scratch, &ready, &size, &problem) == SDP_OK;
}

static int judge(job *j)
{
    sdpi_verdict verdict;
    sdpi_result result;
    sdpi_buffer_reset(&j->scratch, SDPI_KEPT_BUFFER);
    const sdpi_answer answer = {.operation = j->operation,
                                .http_status = 200,
                                .body = j->body,
                                .body_size = j->size,
                                .allocator = &sdpi_default_allocator,
                                .scratch = &j->scratch};
    int good = sdpi_dialect_v3.judge(&answer, &verdict, &result, &j->error) == SDP_OK;
    if (!good) fprintf(stderr, "%s: %s\n", sdp_operation_name(j->operation), sdp_error_message(&j->error));
    sdpi_result_free(&result);
    return good;
}

static int measure(const char *name, const char *way, int (*step)(job *), job *j, long times)
{
    if (!step(j)) return 0; /* it only warms */
    measure_mark();
    long before = measure_allocations;
    for (long i = 0; i < times; i++) step(j);
    double allocations = (double)(measure_allocations - before) / (double)times;
    measure_mark();
    printf("%s %s %zu %.2f\n", name, way, j->size, allocations);
    return 1;
}

static int decode(const char *name, const sdp_operation *operation, char *body, long times)
{
    if (body == NULL) return 0;
    job j = {.operation = operation, .body = body, .size = strlen(body)};
    sdpi_error_init(&j.error, &sdpi_default_allocator);
    sdpi_buffer_init(&j.scratch, &sdpi_default_allocator, 1 << 24);
    int good = measure(name, "cjson", parse, &j, times) && measure(name, "numbers", keep_numbers, &j, times) &&
               measure(name, "typed", judge, &j, times);
    sdpi_buffer_free(&j.scratch);
    sdpi_error_release(&j.error);
    sdp_text_free(body);
    return good;
}

static int decode_all(long times)
{
    const sdp_operation *operation;
    for (size_t i = 0; (operation = sdp_operation_at(i)) != NULL; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s", sdp_operation_name(operation));
        *strchr(name, '.') = '/';
        char *body = make_body(name, 0);
        if (body != NULL && !decode(sdp_operation_name(operation), operation, body, times)) return 0;
    }
    return decode("100", sdp_operation_by_name("contracts.list"), make_body("contracts/list", 1), times);
}

static int write_form(job *j)
{
    const sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation", .id = "1893410493717337");
    const sdp_software software = SDP_SOFTWARE(.name = "test-name", .id = "1537003994714405");
    const sdp_product input = SDP_PRODUCT(.is_laptop = SDP_FALSE, .part_no = "test-part_no",
                                          .comments = "test-comments", .product_type = &type, .software = &software,
                                          .name = "test-name", .manufacturer = "test-manufacturer");
    sdpi_writer writer;
    sdpi_buffer_reset(&j->scratch, SDPI_KEPT_BUFFER);
    sdpi_writer_init(&writer, &j->scratch, SDPI_WRITE_PERCENT);
    return sdpi_encode(sdp_type_by_name("product"), &input, SDPI_ENCODE_REQUEST, &writer, &j->error) == SDP_OK;
}

static int encode(long times)
{
    char name[48];
    job j = {.size = 0};
    sdpi_error_init(&j.error, &sdpi_default_allocator);
    sdpi_buffer_init(&j.scratch, &sdpi_default_allocator, 1 << 24);
    int good = write_form(&j);
    for (const char *c = sdpi_buffer_string(&j.scratch); *c != '\0'; c += *c == '%' ? 3 : 1) j.size++;
    snprintf(name, sizeof name, "products.add:%zu", j.scratch.size);
    good = good && measure(name, "typed", write_form, &j, times);
    sdpi_buffer_free(&j.scratch);
    sdpi_error_release(&j.error);
    return good;
}

int main(int count, char **arguments)
{
    if (count != 3) return 2;
    const long times = strtol(arguments[2], NULL, 10);
    if (strcmp(arguments[1], "bodies") == 0) return !write_bodies(arguments[2]);
    if (strcmp(arguments[1], "decode") == 0) return !decode_all(times);
    return strcmp(arguments[1], "encode") == 0 ? !encode(times) : 2;
}
