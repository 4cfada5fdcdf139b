/* Search criteria from text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/criteria.h>

#include "json_equal.h"

#define ONE(field_, condition_, value_) "{\"field\":\"" field_ "\",\"condition\":\"" condition_ "\"," value_ "}"
#define AND ",\"logical_operator\":\"AND\""
#define OR ",\"logical_operator\":\"OR\""

static void expect(const char *type, const char *text, const char *json)
{
    const sdp_json *made = NULL;
    char *printed = NULL;
    sdp_criteria *c = NULL;
    sdp_error *error = NULL;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    assert_int_equal(sdp_criteria_new(&c), SDP_OK);
    sdp_criteria_parse(c, SDP_AND, text, sdp_type_by_name(type), 0);
    if (sdp_criteria_json(c, error, &made) != SDP_OK) fail_msg("%s: %s", text, sdp_error_message(error));
    assert_int_equal(sdp_json_print(made, 0, &printed), SDP_OK);
    assert_json_text(printed, json);
    sdp_text_free(printed);
    sdp_criteria_free(c);
    sdp_error_free(error);
}

static void one_criterion(void **state)
{
    static const struct {
        const char *text;
        const char *json;
    } rows[] = {
        {"name is Dell", ONE("name", "is", "\"value\":\"Dell\"")},
        {"  name  IS   NOT  a b  ", ONE("name", "is not", "\"value\":\"a b\"")},
        {"name!=a,b (c)", ONE("name", "is not", "\"value\":\"a,b (c)\"")},
        {"name is \"is \\\"not\\\"\"", ONE("name", "is", "\"value\":\"is \\\"not\\\"\"")},
        {"name is ''", ONE("name", "is", "\"value\":\"\"")},
        {"name is Research and Development", ONE("name", "is", "\"value\":\"Research and Development\"")},
        {"name is not null", ONE("name", "is not", "\"value\":null")},
        {"name is 'null'", ONE("name", "is", "\"value\":\"null\"")},
        {"name is 'a)'", ONE("name", "is", "\"value\":\"a)\"")},
        {"name is 'x and'", ONE("name", "is", "\"value\":\"x and\"")},
        {"name is 'Tom or Jerry'", ONE("name", "is", "\"value\":\"Tom or Jerry\"")},
        {"name is '= x'", ONE("name", "is", "\"value\":\"= x\"")},
        {"name is a = b", ONE("name", "is", "\"value\":\"a = b\"")},
        {"name > 'null'", ONE("name", "greater than", "\"value\":\"null\"")},
        {"id is null", ONE("id", "is", "\"value\":null")},
        {"contract_renewed_from is null", ONE("contract_renewed_from.name", "is", "\"value\":null")},
        {"cost.value is null", ONE("cost.value", "is", "\"value\":null")},
        {"name contains null", ONE("name", "contains", "\"value\":\"null\"")},
        {"status is Active", ONE("status.name", "is", "\"value\":\"Active\"")},
        {"status.id = 7", ONE("status.id", "is", "\"value\":\"7\"")},
        {"id contains 33283", ONE("id", "contains", "\"value\":\"33283\"")},
        {"is_draft = TRUE", ONE("is_draft", "is", "\"value\":true")},
        {"is_draft is false", ONE("is_draft", "is", "\"value\":false")},
        {"cost.value >= 1e3", ONE("cost.value", "greater or equal", "\"value\":\"1e3\"")},
        {"active_till < 2027-01-01", ONE("active_till", "lesser than", "\"value\":\"1798761600000\"")},
        {"active_till<='2027-01-01T10:00:00Z'", ONE("active_till", "lesser or equal", "\"value\":\"1798797600000\"")},
        {"active_till > '2027'", ONE("active_till", "greater than", "\"value\":\"2027\"")},
        {"active_till > '20270131'", ONE("active_till", "greater than", "\"value\":\"20270131\"")},
        {"active_till > 100000000000", ONE("active_till", "greater than", "\"value\":\"100000000000\"")},
        {"name is Dell XPS 15", ONE("name", "is", "\"value\":\"Dell XPS 15\"")},
        {"name is status report", ONE("name", "is", "\"value\":\"status report\"")},
        {"name is order of cost is", ONE("name", "is", "\"value\":\"order of cost is\"")},
        {"name is what is new", ONE("name", "is", "\"value\":\"what is new\"")},
        {"name is Salt and Pepper", ONE("name", "is", "\"value\":\"Salt and Pepper\"")},
        {"name is Salt and not Pepper", ONE("name", "is", "\"value\":\"Salt and not Pepper\"")},
        {"name is Salt, Pepper", ONE("name", "is", "\"value\":\"Salt, Pepper\"")},
        {"name is the name", ONE("name", "is", "\"value\":\"the name\"")},
        {"name is not name", ONE("name", "is not", "\"value\":\"name\"")},
        {"name is 'a and name'", ONE("name", "is", "\"value\":\"a and name\"")},
        {"name in (a, name)", ONE("name", "is", "\"values\":[\"a\",\"name\"]")},
        {"name is R & D", ONE("name", "is", "\"value\":\"R & D\"")},
        {"name is a | b", ONE("name", "is", "\"value\":\"a | b\"")},
        {"name is 'a && b'", ONE("name", "is", "\"value\":\"a && b\"")},
        {"name is 'x status is Active'", ONE("name", "is", "\"value\":\"x status is Active\"")},
        {"name is 5\xE2\x80\x99 rack", ONE("name", "is", "\"value\":\"5\xE2\x80\x99 rack\"")},
        {"name is '\xE2\x80\x9C'", ONE("name", "is", "\"value\":\"\xE2\x80\x9C\"")},
        {"name is a\xC2\xA0z", ONE("name", "is", "\"value\":\"a\xC2\xA0z\"")},
        {"cost.value between 5 and 5.0", ONE("cost.value", "between", "\"values\":[\"5\",\"5.0\"]")},
        {"cost.value between 1e3 and 5", ONE("cost.value", "between", "\"values\":[\"1e3\",\"5\"]")},
        {"cost.value between -10 and 5", ONE("cost.value", "between", "\"values\":[\"-10\",\"5\"]")},
        {"name between 10 and 5", ONE("name", "between", "\"values\":[\"10\",\"5\"]")},
        {"(((((((((((((((name is a)))))))))))))))", ONE("name", "is", "\"value\":\"a\"")},
        {"name between a and b", ONE("name", "between", "\"values\":[\"a\",\"b\"]")},
        {"name between a, b", ONE("name", "between", "\"values\":[\"a\",\"b\"]")},
        {"name not between 'x and y',\"z\"", ONE("name", "not between", "\"values\":[\"x and y\",\"z\"]")},
        {"active_till between 1970-01-01 AND 1970-01-02",
         ONE("active_till", "between", "\"values\":[\"0\",\"86400000\"]")},
        {"name in (a, \"b, c\" ,d e)", ONE("name", "is", "\"values\":[\"a\",\"b, c\",\"d e\"]")},
        {"name not in(a,null)", ONE("name", "is not", "\"values\":[\"a\",null]")},
        {"name in (a)", ONE("name", "is", "\"value\":\"a\"")},
        {"((name is a))", ONE("name", "is", "\"value\":\"a\"")},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) expect("contract", rows[i].text, rows[i].json);
    expect("customer", "udf_fields.udf_date1 > 2027-01-01",
           ONE("udf_fields.udf_date1", "greater than", "\"value\":\"1798761600000\""));
    expect("customer", "udf_fields.udf_date1 > '2027-01-01'",
           ONE("udf_fields.udf_date1", "greater than", "\"value\":\"2027-01-01\""));
    expect("customer", "udf_fields.udf_a is 5", ONE("udf_fields.udf_a", "is", "\"value\":\"5\""));
    expect("nothing", "nam < 2027-01-01", ONE("nam", "lesser than", "\"value\":\"1798761600000\""));
}

static void several_criteria(void **state)
{
#define NAME(value_, more_) ONE("name", "is", "\"value\":\"" value_ "\"" more_)
    static const struct {
        const char *text;
        const char *json;
    } rows[] = {
        {"name is a and name is b AND name is c", "[" NAME("a", "") "," NAME("b", AND) "," NAME("c", AND) "]"},
        {"name is a or name is b", "[" NAME("a", "") "," NAME("b", OR) "]"},
        {"name is 'a'and(name is b)", "[" NAME("a", "") "," NAME("b", AND) "]"},
        {"(name is a (1) or name is b) and name is c",
         "[" NAME("a (1)", ",\"children\":[" NAME("b", OR) "]") "," NAME("c", AND) "]"},
        {"name is a and (name is b or (name is c and name is d))",
         "[" NAME("a", "") "," NAME("b",
                                    AND ",\"children\":[" NAME("c", OR ",\"children\":[" NAME("d", AND) "]") "]") "]"},
        {"name between a and b and name in (c, d) and name is e",
         "[" ONE("name", "between", "\"values\":[\"a\",\"b\"]") "," ONE(
             "name", "is", "\"values\":[\"c\",\"d\"]" AND) "," NAME("e", AND) "]"},
        {"(name between a, b) or name is 'Tom or Jerry'",
         "[" ONE("name", "between", "\"values\":[\"a\",\"b\"]") "," NAME("Tom or Jerry", OR) "]"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) expect("contract", rows[i].text, rows[i].json);
}

/* A text is one group of what it is added to. */
static void texts_are_joined(void **state)
{
    const sdp_json *made = NULL;
    char *printed = NULL;
    sdp_criteria *c = NULL;
    (void)state;
    assert_int_equal(sdp_criteria_new(&c), SDP_OK);
    assert_int_equal(sdp_criteria_parse(c, SDP_AND, "name is a or name is b", NULL, 0), SDP_OK);
    assert_int_equal(sdp_criteria_parse(c, SDP_AND, "name is c", NULL, 0), SDP_OK);
    assert_int_equal(sdp_criteria_count(c), 2);
    assert_int_equal(sdp_criteria_json(c, NULL, &made), SDP_OK);
    assert_int_equal(sdp_json_print(made, 0, &printed), SDP_OK);
    assert_json_text(printed, "[" NAME("a", ",\"children\":[" NAME("b", OR) "]") "," NAME("c", AND) "]");
    sdp_text_free(printed);
    sdp_criteria_free(c);
}

