#include "plausible.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

#define MOST_NAME 250
#define MOST_DIGITS 40                    /* of an amount; what is longer could not be shown */
#define FIRST_MS INT64_C(-62135596800000) /* the year 1 */
#define LAST_MS INT64_C(253402300799999)  /* the year 9999 */

#define WORDS_(number_) #number_
#define WORDS(number_) WORDS_(number_)

static size_t count_characters(const char *string)
{
    size_t count = 0;
    for (; *string; string++) count += ((unsigned char)*string & 0xC0) != 0x80;
    return count;
}

static void check_name(const sdp_json *input, answer *problems)
{
    const char *name = json_text_at(input, "name");
    if (!name || count_characters(name) <= MOST_NAME) return;
    answer_problem(problems, CODE_GENERIC, "name", "A name has at most " WORDS(MOST_NAME) " characters.");
}

/* Milliseconds of a time, as digits with a sign or without. */
static bool read_ms(const char *digits, int64_t *ms)
{
    if (strlen(digits) > 18) return false;
    *ms = strtoll(digits, NULL, 10);
    return *ms >= FIRST_MS && *ms <= LAST_MS;
}

static void check_times(const sdp_type *type, const sdp_json *input, answer *problems)
{
    for (const sdp_json *member = sdp_json_first(input); member; member = sdp_json_next(member)) {
        int64_t ms = 0;
        const char *digits = json_text_at(member, "value");
        if (sdp_field_kind(sdp_field_by_name(type, sdp_json_name(member))) != SDP_KIND_TIME) continue;
        if (!digits || read_ms(digits, &ms)) continue;
        answer_problem(problems, CODE_GENERIC, sdp_json_name(member), "The value is not a time in milliseconds.");
    }
}

static void check_amount(const sdp_json *input, const char *path, answer *problems)
{
    const char *digits = json_text_at(input, path);
    double amount = digits ? strtod(digits, NULL) : 0;
    if (!digits || (isfinite(amount) && amount >= 0 && strlen(digits) <= MOST_DIGITS)) return;
    answer_problem(problems, CODE_GENERIC, path, amount < 0 ? "An amount is not negative." : "That is not an amount.");
}

/* The dates of a whole contract, where the input changes either. */
static void check_order(const sdp_json *document, const sdp_json *input, answer *problems)
{
    const char *from = json_text_at(document, "active_from.value");
    const char *till = json_text_at(document, "active_till.value");
    if (!sdp_json_member(input, "active_from") && !sdp_json_member(input, "active_till")) return;
    if (!from || !till || strtoll(from, NULL, 10) <= strtoll(till, NULL, 10)) return;
    answer_problem(problems, CODE_GENERIC, "active_till", "A contract does not end before it begins.");
}

void plausible_check(const entity_row *row, const sdp_json *document, const sdp_json *input, answer *problems)
{
    check_name(input, problems);
    check_times(sdp_type_by_name(row->noun), input, problems);
    if (strcmp(row->noun, "contract") != 0) return;
    check_amount(input, "cost.value", problems);
    check_amount(input, "cost.secondary_currency.value", problems);
    check_order(document, input, problems);
}
