/*
 * URLs from what people paste and the service gives. Bytes: whether plain http is allowed (bit 0); then lines: base
 * URL, portal, and a content_url, which is an id too.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "call/content_url.h"
#include "call/url.h"
#include "fuzz.h"

typedef sdp_status (*root_fn)(const char *base, const char *portal, int32_t allow_http, sdpi_buffer *root,
                              sdp_error *error);

static int ends_in(const char *text, const char *tail)
{
    const size_t size = strlen(text);
    const size_t tail_size = strlen(tail);
    return size >= tail_size && strcmp(text + size - tail_size, tail) == 0;
}

/* What no URL of ours may hold: it would end a line, or lead somewhere else. */
static void check_clean(const char *url)
{
    for (const char *at = url; *at != '\0'; at++) {
        FUZZ_CHECK((unsigned char)*at > ' ' && *at != 0x7F && *at != '\\' && *at != '#');
    }
}

static const char *host_of(const char *url)
{
    return strstr(url, "://") + 3;
}

static void check_base(const char *root, int32_t allow_http)
{
    FUZZ_CHECK(strncmp(root, "https://", 8) == 0 || strncmp(root, "http://", 7) == 0);
    const char *host = host_of(root);
    const size_t host_size = strcspn(host, "/");
    FUZZ_CHECK(host_size > 0 && memchr(host, '@', host_size) == NULL);
    if (root[4] == ':' && !allow_http) {
        FUZZ_CHECK(strncmp(host, "localhost", 9) == 0 || strncmp(host, "127.", 4) == 0 ||
                   strncmp(host, "[::1]", 5) == 0 || strchr("lL", *host) != NULL);
    }
    FUZZ_CHECK(strchr(root, '?') == NULL);
    FUZZ_CHECK(sdpi_is_utf8(root, strlen(root)));
    check_clean(root);
}

/* What the library puts behind the host stands there once, however often it was pasted. */
static void check_not_doubled(const char *root)
{
    static const char api[] = "/api/v3";
    FUZZ_CHECK(ends_in(root, api));
    char rest[SDPI_MAX_URL + 1];
    strcpy(rest, root);
    rest[strlen(rest) - strlen(api)] = '\0';
    FUZZ_CHECK(!ends_in(host_of(rest), api));
    char *portal = strrchr(host_of(rest), '/');
    if (portal != NULL && portal - host_of(rest) >= 4 && memcmp(portal - 4, "/app", 4) == 0) {
        portal[-4] = '\0';
        portal = strrchr(host_of(rest), '/');
        FUZZ_CHECK(portal == NULL || portal - host_of(rest) < 4 || memcmp(portal - 4, "/app", 4) != 0);
        FUZZ_CHECK(!ends_in(host_of(rest), api));
    }
}

static void check_content_url(const fuzz *f, const char *root, const char *content_url)
{
    sdpi_buffer url;
    sdp_error error;
    sdpi_buffer_init(&url, &f->memory.allocator, SDPI_MAX_URL);
    sdpi_error_init(&error, &f->memory.allocator);
    sdp_status status = sdpi_content_url(root, content_url, &url, &error);
    FUZZ_CHECK(sdp_error_status(&error) == status);
    if (status == SDP_OK) {
        const size_t server = (size_t)(host_of(root) - root) + strcspn(host_of(root), "/");
        FUZZ_CHECK(strncmp(url.data, root, server) == 0);
        FUZZ_CHECK(url.data[server] == '\0' || strchr("/?", url.data[server]) != NULL);
        check_clean(url.data);
        /* What the base URL brings stays as it is. */
        const size_t own = strncmp(url.data, root, strlen(root)) == 0 ? strlen(root) : server;
        for (const char *at = url.data + own; *at != '\0'; at++) FUZZ_CHECK((unsigned char)*at < 0x7F);
        const size_t path = own + strcspn(url.data + own, "?");
        for (const char *at = strstr(url.data + own, "/.."); at != NULL; at = strstr(at + 1, "/..")) {
            FUZZ_CHECK(at > url.data + path || (at[3] != '\0' && strchr("/?", at[3]) == NULL));
        }
    }
    sdpi_error_release(&error);
    sdpi_buffer_free(&url);
}

/* An id is one segment of a path, and stays it. */
static void check_id(const fuzz *f, const char *id)
{
    sdpi_buffer url;
    sdp_error error;
    sdpi_buffer_init(&url, &f->memory.allocator, SDPI_MAX_URL);
    sdpi_error_init(&error, &f->memory.allocator);
    if (sdpi_url_path("/a/{id}/b", &id, 1, &url, &error) == SDP_OK) {
        FUZZ_CHECK(strncmp(url.data, "/a/", 3) == 0 && ends_in(url.data, "/b"));
        const size_t size = strcspn(url.data + 3, "/?#");
        FUZZ_CHECK(size > 0 && size == url.size - 5);
        FUZZ_CHECK(strncmp(url.data, "/a/./", 5) != 0 && strncmp(url.data, "/a/../", 6) != 0);
        check_clean(url.data);
    } else {
        FUZZ_CHECK(*sdp_error_message(&error) != '\0');
    }
    sdpi_error_release(&error);
    sdpi_buffer_free(&url);
}

static void check_root(const fuzz *f, root_fn make, const char *base, const char *portal, int32_t allow_http,
                       const char *content_url)
{
    sdpi_buffer root;
    sdpi_buffer again;
    sdp_error error;
    sdpi_buffer_init(&root, &f->memory.allocator, SDPI_MAX_URL);
    sdpi_buffer_init(&again, &f->memory.allocator, SDPI_MAX_URL);
    sdpi_error_init(&error, &f->memory.allocator);
    sdp_status status = make(base, portal, allow_http, &root, &error);
    FUZZ_CHECK(sdp_error_status(&error) == status);
    if (status == SDP_OK) {
        check_base(root.data, allow_http);
        FUZZ_CHECK_OK(make(root.data, portal, allow_http, &again, &error));
        if (again.status == SDP_OK) FUZZ_CHECK(strcmp(root.data, again.data) == 0);
        if (make == sdpi_url_root) {
            check_not_doubled(root.data);
            check_content_url(f, root.data, content_url);
        }
    } else {
        FUZZ_CHECK(*sdp_error_message(&error) != '\0');
    }
    sdpi_error_release(&error);
    sdpi_buffer_free(&root);
    sdpi_buffer_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz f;
    fuzz_begin(&f, data, size);
    const int32_t allow_http = fuzz_byte(&f) & 1;
    char *base = fuzz_line(&f);
    char *portal = fuzz_line(&f);
    char *content_url = fuzz_rest(&f, NULL);
    fuzz_arm();
    check_root(&f, sdpi_url_root, base, *portal != '\0' ? portal : NULL, allow_http, content_url);
    check_root(&f, sdpi_url_neucrm_root, base, NULL, allow_http, content_url);
    check_id(&f, content_url);
    (void)fuzz_disarm();
    free(base);
    free(portal);
    free(content_url);
    fuzz_end(&f);
    return 0;
}
