#include "call/url.h"

#include <sdp/types.h>

#include <string.h>

#include "base/text.h"
#include "base/writer.h"

/* A piece of a text. */
typedef struct span {
    const char *at;
    size_t size;
} span;

static span trim(const char *text)
{
    span s = {text, strlen(text)};
    while (s.size > 0 && (unsigned char)s.at[0] <= ' ') {
        s.at++;
        s.size--;
    }
    while (s.size > 0 && ((unsigned char)s.at[s.size - 1] <= ' ' || s.at[s.size - 1] == '/')) s.size--;
    return s;
}

static int starts_with(span s, const char *word)
{
    size_t size = strlen(word);
    return s.size >= size && memcmp(s.at, word, size) == 0;
}

/* Cuts a trailing path such as "/api/v3" off. `host` is where the host begins: its own name is no part of the path. */
static int cut_end(span *s, const char *host, const char *tail)
{
    size_t size = strlen(tail);
    if (s->size < size || s->at + s->size - size <= host || memcmp(s->at + s->size - size, tail, size) != 0) return 0;
    s->size -= size;
    while (s->size > 0 && s->at[s->size - 1] == '/') s->size--;
    return 1;
}

/* Cuts a trailing "/app/<portal>" off and returns the portal; a second one before it (the printed doubled path) too. */
static span cut_portal(span *path)
{
    span portal = {NULL, 0};
    for (;;) {
        size_t slash = path->size;
        while (slash > 0 && path->at[slash - 1] != '/') slash--;
        if (slash < 5 || slash == path->size || memcmp(path->at + slash - 5, "/app/", 5) != 0) return portal;
        portal = (span){path->at + slash, path->size - slash};
        path->size = slash - 5;
    }
}

/* Cuts off all that the library itself puts behind the host, however often it was pasted, and returns the portal. */
static span cut_root(span *url, const char *host)
{
    span portal = {NULL, 0};
    for (size_t before = 0; before != url->size;) {
        before = url->size;
        while (cut_end(url, host, "/api/v3") || cut_end(url, host, "/api")) continue;
        span pasted = cut_portal(url);
        if (pasted.at != NULL) portal = pasted;
    }
    return portal;
}

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
}

static int is_host(span host, const char *name)
{
    size_t same = 0;
    while (same < host.size && name[same] != '\0' && lower(host.at[same]) == name[same]) same++;
    return same == host.size && name[same] == '\0';
}

/* localhost, [::1], and all of 127.0.0.0/8. */
static int is_loopback(span host)
{
    size_t digits = 0;
    while (digits < host.size && ((host.at[digits] >= '0' && host.at[digits] <= '9') || host.at[digits] == '.'))
        digits++;
    return is_host(host, "localhost") || is_host(host, "[::1]") || (digits == host.size && starts_with(host, "127."));
}

/* Cuts the port off the host. 0 where it is none. */
static int cut_port(span *host)
{
    size_t colon = host->size;
    long port = 0;
    while (colon > 0 && host->at[colon - 1] >= '0' && host->at[colon - 1] <= '9') colon--;
    if (colon == 0 || host->at[colon - 1] != ':') return 1;
    for (size_t i = colon; i < host->size && port <= 65535; i++) port = port * 10 + (host->at[i] - '0');
    int good = host->size > colon && port > 0 && port <= 65535;
    host->size = colon - 1;
    return good;
}

/* What cannot be part of a base URL. The text itself is not quoted: it may hold a password. */
static sdp_status check_rest(span rest, sdp_error *error)
{
    size_t host = 0;
    while (host < rest.size && rest.at[host] != '/') host++;
    if (host == 0) return sdpi_error_set(error, SDP_E_URL, "base_url", "the base URL names no host");
    for (size_t i = 0; i < rest.size; i++) {
        unsigned char byte = (unsigned char)rest.at[i];
        if (byte == '@' && i < host) {
            return sdpi_error_set(error, SDP_E_URL, "base_url", "the base URL must not contain a user or password");
        }
        if (byte == '?' || byte == '#') {
            return sdpi_error_set(error, SDP_E_URL, "base_url", "the base URL must end before '%c'", byte);
        }
        if (byte <= ' ' || byte == 0x7F || byte == '\\') {
            return sdpi_error_set(error, SDP_E_URL, "base_url", "the base URL contains a blank or a control character");
        }
    }
    return SDP_OK;
}
static sdp_status check_scheme(span url, int32_t allow_http, span *rest, sdp_error *error)
{
    const int https = starts_with(url, "https://");
    if (!https && !starts_with(url, "http://")) {
        return sdpi_error_set(error, SDP_E_URL, "base_url", "the base URL must begin with https://");
    }
    *rest = (span){url.at + (https ? 8 : 7), url.size - (https ? 8 : 7)};
    sdp_status status = check_rest(*rest, error);
    if (status != SDP_OK) return status;
    span host = {rest->at, 0};
    while (host.size < rest->size && rest->at[host.size] != '/') host.size++;
    if (!cut_port(&host)) {
        return sdpi_error_set(error, SDP_E_URL, "base_url", "the port in the base URL is not a number from 1 to 65535");
    }
    if (https || allow_http || is_loopback(host)) return SDP_OK;
    return sdpi_error_set(
        error, SDP_E_URL, "base_url",
        "plain http would show the login to everyone on the way: use https, or allow http explicitly");
}

