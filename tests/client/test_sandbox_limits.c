/* What the sandbox bears: more state than it may keep, bodies beyond its memory, and requests that are none. */
#include <arpa/inet.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/ask.h"
#include "support/folder.h"
#include "support/sandbox.h"

#define MEBIBYTE (1024 * 1024)

/* A request for a product with comments of that length, as a form; freed by the caller. */
static char *long_product(int number, size_t length)
{
    char *form = malloc(length + 200);
    assert_non_null(form);
    int head = snprintf(
        form, 200, "input_data={\"product\":{\"name\":\"P%d\",\"product_type\":{\"name\":\"Laptop\"},\"comments\":\"",
        number);
    memset(form + head, 'x', length);
    strcpy(form + head + length, "\"}}");
    return form;
}

static long add_long(int number, size_t length)
{
    const ask_options as_form = {.content_type = "application/x-www-form-urlencoded"};
    char *form = long_product(number, length);
    reply got = ask_raw("POST", "/products", form, strlen(form), &as_form);
    long status = got.failure ? 0 : got.status;
    if (status == 500) {
        assert_non_null(strstr(got.body, "{\"status_code\":4004,\"type\":\"failed\",\"message\":"
                                         "\"the sandbox's --max-memory of 16 MiB is reached\"}"));
    }
    ask_free(&got);
    free(form);
    return status;
}

/* When the state is full nothing is added to it, and everything else goes on. */
static void a_full_state_refuses_more(void **state)
{
    (void)state;
    int number = 0;
    long status = 200;
    sandbox *box = SANDBOX("--max-memory", "16");
    ask_begin(sandbox_root(box));
    while (status == 200 && number < 1000) status = add_long(++number, 100000);
    assert_int_equal(status, 500);
    assert_in_range(number, 20, 200);
    ask_expect("GET", "/products", "{\"list_info\":{\"row_count\":1,\"get_total_count\":true}}", 200,
               "\"total_count\":");
    ask_expect("GET", "/products",
               "{\"list_info\":{\"search_criteria\":{\"field\":\"name\",\"condition\":\"is\",\"value\":\"P1\"}}}", 200,
               "\"row_count\":1");
    ask_expect("POST", "/_sandbox/reset", NULL, 200, "true");
    assert_int_equal(add_long(1, 100000), 200);
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

/* It is told on stderr too, once. */
static void a_seed_beyond_the_memory_is_refused(void **state)
{
    (void)state;
    static const char words[] = "the sandbox's --max-memory of 16 MiB is reached";
    const char *const arguments[] = {"--max-memory", "16", "--seed-data", "100000", NULL};
    char output[1000];
    assert_int_equal(sandbox_run(arguments, output, sizeof(output)), 1);
    assert_non_null(strstr(output, words));
    char *once = strstr(output, "is refused");
    assert_non_null(once);
    assert_null(strstr(once + 1, "is refused"));
}

static void a_body_beyond_the_memory_is_refused(void **state)
{
    (void)state;
    sandbox *box = SANDBOX("--max-memory", "16");
    ask_begin(sandbox_root(box));
    assert_int_equal(add_long(1, 5 * MEBIBYTE), 503);
    assert_int_equal(add_long(2, 1000), 200);
    assert_int_equal(add_long(3, 5 * MEBIBYTE), 503);
    assert_int_equal(add_long(4, MEBIBYTE), 200);
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

static int connect_to(const sandbox *box)
{
    const struct timeval patience = {.tv_usec = 100000};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)sandbox_port(box))};
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(connection >= 0);
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    assert_int_equal(connect(connection, (const struct sockaddr *)&address, sizeof(address)), 0);
    return connection;
}

/* The whole answer to a question after the routes, on a connection that was there already. */
static void ask_over(int connection, char *answer, size_t room)
{
    static const char question[] = "GET /_sandbox/routes HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    const struct timeval patience = {.tv_sec = 20};
    size_t size = 0;
    ssize_t more = 1;
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    (void)!send(connection, question, sizeof(question) - 1, MSG_NOSIGNAL);
    while (more > 0 && size + 1 < room) {
        more = recv(connection, answer + size, room - size - 1, 0);
        if (more > 0) size += (size_t)more;
    }
    answer[size] = '\0';
    close(connection);
}

