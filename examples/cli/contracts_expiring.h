/* sdp contracts expiring */
#ifndef CLI_CONTRACTS_EXPIRING_H
#define CLI_CONTRACTS_EXPIRING_H

#include "arguments.h"

/* Returns an exit status. */
int contracts_expiring(const arguments *from);

#endif
