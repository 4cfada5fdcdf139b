/* What the library does in a process, and leaves alone: signals, loading and unloading, fork. */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "desk.h"
#include "folder.h"

static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", DESK_PRODUCT), RAW_REPEAT, RAW_END};
static const raw_step resets[] = {RAW_READ_HEAD, RAW_RESET, RAW_END};

/* A server in a process of its own. A program that forks while a thread of it allocates leaves its child a lock that
   nobody opens; so a test that forks has no threads. */
typedef struct away {
    pid_t process;
    int line; /* to that process and from it */
    char url[100];
    int port;
} away;

static void serve(const raw_step *script, int line)
{
    char end;
    raw_server *server = RAW_SERVER(script);
    away told = {.port = raw_server_port(server)};
    snprintf(told.url, sizeof told.url, "%s", raw_server_url(server));
    if (write(line, &told, sizeof told) != (ssize_t)sizeof told) _exit(1);
    if (read(line, &end, 1) == 1) { /* or nobody is there any more */
        int connections = raw_server_connections(server);
        if (write(line, &connections, sizeof connections) != (ssize_t)sizeof connections) _exit(1);
    }
    raw_server_stop(server);
    _exit(0);
}

static away away_start(const raw_step *script)
{
    away server;
    int line[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, line), 0);
    pid_t process = fork();
    assert_true(process >= 0);
    if (process == 0) {
        close(line[0]);
        serve(script, line[1]);
    }
    close(line[1]);
    assert_int_equal(read(line[0], &server, sizeof server), sizeof server);
    server.process = process;
    server.line = line[0];
    return server;
}

/* Ends it, and tells how many connections there were. */
static int away_stop(const away *server)
{
    int connections = -1, status = 0;
    assert_int_equal(write(server->line, "", 1), 1);
    assert_int_equal(read(server->line, &connections, sizeof connections), sizeof connections);
    close(server->line);
    assert_int_equal(waitpid(server->process, &status, 0), server->process);
    assert_int_equal(status, 0);
    return connections;
}

/* Writes until the server resets the connection, several times: a socket that tells of it too late raises SIGPIPE. */
static int write_into_resets(const away *server)
{
    static char much[2000001];
    struct sigaction action;
    sdp_client *client = NULL;
    sdp_auth *auth = NULL;
    int failed = 0;
    signal(SIGPIPE, SIG_DFL);
    memset(much, 'x', sizeof much - 1);
    const sdp_product input = SDP_PRODUCT(.name = "a", .comments = much);
    if (sdp_auth_new_token("t", NULL, &auth) != SDP_OK) return 1;
    const sdp_config config = SDP_CONFIG(.base_url = server->url, .auth = auth, .max_retries = -1);
    if (sdp_client_new(&config, NULL, &client) != SDP_OK) return 2;
    for (int i = 0; i < 20; i++) failed += sdp_product_edit(client, "77", &input, NULL, NULL) < 0;
    sdp_client_free(client);
    sdp_auth_free(auth);
    if (failed != 20) return 3;
    return sigaction(SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_DFL ? 0 : 4;
}

/* The same without the library, by which a process dies: so that it is a danger that the other one escapes. */
static int write_plainly(const away *server)
{
    static const char head[] = "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n";
    static const char much[65536];
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)server->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    signal(SIGPIPE, SIG_DFL);
    for (int i = 0; i < 20; i++) {
        int connection = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(connection, (const struct sockaddr *)&address, sizeof address) != 0) return 1;
        ssize_t written = write(connection, head, sizeof head - 1);
        while (written > 0) written = write(connection, much, sizeof much);
        written = write(connection, much, sizeof much); /* after the reset was told */
        close(connection);
    }
    return 2;
}

static void no_sigpipe_reaches_the_program(void **state)
{
    int status = 0;
    (void)state;
    const away server = away_start(resets);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) _exit(write_into_resets(&server));
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) fail_msg("signal %d", WTERMSIG(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) _exit(write_plainly(&server));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGPIPE);
    assert_true(away_stop(&server) > 20);
}

