/* The tables of contracts.h: a contract and its parts. Rows stand in the order in which the service sends members. */
#include <sdp/contracts.h>

#include "model/rows.h"

#define OF sdp_contract_type
FIELDS(sdp_contract_type, SDP_TYPE_CONTRACT_TYPE, "contract_type", "What kind of contract it is, such as Lease",
       TEXT(color, READ_ONLY, "colour it is shown in, such as #ff6666"), TEXT(name, 0, "name of the type"),
       ID(id, KEY, "id of the type"));
#undef OF

#define OF sdp_vendor
FIELDS(sdp_vendor, SDP_TYPE_VENDOR, "vendor", "The other party of a contract", TEXT(name, 0, "name of the vendor"),
       TEXT(description, READ_ONLY, "what there is to know of the vendor"),
       OBJECT(currency, sdp_currency, READ_ONLY, "the currency the vendor is paid in"),
       ID(id, KEY, "id of the vendor"));
#undef OF

#define OF sdp_display_id
FIELDS(sdp_display_id, SDP_TYPE_DISPLAY_ID, "display_id", "The number that people know a contract by",
       TEXT(display_value, READ_ONLY, "with its prefix, such as CON-4"),
       NUMBER(value, READ_ONLY, "the number alone, such as 4"));
#undef OF

#define OF sdp_asset
FIELDS(sdp_asset, SDP_TYPE_ASSET, "asset", "An asset, by id or name",
       OBJECT(site, sdp_site, READ_ONLY, "the site where it is"), TEXT(name, 0, "name of the asset"),
       ID(id, KEY, "id of the asset"));
#undef OF

#define OF sdp_contract_asset
FIELDS(sdp_contract_asset, SDP_TYPE_CONTRACT_ASSET, "contract_asset", "An asset that a contract covers",
       OBJECT(contract, sdp_lookup, READ_ONLY, "the contract"),
       OBJECT(asset, sdp_asset, 0, "the asset, by id or name"));
#undef OF

#define OF sdp_contract_software_license
FIELDS(sdp_contract_software_license, SDP_TYPE_CONTRACT_SOFTWARE_LICENSE, "contract_software_license",
       "A software license that a contract covers", OBJECT(contract, sdp_lookup, READ_ONLY, "the contract"),
       OBJECT(software_license, sdp_lookup, 0, "the software license, by id"));
#undef OF

#define OF sdp_contract_relationship
FIELDS(sdp_contract_relationship, SDP_TYPE_CONTRACT_RELATIONSHIP, "contract_relationship",
       "A contract that is a part of another", OBJECT(child_contract, sdp_lookup, 0, "the part, by id or name"),
       OBJECT(parent_contract, sdp_lookup, READ_ONLY, "what it is a part of"));
#undef OF

#define OF sdp_notify_day
FIELDS(sdp_notify_day, SDP_TYPE_NOTIFY_DAY, "notify_day", "When a notification is sent",
       JSON(notification, READ_ONLY, "the notification that was made"),
       NUMBER(notify_before, WRITE_TEXT, "days before the contract expires"), ID(id, KEY, "id of the day"));
#undef OF

#define OF sdp_expiry_notification
FIELDS(sdp_expiry_notification, SDP_TYPE_EXPIRY_NOTIFICATION, "expiry_notification",
       "Who is told that a contract expires, and when", TEXTS(email_ids_to_notify, 0, "mail addresses that are told"),
       LIST(notify_days, sdp_notify_day, 0, "the days on which they are told"),
       LIST(notify_technicians, sdp_user, 0, "technicians who are told, by id, name or email_id"));
#undef OF

#define OF sdp_renewal_extension
FIELDS(sdp_renewal_extension, SDP_TYPE_RENEWAL_EXTENSION, "renewal_extension", "By how much a contract is prolonged",
       TEXT(period, 0, "unit of the prolongation, such as months"), NUMBER(prolongation, 0, "how many of them"));
#undef OF

#define OF sdp_auto_renewal
FIELDS(sdp_auto_renewal, SDP_TYPE_AUTO_RENEWAL, "auto_renewal", "How a contract renews itself",
       OBJECT(auto_renew_extension, sdp_renewal_extension, 0, "by how much it is prolonged"),
       ID(id, KEY, "id of the renewal"),
       LIST(auto_renew_notify, sdp_user, 0, "users who are told of it, by id, name or email_id"));
