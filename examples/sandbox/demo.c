#include "demo.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "entity.h"
#include "json.h"
#include "neucrm.h"

#define DAY INT64_C(86400000)
#define MORNING (DAY / 4) /* when contracts begin: it is the same day in Europe too */

typedef struct demo {
    store *store;
    files *files;
    const char *portal;
    const udf_fields *declared; /* NULL: customers have no fields of their own */
    text *problem;
    int64_t today; /* its first millisecond, where days are shown */
    char customers[8][STORE_ID_SIZE];
} demo;

static const struct customer {
    const char *name, *contact, *street, *city, *state, *country, *phone, *code;
} customers[] = {
    {"Aster Dental Group", "it@aster-dental.example", "Harbour Road", "Bristol", "England", "United Kingdom",
     "0117 496", "BS1 4QA"},
    {"Birchwood Schools", "office@birchwood.example", "School Lane", "Leeds", "England", "United Kingdom", "0113 496",
     "LS2 7AB"},
    {"Calder Logistics", "dispatch@calder.example", "Dock Street", "Rotterdam", "South Holland", "Netherlands",
     "010 808", "3011 KC"},
    {"Dunmore Brewing", "cellar@dunmore.example", "Mill Bank", "Cork", "Munster", "Ireland", "021 200", "T12 X4Y1"},
    {"Eastgate Law", "clerk@eastgate.example", "Court Square", "Boston", "Massachusetts", "United States", "617 555",
     "02108"},
    {"Fernhill Clinics", "admin@fernhill.example", "Park Avenue", "Austin", "Texas", "United States", "512 555",
     "78704"},
    {"Granite Bay Hotels", "desk@granitebay.example", "Quay Street", "Auckland", "Auckland", "New Zealand", "09 555",
     "1010"},
    {"Hollis Engineering", "works@hollis.example", "Foundry Way", "Pune", "Maharashtra", "India", "020 555", "411001"},
};

#define CUSTOMERS ((int)(sizeof(customers) / sizeof(customers[0])))

static const struct product {
    const char *name, *type, *manufacturer, *part;
} products[] = {
    {"Latitude 5450", "Laptop", "Dell", "L5450"},
    {"OptiPlex 7020", "Workstation", "Dell", "D7020"},
    {"PowerEdge R660xs", "Server", "Dell", "R660XS"},
    {"Precision 5690", "Laptop", "Dell", "P5690"},
    {"EliteBook 840 G11", "Laptop", "HP", "A26ST"},
    {"ProLiant DL360 Gen11", "Server", "HP", "P52499"},
    {"LaserJet M480f", "Printer", "HP", "3QA55A"},
    {"Z2 Tower G9", "Workstation", "HP", "5F0H8"},
    {"ThinkPad T14 Gen 5", "Laptop", "Lenovo", "21ML"},
    {"ThinkStation P3", "Workstation", "Lenovo", "30GS"},
    {"ThinkSystem SR630", "Server", "Lenovo", "7X02"},
    {"Catalyst 9300-24T", "Switch", "Cisco", "C9300-24T"},
    {"ISR 4331", "Router", "Cisco", "ISR4331"},
    {"Meraki MR46", "Access Point", "Cisco", "MR46-HW"},
    {"FortiGate 60F", "Firewall", "Fortinet", "FG-60F"},
    {"UniFi U6 Pro", "Access Point", "Ubiquiti", "U6-PRO"},
    {"imageRUNNER C3326i", "Printer", "Canon", "5965C005"},
    {"EB-L530U", "Projector", "Epson", "V11HA27040"},
    {"MX Keys S", "Keyboard", "Logitech", "920-011587"},
    {"iPad Air 11", "Tablet", "Apple", "MUWD3"},
};

/* Days are counted from today; `till` 0 is a contract without an end. */
static const struct contract {
    const char *name, *type, *vendor, *comment;
    int customer, from, till, cost;
} contracts[] = {
    {"Managed desktop", "Support", "Dell", "Forty seats", 0, -353, 12, 9600},
    {"Managed desktop", "Support", "Dell", "Two hundred seats", 1, -340, 25, 31200},
    {"Warehouse network", "Maintenance", "vendor1", NULL, 2, -320, 45, 14400},
    {"Point of sale", "Support", "vendor1", "Calls are answered on Saturdays too", 3, -285, 80, 7200},
    {"Document management", "Support", "AA", NULL, 4, -165, 200, 12000},
    {"Clinic network", "Maintenance", "vendor1", "Answer within four hours", 5, -330, 400, 26400},
    {"Guest wireless", "Maintenance", "AA", NULL, 6, -370, -5, 8400},
    {"Engineering workstations", "Lease", "Dell", "Returned at the end", 7, -1135, -40, 54000},
    {"Copiers", "Lease", "Canon", NULL, 0, -700, 395, 4800},
    {"Copiers", "Lease", "Canon", "Six machines", 1, -400, 0, 10800},
    {"Copiers", "Lease", "Canon", NULL, 4, -90, 1005, 3600},
    {"Printer care", "Maintenance", "Canon", NULL, 6, -60, 305, 1500},
    {"Backup in two places", "Support", "AA", NULL, 5, 30, 395, 6000},
    {"Security watch", "Support", "vendor1", NULL, 2, 14, 379, 18000},
};

