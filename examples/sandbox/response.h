/* An answer as libmicrohttpd sends it: its body, or a file, and its headers. */
#ifndef SANDBOX_RESPONSE_H
#define SANDBOX_RESPONSE_H

#include <microhttpd.h>

#include "answer.h"
#include "fault_rule.h"
#include "files.h"

/* A new one, as far as the fault lets it be what it should; NULL where memory runs out. */
struct MHD_Response *response_make(files *in, const answer *from, const fault *with);

#endif
