/* The tables of types that every noun uses. A request names what exists by id or name: the rest of it is read-only. */
#include <sdp/query.h>

#include "model/rows.h"

#define OF sdp_lookup
FIELDS(sdp_lookup, SDP_TYPE_LOOKUP, "lookup", "A reference to something by id or name", TEXT(name, 0, "its name"),
       ID(id, KEY, "its id"));
#undef OF

#define OF sdp_site
FIELDS(sdp_site, SDP_TYPE_SITE, "site", "A site of a customer", BOOL(deleted, READ_ONLY, "whether it was deleted"),
       TEXT(name, 0, "its name"), TEXT(description, READ_ONLY, "what it is for"), ID(id, KEY, "its id"),
       BOOL(is_default, READ_ONLY, "whether it is the site that is taken where none is named"));
#undef OF

#define OF sdp_user
FIELDS(sdp_user, SDP_TYPE_USER, "user", "A technician or a requester", TEXT(email_id, 0, "mail address"),
       BOOL(is_technician, READ_ONLY, "whether the user is a technician"),
       JSON(sms_mail, READ_ONLY, "mail address for text messages"),
       ID(contact_info_id, READ_ONLY, "id of the user's contact details"), TEXT(mobile, READ_ONLY, "mobile number"),
       TEXT(last_name, READ_ONLY, "family name"), TEXT(user_scope, READ_ONLY, "scope, such as internal_user"),
       JSON(sms_mail_id, READ_ONLY, "id of the mail address for text messages"),
       TEXT(cost_per_hour, READ_ONLY, "what an hour of work costs"),
       OBJECT(site, sdp_site, READ_ONLY, "site that the user belongs to"), TEXT(phone, READ_ONLY, "phone number"),
       JSON(employee_id, READ_ONLY, "number of the employee"), TEXT(name, 0, "full name"),
       ID(id, KEY, "id of the user"), TEXT(photo_url, READ_ONLY, "where the picture is"),
       BOOL(is_vip_user, READ_ONLY, "whether the user is marked as important"),
       JSON(department, READ_ONLY, "department of the user"), TEXT(first_name, READ_ONLY, "given name"),
       JSON(job_title, READ_ONLY, "what the user works as"));
#undef OF

#define OF sdp_currency
FIELDS(sdp_currency, SDP_TYPE_CURRENCY, "currency", "A currency", TEXT(symbol, READ_ONLY, "sign, such as $"),
       TEXT(code, READ_ONLY, "code of three letters, such as USD"),
       NUMBER(exchange_rate, READ_ONLY, "rate to the base currency"),
       BOOL(is_frequent, READ_ONLY, "whether it is often used"), TEXT(name, 0, "name of the currency"),
       ID(id, KEY, "id of the currency"));
#undef OF

#define OF sdp_money
FIELDS(sdp_money, SDP_TYPE_MONEY, "money", "An amount of money",
       TEXT(display_value, READ_ONLY, "the amount as it is shown to people"),
       TEXT(currency_symbol, READ_ONLY, "sign of its currency"),
       NUMBER(value, WRITE_TEXT, "the amount, digits as on the wire"),
       OBJECT(secondary_currency, sdp_money, 0, "the same in the second currency"));
#undef OF

#define OF sdp_attachment
FIELDS(sdp_attachment, SDP_TYPE_ATTACHMENT, "attachment", "A file that was uploaded",
       TEXT(content_type, READ_ONLY, "type of its content, such as image/png"),
       NUMBER(size, READ_ONLY, "length in bytes"), ID(file_id, KEY, "id that the upload gave the file"),
       TEXT(name, READ_ONLY, "name of the file"), TEXT(content_url, READ_ONLY, "where it can be downloaded"));
#undef OF

#define OF sdp_template
FIELDS(sdp_template, SDP_TYPE_TEMPLATE, "template", "The template that something was made with",
       BOOL(inactive, READ_ONLY, "whether it is out of use"), TEXT(name, 0, "name of the template"),
       ID(id, KEY, "id of the template"));
#undef OF

#define OF sdp_customer_lookup
FIELDS(sdp_customer_lookup, SDP_TYPE_CUSTOMER_LOOKUP, "customer_lookup", "The customer that something belongs to",
       TEXT(name, 0, "name of the customer"), ID(id, KEY, "id of the customer"),
       BOOL(is_msp, READ_ONLY, "whether it is the service provider itself"),
       TIME(deleted_time, READ_ONLY, "when it was moved to the trash"));
#undef OF

#define OF sdp_query
FIELDS(sdp_query, SDP_TYPE_QUERY, "list_info", "What a list asks for", INTEGER(row_count, 0, "rows a page, 1 to 100"),
       INTEGER(start_index, 0, "first row, from 1"), INTEGER(page, 0, "page, from 1, instead of start_index"),
       TEXT(sort_field, 0, "member to sort by"), TEXT(sort_order, 0, "asc or desc"),
       BOOL(get_total_count, 0, "whether to count all rows"),
       JSON(search_criteria, 0, "a criterion {field, condition, value}, or an array of them"),
       JSON(search_fields, 0, "an object of members and the texts to search them for"),
       JSON(filter_by, 0, "a filter of the service, by id or name"),
       TEXTS(fields_required, 0, "members to answer with"));
#undef OF
