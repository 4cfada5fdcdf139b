#include "routes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "request.h"

#define ROOT "/api/v3"

/* Steps over "/app/<portal>"; the path itself where it does not begin so. */
static const char *skip_portal(const char *path)
{
    if (strncmp(path, "/app/", 5) != 0) return path;
    size_t length = strcspn(path + 5, "/");
    return length ? path + 5 + length : path;
}

const char *route_below_portal(const char *path)
{
    return skip_portal(skip_portal(path));
}

void route_portal(const char *path, char out[ROUTE_PORTAL])
{
    size_t length = strncmp(path, "/app/", 5) == 0 ? strcspn(path + 5, "/") : 0;
    snprintf(out, ROUTE_PORTAL, "%.*s", (int)(length < ROUTE_PORTAL ? length : ROUTE_PORTAL - 1),
             length ? path + 5 : "");
}

/* The prefix stands once, twice as one page prints it, or not at all. */
const char *route_below_root(const char *path)
{
    const char *below = route_below_portal(path);
    if (strncmp(below, ROOT, strlen(ROOT)) != 0) return NULL;
    below += strlen(ROOT);
    return *below == '/' ? below : NULL;
}

/* Compares segment by segment. Returns how many segments are literally the same, counted from 1, so that
   "/customers/_images" wins over "/customers/{customer_id}"; 0 where the path does not fit. */
static int fit(const char *template, const char *path)
{
    int literal = 1;
    while (*template == '/' && *path == '/') {
        template ++;
        path++;
        size_t wanted = strcspn(template, "/");
        size_t given = strcspn(path, "/");
        if (template[0] == '{') {
            if (given == 0) return 0;
        } else {
            if (wanted != given || memcmp(template, path, wanted) != 0) return 0;
            literal++;
        }
        template += wanted;
        path += given;
    }
    return *template == '\0' && *path == '\0' ? literal : 0;
}

static bool take_ids(const char *template, const char *path, route *out)
{
    size_t count = 0;
    while (*template == '/' && *path == '/') {
        size_t given = strcspn(path + 1, "/");
        if (template[1] == '{') {
            if (count == ROUTE_IDS) return false;
            out->ids[count] = request_decode(path + 1, given, false, NULL);
            if (!out->ids[count++]) return false;
        }
        template += 1 + strcspn(template + 1, "/");
        path += 1 + given;
    }
    return true;
}

bool route_match(const char *method, const char *below, route *out)
{
    int best = 0;
    *out = (route){0};
    for (size_t i = 0;; i++) {
        const sdp_operation *operation = sdp_operation_at(i);
        if (!operation) break;
        if (strcmp(sdp_operation_method(operation), method) != 0) continue;
        int score = fit(sdp_operation_path(operation), below);
        if (score > best) {
            best = score;
            out->operation = operation;
        }
    }
    if (!out->operation) return false;
    const char *name = sdp_operation_name(out->operation);
    const char *dot = strchr(name, '.');
    if (!dot) return false;
    out->verb = dot + 1;
    out->row = schema_by_plural(name, (size_t)(dot - name));
    return out->row && take_ids(sdp_operation_path(out->operation), below, out);
}

bool route_methods(const char *below, text *out)
{
    for (size_t i = 0; sdp_operation_at(i); i++) {
        const char *method = sdp_operation_method(sdp_operation_at(i));
        if (!fit(sdp_operation_path(sdp_operation_at(i)), below) || strstr(text_get(out), method)) continue;
        text_printf(out, "%s%s", out->size ? ", " : "", method);
    }
    return out->size > 0;
}

void route_free(route *from)
{
    for (size_t i = 0; i < ROUTE_IDS; i++) free(from->ids[i]);
}
