/* Days of the calendar in UTC, as --set and --where take them, whatever the zone of the machine is. */
#ifndef CLI_CONTRACTS_DAYS_H
#define CLI_CONTRACTS_DAYS_H

#include <stdint.h>

#include "arguments.h"
#include "text.h"

/* The time that a task looks at: whole days. */
typedef struct horizon {
    int64_t begin_ms; /* the first millisecond of today, or of --today */
    int64_t end_ms;   /* the first millisecond of the day after the last one that counts */
} horizon;

/* Reads --today and --days. Returns an exit status. */
int horizon_read(const arguments *from, horizon *out);
/* Days from one point in time to another one; 0 on the same day. */
int64_t days_between(int64_t from_ms, int64_t to_ms);
/* Appends 2027-01-31. */
void put_day(text *to, int64_t ms);

#endif
