#define _POSIX_C_SOURCE 200809L

#include "support/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sdp_sandbox.h>

#define MOST_ARGUMENTS 32

struct sandbox {
    sdp_sandbox *child;
    char root[64];
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

sandbox *sandbox_start(const char *const *arguments)
{
    char why[300];
    sandbox *box = calloc(1, sizeof(*box));
    if (!box) give_up("out of memory");
    box->child = sdp_sandbox_start(program(), arguments, why, sizeof(why));
    if (!box->child) give_up(why);
    snprintf(box->root, sizeof(box->root), "http://127.0.0.1:%d", sandbox_port(box));
    return box;
}

int sandbox_port(const sandbox *box)
{
    return sdp_sandbox_port(box->child);
}

const char *sandbox_base_url(const sandbox *box)
{
    return sdp_sandbox_base_url(box->child);
}

const char *sandbox_root(const sandbox *box)
{
    return box->root;
}

int sandbox_abandon(sandbox *box)
{
    int status = sdp_sandbox_stop(box->child);
    free(box);
    return status;
}

/* Waits for the end without taking the status, so that it is the signal and not its input that ends it. */
static int end(sandbox *box, int number)
{
    siginfo_t info;
    pid_t child = (pid_t)sdp_sandbox_process(box->child);
    kill(child, number);
    while (waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) continue;
    return sandbox_abandon(box);
}

int sandbox_stop(sandbox *box)
{
    return box ? end(box, SIGTERM) : 0;
}

int sandbox_kill(sandbox *box)
{
    return end(box, SIGKILL);
}

int sandbox_run(const char *const *arguments, char *output, size_t size)
{
    /* execv() changes none of the words, though it does not say so in its type. */
    union {
        const char *words[MOST_ARGUMENTS];
        char *for_exec[MOST_ARGUMENTS];
    } line = {.words = {program(), "--port", "0", "--exit-with-parent"}};
    for (size_t count = 4; *arguments && count < MOST_ARGUMENTS - 1; count++) line.words[count] = *arguments++;
    FILE *written = tmpfile();
    if (!written) give_up(strerror(errno));
    pid_t child = fork();
    if (child < 0) give_up(strerror(errno));
    if (child == 0) {
        /* Where it is ready after all, it ends at once. */
        dup2(open("/dev/null", O_RDONLY), 0);
        dup2(fileno(written), 1);
        dup2(fileno(written), 2);
        execv(line.for_exec[0], line.for_exec);
        _exit(98);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    rewind(written);
    output[fread(output, 1, size - 1, written)] = '\0';
    fclose(written);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
