/* The tables of customers.h. Rows stand in the order in which the service sends members. */
#include <sdp/customers.h>

#include "model/rows.h"

#define OF sdp_advisory
FIELDS(sdp_advisory, SDP_TYPE_ADVISORY, "advisory", "A notice about a customer, for those who are about to log in",
       OBJECT(performed_by, sdp_user, READ_ONLY, "who wrote it"),
       BOOL(ispublic, READ_ONLY, "whether everyone may read it"), TEXT(description, READ_ONLY, "what it says"),
       ID(id, KEY | READ_ONLY, "id of the advisory"), TIME(performed_time, READ_ONLY, "when it was written"),
       OBJECT(customer, sdp_customer_lookup, READ_ONLY, "the customer that it is about"));
#undef OF

#define OF sdp_service_url
FIELDS(sdp_service_url, SDP_TYPE_SERVICE_URL, "service_url", "The domain where a customer's portal is reached",
       TEXT(service_url, 0, "domain, such as desk.example.com"));
#undef OF

/* The page has a name for every member but the logos; an answer has theirs. What only null or [] was seen of is
   open. */
#define OF sdp_customer
FIELDS(sdp_customer, SDP_TYPE_CUSTOMER, "customer", "A client of the managed service provider",
       TEXT(email_id, 0, "mail address of its contact"),
       OBJECT_AS(template_, "template", sdp_template, 0, "the template it was made with, by id or name"),
       TEXT(country, 0, "country of its address"),
       LIST(attachments, sdp_attachment, 0, "files, uploaded to customers/_uploads before, by file_id"),
       TEXT(city, 0, "city of its address"), TEXT(description, 0, "what there is to know of it"),
       ID(header_logo, 0, "file_id of the logo on its pages, uploaded to customers/_images before"),
       ID(login_logo, 0, "file_id of the logo on its login page, uploaded to customers/_images before"),
       TEXT(client_portal, READ_ONLY, "number of its portal"),
       TEXT(support_name, 0, "sender's name of mail that has to do with it"), TEXT(street, 0, "street of its address"),
       TEXT(door_no, 0, "number of the house or door"), ID(id, KEY | READ_ONLY, "id of the customer"),
       TEXT(state, 0, "state of its address"), BOOL(is_msp, READ_ONLY, "whether it is the service provider itself"),
       TEXT(landmark, 0, "what its address is near to"), TEXT(fax, 0, "fax number"),
       TIME(created_time, READ_ONLY, "when it was made"), TEXT(website, 0, "address of its website"),
       TEXT(mobile, 0, "mobile number of its contact"),
       TEXT(support_email, 0, "mail address that its requests are sent to"),
       JSON(customer_group, 0, "the groups it belongs to"),
       TEXT(domain, READ_ONLY, "domain of its portal; add_service_url sets one"), TEXT(name, 0, "name of the customer"),
       UDF(udf_fields, 0, "fields that were defined by users"),
       OBJECT(default_site, sdp_site, 0, "the site that is taken where none is named"),
       TEXT(location, 0, "where it is"), TEXT(phone_number, 0, "phone number of its contact"),
       TEXT(postal_code, 0, "postal code of its address"),
       TIME(deleted_time, READ_ONLY, "when it was moved to the trash"),
       LIST(sites, sdp_site, READ_ONLY, "the sites that were made for it"),
       LIST(advisories, sdp_advisory, READ_ONLY, "notices about it, for those who are about to log in"));
#undef OF
