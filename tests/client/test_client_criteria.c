/* Search criteria against a service that evaluates them: each condition means what it says, built and from text. What
   it should find is counted from all rows by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "desk.h"
#include "sandbox.h"

#define ROWS 240
#define CONTRACTS 6
#define DAY_MS INT64_C(86400000)
#define FIRST_END_MS INT64_C(1577836800000) /* 2020-01-01 */

typedef struct shop {
    sandbox *box;
    desk *desk;
    const sdp_product *products[ROWS];
} shop;

static shop all;

/* Gives some contracts an end of their own; all others have none. */
static void end_contract(const char *id, size_t index)
{
    const sdp_contract input = SDP_CONTRACT(.is_definite = SDP_TRUE, .active_from = SDP_TIME(FIRST_END_MS - DAY_MS),
                                            .active_till = SDP_TIME(FIRST_END_MS + (int64_t)index * DAY_MS));
    const sdp_contract *edited = NULL;
    if (sdp_contract_edit(all.desk->client, id, &input, NULL, &edited) != SDP_OK) {
        fail_msg("%s", sdp_error_message(sdp_last_error(all.desk->client)));
    }
    sdp_contract_free(edited);
}

static int begin(void **state)
{
    const sdp_query by_hundred = SDP_QUERY(.row_count = 100);
    const sdp_product *product = NULL;
    const sdp_contract *contract = NULL;
    sdp_pager *pager = NULL;
    size_t count = 0;
    sdp_status status;
    (void)state;
    all.box = SANDBOX("--seed-data", "240");
    all.desk = desk_open(NULL, &(sdp_config)SDP_CONFIG(.base_url = sandbox_base_url(all.box)));
    assert_int_equal(sdp_product_list(all.desk->client, &by_hundred, NULL, &pager), SDP_OK);
    while ((status = sdp_product_next(pager, &product)) == SDP_OK) {
        assert_true(count < ROWS);
        assert_int_equal(sdp_product_copy(product, NULL, &all.products[count++]), SDP_OK);
    }
    sdp_pager_free(pager);
    assert_int_equal(status, SDP_END);
    assert_int_equal(count, ROWS);
    assert_int_equal(sdp_contract_list(all.desk->client, &by_hundred, NULL, &pager), SDP_OK);
    for (count = 0; count < CONTRACTS; count++) {
        assert_int_equal(sdp_contract_next(pager, &contract), SDP_OK);
        end_contract(contract->id, count);
    }
    sdp_pager_free(pager);
    return 0;
}

static int end(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) sdp_product_free(all.products[i]);
    desk_close(all.desk);
    return sandbox_stop(all.box);
}

/* How many rows the service finds. */
static int64_t found(sdp_criteria *criteria, const char *noun)
{
    const sdp_json *json = NULL;
    const void *row = NULL;
    sdp_pager *pager = NULL;
    sdp_page_info info = {.size = sizeof info};
    sdp_error *error = NULL;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    if (sdp_criteria_check(criteria, sdp_type_by_name(noun), error) != SDP_OK ||
        sdp_criteria_json(criteria, error, &json) != SDP_OK) {
        fail_msg("%s", sdp_error_message(error));
    }
    const sdp_query query = SDP_QUERY(.row_count = 1, .get_total_count = SDP_TRUE, .search_criteria = json);
    sdp_status status = strcmp(noun, "product") == 0 ? sdp_product_list(all.desk->client, &query, NULL, &pager)
                                                     : sdp_contract_list(all.desk->client, &query, NULL, &pager);
    sdp_criteria_free(criteria); /* the pager has a copy */
    sdp_error_free(error);
    if (status == SDP_OK) status = sdp_pager_next(pager, &row);
    if (status != SDP_OK && status != SDP_END) fail_msg("%s", sdp_error_message(sdp_last_error(all.desk->client)));
    assert_int_equal(sdp_pager_get_info(pager, &info), SDP_OK);
    sdp_pager_free(pager);
    return info.total_count;
}