static void mistakes_have_a_column(void **state)
{
    static const struct {
        const char *text;
        sdp_status status;
        const char *says;
    } rows[] = {
        {"", SDP_E_UNKNOWN_FIELD, "column 1: the path of a member is missing"},
        {"= x", SDP_E_UNKNOWN_FIELD, "column 1: the path of a member is missing"},
        {"nam is x", SDP_E_UNKNOWN_FIELD, "column 1: contract has no member 'nam'; did you mean 'name'?"},
        {" status.nme is x", SDP_E_UNKNOWN_FIELD, "column 2: "},
        {"name[0] is x", SDP_E_UNKNOWN_FIELD, "column 1: 'name[0]' is not a path"},
        {"name", SDP_E_VALUE, "column 5: a condition and a value are missing"},
        {"name contans x", SDP_E_VALUE,
         "column 6: 'contans' begins no condition of the service; did you mean 'contains'?"},
        {"name == x", SDP_E_VALUE, "column 6: '==' begins no condition"},
        {"name resembles x", SDP_E_VALUE, "column 6: 'resembles' begins no condition of the service"},
        {"name is", SDP_E_VALUE, "column 8: the value is missing"},
        {"name is \xC3\xA9\xC3\xA9 and nam is y", SDP_E_UNKNOWN_FIELD, "column 16: contract has no member 'nam'"},
        {"name is a and name iss b", SDP_E_VALUE, "column 20: 'iss' begins no condition"},
        {"name is \"a", SDP_E_VALUE, "column 9: the closing quote"},
        {"name is \"a\" b", SDP_E_VALUE, "column 13: something stands behind the value"},
        {"name is 'a')", SDP_E_VALUE, "column 12: no parenthesis is open here"},
        {"name is a (and name is b and name is c", SDP_E_VALUE, "column 9: a value with a parenthesis"},
        {"name between a", SDP_E_VALUE, "two values are needed"},
        {"name between a,", SDP_E_VALUE, "two values are needed"},
        {"name between a, b, c", SDP_E_VALUE, "column 18: two values are needed"},
        {"name between a and b and c", SDP_E_VALUE, "column 22: two values are needed"},
        {"name between a or b", SDP_E_VALUE, "two values are needed"},
        {"name in a, b", SDP_E_VALUE, "column 9: the values of 'in' stand in parentheses"},
        {"name in (a, b", SDP_E_VALUE, "column 14: the closing parenthesis"},
        {"name in ()", SDP_E_VALUE, "column 10: the value is missing"},
        {"name in (a,)", SDP_E_VALUE, "column 12: the value is missing"},
        {"name is a and name is b or name is c", SDP_E_VALUE, "column 25: 'and' and 'or' are mixed"},
        {"(name is a", SDP_E_VALUE, "column 1: the parenthesis is not closed"},
        {"()", SDP_E_UNKNOWN_FIELD, "column 2: the path of a member is missing"},
        {"(name is a) name is b", SDP_E_VALUE, "column 13: something stands behind the value"},
        {"name is x)", SDP_E_VALUE, "column 10: no parenthesis is open here"},
        {"name is a (1))", SDP_E_VALUE, "column 14: no parenthesis is open here"},
        {"name in (a))", SDP_E_VALUE, "column 12: no parenthesis is open here"},
        {"name is x (", SDP_E_VALUE, "column 9: a value with a parenthesis that stays open"},
        {"name is x and", SDP_E_VALUE, "column 11: behind 'and' a criterion is missing"},
        {"name is x AND ", SDP_E_VALUE, "column 11: behind 'and' a criterion is missing"},
        {"(name is x and)", SDP_E_VALUE, "column 12: behind 'and' a criterion is missing"},
        {"name is 'x' and", SDP_E_UNKNOWN_FIELD, "column 16: the path of a member is missing"},
        {"name between a and b and", SDP_E_VALUE, "column 22: two values are needed"},
        {"name is x or", SDP_E_VALUE, "column 11: behind 'or' stands no criterion"},
        {"status is Active or Expired", SDP_E_VALUE, "column 18: behind 'or' stands no criterion: repeat the member"},
        {"name in (a or b)", SDP_E_VALUE, "say 'in (a, b)'"},
        {"name > null", SDP_E_VALUE, "column 8: null goes with 'is' and 'is not' alone"},
        {"name between null and b", SDP_E_VALUE, "column 14: null goes with 'is' and 'is not' alone"},
        {"active_till >= NULL", SDP_E_VALUE, "column 16: null goes with 'is' and 'is not' alone"},
        {"name = = x", SDP_E_VALUE, "column 8: one condition is enough"},
        {"name is = x", SDP_E_VALUE, "column 9: one condition is enough"},
        {"name in (<a)", SDP_E_VALUE, "column 10: one condition is enough"},
        {"id is abc", SDP_E_VALUE, "column 7: the member takes the digits of an id, not 'abc'"},
        {"id is ''", SDP_E_VALUE, "column 7: the member takes the digits of an id, not ''"},
        {"status.id in (1, 2x)", SDP_E_VALUE, "column 18: the member takes the digits of an id, not '2x'"},
        {"cost > 5", SDP_E_VALUE,
         "column 1: 'cost' is an object without a name: search for a member of it, such as "
         "cost.value"},
        {"name is a and display_id is 4", SDP_E_VALUE, "column 15: 'display_id' is an object without a name"},
        {"is_draft is yes", SDP_E_VALUE, "column 13: the member takes true or false, not 'yes'"},
        {"cost.value > x", SDP_E_VALUE, "column 14: the member takes a number, not 'x'"},
        {"active_till < tomorrow", SDP_E_VALUE, "column 15: the member takes milliseconds or a date in UTC"},
        {"active_till < 2027-02-30", SDP_E_VALUE, "not '2027-02-30'"},
        {"active_till > 2027", SDP_E_VALUE, "column 15: the member takes a date such as 2027-01-31, or milliseconds"},
        {"active_till > 20270131", SDP_E_VALUE, "so few of them need quotes, not '20270131'"},
        {"active_till > 99999999999", SDP_E_VALUE, "so few of them need quotes, not '99999999999'"},
        {"active_till between 1 and 2027-01-01", SDP_E_VALUE, "column 21: the member takes a date such as 2027-01-31"},
        {"name is x && status is Active", SDP_E_VALUE, "column 11: 'and' joins criteria, not '&&'"},
        {"name is x||status is Active", SDP_E_VALUE, "column 10: 'or' joins criteria, not '||'"},
        {"name is 'x' && status is Active", SDP_E_VALUE, "column 13: 'and' joins criteria, not '&&'"},
        {"name is 'x' ||status is Active", SDP_E_VALUE, "column 13: 'or' joins criteria, not '||'"},
        {"name in (a && b)", SDP_E_VALUE, "column 12: 'and' joins criteria, not '&&'"},
        {"name is x status is Active", SDP_E_VALUE, "column 11: a criterion begins here"},
        {"name is x, status is Active", SDP_E_VALUE, "column 12: a criterion begins here"},
        {"name is x status.name!=Active", SDP_E_VALUE, "column 11: a criterion begins here"},
        {"name in (a, status is Active)", SDP_E_VALUE, "column 13: a criterion begins here"},
        {"name contains a and not name contains b", SDP_E_VALUE, "column 25: a criterion begins here"},
        {"name contains a and is_draft", SDP_E_VALUE, "column 21: a member stands here without a condition"},
        {"name contains a or is_draft", SDP_E_VALUE, "column 20: a member stands here without a condition"},
        {"name contains a AND  NOT  is_draft ", SDP_E_VALUE, "column 27: a member stands here without a condition"},
        {"name contains a, is_draft", SDP_E_VALUE, "column 18: a member stands here without a condition"},
        {"name contains a and owner.name", SDP_E_VALUE, "column 21: a member stands here without a condition"},
        {"name contains a and is_draft and name is b", SDP_E_VALUE, "column 30: 'and' begins no condition"},
        {"name is \xE2\x80\x9Cx\xE2\x80\x9D", SDP_E_VALUE, "column 9: quotes are \" or '"},
        {"name in (\xC2\xABx\xC2\xBB)", SDP_E_VALUE, "column 10: quotes are \" or '"},
        {"name is \xC2\xA0x", SDP_E_VALUE, "column 9: a blank beside the value is no plain one"},
        {"name is Dell\xC2\xA0", SDP_E_VALUE, "column 9: a blank beside the value is no plain one"},
        {"cost.value between 10 and 5", SDP_E_VALUE, "column 20: the first of the two values is the larger one"},
        {"cost.value not between 5.5, -5.5", SDP_E_VALUE, "column 24: the first of the two values is the larger one"},
        {"active_till between 2027-02-01 and 2027-01-01", SDP_E_VALUE, "column 21: the first of the two values"},
        {"name is \xFF", SDP_E_UTF8, "column 1: the text is not UTF-8"},
        {"((((((((((((((((name is a))))))))))))))))", SDP_E_LIMIT, "column 16: parentheses are nested too deeply: 15"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const sdp_json *made = NULL;
        sdp_criteria *c = NULL;
        sdp_error *error = NULL;
        assert_int_equal(sdp_error_new(&error), SDP_OK);
        assert_int_equal(sdp_criteria_new(&c), SDP_OK);
        assert_int_equal(sdp_criteria_add_text(c, SDP_AND, "name", SDP_CONDITION_IS, "x"), SDP_OK);
        sdp_status status = sdp_criteria_parse(c, SDP_AND, rows[i].text, sdp_type_by_name("contract"), 0);
        assert_int_equal(sdp_criteria_json(c, error, &made), status);
        if (status != rows[i].status) fail_msg("%s: %s", rows[i].text, sdp_status_name(status));
        if (strstr(sdp_error_message(error), rows[i].says) == NULL) {
            fail_msg("%s: %s", rows[i].text, sdp_error_message(error));
        }
        assert_string_equal(sdp_error_path(error), "criteria[1]");
        sdp_criteria_free(c);
        sdp_error_free(error);
    }
}

static void unknown_members_may_be_let_through(void **state)
{
    sdp_criteria *c = NULL;
    (void)state;
    assert_int_equal(sdp_criteria_new(&c), SDP_OK);
    assert_int_equal(sdp_criteria_parse(c, SDP_AND, "nam is x", sdp_type_by_name("contract"), 1), SDP_OK);
    assert_int_equal(sdp_criteria_parse(c, SDP_AND, "any.thing is x", NULL, 0), SDP_OK);
    assert_int_equal(sdp_criteria_parse(c, SDP_AND, NULL, NULL, 0), SDP_E_ARGUMENT);
    sdp_criteria_free(c);
}

static void unknown_flags_are_refused(void **state)
{
    sdp_criteria *c = NULL;
    const sdp_json *json;
    sdp_error *error;
    (void)state;
    assert_int_equal(sdp_error_new(&error), SDP_OK);
    assert_int_equal(sdp_criteria_new(&c), SDP_OK);
    assert_int_equal(sdp_criteria_parse(c, SDP_AND, "name is x", NULL, 2), SDP_E_ARGUMENT);
    assert_int_equal(sdp_criteria_json(c, error, &json), SDP_E_ARGUMENT);
    assert_non_null(strstr(sdp_error_message(error), "flags"));
    sdp_criteria_free(c);
    sdp_error_free(error);
}

/* Whatever is cut off, nothing is read beyond the end. */
static void every_beginning_ends(void **state)
{
    static const char text[] = "(name in (a, 'b') or active_till between 2027-01-01 and 2027-02-01) and not_a is not x";
    (void)state;
    for (size_t size = 0; size <= strlen(text); size++) {
        char *part = calloc(1, size + 1);
        sdp_criteria *c = NULL;
        assert_non_null(part);
        memcpy(part, text, size);
        assert_int_equal(sdp_criteria_new(&c), SDP_OK);
        (void)sdp_criteria_parse(c, SDP_AND, part, sdp_type_by_name("contract"), 1);
        sdp_criteria_free(c);
        free(part);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_criterion),
        cmocka_unit_test(several_criteria),
        cmocka_unit_test(texts_are_joined),
        cmocka_unit_test(mistakes_have_a_column),
        cmocka_unit_test(unknown_members_may_be_let_through),
        cmocka_unit_test(unknown_flags_are_refused),
        cmocka_unit_test(every_beginning_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
