#include "seed_parts.h"

#include <inttypes.h>
#include <stdio.h>

/* A product type brings the type and category that its products have. */
static const struct product_type {
    const char *name;
    const char *type;
    const char *category;
} product_types[] = {
    {"Workstation", "Asset", "IT"}, {"Server", "Asset", "IT"},        {"Laptop", "Asset", "IT"},
    {"Printer", "Asset", "IT"},     {"Router", "Asset", "IT"},        {"Switch", "Asset", "IT"},
    {"Firewall", "Asset", "IT"},    {"Access Point", "Asset", "IT"},  {"Smartphone", "Asset", "IT"},
    {"Tablet", "Asset", "IT"},      {"Projector", "Asset", "Non-IT"}, {"Keyboard", "Component", "IT"},
};

#define MOST_CONTRACTS 10000
#define TYPES (sizeof(product_types) / sizeof(product_types[0]))
#define MODELLED 6 /* of the types above, those that `models` has products for */

/* The four products of the vendor's pages are alike but for their ids. */
static const struct sample {
    const char *product;
    const char *product_type;
    const char *software;
    const char *type;
    const char *category;
    const char *depreciation;
    const char *useful_life;
} samples[] = {
    {"1829236507633258", "1893410493717337", "1537003994714405", "1661086585307123", "2368781045990945",
     "1921680643120534", "2336250158283151"},
    {"2389334491499884", "2247881320113485", "1970019934993439", "2429804592656991", "1875814009075528",
     "2421818154117324", "2337459615672549"},
    {"2296212508943217", "2025431878521852", "2259598204498920", "2116957315319036", "1725825806511710",
     "2267595182339308", "2250565414876707"},
    {"2390004684229909", "1921325636821381", "2456631449619317", "1825477048701112", "2230240622346283",
     "1926721364241665", "2296589928410633"},
};

static bool put(store *to, const char *noun, const char *id, const char *name, const text *document, bool sample)
{
    stored made = {.noun = noun, .id = id, .name = name, .document = text_get(document), .sample = sample};
    return !document->failed && store_put(to, &made);
}

/* Kinds of assets and categories have ids of their own, which products repeat. */
static bool fill_product_types(store *to)
{
    static const char kind_ids[][STORE_ID_SIZE] = {"200000000000000101", "200000000000000102"};
    static const char category_ids[][STORE_ID_SIZE] = {"200000000000000201", "200000000000000202"};
    text document = {0};
    bool good = true;
    for (size_t i = 0; i < TYPES && good; i++) {
        char id[STORE_ID_SIZE];
        const struct product_type *is = &product_types[i];
        bool asset = is->type[0] == 'A';
        bool it = is->category[0] == 'I';
        text_clear(&document);
        snprintf(id, sizeof(id), "2000000000000003%02zu", i + 1);
        text_printf(&document,
                    "{\"id\":\"%s\",\"name\":\"%s\",\"image\":null,\"type\":{\"id\":\"%s\","
                    "\"name\":\"%s\"},"
                    "\"category\":{\"id\":\"%s\",\"name\":\"%s\",\"description\":null}}",
                    id, is->name, kind_ids[asset ? 0 : 1], is->type, category_ids[it ? 0 : 1], is->category);
        good = put(to, "product_type", id, is->name, &document, false);
    }
    text_free(&document);
    return good;
}

static bool fill_sample(store *to, const struct sample *is)
{
    text type = {0};
    text software = {0};
    text product = {0};
    text kind = {0};
    text_printf(&kind,
                "\"type\":{\"name\":\"Asset\",\"id\":\"%s\"},"
                "\"category\":{\"name\":\"IT\",\"description\":\"test-"
                "description\",\"id\":\"%s\"}",
                is->type, is->category);
    text_printf(&type, "{\"image\":\"test-image\",\"name\":\"Workstation\",\"id\":\"%s\"", is->product_type);
    text_printf(&software, "{\"is_parent_suite\":false,\"name\":\"test-name\",\"id\":\"%s\"}", is->software);
    text_printf(&product,
                "{\"is_laptop\":false,\"part_no\":\"test-part_no\",\"comments\":\"test-"
                "comments\","
                "\"product_type\":%s},\"software\":%s,\"name\":\"test-name\",\"id\":\"%"
                "s\",%s,"
                "\"depreciation_detail\":{\"useful_life\":\"%s\",\"id\":\"%s\","
                "\"depreciation_percent\":1343434.4333,\"salvage_value\":1343434.4333},"
                "\"manufacturer\":\"test-manufacturer\"}",
                text_get(&type), text_get(&software), is->product, text_get(&kind), is->useful_life, is->depreciation);
    text_printf(&type, ",%s}", text_get(&kind));
    bool good = put(to, "product_type", is->product_type, "Workstation", &type, true) &&
                put(to, "software", is->software, "test-name", &software, true) &&
                put(to, "product", is->product, "test-name", &product, true);
    text_free(&type);
    text_free(&software);
    text_free(&product);
    text_free(&kind);
    return good;
}

