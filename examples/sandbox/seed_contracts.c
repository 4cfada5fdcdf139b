/* Contracts: those of the vendor's pages, and believable ones. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "contract.h"
#include "seed_parts.h"

#define DAY INT64_C(86400000)

/* What differs between contracts; all else is as in those of the vendor's pages. */
typedef struct sample {
    const char *id;
    int64_t number; /* 4 is shown as CON-4 */
    const char *name;
    int64_t from;
    int64_t till; /* 0: indefinite */
    int64_t created;
    const char *amount; /* without decimals */
    const char *status;
    const char *customer; /* JSON */
    const char *type;     /* JSON */
    const char *vendor;   /* JSON */
    const char *patch;    /* JSON of members that replace the usual ones; nullable */
} sample;

#define ABC                                                                                                            \
    "{\"name\":\"Customer "                                                                                            \
    "ABC\",\"id\":\"2000000040924\",\"is_msp\":false,\"deleted_time\":null}"
#define ORIGIN "\"contract_renewal_origin\":\"100000000000036375\""
#define KEPT(id, number, name, from, from_day, till, till_day, status)                                                 \
    "\"contract_renewed_from\":{\"cost\":{\"display_value\":\"0.00\","                                                 \
    "\"currency_symbol\":\"$\",\"value\":0},"                                                                          \
    "\"display_id\":{\"display_value\":\"CON-" number "\",\"value\":\"" number "\"},\"vendor\":{\"id\":"               \
    "\"100000000000036303\"},\"name\":\"" name "\",\"active_till\":{\"display_value\":\"" till_day                     \
    "\",\"value\":\"" till "\"},\"id\":\"" id "\",\"active_from\":{\"display_value\":\"" from_day                      \
    "\",\"value\":\"" from "\"},\"status\":{\"id\":\"" status "\"}}"

/* What the page of contracts.add prints, of the second installation. */
#define CHECK                                                                                                          \
    "{\"is_auto_renew\":true,\"template\":" SEED_TEMPLATE_2 ",\"sites\":[" SEED_SITE_2                                 \
    "],\"assets\":[{\"asset\":" SEED_ASSET("2000000036443", "AP - PO# 1[10]", SEED_SITE_2) "},{\"asset\":" SEED_ASSET( \
        "2000000036389", "AP - PO# 1[1]", SEED_SITE_2) "}],\"expiry_"                                                  \
                                                       "notification\":{"                                              \
                                                       "\"email_ids_to_"                                               \
                                                       "notify\":"                                                     \
                                                       "[],\"notify_"                                                  \
                                                       "days\":[{"                                                     \
                                                       "\"notification\":"                                             \
                                                       "null,\"notify_"                                                \
                                                       "before\":\"2\","                                               \
                                                       "\"id\":"                                                       \
                                                       "\"2000000037077\""                                             \
                                                       "}],"                                                           \
                                                       "\"notify_"                                                     \
                                                       "technicians\":"                                                \
                                                       "[" SEED_OWNER_2 "]},\"is_"                                     \
                                                       "notification_"                                                 \
                                                       "required\":true,"                                              \
                                                       "\"currency\""                                                  \
                                                       ":" SEED_USD_2 ",\"owner\""                                     \
                                                       ":" SEED_OWNER_2 ",\"created_"                                  \
                                                       "by\""                                                          \
                                                       ":" SEED_OWNER_2 ",\"comments\":"                               \
                                                       "\"Description\","                                              \
                                                       "\"auto_renew\":"                                               \
                                                       "[{\"auto_renew_"                                               \
                                                       "extension\":{"                                                 \
                                                       "\"period\":"                                                   \
                                                       "\"months\","                                                   \
                                                       "\"prolongation\":"                                             \
                                                       "\"2\"},\"id\":"                                                \
                                                       "\"2000000037083\""                                             \
                                                       ","                                                             \
                                                       "\"auto_renew_"                                                 \
                                                       "notify\":"                                                     \
                                                       "[" SEED_OWNER_2 "]}],\"support\":"                             \
                                                       "\"Support "                                                    \
                                                       "Details\"}"
#define EDITED                                                                                                         \
    "{\"assets\":[{\"asset\":" SEED_ASSET("100000000000037221", "asfc",                                                \
                                          SEED_SITE_1) "}],\"software_licenses\":"                                     \
                                                       "[{\"software_license\":" SEED_NAMED(                           \
                                                           "100000000000037101", "dfgh-100000000000037101") "}]}"

