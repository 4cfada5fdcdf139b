#include "call/content_url.h"

#include <sdp/types.h>

#include <string.h>

#include "base/text.h"
#include "base/writer.h"

static const char api[] = "/api/v3";

/* Scheme, host and port of a URL; a default port is named as if it were not. */
typedef struct origin {
    int https;
    const char *host;
    size_t host_size;
    const char *port;
    size_t port_size;
    const char *rest; /* from the path on */
} origin;

static int begins(const char *text, const char *word)
{
    for (; *word != '\0'; text++, word++) {
        if (sdpi_lower(*text) != *word) return 0;
    }
    return 1;
}

/* Whether the text begins with a path that ends there, at a '/' or a query. */
static int begins_path(const char *text, const char *path, size_t size)
{
    return strncmp(text, path, size) == 0 && strchr("/?", text[size]) != NULL;
}

static int read_origin(const char *url, origin *o)
{
    o->https = begins(url, "https://");
    if (!o->https && !begins(url, "http://")) return 0;
    const char *authority = url + (o->https ? 8 : 7);
    size_t size = strcspn(authority, "/?#\\");
    o->rest = authority + size;
    o->host = authority;
    o->host_size = size;
    size_t digits = size;
    while (digits > 0 && authority[digits - 1] >= '0' && authority[digits - 1] <= '9') digits--;
    o->port = o->https ? "443" : "80";
    o->port_size = strlen(o->port);
    if (digits == 0 || authority[digits - 1] != ':') return 1;
    o->host_size = digits - 1;
    if (digits == size) return 1;
    o->port = authority + digits;
    o->port_size = size - digits;
    return 1;
}

static int is_same_origin(const origin *a, const origin *b)
{
    if (a->https != b->https || a->host_size != b->host_size || a->port_size != b->port_size) return 0;
    if (a->port_size > 0 && memcmp(a->port, b->port, a->port_size) != 0) return 0;
    for (size_t i = 0; i < a->host_size; i++) {
        const char one[2] = {a->host[i], '\0'};
        const char other[2] = {b->host[i], '\0'};
        if (!sdpi_same_word(one, other)) return 0;
    }
    return 1;
}

/* A step up would leave the path that the service named. */
static int has_dot_segment(const char *path)
{
    size_t end = strcspn(path, "?");
    for (size_t at = 0; at < end;) {
        size_t size = strcspn(path + at, "/?");
        size_t dots = 0;
        size_t used = 0;
        while (used < size) {
            if (path[at + used] == '.') {
                used++;
            } else if (begins(path + at + used, "%2e")) {
                used += 3;
            } else {
                break;
            }
            dots++;
        }
        if (used == size && (dots == 1 || dots == 2)) return 1;
        at += size + 1;
    }
    return 0;
}

static const char *problem_of(const char *url)
{
    if (*url == '\0' || sdp_is_null(url)) return "the URL is empty";
    if (!sdpi_is_utf8(url, strlen(url))) return "the URL is not UTF-8";
    for (const char *c = url; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7F || *c == '\\' || *c == '#') {
            return "the URL contains a control character, '\\' or '#'";
        }
    }
    return NULL;
}

/* Names of files may stand in it as they are: what a URL cannot hold is percent-encoded. */
static void put_path(sdpi_buffer *url, const char *path)
{
    for (const char *c = path; *c != '\0'; c++) {
        if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7F || strchr("\"<>^`{|}", *c) != NULL) {
            sdpi_percent_encode(url, c, 1);
        } else {
            sdpi_buffer_char(url, *c);
        }
    }
}

/* What the path is below: the server itself, what comes before /api/v3, or all of the root. */
static void put_base(const char *root, const origin *own, const char *path, sdpi_buffer *url)
{
    size_t size = strlen(root);
    const size_t before_api = size - strlen(api);
    const char *rest = own->rest != NULL ? own->rest : root + size;
    const size_t server = (size_t)(rest - root);
    if (begins_path(path, rest, strlen(rest)) || begins(path, "/app/")) {
        size = server;
    } else if (begins_path(path, api, strlen(api))) {
        size = before_api;
    }
    sdpi_buffer_put(url, root, size);
}

sdp_status sdpi_content_url(const char *root, const char *content_url, sdpi_buffer *url, sdp_error *error)
{
    origin own = {0};
    origin other = {0};
    const char *path = content_url;
    const char *problem = problem_of(content_url);
    read_origin(root, &own);
    if (problem == NULL && read_origin(content_url, &other)) {
        path = other.rest;
        if (!is_same_origin(&own, &other)) problem = "it is of another server, which must not get the login";
        sdpi_buffer_put(url, root, (size_t)(own.rest - root));
    } else if (problem == NULL && (begins(content_url, "//") || strstr(content_url, "://") != NULL)) {
        problem = "it is of another server, which must not get the login";
    } else if (problem == NULL && *content_url == '/') {
        put_base(root, &own, content_url, url);
    } else if (problem == NULL && begins_path(content_url, api + 1, strlen(api) - 1)) {
        sdpi_buffer_put(url, root, strlen(root) - strlen(api));
        sdpi_buffer_char(url, '/');
    } else if (problem == NULL) {
        sdpi_buffer_text(url, root);
        sdpi_buffer_char(url, '/');
    }
    if (problem == NULL && has_dot_segment(path)) problem = "the URL would lead to another path";
    if (problem != NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "content_url", "%s", problem);
    put_path(url, path);
    return url->status == SDP_OK ? SDP_OK : sdpi_error_set(error, url->status, "content_url", "the URL is too long");
}
