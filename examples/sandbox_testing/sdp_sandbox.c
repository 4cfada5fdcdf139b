#include "sdp_sandbox.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define READY_MS 20000
#define ANSWER_SECONDS 20
#define URL_SIZE 128

struct sdp_sandbox {
    pid_t child;
    int input;  /* the child's standard input: it ends when this closes */
    int output; /* the child's standard output */
    int port;
    char base_url[URL_SIZE];
    char accounts_url[URL_SIZE];
    char neucrm_base_url[URL_SIZE];
};

/* A pipe whose ends no other child inherits. */
static int make_pipe(int ends[2])
{
    if (pipe(ends) != 0) return -1;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
}

static void close_both(const int ends[2])
{
    close(ends[0]);
    close(ends[1]);
}

/* The words of the command line; freed by free(). execvp() takes them without const, though it changes none of them. */
static const char **make_words(const char *program, const char *const *arguments)
{
    static const char *const first[] = {"--port", "0", "--exit-with-parent"};
    size_t count = 0;
    while (arguments && arguments[count]) count++;
    const char **words = calloc(count + 5, sizeof(*words));
    if (!words) return NULL;
    words[0] = program;
    for (size_t i = 0; i < 3; i++) words[1 + i] = first[i];
    for (size_t i = 0; i < count; i++) words[4 + i] = arguments[i];
    return words;
}

/* Starts the child with pipes as its standard input and output. Between fork() and exec nothing allocates. */
static int spawn(sdp_sandbox *box, const char **words)
{
    union {
        const char **words;
        char **for_exec;
    } line = {.words = words};
    int input[2];
    int output[2];
    if (make_pipe(input) != 0) return -1;
    if (make_pipe(output) != 0) {
        close_both(input);
        return -1;
    }
    box->child = fork();
    if (box->child == 0) {
        dup2(input[0], 0);
        dup2(output[1], 1);
        execvp(line.for_exec[0], line.for_exec);
        _exit(127);
    }
    box->input = input[1];
    box->output = output[0];
    close(input[0]);
    close(output[1]);
    return box->child < 0 ? -1 : 0;
}

static long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Reads the first line. False where the output ends, or nothing comes in time. */
static int read_line(int from, char *line, size_t size)
{
    const long end = now_ms() + READY_MS;
    for (size_t length = 0; length + 1 < size; length++) {
        struct pollfd watched = {.fd = from, .events = POLLIN};
        const long left = end - now_ms();
        if (left <= 0 || poll(&watched, 1, (int)left) <= 0 || read(from, line + length, 1) != 1) return 0;
        if (line[length] != '\n') continue;
        line[length] = '\0';
        return 1;
    }
    return 0;
}

/* Copies the text of a member, which has no escapes in it. */
static int read_member(const char *line, const char *name, char out[URL_SIZE])
{
    char key[40];
    snprintf(key, sizeof(key), "\"%s\":\"", name);
    const char *at = strstr(line, key);
    const char *value = at ? at + strlen(key) : NULL;
    const size_t length = value ? strcspn(value, "\"") : URL_SIZE;
    if (length >= URL_SIZE) return 0;
    memcpy(out, value, length);
    out[length] = '\0';
    return 1;
}

static int read_ready(sdp_sandbox *box)
{
    static const char head[] = "{\"ready\":true,\"port\":";
    char line[1024];
    if (!read_line(box->output, line, sizeof(line)) || strncmp(line, head, sizeof(head) - 1) != 0) return 0;
    box->port = (int)strtol(line + sizeof(head) - 1, NULL, 10);
    return read_member(line, "base_url", box->base_url) && read_member(line, "accounts_url", box->accounts_url) &&
           read_member(line, "neucrm_base_url", box->neucrm_base_url);
}

