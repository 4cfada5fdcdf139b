#include "contracts_facts.h"

#include <stdlib.h>
#include <string.h>

#include "contracts_days.h"
#include "json.h"

sdp_json *contract_fields(void)
{
    static const char *const names[] = {"id",   "name",     "display_id",  "customer",    "vendor",
                                        "type", "owner",    "status",      "is_draft",    "is_renewed",
                                        "cost", "currency", "active_from", "active_till", NULL};
    sdp_json *made = json_new(SDP_JSON_ARRAY);
    for (size_t i = 0; names[i] != NULL; i++) json_put(made, "[]", json_text(names[i]));
    return made;
}

const char *contract_text(const sdp_json *contract, const char *path)
{
    const char *found = sdp_json_text(sdp_json_at(contract, path));
    return found != NULL ? found : "";
}

bool contract_time(const sdp_json *contract, const char *name, int64_t *out)
{
    const sdp_json *member = sdp_json_member(contract, name);
    const char *digits =
        sdp_json_text(sdp_json_kind(member) == SDP_JSON_OBJECT ? sdp_json_member(member, "value") : member);
    if (digits == NULL) return false;
    const size_t size = strlen(digits);
    const size_t sign = *digits == '-';
    if (size == sign || size > 17 || strspn(digits + sign, "0123456789") != size - sign) return false;
    *out = strtoll(digits, NULL, 10);
    return true;
}

static bool is_true(const sdp_json *json)
{
    const char *word = sdp_json_text(json);
    return sdp_json_kind(json) == SDP_JSON_TRUE || (word != NULL && strcmp(word, "true") == 0);
}

bool contract_is_renewed(const sdp_json *contract)
{
    return is_true(sdp_json_member(contract, "is_renewed"));
}

contract_state contract_state_at(const sdp_json *contract, int64_t now_ms)
{
    const char *status = contract_text(contract, "status.name");
    int64_t ms;
    if (is_true(sdp_json_member(contract, "is_draft"))) return CONTRACT_DRAFT;
    if (strcmp(status, "Canceled") == 0 || strcmp(status, "Cancelled") == 0) return CONTRACT_CANCELED;
    if (contract_time(contract, "active_from", &ms) && ms > now_ms) return CONTRACT_TO_COME;
    if (contract_time(contract, "active_till", &ms) && ms < now_ms) return CONTRACT_ENDED;
    return CONTRACT_RUNNING;
}

bool contract_cost(const sdp_json *contract, decimal *out)
{
    const char *const paths[] = {"cost.value", "cost.display_value", "cost"};
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        const char *digits = sdp_json_text(sdp_json_at(contract, paths[i]));
        if (digits != NULL && decimal_read(digits, out)) return true;
    }
    *out = (decimal){0};
    return false;
}

const char *contract_currency(const sdp_json *contract)
{
    const char *const paths[] = {"currency.code", "vendor.currency.code", "cost.currency_symbol", "currency.name"};
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        const char *found = contract_text(contract, paths[i]);
        if (*found != '\0') return found;
    }
    return "";
}

void contract_put_text(sdp_json *row, const char *column, const sdp_json *contract, const char *path)
{
    const char *found = sdp_json_text(sdp_json_at(contract, path));
    json_put(row, column, found != NULL ? json_text(found) : json_new(SDP_JSON_NULL));
}

void contract_put_day(sdp_json *row, const char *name, const sdp_json *contract)
{
    int64_t ms;
    text day = {0};
    if (contract_time(contract, name, &ms)) put_day(&day, ms);
    json_put(row, name, day.size > 0 ? json_text(text_get(&day)) : json_new(SDP_JSON_NULL));
    text_free(&day);
}

void contract_put_cost(sdp_json *row, const sdp_json *contract)
{
    decimal cost;
    text amount = {0};
    const bool known = contract_cost(contract, &cost);
    const char *currency = contract_currency(contract);
    if (known) decimal_put(&amount, &cost, 2);
    json_put(row, "cost", known ? json_text(text_get(&amount)) : json_new(SDP_JSON_NULL));
    json_put(row, "currency", *currency != '\0' ? json_text(currency) : json_new(SDP_JSON_NULL));
    decimal_free(&cost);
    text_free(&amount);
}
