/* sdp contracts report */
#ifndef CLI_CONTRACTS_REPORT_H
#define CLI_CONTRACTS_REPORT_H

#include "arguments.h"

/* Returns an exit status. */
int contracts_report(const arguments *from);

#endif