/* More connections than there may be: a new one is refused at once while the others have just come, and is served as
   soon as they have been waited for. None of them ever says what it wants. */
static void a_crowd_keeps_nobody_out(void **state)
{
    (void)state;
    enum { MOST = 1000, FEW = 900 };
    static int crowd[MOST];
    static const char half[] = "GET /_sandbox/routes HTTP/1.1\r\nHo";
    char answer[2000] = "";
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_cur < MOST + 300) skip();
    sandbox *box = SANDBOX_PLAIN();
    for (int i = 0; i < MOST; i++) {
        crowd[i] = connect_to(box);
        (void)!send(crowd[i], half, sizeof(half) - 1, MSG_NOSIGNAL);
    }
    ask_over(connect_to(box), answer, sizeof(answer));
    if (!strstr(answer, " 200 OK")) assert_ptr_equal(strstr(answer, "HTTP/1.1 503 Service Unavailable\r\n"), answer);
    poll(NULL, 0, 1300);
    for (int i = 0; i < 3; i++) {
        for (int k = FEW; k < MOST; k++) (void)!send(crowd[k], "s", 1, MSG_NOSIGNAL);
        ask_over(connect_to(box), answer, sizeof(answer));
        assert_ptr_equal(strstr(answer, "HTTP/1.1 200 OK\r\n"), answer);
    }
    for (int i = 0; i < MOST; i++) close(crowd[i]);
    ask_begin(sandbox_root(box));
    ask_expect("GET", "/products", NULL, 200, "products");
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

/* Where two programs could see two different requests, none is looked at, and the connection ends. */
static void a_body_ends_in_one_place(void **state)
{
    (void)state;
    static const struct {
        const char *headers;
        int status;
    } ends[] = {
        {"Content-Length: 3\r\nContent-Length: 6\r\n\r\na=b&&&", 400},
        {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"Transfer-Encoding: gzip\r\n\r\n", 400},
        {"Content-Length: -5\r\n\r\n", 400},
        {"Content-Length: 3, 3\r\n\r\na=b", 400},
        {"Content-Length: 99999999999999999999\r\n\r\n", 413},
        {"Content-Length: 9999999999999\r\n\r\n", 413},
    };
    sandbox *box = SANDBOX_PLAIN();
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        char request[500];
        char expected[40];
        snprintf(request, sizeof(request), "POST /_sandbox/reset HTTP/1.1\r\nHost: 127.0.0.1\r\n%s", ends[i].headers);
        snprintf(expected, sizeof(expected), "HTTP/1.1 %d ", ends[i].status);
        char *answer = ask_bytes(sandbox_port(box), request);
        if (strncmp(answer, expected, strlen(expected)) != 0) fail_msg("%s: %s", ends[i].headers, answer);
        free(answer);
    }
    char *answer =
        ask_bytes(sandbox_port(box), "POST /_sandbox/reset HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                                     "Content-Length: 3\r\nContent-Length: 3\r\n\r\na=b");
    assert_int_equal(strncmp(answer, "HTTP/1.1 200 ", 13), 0);
    free(answer);
    assert_int_equal(sandbox_stop(box), 0);
}

/* Where other methods are served the refusal is JSON, and tells which those are. */
static void methods_that_an_address_has_not(void **state)
{
    (void)state;
    static const struct {
        const char *request;
        const char *parts[2];
    } refused[] = {
        {"POST / ", {"Allow: GET, HEAD\r\n", "\r\n\r\n{\"problem\":\"this address takes GET, HEAD\"}"}},
        {"PUT /_sandbox/page/page.css ", {"Allow: GET, HEAD\r\n", "\r\n\r\n{\"problem\":\"this address takes"}},
        {"GET /api/customer/list ",
         {"Allow: POST\r\n", "\r\n\r\n{\"result\":null,\"error\":\"The method is not POST\"}"}},
        {"DELETE /api/customer/create ", {"Allow: POST\r\n", "\r\n\r\n{\"result\":null,\"error\":"}},
    };
    sandbox *box = SANDBOX_PLAIN();
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        char request[300];
        snprintf(request, sizeof(request), "%sHTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
                 refused[i].request);
        char *answer = ask_bytes(sandbox_port(box), request);
        bool good = strncmp(answer, "HTTP/1.1 405 ", 13) == 0 && strstr(answer, refused[i].parts[0]) &&
                    strstr(answer, refused[i].parts[1]) && strstr(answer, "Content-Type: application/json\r\n");
        if (!good) fail_msg("%s: %s", refused[i].request, answer);
        free(answer);
    }
    assert_int_equal(sandbox_stop(box), 0);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* A request of which bytes were changed, doubled or cut, the same ones in each run. */
