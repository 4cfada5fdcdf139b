#include "call/cancel.h"

#include "base/sys.h"

struct sdp_cancel {
    sdpi_atomic signaled;
    sdpi_mutex *lock; /* of the list */
    sdpi_cancel_link *links;
};

sdp_status sdp_cancel_new(sdp_cancel **out)
{
    if (out == NULL) return SDP_E_ARGUMENT;
    sdp_cancel *cancel = *out = sdpi_allocate_zero(&sdpi_default_allocator, sizeof *cancel);
    if (cancel == NULL) return SDP_E_NO_MEMORY;
    cancel->lock = sdpi_mutex_new(&sdpi_default_allocator);
    if (cancel->lock != NULL) return SDP_OK;
    sdpi_release(&sdpi_default_allocator, cancel);
    *out = NULL;
    return SDP_E_NO_MEMORY;
}

void sdp_cancel_signal(sdp_cancel *cancel)
{
    if (cancel == NULL) return;
    sdpi_atomic_set(&cancel->signaled, 1);
    /* Under the lock no call can leave, so that every transport in the list is alive. */
    sdpi_mutex_lock(cancel->lock);
    for (sdpi_cancel_link *link = cancel->links; link != NULL; link = link->next) {
        sdpi_transport_wakeup(link->transport);
    }
    sdpi_mutex_unlock(cancel->lock);
}

void sdp_cancel_reset(sdp_cancel *cancel)
{
    if (cancel != NULL) sdpi_atomic_set(&cancel->signaled, 0);
}

void sdp_cancel_free(sdp_cancel *cancel)
{
    if (cancel == NULL) return;
    sdpi_mutex_free(cancel->lock);
    sdpi_release(&sdpi_default_allocator, cancel);
}

void sdpi_cancel_join(sdp_cancel *cancel, sdpi_cancel_link *link, sdp_transport *transport)
{
    *link = (sdpi_cancel_link){cancel, transport, NULL, NULL};
    if (cancel == NULL) return;
    sdpi_mutex_lock(cancel->lock);
    link->next = cancel->links;
    if (link->next != NULL) link->next->previous = link;
    cancel->links = link;
    sdpi_mutex_unlock(cancel->lock);
}

void sdpi_cancel_leave(sdpi_cancel_link *link)
{
    sdp_cancel *cancel = link->cancel;
    if (cancel == NULL) return;
    sdpi_mutex_lock(cancel->lock);
    if (link->next != NULL) link->next->previous = link->previous;
    if (link->previous != NULL) {
        link->previous->next = link->next;
    } else {
        cancel->links = link->next;
    }
    sdpi_mutex_unlock(cancel->lock);
    link->cancel = NULL;
}

int sdpi_cancel_is_signaled(const sdpi_cancel_link *link)
{
    return link->cancel != NULL && sdpi_atomic_get(&link->cancel->signaled) != 0;
}
