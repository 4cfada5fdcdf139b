#include "call/url.h"

#include <sdp/types.h>

#include <string.h>

#include "base/address.h"
#include "base/text.h"
#include "base/writer.h"

static const sdpi_address_name base_url = {"base URL", "base_url"};

/* Cuts a trailing path such as "/api/v3" off. `host` is where the host begins: its own name is no part of the path. */
static int cut_end(sdpi_span *s, const char *host, const char *tail)
{
    size_t size = strlen(tail);
    if (s->size < size || s->at + s->size - size <= host || memcmp(s->at + s->size - size, tail, size) != 0) return 0;
    s->size -= size;
    while (s->size > 0 && s->at[s->size - 1] == '/') s->size--;
    return 1;
}

/* Cuts a trailing "/app/<portal>" off and returns the portal; a second one before it (the printed doubled path) too. */
static sdpi_span cut_portal(sdpi_span *path, const char *host)
{
    sdpi_span portal = {NULL, 0};
    for (;;) {
        size_t slash = path->size;
        while (slash > 0 && path->at[slash - 1] != '/') slash--;
        if (slash < 5 || slash == path->size || memcmp(path->at + slash - 5, "/app/", 5) != 0) return portal;
        if (path->at + slash - 5 <= host) return portal; /* the host is called app */
        portal = (sdpi_span){path->at + slash, path->size - slash};
        path->size = slash - 5;
        while (path->size > 0 && path->at[path->size - 1] == '/') path->size--;
    }
}

/* Whether the end is a portal that is called api, and no part of the path of the API. */
static int ends_in_portal(const sdpi_span *url, const char *host)
{
    static const char tail[] = "/app/api";
    const size_t size = sizeof tail - 1;
    return url->size > size && url->at + url->size - size > host && memcmp(url->at + url->size - size, tail, size) == 0;
}

/* Cuts off all that the library itself puts behind the host, however often it was pasted, and returns the portal. */
static sdpi_span cut_root(sdpi_span *url, const char *host)
{
    sdpi_span portal = {NULL, 0};
    for (size_t before = 0; before != url->size;) {
        before = url->size;
        while (cut_end(url, host, "/api/v3") || (!ends_in_portal(url, host) && cut_end(url, host, "/api"))) continue;
        sdpi_span pasted = cut_portal(url, host);
        if (pasted.at != NULL) portal = pasted;
    }
    return portal;
}

static sdp_status check_portal(const char *portal, sdp_error *error)
{
    for (const char *c = portal; *c != '\0'; c++) {
        if ((unsigned char)*c <= ' ' || *c == 0x7F || strchr("/?#\\%", *c) != NULL) {
            return sdpi_error_set(error, SDP_E_URL, "portal", "the portal is a single name, such as itdesk");
        }
    }
    if (strcmp(portal, ".") == 0 || strcmp(portal, "..") == 0 || !sdpi_is_utf8(portal, strlen(portal))) {
        return sdpi_error_set(error, SDP_E_URL, "portal", "the portal is a single name, such as itdesk");
    }
    return SDP_OK;
}

static sdp_status end_root(const sdpi_buffer *root, sdp_error *error)
{
    if (root->status == SDP_E_NO_MEMORY) return sdpi_error_no_memory(error);
    if (root->status == SDP_OK) return SDP_OK;
    return sdpi_error_set(error, SDP_E_URL, base_url.member, "the URL is too long");
}

sdp_status sdpi_url_root(const char *base, const char *portal, int32_t allow_http, sdpi_buffer *root, sdp_error *error)
{
    sdpi_span rest;
    sdpi_span url;
    sdp_status status = sdpi_address_check(base, allow_http, &base_url, error, &url, &rest);
    if (status == SDP_OK && portal != NULL) status = check_portal(portal, error);
    if (status != SDP_OK) return status;
    sdpi_span pasted = cut_root(&url, rest.at);
    if (portal != NULL && *portal != '\0') {
        if (pasted.at != NULL && (pasted.size != strlen(portal) || memcmp(pasted.at, portal, pasted.size) != 0)) {
            return sdpi_error_set(error, SDP_E_URL, "portal",
                                  "the base URL is of portal '%.*s', but the portal is '%s'", (int)pasted.size,
                                  pasted.at, portal);
        }
        pasted = (sdpi_span){portal, strlen(portal)};
    }
    sdpi_buffer_put(root, url.at, url.size);
    if (pasted.at != NULL) {
        sdpi_buffer_text(root, "/app/");
        sdpi_buffer_put(root, pasted.at, pasted.size);
    }
    sdpi_buffer_text(root, "/api/v3");
    return end_root(root, error);
}

/* Cuts off what the library itself puts behind the host: such a word as "/list" only below the path of the API. Whether
   there was anything. */
static int cut_neucrm(sdpi_span *url, const char *host)
{
    static const char *const tails[] = {"/list", "/create", "/update", "/delete"};
    const sdpi_span whole = *url;
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        if (cut_end(url, host, tails[i])) break;
    }
    if (cut_end(url, host, "/api/customer")) return 1;
    *url = whole;
    return cut_end(url, host, "/api");
}

sdp_status sdpi_url_neucrm_root(const char *base, const char *portal, int32_t allow_http, sdpi_buffer *root,
                                sdp_error *error)
{
    sdpi_span rest;
    sdpi_span url;
    (void)portal;
    sdp_status status = sdpi_address_check(base, allow_http, &base_url, error, &url, &rest);
    if (status != SDP_OK) return status;
    while (cut_neucrm(&url, rest.at)) continue;
    sdpi_buffer_put(root, url.at, url.size);
    return end_root(root, error);
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
