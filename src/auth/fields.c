/* A login in the form body: a user's number and key, with every request. */
#include <string.h>

#include "auth/auth.h"
#include "base/text.h"

typedef struct fields_auth {
    sdp_auth base;
    char *userid;
    char *api_key;
} fields_auth;

static void prepare(sdp_auth *auth, const sdpi_auth_question *question, sdpi_auth_step *step)
{
    const fields_auth *fields = (const fields_auth *)auth;
    if (question->refused) {
        step->kind = SDPI_AUTH_FAIL; /* there is no other one: the answer of the service stands */
        step->status = SDP_E_LOGIN;
        return;
    }
    step->kind = SDPI_AUTH_READY;
    step->fields[0] = (sdp_header){"userid", fields->userid};
    step->fields[1] = (sdp_header){"api_key", fields->api_key};
    step->field_count = 2;
}

static size_t preview(const sdp_auth *auth, sdp_header headers[SDPI_AUTH_HEADERS])
{
    (void)auth;
    (void)headers;
    return 0;
}

static size_t preview_fields(const sdp_auth *auth, sdp_header fields[SDPI_AUTH_FIELDS])
{
    (void)auth;
    fields[0] = (sdp_header){"userid", "***"};
    fields[1] = (sdp_header){"api_key", "***"};
    return 2;
}

static void destroy(sdp_auth *auth)
{
    fields_auth *fields = (fields_auth *)auth;
    sdpi_release_secret(&sdpi_default_allocator, fields->userid);
    sdpi_release_secret(&sdpi_default_allocator, fields->api_key);
    sdpi_release(&sdpi_default_allocator, fields);
}

static const sdpi_auth_ops ops = {prepare, NULL, preview, preview_fields, destroy};

static sdp_status check(const char *userid, const char *api_key, sdp_error *error)
{
    sdp_status status = sdpi_auth_check_secret(userid, "userid", error);
    if (status == SDP_OK && userid[strspn(userid, "0123456789")] != '\0') {
        status = sdpi_error_set(error, SDP_E_ARGUMENT, "userid", "the userid is made of digits");
    }
    return status == SDP_OK ? sdpi_auth_check_secret(api_key, "api_key", error) : status;
}

sdp_status sdpi_auth_new_fields(const char *userid, const char *api_key, sdp_error *error, sdp_auth **out)
{
    *out = NULL;
    sdp_status status = check(userid, api_key, error);
    if (status != SDP_OK) return status;
    fields_auth *fields = sdpi_allocate_zero(&sdpi_default_allocator, sizeof *fields);
    if (fields == NULL) return sdpi_error_no_memory(error);
    fields->base = (sdp_auth){&ops, {1}};
    fields->userid = sdpi_copy_text(&sdpi_default_allocator, userid);
    fields->api_key = sdpi_copy_text(&sdpi_default_allocator, api_key);
    if (fields->userid == NULL || fields->api_key == NULL) {
        sdp_auth_free(&fields->base);
        return sdpi_error_no_memory(error);
    }
    *out = &fields->base;
    return SDP_OK;
}
