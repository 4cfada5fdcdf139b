#include "pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "environment.h"
#include "signals.h"
#include "text.h"
#include "verbose.h"

/* What a shell makes of a command that it may not run, or does not find. */
enum { NOT_RUNNABLE = 126, NOT_FOUND = 127 };

extern char **environ;

static pid_t child;

/* NULL: none. */
static const char *command(void)
{
    const char *wish = getenv("PAGER");
    if (wish == NULL) return "less";
    return *wish == '\0' || strcmp(wish, "cat") == 0 ? NULL : wish;
}

size_t pager_screen(const arguments *from)
{
    struct winsize size;
    const char *terminal = environment_get("TERM");
    if (from->no_pager || from->verbose || command() == NULL) return 0;
    if (terminal == NULL || strcmp(terminal, "dumb") == 0) return 0;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return 0;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

static bool is_secret(const char *entry)
{
    const char *name;
    const size_t size = strcspn(entry, "=");
    for (size_t i = 0; (name = secret_variable_at(i)) != NULL; i++) {
        if (strlen(name) == size && memcmp(name, entry, size) == 0) return true;
    }
    return false;
}

/* The environment without secrets: a pager starts other programs. Freed by free(). */
static char **environment_of_pager(void)
{
    size_t count = 0;
    size_t kept = 0;
    if (getenv("LESS") == NULL && setenv("LESS", "FRX", 1) != 0) (void)must_have(NULL);
    while (environ[count] != NULL) count++;
    char **made = must_have(calloc(count + 1, sizeof(*made)));
    for (size_t i = 0; i < count; i++) {
        if (!is_secret(environ[i])) made[kept++] = environ[i];
    }
    return made;
}

/* With signals as a program expects them at its start. Returns errno. */
static int start(int input, const char *what)
{
    /* posix_spawn() changes none of the words, though it does not say so in its type. */
    const union {
        const char *words[4];
        char *for_spawn[4];
    } line = {.words = {"sh", "-c", what, NULL}};
    char **variables = environment_of_pager();
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t standard;
    sigemptyset(&none);
    sigemptyset(&standard);
    sigaddset(&standard, SIGPIPE);
    (void)posix_spawn_file_actions_init(&files);
    (void)posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    (void)posix_spawnattr_setsigdefault(&attributes, &standard);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    const int problem = posix_spawn(&child, "/bin/sh", &files, &attributes, line.for_spawn, variables);
    (void)posix_spawnattr_destroy(&attributes);
    (void)posix_spawn_file_actions_destroy(&files);
    free(variables);
    return problem;
}

FILE *pager_open(void)
{
    int ends[2];
    if (pipe(ends) != 0) return NULL;
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    FILE *made = start(ends[0], command()) == 0 ? fdopen(ends[1], "w") : NULL;
    (void)close(ends[0]);
    if (made == NULL) (void)close(ends[1]);
    if (made != NULL) signals_leave_to_pager(true);
    return made;
}

bool pager_close(FILE *pager)
{
    int ended = 0;
    (void)fclose(pager);
    while (waitpid(child, &ended, 0) < 0 && errno == EINTR) continue;
    signals_leave_to_pager(false);
    const int status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 0;
    if (status == NOT_FOUND || status == NOT_RUNNABLE) {
        fprintf(stderr, "sdp: the pager '%.100s' cannot be run: set PAGER to another, or add --no-pager\n", command());
        return false;
    }
    if (status != 0) {
        verbose_note("the pager '%.100s' ended with status %d, and may not have shown all: --no-pager prints it",
                     command(), status);
    }
    return true;
}
