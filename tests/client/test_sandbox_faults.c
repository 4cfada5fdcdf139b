/* Faults of the sandbox, what it records, and how it bears bad and heavy traffic. */
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/ask.h"
#include "support/sandbox.h"

#include <curl/curl.h>

#define LOGIN "Authorization: Bearer x\r\nAccept: application/vnd.manageengine.sdp.v3+json\r\n"

static sandbox *start(const char *const *arguments)
{
    sandbox *box = sandbox_start(arguments);
    ask_begin(sandbox_root(box));
    return box;
}

static void stop(sandbox *box)
{
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

/* Asks, and checks the outcome of libcurl, the HTTP status, and that the answer has a part. */
static void expect(const char *method, const char *path, int failure, long status, const char *part)
{
    reply got = ask(method, path, strcmp(method, "POST") == 0 ? "{\"product\":{}}" : NULL);
    if (got.failure != failure || (!failure && got.status != status) || !strstr(got.body, part)) {
        fail_msg("%s %s: %d, HTTP %ld %s", method, path, got.failure, got.status, got.body);
    }
    ask_free(&got);
}

static void statuses_come_as_told(void **state)
{
    (void)state;
    sandbox *box =
        start((const char *const[]){"--fault", "GET /products/1 skip=1 times=2 status:429,Retry-After=7", "--fault",
                                    "* /products/2 status:503", "--fault", "GET /products/3 html:502", "--fault",
                                    "GET /products/4 status:204", "--fault", "POST /prod* status:401", NULL});
    expect("GET", "/products/1", 0, 404, "4007");
    for (int i = 0; i < 2; i++) {
        reply got = ask("GET", "/products/1", NULL);
        assert_int_equal(got.status, 429);
        assert_int_equal(got.retry_after, 7);
        assert_non_null(strstr(got.body, "\"messages\":[{\"status_code\":4015,"));
        ask_free(&got);
    }
    expect("GET", "/products/1", 0, 404, "4007");
    expect("DELETE", "/products/2", 0, 503, "\"status\":\"failed\"");
    reply page = ask("GET", "/products/3", NULL);
    assert_int_equal(page.status, 502);
    assert_non_null(strstr(page.type, "text/html"));
    assert_non_null(strstr(page.body, "<html>"));
    ask_free(&page);
    reply empty = ask("GET", "/products/4", NULL);
    assert_int_equal(empty.status, 204);
    assert_int_equal(empty.size, 0);
    ask_free(&empty);
    expect("POST", "/products", 0, 401, "UNAUTHORISED");
    expect("GET", "/products", 0, 200, "products");
    stop(box);
}

static void connections_break_as_told(void **state)
{
    (void)state;
    sandbox *box =
        start((const char *const[]){"--fault", "GET /products/1 reset", "--fault", "GET /products times=1 truncate",
                                    "--fault", "GET /products/2 stall", NULL});
    expect("GET", "/products/1", CURLE_GOT_NOTHING, 0, "");
    expect("GET", "/products", CURLE_PARTIAL_FILE, 200, "{\"response_status\"");
    expect("GET", "/products", 0, 200, "\"products\":[]}");
    reply late = ask_raw("GET", "/products/2", NULL, 0, &(ask_options){.timeout_ms = 150});
    assert_int_equal(late.failure, CURLE_OPERATION_TIMEDOUT);
    assert_int_equal(late.size, 0);
    ask_free(&late);
    expect("GET", "/products", 0, 200, "\"products\":[]}");
    stop(box);
}

/* A write whose answer is cut has happened; one that is reset has not. */
static void truncation_comes_after_the_deed(void **state)
{
    static const char input[] = "{\"product\":{\"name\":\"A\",\"product_type\":{\"name\":\"Laptop\"}}}";
    (void)state;
    sandbox *box = start(
        (const char *const[]){"--fault", "POST /products times=1 reset", "--fault", "POST /products truncate", NULL});
    /* libcurl repeats a request on a kept connection that dies; on a new one it does not. */
    reply got = ask("POST", "/products", input);
    assert_int_equal(got.failure, CURLE_GOT_NOTHING);
    ask_free(&got);
    expect("GET", "/products", 0, 200, "\"products\":[]");
    got = ask("POST", "/products", input);
    assert_int_equal(got.failure, CURLE_PARTIAL_FILE);
    ask_free(&got);
    expect("GET", "/products", 0, 200, "\"row_count\":1}");
    stop(box);
}

/* Connects and sends; returns the socket. */
static int talk(const sandbox *box, const char *bytes, size_t size)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)sandbox_port(box))};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int with = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(with >= 0);
    assert_int_equal(connect(with, (struct sockaddr *)&to, sizeof(to)), 0);
    while (size > 0) {
        ssize_t sent = send(with, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0) break;
        bytes += sent;
        size -= (size_t)sent;
    }
    return with;
}

