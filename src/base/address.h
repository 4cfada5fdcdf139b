/* Addresses of servers, as people paste them: what can be one, and what is no place for a login. */
#ifndef SDPI_ADDRESS_H
#define SDPI_ADDRESS_H

#include "base/error.h"

/* A piece of a text. */
typedef struct sdpi_span {
    const char *at;
    size_t size;
} sdpi_span;

/* Which address it is, for the words of an error. */
typedef struct sdpi_address_name {
    const char *words;  /* "base URL" */
    const char *member; /* "base_url" */
} sdpi_address_name;

int sdpi_span_starts_with(sdpi_span span, const char *word);

/* Whether a host of a URL, without its port, is this machine: localhost, [::1], and all of 127.0.0.0/8. */
int sdpi_is_loopback(sdpi_span host);

/*
 * Checks that the text is an http or https address without user, query or fragment; plain http is for the loopback
 * alone, unless it is allowed. `*url` is the address without blanks around it and slashes at its end, `*rest` is what
 * follows the scheme: the host and all behind it.
 */
sdp_status sdpi_address_check(const char *text, int32_t allow_http, const sdpi_address_name *name, sdp_error *error,
                              sdpi_span *url, sdpi_span *rest);

#endif
