/* Walks every product, 25 a page, and keeps one row beyond the walk. */
#include <string.h>

#include "connect.h"

static int walk(sdp_client *client)
{
    sdp_query query = SDP_QUERY(.row_count = 25, .sort_field = "name", .get_total_count = SDP_TRUE);
    const sdp_product *row = NULL;
    const sdp_product *longest = NULL;
    sdp_pager *pager = NULL;
    size_t count = 0;

    sdp_status status = sdp_product_list(client, &query, NULL, &pager);
    while (status == SDP_OK && (status = sdp_product_next(pager, &row)) == SDP_OK) {
        count++;
        if (row->name == NULL) continue;
        if (count <= 5) printf("%s  %s\n", row->id, row->name);
        /* A row is valid until the next step: what is to stay is copied. */
        if (longest == NULL || strlen(row->name) > strlen(longest->name)) {
            sdp_product_free(longest);
            if (sdp_product_copy(row, NULL, &longest) != SDP_OK) break;
        }
    }
    if (status == SDP_END) {
        sdp_page_info info = {.size = sizeof info};
        sdp_pager_get_info(pager, &info);
        printf("%zu products in %lld pages; the service counts %lld\n", count, (long long)info.page_number,
               (long long)info.total_count);
        if (longest != NULL) printf("the longest name is %s\n", longest->name);
    } else {
        fprintf(stderr, "%s\n", sdp_error_message(sdp_last_error(client)));
    }
    sdp_pager_free(pager);
    sdp_product_free(longest);
    return status == SDP_END ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(void)
{
    sdp_client *client = example_connect();
    if (client == NULL) return EXIT_FAILURE;
    int result = walk(client);
    sdp_client_free(client);
    return result;
}