static sdp_status check_base(span url, int32_t allow_http, span *rest, sdp_error *error)
{
    return check_scheme(url, allow_http, rest, error);
}

static sdp_status check_portal(const char *portal, sdp_error *error)
{
    for (const char *c = portal; *c != '\0'; c++) {
        if ((unsigned char)*c <= ' ' || strchr("/?#\\%", *c) != NULL) {
            return sdpi_error_set(error, SDP_E_URL, "portal", "the portal is a single name, such as itdesk");
        }
    }
    if (strcmp(portal, ".") == 0 || strcmp(portal, "..") == 0) {
        return sdpi_error_set(error, SDP_E_URL, "portal", "the portal is a single name, such as itdesk");
    }
    return SDP_OK;
}

sdp_status sdpi_url_root(const char *base, const char *portal, int32_t allow_http, sdpi_buffer *root, sdp_error *error)
{
    span rest = {NULL, 0};
    span url = trim(base);
    sdp_status status = check_base(url, allow_http, &rest, error);
    if (status == SDP_OK && portal != NULL) status = check_portal(portal, error);
    if (status != SDP_OK) return status;
    span pasted = cut_root(&url, rest.at);
    if (portal != NULL && *portal != '\0') {
        if (pasted.at != NULL && (pasted.size != strlen(portal) || memcmp(pasted.at, portal, pasted.size) != 0)) {
            return sdpi_error_set(error, SDP_E_URL, "portal",
                                  "the base URL is of portal '%.*s', but the portal is '%s'", (int)pasted.size,
                                  pasted.at, portal);
        }
        pasted = (span){portal, strlen(portal)};
    }
    sdpi_buffer_put(root, url.at, url.size);
    if (pasted.at != NULL) {
        sdpi_buffer_text(root, "/app/");
        sdpi_buffer_put(root, pasted.at, pasted.size);
    }
    sdpi_buffer_text(root, "/api/v3");
    return root->status == SDP_OK ? SDP_OK : sdpi_error_set(error, root->status, "base_url", "the URL is too long");
}

sdp_status sdpi_url_neucrm_root(const char *base, const char *portal, int32_t allow_http, sdpi_buffer *root,
                                sdp_error *error)
{
    static const char *const tails[] = {"/list", "/create", "/update", "/delete"};
    span rest = {NULL, 0};
    span url = trim(base);
    (void)portal;
    sdp_status status = check_base(url, allow_http, &rest, error);
    if (status != SDP_OK) return status;
    span whole = url;
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        if (cut_end(&url, rest.at, tails[i])) break;
    }
    /* Such a word is one of the API's only below its path. */
    if (!cut_end(&url, rest.at, "/api/customer")) url = whole;
    while (cut_end(&url, rest.at, "/api")) continue;
    sdpi_buffer_put(root, url.at, url.size);
    return root->status == SDP_OK ? SDP_OK : sdpi_error_set(error, root->status, "base_url", "the URL is too long");
}

/* An id becomes one segment of the path, or a field, and must stay one. */
sdp_status sdpi_check_id(const char *id, size_t index, sdp_error *error)
{
    const char *problem = NULL;
    if (id == NULL || *id == '\0') {
        problem = "the id is missing";
    } else if (sdp_is_null(id)) {
        problem = "the id is SDP_NULL";
    } else if (strlen(id) > SDPI_MAX_ID) {
        problem = "the id is too long";
    } else if (strcmp(id, ".") == 0 || strcmp(id, "..") == 0 || strpbrk(id, "/\\") != NULL) {
        problem = "the id would lead to another path";
    } else if (!sdpi_is_utf8(id, strlen(id)) || !sdpi_is_header_text(id) || strchr(id, '\t') != NULL) {
        problem = "the id contains a control character or is not UTF-8";
    }
    if (problem == NULL) return SDP_OK;
    return sdpi_error_set(error, SDP_E_ARGUMENT, "id", "id %zu: %s", index + 1, problem);
}

sdp_status sdpi_url_path(const char *path, const char *const *ids, size_t id_count, sdpi_buffer *url, sdp_error *error)
{
    size_t used = 0;
    while (*path != '\0') {
        size_t plain = strcspn(path, "{");
        sdpi_buffer_put(url, path, plain);
        path += plain;
        if (*path == '\0') break;
        size_t name = strcspn(path, "}");
        if (used >= id_count) {
            return sdpi_error_set(error, SDP_E_ARGUMENT, "id", "%.*s is missing", (int)(name - 1), path + 1);
        }
        sdp_status status = sdpi_check_id(ids[used], used, error);
        if (status != SDP_OK) return status;
        sdpi_percent_encode(url, ids[used], strlen(ids[used]));
        used++;
        path += name + 1;
    }
    if (used < id_count) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "id", "%zu ids were given where %zu are used", id_count, used);
    }
    return url->status == SDP_OK ? SDP_OK : sdpi_error_set(error, url->status, NULL, "the URL is too long");
}
