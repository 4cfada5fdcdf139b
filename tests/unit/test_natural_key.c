/* Keys of records beside their ids: reading them from an input, asking for them, and comparing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/contracts.h>
#include <sdp/products.h>

#include "api/natural_key.h"

static const sdp_customer_lookup customer = SDP_CUSTOMER_LOOKUP(.id = "8");

static sdpi_natural_key key_of(const void *input)
{
    sdpi_natural_key key = {.count = 0};
    assert_int_equal(sdpi_natural_key_read(&key, input, "name customer"), SDP_OK);
    return key;
}

static void a_lookup_is_known_by_its_id_or_its_name(void **state)
{
    const sdp_customer_lookup named = SDP_CUSTOMER_LOOKUP(.name = "c");
    const sdp_contract with_id = SDP_CONTRACT(.name = "a", .customer = &customer);
    const sdp_contract with_name = SDP_CONTRACT(.name = "a", .customer = &named);
    const sdp_contract alone = SDP_CONTRACT(.name = "a");
    const sdp_contract none = SDP_CONTRACT(.name = SDP_NULL);
    const struct {
        const sdp_contract *input;
        size_t count;
        const char *path;
        const char *value;
    } rows[] = {{&with_id, 2, "customer.id", "8"},
                {&with_name, 2, "customer.name", "c"},
                {&alone, 1, "name", "a"},
                {&none, 0, NULL, NULL}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        sdpi_natural_key key = key_of(rows[i].input);
        assert_int_equal(key.count, rows[i].count);
        if (key.count > 0) assert_string_equal(key.parts[0].path, "name");
        if (key.count > 0) assert_string_equal(key.parts[key.count - 1].path, rows[i].path);
        if (key.count > 0) assert_string_equal(sdp_json_text(key.parts[key.count - 1].value), rows[i].value);
        sdpi_natural_key_free(&key);
        assert_int_equal(key.count, 0);
    }
}

static void it_is_asked_for_part_by_part(void **state)
{
    const sdp_contract input = SDP_CONTRACT(.name = "a", .customer = &customer);
    sdpi_natural_key key = key_of(&input);
    sdp_criteria *criteria = NULL;
    const sdp_json *json = NULL;
    char *text = NULL;
    (void)state;
    assert_int_equal(sdp_criteria_new(&criteria), SDP_OK);
    assert_int_equal(sdpi_natural_key_criteria(&key, criteria), SDP_OK);
    assert_int_equal(sdp_criteria_json(criteria, NULL, &json), SDP_OK);
    assert_int_equal(sdp_json_print(json, 0, &text), SDP_OK);
    assert_string_equal(text, "[{\"field\":\"name\",\"condition\":\"is\",\"value\":\"a\"},"
                              "{\"field\":\"customer.id\",\"condition\":\"is\",\"value\":\"8\","
                              "\"logical_operator\":\"AND\"}]");
    sdp_text_free(text);
    sdp_criteria_free(criteria);
    sdpi_natural_key_free(&key);
}

static void names_are_equal_similar_or_different(void **state)
{
    static const struct {
        const char *wanted;
        const char *given;
        int verdict;
    } rows[] = {
        {"ab c", "ab c", SDPI_KEY_EQUAL},       {"ab c", "AB C", SDPI_KEY_SIMILAR},
        {"ab c", " ab c", SDPI_KEY_SIMILAR},    {"ab c", "ab c\t ", SDPI_KEY_SIMILAR},
        {" ab c ", "Ab C", SDPI_KEY_SIMILAR},   {"ab c", "ab  c", SDPI_KEY_DIFFERENT},
        {"ab c", "ab", SDPI_KEY_DIFFERENT},     {"ab", "ab c", SDPI_KEY_DIFFERENT},
        {"ab c", "", SDPI_KEY_DIFFERENT},       {"ab c", "   ", SDPI_KEY_DIFFERENT},
        {"ab c", SDP_NULL, SDPI_KEY_DIFFERENT}, {"ab c", NULL, SDPI_KEY_DIFFERENT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const sdp_contract input = SDP_CONTRACT(.name = rows[i].wanted);
        const sdp_contract record = SDP_CONTRACT(.name = rows[i].given);
        int verdict = -1;
        sdpi_natural_key key = key_of(&input);
        assert_int_equal(sdpi_natural_key_compare(&key, &record, &verdict), SDP_OK);
        if (verdict != rows[i].verdict) fail_msg("row %zu: %d", i, verdict);
        sdpi_natural_key_free(&key);
    }
}

static void the_worst_part_counts(void **state)
{
    static const sdp_customer_lookup other = SDP_CUSTOMER_LOOKUP(.id = "9");
    static const sdp_customer_lookup nameless = SDP_CUSTOMER_LOOKUP(.name = "c");
    static const struct {
        const char *name;
        const sdp_customer_lookup *customer;
        int verdict;
    } rows[] = {
        {"a", &customer, SDPI_KEY_EQUAL},     {"A", &customer, SDPI_KEY_SIMILAR}, {"a", NULL, SDPI_KEY_UNSHOWN},
        {"a", &nameless, SDPI_KEY_UNSHOWN},   {"A", NULL, SDPI_KEY_SIMILAR},      {"a", &other, SDPI_KEY_DIFFERENT},
        {"b", &customer, SDPI_KEY_DIFFERENT}, {"b", NULL, SDPI_KEY_DIFFERENT},
    };
    const sdp_contract input = SDP_CONTRACT(.name = "a", .customer = &customer);
    sdpi_natural_key key = key_of(&input);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const sdp_contract record = SDP_CONTRACT(.name = rows[i].name, .customer = rows[i].customer);
        int verdict = -1;
        assert_int_equal(sdpi_natural_key_compare(&key, &record, &verdict), SDP_OK);
        if (verdict != rows[i].verdict) fail_msg("row %zu: %d", i, verdict);
    }
    sdpi_natural_key_free(&key);
}

static void members_are_texts_or_nothing(void **state)
{
    const sdp_contract record = SDP_CONTRACT(.id = "5", .name = SDP_NULL, .customer = &customer);
    static const char *const without[] = {"name", "customer", "comments", "no_such_member"};
    sdp_json *value = NULL;
    (void)state;
    assert_int_equal(sdpi_read_text_member(&record, "id", &value), SDP_OK);
    assert_string_equal(sdp_json_text(value), "5");
    sdp_json_free(value);
    for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
        value = (sdp_json *)&record;
        assert_int_equal(sdpi_read_text_member(&record, without[i], &value), SDP_OK);
        assert_null(value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lookup_is_known_by_its_id_or_its_name),
        cmocka_unit_test(it_is_asked_for_part_by_part),
        cmocka_unit_test(names_are_equal_similar_or_different),
        cmocka_unit_test(the_worst_part_counts),
        cmocka_unit_test(members_are_texts_or_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