static int wait_for(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void explain(char *why, size_t size, const char *program, const char *what)
{
    if (why && size > 0) snprintf(why, size, "%s: %s", program, what);
}

sdp_sandbox *sdp_sandbox_start(const char *program, const char *const *arguments, char *why, size_t size)
{
    const char *named = getenv("SDP_SANDBOX");
    if (!program) program = named && *named ? named : "sdp-sandbox";
    sdp_sandbox *box = calloc(1, sizeof(*box));
    const char **words = make_words(program, arguments);
    if (!box || !words || spawn(box, words) != 0) {
        explain(why, size, program, strerror(errno));
        free(box);
        box = NULL;
    } else if (!read_ready(box)) {
        const int status = sdp_sandbox_stop(box);
        explain(why, size, program,
                status == 127 ? "it is not there; SDP_SANDBOX may name it" : "it did not get ready; stderr says why");
        box = NULL;
    }
    free(words);
    return box;
}

int sdp_sandbox_stop(sdp_sandbox *box)
{
    if (!box) return 0;
    close(box->input);
    const int status = wait_for(box->child);
    close(box->output);
    free(box);
    return status;
}

int sdp_sandbox_port(const sdp_sandbox *box)
{
    return box->port;
}

long sdp_sandbox_process(const sdp_sandbox *box)
{
    return (long)box->child;
}

const char *sdp_sandbox_base_url(const sdp_sandbox *box)
{
    return box->base_url;
}

const char *sdp_sandbox_accounts_url(const sdp_sandbox *box)
{
    return box->accounts_url;
}

const char *sdp_sandbox_neucrm_base_url(const sdp_sandbox *box)
{
    return box->neucrm_base_url;
}

static int send_all(int to, const char *data, size_t size)
{
    while (size > 0) {
        const ssize_t count = send(to, data, size, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return 0;
        data += count;
        size -= (size_t)count;
    }
    return 1;
}

/* Reads to the end of the connection, which HTTP/1.0 closes behind the answer. */
static char *read_all(int from)
{
    size_t size = 0;
    size_t room = 4096;
    char *all = malloc(room);
    while (all) {
        const ssize_t count = recv(from, all + size, room - size - 1, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) break;
        size += (size_t)count;
        all[size] = '\0';
        if (count == 0) return all;
        if (room - size > 1) continue;
        room *= 2;
        char *more = realloc(all, room);
        if (!more) break;
        all = more;
    }
    free(all);
    return NULL;
}

/* The whole answer to a request, with its head; NULL where none came. */
static char *exchange(const sdp_sandbox *box, const char *method, const char *path, const char *body)
{
    const struct timeval patience = {.tv_sec = ANSWER_SECONDS};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)box->port)};
    char head[1024];
    char *answer = NULL;
    const int length = snprintf(head, sizeof(head), "%s %s HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Length: %zu\r\n\r\n",
                                method, path, strlen(body));
    if (length < 0 || (size_t)length >= sizeof(head)) return NULL;
    const int connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connection < 0) return NULL;
    fcntl(connection, F_SETFD, FD_CLOEXEC);
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(connection, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
        send_all(connection, head, (size_t)length) && send_all(connection, body, strlen(body))) {
        answer = read_all(connection);
    }
    close(connection);
    return answer;
}

char *sdp_sandbox_control(sdp_sandbox *box, const char *method, const char *path, const char *body, int *status)
{
    char *answer = exchange(box, method, path, body ? body : "");
    const char *end = answer ? strstr(answer, "\r\n\r\n") : NULL;
    const char *code = end && strncmp(answer, "HTTP/", 5) == 0 ? strchr(answer, ' ') : NULL;
    char *content = code ? strdup(end + 4) : NULL;
    if (status) *status = content ? (int)strtol(code, NULL, 10) : 0;
    free(answer);
    return content;
}

static int command(sdp_sandbox *box, const char *method, const char *path, const char *body)
{
    int status = 0;
    free(sdp_sandbox_control(box, method, path, body, &status));
    return status == 200 ? 0 : -1;
}

int sdp_sandbox_reset(sdp_sandbox *box)
{
    return command(box, "POST", "/_sandbox/reset", NULL);
}

int sdp_sandbox_add_fault(sdp_sandbox *box, const char *rule)
{
    return command(box, "POST", "/_sandbox/faults", rule);
}

int sdp_sandbox_clear_faults(sdp_sandbox *box)
{
    return command(box, "DELETE", "/_sandbox/faults", NULL);
}

int sdp_sandbox_set_clock(sdp_sandbox *box, const char *when)
{
    return command(box, "POST", "/_sandbox/clock", when);
}

char *sdp_sandbox_requests(sdp_sandbox *box)
{
    return sdp_sandbox_control(box, "GET", "/_sandbox/requests", NULL, NULL);
}
