/* What contracts and customers refer to, with the ids of the vendor's pages and some of the sandbox's own. */
#include <stddef.h>

#include "seed_parts.h"

static const struct row {
    const char *noun;
    const char *id;
    const char *name;
    const char *document;
} rows[] = {
    {"user", "100000000000036225", "test", SEED_OWNER_1},
    {"user", "2000000036237", "Test", SEED_OWNER_2},
    {"user", "100000000000040848", "John Doe",
     SEED_USER("100000000000040848", "null", "john.doe@abcmail.com", "null", "John", "Doe", "John Doe", "null",
               "test-photo_url", SEED_SITE("100000000000006824", "Base Site"))},
    {"site", "100000000000006130", "Base Site", SEED_SITE_1},
    {"site", "2000000006130", "Base Site", SEED_SITE_2},
    {"site", "100000000000006824", "Base Site", SEED_SITE("100000000000006824", "Base Site")},
    {"currency", "100000000000004129", "US Dollar", SEED_USD_1},
    {"currency", "2000000004129", "US Dollar", SEED_USD_2},
    {"vendor", "100000000000036303", "vendor1", SEED_VENDOR_1},
    {"vendor", "2000000036323", "AA", SEED_VENDOR_2},
    {"vendor", "200000000000000401", "Canon", SEED_CANON},
    {"vendor", "200000000000000402", "Dell", SEED_DELL},
    {"contract_template", "100000000000030618", "General Contract Template", SEED_TEMPLATE_1},
    {"contract_template", "2000000030626", "General Contract Template", SEED_TEMPLATE_2},
    {"customer_template", "100000000000040055", "General Customer Template", SEED_CUSTOMER_TEMPLATE},
    {"contract_type", "2000000003022", "Lease", SEED_LEASE},
    {"contract_type", "100000000000003019", "Maintenance", SEED_MAINTENANCE},
    {"contract_type", "200000000000000501", "Support", SEED_TYPE("200000000000000501", "Support", "#66aaff")},
    {"asset", "100000000000033317", "access point_1", SEED_ASSET("100000000000033317", "access point_1", SEED_SITE_1)},
    {"asset", "100000000000037221", "asfc", SEED_ASSET("100000000000037221", "asfc", SEED_SITE_1)},
    {"asset", "2000000036443", "AP - PO# 1[10]", SEED_ASSET("2000000036443", "AP - PO# 1[10]", SEED_SITE_2)},
    {"asset", "2000000036389", "AP - PO# 1[1]", SEED_ASSET("2000000036389", "AP - PO# 1[1]", SEED_SITE_2)},
    {"asset", "200000000000000601", "printer_1", SEED_ASSET("200000000000000601", "printer_1", SEED_SITE_1)},
    {"asset", "200000000000000602", "server_1", SEED_ASSET("200000000000000602", "server_1", SEED_SITE_1)},
    {"software_license", "100000000000040109", "license-100000000000040109",
     SEED_NAMED("100000000000040109", "license-100000000000040109")},
    {"software_license", "100000000000037101", "dfgh-100000000000037101",
     SEED_NAMED("100000000000037101", "dfgh-100000000000037101")},
};

bool seed_references(store *to)
{
    bool good = true;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && good; i++) {
        good = store_put(
            to, &(stored){.noun = rows[i].noun, .id = rows[i].id, .name = rows[i].name, .document = rows[i].document});
    }
    return good;
}
