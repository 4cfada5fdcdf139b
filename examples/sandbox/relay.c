#include "relay.h"

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
