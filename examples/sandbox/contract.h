/* What only contracts do. */
#ifndef SANDBOX_CONTRACT_H
#define SANDBOX_CONTRACT_H

#include "job.h"
#include "json.h"

/* Contracts as the vendor's pages print them. What goes into the trash shows more, and no customer; a successor
   shows no customer either. Child contracts are described and never printed: they are shown where there are
   any, and so are user-defined fields, of which no page of contracts speaks. */
#define CONTRACT_SITE "{deleted name id is_default}"
#define CONTRACT_CURRENCY(frequent) "{symbol code exchange_rate " frequent "name id}"
#define CONTRACT_VENDOR "{name description currency" CONTRACT_CURRENCY("") " id}"
#define CONTRACT_USER(contact, cost, site)                                                                             \
    "{email_id is_technician sms_mail " contact "mobile last_name user_scope sms_mail_id " cost "site" site            \
    " phone employee_id name id photo_url is_vip_user department first_name "                                          \
    "job_title}"
#define CONTRACT_PERSON CONTRACT_USER("", "cost_per_hour ", "{id}")
#define CONTRACT_MEMBERS(currency_id, contact, escalate, escalated)                                                    \
    "is_auto_renew template{inactive name id} attachments{content_type size "                                          \
    "file_id name content_url} "                                                                                       \
    "request_creation_days display_id sites" CONTRACT_SITE " active_from type{color name id} "                         \
    "is_req_creation_required contract_renewed_from "                                                                  \
    "assets{asset{site" CONTRACT_SITE " name id}} "                                                                    \
    "expiry_notification{email_ids_to_notify notify_days{notification "                                                \
    "notify_before id} "                                                                                               \
    "notify_technicians" CONTRACT_PERSON "} configuration_items is_notification_required vendor" CONTRACT_VENDOR       \
    " is_draft active_till currency" CONTRACT_CURRENCY(                                                                \
        "") " parent_contract id is_notification_disabled "                                                            \
            "is_renewed " currency_id "expiry_request owner" CONTRACT_USER(                                            \
                contact, "cost_per_hour ",                                                                             \
                "{id}") " is_definite comments cost " escalate "contract_usage exchange_rate contract_renewal_origin " \
                        "services "                                                                                    \
                        "created_by" CONTRACT_USER(contact, "", CONTRACT_SITE) " people "                              \
                                                                               "software_licenses{software_license{"   \
                                                                               "name id}} " escalated                  \
                                                                               "auto_renew{auto_renew_extension{"      \
                                                                               "period prolongation} id "              \
                                                                               "auto_renew_notify" CONTRACT_PERSON     \
                                                                               "} name "                               \
                                                                               "created_date support deleted_time "    \
                                                                               "notes_present status{name id} "        \
                                                                               "child_contracts? udf_fields?"
#define CONTRACT_RENEWED_VIEW CONTRACT_MEMBERS("", "", "", "")
#define CONTRACT_VIEW CONTRACT_RENEWED_VIEW " customer{name id is_msp deleted_time}"
#define CONTRACT_TRASH_VIEW                                                                                            \
    CONTRACT_MEMBERS("vendor_currency_id ", "contact_info_id ", "escalate_to_id ", "is_escalated ")
#define CONTRACT_LIST_VIEW                                                                                             \
    "owner" CONTRACT_PERSON " template{inactive name id} is_definite cost "                                            \
    "request_creation_days display_id "                                                                                \
    "sites{name id} active_from type{color name id} is_req_creation_required "                                         \
    "vendor" CONTRACT_VENDOR " is_draft name active_till currency" CONTRACT_CURRENCY(                                  \
        "is_frequent ") " id deleted_time notes_present status{name id} "                                              \
                        "customer{name id is_msp deleted_time} udf_fields?"

/* Where a contract may stand. */
#define CONTRACT_CANCELED "Canceled"
const char *contract_status_id(const char *name);
bool contract_set_status(sdp_json *document, const char *name);
bool contract_is(const sdp_json *document, const char *status);

/* Brings where contracts stand up to the time that it is. */
bool contract_age(store *in);

bool contract_complete(store *in, sdp_json *document, const sdp_json *input, bool is_new, answer *problems);
bool contract_follow(store *in, const sdp_json *document, const sdp_json *input, answer *problems);
bool contract_gather(store *in, sdp_json *document);
/* What follows when a contract is deleted: its children and its predecessor are free, and its files are gone. */
bool contract_forget(const job *of, const sdp_json *document);

/* Makes a contract a part of another; `parent` NULL: of none. False where that fails, with the problem noted. */
bool contract_adopt(store *in, const char *child_id, const sdp_json *parent, answer *problems);
bool contract_release_children(store *in, const char *parent_id, answer *problems);

void contract_renew(const job *of);
void contract_cancel(const job *of);
void contract_email_vendor(const job *of);
void contract_email_owner(const job *of);
/* contracts.associate_… and dissociate_… */
void contract_associate(const job *of);
void contract_dissociate(const job *of);
void contract_associate_child(const job *of);
void contract_dissociate_child(const job *of);

#endif
