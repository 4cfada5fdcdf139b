/**
 * @file loop.h
 * A client inside a program's own event loop: the library tells which descriptors to watch and when to call it, and
 * never blocks. No thread is started. Calls are made by batches whose results are given to a function
 * (sdp_batch_config.done).
 */
#ifndef SDP_LOOP_H
#define SDP_LOOP_H

#include <sdp/batch.h>

SDP_BEGIN_DECLS

/**
 * Gives the client to an event loop, or takes it back. While a loop has it, the functions that wait for an answer
 * return SDP_E_ARGUMENT, and so does sdp_batch_next(). `watch` and `timer` are called inside functions of the client
 * and of its batches; they only note what they are told, and call none of these functions.
 *
 * @param client  borrowed; no call is under way; not NULL
 * @param loop    copied, its user_data is borrowed until the client is taken back or freed; NULL: takes the client
 *                back. Either way each descriptor is watched for nothing and the timer is at -1 then
 * @return SDP_OK, SDP_E_ARGUMENT, SDP_E_STRUCT for functions of a newer version, SDP_E_CONFIG where the client's
 *         transport cannot be driven so, SDP_E_NO_MEMORY
 * @thread the client's
 */
SDP_API sdp_status sdp_client_attach(sdp_client *client, const sdp_loop *loop);

/**
 * Moves the client's calls on: to be called when a descriptor is ready, and when the time of `timer` is over. Results
 * are given to the batches' functions from inside; these may add calls, but free neither the batch nor the client. It
 * goes on until no result is left to be given: a function that for each result adds a call which ends at once, such as
 * one that is cancelled already, keeps it from returning. Where the loop comes late, for it was busy, the time of an
 * attempt is judged when each descriptor had its turn: what has come counts.
 *
 * @param client      borrowed; not NULL
 * @param descriptor  that is ready; -1: the time is over
 * @param events      bits of SDP_WATCH_…; both, where only an error is known
 * @return SDP_OK, also where calls failed; SDP_E_ARGUMENT where no loop has the client, or from inside of itself
 * @thread the client's
 */
SDP_API sdp_status sdp_client_act(sdp_client *client, int64_t descriptor, int32_t events);

SDP_END_DECLS

#endif
