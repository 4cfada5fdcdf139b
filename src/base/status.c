#include "base/status.h"

#define ROW(status, fault, advice)                                                                                     \
    {                                                                                                                  \
        status, SDP_FAULT_##fault, #status, advice                                                                     \
    }

static const sdpi_status_info statuses[] = {
    ROW(SDP_OK, NONE, ""),
    ROW(SDP_END, NONE, ""),
    ROW(SDP_DRY_RUN, NONE, ""),
    ROW(SDP_E_NO_MEMORY, CALLER, "free memory, or give the allocator more"),
    ROW(SDP_E_ARGUMENT, CALLER, "correct the argument; nothing was sent"),
    ROW(SDP_E_CONFIG, CALLER, "correct the configuration of the client"),
    ROW(SDP_E_URL, CALLER, "give the URL of the service, such as https://desk.example.com/app/itdesk"),
    ROW(SDP_E_STRUCT, CALLER, "start the struct with its SDP_… macro, its _INIT macro or its init function"),
    ROW(SDP_E_RECEIVED, CALLER, "build a new struct with only the members that should change"),
    ROW(SDP_E_REQUIRED, CALLER, "set the member; nothing was sent"),
    ROW(SDP_E_READ_ONLY, CALLER, "leave the member out: the service sets it"),
    ROW(SDP_E_UNKNOWN_FIELD, CALLER, "check the spelling, or send it on purpose as an unknown member"),
    ROW(SDP_E_VALUE, CALLER, "give the member a value of its kind"),
    ROW(SDP_E_UTF8, CALLER, "convert the text to UTF-8"),
    ROW(SDP_E_JSON, CALLER, "correct the JSON at the line and column given"),
    ROW(SDP_E_LIMIT, CALLER, "send less at once: docs/security.md lists the ceilings"),
    ROW(SDP_E_FILE, CALLER, "check the path, its permissions, and the room on the disk"),
    ROW(SDP_E_RESOLVE, NETWORK, "check the host name in the base URL, or in that of the proxy, and the name server"),
    ROW(SDP_E_CONNECT, NETWORK, "check host, port, proxy and firewall, and whether the service runs"),
    ROW(SDP_E_TLS, NETWORK,
        "check the certificate authority file, the host name and the clock; never turn checking off"),
    ROW(SDP_E_TIMEOUT, NETWORK, "try again, or give the call more time"),
    ROW(SDP_E_NETWORK, NETWORK, "try again"),
    ROW(SDP_E_CANCELED, CALLER, ""),
    ROW(SDP_E_REFUSED, CALLER, "correct what the server's message names"),
    ROW(SDP_E_NOT_FOUND, CALLER, "check the id, and the portal in the base URL"),
    ROW(SDP_E_LOGIN, CREDENTIALS,
        "check the token or key, if the client was given one: it may be expired, of another data centre, or lack a "
        "scope"),
    ROW(SDP_E_FORBIDDEN, CREDENTIALS, "give the user behind the login the permission, or the token the scope"),
    ROW(SDP_E_QUOTA, QUOTA, "wait before the next request, and send fewer: the service blocks for minutes"),
    ROW(SDP_E_SERVER, SERVER, "try again later"),
    ROW(SDP_E_REDIRECT, CALLER, "put the address that the server names into the base URL"),
    ROW(SDP_E_PARTIAL, SERVER, "read each message, and repeat only what failed"),
    ROW(SDP_E_ANSWER, SERVER, "check that the base URL is the service's, and that no proxy answers in its place"),
    ROW(SDP_E_MISFIT, SERVER, "set keep_misfits to go on without the member, and report the answer's shape"),
    ROW(SDP_E_TOO_LARGE, SERVER, "ask for less, or raise max_response_bytes"),
    ROW(SDP_E_LIST, SERVER, "walk again with another sort field or a narrower search"),
    ROW(SDP_E_MAYBE_DONE, NETWORK, "look whether it happened before doing it again"),
    ROW(SDP_E_AMBIGUOUS, CALLER, "choose one of the ids, and use it instead of the name"),
    ROW(SDP_E_LOGIN_CLIENT, CREDENTIALS,
        "check the client id, and that data centre and accounts URL are the client's own"),
    ROW(SDP_E_LOGIN_SECRET, CREDENTIALS, "check the client secret"),
    ROW(SDP_E_LOGIN_CODE, CREDENTIALS,
        "make a new code or refresh token, and check that the data centre is that of the account"),
    ROW(SDP_E_LOGIN_SCOPE, CREDENTIALS, "make a code with the scopes that the service's pages name"),
    ROW(SDP_E_LOGIN_DENIED, CREDENTIALS, "let the user, or an administrator of the account, allow the access again"),
    ROW(SDP_E_LOGIN_THROTTLED, QUOTA, "wait ten minutes, and share one token: give all processes the same token store"),
    ROW(SDP_E_LOGIN_BUDGET, QUOTA, "wait, and share one token: give all processes the same token store"),
    ROW(SDP_E_LOGIN_ANSWER, SERVER, "check the accounts URL, and that no proxy answers in its place"),
    ROW(SDP_E_TOKEN_STORE, CALLER,
        "check the token store: its path, owner and permissions, or the server that it is on"),
};

