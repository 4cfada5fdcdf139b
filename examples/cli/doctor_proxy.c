/* The proxy, by what became of the calls that went through it. */
#include <string.h>

#include "doctor_parts.h"
#include "environment.h"
#include "errors.h"
#include "wording.h"

/* Without the scheme, and without a login, which holds a password. */
static const char *host_of(const char *url)
{
    const char *scheme = strstr(url, "://");
    const char *secret = strrchr(url, '@');
    return secret != NULL ? secret + 1 : scheme != NULL ? scheme + 3 : url;
}

bool examine_proxy(examination *of, bool answered)
{
    const char *name = environment_get("SDP_PROXY") != NULL ? "SDP_PROXY" : "HTTPS_PROXY";
    const char *url = environment_get(name);
    if (url == NULL) return false;
    const char *host = host_of(url);
    if (of->login.config.proxy == NULL) {
        check_ok(&of->found, "proxy", "%s, by %s, which counts for https alone", host, name);
        return false;
    }
    if (of->reader == NULL) {
        check_open(&of->found, "proxy", "", "%s, by %s; it was not tried", host, name);
        return false;
    }
    const sdp_error *error = sdp_last_error(of->reader);
    if (!answered && of->read_status != SDP_OK && sdp_error_by_proxy(error)) {
        check_wrong(&of->found, "proxy", exit_status(of->read_status), advice_of(error), "by %s: %s", name,
                    sdp_error_message(error));
        return true;
    }
    if (!answered) {
        check_open(&of->found, "proxy", "", "%s, by %s; whether it works is not known", host, name);
    } else if (environment_get("NO_PROXY") != NULL) {
        check_ok(&of->found, "proxy", "%s, by %s; hosts without it are in NO_PROXY", host, name);
    } else {
        check_ok(&of->found, "proxy", "%s, by %s; the server answered through it", host, name);
    }
    return false;
}
