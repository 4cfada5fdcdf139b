/* A client in the loop of libuv. What joins the two is in uv_client.h. */
#include "many_calls.h"
#include "uv_client.h"

typedef struct program {
    uv_client uv; /* the first member: both have one address */
    many_calls calls;
    int result;
} program;

static void acted(uv_client *uv)
{
    program *self = (program *)(void *)uv;
    if (self->calls.expected > 0) return;
    /* All is done: where nothing of the client is left in it, and nothing of the program's own, the loop ends. */
    self->result = many_calls_end(&self->calls);
    uv_client_free(uv);
}

int main(void)
{
    program self = {.uv = {.loop = uv_default_loop(), .client = example_connect(), .acted = acted}};
    if (self.uv.client == NULL) return EXIT_FAILURE;
    sdp_status status = uv_client_attach(&self.uv);
    if (status == SDP_OK) status = many_calls_begin(&self.calls, self.uv.client);
    if (status != SDP_OK) return example_failed(self.uv.client, "cannot begin");
    uv_run(uv_default_loop(), UV_RUN_DEFAULT);
    uv_loop_close(uv_default_loop());
    return self.result;
}
