/* SIGINT, SIGTERM and SIGHUP cancel the call under way; a closed pipe is an error of writing and no signal. */
#ifndef CLI_SIGNALS_H
#define CLI_SIGNALS_H

#include <stdbool.h>

#include <sdp/client.h>

/* Opens the three standard streams that the caller closed, so that nothing else gets their numbers; they cannot be
   used. From here on SIGPIPE is ignored, and SIGXFSZ: what cannot be written is an error of writing. */
void signals_prepare(void);
/* From here on each of them cancels, and a second one ends the program. One that the caller ignores, as nohup does, and
   a script's & with SIGINT, stays ignored. The object lives as long as the program. */
sdp_cancel *signals_cancel(void);
/* The same, where the first of them only asks to begin nothing new, the second cancels, and the third ends the
   program. `note` is written to stderr with the first, for a program that waits for a call then and has no progress
   there; static; nullable. */
sdp_cancel *signals_stop_then_cancel(const char *note);
bool signals_interrupted(void);
/* Tells of a signal that came to a handler of somebody else's. */
void signals_note(int number);
/* What is removed where a signal ends the program at once; copied. NULL: nothing. */
void signals_take_away(const char *path);
/* While a pager runs, interrupts are its own affair: the first cancels the call, and no further one ends this program,
   which would leave the pager alone with the terminal. */
void signals_leave_to_pager(bool yes);
/* The exit status for that: what shells make of the signal that came first. */
int signals_status(void);

#endif
