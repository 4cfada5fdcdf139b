/* The parts of the seed; all inside a transaction of the caller's. */
#ifndef SANDBOX_SEED_PARTS_H
#define SANDBOX_SEED_PARTS_H

#include "seed.h"

/* JSON of what contracts and customers refer to: the vendor's pages come from two installations, and show the
   same things of each with other ids. */
#define SEED_SITE(id, name)                                                                                            \
    "{\"deleted\":false,\"name\":\"" name "\",\"description\":null,\"id\":\"" id "\",\"is_default\":true}"
#define SEED_USD(id)                                                                                                   \
    "{\"symbol\":\"$\",\"code\":\"USD\",\"exchange_rate\":\"1\",\"is_"                                                 \
    "frequent\":true,\"name\":\"US Dollar\","                                                                          \
    "\"id\":\"" id "\"}"
#define SEED_USER(id, contact, mail, mobile, first, last, name, phone, photo, site)                                    \
    "{\"email_id\":\"" mail "\",\"is_technician\":true,\"sms_mail\":null,\"contact_info_id\":" contact                 \
    ",\"mobile\":" mobile ",\"last_name\":\"" last "\",\"user_scope\":\"internal_user\",\"sms_mail_id\":null,"         \
    "\"cost_per_hour\":\"0\",\"site\":" site ",\"phone\":" phone ",\"employee_id\":null,\"name\":\"" name              \
    "\",\"id\":\"" id "\",\"photo_url\":\"" photo                                                                      \
    "\",\"is_vip_user\":false,\"department\":null,\"first_name\":\"" first "\",\"job_title\":null}"
#define SEED_VENDOR(id, name, currency)                                                                                \
    "{\"name\":\"" name "\",\"description\":\"No Description\",\"currency\":" currency ",\"id\":\"" id "\"}"
#define SEED_TEMPLATE(id, name) "{\"inactive\":false,\"name\":\"" name "\",\"id\":\"" id "\"}"
#define SEED_TYPE(id, name, color) "{\"color\":\"" color "\",\"name\":\"" name "\",\"id\":\"" id "\"}"
#define SEED_NAMED(id, name) "{\"name\":\"" name "\",\"id\":\"" id "\"}"
#define SEED_ASSET(id, name, site) "{\"site\":" site ",\"name\":\"" name "\",\"id\":\"" id "\"}"

/* One installation's ids begin with 1000…, the other's with 2000…. */
#define SEED_SITE_1 SEED_SITE("100000000000006130", "Base Site")
#define SEED_SITE_2 SEED_SITE("2000000006130", "Base Site")
#define SEED_USD_1 SEED_USD("100000000000004129")
#define SEED_USD_2 SEED_USD("2000000004129")
#define SEED_OWNER_1                                                                                                   \
    SEED_USER("100000000000036225", "\"100000000000036223\"", "test@zmail.com", "null", "test", "test", "test",        \
              "null", "test-photo_url", SEED_SITE_1)
#define SEED_OWNER_2                                                                                                   \
    SEED_USER("2000000036237", "null", "test@zmail.com", "\"xxxxxxxxxxx\"", "Test", "T", "Test", "\"\"",               \
              "test-photo-url", SEED_SITE_2)
#define SEED_VENDOR_1 SEED_VENDOR("100000000000036303", "vendor1", SEED_USD_1)
#define SEED_VENDOR_2 SEED_VENDOR("2000000036323", "AA", SEED_USD_2)
#define SEED_CANON SEED_VENDOR("200000000000000401", "Canon", SEED_USD_1)
#define SEED_DELL SEED_VENDOR("200000000000000402", "Dell", SEED_USD_1)
#define SEED_TEMPLATE_1 SEED_TEMPLATE("100000000000030618", "General Contract Template")
#define SEED_TEMPLATE_2 SEED_TEMPLATE("2000000030626", "General Contract Template")
#define SEED_CUSTOMER_TEMPLATE SEED_TEMPLATE("100000000000040055", "General Customer Template")
#define SEED_LEASE SEED_TYPE("2000000003022", "Lease", "#ff6666")
#define SEED_MAINTENANCE SEED_TYPE("100000000000003019", "Maintenance", "#aaff66")

/* What there always is to refer to. */
bool seed_references(store *to);
bool seed_vendor_customers(store *to);
bool seed_vendor_contracts(store *to);
/* Believable ones; each contract belongs to one of the customers. */
bool seed_customers(store *to, int64_t count);
bool seed_contracts(store *to, int64_t count, int64_t customers);
bool seed_neucrm(store *to, bool vendor, int64_t count);

/* The name of a believable customer, from 0 on. Its id is the one that was given to it when it was made. */
void seed_customer_name(int64_t number, char *out, size_t size);

#endif