/* The first line of an answer; "" where the connection was closed without one. */
static void first_line(int from, char *line, size_t size)
{
    size_t length = 0;
    struct pollfd watched = {.fd = from, .events = POLLIN};
    while (length + 1 < size && poll(&watched, 1, 10000) > 0 && recv(from, line + length, 1, 0) == 1) {
        if (line[length++] == '\r') break;
    }
    line[length] = '\0';
    close(from);
}

static void latency_holds_up_nobody_else(void **state)
{
    static const char slow[] = "GET /api/v3/products/1 HTTP/1.1\r\nHost: x\r\n" LOGIN "\r\n";
    char line[64];
    (void)state;
    sandbox *box =
        start((const char *const[]){"--fault", "GET /products/1 latency:400", "--fault", "GET /products/1 latency:200",
                                    "--fault", "GET /products/1 status:500", NULL});
    int waiting = talk(box, slow, sizeof(slow) - 1);
    reply quick = ask("GET", "/products", NULL);
    assert_int_equal(quick.status, 200);
    ask_free(&quick);
    struct pollfd watched = {.fd = waiting, .events = POLLIN};
    assert_int_equal(poll(&watched, 1, 100), 0);
    first_line(waiting, line, sizeof(line));
    assert_non_null(strstr(line, " 500 "));
    reply late = ask("GET", "/products/1", NULL);
    assert_int_equal(late.status, 500);
    assert_true(late.seconds >= 0.59);
    ask_free(&late);
    /* Nor does it hold up the end. */
    waiting = talk(box, slow, sizeof(slow) - 1);
    stop(box);
    close(waiting);
}

/* Asks until an answer has that part: what it tells comes of another thread of the sandbox. */
static void await_part(const char *path, const char *part)
{
    for (int i = 0; i < 2000; i++) {
        reply got = ask("GET", path, NULL);
        bool found = strstr(got.body, part) != NULL;
        ask_free(&got);
        if (found) return;
        poll(NULL, 0, 10);
    }
    fail_msg("%s never told %s", path, part);
}

static void what_is_held_waits_for_its_rule(void **state)
{
    static const char list[] = "GET /api/v3/products HTTP/1.1\r\nHost: x\r\n" LOGIN "\r\n";
    static const char change[] = "DELETE /api/v3/products/1 HTTP/1.1\r\nHost: x\r\n" LOGIN "\r\n";
    static const struct {
        const char *method, *path;
    } ways[] = {{"DELETE", "/_sandbox/faults?rule=*%20/products*%20times%3D1%20hold"},
                {"DELETE", "/_sandbox/faults"},
                {"POST", "/_sandbox/reset"}};
    char line[64];
    (void)state;
    sandbox *box = start((const char *const[]){"--fault", "* /products* times=1 hold", "--fault",
                                               "* /products* times=1 status:500", NULL});
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        int waiting = talk(box, list, sizeof(list) - 1);
        await_part("/_sandbox/routes", "{\"requests\":1,\"handled\":0}");
        expect("GET", "/products", 0, 500, "4004"); /* nobody else waits */
        expect("GET", "/products", 0, 200, "products");
        struct pollfd watched = {.fd = waiting, .events = POLLIN};
        assert_int_equal(poll(&watched, 1, 50), 0);
        reply got = ask_raw(ways[i].method, ways[i].path, "", 0, NULL);
        assert_int_equal(got.status, 200);
        ask_free(&got);
        first_line(waiting, line, sizeof(line));
        assert_non_null(strstr(line, " 200 "));
        expect("POST", "/_sandbox/reset", 0, 200, "true");
    }
    /* Whether the client stays makes no difference, and the end of the sandbox ends the waiting. */
    static const char held[] = "\"DELETE /products/{product_id}\":{\"requests\":1,\"handled\":0}";
    close(talk(box, change, sizeof(change) - 1));
    await_part("/_sandbox/routes", held);
    poll(NULL, 0, 60);
    expect("GET", "/_sandbox/routes", 0, 200, held);
    expect("DELETE", "/_sandbox/faults", 0, 200, "true");
    await_part("/_sandbox/routes", "\"DELETE /products/{product_id}\":{\"requests\":1,\"handled\":1}");
    expect("POST", "/_sandbox/reset", 0, 200, "true");
    int waiting = talk(box, list, sizeof(list) - 1);
    await_part("/_sandbox/routes", "{\"requests\":1,\"handled\":0}");
    stop(box);
    close(waiting);
}