/* The child makes a client of its own; the one of its parent goes on with the connection that it has. */
static void a_fork_leaves_the_parents_client_alone(void **state)
{
    int status = 0;
    (void)state;
    const away server = away_start(works);
    const sdp_config place = SDP_CONFIG(.base_url = server.url);
    desk *d = desk_open(NULL, &place);
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        sdp_client *client = NULL;
        const sdp_product *product = NULL;
        const sdp_config config = SDP_CONFIG(.base_url = server.url, .auth = d->auth);
        if (sdp_client_new(&config, NULL, &client) != SDP_OK) _exit(1);
        for (int i = 0; i < 5; i++) {
            if (sdp_product_get(client, "77", NULL, &product) != SDP_OK) _exit(2);
            sdp_product_free(product);
        }
        sdp_client_free(client);
        _exit(0);
    }
    for (int i = 0; i < 5; i++) desk_expect(d, DESK_GET, NULL, SDP_OK);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    desk_expect(d, DESK_GET, NULL, SDP_OK);
    desk_close(d);
    assert_int_equal(away_stop(&server), 2);
}

#ifdef SDP_SHARED_PATH
/* A function of the library; C has no other way from the address that dlsym() gives. */
static void find(void *library, const char *name, void *function)
{
    void *address = dlsym(library, name);
    if (address == NULL) fail_msg("%s", name);
    memcpy(function, &address, sizeof address);
}

static void call_once(void *library, const sdp_config *config)
{
    sdp_status (*new_token)(const char *, sdp_error *, sdp_auth **);
    sdp_status (*new_client)(const sdp_config *, sdp_error *, sdp_client **);
    sdp_status (*get)(sdp_client *, const char *, const sdp_options *, const sdp_product **);
    void (*free_product)(const sdp_product *);
    void (*free_client)(sdp_client *);
    void (*free_auth)(sdp_auth *);
    sdp_config used = *config;
    sdp_auth *auth = NULL;
    sdp_client *client = NULL;
    const sdp_product *product = NULL;
    find(library, "sdp_auth_new_token", &new_token);
    find(library, "sdp_client_new", &new_client);
    find(library, "sdp_product_get", &get);
    find(library, "sdp_product_free", &free_product);
    find(library, "sdp_client_free", &free_client);
    find(library, "sdp_auth_free", &free_auth);
    assert_int_equal(new_token("t", NULL, &auth), SDP_OK);
    used.auth = auth;
    assert_int_equal(new_client(&used, NULL, &client), SDP_OK);
    assert_int_equal(get(client, "77", NULL, &product), SDP_OK);
    assert_string_equal(product->name, "a");
    free_product(product);
    free_client(client);
    free_auth(auth);
}

static void loading_and_unloading_goes_on_and_on(void **state)
{
    (void)state;
    raw_server *server = RAW_SERVER(works);
    const sdp_config config = SDP_CONFIG(.base_url = raw_server_url(server));
    int open = 0;
    for (int i = 0; i < 50; i++) {
        void *library = dlopen(SDP_SHARED_PATH, RTLD_NOW | RTLD_LOCAL);
        if (library == NULL) fail_msg("%s", dlerror());
        call_once(library, &config);
        assert_int_equal(dlclose(library), 0);
        if (i == 9) open = folder_descriptors();
    }
    assert_int_equal(raw_server_requests(server), 50);
    assert_in_range(folder_descriptors(), 1,
                    open + 5); /* nothing grows; the server's side of a connection may linger */
    raw_server_stop(server);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_sigpipe_reaches_the_program),
        cmocka_unit_test(a_fork_leaves_the_parents_client_alone),
#ifdef SDP_SHARED_PATH
        cmocka_unit_test(loading_and_unloading_goes_on_and_on),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
