/* The three states of a member, absent, null and a value: on the way out and on the way back. */
#include "connect.h"

static void show(const char *what, const sdp_product *product)
{
    static const char *const states[] = {"absent", "null", "a value"};
    printf("%-36s comments: %s", what, states[sdp_field_state(product, "comments")]);
    printf("%s%s\n", product->comments != NULL ? ", " : "", product->comments != NULL ? product->comments : "");
}

static sdp_status edit(sdp_client *client, const char *id, const sdp_product *change, const char *what)
{
    const sdp_product *product = NULL;
    sdp_status status = sdp_product_edit(client, id, change, NULL, &product);
    if (status == SDP_OK) show(what, product);
    sdp_product_free(product);
    return status;
}

/* A list that asks for a few members leaves the others out: they are absent, whatever the service has. */
static sdp_status list_names(sdp_client *client)
{
    static const char *const wanted[] = {"name"};
    sdp_query query = SDP_QUERY(.row_count = 1, .fields_required = {wanted, 1});
    const sdp_product *row = NULL;
    sdp_pager *pager = NULL;
    sdp_status status = sdp_product_list(client, &query, NULL, &pager);
    if (status == SDP_OK) status = sdp_product_next(pager, &row);
    if (status == SDP_OK) show("listed, with names alone", row);
    sdp_pager_free(pager);
    return status;
}

static int run(sdp_client *client)
{
    char name[80];
    const sdp_product *added = NULL;
    sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation");
    sdp_product input = SDP_PRODUCT(.name = example_name("ThinkStation", name, sizeof name), .product_type = &type);
    sdp_product set = SDP_PRODUCT(.comments = "for the studio");
    sdp_product leave = SDP_PRODUCT(.part_no = "30GS"); /* comments are absent: they stay as they are */
    sdp_product clear = SDP_PRODUCT(.comments = SDP_NULL);

    if (sdp_product_add(client, &input, NULL, &added) != SDP_OK) return example_failed(client, "add");
    show("added without", added);
    sdp_status status = edit(client, added->id, &set, "edited: .comments = \"for the studio\"");
    if (status == SDP_OK) status = edit(client, added->id, &leave, "edited: .part_no alone");
    if (status == SDP_OK) status = edit(client, added->id, &clear, "edited: .comments = SDP_NULL");
    if (status == SDP_OK) status = list_names(client);
    int result = status == SDP_OK ? EXIT_SUCCESS : example_failed(client, "edit or list");
    if (sdp_product_delete(client, added->id, NULL) != SDP_OK) result = example_failed(client, "delete");
    sdp_product_free(added);
    return result;
}

int main(void)
{
    sdp_client *client = example_connect();
    if (client == NULL) return EXIT_FAILURE;
    int result = run(client);
    sdp_client_free(client);
    return result;
}
