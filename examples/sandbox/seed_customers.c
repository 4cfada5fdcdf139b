/* Customers of ServiceDesk Plus and of NeuCRM. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "json.h"
#include "neucrm.h"
#include "seed_parts.h"

/* A customer of the vendor's pages. */
static const struct sample {
    const char *id;
    const char *name;
    const char *site_id;
    const char *site_name;
    const char *portal;
    int64_t created;
    int64_t deleted; /* 0: not in the trash */
    bool described;  /* with all members that the first page prints */
} samples[] = {
    {"100000000000052115", "Customer A edited", "100000000000052120", "Customer A Base Site", "1031147821",
     1737111264440, 0, true},
    {"100000000000044788", "Customer A", "100000000000044793", "Base Site", "1031147813", 1736752513016, 0, false},
    {"100000000000042918", "Customer A", "100000000000042923", "Base Site", "1031147809", 1736752509411, 1737363501395,
     false},
    {"100000000000048556", "Customer 2", "100000000000048561", "Customer 2's Default Site", "1031147817", 1736752513016,
     0, false},
    {"2000000040924", "Customer ABC", "2000000006130", "Base Site", "1031147801", 1680176711401, 0, false},
};

/* The members that are texts: all null, or as the first page prints them. */
static const char *const texts[][2] = {
    {"email_id", "aa@customerdomain.com"},
    {"country", "United States"},
    {"city", "City YY"},
    {"description", "Description of the Customer A edited"},
    {"support_name", "Customer Support Name edited"},
    {"street", "Customer Streets"},
    {"door_no", "33"},
    {"state", "State Bs"},
    {"landmark", "Near Landmark Xs"},
    {"fax", "+22 22222"},
    {"website", "https://www.customeraweb.com"},
    {"mobile", "11111111111"},
    {"support_email", "customeraa@customerdomain.com"},
    {"location", "Location AAs"},
    {"phone_number", "222222222"},
    {"postal_code", "123454"},
};

/* The parts that an example of the pages shows of one customer, and that no answer prints. */
#define SITES                                                                                                          \
    "[{\"deleted\":false,\"name\":\"Site "                                                                             \
    "1\",\"description\":\"\",\"id\":\"100000000000052060\",\"is_default\":"                                           \
    "false},"                                                                                                          \
    "{\"deleted\":false,\"name\":\"Site "                                                                              \
    "2\",\"description\":\"\",\"id\":\"100000000000052065\",\"is_default\":"                                           \
    "false}]"
#define ADVISORIES                                                                                                     \
    "[{\"performed_by\":{\"email_id\":\"john.doe@abcmail.com\",\"site\":{"                                             \
    "\"deleted\":false,\"name\":\"Base Site\","                                                                        \
    "\"id\":\"100000000000006824\"},\"name\":\"John "                                                                  \
    "Doe\",\"id\":\"100000000000040848\"},\"ispublic\":true,"                                                          \
    "\"description\":\"Sample Advisory "                                                                               \
    "1\",\"id\":\"100000000000052055\",\"performed_time\":{\"display_value\":"                                         \
    "\"Jan 17, 2025 03:36 "                                                                                            \
    "PM\",\"value\":\"1737108380889\"},\"customer\":{\"id\":"                                                          \
    "\"100000000000048556\"}}]"

static void add_time(text *to, const char *name, int64_t ms)
{
    char shown[40];
    json_show_time(ms, true, shown);
    text_printf(to, ",\"%s\":{\"display_value\":\"%s\",\"value\":\"%" PRId64 "\"}", name, shown, ms);
}

static void describe(text *to, const struct sample *is)
{
    text_printf(to, "{\"id\":\"%s\",\"name\":\"%s\",\"template\":" SEED_CUSTOMER_TEMPLATE, is->id, is->name);
    text_printf(to,
                ",\"attachments\":[],\"customer_group\":[],\"header_logo\":null,\"login_"
                "logo\":null,\"is_msp\":false,"
                "\"client_portal\":\"%s\",\"domain\":\"cust-%s.clients.sdpcloud.com\","
                "\"udf_fields\":{\"txt_single_line_field\":null},\"default_site\":{"
                "\"deleted\":false,\"name\":\"%s\","
                "\"description\":null,\"id\":\"%s\",\"is_default\":true}",
                is->portal, is->id, is->site_name, is->site_id);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        text_printf(to, ",\"%s\":", texts[i][0]);
        if (is->described) {
            text_json(to, texts[i][1]);
        } else {
            text_puts(to, "null");
        }
    }
    add_time(to, "created_time", is->created);
    if (is->deleted) {
        add_time(to, "deleted_time", is->deleted);
    } else {
        text_puts(to, ",\"deleted_time\":null");
    }
    bool shown = strcmp(is->id, "100000000000048556") == 0;
    text_puts(to,
              shown ? ",\"sites\":" SITES ",\"advisories\":" ADVISORIES "}" : ",\"sites\":null,\"advisories\":null}");
}

