/* The client of NeuCRM on a scripted server: forms of answers, walks, writes, and a key that is shown nowhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/sdp.h>

#include "raw_server.h"

#define KEY "planted-key-81f3c0"
#define LOGIN "userid=5&api_key=" KEY
/* 187 bytes: of 200 that are shown, 13 are left for what follows. */
#define TEN "1234567890"
#define CUT "<p>4567" TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define ANSWER(result_) "{\"result\":" result_ ",\"error\":null}"

typedef struct crm {
    raw_server *server;
    sdp_client *client;
    int events;
    int shown; /* how often the key was */
    int lines;
} crm;

static void look(crm *c, const char *text)
{
    if (text != NULL && strstr(text, KEY) != NULL) c->shown++;
}

static void note_line(void *user_data, int32_t level, const char *line)
{
    crm *c = user_data;
    (void)level;
    c->lines++;
    look(c, line);
}

static void note_event(void *user_data, const sdp_event *event)
{
    crm *c = user_data;
    c->events++;
    look(c, event->url);
    look(c, event->operation);
    look(c, event->tag);
}

static crm *open_crm(raw_server *server)
{
    crm *c = calloc(1, sizeof *c);
    assert_non_null(c);
    c->server = server;
    const sdp_config http =
        SDP_CONFIG(.base_url = "of no account", .portal = "itdesk", .max_retries = 1, .log_level = SDP_LOG_DEBUG,
                   .log = note_line, .log_data = c, .event = note_event, .event_data = c);
    const sdp_neucrm_config config =
        SDP_NEUCRM_CONFIG(.base_url = raw_server_url(server), .userid = "5", .api_key = KEY, .http = &http);
    assert_int_equal(sdp_neucrm_client_new(&config, NULL, &c->client), SDP_OK);
    return c;
}

static void look_at_error(crm *c)
{
    char *json = NULL;
    assert_int_equal(sdp_error_to_json(sdp_last_error(c->client), &json), SDP_OK);
    look(c, json);
    sdp_text_free(json);
}

static void close_crm(crm *c)
{
    look_at_error(c);
    look(c, sdp_client_root(c->client));
    sdp_client_free(c->client);
    for (int i = 0; raw_server_request(c->server, i) != NULL; i++) {
        look(c, raw_server_request(c->server, i)->target);
        look(c, raw_server_request(c->server, i)->head);
    }
    raw_server_stop(c->server);
    assert_int_equal(c->shown, 0);
    free(c);
}

static void expect_body(crm *c, int index, const char *target, const char *body)
{
    const raw_request *request = raw_server_request(c->server, index);
    assert_non_null(request);
    assert_string_equal(request->method, "POST");
    assert_string_equal(request->target, target);
    assert_string_equal(raw_request_header(request, "Content-Type"), "application/x-www-form-urlencoded");
    assert_string_equal(raw_request_header(request, "Accept"), "application/json");
    assert_null(raw_request_header(request, "Authorization"));
    assert_string_equal(request->body, body);
}

static void expect_words(crm *c, const char *words)
{
    const char *said = sdp_error_message(sdp_last_error(c->client));
    if (strstr(said, words) == NULL) fail_msg("'%s' does not have '%s'", said, words);
}

static const sdp_neucrm_customer somebody =
    SDP_NEUCRM_CUSTOMER(.type = "Individual", .name = "Some & Name", .mobile = "1", .email = "a@b.c", .zipcode = "2",
                        .state = "Goa", .city = "Panaji", .street = "3rd", .notes = SDP_NULL);
#define SOMEBODY                                                                                                       \
    "type=Individual&name=Some%20%26%20Name&mobile=1&email=a%40b.c&zipcode=2&state=Goa&city=Panaji&street=3rd&notes=&"