/* The id of the entity that an answer brings, whatever its key. */
static bool read_id(const char *answered, char id[STORE_ID_SIZE])
{
    sdp_json *body = json_parse(answered);
    const char *given = NULL;
    for (const sdp_json *member = sdp_json_first(body); member && !given; member = sdp_json_next(member)) {
        given = json_text_at(member, "id");
    }
    snprintf(id, STORE_ID_SIZE, "%s", given ? given : "");
    sdp_json_free(body);
    return *id != '\0';
}

/* What was sent, and what came back. */
static void explain(text *to, const char *what, const answer *got)
{
    text_printf(to, "the demonstration: %s: HTTP %d %s", what, got->http, text_get(&got->body));
}

/* Sends a request; where `id` is not NULL, it receives that of the entity that comes back. */
static bool ask(const demo *in, const char *method, const char *path, const text *input, char *id)
{
    route to = {0};
    answer out = {.udf = in->declared};
    bool good = !input->failed && route_match(method, path, &to);
    job of = {.store = in->store,
              .files = in->files,
              .portal = in->portal,
              .to = &to,
              .input = text_get(input),
              .host = "127.0.0.1",
              .out = &out};
    if (good) entity_answer(&of);
    good = good && out.http == 200 && (!id || read_id(text_get(&out.body), id));
    if (!good) explain(in->problem, path, &out);
    answer_free(&out);
    route_free(&to);
    return good;
}

/* What was agreed with a customer, in fields that the provider has defined. */
static void add_service(const demo *in, int number, text *to)
{
    static const struct {
        const char *level, *rate;
        int since; /* in days before today */
    } services[CUSTOMERS] = {{"gold", "95.50", 1480}, {"silver", "82.00", 1105},   {"gold", "95.50", 930},
                             {"bronze", NULL, 650},   {"silver", "84.25", 512},    {"gold", "99.00", 330},
                             {"bronze", "75.00", 75}, {"platinum", "120.00", 2210}};
    text_printf(to, ",\"udf_fields\":{\"service_level\":\"%s\",\"managed_since\":{\"value\":\"%" PRId64 "\"}",
                services[number].level, in->today - services[number].since * DAY);
    if (services[number].rate) text_printf(to, ",\"hourly_rate\":%s", services[number].rate);
    text_puts(to, "}");
}

static bool add_customers(demo *in)
{
    text input = {0};
    bool good = true;
    for (int i = 0; i < CUSTOMERS && good; i++) {
        const struct customer *is = &customers[i];
        text_clear(&input);
        text_printf(&input,
                    "{\"customer\":{\"name\":\"%s\",\"email_id\":\"%s\",\"door_no\":\"%d\",\"street\":\"%s\","
                    "\"city\":\"%s\",\"state\":\"%s\",\"country\":\"%s\",\"phone_number\":\"%s %04d\"",
                    is->name, is->contact, 3 + 7 * i, is->street, is->city, is->state, is->country, is->phone, 110 + i);
        if (in->declared) add_service(in, i, &input);
        text_puts(&input, "}}");
        good = ask(in, "POST", "/customers", &input, in->customers[i]);
    }
    text_free(&input);
    return good;
}

static bool add_products(const demo *in)
{
    text input = {0};
    bool good = true;
    for (size_t i = 0; i < sizeof(products) / sizeof(products[0]) && good; i++) {
        const struct product *is = &products[i];
        text_clear(&input);
        text_printf(&input,
                    "{\"product\":{\"name\":\"%s\",\"product_type\":{\"name\":\"%s\"},\"manufacturer\":\"%s\","
                    "\"part_no\":\"%s\",\"is_laptop\":%s}}",
                    is->name, is->type, is->manufacturer, is->part, strcmp(is->type, "Laptop") == 0 ? "true" : "false");
        good = ask(in, "POST", "/products", &input, NULL);
    }
    text_free(&input);
    return good;
}

/* Writes the members of a contract, for adding and for renewing it. */
static void describe(const demo *in, const struct contract *is, text *to)
{
    text_printf(to, "\"contract\":{\"name\":\"%s\",\"type\":{\"name\":\"%s\"},\"vendor\":{\"name\":\"%s\"},", is->name,
                is->type, is->vendor);
    text_printf(to, "\"customer\":{\"id\":\"%s\"},\"owner\":{\"email_id\":\"john.doe@abcmail.com\"},",
                in->customers[is->customer]);
    text_printf(to, "\"cost\":{\"value\":\"%d.00\"},\"active_from\":{\"value\":\"%" PRId64 "\"},", is->cost,
                in->today + is->from * DAY + MORNING);
    if (is->till) {
        text_printf(to, "\"active_till\":{\"value\":\"%" PRId64 "\"},", in->today + (is->till + 1) * DAY - 1);
    }
    text_puts(to, "\"comments\":");
    if (is->comment) {
        text_json(to, is->comment);
    } else {
        text_puts(to, "null");
    }
    text_printf(to, ",\"is_definite\":%s}", is->till ? "true" : "false");
}