/* The renewed contracts are not marked as such, so that the vendor's sample can renew each of them. */
static const sample samples[] = {
    {"2000000037061", 4, "Contract Check", 1680287400000, 1685557799999, 1681737551518, "2322", "Active", ABC,
     SEED_LEASE, SEED_VENDOR_2, CHECK},
    {"100000000000037183", 12, "editcontract", 1678213800000, 0, 1680241541555, "5", "Active", ABC, "null",
     SEED_VENDOR_1, EDITED},
    {"100000000000037043", 8, "contract1", 1678818600000, 1681842599999, 1680176711401, "0", "Draft", ABC, "null",
     SEED_VENDOR_1, "{\"is_draft\":true}"},
    {"100000000000036351", 3, "DCS", 1678041000000, 1678386599999, 1680176711401, "0", "Expired", ABC, "null",
     SEED_VENDOR_1, NULL},
    {"100000000000036337", 2, "contract1", 1678818600000, 1678904999999, 1680176711401, "2222", "Draft", ABC,
     SEED_MAINTENANCE, SEED_VENDOR_1, "{\"is_draft\":true}"},
    {"100000000000036375", 4, "tract2", 1678041000000, 1681151399999, 1680176711401, "0", "Canceled", ABC, "null",
     SEED_VENDOR_1, NULL},
    {"100000000000036383", 5, "contract2 Renewed", 1681756200000, 1682706599999, 1680176711401, "0", "Yet to be Active",
     ABC, "null", SEED_VENDOR_1,
     "{" ORIGIN "," KEPT("100000000000036375", "4", "contract2", "1678041000000", "Mar 6, 2023", "1681151399999",
                         "Apr 10, 2023", "100000000000002579") "}"},
    {"100000000000037029", 7, "contract2 Renewed Renewed", 1682620200000, 1682792999999, 1680182530708, "0",
     "Yet to be Active", ABC, "null", SEED_VENDOR_1,
     "{" ORIGIN "," KEPT("100000000000036383", "5", "contract2 Renewed", "1681756200000", "Apr 18, 2023",
                         "1682706599999", "Apr 28, 2023", "100000000000002575") "}"},
    {"100000000000037365", 13, "movetotrash", 1678818600000, 1681151399999, 1680247193980, "0", "Active", ABC, "null",
     SEED_VENDOR_1, "{\"is_escalated\":true}"},
    {"100000000000033283", 7, "Contract3", 1548959400000, 1630780199999, 1680176711401, "0", "Active", ABC, "null",
     SEED_CANON, NULL},
    {"100000000000033287", 9, "Child 1", 1678041000000, 1681151399999, 1680176711401, "0", "Active", ABC, "null",
     SEED_VENDOR_1, NULL},
    {"100000000000036061", 10, "Contract4", 1678041000000, 1681151399999, 1680176711401, "0", "Active", ABC, "null",
     SEED_VENDOR_1, NULL},
};

/* Numbers of new contracts come after those of the pages. */
#define LAST_NUMBER 13

static void add_time(text *to, const char *name, int64_t ms)
{
    char shown[40];
    json_show_time(ms, false, shown);
    text_printf(to, "\"%s\":{\"display_value\":\"%s\",\"value\":\"%" PRId64 "\"},", name, shown, ms);
}

/* Writes a contract, with everything that is the same in all of them. */
static void describe(text *to, const sample *is)
{
    static const char constant[] =
        "\"is_auto_renew\":false,\"template\":" SEED_TEMPLATE_1 ",\"attachments\":[],\"request_creation_days\":\"0\","
        "\"sites\":[" SEED_SITE_1 "],\"is_req_creation_required\":false,"
        "\"contract_renewed_from\":null,\"assets\":[],"
        "\"expiry_notification\":{\"email_ids_to_notify\":[],\"notify_days\":[],"
        "\"notify_technicians\":[]},"
        "\"configuration_items\":[],\"is_notification_required\":false,"
        "\"currency\":" SEED_USD_1 ",\"parent_contract\":null,\"is_notification_"
        "disabled\":false,\"is_renewed\":false,"
        "\"vendor_currency_id\":null,\"expiry_request\":null,"
        "\"owner\":" SEED_OWNER_1 ",\"comments\":null,"
        "\"escalate_to_id\":null,\"contract_usage\":[],\"exchange_rate\":null,"
        "\"contract_renewal_origin\":null,"
        "\"services\":[],\"created_by\":" SEED_OWNER_1 ",\"people\":[],\"software_licenses\":[],\"is_escalated\":false,"
        "\"auto_renew\":[],\"support\":null,\"deleted_time\":null,\"notes_"
        "present\":false,\"child_contracts\":null,"
        "\"is_draft\":false,";
    text_printf(to, "{\"id\":\"%s\",\"name\":\"%s\",", is->id, is->name);
    text_printf(to, "\"display_id\":{\"display_value\":\"CON-%" PRId64 "\",\"value\":\"%" PRId64 "\"},", is->number,
                is->number);
    text_puts(to, constant);
    add_time(to, "active_from", is->from);
    if (is->till) {
        add_time(to, "active_till", is->till);
    } else {
        text_puts(to, "\"active_till\":null,");
    }
    add_time(to, "created_date", is->created);
    text_printf(to, "\"is_definite\":%s,\"type\":%s,\"vendor\":%s,\"customer\":%s,", is->till ? "true" : "false",
                is->type, is->vendor, is->customer);
    text_printf(to,
                "\"cost\":{\"display_value\":\"%s.00\",\"currency_symbol\":\"$\","
                "\"value\":%s,\"secondary_currency\":"
                "{\"display_value\":%s,\"currency_symbol\":\"$\",\"value\":%s}},",
                is->amount, is->amount, is->amount, is->amount);
    text_printf(to, "\"status\":{\"name\":\"%s\",\"id\":\"%s\"}}", is->status, contract_status_id(is->status));
}

