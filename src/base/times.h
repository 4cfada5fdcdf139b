/* Dates of the Gregorian calendar, and points in time as people write them; sdp_time_parse() is implemented here. */
#ifndef SDPI_TIMES_H
#define SDPI_TIMES_H

#include <stdint.h>

/* Days from 1970-01-01 to a date that exists; years from 1 on. */
int64_t sdpi_days_since_1970(int64_t year, int64_t month, int64_t day);
/* How many days a month has, from 1 to 12. */
int sdpi_days_in_month(int64_t year, int64_t month);
/* Whether the text is a date, or a date and a time, but not a bare number of milliseconds. */
int sdpi_is_date(const char *text);

#endif
