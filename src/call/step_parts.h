/* What the files of the step share: one goes the way of a call, the other does on it what the login wants. */
#ifndef SDPI_STEP_PARTS_H
#define SDPI_STEP_PARTS_H

#include "call/call.h"

/* How long the attempt may take that is about to be sent: told to the transport, and noted for the engine. */
void sdpi_step_set_times(sdpi_call *call, sdp_request *request, int64_t now_ms);
/* Empty texts, without clearing all that they have room for. */
void sdpi_step_clear_completion(sdpi_completion *completion);

/* Asks the login for what the request is to carry. */
void sdpi_step_authorize(sdpi_call *call, int64_t now_ms);
/* The login's own request has ended. */
void sdpi_step_login(sdpi_call *call, int64_t now_ms);
/* The answer of the login's own request came: the login decides what it means. */
void sdpi_step_give_login_answer(sdpi_call *call, int64_t now_ms);
/* Nothing of an answer that held tokens stays in memory. */
void sdpi_step_wipe_body(sdpi_call *call);

#endif
