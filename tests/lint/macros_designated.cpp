// The macros with designated initialisers, in C++20. Compiled only, by headers.py.
#include <sdp/sdp.h>

sdp_config file_config = SDP_CONFIG(.base_url = "https://desk.example.com", .portal = "itdesk");
sdp_options file_options = SDP_OPTIONS(.timeout_ms = 5000);
sdp_lookup file_lookup = SDP_LOOKUP(.id = "100000000000033283");
sdp_product_type file_type = SDP_PRODUCT_TYPE(.name = "Workstation");
sdp_software file_software = SDP_SOFTWARE(.is_parent_suite = SDP_BOOL_NULL);
sdp_query file_query = SDP_QUERY(.row_count = 100, .get_total_count = SDP_TRUE, .fields_required = {SDP_EMPTY, 0});
sdp_product file_product = SDP_PRODUCT(.name = "XPS 15", .comments = SDP_NULL, .is_laptop = SDP_TRUE,
                                       .product_type = &file_type, .type = SDP_NULL);

void in_function();

void in_function()
{
    sdp_product product = SDP_PRODUCT(.name = "XPS 15", .comments = SDP_NULL, .is_laptop = SDP_FALSE,
                                      .software = &file_software, .type = &file_lookup);
    sdp_options options = SDP_OPTIONS(.max_retries = -1, .tag = "function");
    product.is_laptop = SDP_TRUE;
    (void)options;
}