static const struct model {
    const char *manufacturer;
    const char *names[MODELLED]; /* one for each of the first product types */
} models[] = {
    {"Dell", {"OptiPlex", "PowerEdge", "Latitude", "Laser", "SmartFabric R", "PowerSwitch"}},
    {"HP", {"EliteDesk", "ProLiant", "EliteBook", "LaserJet", "FlexNetwork", "OfficeConnect"}},
    {"Lenovo", {"ThinkCentre", "ThinkSystem", "ThinkPad", "LJ", "RackRouter", "RackSwitch"}},
    {"Cisco", {"UCS Client", "UCS C", "Desk Pro", "Print Gateway", "ISR", "Catalyst"}},
};

#define MODELS ((int64_t)(sizeof(models) / sizeof(models[0])))

/* The products differ in name, and their members repeat with different periods, so that searches find some. */
static bool fill_products(store *to, int64_t count)
{
    text document = {0};
    text types[MODELLED] = {{0}};
    bool good = true;
    for (int i = 0; i < MODELLED; i++) {
        text_printf(&types[i], "{\"id\":\"2000000000000003%02d\",\"name\":\"%s\",\"image\":null}", i + 1,
                    product_types[i].name);
        good = good && !types[i].failed;
    }
    for (int64_t i = 0; i < count && good; i++) {
        char id[STORE_ID_SIZE];
        char name[80];
        const struct model *is = &models[i % MODELS];
        int64_t type = i / MODELS % MODELLED;
        good = store_new_id(to, id);
        snprintf(name, sizeof(name), "%s %s %" PRId64, is->manufacturer, is->names[type], 1000 + i);
        text_clear(&document);
        text_printf(&document,
                    "{\"id\":\"%s\",\"name\":\"%s\",\"manufacturer\":\"%s\",\"part_"
                    "no\":\"%c%c-%06" PRId64 "\",",
                    id, name, is->manufacturer, is->manufacturer[0], is->names[type][0], i + 1);
        text_puts(&document, i % 5 == 0 ? "\"comments\":\"Bought for the main office\"," : "\"comments\":null,");
        text_printf(&document,
                    "\"is_laptop\":%s,\"product_type\":%s,\"software\":null,"
                    "\"type\":{\"id\":\"200000000000000101\",\"name\":\"Asset\"},"
                    "\"category\":{\"id\":\"200000000000000201\",\"name\":\"IT\","
                    "\"description\":null},"
                    "\"depreciation_detail\":null}",
                    type == 2 ? "true" : "false", text_get(&types[type]));
        good = good && put(to, "product", id, name, &document, false);
    }
    for (int i = 0; i < MODELLED; i++) text_free(&types[i]);
    text_free(&document);
    return good;
}

static bool fill_portal(store *to, const seed_data *what)
{
    int64_t customers = what->products > 0 ? what->products / 10 + 1 : 0;
    int64_t contracts = what->products < MOST_CONTRACTS ? what->products : MOST_CONTRACTS;
    if (!fill_product_types(to) || !seed_references(to)) return false;
    for (size_t i = 0; what->vendor && i < sizeof(samples) / sizeof(samples[0]); i++) {
        if (!fill_sample(to, &samples[i])) return false;
    }
    if (what->vendor && !(seed_vendor_customers(to) && seed_vendor_contracts(to))) return false;
    return fill_products(to, what->products) && seed_customers(to, customers) &&
           seed_contracts(to, contracts, customers);
}

bool seed_fill(store *to, const seed_data *what, const char *const *portals, size_t portal_count)
{
    bool good = true;
    for (size_t i = 0; i < portal_count && good; i++) {
        store_enter(to, portals[i]);
        good = fill_portal(to, what);
    }
    store_enter(to, "");
    if (portal_count == 0) good = good && fill_portal(to, what);
    return good && seed_neucrm(to, what->vendor, what->products > 0 ? what->products / 10 + 1 : 0);
}