static void calls_by_struct(void **state)
{
    static const raw_step script[] = {
        RAW_READ, RAW_REPLY("200 OK", ANSWER("1243")),     RAW_READ, RAW_REPLY("200 OK", ANSWER("\"done\"")),
        RAW_READ, RAW_REPLY("200 OK", ANSWER("\"done\"")), RAW_READ, RAW_REPLY("200 OK", ANSWER("null")),
        RAW_END};
    const sdp_neucrm_customer change = SDP_NEUCRM_CUSTOMER(.street = "2nd");
    const sdp_neucrm_result *result = NULL;
    (void)state;
    crm *c = open_crm(RAW_SERVER(script));
    assert_int_equal(sdp_neucrm_create(c->client, &somebody, NULL, &result), SDP_OK);
    assert_string_equal(result->id, "1243");
    sdp_neucrm_result_free(result);
    assert_int_equal(sdp_neucrm_update(c->client, "12", &change, NULL), SDP_OK);
    assert_int_equal(sdp_neucrm_delete(c->client, "12", NULL), SDP_OK);
    assert_int_equal(sdp_neucrm_create(c->client, &somebody, NULL, &result), SDP_OK);
    assert_non_null(result);
    assert_null(result->id);
    sdp_neucrm_result_free(result);
    expect_body(c, 0, "/api/customer/create", SOMEBODY LOGIN);
    expect_body(c, 1, "/api/customer/update", "customerid=12&street=2nd&" LOGIN);
    expect_body(c, 2, "/api/customer/delete", "customerid=12&" LOGIN);
    close_crm(c);
}

static void calls_by_name(void **state)
{
    static const raw_step script[] = {RAW_READ, RAW_REPLY("200 OK", ANSWER("[{\"id\":1,\"x\":2.50}]")),
                                      RAW_READ, RAW_REPLY("200 OK", ANSWER("\"17\"")),
                                      RAW_READ, RAW_REPLY("200 OK", ANSWER("\"done\"")),
                                      RAW_END};
    static const char *const ids[] = {"9"};
    char *out = NULL;
    (void)state;
    crm *c = open_crm(RAW_SERVER(script));
    assert_int_equal(sdp_invoke(c->client, "neucrm.list", NULL, 0, "{\"name\":\"A%\",\"customerid\":3}", 0, NULL, &out),
                     SDP_OK);
    assert_string_equal(out, "[{\"id\":1,\"x\":2.50}]");
    sdp_text_free(out);
    assert_int_equal(sdp_invoke(c->client, "neucrm.list", NULL, 0, "{\"show_count\":1}", 0, NULL, &out), SDP_OK);
    assert_string_equal(out, "{\"count\":17}");
    sdp_text_free(out);
    assert_int_equal(sdp_invoke(c->client, "neucrm.update", ids, 1, "{\"plan\":7}", SDP_ALLOW_UNKNOWN, NULL, &out),
                     SDP_OK);
    assert_string_equal(out, "{}");
    sdp_text_free(out);
    expect_body(c, 0, "/api/customer/list", "customerid=3&name=A%25&" LOGIN);
    expect_body(c, 1, "/api/customer/list", "show_count=1&" LOGIN);
    expect_body(c, 2, "/api/customer/update", "customerid=9&plan=7&" LOGIN);
    close_crm(c);
}

static void a_walk_ends_at_a_short_page(void **state)
{
    static const raw_step script[] = {
        RAW_READ, RAW_REPLY("200 OK", ANSWER("[{\"id\":1},{\"id\":2}]")),
        RAW_READ, RAW_REPLY("200 OK", ANSWER("{\"2\":{\"name\":\"again\"},\"3\":{\"name\":\"c\"}}")),
        RAW_READ, RAW_REPLY("200 OK", ANSWER("[{\"customerid\":4}]")),
        RAW_END};
    const sdp_neucrm_filter filter = SDP_NEUCRM_FILTER(.name = "A%", .rows_limit = 2, .rows_offset = 10);
    const sdp_neucrm_customer *row = NULL;
    sdp_page_info info = {.size = sizeof info};
    sdp_pager *pager = NULL;
    char ids[32] = "";
    (void)state;
    crm *c = open_crm(RAW_SERVER(script));
    assert_int_equal(sdp_neucrm_list(c->client, &filter, NULL, &pager), SDP_OK);
    while (sdp_neucrm_next(pager, &row) == SDP_OK) strcat(ids, row->id != NULL ? row->id : row->customerid);
    assert_string_equal(ids, "1234");
    assert_int_equal(sdp_neucrm_next(pager, &row), SDP_END);
    assert_int_equal(sdp_pager_get_info(pager, &info), SDP_OK);
    assert_int_equal(info.page_number, 3);
    assert_int_equal(info.start_index, 15);
    assert_int_equal(info.repeated, 1);
    assert_int_equal(info.total_count, -1);
    assert_int_equal(info.has_more_rows, -1);
    sdp_pager_free(pager);
    assert_int_equal(raw_server_requests(c->server), 3);
    expect_body(c, 0, "/api/customer/list", "name=A%25&rows_limit=2&rows_offset=10&" LOGIN);
    expect_body(c, 1, "/api/customer/list", "name=A%25&rows_limit=2&rows_offset=12&" LOGIN);
    expect_body(c, 2, "/api/customer/list", "name=A%25&rows_limit=2&rows_offset=14&" LOGIN);
    close_crm(c);
}

