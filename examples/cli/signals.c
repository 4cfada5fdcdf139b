#include "signals.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "errors.h"
#include "text.h"

static atomic_int came_first; /* the signal; 0: none came */
static atomic_bool pager_runs;
static bool first_only_stops;  /* this and the next are set before the thread begins */
static const char *first_note; /* nullable */
static sdp_cancel *cancel;
static pthread_mutex_t taking = PTHREAD_MUTEX_INITIALIZER;
static char *unfinished; /* a file that nobody wants half; NULL: there is none */

void signals_prepare(void)
{
    /* Opened for the wrong direction: who reads or writes gets an error, as from a closed one. */
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) == -1) (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);
}

static void leave_at_once(void)
{
    pthread_mutex_lock(&taking);
    if (unfinished != NULL) (void)unlink(unfinished);
    _exit(signals_status());
}

void signals_note(int number)
{
    atomic_store(&came_first, number);
}

/* Cancelling takes a lock, which a signal handler may not: a thread waits for the signal instead. */
static void *wait_for_signal(void *data)
{
    const sigset_t *signals = data;
    int number;
    if (sigwait(signals, &number) != 0) return NULL;
    signals_note(number);
    if (first_note != NULL) fputs(first_note, stderr);
    if (first_only_stops && sigwait(signals, &number) != 0) return NULL;
    sdp_cancel_signal(cancel);
    while (sigwait(signals, &number) == 0) {
        if (number != SIGINT || !atomic_load(&pager_runs)) leave_at_once();
    }
    return NULL;
}

void signals_take_away(const char *path)
{
    pthread_mutex_lock(&taking);
    free(unfinished);
    unfinished = path != NULL ? copy_part(path, strlen(path)) : NULL;
    pthread_mutex_unlock(&taking);
}

sdp_cancel *signals_stop_then_cancel(const char *note)
{
    first_only_stops = true;
    first_note = note;
    return signals_cancel();
}

void signals_leave_to_pager(bool yes)
{
    atomic_store(&pager_runs, yes);
}

int signals_status(void)
{
    const int number = atomic_load(&came_first);
    return number == SIGTERM ? STATUS_TERMINATED : number == SIGHUP ? STATUS_HUNG_UP : STATUS_INTERRUPTED;
}

static bool is_ignored(int number)
{
    struct sigaction now;
    return sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

sdp_cancel *signals_cancel(void)
{
    static sigset_t signals;
    pthread_t thread;
    if (cancel != NULL || sdp_cancel_new(&cancel) != SDP_OK) return cancel;
    sigemptyset(&signals);
    if (!is_ignored(SIGINT)) sigaddset(&signals, SIGINT);
    if (!is_ignored(SIGTERM)) sigaddset(&signals, SIGTERM);
    if (!is_ignored(SIGHUP)) sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    if (pthread_create(&thread, NULL, wait_for_signal, &signals) != 0) {
        pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
    } else {
        pthread_detach(thread);
    }
    return cancel;
}

bool signals_interrupted(void)
{
    return atomic_load(&came_first) != 0;
}