static void chance_repeats_with_its_seed(void **state)
{
    char pattern[3][41] = {"", "", ""};
    static const char *const seeds[] = {"5", "5", "6"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        sandbox *box = start((const char *const[]){i ? "--fault-seed" : "--seed", seeds[i], "--fault",
                                                   "GET /products p=0.5 status:500", NULL});
        for (size_t j = 0; j < 40; j++) {
            reply got = ask("GET", "/products", NULL);
            pattern[i][j] = got.status == 500 ? 'x' : '.';
            ask_free(&got);
        }
        stop(box);
    }
    assert_string_equal(pattern[0], pattern[1]);
    assert_string_not_equal(pattern[0], pattern[2]);
    assert_non_null(strchr(pattern[0], 'x'));
    assert_non_null(strchr(pattern[0], '.'));
}

static void what_came_in_can_be_seen(void **state)
{
    (void)state;
    sandbox *box =
        start((const char *const[]){"--seed-data", "3", "--fault", "GET /products times=1 status:500", NULL});
    expect("GET", "/products", 0, 500, "4004");
    expect("POST", "/products", 0, 400, "4012");
    expect("DELETE", "/products/200000000000001001", 0, 200, "2000");
    reply seen = ask("GET", "/_sandbox/requests", NULL);
    assert_string_equal(
        seen.body,
        "[{\"method\":\"GET\",\"path\":\"/app/itdesk/api/v3/products\",\"status\":500,\"input_data\":null},\n"
        "{\"method\":\"POST\",\"path\":\"/app/itdesk/api/v3/"
        "products\",\"status\":400,\"input_data\":\"{\\\"product\\\":{}}\"},\n"
        "{\"method\":\"DELETE\",\"path\":\"/app/itdesk/api/v3/products/200000000000001001\",\"status\":200,"
        "\"input_data\":null}]");
    ask_free(&seen);
    expect("GET", "/_sandbox/stats", 0, 200, "{\"connections\":1,\"requests\":3}");
    expect("GET", "/_sandbox/other", 0, 404, "GET /_sandbox/stats");
    reply reset = ask_raw("POST", "/_sandbox/reset", "", 0, NULL);
    assert_int_equal(reset.status, 200);
    ask_free(&reset);
    expect("GET", "/_sandbox/stats", 0, 200, "\"requests\":0}");
    expect("GET", "/products", 0, 500, "4004");
    expect("GET", "/products", 0, 200, "\"row_count\":3}");
    stop(box);
}

static void only_the_last_thousand_are_kept(void **state)
{
    (void)state;
    sandbox *box = start((const char *const[]){NULL});
    expect("GET", "/products/1", 0, 404, "4007");
    for (int i = 0; i < 1000; i++) expect("GET", "/products/2", 0, 404, "4007");
    reply seen = ask("GET", "/_sandbox/requests", NULL);
    assert_null(strstr(seen.body, "/products/1\""));
    assert_non_null(strstr(seen.body, "/products/2\""));
    ask_free(&seen);
    stop(box);
}

static void bodies_have_a_ceiling(void **state)
{
    size_t size = 17u * 1024 * 1024;
    char *body = malloc(size);
    (void)state;
    assert_non_null(body);
    memset(body, 'x', size);
    memcpy(body, "input_data=", 11);
    sandbox *box = start((const char *const[]){NULL});
    reply got = ask_raw("POST", "/products", body, size, NULL);
    /* The answer comes before the body has been sent, so the sending may fail first. */
    assert_true(got.status == 413 || got.failure != 0);
    ask_free(&got);
    static const char announced[] =
        "POST /api/v3/products HTTP/1.1\r\nHost: x\r\n" LOGIN "Content-Length: 99999999999\r\n\r\n";
    char line[64];
    first_line(talk(box, announced, sizeof(announced) - 1), line, sizeof(line));
    assert_non_null(strstr(line, " 413 "));
    got = ask_raw("POST", "/products", body, 15u * 1024 * 1024, NULL);
    assert_int_equal(got.status, 400);
    ask_free(&got);
    expect("GET", "/products", 0, 200, "\"products\":[]");
    free(body);
    stop(box);
}

