/* sdp contracts expiring */
#ifndef CLI_CONTRACTS_EXPIRING_H
#define CLI_CONTRACTS_EXPIRING_H

#include "arguments.h"

/* What --fields chooses from; ends in NULL. */
extern const char *const contracts_expiring_columns[];

/* Returns an exit status. */
int contracts_expiring(const arguments *from);

#endif