static bool put_site(store *to, const char *id, const char *name, bool sample)
{
    text site = {0};
    text_printf(&site,
                "{\"deleted\":false,\"name\":\"%s\",\"description\":null,\"id\":"
                "\"%s\",\"is_default\":true}",
                name, id);
    bool good =
        !site.failed &&
        store_put(to, &(stored){.noun = "site", .id = id, .name = name, .document = text_get(&site), .sample = sample});
    text_free(&site);
    return good;
}

static bool put_customer(store *to, const struct sample *is, bool sample)
{
    text document = {0};
    describe(&document, is);
    stored made = {.noun = "customer",
                   .id = is->id,
                   .name = is->name,
                   .document = text_get(&document),
                   .sample = sample,
                   .trashed = is->deleted != 0};
    bool good = !document.failed && store_put(to, &made) && put_site(to, is->site_id, is->site_name, sample);
    text_free(&document);
    return good;
}

bool seed_vendor_customers(store *to)
{
    bool good =
        put_site(to, "100000000000052060", "Site 1", true) && put_site(to, "100000000000052065", "Site 2", true);
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]) && good; i++)
        good = put_customer(to, &samples[i], true);
    return good;
}

void seed_customer_name(int64_t number, char *out, size_t size)
{
    static const char *const firms[] = {"Acme Industries", "Borealis Foods", "Cedar Clinics",   "Delta Logistics",
                                        "Elm Street Bank", "Fjord Shipping", "Granite Schools", "Harbour Hotels"};
    int64_t count = (int64_t)(sizeof(firms) / sizeof(firms[0]));
    snprintf(out, size, "%s %" PRId64, firms[number % count], 100 + number);
}

bool seed_customers(store *to, int64_t count)
{
    bool good = true;
    for (int64_t i = 0; i < count && good; i++) {
        char id[STORE_ID_SIZE];
        char site_id[STORE_ID_SIZE];
        char name[80];
        char site_name[100];
        char portal[24];
        seed_customer_name(i, name, sizeof(name));
        snprintf(site_name, sizeof(site_name), "%s Base Site", name);
        snprintf(portal, sizeof(portal), "%" PRId64, 1031200001 + i);
        good = store_new_id(to, id) && store_new_id(to, site_id);
        struct sample is = {id, name, site_id, site_name, portal, 1735689600000 + i * 3600000, 0, false};
        good = good && put_customer(to, &is, false);
    }
    return good;
}

static bool put_neucrm(store *to, int64_t id, const char *name, int64_t number)
{
    char id_text[STORE_ID_SIZE];
    text document = {0};
    snprintf(id_text, sizeof(id_text), "%" PRId64, id);
    text_printf(&document, "{\"id\":%" PRId64 ",\"username\":\"user_%" PRId64 "\",\"serviceid\":null,\"ispid\":null,",
                id, id);
    text_printf(&document,
                "\"resellerid\":\"%d\",\"type\":\"%s\",\"name\":\"%s\","
                "\"surname\":null,\"dob\":null,"
                "\"mobile\":\"98%08" PRId64 "\",\"email\":\"user%" PRId64 "@example.com\",\"uniqueid\":null,"
                "\"zipcode\":\"4030%02d\",\"state\":\"Goa\",\"city\":\"%s\","
                "\"street\":\"%d. street\",\"notes\":null,"
                "\"created\":\"2025-%02d-%02d\"}",
                number % 2 ? 2 : 1, number % 3 ? "Individual" : "Organisation", name, number, id, (int)(number % 50),
                number % 2 ? "Margao" : "Panaji", (int)(number % 90) + 1, (int)(number % 12) + 1,
                (int)(number % 28) + 1);
    bool good =
        !document.failed &&
        store_put(to,
                  &(stored){.noun = "neucrm_customer", .id = id_text, .name = name, .document = text_get(&document)});
    text_free(&document);
    return good;
}

/* The vendor's page names three customers. A new one gets the next number. */
bool seed_neucrm(store *to, bool vendor, int64_t count)
{
    static const int64_t printed[] = {1235, 1243, 1423};
    bool good = true;
    for (size_t i = 0; i < 3 && vendor && good; i++) good = put_neucrm(to, printed[i], "Some Name", (int64_t)i);
    if (vendor) good = good && store_next(to, "neucrm", printed[2]) > 0;
    for (int64_t i = 0; i < count && good; i++) {
        char name[80];
        seed_customer_name(i, name, sizeof(name));
        good = put_neucrm(to, store_next(to, "neucrm", NEUCRM_FIRST_ID), name, i);
    }
    return good;
}
