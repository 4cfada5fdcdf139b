#include "guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#define LONGEST_HOST 300

/* Takes the port off the end, where there is one. */
static void without_port(const char *host, char *out, size_t size)
{
    snprintf(out, size, "%s", host);
    char *colon = strrchr(out, ':');
    if (colon && colon[strspn(colon + 1, "0123456789") + 1] == '\0') *colon = '\0';
}

static bool names_loopback(const char *host)
{
    char name[LONGEST_HOST];
    struct in_addr address;
    if (strlen(host) >= sizeof(name)) return false;
    without_port(host, name, sizeof(name));
    if (strcasecmp(name, "localhost") == 0 || strcmp(name, "[::1]") == 0) return true;
    return inet_pton(AF_INET, name, &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

static bool is_same(const char *origin, const char *host)
{
    const char *rest = strstr(origin, "://");
    return rest && host && strcasecmp(rest + 3, host) == 0;
}

const char *guard_judge(const char *method, const char *host, const char *origin, bool at_loopback)
{
    bool changes = strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0;
    if (at_loopback && host && !names_loopback(host)) {
        return "the Host header names neither 127.0.0.1 nor localhost: it may be another site's name for this address";
    }
    if (changes && origin && !is_same(origin, host)) return "the Origin header is that of another site";
    return NULL;
}

bool guard_is_loopback(int connection)
{
    struct sockaddr_storage near = {0};
    socklen_t size = sizeof(near);
    if (getsockname(connection, (struct sockaddr *)&near, &size) != 0) return true;
    if (near.ss_family == AF_INET) {
        struct sockaddr_in is;
        memcpy(&is, &near, sizeof(is));
        return ntohl(is.sin_addr.s_addr) >> 24 == 127;
    }
    struct sockaddr_in6 is;
    memcpy(&is, &near, sizeof(is));
    return IN6_IS_ADDR_LOOPBACK(&is.sin6_addr);
}
