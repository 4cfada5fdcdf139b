/* A transport of one's own: here one that answers from memory, as a test of a program would use. */
#include <sdp/sdp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Does one exchange. A real one would block on a socket; this one knows its answers. */
static sdp_status perform(void *user_data, const sdp_request *request, sdp_response *response)
{
    static const char product[] = "{\"product\":{\"id\":1829236507633258123,\"name\":\"ThinkPad\",\"cost\":2322.00},"
                                  "\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}";
    static const sdp_header headers[] = {{"Content-Type", "application/json"}};
    int *requests = user_data;
    ++*requests;
    printf("%s %s\n", request->method, request->url);
    for (size_t i = 0; i < request->header_count; i++) printf("  %s\n", request->headers[i].name);
    response->sent = SDP_SENT_ANSWERED;
    response->http_status = 200;
    response->headers = headers;
    response->header_count = 1;
    return request->sink(request->stream_data, product, strlen(product));
}

int main(void)
{
    int requests = 0;
    sdp_transport *transport = NULL;
    sdp_client *client = NULL;
    if (sdp_transport_new_blocking(perform, &requests, NULL, &transport) != SDP_OK) return EXIT_FAILURE;
    sdp_config config = SDP_CONFIG(.base_url = "https://desk.example.com", .portal = "itdesk", .transport = transport);
    if (sdp_client_new(&config, NULL, &client) != SDP_OK) {
        sdp_transport_free(transport); /* only a successful sdp_client_new() takes it over */
        return EXIT_FAILURE;
    }
    const sdp_product *product = NULL;
    sdp_status status = sdp_product_get(client, "1829236507633258123", NULL, &product);
    if (status == SDP_OK) {
        /* The id came as a bare number beyond what a double holds, and `cost` is no member that the library knows. */
        printf("id %s, cost %s\n", product->id, sdp_json_text(sdp_json_member(product->head.meta, "cost")));
    }
    sdp_product_free(product);
    sdp_client_free(client); /* and the transport with it */
    return status == SDP_OK && requests == 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
