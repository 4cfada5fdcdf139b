/* A transport is a table of functions and the object they work on. */
#include "http/transport.h"

#include "base/error.h"
#include "base/structs.h"

struct sdp_transport {
    sdp_transport_ops ops;
    void *self;
    sdp_allocator allocator;
    int32_t is_serial;
};

sdp_status sdpi_transport_make(const sdp_transport_ops *ops, void *self, const sdp_allocator *allocator,
                               sdp_transport **out)
{
    *out = NULL;
    sdp_transport *transport = sdpi_allocate(allocator, sizeof *transport);
    if (transport == NULL) return SDP_E_NO_MEMORY;
    transport->ops = *ops;
    transport->self = self;
    transport->allocator = *allocator;
    transport->is_serial = 0;
    *out = transport;
    return SDP_OK;
}

sdp_status sdp_transport_new(const sdp_transport_ops *ops, void *self, sdp_error *error, sdp_transport **out)
{
    sdpi_error_reset(error);
    if (out == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "out", "the argument 'out' is NULL");
    *out = NULL;
    if (ops == NULL || ops->size < sizeof ops->size) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "ops", "the table of functions is NULL, or has no size");
    }
    /* A table that was compiled against an older header lacks its last members: they are NULL here. */
    sdp_transport_ops checked;
    if (sdpi_copy_table(&checked, sizeof checked, ops) != SDP_OK) {
        return sdpi_error_set(error, SDP_E_STRUCT, "ops",
                              "the table has functions that this version of the library does not know");
    }
    if (checked.start == NULL || checked.poll == NULL || checked.cancel == NULL || checked.wakeup == NULL ||
        checked.destroy == NULL) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "ops", "the table lacks one of the functions that it must have");
    }
    sdp_status status = sdpi_transport_make(&checked, self, &sdpi_default_allocator, out);
    return status == SDP_OK ? SDP_OK : sdpi_error_no_memory(error);
}

void sdp_transport_free(sdp_transport *transport)
{
    if (transport == NULL) return;
    sdp_allocator allocator = transport->allocator;
    transport->ops.destroy(transport->self);
    sdpi_release(&allocator, transport);
}

/* A positive status is no error of this library: a program's transport that returns one means a failure all the
   same. */
static sdp_status failure_of(sdp_status status)
{
    return status > 0 ? SDP_E_NETWORK : status;
}

void sdpi_transport_set_serial(sdp_transport *transport)
{
    transport->is_serial = 1;
}

int sdpi_transport_is_serial(const sdp_transport *transport)
{
    return transport->is_serial;
}

sdp_status sdpi_transport_start(sdp_transport *transport, const sdp_request *request, sdp_done_fn done, void *user_data,
                                void **transfer)
{
    *transfer = NULL;
    return failure_of(transport->ops.start(transport->self, request, done, user_data, transfer));
}

sdp_status sdpi_transport_poll(sdp_transport *transport, int64_t timeout_ms)
{
    return failure_of(transport->ops.poll(transport->self, timeout_ms));
}

int32_t sdpi_transport_cancel(sdp_transport *transport, void *transfer)
{
    return transport->ops.cancel(transport->self, transfer);
}

void sdpi_transport_wakeup(sdp_transport *transport)
{
    transport->ops.wakeup(transport->self);
}

sdp_status sdpi_transport_attach(sdp_transport *transport, const sdp_loop *loop)
{
    if (transport->ops.attach == NULL || transport->ops.act == NULL) return SDP_E_CONFIG;
    return failure_of(transport->ops.attach(transport->self, loop));
}

sdp_status sdpi_transport_act(sdp_transport *transport, int64_t descriptor, int32_t events)
{
    return failure_of(transport->ops.act(transport->self, descriptor, events));
}

sdp_status sdpi_transport_dup(sdp_transport *transport, sdp_transport **out)
{
    *out = NULL;
    if (transport->ops.dup == NULL) return SDP_E_CONFIG;
    void *other = NULL;
    sdp_status status = failure_of(transport->ops.dup(transport->self, &other));
    if (status != SDP_OK) return status;
    status = sdpi_transport_make(&transport->ops, other, &transport->allocator, out);
    if (status != SDP_OK) transport->ops.destroy(other);
    return status;
}
