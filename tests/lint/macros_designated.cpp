// The macros with designated initialisers, in C++20. Compiled only, by headers.py.
#include <sdp/sdp.h>

sdp_config file_config = SDP_CONFIG(.base_url = "https://desk.example.com", .portal = "itdesk");
sdp_options file_options = SDP_OPTIONS(.timeout_ms = 5000);
sdp_lookup file_lookup = SDP_LOOKUP(.id = "100000000000033283");
sdp_file file_file = SDP_FILE(.path = "logo.png");
sdp_target file_target = SDP_TARGET(.path = "copy.png");
sdp_product_type file_type = SDP_PRODUCT_TYPE(.name = "Workstation");
sdp_software file_software = SDP_SOFTWARE(.is_parent_suite = SDP_BOOL_NULL);
sdp_query file_query = SDP_QUERY(.row_count = 100, .get_total_count = SDP_TRUE, .fields_required = {SDP_EMPTY, 0});
sdp_product file_product = SDP_PRODUCT(.name = "XPS 15", .comments = SDP_NULL, .is_laptop = SDP_TRUE,
                                       .product_type = &file_type, .type = SDP_NULL);
sdp_site file_site = SDP_SITE(.id = "1");
sdp_user file_user = SDP_USER(.email_id = "a@b.c", .site = &file_site);
sdp_currency file_currency = SDP_CURRENCY(.name = "US Dollar");
sdp_money file_money = SDP_MONEY(.value = "5.00");
sdp_attachment file_attachment = SDP_ATTACHMENT(.file_id = "2001");
sdp_template file_template = SDP_TEMPLATE(.name = "General");
sdp_customer_lookup file_customer_lookup = SDP_CUSTOMER_LOOKUP(.id = "1");
sdp_customer file_customer =
    SDP_CUSTOMER(.name = "a", .login_logo = SDP_NULL, .sites = {SDP_EMPTY, 0}, .template_ = &file_template);
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
sdp_contract file_contract = SDP_CONTRACT(.name = "c", .active_from = SDP_TIME(1678213800000),
                                          .active_till = SDP_TIME_NULL, .owner = &file_user, .cost = &file_money);
sdp_contract_renewal file_contract_renewal =
    SDP_CONTRACT_RENEWAL(.contract = &file_contract, .disable_notification = SDP_FALSE);
sdp_contract_cancellation file_contract_cancellation =
    SDP_CONTRACT_CANCELLATION(.is_notify = SDP_TRUE, .to = {SDP_EMPTY, 0});

void in_function();

void in_function()
{
    sdp_product product = SDP_PRODUCT(.name = "XPS 15", .comments = SDP_NULL, .is_laptop = SDP_FALSE,
                                      .software = &file_software, .type = &file_lookup);
    sdp_options options = SDP_OPTIONS(.max_retries = -1, .tag = "function");
    product.is_laptop = SDP_TRUE;
    (void)options;
}
