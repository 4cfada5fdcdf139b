/* Logins that never change: an access token, and the key of an installation of one's own. */
#include <string.h>

#include "auth/auth.h"
#include "base/text.h"

typedef struct fixed_auth {
    sdp_auth base;
    sdp_header headers[SDPI_AUTH_HEADERS];
    size_t header_count;
    const char *shown; /* value of the first header as people may see it */
    char *secret;      /* value of the first header */
    char *portal_id;   /* nullable */
} fixed_auth;

static void prepare(sdp_auth *auth, const sdpi_auth_question *question, sdpi_auth_step *step)
{
    const fixed_auth *fixed = (const fixed_auth *)auth;
    if (question->refused) {
        step->kind = SDPI_AUTH_FAIL; /* there is no other one: the answer of the service stands */
        step->status = SDP_E_LOGIN;
        return;
    }
    step->kind = SDPI_AUTH_READY;
    memcpy(step->headers, fixed->headers, sizeof step->headers);
    step->header_count = fixed->header_count;
}

static size_t preview(const sdp_auth *auth, sdp_header headers[SDPI_AUTH_HEADERS])
{
    const fixed_auth *fixed = (const fixed_auth *)auth;
    memcpy(headers, fixed->headers, sizeof fixed->headers);
    headers[0].value = fixed->shown;
    return fixed->header_count;
}

static void destroy(sdp_auth *auth)
{
    fixed_auth *fixed = (fixed_auth *)auth;
    sdpi_release_secret(&sdpi_default_allocator, fixed->secret);
    sdpi_release(&sdpi_default_allocator, fixed->portal_id);
    sdpi_release(&sdpi_default_allocator, fixed);
}

static const sdpi_auth_ops ops = {prepare, NULL, preview, NULL, destroy};

static fixed_auth *new_fixed(const char *name, const char *prefix, const char *secret, const char *shown)
{
    size_t before = strlen(prefix);
    size_t size = strlen(secret) + 1;
    fixed_auth *fixed = sdpi_allocate_zero(&sdpi_default_allocator, sizeof *fixed);
    char *value = sdpi_allocate(&sdpi_default_allocator, before + size);
    if (fixed == NULL || value == NULL) {
        sdpi_release(&sdpi_default_allocator, fixed);
        sdpi_release(&sdpi_default_allocator, value);
        return NULL;
    }
    memcpy(value, prefix, before);
    memcpy(value + before, secret, size);
    fixed->base = (sdp_auth){&ops, {1}};
    fixed->secret = value;
    fixed->shown = shown;
    fixed->headers[0] = (sdp_header){name, value};
    fixed->header_count = 1;
    return fixed;
}

sdp_status sdp_auth_new_token(const char *token, sdp_error *error, sdp_auth **out)
{
    sdpi_error_reset(error);
    if (out == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "out", "an argument is NULL");
    *out = NULL;
    sdp_status status = sdpi_auth_check_secret(token, "token", error);
    if (status != SDP_OK) return status;
    fixed_auth *fixed = new_fixed("Authorization", "Zoho-oauthtoken ", token, "Zoho-oauthtoken ***");
    if (fixed == NULL) return sdpi_error_no_memory(error);
    *out = &fixed->base;
    return SDP_OK;
}

sdp_status sdp_auth_new_key(const char *key, const char *portal_id, sdp_error *error, sdp_auth **out)
{
    sdpi_error_reset(error);
    if (out == NULL) return sdpi_error_set(error, SDP_E_ARGUMENT, "out", "an argument is NULL");
    *out = NULL;
    sdp_status status = sdpi_auth_check_secret(key, "key", error);
    if (status != SDP_OK) return status;
    if (portal_id != NULL && (*portal_id == '\0' || portal_id[strspn(portal_id, "0123456789")] != '\0')) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "portal_id", "the portal id is made of digits");
    }
    fixed_auth *fixed = new_fixed("authtoken", "", key, "***");
    if (fixed == NULL) return sdpi_error_no_memory(error);
    *out = &fixed->base;
    if (portal_id == NULL) return SDP_OK;
    fixed->portal_id = sdpi_copy_text(&sdpi_default_allocator, portal_id);
    if (fixed->portal_id == NULL) {
        sdp_auth_free(*out);
        *out = NULL;
        return sdpi_error_no_memory(error);
    }
    fixed->headers[1] = (sdp_header){"PORTALID", fixed->portal_id};
    fixed->header_count = 2;
    return SDP_OK;
}
