/* Every macro that programs use, at file scope and in a function, in C99 and later. Compiled only, by headers.py. */
#include <sdp/sdp.h>

extern sdp_config file_config;
extern sdp_options file_options;
extern sdp_query file_query;
extern sdp_lookup file_lookup;
extern sdp_product_type file_type;
extern sdp_software file_software;
extern sdp_product file_product;
extern sdp_product file_cleared;
extern sdp_product file_plain;
extern sdp_config file_config_init;
extern sdp_options file_options_init;
extern sdp_query file_query_init;
extern sdp_lookup file_lookup_init;
extern sdp_time file_time;
extern sdp_products file_list;
extern const sdp_json *file_json;
void in_function(void);

sdp_config file_config = SDP_CONFIG(.base_url = "https://desk.example.com", .portal = "itdesk", .max_retries = -1);
sdp_options file_options = SDP_OPTIONS(.timeout_ms = 5000, .tag = "file");
sdp_query file_query =
    SDP_QUERY(.row_count = 100, .sort_field = "name", .get_total_count = SDP_TRUE, .fields_required = {SDP_EMPTY, 0});
sdp_lookup file_lookup = SDP_LOOKUP(.id = "100000000000033283");
sdp_product_type file_type = SDP_PRODUCT_TYPE(.name = "Workstation");
sdp_software file_software = SDP_SOFTWARE(.is_parent_suite = SDP_BOOL_NULL);
sdp_product file_product =
    SDP_PRODUCT(.name = "XPS 15", .product_type = &file_type, .type = &file_lookup, .is_laptop = SDP_TRUE);
sdp_product file_cleared = SDP_PRODUCT(.comments = SDP_NULL, .type = SDP_NULL, .is_laptop = SDP_BOOL_NULL);
sdp_product file_plain = SDP_PRODUCT_INIT;
sdp_config file_config_init = SDP_CONFIG_INIT;
sdp_options file_options_init = SDP_OPTIONS_INIT;
sdp_query file_query_init = SDP_QUERY_INIT;
sdp_lookup file_lookup_init = SDP_LOOKUP_INIT;
sdp_time file_time = SDP_TIME(1737111264440);
sdp_products file_list = {SDP_NULL, 0};
const sdp_json *file_json = SDP_NULL;

void in_function(void)
{
    sdp_config config = SDP_CONFIG(.base_url = "https://desk.example.com");
    sdp_options options = SDP_OPTIONS(.max_retries = 2);
    sdp_query query = SDP_QUERY(.search_criteria = SDP_NULL, .get_total_count = SDP_FALSE);
    sdp_lookup lookup = SDP_LOOKUP(.name = SDP_NULL);
    sdp_product_type type = SDP_PRODUCT_TYPE(.id = "1");
    sdp_software software = SDP_SOFTWARE(.is_parent_suite = SDP_TRUE);
    sdp_product product = SDP_PRODUCT(.name = "XPS 15", .product_type = &type, .software = &software, .type = &lookup,
                                      .is_laptop = SDP_FALSE);
    sdp_product empty = SDP_PRODUCT_INIT;
    sdp_product_type empty_type = SDP_PRODUCT_TYPE_INIT;
    sdp_software empty_software = SDP_SOFTWARE_INIT;
    sdp_texts none = {SDP_EMPTY, 0};
    sdp_time cleared = SDP_TIME_NULL;
    static const sdp_product kept = SDP_PRODUCT(.name = "kept", .is_laptop = SDP_TRUE);

    sdp_product_init(&product);
    product.comments = SDP_NULL;
    product.type = SDP_NULL;
    product.is_laptop = (sdp_bool)SDP_TRUE;
    product.is_laptop = sdp_bool_of(kept.is_laptop.state == 1);
    cleared = (sdp_time)SDP_TIME(0);
    none.items = SDP_NULL;
    empty = product;

    (void)config;
    (void)options;
    (void)query;
    (void)none;
    (void)cleared;
    (void)empty;
    (void)empty_type;
    (void)empty_software;
    (void)sdp_is_true(product.is_laptop);
    (void)sdp_is_false(product.is_laptop);
}
