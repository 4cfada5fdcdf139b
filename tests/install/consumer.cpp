// The same from C++11, with the forms that need no designated initialisers.
#include <cstdio>

#include <sdp/sdp.h>

int main()
{
    sdp_config config = SDP_CONFIG_INIT;
    config.base_url = "http://127.0.0.1:1";
    sdp_client *client = nullptr;
    if (sdp_client_new(&config, nullptr, &client) != SDP_OK) return 1;

    sdp_product product = SDP_PRODUCT_INIT;
    product.name = "XPS 15";
    product.comments = SDP_NULL;
    product.is_laptop = SDP_TRUE;
    char *json = nullptr;
    sdp_status rc = sdp_entity_to_json(&product, 0, NULL, &json);
    if (rc == SDP_OK) std::printf("libsdp %s: %s\n", sdp_version(), json);
    sdp_text_free(json);
    sdp_client_free(client);
    return rc == SDP_OK ? 0 : 2;
}