static sdp_criteria *criteria_new(void)
{
    sdp_criteria *made = NULL;
    assert_int_equal(sdp_criteria_new(&made), SDP_OK);
    return made;
}

static int64_t found_by_text(const char *noun, const char *text)
{
    sdp_criteria *criteria = criteria_new();
    sdp_criteria_parse(criteria, SDP_AND, text, sdp_type_by_name(noun), 0);
    return found(criteria, noun);
}

/* Texts compare without regard to case. */
static int holds(int32_t condition, const char *name, const char *first, const char *second)
{
    const size_t size = strlen(first);
    const size_t length = strlen(name);
    switch (condition) {
    case SDP_CONDITION_IS:
        return strcasecmp(name, first) == 0;
    case SDP_CONDITION_GREATER_THAN:
        return strcasecmp(name, first) > 0;
    case SDP_CONDITION_GREATER_OR_EQUAL:
        return strcasecmp(name, first) >= 0;
    case SDP_CONDITION_LESSER_THAN:
        return strcasecmp(name, first) < 0;
    case SDP_CONDITION_LESSER_OR_EQUAL:
        return strcasecmp(name, first) <= 0;
    case SDP_CONDITION_BETWEEN:
        return strcasecmp(name, first) >= 0 && strcasecmp(name, second) <= 0;
    case SDP_CONDITION_STARTS_WITH:
        return strncmp(name, first, size) == 0;
    case SDP_CONDITION_ENDS_WITH:
        return length >= size && strcmp(name + length - size, first) == 0;
    case SDP_CONDITION_CONTAINS:
        return strstr(name, first) != NULL;
    case SDP_CONDITION_IS_NOT:
        return !holds(SDP_CONDITION_IS, name, first, second);
    case SDP_CONDITION_NOT_BETWEEN:
        return !holds(SDP_CONDITION_BETWEEN, name, first, second);
    default:
        return !holds(SDP_CONDITION_CONTAINS, name, first, second);
    }
}

static void every_condition_means_what_it_says(void **state)
{
    (void)state;
    for (int32_t condition = 1; sdp_condition_text(condition) != NULL; condition++) {
        const char *const names[] = {all.products[100]->name, all.products[31]->name};
        const int later = strcasecmp(names[0], names[1]) > 0;
        const char *const two[] = {names[later], names[!later]};
        const char *one = condition == SDP_CONDITION_STARTS_WITH || condition >= SDP_CONDITION_CONTAINS ? "HP"
                          : condition == SDP_CONDITION_ENDS_WITH                                        ? "00"
                                                                                                        : two[0];
        const int takes_two = condition == SDP_CONDITION_BETWEEN || condition == SDP_CONDITION_NOT_BETWEEN;
        char text[300];
        int64_t expected = 0;
        sdp_criteria *criteria = criteria_new();
        for (size_t i = 0; i < ROWS; i++) expected += holds(condition, all.products[i]->name, one, two[1]);
        if (expected == 0 || expected == ROWS) fail_msg("'%s' tells nothing apart", sdp_condition_text(condition));
        if (takes_two) {
            sdp_criteria_add_texts(criteria, SDP_AND, "name", condition, two, 2);
            snprintf(text, sizeof text, "name %s %s and %s", sdp_condition_text(condition), two[0], two[1]);
        } else {
            sdp_criteria_add_text(criteria, SDP_AND, "name", condition, one);
            snprintf(text, sizeof text, "name %s %s", sdp_condition_text(condition), one);
        }
        const int64_t count = found(criteria, "product");
        if (count != expected) fail_msg("%s: %d, not %d", text, (int)count, (int)expected);
        if (found_by_text("product", text) != expected) fail_msg("%s", text);
        const char *sign = sdp_condition_sign(condition);
        snprintf(text, sizeof text, "name%s'%s'", sign, one);
        if (sign != NULL && found_by_text("product", text) != expected) fail_msg("%s", text);
    }
}

static int is_made_by(const sdp_product *product, const char *maker)
{
    return product->manufacturer != NULL && strcmp(product->manufacturer, maker) == 0;
}

