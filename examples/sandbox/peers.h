/* The connections that are open, so that a few thousand that never say what they want keep out nobody who does: where
   there are as many as there may be, a new one takes the place of the one that has waited longest for a request, or for
   the rest of one. */
#ifndef SANDBOX_PEERS_H
#define SANDBOX_PEERS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct peers peers;
typedef struct peer peer;

/* How many may be open; fewer where the system lets the process have fewer descriptors. More are closed at once. */
#define PEERS_MOST 1000u
/* For those that are closed already, and not yet forgotten. */
#define PEERS_SPARE 200u

peers *peers_new(void);
void peers_free(peers *from);

/* Takes a connection in, or sends HTTP 503 and closes it: whoever reads it then sees its end. NULL where memory runs
   out. */
peer *peers_meet(peers *in, int connection);
/* Ends all, and from now on each that comes, and waits until they are parted. */
void peers_end_all(peers *in);
/* Before its descriptor is closed. `who` is nullable in all of these. */
void peers_part(peers *in, peer *who);
/* A request, or the rest of one, is waited for from now on. */
void peers_wait(peers *in, peer *who);
/* So much of it came: who sends at a sensible speed has not been waited for. */
void peers_hear(peers *in, peer *who, size_t bytes);
/* It is there: the answer may take as long as it takes. */
void peers_answer(peers *in, peer *who);
/* Whether this is the first call for this connection. */
bool peers_is_new(peers *in, peer *who);

#endif
