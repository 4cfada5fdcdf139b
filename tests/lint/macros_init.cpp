// The macros that need no designated initialisers, in C++11 and later. Compiled only, by headers.py.
#include <sdp/sdp.h>

sdp_config file_config = SDP_CONFIG_INIT;
sdp_options file_options = SDP_OPTIONS_INIT;
sdp_query file_query = SDP_QUERY_INIT;
sdp_lookup file_lookup = SDP_LOOKUP_INIT;
sdp_file file_file = SDP_FILE_INIT;
sdp_target file_target = SDP_TARGET_INIT;
sdp_product file_product = SDP_PRODUCT_INIT;
sdp_product_type file_type = SDP_PRODUCT_TYPE_INIT;
sdp_software file_software = SDP_SOFTWARE_INIT;
sdp_bool file_true = SDP_TRUE;
sdp_time file_time = SDP_TIME(1737111264440);
const char *file_text = SDP_NULL;
sdp_texts file_texts = {SDP_EMPTY, 0};
sdp_site file_site = SDP_SITE_INIT;
sdp_user file_user = SDP_USER_INIT;
sdp_currency file_currency = SDP_CURRENCY_INIT;
sdp_money file_money = SDP_MONEY_INIT;
sdp_attachment file_attachment = SDP_ATTACHMENT_INIT;
sdp_template file_template = SDP_TEMPLATE_INIT;
sdp_customer_lookup file_customer_lookup = SDP_CUSTOMER_LOOKUP_INIT;
sdp_customer file_customer = SDP_CUSTOMER_INIT;
sdp_service_url file_service_url = SDP_SERVICE_URL_INIT;
sdp_contract_type file_contract_type = SDP_CONTRACT_TYPE_INIT;
sdp_vendor file_vendor = SDP_VENDOR_INIT;
sdp_asset file_asset = SDP_ASSET_INIT;
sdp_contract_asset file_contract_asset = SDP_CONTRACT_ASSET_INIT;
sdp_contract_software_license file_contract_software_license = SDP_CONTRACT_SOFTWARE_LICENSE_INIT;
sdp_contract_relationship file_contract_relationship = SDP_CONTRACT_RELATIONSHIP_INIT;
sdp_notify_day file_notify_day = SDP_NOTIFY_DAY_INIT;
sdp_expiry_notification file_expiry_notification = SDP_EXPIRY_NOTIFICATION_INIT;
sdp_renewal_extension file_renewal_extension = SDP_RENEWAL_EXTENSION_INIT;
sdp_auto_renewal file_auto_renewal = SDP_AUTO_RENEWAL_INIT;
sdp_contract file_contract = SDP_CONTRACT_INIT;
sdp_contract_renewal file_contract_renewal = SDP_CONTRACT_RENEWAL_INIT;
sdp_contract_cancellation file_contract_cancellation = SDP_CONTRACT_CANCELLATION_INIT;
sdp_advisory file_advisory = SDP_ADVISORY_INIT;

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

    sdp_customer customer = SDP_CUSTOMER_INIT;
    sdp_customer_init(&customer);
    customer.template_ = SDP_NULL;
    customer.sites.items = SDP_EMPTY;
    sdp_contract contract = SDP_CONTRACT_INIT;
    sdp_contract_init(&contract);
    contract.active_till = SDP_TIME_NULL;
    contract.is_draft = SDP_TRUE;
    contract.owner = &file_user;
    contract.assets.items = SDP_NULL;
    (void)customer;
    (void)contract;
    (void)time;
    (void)list;
    (void)sdp_is_true(product.is_laptop);
}
