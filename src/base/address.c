#include "base/address.h"

#include <string.h>

#include "base/text.h"

static sdpi_span trim(const char *text)
{
    sdpi_span s = {text, strlen(text)};
    while (s.size > 0 && (unsigned char)s.at[0] <= ' ') {
        s.at++;
        s.size--;
    }
    while (s.size > 0 && ((unsigned char)s.at[s.size - 1] <= ' ' || s.at[s.size - 1] == '/')) s.size--;
    return s;
}

int sdpi_span_starts_with(sdpi_span span, const char *word)
{
    size_t size = strlen(word);
    return span.size >= size && memcmp(span.at, word, size) == 0;
}

static int is_host(sdpi_span host, const char *name)
{
    size_t same = 0;
    while (same < host.size && name[same] != '\0' && sdpi_lower(host.at[same]) == name[same]) same++;
    return same == host.size && name[same] == '\0';
}

int sdpi_is_loopback(sdpi_span host)
{
    size_t digits = 0;
    while (digits < host.size && ((host.at[digits] >= '0' && host.at[digits] <= '9') || host.at[digits] == '.'))
        digits++;
    return is_host(host, "localhost") || is_host(host, "[::1]") ||
           (digits == host.size && digits > 4 && sdpi_span_starts_with(host, "127."));
}

/* Cuts the port off the host. 0 where it is none. The colons in the brackets of [::1] begin no port. */
static int cut_port(sdpi_span *host)
{
    size_t colon = host->size;
    long port = 0;
    while (colon > 0 && host->at[colon - 1] != ':' && host->at[colon - 1] != ']') colon--;
    if (colon == 0 || host->at[colon - 1] != ':') return 1;
    for (size_t i = colon; i < host->size && port <= 65535; i++) {
        if (host->at[i] < '0' || host->at[i] > '9') return 0;
        port = port * 10 + (host->at[i] - '0');
    }
    host->size = colon - 1;
    return port > 0 && port <= 65535;
}

/* What cannot be part of an address. The text itself is not quoted: it may hold a password. */
static sdp_status check_rest(sdpi_span rest, const sdpi_address_name *name, sdp_error *error)
{
    size_t host = 0;
    while (host < rest.size && rest.at[host] != '/') host++;
    if (host == 0) return sdpi_error_set(error, SDP_E_URL, name->member, "the %s names no host", name->words);
    if (!sdpi_is_utf8(rest.at, rest.size)) {
        return sdpi_error_set(error, SDP_E_URL, name->member, "the %s is not UTF-8", name->words);
    }
    for (size_t i = 0; i < rest.size; i++) {
        unsigned char byte = (unsigned char)rest.at[i];
        if (byte == '@' && i < host) {
            return sdpi_error_set(error, SDP_E_URL, name->member, "the %s must not contain a user or password",
                                  name->words);
        }
        if (byte == '?' || byte == '#') {
            return sdpi_error_set(error, SDP_E_URL, name->member, "the %s must end before '%c'", name->words, byte);
        }
        if (byte <= ' ' || byte == 0x7F || byte == '\\') {
            return sdpi_error_set(error, SDP_E_URL, name->member, "the %s contains a blank or a control character",
                                  name->words);
        }
    }
    return SDP_OK;
}

sdp_status sdpi_address_check(const char *text, int32_t allow_http, const sdpi_address_name *name, sdp_error *error,
                              sdpi_span *url, sdpi_span *rest)
{
    *url = trim(text);
    *rest = (sdpi_span){NULL, 0};
    const int https = sdpi_span_starts_with(*url, "https://");
    if (!https && !sdpi_span_starts_with(*url, "http://")) {
        return sdpi_error_set(error, SDP_E_URL, name->member, "the %s must begin with https://", name->words);
    }
    *rest = (sdpi_span){url->at + (https ? 8 : 7), url->size - (https ? 8 : 7)};
    sdp_status status = check_rest(*rest, name, error);
    if (status != SDP_OK) return status;
    sdpi_span host = {rest->at, 0};
    while (host.size < rest->size && rest->at[host.size] != '/') host.size++;
    if (!cut_port(&host)) {
        return sdpi_error_set(error, SDP_E_URL, name->member, "the port in the %s is not a number from 1 to 65535",
                              name->words);
    }
    if (https || allow_http || sdpi_is_loopback(host)) return SDP_OK;
    return sdpi_error_set(
        error, SDP_E_URL, name->member,
        "plain http would show the login to everyone on the way: use https, or allow http explicitly");
}