static void a_walk_of_everything(void **state)
{
    static const raw_step script[] = {RAW_READ, RAW_REPLY("200 OK", ANSWER("null")), RAW_READ,
                                      RAW_REPLY("200 OK", ANSWER("5")), RAW_END};
    const sdp_neucrm_customer *row = NULL;
    sdp_pager *pager = NULL;
    (void)state;
    crm *c = open_crm(RAW_SERVER(script));
    assert_int_equal(sdp_neucrm_list(c->client, NULL, NULL, &pager), SDP_OK);
    assert_int_equal(sdp_neucrm_next(pager, &row), SDP_END);
    sdp_pager_free(pager);
    expect_body(c, 0, "/api/customer/list", "rows_limit=100&" LOGIN);
    assert_int_equal(sdp_neucrm_list(c->client, NULL, NULL, &pager), SDP_OK);
    assert_int_equal(sdp_neucrm_next(pager, &row), SDP_E_ANSWER);
    sdp_pager_free(pager);
    close_crm(c);
}

static void a_row_is_kept_by_a_copy(void **state)
{
    static const raw_step script[] = {RAW_READ, RAW_REPLY("200 OK", ANSWER("{\"8\":{\"name\":\"a\",\"plan\":1}}")),
                                      RAW_END};
    const sdp_neucrm_customer *row = NULL;
    const sdp_neucrm_customer *copy = NULL;
    sdp_pager *pager = NULL;
    (void)state;
    crm *c = open_crm(RAW_SERVER(script));
    assert_int_equal(sdp_neucrm_list(c->client, NULL, NULL, &pager), SDP_OK);
    assert_int_equal(sdp_neucrm_next(pager, &row), SDP_OK);
    assert_int_equal(sdp_neucrm_customer_copy(row, NULL, &copy), SDP_OK);
    sdp_pager_free(pager);
    assert_string_equal(copy->id, "8");
    assert_string_equal(sdp_json_text(sdp_json_member(copy->head.meta, "plan")), "1");
    assert_int_equal(sdp_neucrm_update(c->client, "8", copy, NULL), SDP_E_RECEIVED);
    sdp_neucrm_customer_free(copy);
    close_crm(c);
}

static void customers_are_counted(void **state)
{
    static const raw_step script[] = {RAW_READ, RAW_REPLY("200 OK", ANSWER("17")),
                                      RAW_READ, RAW_REPLY("200 OK", ANSWER("\"0\"")),
                                      RAW_READ, RAW_REPLY("200 OK", ANSWER("[{\"count(*)\":\"3\"}]")),
                                      RAW_READ, RAW_REPLY("200 OK", ANSWER("[{\"id\":1,\"name\":\"a\"}]")),
                                      RAW_END};
    const sdp_neucrm_filter filter = SDP_NEUCRM_FILTER(.city = "Panaji");
    int64_t count = -1;
    (void)state;
    crm *c = open_crm(RAW_SERVER(script));
    assert_int_equal(sdp_neucrm_count(c->client, &filter, NULL, &count), SDP_OK);
    assert_int_equal(count, 17);
    assert_int_equal(sdp_neucrm_count(c->client, NULL, NULL, &count), SDP_OK);
    assert_int_equal(count, 0);
    assert_int_equal(sdp_neucrm_count(c->client, NULL, NULL, &count), SDP_OK);
    assert_int_equal(count, 3);
    assert_int_equal(sdp_neucrm_count(c->client, NULL, NULL, &count), SDP_E_ANSWER);
    assert_int_equal(count, 0);
    const sdp_neucrm_filter odd = SDP_NEUCRM_FILTER(.city = "\xff");
    assert_int_equal(sdp_neucrm_count(c->client, &odd, NULL, &count), SDP_E_UTF8);
    assert_string_equal(sdp_error_path(sdp_last_error(c->client)), "city");
    const sdp_neucrm_filter bare = {.head = {0, SDP_TYPE_NEUCRM_FILTER, 0, NULL}};
    assert_int_equal(sdp_neucrm_count(c->client, &bare, NULL, &count), SDP_E_STRUCT);
    assert_string_equal(sdp_error_path(sdp_last_error(c->client)), "filter");
    expect_body(c, 0, "/api/customer/list", "city=Panaji&show_count=1&" LOGIN);
    expect_body(c, 1, "/api/customer/list", "show_count=1&" LOGIN);
    close_crm(c);
}

