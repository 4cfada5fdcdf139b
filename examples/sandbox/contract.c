/* The members of a contract that the service sets by itself. */
#include "contract.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

#define MOST_ATTACHMENTS 50
#define MOST_DIGITS 64
#define STATUS_SIZE 100
#define CREATOR "100000000000036225" /* whoever asks: the user of the vendor's samples */

static const struct {
    const char *name;
    const char *id;
} statuses[] = {
    {"Active", "100000000000002571"},           {"Expired", "100000000000002573"},
    {"Yet to be Active", "100000000000002575"}, {"Draft", "100000000000002577"},
    {CONTRACT_CANCELED, "100000000000002579"},
};

const char *contract_status_id(const char *name)
{
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        if (strcmp(statuses[i].name, name) == 0) return statuses[i].id;
    }
    return "";
}

static void print_status(const char *name, char out[STATUS_SIZE])
{
    snprintf(out, STATUS_SIZE, "{\"name\":\"%s\",\"id\":\"%s\"}", name, contract_status_id(name));
}

bool contract_set_status(sdp_json *document, const char *name)
{
    char status[STATUS_SIZE];
    print_status(name, status);
    return json_put_printed(document, "status", status);
}

bool contract_age(store *in)
{
    char coming[STATUS_SIZE], running[STATUS_SIZE], over[STATUS_SIZE];
    print_status("Yet to be Active", coming);
    print_status("Active", running);
    print_status("Expired", over);
    return store_age_contracts(in, clock_now(), (const char *const[]){coming, running, over});
}

bool contract_is(const sdp_json *document, const char *status)
{
    const char *name = json_text_at(document, "status.name");
    return name && strcmp(name, status) == 0;
}

static bool is_true(const sdp_json *document, const char *name)
{
    return sdp_json_kind(sdp_json_member(document, name)) == SDP_JSON_TRUE;
}

/* Where a contract stands follows from its dates, until it is cancelled. */
static bool put_status(sdp_json *document)
{
    if (contract_is(document, CONTRACT_CANCELED)) return true;
    const char *from = json_text_at(document, "active_from.value");
    const char *till = is_true(document, "is_definite") ? json_text_at(document, "active_till.value") : NULL;
    int64_t now = clock_now();
    const char *status = "Active";
    if (from && strtoll(from, NULL, 10) > now) status = "Yet to be Active";
    if (till && strtoll(till, NULL, 10) < now) status = "Expired";
    if (is_true(document, "is_draft")) status = "Draft";
    return contract_set_status(document, status);
}

