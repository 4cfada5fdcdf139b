/* Finds a contract that expires within a month by a search, and renews it for a year. */
#include <string.h>

#include "connect.h"

#define DAY_MS INT64_C(86400000)

/* A contract to renew, so that the example finds one. */
static sdp_status add_expiring(sdp_client *client, const char *name, int64_t now_ms, const sdp_contract **out)
{
    sdp_vendor vendor = SDP_VENDOR(.name = "Canon");
    sdp_user owner = SDP_USER(.email_id = "john.doe@abcmail.com");
    sdp_contract input =
        SDP_CONTRACT(.name = name, .vendor = &vendor, .owner = &owner, .is_definite = SDP_TRUE,
                     .active_from = SDP_TIME(now_ms - 355 * DAY_MS), .active_till = SDP_TIME(now_ms + 10 * DAY_MS));
    return sdp_contract_add(client, &input, NULL, out);
}

/* The contracts with that name that end before a time. Search criteria are the JSON of the service; no quote stands in
   what is put into them here, else they are built as example_search() does. */
static sdp_status find_expiring(sdp_client *client, const char *name, int64_t before_ms, sdp_pager **out)
{
    static const char form[] =
        "[{\"field\":\"active_till\",\"condition\":\"lesser than\",\"value\":\"%lld\"},"
        "{\"field\":\"name\",\"condition\":\"is\",\"value\":\"%s\",\"logical_operator\":\"AND\"}]";
    char text[300];
    sdp_json *criteria = NULL;
    snprintf(text, sizeof text, form, (long long)before_ms, name);
    sdp_status status = sdp_json_parse(text, strlen(text), NULL, &criteria);
    sdp_query query = SDP_QUERY(.search_criteria = criteria, .sort_field = "active_till");
    if (status == SDP_OK) status = sdp_contract_list(client, &query, NULL, out);
    sdp_json_free(criteria); /* the pager has a copy of the query */
    return status;
}

/* The successor begins where its predecessor ends. */
static int renew(sdp_client *client, const sdp_contract *expiring)
{
    int64_t from_ms = expiring->active_till.ms + 1;
    const sdp_contract *successor = NULL;
    sdp_contract next = SDP_CONTRACT(.active_from = SDP_TIME(from_ms), .is_definite = SDP_TRUE,
                                     .active_till = SDP_TIME(from_ms + 365 * DAY_MS - 1));
    sdp_contract_renewal renewal = SDP_CONTRACT_RENEWAL(.contract = &next, .disable_notification = SDP_TRUE);
    printf("expiring   %s  %s, until %s\n", expiring->id, expiring->name, expiring->active_till.display_value);
    if (sdp_contract_renew(client, expiring->id, &renewal, NULL, &successor) != SDP_OK) {
        return example_failed(client, "renew");
    }
    const sdp_contract *before = successor->contract_renewed_from;
    printf("successor  %s  %s, from %s until %s\n", successor->id, successor->name,
           successor->active_from.display_value, successor->active_till.display_value);
    printf("           renewed from %s, %s\n", before->id, before->name);
    int result = sdp_contract_delete(client, successor->id, NULL) == SDP_OK ? EXIT_SUCCESS : EXIT_FAILURE;
    sdp_contract_free(successor);
    return result;
}

int main(void)
{
    char name[80];
    int64_t now_ms = (int64_t)time(NULL) * 1000;
    sdp_client *client = example_connect();
    sdp_pager *pager = NULL;
    const sdp_contract *added = NULL;
    const sdp_contract *row = NULL;
    int result = EXIT_FAILURE;
    if (client == NULL) return EXIT_FAILURE;
    sdp_status status = add_expiring(client, example_name("Copiers", name, sizeof name), now_ms, &added);
    if (status == SDP_OK) status = find_expiring(client, name, now_ms + 30 * DAY_MS, &pager);
    if (status == SDP_OK) status = sdp_contract_next(pager, &row);
    result = status == SDP_OK ? renew(client, row) : example_failed(client, "find");
    sdp_pager_free(pager);
    if (added != NULL && sdp_contract_delete(client, added->id, NULL) != SDP_OK) result = EXIT_FAILURE;
    sdp_contract_free(added);
    sdp_client_free(client);
    return result;
}
