/* What an attempt may come to, for every operation of the table: how often it is made, what the caller is told, and how
   often the server sees it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"
#include "fault_table.h"
#include "replay.h"

enum { OPERATIONS = 37 };

static const char *const ids[] = {REPLAY_ID, "100000000000037184"};

/* An operation and what it is given. */
typedef struct sample {
    const sdp_operation *operation;
    const char *name;
    char *printed; /* the input of its page, JSON; nullable */
    int kind;      /* whose way it goes */
} sample;

/* Whoever asks for a record or a list changes nothing; everything else does, mails included. */
static int is_read(const char *name)
{
    const char *verb = strchr(name, '.') + 1;
    return strcmp(verb, "get") == 0 || strcmp(verb, "list") == 0;
}

static int kind_of(const sdp_operation *operation)
{
    const int read = is_read(sdp_operation_name(operation));
    if (sdp_operation_place(operation) == SDP_PLACE_MULTIPART) return KIND_UPLOAD;
    if (sdp_operation_dialect(operation) == SDP_DIALECT_NEUCRM) return read ? KIND_CRM_READ : KIND_CRM_WRITE;
    return read ? KIND_INVOKE_READ : KIND_INVOKE_WRITE;
}

/* The input that a page prints, as text; NULL where there is none. */
static char *printed_input(const sdp_json *rows, const char *name)
{
    const char *file = NULL;
    char *text = NULL;
    for (const sdp_json *row = sdp_json_first(rows); row != NULL; row = sdp_json_next(row)) {
        if (strcmp(sdp_json_text(sdp_json_member(row, "operation")), name) != 0) continue;
        file = sdp_json_text(sdp_json_member(row, "input_data"));
    }
    if (file == NULL || strstr(file, ".json") == NULL) return NULL;
    sdp_json *json = replay_fixture(file);
    assert_int_equal(sdp_json_print(json, 0, &text), SDP_OK);
    sdp_json_free(json);
    return text;
}

/* A dissociation takes what the association took, though its page prints it without. */
static sample sample_of(const sdp_json *rows, const sdp_operation *operation)
{
    sample s = {.operation = operation, .name = sdp_operation_name(operation), .kind = kind_of(operation)};
    const char *away = strstr(s.name, ".dissociate_");
    char name[64];
    snprintf(name, sizeof name, "%s", s.name);
    if (away != NULL) snprintf(name, sizeof name, "contracts.associate_%s", away + strlen(".dissociate_"));
    s.printed = printed_input(rows, name);
    return s;
}

static sdp_status invoke(const sample *s, sdp_client *client)
{
    /* The pages of NeuCRM print no requests. */
    static const char somebody[] = "{\"type\":\"Individual\",\"name\":\"n\",\"mobile\":\"1\",\"email\":\"a@b.c\","
                                   "\"zipcode\":\"2\",\"state\":\"s\",\"city\":\"c\",\"street\":\"t\"}";
    static const sdp_file file = SDP_FILE(.memory = "hello", .memory_size = 5, .name = "a.png");
    const sdp_options options = SDP_OPTIONS(.file = s->kind == KIND_UPLOAD ? &file : NULL);
    char *out = NULL;
    const char *input = s->printed;
    if (strcmp(s->name, "neucrm.create") == 0) input = somebody;
    if (strcmp(s->name, "neucrm.update") == 0) input = "{\"street\":\"s\"}";
    fault_wait_no_time(client, s->kind);
    sdp_status status =
        sdp_invoke(client, s->name, ids, sdp_operation_id_count(s->operation), input, 0, &options, &out);
    if (status != SDP_OK) assert_null(out);
    sdp_text_free(out);
    return status;
}

