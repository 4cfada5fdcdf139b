/* A new customer with a contract, and the products that it will be served with. */
#include "connect.h"

#define DAY_MS INT64_C(86400000)

/* A product that may be there already is looked up by its name before it is added. */
static sdp_status find_or_add(sdp_client *client, const char *name, const sdp_product **out)
{
    sdp_json *criteria = NULL;
    sdp_pager *pager = NULL;
    const sdp_product *row = NULL;
    sdp_status status = example_search("name", name, &criteria);
    sdp_query query = SDP_QUERY(.search_criteria = criteria);
    if (status == SDP_OK) status = sdp_product_list(client, &query, NULL, &pager);
    if (status == SDP_OK) status = sdp_product_next(pager, &row);
    if (status == SDP_OK) {
        status = sdp_product_copy(row, NULL, out); /* the row goes with its pager */
    } else if (status == SDP_END) {
        sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation");
        sdp_product input = SDP_PRODUCT(.name = name, .product_type = &type);
        status = sdp_product_add(client, &input, NULL, out);
    }
    sdp_pager_free(pager);
    sdp_json_free(criteria);
    return status;
}

static sdp_status add_contract(sdp_client *client, const sdp_customer *customer, const sdp_contract **out)
{
    int64_t now_ms = (int64_t)time(NULL) * 1000;
    sdp_customer_lookup of = SDP_CUSTOMER_LOOKUP(.id = customer->id);
    sdp_vendor vendor = SDP_VENDOR(.name = "Canon");
    sdp_user owner = SDP_USER(.email_id = "john.doe@abcmail.com");
    sdp_money cost = SDP_MONEY(.value = "1200.50"); /* a text: no cent is lost */
    sdp_contract input = SDP_CONTRACT(.name = "Printers, first year", .customer = &of, .vendor = &vendor,
                                      .owner = &owner, .cost = &cost, .is_definite = SDP_TRUE,
                                      .active_from = SDP_TIME(now_ms), .active_till = SDP_TIME(now_ms + 365 * DAY_MS));
    return sdp_contract_add(client, &input, NULL, out);
}

static int run(sdp_client *client)
{
    static const char *const names[] = {"imageRUNNER 2425", "imageCLASS LBP6030"};
    char name[80];
    const sdp_customer *customer = NULL;
    const sdp_contract *contract = NULL;
    sdp_customer input = SDP_CUSTOMER(.name = example_name("Harbour Hotels", name, sizeof name), .city = "Lisbon");

    if (sdp_customer_add(client, &input, NULL, &customer) != SDP_OK) return example_failed(client, "customer");
    printf("customer  %s  %s, served at %s\n", customer->id, customer->name, customer->domain);
    sdp_status status = add_contract(client, customer, &contract);
    if (status == SDP_OK) {
        printf("contract  %s  %s, %s%s until %s\n", contract->id, contract->name, contract->cost->currency_symbol,
               contract->cost->display_value, contract->active_till.display_value);
    }
    for (size_t i = 0; i < 2 && status == SDP_OK; i++) {
        const sdp_product *product = NULL;
        status = find_or_add(client, names[i], &product);
        if (status == SDP_OK) printf("product   %s  %s\n", product->id, product->name);
        sdp_product_free(product);
    }
    sdp_contract_free(contract);
    sdp_customer_free(customer);
    return status == SDP_OK ? EXIT_SUCCESS : example_failed(client, "contract or product");
}

int main(void)
{
    sdp_client *client = example_connect();
    if (client == NULL) return EXIT_FAILURE;
    int result = run(client);
    sdp_client_free(client);
    return result;
}
