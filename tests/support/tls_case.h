/* What a client does at a server of tests/support/tls.py, and what it says of it. */
#ifndef SUPPORT_TLS_CASE_H
#define SUPPORT_TLS_CASE_H

#include <sdp/sdp.h>

#include "desk.h"
#include "tls.h"

/* Files are names of tls_file(). */
typedef struct tls_case {
    const char *server;
    const char *host; /* NULL: localhost */
    const char *ca_file;
    const char *ca_path;
    const char *client_cert;
    const char *client_key;
    const char *password;
    const char *words; /* that the error has */
} tls_case;

/* Opens a client for it. */
desk *tls_desk(tls_front *front, const tls_case *c);
/* It works: a read and a write reach the sandbox once each. */
void tls_works(tls_front *front, const tls_case *c);
/* SDP_E_TLS, for a read, for a write, and for the transport alone: nothing was sent, nothing can have happened, one
   attempt, for the next would end the same way; the network is to blame, the words are there, and the sandbox has seen
   no request. */
void tls_fails(tls_front *front, const tls_case *c);

#endif