static bool add_contract(const demo *in, const struct contract *is, char *id)
{
    text input = {0};
    text_puts(&input, "{");
    describe(in, is, &input);
    text_puts(&input, "}");
    bool good = ask(in, "POST", "/contracts", &input, id);
    text_free(&input);
    return good;
}

/* A request about a contract; `verb` ends its path. */
static bool ask_contract(const demo *in, const char *method, const char *verb, const char *id, const text *input,
                         char *new_id)
{
    char path[100];
    snprintf(path, sizeof(path), "/contracts/%s/%s", id, verb);
    return ask(in, method, path, input, new_id);
}

/* A contract that was renewed twice. */
static bool add_chain(const demo *in)
{
    static const struct contract terms[] = {
        {"Server room", "Maintenance", "Dell", "First term", 4, -1085, -721, 5000},
        {"Server room, second term", "Maintenance", "Dell", NULL, 4, -720, -356, 5400},
        {"Server room, third term", "Maintenance", "Dell", NULL, 4, -355, 55, 5800},
    };
    char id[STORE_ID_SIZE];
    bool good = add_contract(in, &terms[0], id);
    for (int i = 1; i < 3 && good; i++) {
        text input = {0};
        text_puts(&input, "{");
        describe(in, &terms[i], &input);
        text_puts(&input, ",\"disable_notification\":true}");
        good = ask_contract(in, "POST", "_renew_contract", id, &input, id);
        text_free(&input);
    }
    return good;
}

/* A contract with two parts, and one that was cancelled. */
static bool add_parts(const demo *in)
{
    static const struct contract parts[] = {
        {"Everything managed", "Support", "vendor1", "One contact for all", 7, -100, 630, 72000},
        {"Everything managed: network", "Maintenance", "vendor1", NULL, 7, -100, 630, 24000},
        {"Everything managed: seats", "Support", "vendor1", NULL, 7, -100, 630, 48000},
        {"Telephones", "Maintenance", "AA", "Given up for a provider of the building", 3, -200, 165, 2400},
    };
    char ids[4][STORE_ID_SIZE];
    bool good = true;
    text input = {0};
    for (int i = 0; i < 4 && good; i++) good = add_contract(in, &parts[i], ids[i]);
    for (int i = 1; i < 3 && good; i++) {
        text_clear(&input);
        text_printf(&input, "{\"contract_relationship\":{\"child_contract\":{\"id\":\"%s\"}}}", ids[i]);
        good = ask_contract(in, "POST", "child_contracts", ids[0], &input, NULL);
    }
    text_clear(&input);
    text_puts(&input, "{\"notification\":{\"is_notify\":false,\"cancel_comments\":\"Given up\"}}");
    good = good && ask_contract(in, "PUT", "_cancel", ids[3], &input, NULL);
    text_free(&input);
    return good;
}

bool demo_declare(udf_fields *to, bool *done, text *problem)
{
    *done = !udf_declares(to, "customer");
    return !*done || (udf_declare(to, "customer.service_level=pick:bronze|silver|gold|platinum", problem) &&
                      udf_declare(to, "customer.managed_since=date", problem) &&
                      udf_declare(to, "customer.hourly_rate=decimal", problem));
}

bool demo_fill(store *to, files *with, const char *portal, const udf_fields *declared, text *problem)
{
    demo in = {.store = to, .files = with, .portal = portal, .declared = declared, .problem = problem};
    in.today = json_day_of(clock_now());
    bool good = add_customers(&in) && add_products(&in);
    for (size_t i = 0; i < sizeof(contracts) / sizeof(contracts[0]) && good; i++) {
        good = add_contract(&in, &contracts[i], NULL);
    }
    return good && add_chain(&in) && add_parts(&in);
}

bool demo_fill_neucrm(store *to, text *problem)
{
    const sdp_operation *create = neucrm_operation("POST", "/api/customer/create");
    bool good = true;
    for (int i = 0; i < CUSTOMERS && good; i++) {
        const struct customer *is = &customers[i];
        answer out = {0};
        request from = {.content_type = "application/x-www-form-urlencoded"};
        text_printf(&from.body, "userid=1&api_key=demo&ispid=1&resellerid=%d&type=Organisation&name=%s&email=%s",
                    1 + i % 2, is->name, is->contact);
        text_printf(&from.body, "&mobile=%s %04d&zipcode=%s&state=%s&city=%s&street=%d %s", is->phone, 110 + i,
                    is->code, is->state, is->city, 3 + 7 * i, is->street);
        for (size_t at = 0; at < from.body.size; at++) {
            if (from.body.data[at] == ' ') from.body.data[at] = '+';
        }
        if (create && !from.body.failed) neucrm_answer(to, NULL, create, &from, &out);
        good = strstr(text_get(&out.body), "\"error\":null") != NULL;
        if (!good) explain(problem, "NeuCRM", &out);
        request_free(&from);
        answer_free(&out);
    }
    return good;
}
