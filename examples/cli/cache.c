#include "cache.h"

#include <stdlib.h>
#include <string.h>

#include <sdp/oauth.h>

#include "environment.h"
#include "text.h"
#include "verbose.h"

#define VARIABLE "SDP_TOKEN_CACHE"
#define OFF "-"
#define TAIL "/sdp/tokens.json"

static text problem;
static bool off;

/* The place that the XDG base directories name for what is kept between runs, and may not be moved to another
   machine. */
static bool default_path(text *path)
{
    const char *state = environment_get("XDG_STATE_HOME");
    const char *home = environment_get("HOME");
    if (state != NULL && *state == '/') {
        text_printf(path, "%s" TAIL, state);
    } else if (home != NULL && *home == '/') {
        text_printf(path, "%s/.local/state" TAIL, home);
    } else {
        return false;
    }
    return true;
}

/* Makes the folder, and finds out whether it can be used. */
static bool try_path(const char *path)
{
    sdp_error *error = NULL;
    sdp_token_store *store = NULL;
    (void)sdp_error_new(&error);
    (void)must_have(error);
    bool good = sdp_token_store_new_file(path, error, &store) == SDP_OK;
    if (!good) text_puts(&problem, sdp_error_message(error));
    sdp_token_store_free(store);
    sdp_error_free(error);
    return good;
}

void cache_prepare(bool wanted)
{
    const char *given = environment_get(VARIABLE);
    text path = {0};
    text_free(&problem);
    off = given != NULL && strcmp(given, OFF) == 0;
    if (off) (void)unsetenv(VARIABLE);
    if (given != NULL || !wanted) return;
    if (!default_path(&path)) {
        text_puts(&problem, "neither XDG_STATE_HOME nor HOME names a folder");
    } else if (try_path(text_get(&path)) && setenv(VARIABLE, text_get(&path), 1) != 0) {
        (void)must_have(NULL);
    }
    text_free(&path);
}

const char *cache_path(void)
{
    return environment_get(VARIABLE);
}

const char *cache_problem(void)
{
    return problem.size > 0 ? text_get(&problem) : NULL;
}

bool cache_is_off(void)
{
    return off;
}

void cache_tell(void)
{
    if (problem.size > 0) verbose_note("tokens are kept in memory, for this run alone: %s", text_get(&problem));
}
