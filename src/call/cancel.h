/* Cancelling from any thread: a flag, and the transports to wake. */
#ifndef SDPI_CANCEL_H
#define SDPI_CANCEL_H

#include <sdp/client.h>

#include "http/transport.h"

/* A call that listens. */
typedef struct sdpi_cancel_link {
    sdp_cancel *cancel; /* NULL: it does not */
    sdp_transport *transport;
    struct sdpi_cancel_link *previous;
    struct sdpi_cancel_link *next;
} sdpi_cancel_link;

/* `cancel` is nullable. */
void sdpi_cancel_join(sdp_cancel *cancel, sdpi_cancel_link *link, sdp_transport *transport);
void sdpi_cancel_leave(sdpi_cancel_link *link);
int sdpi_cancel_is_signaled(const sdpi_cancel_link *link);

#endif
