/* NeuCRM is a service of its own, with an address and a login of its own. */
#include <inttypes.h>

#include <sdp/invoke.h>

#include "doctor_parts.h"
#include "errors.h"
#include "verbose.h"

/* The smallest list that there is; whether it has a row is all the same. */
static void ask(examination *of, sdp_client *client)
{
    char *answer = NULL;
    if (sdp_invoke(client, "neucrm.list", NULL, 0, "{\"rows_limit\":1}", 0, &of->options, &answer) != SDP_OK) {
        examination_failed(of, "neucrm", sdp_last_error(client));
    } else {
        check_ok(&of->found, "neucrm", "%s accepts the key, and answered in %" PRId64 " ms", sdp_client_root(client),
                 sdp_error_elapsed_ms(sdp_last_error(client)));
    }
    sdp_text_free(answer);
}

void examine_neucrm(examination *of)
{
    const sdp_neucrm_config *found = sdp_config_env_neucrm(of->login.env);
    sdp_client *client = NULL;
    if (found == NULL) return;
    if (found->userid == NULL || found->api_key == NULL) {
        check_wrong(&of->found, "neucrm", STATUS_LOGIN, "set NEUCRM_USERID and NEUCRM_API_KEY", "%s is not set",
                    found->userid == NULL ? "NEUCRM_USERID" : "NEUCRM_API_KEY");
        return;
    }
    if (found->base_url == NULL) {
        check_wrong(&of->found, "neucrm", STATUS_USAGE, "set NEUCRM_BASE_URL", "NEUCRM_BASE_URL is not set");
        return;
    }
    sdp_neucrm_config config = *found;
    sdp_config http = *found->http;
    if (of->arguments->verbose) verbose_watch(&http);
    if (of->ca_problem.size > 0) http.ca_file = NULL;
    config.http = &http;
    if (sdp_neucrm_client_new(&config, of->error, &client) == SDP_OK) {
        ask(of, client);
    } else {
        examination_failed(of, "neucrm", of->error);
    }
    sdp_client_free(client);
}
