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
extern sdp_file file_file;
extern sdp_target file_target;
extern sdp_file file_file_init;
extern sdp_target file_target_init;
extern sdp_site file_site;
extern sdp_user file_user;
extern sdp_currency file_currency;
extern sdp_money file_money;
extern sdp_attachment file_attachment;
extern sdp_template file_template;
extern sdp_customer_lookup file_customer_lookup;
extern sdp_service_url file_service_url;
extern sdp_contract_type file_contract_type;
extern sdp_vendor file_vendor;
extern sdp_asset file_asset;
extern sdp_contract_asset file_contract_asset;
extern sdp_contract_software_license file_contract_software_license;
extern sdp_contract_relationship file_contract_relationship;
extern sdp_notify_day file_notify_day;
extern sdp_expiry_notification file_expiry_notification;
extern sdp_renewal_extension file_renewal_extension;
extern sdp_auto_renewal file_auto_renewal;
extern sdp_contract_renewal file_contract_renewal;
extern sdp_contract_cancellation file_contract_cancellation;
extern sdp_customer file_customer;
extern sdp_contract file_contract;
extern sdp_contract file_cleared_contract;
void in_function(void);

sdp_file file_file = SDP_FILE(.path = "logo.png", .content_type = "image/png");
sdp_target file_target = SDP_TARGET(.path = "copy.png", .max_bytes = 1000);
sdp_file file_file_init = SDP_FILE_INIT;
sdp_target file_target_init = SDP_TARGET_INIT;
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
sdp_site file_site = SDP_SITE(.id = "1");
sdp_user file_user = SDP_USER(.email_id = "a@b.c", .site = &file_site);
sdp_currency file_currency = SDP_CURRENCY(.name = "US Dollar");
sdp_money file_money = SDP_MONEY(.value = "5.00");
sdp_attachment file_attachment = SDP_ATTACHMENT(.file_id = "2001");
sdp_template file_template = SDP_TEMPLATE(.name = "General");
sdp_customer_lookup file_customer_lookup = SDP_CUSTOMER_LOOKUP(.id = "1");
sdp_customer file_customer =
    SDP_CUSTOMER(.name = "a", .template_ = &file_template, .login_logo = SDP_NULL, .sites = {SDP_EMPTY, 0});
sdp_service_url file_service_url = SDP_SERVICE_URL(.service_url = "a.example.com");
sdp_contract_type file_contract_type = SDP_CONTRACT_TYPE(.id = "1");
sdp_vendor file_vendor = SDP_VENDOR(.name = "v");
sdp_asset file_asset = SDP_ASSET(.name = "a");
sdp_contract_asset file_contract_asset = SDP_CONTRACT_ASSET(.asset = &file_asset);
sdp_contract_software_license file_contract_software_license =
    SDP_CONTRACT_SOFTWARE_LICENSE(.software_license = &file_lookup);
sdp_contract_relationship file_contract_relationship = SDP_CONTRACT_RELATIONSHIP(.child_contract = &file_lookup);
sdp_notify_day file_notify_day = SDP_NOTIFY_DAY(.notify_before = "2");
sdp_expiry_notification file_expiry_notification = SDP_EXPIRY_NOTIFICATION(.email_ids_to_notify = {SDP_NULL, 0});
sdp_renewal_extension file_renewal_extension = SDP_RENEWAL_EXTENSION(.prolongation = "2", .period = "months");
sdp_auto_renewal file_auto_renewal = SDP_AUTO_RENEWAL(.auto_renew_extension = &file_renewal_extension);
sdp_contract file_contract =
    SDP_CONTRACT(.name = "c", .owner = &file_user, .cost = &file_money, .active_from = SDP_TIME(1678213800000));
sdp_contract_renewal file_contract_renewal =
    SDP_CONTRACT_RENEWAL(.contract = &file_contract, .disable_notification = SDP_FALSE);
sdp_contract_cancellation file_contract_cancellation =
    SDP_CONTRACT_CANCELLATION(.is_notify = SDP_TRUE, .to = {SDP_EMPTY, 0});
sdp_contract file_cleared_contract =
    SDP_CONTRACT(.active_till = SDP_TIME_NULL, .type = SDP_NULL, .assets = {SDP_NULL, 0}, .is_draft = SDP_BOOL_NULL);

void in_function(void)
{
    sdp_customer customer = SDP_CUSTOMER_INIT;
    sdp_contract contract = SDP_CONTRACT_INIT;

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
    product.is_laptop = sdp_bool_of(kept.is_laptop.state == SDP_BOOL_IS_TRUE);
    cleared = (sdp_time)SDP_TIME(0);
    none.items = SDP_NULL;
    empty = product;

    sdp_customer_init(&customer);
    sdp_contract_init(&contract);
    contract.owner = SDP_NULL;
    contract.active_till = (sdp_time)SDP_TIME_NULL;
    (void)customer;
    (void)contract;
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
