/* Makes a login and frees it, and says which version does so. */
#include <stdio.h>

#include <sdp/sdp.h>

int main(void)
{
    sdp_auth *auth = NULL;
    sdp_status status = sdp_auth_new_token("token", NULL, &auth);
    sdp_auth_free(auth);
    printf("libsdp %s\n", sdp_version());
    return status == SDP_OK ? 0 : 1;
}
