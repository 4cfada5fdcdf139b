#include "tls.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "ask.h"
#include "sandbox.h"

enum { SERVERS = 40, TEXTS = 8, TEXT_SIZE = 512, WAITS = 2000, SKIPPED = 77 };

struct tls_front {
    sandbox *box;
    pid_t child;
    FILE *input;  /* the child's standard input: it ends when this closes */
    FILE *output; /* the child's standard output */
    char folder[256];
    int count;
    char names[SERVERS][32];
    int ports[SERVERS];
    int next;
    char texts[TEXTS][TEXT_SIZE];
};

static void give_up(const char *why)
{
    fprintf(stderr, "tls.py: %s\n", why);
    exit(99);
}

static void make_pipe(int ends[2])
{
    if (pipe(ends) != 0) give_up(strerror(errno));
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
}

static void spawn(tls_front *front)
{
    int input[2];
    int output[2];
    char port[16];
    snprintf(port, sizeof port, "%d", sandbox_port(front->box));
    make_pipe(input);
    make_pipe(output);
    front->child = fork();
    if (front->child < 0) give_up(strerror(errno));
    if (front->child == 0) {
        dup2(input[0], 0);
        dup2(output[1], 1);
        execlp("python3", "python3", "-B", SDP_FIXTURES_DIR "/../support/tls.py", port, (char *)NULL);
        fprintf(stderr, "tests of TLS are left out: python3 not installed\n");
        _exit(SKIPPED);
    }
    close(input[0]);
    close(output[1]);
    front->input = fdopen(input[1], "w");
    front->output = fdopen(output[0], "r");
    if (front->input == NULL || front->output == NULL) give_up(strerror(errno));
}

static int finish(tls_front *front)
{
    int status = 0;
    fclose(front->input);
    while (waitpid(front->child, &status, 0) < 0 && errno == EINTR) continue;
    fclose(front->output);
    sandbox_stop(front->box);
    free(front);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

tls_front *tls_start(const char *const *arguments)
{
    static const char *const none[] = {NULL};
    tls_front *front = calloc(1, sizeof *front);
    char line[TEXT_SIZE];
    if (front == NULL) give_up("out of memory");
    front->box = sandbox_start(arguments != NULL ? arguments : none);
    spawn(front);
    while (fgets(line, sizeof line, front->output) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        const char *value = strchr(line, ' ');
        if (value == NULL && strcmp(line, "ready") == 0) return front;
        if (value == NULL || front->count == SERVERS) give_up("it says something else than expected");
        if (strncmp(line, "folder ", 7) == 0) {
            snprintf(front->folder, sizeof front->folder, "%s", value + 1);
            continue;
        }
        snprintf(front->names[front->count], sizeof front->names[0], "%.*s", (int)(value - line), line);
        front->ports[front->count++] = (int)strtol(value, NULL, 10);
    }
    if (finish(front) == SKIPPED) exit(SKIPPED);
    give_up("it did not get ready");
    return NULL;
}

void tls_stop(tls_front *front)
{
    if (front != NULL) assert_int_equal(finish(front), 0);
}

void tls_restart(tls_front *front)
{
    char line[TEXT_SIZE];
    fputs("restart\n", front->input);
    fflush(front->input);
    assert_non_null(fgets(line, sizeof line, front->output));
    assert_string_equal(line, "restarted\n");
}

void tls_reset(tls_front *front)
{
    ask_begin(sandbox_root(front->box));
    ask_expect("POST", "/_sandbox/reset", NULL, 200, "");
    ask_end();
}

int tls_requests(tls_front *front)
{
    static const char counted[] = "\"requests\":";
    int count = 0;
    ask_begin(sandbox_root(front->box));
    reply seen = ask("GET", "/_sandbox/routes", NULL);
    /* {"GET /products":{"requests":2,"handled":1},…}: counted when they come, whatever becomes of them. */
    for (const char *at = seen.body; (at = strstr(at, "/products")) != NULL; at++) {
        const char *number = strstr(at, counted);
        assert_non_null(number);
        count += (int)strtol(number + sizeof counted - 1, NULL, 10);
    }
    ask_free(&seen);
    ask_end();
    return count;
}

void tls_wait(tls_front *front, const char *route)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    int came = 0;
    ask_begin(sandbox_root(front->box));
    for (int i = 0; i < WAITS && !came; i++) {
        reply seen = ask("GET", "/_sandbox/routes", NULL);
        came = strstr(seen.body, route) != NULL;
        ask_free(&seen);
        if (!came) nanosleep(&pause, NULL);
    }
    ask_end();
    assert_true(came);
}

static int port_of(const tls_front *front, const char *server)
{
    for (int i = 0; i < front->count; i++) {
        if (strcmp(front->names[i], server) == 0) return front->ports[i];
    }
    fail_msg("no server '%s'", server);
    return 0;
}

static char *next_text(tls_front *front)
{
    front->next = (front->next + 1) % TEXTS;
    return front->texts[front->next];
}

const char *tls_url_of(tls_front *front, const char *server, const char *scheme, const char *host)
{
    char *text = next_text(front);
    snprintf(text, TEXT_SIZE, "%s://%s:%d/app/itdesk", scheme, host, port_of(front, server));
    return text;
}

const char *tls_url(tls_front *front, const char *server)
{
    return tls_url_of(front, server, "https", "localhost");
}

const char *tls_file(tls_front *front, const char *name)
{
    char *text = next_text(front);
    snprintf(text, TEXT_SIZE, "%s/%s", front->folder, name);
    return text;
}

static int read_log(tls_front *front, int port, tls_line *lines, int most)
{
    int count = 0;
    char text[TEXT_SIZE];
    FILE *file = fopen(tls_file(front, "access.log"), "r");
    while (file != NULL && count < most && fgets(text, sizeof text, file) != NULL) {
        tls_line *line = &lines[count];
        int at = 0;
        if (sscanf(text, "%d %15s %15s %d %d %15s %127[^\n]", &at, line->protocol, line->method, &line->status,
                   &line->connection, line->tls, line->client) == 7 &&
            at == port) {
            count++;
        }
    }
    if (file != NULL) fclose(file);
    return count;
}

void tls_log(tls_front *front, const char *server, tls_line *lines, int count)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    int port = port_of(front, server);
    int found = 0;
    /* nginx writes after it has answered. */
    for (int i = 0; i < WAITS && (found = read_log(front, port, lines, count)) < count; i++) nanosleep(&pause, NULL);
    assert_int_equal(found, count);
}
