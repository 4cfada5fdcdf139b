#include "doctor.h"

#include "cache.h"
#include "doctor_parts.h"
#include "errors.h"
#include "signals.h"
#include "text.h"
#include "verbose.h"

/* A check does not go on for as long as a call that is meant to succeed. */
#define TIMEOUT_MS 20000

static void prepare_options(examination *of)
{
    static const sdp_options defaults = SDP_OPTIONS_INIT;
    const arguments *from = of->arguments;
    of->options = defaults;
    of->options.timeout_ms = from->timeout_ms;
    if (from->timeout_ms == 0 && of->login.config.timeout_ms == 0) of->options.timeout_ms = TIMEOUT_MS;
    /* What fails is to be seen, and not smoothed over. */
    of->options.max_retries = from->max_retries != 0 ? from->max_retries : -1;
    of->options.cancel = signals_cancel();
}

/* The variables as a whole; false where none of them can be used. */
static bool examine_configuration(examination *of)
{
    if (login_lacks_secret()) {
        check_wrong(&of->found, "configuration", STATUS_LOGIN, "set SDP_CLIENT_SECRET, or SDP_CLIENT_SECRET_FILE",
                    "SDP_CLIENT_ID is set, and its secret is not");
        return false;
    }
    if (login_load(&of->login, SDP_DIALECT_V3, false, of->error) == SDP_OK) return true;
    check_wrong(&of->found, "configuration", exit_status(sdp_error_status(of->error)), sdp_error_advice(of->error),
                "%s", sdp_error_message(of->error));
    return false;
}

static void examine(examination *of)
{
    const bool usable = examine_configuration(of);
    if (usable) {
        if (of->arguments->verbose) cache_tell();
        prepare_options(of);
        examine_service(of);
        examine_clock(of);
        examine_limits(of);
    }
    examine_files(of);
    if (usable) examine_neucrm(of);
}

int doctor(const arguments *from)
{
    static const char *const allowed[] = {NULL};
    examination all = {.arguments = from};
    int status = arguments_allow(from, "doctor", allowed);
    if (status != STATUS_DONE) return status;
    if (from->words.count > 1) return complain(SDP_E_ARGUMENT, "argument", "doctor takes no arguments");
    if (from->output == FORMAT_RAW) {
        return complain(SDP_E_ARGUMENT, "--output", "--output raw is for answers of the service; doctor takes json");
    }
    (void)sdp_error_new(&all.error);
    (void)must_have(all.error);
    examine(&all);
    status = checks_print(&all.found, from->output == FORMAT_JSON || from->output == FORMAT_JSONL);
    if (signals_interrupted()) status = STATUS_INTERRUPTED;
    checks_free(&all.found);
    if (all.reader != all.client) sdp_client_free(all.reader);
    sdp_client_free(all.client);
    login_free(&all.login);
    sdp_error_free(all.error);
    return status;
}
