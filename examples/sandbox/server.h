/* The HTTP server: a thread for each connection, so that a slow answer holds up no other. */
#ifndef SANDBOX_SERVER_H
#define SANDBOX_SERVER_H

#include <stdint.h>

#include "api.h"

typedef struct server server;

/* Whether an address, in digits, can be listened on. */
bool server_knows_address(const char *address);
/* Listens on an address, NULL: 127.0.0.1; port 0 picks a free one. All bodies that are being received may take so much
   memory together; what comes beyond that is refused. NULL where that fails. `served` outlives the server. */
server *server_start(sandbox *served, const char *listen_on, uint16_t port, int64_t most_received);
uint16_t server_port(const server *of);
/* Ends the waits of faults, closes all connections and frees the server. */
void server_stop(server *from);

#endif
