/* Which operation a request asks for: its method and path against the library's table of operations. */
#ifndef SANDBOX_ROUTES_H
#define SANDBOX_ROUTES_H

#include <sdp/reflect.h>

#include "schema.h"

#define ROUTE_IDS 3
#define ROUTE_PORTAL 64 /* room for the name of a portal */

typedef struct route {
    const sdp_operation *operation;
    const entity_row *row;
    const char *verb;     /* the part of the operation's name after the noun: "add" */
    char *ids[ROUTE_IDS]; /* decoded, in the order of the path */
} route;

/* What is left of a path below the root of the API, from its first '/'; NULL for any other path. */
const char *route_below_root(const char *path);
/* What is left of a path below the portal, or the path itself. */
const char *route_below_portal(const char *path);
/* The portal of "/app/<portal>/…", "" where the path names none; cut where it is longer. */
void route_portal(const char *path, char out[ROUTE_PORTAL]);
/* Finds the operation of a path below the root. False where there is none, or none that the sandbox serves. */
bool route_match(const char *method, const char *below, route *out);
void route_free(route *from);
/* Writes the methods of the operations that a path has: "GET, PUT". False where it has none. */
bool route_methods(const char *below, text *out);

#endif