static void garbage_is_survived(void **state)
{
    static const char *const garbage[] = {
        "\x16\x03\x01\x02",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "\r\n\r\n\r\n",
        "POST /api/v3/products HTTP/1.1\r\nHost: x\r\n"
        "Content-Length: -1\r\n\r\n",
        "GET /api/v3/products?input_data=%00%ff%zz HTTP/1.1\r\nHost: x\r\n" LOGIN "\r\n",
        "GET /api/v3/products/%2e%2e%2f%00 HTTP/1.1\r\nHost: x\r\n" LOGIN "\r\n",
        "GET //////app//api/v3/products HTTP/1.1\r\nHost: x\r\n" LOGIN "\r\n",
        "POST /api/v3/products HTTP/1.1\r\nHost: x\r\n" LOGIN "Content-Type: application/x-www-form-urlencoded\r\n"
        "Transfer-Encoding: chunked\r\n\r\n5\r\ninput\r\nzz",
    };
    (void)state;
    sandbox *box = start((const char *const[]){"--log", NULL});
    for (size_t i = 0; i < sizeof(garbage) / sizeof(garbage[0]); i++) close(talk(box, garbage[i], strlen(garbage[i])));
    uint32_t random = 1;
    for (int i = 0; i < 50; i++) {
        char bytes[2000];
        for (size_t j = 0; j < sizeof(bytes); j++) {
            random = random * 1664525u + 1013904223u;
            bytes[j] = (char)(random >> 24);
        }
        close(talk(box, bytes, sizeof(bytes)));
    }
    char *deep = malloc(200001);
    assert_non_null(deep);
    memset(deep, '[', 200000);
    deep[200000] = '\0';
    reply got = ask("POST", "/products", deep);
    assert_int_equal(got.status, 400);
    ask_free(&got);
    free(deep);
    got = ask("POST", "/products", "{\"product\":{\"name\":\"\xff\"}}");
    assert_int_equal(got.status, 400);
    ask_free(&got);
    expect("GET", "/products", 0, 200, "\"products\":[]");
    stop(box);
}

typedef struct writer {
    pthread_t thread;
    const sandbox *box;
    int number;
    int good;
} writer;

/* Adds products from a thread of its own, over connections of its own. */
static void *add_many(void *data)
{
    static const char start_of[] = "POST /api/v3/products HTTP/1.1\r\nHost: x\r\n" LOGIN
                                   "Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    writer *self = data;
    for (int i = 0; i < 20; i++) {
        char body[200];
        char request[800];
        char line[64];
        snprintf(body, sizeof(body),
                 "input_data={\"product\":{\"name\":\"%d %d\",\"product_type\":{\"name\":\"Laptop\"}}}", self->number,
                 i);
        int size = snprintf(request, sizeof(request), "%sContent-Length: %zu\r\n\r\n%s", start_of, strlen(body), body);
        first_line(talk(self->box, request, (size_t)size), line, sizeof(line));
        if (strstr(line, " 200 ")) self->good++;
    }
    return NULL;
}

static void many_write_at_once(void **state)
{
    enum { THREADS = 16 };
    writer writers[THREADS];
    int good = 0;
    (void)state;
    sandbox *box = start((const char *const[]){NULL});
    for (int i = 0; i < THREADS; i++) {
        writers[i] = (writer){.box = box, .number = i};
        assert_int_equal(pthread_create(&writers[i].thread, NULL, add_many, &writers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(writers[i].thread, NULL);
        good += writers[i].good;
    }
    assert_int_equal(good, THREADS * 20);
    reply got = ask("GET", "/products", "{\"list_info\":{\"get_total_count\":true}}");
    assert_non_null(strstr(got.body, "\"total_count\":320}"));
    ask_free(&got);
    stop(box);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statuses_come_as_told),
        cmocka_unit_test(connections_break_as_told),
        cmocka_unit_test(truncation_comes_after_the_deed),
        cmocka_unit_test(latency_holds_up_nobody_else),
        cmocka_unit_test(what_is_held_waits_for_its_rule),
        cmocka_unit_test(chance_repeats_with_its_seed),
        cmocka_unit_test(what_came_in_can_be_seen),
        cmocka_unit_test(only_the_last_thousand_are_kept),
        cmocka_unit_test(bodies_have_a_ceiling),
        cmocka_unit_test(garbage_is_survived),
        cmocka_unit_test(many_write_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