static size_t spoil(const char *good, uint32_t *seed, char *out, size_t room)
{
    size_t size = strlen(good);
    memcpy(out, good, size);
    for (uint32_t changes = next_random(seed) % 8 + 1; changes > 0; changes--) {
        size_t at = next_random(seed) % size;
        switch (next_random(seed) % 4) {
        case 0:
            out[at] = (char)next_random(seed);
            break;
        case 1:
            out[at] = "\r\n\0%{}\"& "[next_random(seed) % 9];
            break;
        case 2:
            if (size * 2 < room) {
                memmove(out + size, out + at, size - at);
                size += size - at;
            }
            break;
        default:
            size = at + 1;
            break;
        }
    }
    return size;
}

static void requests_that_are_none_do_no_harm(void **state)
{
    (void)state;
    static const char *const good[] = {
        "POST /app/itdesk/api/v3/products HTTP/1.1\r\nHost: x\r\nAccept: application/vnd.manageengine.sdp.v3+json\r\n"
        "Authorization: Zoho-oauthtoken t\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
        "82\r\n\r\n"
        "input_data={\"product\":{\"name\":\"A\",\"product_type\":{\"name\":\"Laptop\"},\"comments\":[{}]}}",
        "GET "
        "/app/itdesk/api/v3/contracts?input_data=%7B%22list_info%22%3A%7B%22search_criteria%22%3A%5B%7B%7D%5D%7D%7D "
        "HTTP/1.1\r\nHost: x\r\nAccept: application/vnd.manageengine.sdp.v3+json\r\nauthtoken: t\r\n\r\n",
        "POST /app/itdesk/api/v3/contracts/100000000000033283/_uploads HTTP/1.1\r\nHost: x\r\n"
        "Accept: application/vnd.manageengine.sdp.v3+json\r\nauthtoken: t\r\nContent-Type: multipart/form-data; "
        "boundary=b\r\n"
        "Transfer-Encoding: chunked\r\n\r\n40\r\n--b\r\nContent-Disposition: form-data; name=\"filename\"; "
        "filename=\"f\"\r\n"
        "\r\n0\r\n\r\n",
        "POST /_sandbox/faults HTTP/1.1\r\nHost: x\r\nContent-Length: 30\r\n\r\nGET /products* p=0.5 latency:5",
        "POST /oauth/v2/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: 77\r\n\r\ngrant_type=refresh_token&refresh_token=r&client_id=c&client_secret=s&scope=%41",
        "POST /api/customer/list HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: 38\r\n\r\nuserid=5&api_key=k&name=%25&limit=10&x",
    };
    enum { ROUNDS = 60, KINDS = sizeof(good) / sizeof(good[0]) };
    char spoiled[65536];
    char answer[4096];
    uint32_t seed = 20261122;
    sandbox *box = SANDBOX("--seed-data", "vendor", "--max-memory", "64");
    for (int i = 0; i < ROUNDS * KINDS; i++) {
        int connection = connect_to(box);
        size_t size = spoil(good[i % KINDS], &seed, spoiled, sizeof(spoiled));
        (void)!send(connection, spoiled, size, MSG_NOSIGNAL);
        shutdown(connection, SHUT_WR);
        (void)!recv(connection, answer, sizeof(answer), 0);
        close(connection);
    }
    ask_begin(sandbox_root(box));
    ask_expect("POST", "/_sandbox/reset", NULL, 200, "true");
    ask_expect("GET", "/contracts/100000000000033283", NULL, 200, "\"contract\"");
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

/* Many at once, so that some of them are still being refused when it has stopped everything else. */
static void it_ends_well_while_it_refuses(void **state)
{
    (void)state;
    enum { ROUNDS = 4, CROWD = 150 };
    static const char none[] = "GET / HTTP/9.9\r\n\r\n";
    int crowd[CROWD];
    for (int i = 0; i < ROUNDS; i++) {
        sandbox *box = SANDBOX_PLAIN();
        for (int k = 0; k < CROWD; k++) crowd[k] = connect_to(box);
        for (int k = 0; k < CROWD; k++) (void)!send(crowd[k], none, sizeof(none) - 1, MSG_NOSIGNAL);
        assert_int_equal(sandbox_stop(box), 0);
        for (int k = 0; k < CROWD; k++) close(crowd[k]);
    }
}

/* What shapes the sandbox's own answers does nothing where they come from elsewhere, and is no option then. */
static void options_without_effect(void **state)
{
    (void)state;
    static const char *const idle[][2] = {
        {"--db", "x.db"},   {"--seed-data", "5"},  {"--portal", "a"},    {"--udf", "customer.a=text"},
        {"--strict", NULL}, {"--bare-ids", NULL},  {"--auth", "strict"}, {"--auth", "key:k"},
        {"--token", "t"},   {"--neucrm-key", "k"},
    };
    char output[500];
    for (size_t i = 0; i < sizeof(idle) / sizeof(idle[0]); i++) {
        const char *const replayed[] = {"--replay", "nowhere.jsonl", idle[i][0], idle[i][1], NULL};
        const char *const recorded[] = {"--record", "http://127.0.0.1:9", "--to", "nowhere.jsonl",
                                        idle[i][0], idle[i][1],           NULL};
        char words[80];
        snprintf(words, sizeof(words), "%s has no effect with '--re", idle[i][0]);
        assert_int_equal(sandbox_run(replayed, output, sizeof(output)), 2);
        if (!strstr(output, words)) fail_msg("%s: %s", words, output);
        assert_int_equal(sandbox_run(recorded, output, sizeof(output)), 2);
        if (!strstr(output, words)) fail_msg("%s: %s", words, output);
    }
    /* A replay still mints its tokens. */
    const char *const minting[] = {"--replay", "nowhere.jsonl", "--refresh-token", "r", NULL};
    sandbox_run(minting, output, sizeof(output));
    assert_non_null(strstr(output, "No such file"));
}

static void a_file_that_is_none_is_named(void **state)
{
    const folder *in = *state;
    static const char junk[4096] = "This is no database.";
    const char *file = folder_write(in, "junk.db", junk, sizeof(junk));
    const char *const arguments[] = {"--db", file, NULL};
    char words[400];
    char output[500];
    assert_int_equal(sandbox_run(arguments, output, sizeof(output)), 1);
    snprintf(words, sizeof(words), "sdp-sandbox: database %s: file is not a database\n", file);
    assert_non_null(strstr(output, words));
}

static void options_are_checked(void **state)
{
    (void)state;
    static const char *const wrong[][3] = {{"--max-memory", "15", NULL},
                                           {"--max-memory", "x", NULL},
                                           {"--listen", "localhost", NULL},
                                           {"--listen", "1.2.3", NULL}};
    char output[500];
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        if (sandbox_run(wrong[i], output, sizeof(output)) != 2) fail_msg("%s %s", wrong[i][0], wrong[i][1]);
        assert_non_null(strstr(output, "sdp-sandbox: "));
    }
    /* Whoever listens to everybody is told so; here it ends at once, as its input has ended. */
    const char *const everywhere[] = {"--listen", "0.0.0.0", NULL};
    assert_int_equal(sandbox_run(everywhere, output, sizeof(output)), 0);
    assert_non_null(strstr(output, "other machines"));
    assert_non_null(strstr(output, "\"base_url\":\"http://127.0.0.1:"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_state_refuses_more),
        cmocka_unit_test(a_seed_beyond_the_memory_is_refused),
        cmocka_unit_test(a_body_beyond_the_memory_is_refused),
        cmocka_unit_test(a_crowd_keeps_nobody_out),
        cmocka_unit_test(a_body_ends_in_one_place),
        cmocka_unit_test(methods_that_an_address_has_not),
        cmocka_unit_test(options_without_effect),
        cmocka_unit_test_setup_teardown(a_file_that_is_none_is_named, folder_make, folder_remove),
        cmocka_unit_test(requests_that_are_none_do_no_harm),
        cmocka_unit_test(it_ends_well_while_it_refuses),
        cmocka_unit_test(options_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
