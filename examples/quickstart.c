/* Adds a product, reads it back, clears a member, and deletes it. */
#include "connect.h"

static int report(const sdp_client *client, const char *what)
{
    const sdp_error *error = sdp_last_error(client);
    fprintf(stderr, "%s: %s\n  what to do: %s\n", what, sdp_error_message(error), sdp_error_advice(error));
    return EXIT_FAILURE;
}

static int run(sdp_client *client)
{
    const sdp_product *added = NULL;
    const sdp_product *product = NULL;
    sdp_product_type workstation = SDP_PRODUCT_TYPE(.name = "Workstation");
    sdp_product input = SDP_PRODUCT(.name = "ThinkStation P3", .manufacturer = "Lenovo", .comments = "for the studio",
                                    .is_laptop = SDP_FALSE, .product_type = &workstation);

    if (sdp_product_add(client, &input, NULL, &added) != SDP_OK) return report(client, "add");
    printf("added   %s  %s\n", added->id, added->name);

    if (sdp_product_get(client, added->id, NULL, &product) == SDP_OK) {
        printf("read    %s  a %s by %s: %s\n", product->id, product->product_type->name, product->manufacturer,
               product->comments);
    }
    sdp_product_free(product);

    sdp_product change = SDP_PRODUCT(.part_no = "30GS", .comments = SDP_NULL); /* what is not named stays as it is */
    if (sdp_product_edit(client, added->id, &change, NULL, &product) == SDP_OK) {
        printf("edited  %s  part %s, comments %s\n", product->id, product->part_no,
               product->comments == NULL ? "cleared" : product->comments);
    }
    sdp_product_free(product);

    sdp_status status = sdp_product_delete(client, added->id, NULL);
    printf("deleted %s\n", status == SDP_OK ? added->id : "nothing");
    sdp_product_free(added);
    return status == SDP_OK ? EXIT_SUCCESS : report(client, "delete");
}

int main(void)
{
    sdp_client *client = example_connect();
    if (client == NULL) return EXIT_FAILURE;
    int result = run(client);
    sdp_client_free(client);
    return result;
}