#undef OF

/* In the order of a list, which has the most to read; one contract alone comes in another, with more members. No page
   prints what stands in the members that have the kind JSON. */
#define OF sdp_contract
FIELDS(sdp_contract, SDP_TYPE_CONTRACT, "contract", "An agreement with a vendor",
       BOOL(is_auto_renew, 0, "whether it renews itself"),
       OBJECT(owner, sdp_user, 0, "who looks after it, by id, name or email_id"),
       OBJECT_AS(template_, "template", sdp_template, 0, "the template it was made with, by id or name"),
       BOOL(is_definite, 0, "whether it has a last day"), OBJECT(cost, sdp_money, 0, "what it costs"),
       LIST(attachments, sdp_attachment, 0, "files that were uploaded before, by file_id; 50 at most"),
       NUMBER(request_creation_days, WRITE_TEXT, "days before its end on which a request is made"),
       OBJECT(display_id, sdp_display_id, READ_ONLY, "the number that people know it by"),
       LIST(sites, sdp_site, 0, "the sites it is for, by id or name"), TIME(active_from, 0, "its first day"),
       OBJECT(type, sdp_contract_type, 0, "what kind of contract it is, by id or name"),
       BOOL(is_req_creation_required, 0, "whether a request is made before it expires"),
       OBJECT(contract_renewed_from, sdp_contract, READ_ONLY, "the contract that this one renews"),
       LIST(assets, sdp_contract_asset, 0, "the assets it covers"),
       OBJECT(expiry_notification, sdp_expiry_notification, 0, "who is told that it expires, and when"),
       JSON(configuration_items, 0, "the configuration items it covers"),
       BOOL(is_notification_required, 0, "whether someone is told that it expires"),
       OBJECT(vendor, sdp_vendor, 0, "the other party, by id or name"), BOOL(is_draft, 0, "whether it is a draft"),
       TEXT(name, 0, "name of the contract"), TIME(active_till, 0, "its last day; null where it has none"),
       OBJECT(currency, sdp_currency, READ_ONLY, "the currency of its cost: that of the vendor"),
       OBJECT(parent_contract, sdp_lookup, 0, "the contract it is a part of, by id or name"),
       ID(id, KEY | READ_ONLY, "id of the contract"), TIME(deleted_time, READ_ONLY, "when it was moved to the trash"),
       BOOL(notes_present, READ_ONLY, "whether it has notes"),
       OBJECT(status, sdp_lookup, READ_ONLY, "where it stands, such as Active; renew, cancel and time change it"),
       OBJECT(customer, sdp_customer_lookup, 0, "the customer it is for, by id or name"),
       BOOL(is_notification_disabled, 0, "whether nobody is told of it any more"),
       BOOL(is_renewed, READ_ONLY, "whether another contract renews it"),
       JSON(vendor_currency_id, READ_ONLY, "id of the vendor's currency"),
       JSON(expiry_request, READ_ONLY, "the request that was made before it expires"),
       TEXT(comments, 0, "comments on it"), JSON(escalate_to_id, READ_ONLY, "id of whom it was escalated to"),
       JSON(contract_usage, READ_ONLY, "how it is used"),
       NUMBER(exchange_rate, WRITE_TEXT, "rate between the currencies of its cost"),
       ID(contract_renewal_origin, READ_ONLY, "id of the first contract in this row of renewals"),
       JSON(services, 0, "the services it covers"), OBJECT(created_by, sdp_user, READ_ONLY, "who made it"),
       JSON(people, 0, "the people it covers"),
       LIST(software_licenses, sdp_contract_software_license, 0, "the software licenses it covers"),
       BOOL(is_escalated, READ_ONLY, "whether it was escalated"),
       LIST(auto_renew, sdp_auto_renewal, 0, "how it renews itself"), TIME(created_date, READ_ONLY, "when it was made"),
       TEXT(support, 0, "what the vendor has promised to do"),
       LIST(child_contracts, sdp_contract_relationship, 0, "the contracts that are parts of it"));
#undef OF
