#if !defined(_WIN32)
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "base/sys_signal.h"

enum { NOT_HELD, HELD_BEFORE, HELD_HERE };

static sigset_t only_sigpipe(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    return set;
}

int32_t sdpi_hold_sigpipe(void)
{
    const sigset_t sigpipe = only_sigpipe();
    sigset_t pending, before;
    sigemptyset(&pending);
    sigpending(&pending);
    if (sigismember(&pending, SIGPIPE)) return NOT_HELD; /* another one does not show beside it */
    pthread_sigmask(SIG_BLOCK, &sigpipe, &before);
    return sigismember(&before, SIGPIPE) ? HELD_BEFORE : HELD_HERE;
}

void sdpi_let_sigpipe(int32_t held)
{
    if (held == NOT_HELD) return;
    const sigset_t sigpipe = only_sigpipe();
    const struct timespec now = {0, 0};
    while (sigtimedwait(&sigpipe, NULL, &now) < 0 && errno == EINTR) continue;
    if (held == HELD_HERE) pthread_sigmask(SIG_UNBLOCK, &sigpipe, NULL);
}

#else
/* Windows: docs/portability.md lists what this file would need there. */
typedef int sdpi_no_signals_yet;
#endif
