#include "auth/auth.h"

sdp_auth *sdpi_auth_hold(sdp_auth *auth)
{
    if (auth != NULL) sdpi_atomic_add(&auth->references, 1);
    return auth;
}

void sdp_auth_free(sdp_auth *auth)
{
    if (auth != NULL && sdpi_atomic_add(&auth->references, -1) == 0) auth->ops->destroy(auth);
}

sdp_status sdpi_auth_check_secret(const char *secret, const char *name, sdp_error *error)
{
    if (secret == NULL || *secret == '\0')
        return sdpi_error_set(error, SDP_E_ARGUMENT, name, "the %s is missing", name);
    for (const char *c = secret; *c != '\0'; c++) {
        if (*c <= ' ' || *c > '~') {
            return sdpi_error_set(error, SDP_E_ARGUMENT, name,
                                  "the %s has a blank, a line end or another character that it cannot have", name);
        }
    }
    return SDP_OK;
}
