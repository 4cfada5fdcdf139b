/* The HTTP server: a thread for each connection, so that a slow answer holds up no other. */
#ifndef SANDBOX_SERVER_H
#define SANDBOX_SERVER_H

#include <stdint.h>

#include "api.h"

typedef struct server server;

/* Listens on 127.0.0.1; port 0 picks a free one. NULL where that fails. `served` outlives the server. */
server *server_start(sandbox *served, uint16_t port);
uint16_t server_port(const server *of);
/* Ends the waits of faults, closes all connections and frees the server. */
void server_stop(server *from);

#endif