static void an_error_is_a_failure_whatever_the_status(void **state)
{
    static const raw_step script[] = {
        RAW_READ, RAW_REPLY("200 OK", "{\"result\":null,\"error\":\"Mobile number is not valid\"}"),
        RAW_READ, RAW_REPLY("200 OK", "{\"result\":null,\"error\":\"the api_key " KEY " of user 5 is not known\"}"),
        RAW_READ, RAW_REPLY("404 No", "<p>userid=5&amp;api_key=" KEY "</p>"),
        RAW_READ, RAW_REPLY("404 No", CUT KEY),
        RAW_END};
    const sdp_neucrm_result *result = NULL;
    (void)state;
    crm *c = open_crm(RAW_SERVER(script));
    assert_int_equal(sdp_neucrm_create(c->client, &somebody, NULL, &result), SDP_E_REFUSED);
    assert_null(result);
    expect_words(c, "Mobile number is not valid");
    assert_int_equal(sdp_error_http_status(sdp_last_error(c->client)), 200);
    assert_int_equal(sdp_error_maybe_done(sdp_last_error(c->client)), 0);
    /* A service that repeats the key must not put it into the error. */
    assert_int_equal(sdp_neucrm_create(c->client, &somebody, NULL, &result), SDP_E_LOGIN);
    expect_words(c, "of user 5 is not known");
    assert_int_equal(sdp_error_fault(sdp_last_error(c->client)), SDP_FAULT_CREDENTIALS);
    look_at_error(c);
    assert_int_equal(sdp_neucrm_delete(c->client, "1", NULL), SDP_E_NOT_FOUND);
    expect_words(c, "api_key=***");
    look_at_error(c);
    /* Of an answer that cannot be read only the beginning is shown, which may end within the key. */
    assert_int_equal(sdp_neucrm_delete(c->client, "1", NULL), SDP_E_NOT_FOUND);
    expect_words(c, "0***");
    assert_null(strstr(sdp_error_message(sdp_last_error(c->client)), "planted"));
    assert_int_equal(raw_server_requests(c->server), 4);
    close_crm(c);
}

static void a_write_on_a_dying_connection_is_sent_once(void **state)
{
    static const raw_step dies[] = {RAW_READ, RAW_REPLY("200 OK", ANSWER("\"done\"")), RAW_READ, RAW_CLOSE, RAW_END};
    static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", ANSWER("\"done\"")), RAW_REPEAT, RAW_END};
    (void)state;
    crm *c = open_crm(RAW_SERVER(dies, works));
    assert_int_equal(sdp_neucrm_delete(c->client, "1", NULL), SDP_OK);
    assert_int_equal(sdp_neucrm_create(c->client, &somebody, NULL, NULL), SDP_E_MAYBE_DONE);
    assert_int_equal(sdp_error_maybe_done(sdp_last_error(c->client)), 1);
    assert_int_equal(raw_server_requests(c->server), 2);
    close_crm(c);
}

static void a_list_is_asked_for_again(void **state)
{
    static const raw_step dies[] = {RAW_READ, RAW_CLOSE, RAW_END};
    static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", ANSWER("4")), RAW_REPEAT, RAW_END};
    int64_t count = 0;
    (void)state;
    crm *c = open_crm(RAW_SERVER(dies, works));
    assert_int_equal(sdp_neucrm_count(c->client, NULL, NULL, &count), SDP_OK);
    assert_int_equal(count, 4);
    assert_int_equal(c->events, 2);
    assert_true(c->lines > 0);
    for (int i = 0; i < 2; i++) expect_body(c, i, "/api/customer/list", "show_count=1&" LOGIN);
    close_crm(c);
}

static void a_dry_run_hides_the_login(void **state)
{
    static const raw_step unused[] = {RAW_END};
    char *out = NULL;
    (void)state;
    crm *c = open_crm(RAW_SERVER(unused));
    const sdp_options options = SDP_OPTIONS(.dry_run = 1);
    assert_int_equal(
        sdp_invoke(c->client, "neucrm.list", NULL, 0, "{\"name\":\"A%\",\"rows_limit\":5}", 0, &options, &out),
        SDP_DRY_RUN);
    const char *shown = sdp_last_dry_run(c->client);
    look(c, shown);
    assert_non_null(strstr(shown, "/api/customer/list\""));
    assert_non_null(strstr(shown, "\"form\":{\"name\":\"A%\",\"rows_limit\":\"5\",\"userid\":\"***\",\"api_key\":"
                                  "\"***\"}"));
    assert_int_equal(sdp_neucrm_delete(c->client, "7", &options), SDP_DRY_RUN);
    shown = sdp_last_dry_run(c->client);
    assert_non_null(strstr(shown, "\"form\":{\"customerid\":\"7\",\"userid\":\"***\",\"api_key\":\"***\"}"));
    assert_int_equal(raw_server_connections(c->server), 0);
    close_crm(c);
}

