/* What faults answer: failures in the shape of whoever was asked, and answers that are not as they should be. */
#ifndef SANDBOX_FAULT_ANSWER_H
#define SANDBOX_FAULT_ANSWER_H

#include "api.h"

/* Writes the answer of a fault that keeps a request from being done. False for any other fault. */
bool fault_answer_instead(sandbox *in, const request *from, const char *below, const fault *with, answer *out);
/* Spoils the answer to a request that was done, where the fault does that. */
void fault_answer_spoil(const fault *with, answer *out);

#endif
