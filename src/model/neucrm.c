/* The tables of neucrm.h. Rows stand in the order in which the vendor's page has them. */
#include <sdp/neucrm.h>

#include "model/rows.h"

#define OF sdp_neucrm_customer
FIELDS(sdp_neucrm_customer, SDP_TYPE_NEUCRM_CUSTOMER, "neucrm_customer", "A customer of NeuCRM",
       ID(id, KEY | READ_ONLY, "id of the customer"), ID(customerid, KEY | READ_ONLY, "the id under its other name"),
       TEXT(username, READ_ONLY, "PPPoE user name"), TEXT(serviceid, READ_ONLY, "id of the service"),
       ID(ispid, 0, "id of the ISP, on creation"), ID(resellerid, 0, "id of the reseller, on creation"),
       TEXT(type, 0, "Individual or Organisation"), TEXT(name, 0, "name of the customer"), TEXT(surname, 0, "surname"),
       TEXT(dob, 0, "day of birth or of registration, yyyy-mm-dd"), TEXT(mobile, 0, "mobile number"),
       TEXT(email, 0, "mail address"), TEXT(uniqueid, 0, "unique id of the customer"),
       TEXT(reset_password, 0, "on a change: Y resets the password of the portal"), TEXT(zipcode, 0, "postal code"),
       TEXT(state, 0, "state"), TEXT(city, 0, "city"), TEXT(street, 0, "street address"), TEXT(notes, 0, "notes"));
#undef OF

#define OF sdp_neucrm_filter
FIELDS(sdp_neucrm_filter, SDP_TYPE_NEUCRM_FILTER, "neucrm_filter", "Which customers of NeuCRM to list",
       ID(ispid, 0, "id of the ISP"), ID(resellerid, 0, "id of the reseller"), ID(customerid, 0, "id of the customer"),
       ID(serviceid, 0, "id of the service"), TEXT(username, 0, "PPPoE user name; % stands for any text"),
       TEXT(type, 0, "Individual or Organisation"), TEXT(name, 0, "name; % stands for any text"),
       TEXT(mobile, 0, "mobile number"), TEXT(email, 0, "mail address"), TEXT(zipcode, 0, "postal code"),
       TEXT(state, 0, "state"), TEXT(city, 0, "city"), TEXT(created_from, 0, "first day of creation, yyyy-mm-dd"),
       TEXT(created_upto, 0, "last day of creation, yyyy-mm-dd"), INTEGER(rows_limit, 0, "rows a page, 1 to 100"),
       INTEGER(rows_offset, 0, "rows to leave out at the beginning"), TEXT(sort_field, 0, "id, name, mobile or email"),
       TEXT(sort_order, 0, "asc or desc"), INTEGER(show_count, 0, "1: only how many there are"));
#undef OF

#define OF sdp_neucrm_result
FIELDS(sdp_neucrm_result, SDP_TYPE_NEUCRM_RESULT, "neucrm_result", "What a call of NeuCRM brought",
       ID(id, KEY | READ_ONLY, "id of the customer that was created"),
       INTEGER(count, READ_ONLY, "how many customers there are"),
       TEXT(text, READ_ONLY, "any other word of the service"));
#undef OF
