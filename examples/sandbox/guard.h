/* Who may ask the sandbox about itself. A page of some other site that is open in a browser on this machine may not,
   though the browser would send its requests here. */
#ifndef SANDBOX_GUARD_H
#define SANDBOX_GUARD_H

#include <stdbool.h>

/* Why a request is refused; NULL where it is not. `host` and `origin` are its headers, nullable; `at_loopback` says
   whether it came to an address of this machine alone, where it can have no other name: one that a server of names made
   up leads here just as well. A request that changes something must come from a page of the sandbox, or from no
   page. */
const char *guard_judge(const char *method, const char *host, const char *origin, bool at_loopback);
/* Whether the near end of a connection is an address of the loopback. */
bool guard_is_loopback(int connection);

#endif
