#include "relay.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool relay_stays(const char *name)
{
    static const char *const names[] = {"Connection",
                                        "Keep-Alive",
                                        "Proxy-Connection",
                                        "Proxy-Authenticate",
                                        "TE",
                                        "Trailer",
                                        "Transfer-Encoding",
                                        "Upgrade",
                                        "Proxy-Authorization",
                                        "Host",
                                        "Content-Length",
                                        "Expect",
                                        "Accept-Encoding",
                                        "Content-Encoding",
                                        "Date",
                                        "Alt-Svc",
                                        "Set-Cookie",
                                        "Strict-Transport-Security"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcasecmp(names[i], name) == 0) return true;
    }
    return false;
}

static enum MHD_Result keep(void *data, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    text_printf(data, "%s: %s\n", name, value ? value : "");
    return MHD_YES;
}

void relay_keep_headers(struct MHD_Connection *connection, request *to)
{
    MHD_get_connection_values(connection, MHD_HEADER_KIND, keep, &to->headers);
}

/* The value of the Connection header, new; NULL where there is none. */
static char *connection_of(const request *from)
{
    static const char name[] = "Connection: ";
    const char *at = text_get(&from->headers);
    while (*at && strncasecmp(at, name, sizeof(name) - 1) != 0) {
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    return *at ? strndup(at + sizeof(name) - 1, strcspn(at + sizeof(name) - 1, "\n")) : NULL;
}

/* Whether the Connection header of a request names another header, which then is for this connection alone. */
static bool is_named(const char *connection, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = connection ? connection : ""; *at; at += *at == ',') {
        at += strspn(at, " \t");
        size_t word = strcspn(at, ", \t");
        if (word == length && strncasecmp(at, name, length) == 0) return true;
        at += strcspn(at, ",");
    }
    return false;
}

static bool add_line(struct curl_slist **to, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*to, line);
    if (longer) *to = longer;
    return longer != NULL;
}

struct curl_slist *relay_request_headers(const request *from)
{
    struct curl_slist *made = NULL;
    char *rest = NULL;
    char *copy = strdup(text_get(&from->headers));
    bool good = copy && add_line(&made, "Expect:");
    if (!from->content_type) good = good && add_line(&made, "Content-Type:");
    if (!from->accept) good = good && add_line(&made, "Accept:");
    char *connection = connection_of(from);
    for (char *line = good ? strtok_r(copy, "\n", &rest) : NULL; line && good; line = strtok_r(NULL, "\n", &rest)) {
        char *colon = strchr(line, ':');
        if (!colon) continue;
        *colon = '\0';
        bool stays = relay_stays(line) || is_named(connection, line);
        *colon = ':';
        /* This is how libcurl is told of a header without a value. */
        if (colon[1 + strspn(colon + 1, " ")] == '\0') memcpy(colon, ";", 2);
        if (!stays) good = add_line(&made, line);
    }
    free(connection);
    free(copy);
    if (good) return made;
    curl_slist_free_all(made);
    return NULL;
}

void relay_add_headers(struct MHD_Response *to, const answer *from)
{
    char *copy = strdup(text_get(&from->headers));
    char *rest = NULL;
    for (char *line = copy ? strtok_r(copy, "\n", &rest) : NULL; line; line = strtok_r(NULL, "\n", &rest)) {
        char *colon = strchr(line, ':');
        if (!colon) continue;
        *colon = '\0';
        MHD_add_response_header(to, line, colon + 1 + strspn(colon + 1, " \t"));
    }
    free(copy);
    if (from->retry_after[0]) MHD_add_response_header(to, MHD_HTTP_HEADER_RETRY_AFTER, from->retry_after);
}
