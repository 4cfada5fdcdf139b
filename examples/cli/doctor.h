/* sdp doctor: what may be wrong between here and the service, and how to mend it. */
#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

#include "arguments.h"

/* Returns the exit status of the first check that fails. */
int doctor(const arguments *from);

#endif