static void values_of_each_kind_are_compared(void **state)
{
    static const char *const makers[] = {"Dell", "HP"};
    const char *kind = all.products[0]->product_type->id;
    int64_t laptops = 0;
    int64_t bare = 0;
    int64_t made = 0;
    int64_t of_kind = 0;
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        const sdp_product *one = all.products[i];
        laptops += sdp_is_true(one->is_laptop);
        bare += one->comments == NULL;
        made += is_made_by(one, "Dell") || is_made_by(one, "HP");
        of_kind += strcmp(one->product_type->id, kind) == 0;
    }
    sdp_criteria *criteria = criteria_new();
    sdp_criteria_add_bool(criteria, SDP_AND, "is_laptop", SDP_CONDITION_IS, 1);
    assert_int_equal(found(criteria, "product"), laptops);
    assert_int_equal(found_by_text("product", "is_laptop = true"), laptops);
    criteria = criteria_new();
    sdp_criteria_add_text(criteria, SDP_AND, "comments", SDP_CONDITION_IS, SDP_NULL);
    assert_int_equal(found(criteria, "product"), bare);
    assert_int_equal(found_by_text("product", "comments is not null"), ROWS - bare);
    criteria = criteria_new();
    sdp_criteria_add_texts(criteria, SDP_AND, "manufacturer", SDP_CONDITION_IS, makers, 2);
    assert_int_equal(found(criteria, "product"), made);
    assert_int_equal(found_by_text("product", "manufacturer in (Dell, HP)"), made);
    assert_int_equal(found_by_text("product", "manufacturer not in (Dell, HP)"), ROWS - made);
    criteria = criteria_new();
    sdp_criteria_add_lookup(criteria, SDP_AND, "product_type", SDP_CONDITION_IS, kind, NULL);
    assert_int_equal(found(criteria, "product"), of_kind);
    criteria = criteria_new();
    sdp_criteria_add_lookup(criteria, SDP_AND, "product_type", SDP_CONDITION_IS, NULL,
                            all.products[0]->product_type->name);
    assert_int_equal(found(criteria, "product"), of_kind);
    criteria = criteria_new();
    sdp_criteria_add_id(criteria, SDP_AND, "product_type.id", SDP_CONDITION_IS, kind);
    assert_int_equal(found(criteria, "product"), of_kind);
    criteria = criteria_new();
    sdp_criteria_add_number(criteria, SDP_AND, "id", SDP_CONDITION_LESSER_OR_EQUAL, all.products[9]->id);
    assert_int_equal(found(criteria, "product"), 10);
}

static void times_are_compared(void **state)
{
    static const int64_t pair[] = {FIRST_END_MS + DAY_MS, FIRST_END_MS + 3 * DAY_MS};
    static const struct {
        const char *text;
        int count;
    } rows[] = {
        {"active_till < 2020-01-03", 2},
        {"active_till <= 2020-01-03", 3},
        {"active_till < 2020-01-03T00:00:00.001Z", 3},
        {"active_till < '2020-01-03 02:00+02:00'", 2},
        {"active_till is 2020-01-01", 1},
        {"active_till between 2020-01-02 and 2020-01-04", 3},
        {"active_till >= 2020-01-02 and active_till < 2020-01-05", 3},
        {"active_till < 2020-01-02 or (active_till > 2020-01-05 and active_till < 2020-01-07)", 2},
    };
    (void)state;
    sdp_criteria *criteria = criteria_new();
    sdp_criteria_add_time(criteria, SDP_AND, "active_till", SDP_CONDITION_LESSER_THAN, pair[1]);
    assert_int_equal(found(criteria, "contract"), 3);
    criteria = criteria_new();
    sdp_criteria_add_times(criteria, SDP_AND, "active_till", SDP_CONDITION_BETWEEN, pair, 2);
    assert_int_equal(found(criteria, "contract"), 3);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const int64_t count = found_by_text("contract", rows[i].text);
        if (count != rows[i].count) fail_msg("%s: %d, not %d", rows[i].text, (int)count, rows[i].count);
    }
}

