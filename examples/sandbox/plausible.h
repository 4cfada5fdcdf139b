/* What no believable entity has: names without end, texts of several lines, amounts below nothing, times outside the
   calendar, ends before beginnings, addresses with blanks, renewals for no time. That the service refuses these is a
   guess; the ledger in docs/sandbox.md says so. */
#ifndef SANDBOX_PLAUSIBLE_H
#define SANDBOX_PLAUSIBLE_H

#include "schema.h"

/* Notes a problem for each such member of an input; `document` is what the input was laid over, with it. */
void plausible_check(const entity_row *row, const sdp_json *document, const sdp_json *input, answer *problems);

#endif
