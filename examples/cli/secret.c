#include "secret.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#include "environment.h"
#include "errors.h"
#include "signals.h"
#include "text.h"

/* What is longer is something else. */
#define MOST_BYTES 65536u

static volatile sig_atomic_t stopped_by;

/* Through a volatile pointer, since the compiler leaves out what is written and never read. */
void wipe(void *bytes, size_t size)
{
    volatile char *at = bytes;
    while (size-- > 0) *at++ = '\0';
}

void secret_free(char *secret)
{
    if (secret == NULL) return;
    wipe(secret, strlen(secret));
    free(secret);
}

static void cut_line_breaks(char *secret)
{
    size_t size = strlen(secret);
    while (size > 0 && (secret[size - 1] == '\n' || secret[size - 1] == '\r')) secret[--size] = '\0';
}

/* Takes what was read over, or tells why it is none; `name` is what the caller knows it by. */
static int check(const char *name, char *content, size_t size, int problem, char **out)
{
    int status = STATUS_DONE;
    content[size] = '\0';
    if (problem != 0) {
        status = complain(SDP_E_ARGUMENT, name, "%s cannot be read: %s", name, strerror(problem));
    } else if (size > MOST_BYTES) {
        status = complain(SDP_E_ARGUMENT, name, "%s is too long to hold a secret", name);
    } else if (memchr(content, '\0', size) != NULL) {
        status = complain(SDP_E_ARGUMENT, name, "%s contains a zero byte", name);
    }
    if (status == STATUS_DONE) cut_line_breaks(content);
    if (status == STATUS_DONE) *out = copy_part(content, strlen(content));
    wipe(content, MOST_BYTES + 2);
    free(content);
    return status;
}

int read_at_most(int descriptor, char *to, size_t most, size_t *size)
{
    *size = 0;
    while (*size <= most) {
        ssize_t count = read(descriptor, to + *size, most + 1 - *size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return errno;
        if (count == 0) return 0;
        *size += (size_t)count;
    }
    return 0;
}

int secret_from_environment(const char *name, const char *file_name, char **out)
{
    const char *value = environment_get(name);
    const char *path = environment_get(file_name);
    size_t size = 0;
    *out = NULL;
    if (value != NULL) *out = copy_part(value, strlen(value));
    if (value != NULL || path == NULL) return STATUS_DONE;
    char *content = must_have(malloc(MOST_BYTES + 2));
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    int problem = descriptor < 0 ? errno : read_at_most(descriptor, content, MOST_BYTES, &size);
    if (descriptor >= 0) (void)close(descriptor);
    int status = check(file_name, content, size, problem, out);
    if (status == STATUS_DONE && **out == '\0') status = complain(SDP_E_ARGUMENT, file_name, "%s is empty", file_name);
    return status;
}

static void stop(int number)
{
    stopped_by = number;
}

/* Reads one line. Signals that `waiting` leaves out are let in only while nothing is under way, so that none comes
   between a look and a wait; NULL: as they are. Returns errno. */
static int read_line(const sigset_t *waiting, char *to, size_t *size)
{
    *size = 0;
    while (*size <= MOST_BYTES && stopped_by == 0) {
        fd_set input;
        FD_ZERO(&input);
        FD_SET(STDIN_FILENO, &input);
        if (pselect(STDIN_FILENO + 1, &input, NULL, NULL, NULL, waiting) < 0) {
            if (errno != EINTR) return errno;
            continue;
        }
        ssize_t count = read(STDIN_FILENO, to + *size, 1);
        if (count < 0 && errno != EINTR) return errno;
        if (count == 0) return 0;
        if (count < 0) continue;
        *size += 1;
        if (to[*size - 1] == '\n') return 0;
    }
    return 0;
}

static void say(const char *words)
{
    ssize_t ignored = write(STDERR_FILENO, words, strlen(words));
    (void)ignored;
}

/* The terminal is left as it was found, whatever ends the reading. */
static int read_unseen(char *to, size_t *size)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
    enum { SIGNALS = sizeof(signals) / sizeof(signals[0]) };
    struct sigaction before[SIGNALS];
    struct sigaction action = {.sa_handler = stop};
    struct termios seen;
    sigset_t blocked;
    sigset_t waiting;
    if (tcgetattr(STDIN_FILENO, &seen) != 0) return errno;
    struct termios unseen = seen;
    unseen.c_lflag &= (tcflag_t) ~(ECHO | ECHONL);
    sigemptyset(&blocked);
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < SIGNALS; i++) sigaddset(&blocked, signals[i]);
    sigprocmask(SIG_BLOCK, &blocked, &waiting);
    for (size_t i = 0; i < SIGNALS; i++) {
        sigaction(signals[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN) sigaction(signals[i], &action, NULL);
    }
    /* Who is asked may answer at once. */
    int problem = tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen) == 0 ? 0 : errno;
    if (problem == 0) say("code: ");
    if (problem == 0) problem = read_line(&waiting, to, size);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &seen);
    say("\n");
    for (size_t i = 0; i < SIGNALS; i++) sigaction(signals[i], &before[i], NULL);
    sigprocmask(SIG_SETMASK, &waiting, NULL);
    return problem;
}

int secret_from_input(const char *name, char **out)
{
    size_t size = 0;
    int problem;
    char *content = must_have(malloc(MOST_BYTES + 2));
    *out = NULL;
    if (isatty(STDIN_FILENO) == 0) {
        problem = read_line(NULL, content, &size);
        return check(name, content, size, problem, out);
    }
    problem = read_unseen(content, &size);
    if (stopped_by == 0) return check(name, content, size, problem, out);
    wipe(content, MOST_BYTES + 2);
    free(content);
    signals_note(stopped_by);
    return STATUS_INTERRUPTED;
}