static void nothing_is_sent_of_what_is_wrong(void **state)
{
    static const raw_step unused[] = {RAW_END};
    static const char *const two[] = {"1", "2"};
    const sdp_neucrm_filter filter = SDP_NEUCRM_FILTER(.sort_field = "city");
    const sdp_neucrm_filter counting = SDP_NEUCRM_FILTER(.show_count = 1);
    const sdp_neucrm_customer change = SDP_NEUCRM_CUSTOMER(.type = "Firm");
    const sdp_neucrm_customer nobody = SDP_NEUCRM_CUSTOMER(.type = "Individual", .name = "a");
    const sdp_neucrm_customer own_id = SDP_NEUCRM_CUSTOMER(.id = "1");
    const sdp_options in_query = SDP_OPTIONS(.place = SDP_PLACE_QUERY);
    const sdp_options bare = SDP_OPTIONS(.bare = SDP_BARE_OBJECT);
    sdp_pager *pager = NULL;
    char *out = NULL;
    (void)state;
    crm *c = open_crm(RAW_SERVER(unused));
    assert_int_equal(sdp_neucrm_list(c->client, &filter, NULL, &pager), SDP_E_VALUE);
    expect_words(c, "sort_field: rows can be sorted by");
    assert_null(pager);
    assert_int_equal(sdp_neucrm_list(c->client, &counting, NULL, &pager), SDP_E_VALUE);
    assert_int_equal(sdp_neucrm_update(c->client, "1", &change, NULL), SDP_E_VALUE);
    expect_words(c, "type: the type is Individual or Organisation");
    assert_int_equal(sdp_neucrm_update(c->client, "1", &own_id, NULL), SDP_E_READ_ONLY);
    assert_int_equal(sdp_neucrm_update(c->client, "", &nobody, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_neucrm_update(c->client, "a\nb", &nobody, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_neucrm_update(c->client, "1", NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_neucrm_delete(c->client, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_neucrm_create(c->client, &nobody, NULL, NULL), SDP_E_REQUIRED);
    assert_string_equal(sdp_error_path(sdp_last_error(c->client)), "mobile");
    assert_int_equal(sdp_neucrm_create(c->client, &somebody, &in_query, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_neucrm_delete(c->client, "1", &bare), SDP_E_ARGUMENT);
    assert_int_equal(sdp_invoke(c->client, "neucrm.delete", NULL, 0, NULL, 0, NULL, &out), SDP_E_ARGUMENT);
    expect_words(c, "customerid is missing");
    assert_int_equal(sdp_invoke(c->client, "neucrm.delete", two, 2, NULL, 0, NULL, &out), SDP_E_ARGUMENT);
    assert_int_equal(sdp_invoke(c->client, "neucrm.create", two, 1, "{}", 0, NULL, &out), SDP_E_ARGUMENT);
    assert_int_equal(raw_server_connections(c->server), 0);
    close_crm(c);
}

static void each_client_has_its_operations(void **state)
{
    static const raw_step unused[] = {RAW_END};
    const sdp_product *product = NULL;
    sdp_client *desk = NULL;
    sdp_pager *pager = NULL;
    char *out = NULL;
    (void)state;
    crm *c = open_crm(RAW_SERVER(unused));
    const sdp_config config = SDP_CONFIG(.base_url = raw_server_url(c->server));
    assert_int_equal(sdp_product_get(c->client, "1", NULL, &product), SDP_E_ARGUMENT);
    expect_words(c, "products.get is an operation of ServiceDesk Plus, and this client is one of NeuCRM");
    assert_int_equal(sdp_product_list(c->client, NULL, NULL, &pager), SDP_E_ARGUMENT);
    assert_int_equal(sdp_invoke(c->client, "products.add", NULL, 0, "{", 0, NULL, &out), SDP_E_ARGUMENT);
    assert_int_equal(sdp_client_new(&config, NULL, &desk), SDP_OK);
    assert_int_equal(sdp_neucrm_list(desk, NULL, NULL, &pager), SDP_E_ARGUMENT);
    assert_int_equal(sdp_neucrm_delete(desk, "1", NULL), SDP_E_ARGUMENT);
    sdp_client_free(desk);
    assert_int_equal(sdp_operation_dialect(sdp_operation_by_name("products.get")), SDP_DIALECT_V3);
    assert_int_equal(sdp_operation_dialect(sdp_operation_by_name("neucrm.list")), SDP_DIALECT_NEUCRM);
    assert_int_equal(sdp_operation_dialect(NULL), 0);
    assert_int_equal(sdp_operation_id_count(sdp_operation_by_name("neucrm.update")), 1);
    assert_int_equal(sdp_operation_id_count(sdp_operation_by_name("neucrm.create")), 0);
    assert_int_equal(sdp_operation_place(sdp_operation_by_name("neucrm.create")), SDP_PLACE_FIELDS);
    assert_int_equal(raw_server_connections(c->server), 0);
    close_crm(c);
}

static void configurations_that_are_refused(void **state)
{
    const sdp_config slow = SDP_CONFIG(.timeout_ms = -1);
    const struct {
        sdp_neucrm_config config;
        sdp_status status;
        const char *path;
    } rows[] = {
        {SDP_NEUCRM_CONFIG(.userid = "5", .api_key = "k"), SDP_E_URL, "base_url"},
        {SDP_NEUCRM_CONFIG(.base_url = "http://crm.example.com", .userid = "5", .api_key = "k"), SDP_E_URL, "base_url"},
        {SDP_NEUCRM_CONFIG(.base_url = "https://x", .api_key = "k"), SDP_E_ARGUMENT, "userid"},
        {SDP_NEUCRM_CONFIG(.base_url = "https://x", .userid = "5a", .api_key = "k"), SDP_E_ARGUMENT, "userid"},
        {SDP_NEUCRM_CONFIG(.base_url = "https://x", .userid = "5"), SDP_E_ARGUMENT, "api_key"},
        {SDP_NEUCRM_CONFIG(.base_url = "https://x", .userid = "5", .api_key = "a b"), SDP_E_ARGUMENT, "api_key"},
        {SDP_NEUCRM_CONFIG(.base_url = "https://x", .userid = "5", .api_key = "k", .http = &slow), SDP_E_CONFIG,
         "timeout_ms"},
        {{.base_url = "https://x"}, SDP_E_STRUCT, "config"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_client *client = NULL;
        sdp_error *error = NULL;
        assert_int_equal(sdp_error_new(&error), SDP_OK);
        assert_int_equal(sdp_neucrm_client_new(&rows[i].config, error, &client), rows[i].status);
        assert_string_equal(sdp_error_path(error), rows[i].path);
        assert_null(client);
        sdp_error_free(error);
    }
    assert_int_equal(sdp_neucrm_client_new(NULL, NULL, NULL), SDP_E_ARGUMENT);
}

static void a_sibling_has_the_login(void **state)
{
    static const raw_step script[] = {RAW_READ, RAW_REPLY("200 OK", ANSWER("4")), RAW_END};
    sdp_client *sibling = NULL;
    int64_t count = 0;
    (void)state;
    crm *c = open_crm(RAW_SERVER(script));
    assert_int_equal(sdp_client_dup(c->client, &sibling), SDP_OK);
    assert_int_equal(sdp_neucrm_count(sibling, NULL, NULL, &count), SDP_OK);
    expect_body(c, 0, "/api/customer/list", "show_count=1&" LOGIN);
    sdp_client_free(sibling);
    close_crm(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_by_struct),
        cmocka_unit_test(calls_by_name),
        cmocka_unit_test(a_walk_ends_at_a_short_page),
        cmocka_unit_test(a_walk_of_everything),
        cmocka_unit_test(a_row_is_kept_by_a_copy),
        cmocka_unit_test(customers_are_counted),
        cmocka_unit_test(an_error_is_a_failure_whatever_the_status),
        cmocka_unit_test(a_write_on_a_dying_connection_is_sent_once),
        cmocka_unit_test(a_list_is_asked_for_again),
        cmocka_unit_test(a_dry_run_hides_the_login),
        cmocka_unit_test(nothing_is_sent_of_what_is_wrong),
        cmocka_unit_test(each_client_has_its_operations),
        cmocka_unit_test(configurations_that_are_refused),
        cmocka_unit_test(a_sibling_has_the_login),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
