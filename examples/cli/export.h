/* sdp products export, sdp customers export */
#ifndef CLI_EXPORT_H
#define CLI_EXPORT_H

#include "arguments.h"

/* Returns an exit status. */
int export_records(const arguments *from);

#endif
