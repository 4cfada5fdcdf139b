/* The URL of a file, from the content_url that the service gives. */
#ifndef SDPI_CONTENT_URL_H
#define SDPI_CONTENT_URL_H

#include "base/buffer.h"
#include "base/error.h"

/*
 * Appends the whole URL. `root` is the client's, ending in /api/v3. A content_url is relative, with or without /api/v3
 * or the portal before it, or a whole URL of the same server: the login goes nowhere else.
 */
sdp_status sdpi_content_url(const char *root, const char *content_url, sdpi_buffer *url, sdp_error *error);

#endif
