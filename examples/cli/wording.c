#include "wording.h"

#include <string.h>

static const struct {
    const char *of_library;
    const char *of_shell;
} table[] = {
    {"set ca_file to", "set SDP_CA_FILE to"},
    {"ca_file: ", "SDP_CA_FILE: "},
    {"use https, or allow http explicitly", "use https, or set SDP_ALLOW_HTTP=1"},
    {"the certificates of ca_file or ca_path cannot be read", "the certificates of SDP_CA_FILE cannot be read"},
    {"must begin with https://",
     "must begin with https://, or with http:// to this machine alone or where SDP_ALLOW_HTTP=1 is set"},
    {"; set client_cert and client_key", ", which this command cannot give"},
    {"; set client_cert", ", which this command cannot give"},
    {"which client_cert gives", "which this command cannot give"},
    {"file.path: ", ""}, /* the option stands before it */
    {"open it, and give its descriptor instead", "give --file - and a redirection instead"},
    {"ask for less, or raise max_response_bytes", "ask for less, such as a smaller row_count in --query"},
    {"set keep_misfits to go on without the member, and report the answer's shape",
     "see the answer with --output raw, and report its shape"},
    {"try again, or give the call more time", "try again, or give the call more time with --timeout-ms"},
    {"walk again with another sort field or a narrower search", "list again with another --sort or a narrower --where"},
    {"check the spelling, or send it on purpose as an unknown member",
     "check the spelling, or send it on purpose with --allow-unknown"},
    {"correct the configuration of the client", "correct the variable or option that is named"},
    {"put the address that the server names into the base URL",
     "put the address that the server names into SDP_BASE_URL"},
    {"the setting proxy, SDP_PROXY or HTTPS_PROXY", "SDP_PROXY or HTTPS_PROXY"},
    {"the setting no_proxy, NO_PROXY", "NO_PROXY"},
    {"give all processes the same token store", "give all programs the same SDP_TOKEN_CACHE"},
    {"check the token store: its path, owner and permissions, or the server that it is on",
     "check path, owner and permissions of the token cache, or name another file in SDP_TOKEN_CACHE"},
};

enum { ROWS = sizeof(table) / sizeof(table[0]) };

void put_in_shell_words(text *to, const char *words)
{
    while (*words != '\0') {
        size_t row = 0;
        while (row < ROWS && !begins_with(words, table[row].of_library)) row++;
        if (row < ROWS) {
            text_puts(to, table[row].of_shell);
            words += strlen(table[row].of_library);
        } else {
            text_put(to, words++, 1);
        }
    }
}

bool met_no_tls(const sdp_error *error)
{
    return sdp_error_status(error) == SDP_E_TLS && strstr(sdp_error_message(error), "does not speak TLS") != NULL;
}

static const char *advice_without_tls(const sdp_error *error)
{
    if (sdp_error_by_proxy(error)) return "name the proxy by http://, or by its port that speaks TLS";
    return "give the port that speaks TLS, or begin the address with http://, which is for this machine alone or "
           "where SDP_ALLOW_HTTP=1 is set";
}

/* The login server is asked before there is a request, and so before there is its URL. */
static const char *advice_without_address(const sdp_error *error)
{
    if (sdp_error_by_proxy(error)) return "check the host name in SDP_PROXY or HTTPS_PROXY, and the name server";
    if (*sdp_error_url(error) == '\0') {
        return "check the host name that SDP_ACCOUNTS_URL gives or SDP_DC stands for, and the name server";
    }
    return "check the host name in SDP_BASE_URL, or of NeuCRM in NEUCRM_BASE_URL, and the name server";
}

const char *advice_of(const sdp_error *error)
{
    const sdp_status status = sdp_error_status(error);
    if (met_no_tls(error)) return advice_without_tls(error);
    if (status == SDP_E_RESOLVE) return advice_without_address(error);
    if (status == SDP_E_URL && strcmp(sdp_error_path(error), "portal") == 0) {
        return "unset SDP_PORTAL, or correct it or SDP_BASE_URL";
    }
    return sdp_error_advice(error);
}
