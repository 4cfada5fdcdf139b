// The macros that need no designated initialisers, in C++11 and later. Compiled only, by headers.py.
#include <sdp/sdp.h>

sdp_config file_config = SDP_CONFIG_INIT;
sdp_options file_options = SDP_OPTIONS_INIT;
sdp_query file_query = SDP_QUERY_INIT;
sdp_lookup file_lookup = SDP_LOOKUP_INIT;
sdp_product file_product = SDP_PRODUCT_INIT;
sdp_product_type file_type = SDP_PRODUCT_TYPE_INIT;
sdp_software file_software = SDP_SOFTWARE_INIT;
sdp_bool file_true = SDP_TRUE;
sdp_time file_time = SDP_TIME(1737111264440);
const char *file_text = SDP_NULL;
sdp_texts file_texts = {SDP_EMPTY, 0};

void in_function();

void in_function()
{
    sdp_product product = SDP_PRODUCT_INIT;
    sdp_product_init(&product);
    product.name = "XPS 15";
    product.comments = SDP_NULL;
    product.product_type = SDP_NULL;
    product.type = &file_lookup;
    product.is_laptop = SDP_TRUE;
    product.is_laptop = SDP_BOOL_NULL;
    product.is_laptop = sdp_bool_of(1);

    sdp_time time = SDP_TIME_NULL;
    time = SDP_TIME(0);
    sdp_query query = SDP_QUERY_INIT;
    query.get_total_count = SDP_FALSE;
    query.search_criteria = SDP_NULL;
    query.fields_required.items = SDP_EMPTY;
    sdp_products list = {SDP_NULL, 0};
    list.items = SDP_EMPTY;

    (void)time;
    (void)list;
    (void)sdp_is_true(product.is_laptop);
}
