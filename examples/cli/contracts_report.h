/* sdp contracts report */
#ifndef CLI_CONTRACTS_REPORT_H
#define CLI_CONTRACTS_REPORT_H

#include "arguments.h"

/* What --fields chooses from; ends in NULL. */
extern const char *const contracts_report_columns[];

/* Returns an exit status. */
int contracts_report(const arguments *from);

#endif
