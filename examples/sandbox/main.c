/* sdp-sandbox: a local ServiceDesk Plus MSP v3 for tests and development. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "portals.h"
#include "server.h"
#include "state.h"

/* A signal writes a byte into this pipe, and main waits at its other end. */
static int wake[2];

static void on_signal(int number)
{
    int saved = errno;
    ssize_t written = write(wake[1], "", 1);
    (void)number;
    (void)written;
    errno = saved;
}

static bool catch_signals(void)
{
    struct sigaction stop = {.sa_handler = on_signal};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigemptyset(&stop.sa_mask);
    sigemptyset(&ignore.sa_mask);
    return pipe(wake) == 0 && sigaction(SIGINT, &stop, NULL) == 0 && sigaction(SIGTERM, &stop, NULL) == 0 &&
           sigaction(SIGPIPE, &ignore, NULL) == 0;
}

/* Waits for a signal or, where the parent is watched, for the end of standard input. */
static void wait_for_end(bool watch_input)
{
    struct pollfd watched[] = {{.fd = wake[0], .events = POLLIN}, {.fd = watch_input ? 0 : -1, .events = POLLIN}};
    for (;;) {
        if (poll(watched, 2, -1) < 0 && errno != EINTR) return;
        if (watched[0].revents) return;
        char dropped[256];
        if (watched[1].revents && read(0, dropped, sizeof(dropped)) <= 0) return;
    }
}

/* What stands between the host and "/api/v3" for clients. */
static void write_base_path(const sandbox *of, const arguments *from, text *to)
{
    if (of->proxy) {
        text_puts(to, proxy_base_path(of->proxy));
    } else if (of->replay) {
        text_puts(to, replay_base_path(of->replay));
    } else {
        text_printf(to, "/app/%s", from->portals.count ? from->portals.words[0] : "itdesk");
    }
}

/* Opens what is recorded or replayed. */
static bool open_tape(sandbox *to, const arguments *from, text *problem)
{
    const proxy_options with = {
        .url = from->record_url, .file = from->record_file, .ca_file = from->ca_file, .allow_http = from->allow_http};
    if (from->record_url) to->proxy = proxy_start(&with, problem);
    if (from->replay_file) to->replay = replay_open(from->replay_file, from->replay_loop, problem);
    return (!from->record_url || to->proxy) && (!from->replay_file || to->replay);
}

static int serve(sandbox *served, const arguments *from)
{
    server *on = server_start(served, from->address, from->port, from->most_memory / 4);
    if (!on) {
        fprintf(stderr, "sdp-sandbox: cannot listen on port %u: %s\n", from->port, strerror(errno));
        return 1;
    }
    unsigned port = server_port(on);
    text path = {0};
    write_base_path(served, from, &path);
    const char *host = from->address && strcmp(from->address, "0.0.0.0") != 0 ? from->address : "127.0.0.1";
    if (from->address && strncmp(from->address, "127.", 4) != 0) {
        fputs("sdp-sandbox: it is reached from other machines, and lets in whoever knows nothing but its address\n",
              stderr);
    }
    printf("{\"ready\":true,\"port\":%u,\"base_url\":\"http://%s:%u%s\","
           "\"accounts_url\":\"http://%s:%u\",\"neucrm_base_url\":\"http://%s:%u\",\"page\":\"http://%s:%u/\"}\n",
           port, host, port, text_get(&path), host, port, host, port, host, port);
    fflush(stdout);
    text_free(&path);
    wait_for_end(from->exit_with_parent);
    proxy_stop(served->proxy);
    server_stop(on);
    return 0;
}

int main(int argc, char **argv)
{
    arguments given;
    text problem = {0};
    text names = {0};
    int status = arguments_read(argc, argv, &given);
    if (status < 0) {
        sandbox served = {.faults = given.faults,
                          .tokens = &given.tokens,
                          .login = given.login,
                          .neucrm_key = given.neucrm_key,
                          .bare_ids = given.bare_ids,
                          .strict = given.strict,
                          .log = given.log,
                          .seed = given.seed,
                          .udf = given.udf,
                          .portals = &given.portals,
                          .now = given.now};
        served.store = store_open(given.file, given.most_memory, &problem);
        served.files = files_new(given.file);
        served.record = record_new();
        status = 1;
        if (!open_tape(&served, &given, &problem)) {
            fprintf(stderr, "sdp-sandbox: %s\n", problem.size ? text_get(&problem) : "out of memory");
        } else if (served.store && !portals_settle(served.store, given.file, &given.portals, &names, &problem)) {
            fprintf(stderr, "sdp-sandbox: %s\n", text_get(&problem));
            status = 2;
        } else if (!served.store || !served.files || !served.record || !state_start(&served, &problem)) {
            const char *why = problem.size ? text_get(&problem) : "it cannot be filled";
            fprintf(stderr, "sdp-sandbox: database%s%s: %s\n", given.file ? " " : "", given.file ? given.file : "",
                    why);
        } else if (!catch_signals()) {
            fprintf(stderr, "sdp-sandbox: signals: %s\n", strerror(errno));
        } else {
            status = serve(&served, &given);
        }
        proxy_free(served.proxy);
        replay_free(served.replay);
        record_free(served.record);
        files_free(served.files);
        store_close(served.store);
    }
    text_free(&problem);
    text_free(&names);
    arguments_free(&given);
    return status;
}
