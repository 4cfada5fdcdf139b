/* A program that knows libsdp only as it is installed. It makes a client and frees it; nothing is sent. */
#include <stdio.h>
#include <string.h>

#include <sdp/sdp.h>

int main(void)
{
    if (strcmp(sdp_version(), SDP_VERSION) != 0) return 1;

    sdp_auth *auth = NULL;
    if (sdp_auth_new_token("token", NULL, &auth) != SDP_OK) return 2;

    sdp_config config = SDP_CONFIG(.base_url = "http://127.0.0.1:1", .auth = auth);
    sdp_client *client = NULL;
    sdp_status rc = sdp_client_new(&config, NULL, &client);
    sdp_auth_free(auth);
    if (rc != SDP_OK) return 3;

    sdp_product product = SDP_PRODUCT(.name = "XPS 15", .comments = SDP_NULL, .is_laptop = SDP_TRUE);
    char *json = NULL;
    rc = sdp_entity_to_json(&product, 0, NULL, &json);
    if (rc == SDP_OK) printf("libsdp %s: %s\n", sdp_version(), json);
    sdp_text_free(json);
    sdp_client_free(client);
    return rc == SDP_OK ? 0 : 4;
}
