/* What a failure tells: five calls that must fail, each in another way. */
#include "connect.h"

static void explain(const char *what, sdp_client *client)
{
    static const char *const faults[] = {"nobody", "caller", "server", "network", "credentials", "quota"};
    const sdp_error *error = sdp_last_error(client);
    printf("%s\n", what);
    printf("  status   %s, HTTP %d, code %d\n", sdp_status_name(sdp_error_status(error)),
           (int)sdp_error_http_status(error), (int)sdp_error_api_code(error));
    printf("  message  %s\n", sdp_error_message(error));
    printf("  advice   %s\n", sdp_error_advice(error));
    printf("  fault    %s; attempts %d; again later? %s; may it have happened? %s\n", faults[sdp_error_fault(error)],
           (int)sdp_error_attempts(error), sdp_error_retryable(error) ? "yes" : "no",
           sdp_error_maybe_done(error) ? "yes" : "no");
    for (size_t i = 0; i < sdp_error_message_count(error); i++) {
        const sdp_message *message = sdp_error_server_message(error, i);
        printf("  server   code %d%s%s\n", (int)message->status_code, message->message != NULL ? ": " : "",
               message->message != NULL ? message->message : "");
    }
}

int main(void)
{
    sdp_client *client = example_connect();
    if (client == NULL) return EXIT_FAILURE;
    const sdp_product *product = NULL;
    sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation");

    sdp_product nameless = SDP_PRODUCT(.product_type = &type);
    int failures = sdp_product_add(client, &nameless, NULL, &product) < 0;
    explain("A required member is missing: nothing is sent.", client);

    failures += sdp_product_get(client, "../customers", NULL, &product) < 0;
    explain("An id that would lead elsewhere: nothing is sent.", client);

    failures += sdp_product_get(client, "100000000000000001", NULL, &product) < 0;
    explain("A product that does not exist: the service says so.", client);

    sdp_product_type unknown = SDP_PRODUCT_TYPE(.name = "No such type");
    sdp_product wrong = SDP_PRODUCT(.name = "Nothing", .product_type = &unknown);
    failures += sdp_product_add(client, &wrong, NULL, &product) < 0;
    explain("A reference to something that does not exist: the service's words.", client);

    sdp_pager *pager = NULL;
    sdp_query greedy = SDP_QUERY(.row_count = 5000);
    failures += sdp_product_list(client, &greedy, NULL, &pager) < 0;
    explain("More rows a page than the service gives: nothing is sent.", client);

    sdp_client_free(client);
    return failures == 5 ? EXIT_SUCCESS : EXIT_FAILURE;
}