static const sdpi_status_info unknown = {0, SDP_FAULT_NONE, "unknown status", ""};

static const sdpi_api_code codes[] = {
    {SDP_API_NO_SUCH_REFERENCE, SDP_E_REFUSED, "an id or name does not exist, is not in use, or may not be set",
     "check the ids and names that the request refers to"},
    {SDP_API_FORBIDDEN, SDP_E_FORBIDDEN, "forbidden for this login",
     "give the user behind the login the permission, or the token the scope"},
    {SDP_API_INTERNAL_ERROR, SDP_E_REFUSED, "internal error of the service",
     "try again later; if it stays, report the request to the service's support"},
    {SDP_API_STILL_REFERENCED, SDP_E_REFUSED, "still referenced by something else",
     "remove what refers to it first, or move it to the trash"},
    {SDP_API_NO_SUCH_URL, SDP_E_NOT_FOUND, "no such URL or resource", "check the id, and the portal in the base URL"},
    {SDP_API_NOT_UNIQUE, SDP_E_REFUSED, "a value that must be unique exists already",
     "choose another value, or edit the record that has it"},
    {SDP_API_NOT_EDITABLE, SDP_E_REFUSED, "the field cannot be edited", "leave the field out"},
    {SDP_API_MANDATORY_MISSING, SDP_E_REFUSED, "a mandatory field is missing", "set the fields that the message names"},
    {SDP_API_READ_ONLY, SDP_E_REFUSED, "the field is read-only", "leave the field out"},
    {SDP_API_RATE_LIMIT, SDP_E_QUOTA, "rate limit reached", "wait before the next request, and send fewer"},
    {SDP_API_TIME_MISMATCH, SDP_E_REFUSED, "times do not match", "check the order of the dates in the request"},
    {SDP_API_TYPE_MISMATCH, SDP_E_REFUSED, "a value has the wrong type", "give the fields named a value of their type"},
    {SDP_API_INVALID_KEY, SDP_E_LOGIN, "invalid API key", "check the key of the technician"},
    {SDP_API_LICENCE, SDP_E_REFUSED, "not allowed by the licence", "ask the owner of the service for the licence"},
};

const sdpi_status_info *sdpi_status_row(sdp_status status)
{
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        if (statuses[i].status == status) return &statuses[i];
    }
    return &unknown;
}

const sdpi_api_code *sdpi_api_code_row(int32_t code)
{
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (codes[i].code == code) return &codes[i];
    }
    return NULL;
}

const char *sdp_status_name(sdp_status status)
{
    return sdpi_status_row(status)->name;
}

const char *sdp_status_advice(sdp_status status)
{
    return sdpi_status_row(status)->advice;
}

const char *sdp_api_code_text(int32_t code)
{
    const sdpi_api_code *row = sdpi_api_code_row(code);
    return row != NULL ? row->text : NULL;
}

const char *sdp_api_code_advice(int32_t code)
{
    const sdpi_api_code *row = sdpi_api_code_row(code);
    return row != NULL ? row->advice : NULL;
}
