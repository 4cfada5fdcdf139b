/* --quiet: stderr has errors, what is to be known of the data, and neither other notes nor progress. */
#ifndef CLI_QUIET_H
#define CLI_QUIET_H

#include <stdbool.h>

void quiet_set(bool yes);
bool quiet(void);

#endif
