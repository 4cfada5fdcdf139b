/* Copies the subscribers of NeuCRM to customers of ServiceDesk Plus. It may be run again at any time: who is there
   already is left alone. The names of customers are unique, so the name tells who is who. */
#include "connect.h"

typedef struct copy {
    sdp_client *desk;
    size_t added;
    size_t known;
} copy;

/* Looks for a customer of exactly that name: SDP_OK, or SDP_END where there is none. */
static sdp_status find_customer(sdp_client *desk, const char *name)
{
    sdp_pager *pager = NULL;
    sdp_json *criteria = NULL;
    const sdp_customer *row = NULL;
    sdp_status status = example_search("name", name, &criteria);
    sdp_query query = SDP_QUERY(.row_count = 1, .search_criteria = criteria);
    if (status == SDP_OK) status = sdp_customer_list(desk, &query, NULL, &pager);
    if (status == SDP_OK) status = sdp_customer_next(pager, &row);
    sdp_pager_free(pager);
    sdp_json_free(criteria);
    return status;
}

static sdp_status copy_one(copy *c, const sdp_neucrm_customer *from)
{
    sdp_status status = find_customer(c->desk, from->name);
    c->known += status == SDP_OK;
    if (status != SDP_END) return status;
    sdp_customer input =
        SDP_CUSTOMER(.name = from->name, .email_id = from->email, .mobile = from->mobile, .street = from->street,
                     .city = from->city, .state = from->state, .postal_code = from->zipcode);
    status = sdp_customer_add(c->desk, &input, NULL, NULL);
    if (status == SDP_E_MAYBE_DONE) status = find_customer(c->desk, from->name); /* it may be there in spite of all */
    c->added += status == SDP_OK;
    return status;
}

static int copy_all(copy *c, sdp_client *crm)
{
    sdp_pager *pager = NULL;
    const sdp_neucrm_customer *row = NULL;
    sdp_neucrm_filter filter = SDP_NEUCRM_FILTER(.sort_field = "id", .sort_order = "asc");
    sdp_status status = sdp_neucrm_list(crm, &filter, NULL, &pager);
    sdp_status copied = SDP_OK;
    while (status == SDP_OK && copied == SDP_OK && (status = sdp_neucrm_next(pager, &row)) == SDP_OK) {
        if (row->name != NULL) copied = copy_one(c, row);
    }
    sdp_pager_free(pager);
    if (copied != SDP_OK) return example_failed(c->desk, "customer");
    if (status != SDP_END) return example_failed(crm, "subscribers");
    printf("%zu added, %zu known\n", c->added, c->known);
    return EXIT_SUCCESS;
}

int main(void)
{
    sdp_client *desk = example_connect();
    sdp_client *crm = example_connect_neucrm();
    copy c = {.desk = desk};
    int result = desk != NULL && crm != NULL ? copy_all(&c, crm) : EXIT_FAILURE;
    sdp_client_free(crm);
    sdp_client_free(desk);
    return result;
}
