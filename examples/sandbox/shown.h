/* What tests and the page are shown of a request: nothing that is secret. */
#ifndef SANDBOX_SHOWN_H
#define SANDBOX_SHOWN_H

#include "api.h"

/* Keeps what can be shown of a request; `out` is NULL where it got no answer. `seen` has what is known of it so far. */
void shown_keep(sandbox *in, const request *from, const char *below, record_entry *seen, const answer *out);
/* Writes the path of a request. */
void shown_path(sandbox *in, const request *from, text *to);

#endif
