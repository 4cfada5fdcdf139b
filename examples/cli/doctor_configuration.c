/* The variables as a whole. What cannot be used is told and set aside, so that the rest is examined all the same. */
#include <stdlib.h>
#include <string.h>

#include "cache.h"
#include "doctor_parts.h"
#include "environment.h"
#include "errors.h"
#include "text.h"

/* Each try sets something aside; more than there are groups of variables are not needed. */
#define MOST_TRIES 8

/* Variables of the login other than its secrets; of these there is a list already. */
static const char *const of_login[] = {"SDP_DC", "SDP_ACCOUNTS_URL", "SDP_TOKEN_CACHE"};

enum { OF_LOGIN = sizeof(of_login) / sizeof(of_login[0]) };

static void set_aside(examination *of, const char *name)
{
    const char *value = environment_get(name);
    if (value == NULL) return;
    of->aside = must_have(realloc(of->aside, (of->aside_count + 1) * sizeof(*of->aside)));
    of->aside[of->aside_count].name = name;
    of->aside[of->aside_count++].value = copy_part(value, strlen(value));
    (void)unsetenv(name);
}

/* A login that is only half there would be told as another problem than it is: all of it goes. */
static void set_login_aside(examination *of, bool of_neucrm)
{
    const char *name;
    for (size_t i = 0; (name = secret_variable_at(i)) != NULL; i++) {
        if (begins_with(name, "NEUCRM_") != of_neucrm) continue;
        set_aside(of, name);
        set_aside(of, secret_file_variable_at(i));
    }
    for (size_t i = 0; i < OF_LOGIN && !of_neucrm; i++) set_aside(of, of_login[i]);
    if (of_neucrm) set_aside(of, "NEUCRM_BASE_URL");
    if (!of_neucrm) of->login_is_aside = true;
}

static void set_culprit_aside(examination *of, const char *path)
{
    static const char *const others[] = {"SDP_TIMEOUT_MS", "SDP_MAX_RETRIES", "SDP_ALLOW_HTTP"};
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (strcmp(path, others[i]) != 0) continue;
        set_aside(of, others[i]);
        return;
    }
    set_login_aside(of, begins_with(path, "NEUCRM_"));
}

/* Only OAuth looks at the data centre; whoever set one meant to use it. */
static void examine_data_centre(examination *of)
{
    const char *name = environment_get("SDP_DC");
    text advice = {0};
    if (name == NULL || of->is_oauth || sdp_data_centre_accounts_url(name) != NULL) return;
    text_puts(&advice, "unset it, or name one of");
    for (size_t i = 0; i < sdp_data_centre_count(); i++) {
        text_printf(&advice, "%s %s", i > 0 ? "," : "", sdp_data_centre_name(i));
    }
    check_open(&of->found, "SDP_DC", text_get(&advice),
               "%s is no data centre; it is not used, for only OAuth needs one", name);
    text_free(&advice);
}

bool examine_configuration(examination *of)
{
    of->is_oauth = login_is_oauth();
    examine_data_centre(of);
    if (login_lacks_secret()) {
        check_wrong(&of->found, "configuration", STATUS_LOGIN, "set SDP_CLIENT_SECRET, or SDP_CLIENT_SECRET_FILE",
                    "SDP_CLIENT_ID is set, and its secret is not");
        set_login_aside(of, false);
    }
    for (int i = 0; i < MOST_TRIES; i++) {
        login_free(&of->login);
        if (login_load(&of->login, SDP_DIALECT_V3, false, of->error) == SDP_OK) return true;
        examination_failed(of, "configuration", of->error);
        set_culprit_aside(of, sdp_error_path(of->error));
    }
    return false;
}

void restore_configuration(examination *of)
{
    for (size_t i = 0; i < of->aside_count; i++) {
        if (setenv(of->aside[i].name, of->aside[i].value, 1) != 0) (void)must_have(NULL);
        free(of->aside[i].value);
    }
    free(of->aside);
    of->aside = NULL;
    of->aside_count = 0;
    /* Of a login that was set aside nothing is known of the cache yet. */
    if (of->login_is_aside) cache_prepare(of->is_oauth);
}
