/* The one signal that writing can raise, as the platform has it. src/base/sys_signal_*.c implement it. */
#ifndef SDPI_SYS_SIGNAL_H
#define SDPI_SYS_SIGNAL_H

#include <stdint.h>

/*
 * Holds SIGPIPE back from this thread, and from no other. What the function returns goes to sdpi_let_sigpipe(), which
 * takes away the one that came meanwhile. One that had been held back before is left as it is.
 */
int32_t sdpi_hold_sigpipe(void);
/* 0: it was not held. */
void sdpi_let_sigpipe(int32_t held);

#endif