/* Replaces the members that a patch has. */
static bool apply(text *document, const char *patch)
{
    sdp_json *whole = json_parse(text_get(document));
    sdp_json *members = json_parse(patch);
    bool good = whole && members;
    for (const sdp_json *member = sdp_json_first(members); member && good; member = sdp_json_next(member)) {
        good = json_put_copy(whole, sdp_json_name(member), member);
    }
    sdp_json_free(members);
    char *printed = NULL;
    good = good && sdp_json_print(whole, 0, &printed) == SDP_OK;
    sdp_json_free(whole);
    text_clear(document);
    if (printed) text_puts(document, printed);
    sdp_text_free(printed);
    return good;
}

static bool put_contract(store *to, const sample *is, text *document, const char *customer_id, bool printed)
{
    text_clear(document);
    describe(document, is);
    if (is->patch && !apply(document, is->patch)) return false;
    return !document->failed && store_put(to, &(stored){.noun = "contract",
                                                        .id = is->id,
                                                        .name = is->name,
                                                        .document = text_get(document),
                                                        .customer = customer_id,
                                                        .sample = printed});
}

bool seed_vendor_contracts(store *to)
{
    text document = {0};
    bool good = store_next(to, "contract_number", LAST_NUMBER) > 0;
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]) && good; i++) {
        good = put_contract(to, &samples[i], &document, "2000000040924", true);
    }
    text_free(&document);
    return good;
}

/* The ids of customers were given two by two, each with one for its site, right before the first contract's. */
static int64_t first_customer(int64_t first_contract, int64_t customers)
{
    return first_contract - 2 * customers;
}

bool seed_contracts(store *to, int64_t count, int64_t customers)
{
    static const char *const kinds[] = {"Maintenance", "Lease", "Support"};
    static const char *const types[] = {SEED_MAINTENANCE, SEED_LEASE,
                                        SEED_TYPE("200000000000000501", "Support", "#66aaff")};
    static const char *const vendors[] = {SEED_CANON, SEED_DELL, SEED_VENDOR_1, SEED_VENDOR_2};
    text document = {0};
    int64_t first = 0;
    int64_t now = clock_now();
    bool good = true;
    for (int64_t i = 0; i < count && good; i++) {
        char id[STORE_ID_SIZE];
        char name[80];
        char amount[24];
        char customer_id[STORE_ID_SIZE];
        char customer_name[80];
        char customer[240];
        good = store_new_id(to, id);
        if (i == 0) first = first_customer(strtoll(id, NULL, 10), customers);
        snprintf(name, sizeof(name), "%s contract %" PRId64, kinds[i % 3], 1000 + i);
        snprintf(amount, sizeof(amount), "%" PRId64, 100 + i % 50 * 25);
        snprintf(customer_id, sizeof(customer_id), "%" PRId64, first + 2 * (i % customers));
        seed_customer_name(i % customers, customer_name, sizeof(customer_name));
        snprintf(customer, sizeof(customer),
                 "{\"name\":\"%s\",\"id\":\"%s\",\"is_msp\":false,\"deleted_time\":"
                 "null}",
                 customer_name, customer_id);
        int64_t from = 1735669800000 + i % 365 * DAY;
        int64_t till = i % 5 == 4 ? 0 : from + 1096 * DAY - 1;
        const char *status = from > now ? "Yet to be Active" : till && till < now ? "Expired" : "Active";
        sample is = {id,
                     store_next(to, "contract_number", 1),
                     name,
                     from,
                     till,
                     from,
                     amount,
                     status,
                     customer,
                     types[i % 3],
                     vendors[i % 4],
                     NULL};
        good = good && put_contract(to, &is, &document, customer_id, false);
    }
    text_free(&document);
    return good;
}
