#include "plausible.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "guess.h"
#include "json.h"

#define MOST_NAME 250
#define MOST_DIGITS 40 /* of an amount; what is longer could not be shown */
#define MOST_COUNT 6   /* digits of a number of days or months */
#define DELETE 0x7F
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

static bool has_control(const sdp_json *given)
{
    const unsigned char *at = (const unsigned char *)sdp_json_text(given);
    while (at && *at >= ' ' && *at != DELETE) at++;
    return at && *at;
}

/* The pages say of each text of a customer that it has no line breaks, and of other nouns nothing. */
static void check_lines(const entity_row *row, const sdp_json *input, answer *problems)
{
    const sdp_type *type = sdp_type_by_name(row->noun);
    if (strcmp(row->noun, "customer") != 0) {
        if (has_control(sdp_json_member(input, "name"))) guess_refuse(problems, "a name of several lines");
        return;
    }
    for (const sdp_json *member = sdp_json_first(input); member; member = sdp_json_next(member)) {
        const char *name = sdp_json_name(member);
        if (sdp_field_kind(sdp_type_field_by_name(type, name)) != SDP_KIND_TEXT || !has_control(member)) continue;
        answer_problem(problems, CODE_GENERIC, name, "A line break or a control character is not allowed.");
    }
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
        if (sdp_field_kind(sdp_type_field_by_name(type, sdp_json_name(member))) != SDP_KIND_TIME) continue;
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

/* Whether a text can be a mail address. The pages give "abc.gmail.com" as an example of one, so an @ is not asked
   for. */
static bool is_address(const sdp_json *given)
{
    const char *address = sdp_json_text(given);
    return !address || strcspn(address, " \t\r\n,;<>") == strlen(address);
}

static void check_addresses(const sdp_json *input, const char *path, answer *problems)
{
    const sdp_json *given = sdp_json_at(input, path);
    bool good = is_address(given);
    for (const sdp_json *item = sdp_json_first(given); item; item = sdp_json_next(item))
        good = good && is_address(item);
    if (!good) answer_problem(problems, CODE_GENERIC, path, "That is not an address of mail.");
}

/* A number of days or months: a whole one, from `least` on. */
static bool is_count(const char *digits, int64_t least)
{
    if (!digits) return true;
    return strlen(digits) <= MOST_COUNT && strspn(digits, "0123456789") == strlen(digits) &&
           strtoll(digits, NULL, 10) >= least;
}

static void check_notification(const sdp_json *input, answer *problems)
{
    const sdp_json *days = sdp_json_at(input, "expiry_notification.notify_days");
    for (const sdp_json *item = sdp_json_first(days); item; item = sdp_json_next(item)) {
        if (is_count(json_text_at(item, "notify_before"), 0)) continue;
        answer_problem(problems, CODE_GENERIC, "expiry_notification.notify_days.notify_before",
                       "A number of days is not negative.");
    }
    check_addresses(input, "expiry_notification.email_ids_to_notify", problems);
}

/* Of the units of time the pages print months alone. */
static void check_extension(const sdp_json *renewal, answer *problems)
{
    static const char *const periods[] = {"months", "days", "weeks", "years"};
    const char *period = json_text_at(renewal, "auto_renew_extension.period");
    size_t i = 0;
    while (period && i < sizeof(periods) / sizeof(periods[0]) && strcmp(period, periods[i]) != 0) i++;
    if (i == sizeof(periods) / sizeof(periods[0])) {
        answer_problem(problems, CODE_GENERIC, "auto_renew.auto_renew_extension.period",
                       "The period is none of days, weeks, months and years.");
    } else if (i > 0) {
        guess_refuse(problems, "a contract is renewed by months alone");
    }
    if (is_count(json_text_at(renewal, "auto_renew_extension.prolongation"), 1)) return;
    answer_problem(problems, CODE_GENERIC, "auto_renew.auto_renew_extension.prolongation",
                   "A contract is renewed for some time.");
}

/* That a definite contract has an end is in the word; no page says that one without is refused. */
static void check_end(const sdp_json *document, const sdp_json *input, answer *problems)
{
    if (!sdp_json_member(input, "is_definite") && !sdp_json_member(input, "active_till")) return;
    if (sdp_json_kind(sdp_json_member(document, "is_definite")) != SDP_JSON_TRUE) return;
    if (!json_has(document, "active_till.value")) guess_refuse(problems, "a definite contract without active_till");
}

static void check_contract(const sdp_json *document, const sdp_json *input, answer *problems)
{
    const sdp_json *renewals = sdp_json_member(input, "auto_renew");
    check_amount(input, "cost.value", problems);
    check_amount(input, "cost.secondary_currency.value", problems);
    check_order(document, input, problems);
    check_notification(input, problems);
    for (const sdp_json *item = sdp_json_first(renewals); item; item = sdp_json_next(item)) {
        check_extension(item, problems);
    }
    if (problems->problem_count == 0) check_end(document, input, problems);
}

void plausible_check(const entity_row *row, const sdp_json *document, const sdp_json *input, answer *problems)
{
    check_name(input, problems);
    check_lines(row, input, problems);
    check_times(sdp_type_by_name(row->noun), input, problems);
    if (strcmp(row->noun, "customer") == 0) {
        check_addresses(input, "email_id", problems);
        check_addresses(input, "support_email", problems);
    } else if (strcmp(row->noun, "contract") == 0) {
        check_contract(document, input, problems);
    }
}
