/* --quiet: stderr has errors alone, and neither notes nor progress. */
#ifndef CLI_QUIET_H
#define CLI_QUIET_H

#include <stdbool.h>

void quiet_set(bool yes);
bool quiet(void);

#endif
