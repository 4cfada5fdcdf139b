#include "doctor.h"

#include "doctor_parts.h"
#include "errors.h"
#include "profile.h"
#include "signals.h"
#include "text.h"
#include "wording.h"

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

void examination_failed(examination *of, const char *name, const sdp_error *error)
{
    const char *place = errors_place_of(NULL, error);
    check_wrong(&of->found, name, exit_status(sdp_error_status(error)), advice_of(error), "%s%s%s",
                place != NULL ? place : "", place != NULL ? ": " : "", sdp_error_message(error));
}

/* Where the variables come from, as far as no shell set them. Of a profile that is not sound, what is counts. */
static void examine_profile(examination *of)
{
    text files = {0};
    const int status = profile_apply_sound(of->arguments);
    if (status != STATUS_DONE) {
        check_wrong(&of->found, "profile", status, "mend that; other commands refuse the profile until then", "%s",
                    errors_untold());
        return;
    }
    if (profile_name() == NULL) return;
    text_puts(&files, profile_config_path());
    if (*profile_secrets_path() != '\0') {
        text_printf(&files, "%s%s", files.size > 0 ? " and " : "", profile_secrets_path());
    }
    check_ok(&of->found, "profile", "%s, from %s%s%s", profile_name(), text_get(&files),
             *profile_overridden() != '\0' ? "; the environment wins over " : "", profile_overridden());
    text_free(&files);
}

static void examine(examination *of)
{
    examine_profile(of);
    const bool usable = examine_configuration(of);
    if (usable) {
        prepare_options(of);
        examine_service(of);
        examine_clock(of);
        examine_limits(of);
    }
    restore_configuration(of);
    examine_files(of);
    if (usable) examine_neucrm(of);
}

int doctor(const arguments *from)
{
    examination all = {.arguments = from};
    if (from->words.count > 1) {
        return complain(SDP_E_ARGUMENT, "argument", "doctor takes no arguments, and not '%.60s'", from->words.items[1]);
    }
    if (from->output == FORMAT_RAW) {
        return complain(SDP_E_ARGUMENT, "--output", "--output raw is for answers of the service; doctor takes json");
    }
    (void)sdp_error_new(&all.error);
    (void)must_have(all.error);
    examine(&all);
    int status = checks_print(&all.found, from->output);
    if (signals_interrupted()) status = STATUS_INTERRUPTED;
    checks_free(&all.found);
    text_free(&all.ca_problem);
    if (all.reader != all.client) sdp_client_free(all.reader);
    sdp_client_free(all.client);
    login_free(&all.login);
    sdp_error_free(all.error);
    return status;
}