static void groups_are_evaluated(void **state)
{
    static const char *const texts[] = {
        "is_laptop is true and (manufacturer is Dell or manufacturer is HP)",
        "(manufacturer is Dell or manufacturer is HP) and is_laptop is true",
        "is_laptop is true or (manufacturer is Dell and comments is not null)",
        "(is_laptop is true or manufacturer is Dell) and (manufacturer is HP or comments is not null)",
        "manufacturer is Lenovo or ((is_laptop = true or comments is not null) and manufacturer in (Dell, HP))",
        "manufacturer is Lenovo or ((is_laptop = true or comments != null) and (manufacturer=Dell or manufacturer=HP))",
    };
    int64_t expected[6] = {0};
    sdp_criteria *criteria = criteria_new();
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        const sdp_product *one = all.products[i];
        const int laptop = sdp_is_true(one->is_laptop);
        const int dell = is_made_by(one, "Dell");
        const int hp = is_made_by(one, "HP");
        const int lenovo = is_made_by(one, "Lenovo");
        const int commented = one->comments != NULL;
        expected[0] += laptop && (dell || hp);
        expected[1] += laptop && (dell || hp);
        expected[2] += laptop || (dell && commented);
        expected[3] += (laptop || dell) && (hp || commented);
        expected[4] += lenovo || ((laptop || commented) && (dell || hp));
        expected[5] = expected[4];
    }
    for (size_t i = 0; i < 6; i++) {
        const int64_t count = found_by_text("product", texts[i]);
        assert_true(expected[i] > 0);
        if (count != expected[i]) fail_msg("%s: %d, not %d", texts[i], (int)count, (int)expected[i]);
    }
    sdp_criteria_add_bool(criteria, SDP_AND, "is_laptop", SDP_CONDITION_IS, 1);
    sdp_criteria_open(criteria, SDP_AND);
    sdp_criteria_add_text(criteria, SDP_AND, "manufacturer", SDP_CONDITION_IS, "Dell");
    sdp_criteria_add_text(criteria, SDP_OR, "manufacturer", SDP_CONDITION_IS, "HP");
    sdp_criteria_close(criteria);
    assert_int_equal(found(criteria, "product"), expected[0]);
}

/* What is wrong never leaves the program, by whatever way it comes. */
static void wrong_questions_are_not_sent(void **state)
{
    static const struct {
        const char *info;
        const char *path;
    } rows[] = {
        {"{\"row_count\":0}", "row_count"},
        {"{\"row_count\":101}", "row_count"},
        {"{\"row_count\":-1}", "row_count"},
        {"{\"search_criteria\":{\"field\":\"name\",\"condition\":\"like\",\"value\":1}}", "search_criteria.condition"},
        {"{\"search_criteria\":{\"children\":[]}}", "search_criteria.children"},
        {"{\"search_criteria\":[{\"field\":\"name\",\"condition\":\"is\",\"value\":1,\"values\":[1]}]}",
         "search_criteria[0].value"},
    };
    sdp_client *client = all.desk->client;
    (void)state;
    all.desk->event_count = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char input[300];
        sdp_pager *pager = NULL;
        char *row = NULL;
        snprintf(input, sizeof input, "{\"list_info\":%s}", rows[i].info);
        sdp_status status = sdp_invoke_list(client, "products.list", NULL, 0, input, 0, NULL, &pager);
        if (status == SDP_OK) status = sdp_pager_next_json(pager, 0, &row);
        assert_int_equal(status, SDP_E_VALUE);
        if (strstr(sdp_error_path(sdp_last_error(client)), rows[i].path) == NULL) {
            fail_msg("%s: %s", rows[i].info, sdp_error_path(sdp_last_error(client)));
        }
        sdp_pager_free(pager);
    }
    assert_int_equal(all.desk->event_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_condition_means_what_it_says),
        cmocka_unit_test(values_of_each_kind_are_compared),
        cmocka_unit_test(times_are_compared),
        cmocka_unit_test(groups_are_evaluated),
        cmocka_unit_test(wrong_questions_are_not_sent),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