/* An amount in the two forms that the pages print: 2322 and "2322.00". */
static void show_amount(const char *digits, char value[MOST_DIGITS], char shown[MOST_DIGITS])
{
    if (!digits || !*digits || strlen(digits) > MOST_DIGITS - 8) digits = "0";
    while (digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9') digits++;
    snprintf(value, MOST_DIGITS, "%s", digits);
    snprintf(shown, MOST_DIGITS, "%s", digits);
    if (strpbrk(digits, "eE")) return;
    char *point = strchr(value, '.');
    size_t decimals = point ? strlen(point + 1) : 0;
    size_t length = strlen(shown);
    snprintf(shown + length, MOST_DIGITS - length, "%s",
             decimals == 0   ? (point ? "00" : ".00")
             : decimals == 1 ? "0"
                             : "");
    if (!point) return;
    for (char *last = value + strlen(value) - 1; *last == '0' || last == point; last--) {
        *last = '\0';
        if (last == point) break;
    }
}

static bool put_cost(sdp_json *document)
{
    char value[MOST_DIGITS];
    char shown[MOST_DIGITS];
    char second[MOST_DIGITS];
    char unused[MOST_DIGITS];
    const char *given = json_text_at(document, "cost.value");
    const char *other = json_text_at(document, "cost.secondary_currency.value");
    const char *symbol = json_text_at(document, "currency.symbol");
    show_amount(given, value, shown);
    show_amount(other ? other : given, second, unused);
    text cost = {0};
    text_printf(&cost, "{\"display_value\":\"%s\",\"currency_symbol\":", shown);
    text_json(&cost, symbol ? symbol : "$");
    text_printf(&cost,
                ",\"value\":%s,\"secondary_currency\":{\"display_value\":%s,"
                "\"currency_symbol\":",
                value, second);
    text_json(&cost, "$");
    text_printf(&cost, ",\"value\":%s}}", second);
    bool good = !cost.failed && json_put_printed(document, "cost", text_get(&cost));
    text_free(&cost);
    return good;
}

/* Puts [] where there is no list. */
static bool put_list(sdp_json *document, const char *path)
{
    return json_has(document, path) || json_put_new(document, path, SDP_JSON_ARRAY);
}

/* An item of a list gets an id when it is new. */
static bool put_item_id(store *in, sdp_json *document, const char *item)
{
    char path[80];
    char id[STORE_ID_SIZE];
    int size = snprintf(path, sizeof(path), "%s.id", item);
    if (size < 0 || (size_t)size >= sizeof(path)) return false;
    return json_has(document, path) || (store_new_id(in, id) && json_put_text(document, path, id));
}

/* A number that was written as 2 is read as "2". */
static bool put_as_text(sdp_json *document, const char *path)
{
    const char *digits = json_text_at(document, path);
    char copy[MOST_DIGITS];
    snprintf(copy, sizeof(copy), "%s", digits ? digits : "");
    return !digits || json_put_text(document, path, copy);
}

/* Addresses may be given as null, as one text or as a list, and are always read as a list. */
static bool put_notification(store *in, sdp_json *document)
{
    text one = {0};
    bool good =
        json_has(document, "expiry_notification") || json_put_new(document, "expiry_notification", SDP_JSON_OBJECT);
    const sdp_json *mails = sdp_json_at(document, "expiry_notification.email_ids_to_notify");
    if (sdp_json_kind(mails) == SDP_JSON_STRING) {
        text_puts(&one, sdp_json_text(mails));
        good = json_put_new(document, "expiry_notification.email_ids_to_notify", SDP_JSON_ARRAY);
        if (one.size) good = json_put_text(document, "expiry_notification.email_ids_to_notify[]", text_get(&one));
    }
    text_free(&one);
    good = good && put_list(document, "expiry_notification.email_ids_to_notify") &&
           put_list(document, "expiry_notification.notify_days") &&
           put_list(document, "expiry_notification.notify_technicians");
    size_t days = sdp_json_count(sdp_json_at(document, "expiry_notification.notify_days"));
    for (size_t i = 0; i < days && good; i++) {
        char item[80];
        char before[100];
        snprintf(item, sizeof(item), "expiry_notification.notify_days[%zu]", i);
        snprintf(before, sizeof(before), "%s.notify_before", item);
        good = put_item_id(in, document, item) && put_as_text(document, before);
    }
    return good;
}

static bool put_renewals(store *in, sdp_json *document)
{
    bool good = put_list(document, "auto_renew");
    size_t count = sdp_json_count(sdp_json_at(document, "auto_renew"));
    for (size_t i = 0; i < count && good; i++) {
        char item[40];
        char path[100];
        snprintf(item, sizeof(item), "auto_renew[%zu]", i);
        snprintf(path, sizeof(path), "%s.auto_renew_notify", item);
        good = put_item_id(in, document, item) && put_list(document, path);
        snprintf(path, sizeof(path), "%s.auto_renew_extension.prolongation", item);
        good = good && put_as_text(document, path);
    }
    return good;
}

static bool put_creation(store *in, sdp_json *document)
{
    char shown[100];
    int64_t number = store_next(in, "contract_number", 1);
    snprintf(shown, sizeof(shown), "{\"display_value\":\"CON-%" PRId64 "\",\"value\":\"%" PRId64 "\"}", number, number);
    char *creator = store_get(in, "user", CREATOR);
    bool good = creator && json_put_printed(document, "created_by", creator) &&
                json_put_printed(document, "display_id", shown) &&
                json_put_time(document, "created_date", clock_now(), false);
    free(creator);
    return good;
}

bool contract_complete(store *in, sdp_json *document, const sdp_json *input, bool is_new, answer *problems)
{
    (void)input;
    if (sdp_json_count(sdp_json_member(document, "attachments")) > MOST_ATTACHMENTS) {
        answer_problem(problems, CODE_GENERIC, "attachments", "A maximum of 50 files can be attached to a contract.");
        return false;
    }
    static const char *const lists[] = {"attachments", "sites", "assets", "software_licenses"};
    bool good = !is_new || put_creation(in, document);
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]) && good; i++) good = put_list(document, lists[i]);
    /* The children are kept with each child, and a rate is read as null where there is but one currency. */
    return good && put_cost(document) && put_notification(in, document) && put_renewals(in, document) &&
           put_status(document) && json_put_new(document, "child_contracts", SDP_JSON_NULL) &&
           json_put_new(document, "exchange_rate", SDP_JSON_NULL) && put_as_text(document, "request_creation_days");
}