static void meet(const sample *s, const fault *f, int is_kept)
{
    raw_step used[] = {RAW_READ, RAW_REPLY("404 No", ""), f->steps[0], f->steps[1], RAW_REPEAT, RAW_END};
    raw_step again[] = {f->steps[0], f->steps[1], RAW_REPEAT, RAW_END};
    raw_server *server = is_kept ? RAW_SERVER(used, again) : RAW_SERVER(again);
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d",
             f->outcome == FAULT_NOT_SENT ? raw_closed_port() : raw_server_port(server));
    sdp_client *client = fault_client(s->kind, url, &(sdp_config)SDP_CONFIG(.max_retries = 1, .timeout_ms = 10000));
    if (is_kept) assert_int_equal(invoke(s, client), SDP_E_NOT_FOUND);
    const int before = raw_server_requests(server);
    const sdp_status status = invoke(s, client);
    char name[128];
    snprintf(name, sizeof name, "%s, %s", f->name, s->name);
    fault_end law = fault_law(f, s->kind, 1, 0);
    const fault_end seen = fault_seen(client, raw_server_requests(server) - before);
    assert_int_equal(seen.status, status);
    /* On a kept connection libcurl repeats a read by itself. */
    if (is_kept && is_read(s->name)) law.requests = seen.requests;
    fault_compare(name, s->kind, sdp_error_message(sdp_last_error(client)), seen, law);
    if (!is_read(s->name) && f->outcome == FAULT_UNKNOWN) assert_int_equal(seen.requests, 1);
    sdp_client_free(client);
    raw_server_stop(server);
}

#define CODE_4001                                                                                                      \
    "{\"response_status\":{\"status_code\":4000,\"status\":\"failed\",\"messages\":[{\"status_code\":4001}]}}"
#define CRM_NO "{\"result\":null,\"error\":\"no such customer\"}"
#define EMPTY(status_) STEPS(RAW_READ, RAW_REPLY(status_, ""))

static const fault not_sent = FAULT("nobody listens", NOT_SENT, SDP_E_CONNECT, STEPS(RAW_READ, RAW_CLOSE));
static const fault login = FAULT("401", REFUSED, SDP_E_LOGIN, EMPTY("401 No"), .http_status = 401);
static const fault quota = FAULT("429", REFUSED, SDP_E_QUOTA, EMPTY("429 Busy"), .http_status = 429);
static const fault lost = FAULT("reset after the request", UNKNOWN, SDP_E_NETWORK, STEPS(RAW_READ, RAW_RESET));
static const fault failed = FAULT("500", UNKNOWN, SDP_E_SERVER, EMPTY("500 No"), .http_status = 500);
static const fault answered = FAULT("4001", ANSWERED, SDP_E_REFUSED, STEPS(RAW_READ, RAW_REPLY("400 No", CODE_4001)),
                                    .http_status = 400, .api_code = 4001);
static const fault crm_answered =
    FAULT("no", ANSWERED, SDP_E_REFUSED, STEPS(RAW_READ, RAW_REPLY("200 OK", CRM_NO)), .http_status = 200);

static void meet_with_all(const fault *f, const fault *crm, int is_kept)
{
    sdp_json *rows = replay_fixture("operations.json");
    size_t count = 0;
    for (const sdp_operation *operation; (operation = sdp_operation_at(count)) != NULL; count++) {
        const sample s = sample_of(rows, operation);
        meet(&s, sdp_operation_dialect(operation) == SDP_DIALECT_NEUCRM ? crm : f, is_kept);
        sdp_text_free(s.printed);
    }
    assert_int_equal(count, OPERATIONS);
    sdp_json_free(rows);
}

static void not_sent_is_made_again(void **state)
{
    (void)state;
    meet_with_all(&not_sent, &not_sent, 0);
}

static void refused_for_its_login_is_not(void **state)
{
    (void)state;
    meet_with_all(&login, &login, 0);
}

static void refused_for_its_quota_is_made_again(void **state)
{
    (void)state;
    meet_with_all(&quota, &quota, 0);
}

static void unknown_is_made_again_where_it_changes_nothing(void **state)
{
    (void)state;
    meet_with_all(&lost, &lost, 0);
    meet_with_all(&failed, &failed, 0);
}

/* libcurl itself sends a request again where a kept connection ends without an answer: not so a write. */
static void nor_on_a_kept_connection(void **state)
{
    (void)state;
    meet_with_all(&lost, &lost, 1);
}

static void answered_is_done(void **state)
{
    (void)state;
    meet_with_all(&answered, &crm_answered, 0);
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
        cmocka_unit_test(not_sent_is_made_again),
        cmocka_unit_test(refused_for_its_login_is_not),
        cmocka_unit_test(refused_for_its_quota_is_made_again),
        cmocka_unit_test(unknown_is_made_again_where_it_changes_nothing),
        cmocka_unit_test(nor_on_a_kept_connection),
        cmocka_unit_test(answered_is_done),
    };
    return cmocka_run_group_tests(tests, NULL, say_how_many);
}
