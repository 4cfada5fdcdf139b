/* Ports on 127.0.0.1 without a server behind them. */
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "raw_server.h"

enum { FILLERS = 4 };

static void die(const char *what)
{
    perror(what);
    abort();
}

int raw_bind(int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (file < 0 || bind(file, (struct sockaddr *)&address, size) != 0 ||
        getsockname(file, (struct sockaddr *)&address, &size) != 0) {
        die("raw_server: bind");
    }
    *port = ntohs(address.sin_port);
    return file;
}

/* The queue of a listener that accepts nothing is filled; the system then ignores further connections. */
struct raw_blackhole {
    int listener;
    int port;
    int fillers[FILLERS];
};

raw_blackhole *raw_blackhole_start(void)
{
    raw_blackhole *hole = calloc(1, sizeof *hole);
    if (hole == NULL) die("raw_server: memory");
    hole->listener = raw_bind(&hole->port);
    if (listen(hole->listener, 0) != 0) die("raw_server: listen");
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    address.sin_port = htons((unsigned short)hole->port);
    for (int i = 0; i < FILLERS; i++) {
        hole->fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (hole->fillers[i] < 0) die("raw_server: socket");
        int connected = connect(hole->fillers[i], (struct sockaddr *)&address, sizeof address);
        if (connected != 0 && errno != EINPROGRESS) die("raw_server: connect");
    }
    return hole;
}

int raw_blackhole_port(const raw_blackhole *hole)
{
    return hole->port;
}

void raw_blackhole_stop(raw_blackhole *hole)
{
    if (hole == NULL) return;
    for (int i = 0; i < FILLERS; i++) close(hole->fillers[i]);
    close(hole->listener);
    free(hole);
}

/* The socket stays bound until the process ends: given back, the port could be had by a server of another test. */
int raw_closed_port(void)
{
    static int port;
    if (port == 0) (void)raw_bind(&port);
    return port;
}
