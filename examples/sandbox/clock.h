/* What time it is here: the machine's time, or one that tests have moved, so that tokens and contracts come to their
   end without anybody waiting for it. Waits and the HTTP server's own time go by the machine's. */
#ifndef SANDBOX_CLOCK_H
#define SANDBOX_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* In milliseconds since 1970. */
int64_t clock_now(void);
/* How far it is from the machine's. */
int64_t clock_offset(void);
/* Sets it: "real"; a step from where it stands, such as "+90d", "-2h", "+30m" or "+5s"; or a moment in UTC, 2027-01-31
   or 2027-01-31T10:00:00Z, from which it goes on. False for any other text, and it stays as it was. */
bool clock_set(const char *when);
/* Sets it in one step to what clock_set() makes of a text at the machine's time; NULL: to that time itself. Gives the
   offset that it had. */
int64_t clock_start(const char *now);
/* Brings back such an offset. */
void clock_put_back(int64_t ms);
/* Whether the calendar has that day. */
bool clock_is_day(int year, int month, int day);

#endif
