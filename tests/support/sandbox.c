#define _POSIX_C_SOURCE 200809L

#include "support/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_ARGUMENTS 32
#define READY_MS 20000

struct sandbox {
    pid_t child;
    int input;  /* the child's standard input: it ends when this closes */
    int output; /* the child's standard output */
    int port;
    char root[64];
    char base_url[96];
};

static void give_up(const char *why)
{
    fprintf(stderr, "sdp-sandbox: %s\n", why);
    exit(99);
}

static const char *program(void)
{
    const char *named = getenv("SDP_SANDBOX");
    if (named && *named) return named;
#ifdef SDP_SANDBOX_PATH
    return SDP_SANDBOX_PATH;
#else
    return "sdp-sandbox";
#endif
}

static void make_pipe(int ends[2])
{
    if (pipe(ends) != 0) give_up(strerror(errno));
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
}

/* Starts the child with pipes as its standard input and output. */
static void spawn(sandbox *box, const char *const *arguments, int with_errors)
{
    /* execv() changes none of the words, though it does not say so in its type. */
    union {
        const char *words[MOST_ARGUMENTS];
        char *for_exec[MOST_ARGUMENTS];
    } line = {.words = {program(), "--port", "0", "--exit-with-parent"}};
    size_t count = 4;
    for (; *arguments && count < MOST_ARGUMENTS - 1; arguments++) line.words[count++] = *arguments;
    int input[2];
    int output[2];
    make_pipe(input);
    make_pipe(output);
    box->child = fork();
    if (box->child < 0) give_up(strerror(errno));
    if (box->child == 0) {
        dup2(input[0], 0);
        dup2(output[1], 1);
        if (with_errors) dup2(output[1], 2);
        execv(line.for_exec[0], line.for_exec);
        _exit(98);
    }
    close(input[0]);
    close(output[1]);
    box->input = input[1];
    box->output = output[0];
}

/* Reads until a line is complete, the output ends or the time is up; returns whether a line is complete. */
static int read_line(int from, char *line, size_t size)
{
    size_t length = 0;
    while (length + 1 < size) {
        struct pollfd watched = {.fd = from, .events = POLLIN};
        if (poll(&watched, 1, READY_MS) <= 0) return 0;
        ssize_t count = read(from, line + length, 1);
        if (count <= 0) return 0;
        if (line[length] == '\n') {
            line[length] = '\0';
            return 1;
        }
        length++;
    }
    return 0;
}

sandbox *sandbox_start(const char *const *arguments)
{
    static const char head[] = "{\"ready\":true,\"port\":";
    char line[1024];
    sandbox *box = calloc(1, sizeof(*box));
    if (!box) give_up("out of memory");
    spawn(box, arguments, 0);
    if (!read_line(box->output, line, sizeof(line)) || strncmp(line, head, sizeof(head) - 1) != 0) {
        give_up("it did not get ready");
    }
    box->port = (int)strtol(line + sizeof(head) - 1, NULL, 10);
    snprintf(box->root, sizeof(box->root), "http://127.0.0.1:%d", box->port);
    const char *named = strstr(line, "\"base_url\":\"");
    if (!named || sscanf(named, "\"base_url\":\"%95[^\"]", box->base_url) != 1 ||
        strncmp(box->base_url, box->root, strlen(box->root)) != 0) {
        give_up("its first line names no base_url");
    }
    return box;
}

int sandbox_port(const sandbox *box)
{
    return box->port;
}

const char *sandbox_base_url(const sandbox *box)
{
    return box->base_url;
}

const char *sandbox_root(const sandbox *box)
{
    return box->root;
}

static int finish(sandbox *box)
{
    int status = 0;
    if (box->input >= 0) close(box->input);
    while (waitpid(box->child, &status, 0) < 0 && errno == EINTR) continue;
    close(box->output);
    free(box);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int sandbox_stop(sandbox *box)
{
    if (!box) return 0;
    kill(box->child, SIGTERM);
    /* Its input stays open until it has ended, so that it is the signal that ends it. */
    int input = box->input;
    box->input = -1;
    int status = finish(box);
    close(input);
    return status;
}

int sandbox_abandon(sandbox *box)
{
    return finish(box);
}

int sandbox_kill(sandbox *box)
{
    kill(box->child, SIGKILL);
    return finish(box);
}

int sandbox_run(const char *const *arguments, char *output, size_t size)
{
    sandbox *box = calloc(1, sizeof(*box));
    if (!box) give_up("out of memory");
    spawn(box, arguments, 1);
    size_t length = 0;
    for (;;) {
        char dropped[256];
        int full = length + 1 >= size;
        ssize_t count = read(box->output, full ? dropped : output + length, full ? sizeof(dropped) : size - length - 1);
        if (count <= 0) break;
        if (!full) length += (size_t)count;
    }
    output[length] = '\0';
    return finish(box);
}
