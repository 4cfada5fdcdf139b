/* What only customers do: a default site and a domain of their own, and service URLs. */
#ifndef SANDBOX_CUSTOMER_H
#define SANDBOX_CUSTOMER_H

#include "job.h"
#include "json.h"

/* As the vendor's page prints a customer. Sites and advisories are described there and never printed: they are
   shown where there are any. */
#define CUSTOMER_MEMBERS(portal)                                                                                       \
    "email_id template{inactive name id} country attachments{content_type size "                                       \
    "file_id name content_url} city "                                                                                  \
    "description header_logo login_logo " portal "support_name street door_no id state is_msp landmark fax "           \
    "created_time website mobile support_email customer_group domain name "                                            \
    "udf_fields default_site{name id} location "                                                                       \
    "phone_number postal_code deleted_time sites? advisories?"
#define CUSTOMER_VIEW CUSTOMER_MEMBERS("")
#define CUSTOMER_TRASH_VIEW CUSTOMER_MEMBERS("client_portal ")

bool customer_complete(store *in, sdp_json *document, const sdp_json *input, bool is_new, answer *problems);
/* Writes the customer anew into all contracts that repeat it. */
bool customer_follow(store *in, const sdp_json *document, const sdp_json *input, answer *problems);

void customer_add_service_url(const job *of);
void customer_delete_service_url(const job *of);

#endif
