/* The service, as far as it can be seen: one cheap read tells of address, portal, login and permissions at once. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sdp/invoke.h>

#include "doctor_parts.h"
#include "errors.h"
#include "text.h"
#include "verbose.h"

/* What the last attempt to reach the service came to. */
typedef struct attempt {
    bool verbose;
    int32_t http_status;
    int64_t elapsed_ms;
} attempt;

static void note_attempt(void *data, const sdp_event *event)
{
    attempt *to = data;
    if (to->verbose) verbose_event(NULL, event);
    to->http_status = event->http_status;
    to->elapsed_ms = event->elapsed_ms;
}

static bool open_client(examination *of, attempt *seen)
{
    sdp_config config = of->login.config;
    if (sdp_config_env_get(of->login.env)->base_url == NULL) {
        check_wrong(&of->found, "url", STATUS_USAGE, sdp_status_advice(SDP_E_URL), "SDP_BASE_URL is not set");
        return false;
    }
    seen->verbose = of->arguments->verbose;
    if (seen->verbose) verbose_watch(&config);
    config.event = note_attempt;
    config.event_data = seen;
    sdp_status status = sdp_client_new(&config, of->error, &of->client);
    if (status != SDP_OK && strcmp(sdp_error_path(of->error), "ca_file") == 0) {
        text_puts(&of->ca_problem, sdp_error_message(of->error));
        of->login.config.ca_file = NULL;
        config.ca_file = NULL;
        status = sdp_client_new(&config, of->error, &of->client);
    }
    if (status != SDP_OK) {
        examination_failed(of, "url", of->error);
        return false;
    }
    check_ok(&of->found, "url", "%s", sdp_client_root(of->client));
    return true;
}

/* Without a login any answer still tells that the service is reached. */
static sdp_client *client_without_login(examination *of, attempt *seen)
{
    sdp_client *made = NULL;
    sdp_config config = of->login.config;
    config.auth = NULL;
    config.event = note_attempt;
    config.event_data = seen;
    /* A configuration like this one has just made a client. */
    (void)sdp_client_new(&config, of->error, &made);
    return must_have(made);
}

static bool is_of_network(sdp_status status)
{
    return status <= SDP_E_RESOLVE && status >= SDP_E_NETWORK;
}

static void add_connection(examination *of, const attempt *seen, bool proxy_failed)
{
    const sdp_error *error = sdp_last_error(of->reader);
    if (seen->http_status != 0) {
        check_ok(&of->found, "connection", "the server answered in %" PRId64 " ms", seen->elapsed_ms);
    } else if (proxy_failed) {
        check_open(&of->found, "connection", "", "the server was not reached, for the proxy failed");
    } else if (of->read_status != SDP_OK) {
        examination_failed(of, "connection", error);
    }
}

static void add_portal(examination *of, const attempt *seen)
{
    const char *root = sdp_client_root(of->client);
    const char *portal = strstr(root, "/app/");
    char name[80] = "no portal in the URL";
    if (portal != NULL) snprintf(name, sizeof(name), "%.*s", (int)strcspn(portal + 5, "/"), portal + 5);
    switch (of->read_status) {
    case SDP_OK:
        check_ok(&of->found, "portal", "%s", name);
        break;
    case SDP_E_NOT_FOUND:
    case SDP_E_REDIRECT:
    case SDP_E_ANSWER:
        check_wrong(&of->found, "portal", exit_status(of->read_status),
                    "give SDP_BASE_URL and SDP_PORTAL as the address bar of the service's pages has them",
                    "%s: the API was not found there: %s", name, sdp_error_message(sdp_last_error(of->reader)));
        break;
    default:
        check_open(&of->found, "portal", "", "%s; %s", name,
                   seen->http_status != 0 ? "the server's answer does not tell whether it is right"
                                          : "the server was not reached");
    }
}

static void add_acceptance(examination *of, const attempt *seen, bool proxy_failed)
{
    if (!of->has_login) {
        check_open(&of->found, "service", "", "there is no login to try");
    } else if (of->read_status == SDP_OK) {
        check_ok(&of->found, "service", "it accepts the login, and lists products");
    } else if (proxy_failed || (is_of_network(of->read_status) && seen->http_status == 0)) {
        check_open(&of->found, "service", "", "the server was not reached");
    } else {
        examination_failed(of, "service", sdp_last_error(of->reader));
    }
}

/* As an error of the read, the login server's would be taken for one of the service. */
static void try_login(examination *of)
{
    of->has_login = of->login.config.auth != NULL && login_can_begin(&of->login);
    if (!of->has_login) return;
    of->login_status = sdp_login(of->client, &of->options);
    of->has_login = of->login_status == SDP_OK;
}

void examine_service(examination *of)
{
    attempt seen = {.verbose = false};
    char *answer = NULL;
    if (!open_client(of, &seen)) {
        of->has_login = of->login.config.auth != NULL && login_can_begin(&of->login);
        (void)examine_proxy(of, false);
        examine_login(of);
        return;
    }
    try_login(of);
    of->reader = of->has_login ? of->client : client_without_login(of, &seen);
    seen.http_status = 0;
    of->read_status =
        sdp_invoke(of->reader, "products.list", NULL, 0, "{\"list_info\":{\"row_count\":1}}", 0, &of->options, &answer);
    sdp_text_free(answer);
    const bool proxy_failed = examine_proxy(of, seen.http_status != 0);
    add_connection(of, &seen, proxy_failed);
    add_portal(of, &seen);
    examine_login(of);
    add_acceptance(of, &seen, proxy_failed);
}
