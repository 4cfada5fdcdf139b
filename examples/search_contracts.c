/* Searches contracts: by criteria that are built call by call, and by what somebody typed.
   Usage: search_contracts ["status is Active and (name contains lease or active_till < 2027-01-01)"] */
#include "connect.h"

/* Lists what the criteria find. They may go as soon as the walk has begun. */
static int show(sdp_client *client, sdp_criteria *criteria)
{
    const sdp_json *json = NULL;
    const sdp_contract *row = NULL;
    sdp_pager *pager = NULL;
    sdp_error *error = NULL;
    size_t count = 0;
    if (sdp_error_new(&error) != SDP_OK) return EXIT_FAILURE;
    sdp_status status = sdp_criteria_json(criteria, error, &json);
    if (status != SDP_OK) fprintf(stderr, "%s\n", sdp_error_message(error));
    sdp_error_free(error);
    if (status != SDP_OK) return EXIT_FAILURE;

    sdp_query query = SDP_QUERY(.search_criteria = json, .sort_field = "name");
    status = sdp_contract_list(client, &query, NULL, &pager);
    while (status == SDP_OK && (status = sdp_contract_next(pager, &row)) == SDP_OK) {
        if (++count <= 5) printf("%s  %s\n", row->id, row->name);
    }
    int result = status == SDP_END ? EXIT_SUCCESS : example_failed(client, "search");
    if (status == SDP_END) printf("%zu found\n", count);
    sdp_pager_free(pager);
    return result;
}

/* Contracts of either of two vendors that have ended, or do within a month. None of the calls is checked: the first
   mistake is told when the criteria are used. */
static int search_ending(sdp_client *client)
{
    const int64_t soon_ms = ((int64_t)time(NULL) + 30 * 86400) * 1000;
    sdp_criteria *criteria = NULL;
    if (sdp_criteria_new(&criteria) != SDP_OK) return EXIT_FAILURE;
    sdp_criteria_add_time(criteria, SDP_AND, "active_till", SDP_CONDITION_LESSER_THAN, soon_ms);
    sdp_criteria_open(criteria, SDP_AND);
    sdp_criteria_add_text(criteria, SDP_AND, "vendor.name", SDP_CONDITION_IS, "Canon");
    sdp_criteria_add_text(criteria, SDP_OR, "vendor.name", SDP_CONDITION_CONTAINS, "Dell");
    sdp_criteria_close(criteria);
    int result = show(client, criteria);
    sdp_criteria_free(criteria);
    return result;
}

static int search_typed(sdp_client *client, const char *text)
{
    sdp_criteria *criteria = NULL;
    if (sdp_criteria_new(&criteria) != SDP_OK) return EXIT_FAILURE;
    sdp_criteria_parse(criteria, SDP_AND, text, sdp_type_by_name("contract"), 0);
    int result = show(client, criteria);
    sdp_criteria_free(criteria);
    return result;
}

int main(int argc, char **argv)
{
    sdp_client *client = example_connect();
    if (client == NULL) return EXIT_FAILURE;
    int result = search_ending(client);
    if (result == EXIT_SUCCESS) {
        result = search_typed(client, argc > 1 ? argv[1] : "name contains contract and active_till > 2020-01-01");
    }
    sdp_client_free(client);
    return result;
}
