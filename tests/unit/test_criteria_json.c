/* Groups of search criteria in the service's form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "call/criteria.h"
#include "json_equal.h"

/* Criteria written short: letters are fields that are 1, & and | join, parentheses are groups. */
static void build(sdp_criteria *c, const char *form)
{
    int32_t logical = SDP_AND;
    for (; *form != '\0'; form++) {
        char field[2] = {*form, '\0'};
        if (*form == '&') {
            logical = SDP_AND;
        } else if (*form == '|') {
            logical = SDP_OR;
        } else if (*form == '(') {
            sdp_criteria_open(c, logical);
        } else if (*form == ')') {
            sdp_criteria_close(c);
        } else {
            sdp_criteria_add_text(c, logical, field, SDP_CONDITION_IS, "1");
        }
    }
}

/* Whether a criterion, with its children, holds for the fields that are 1, however the service binds them: here from
   left to right, a parent before its children. */
static int holds(const sdp_json *criteria, const char *ones)
{
    int so_far = 0;
    const int is_list = sdp_json_kind(criteria) == SDP_JSON_ARRAY;
    const sdp_json *one = is_list ? sdp_json_first(criteria) : criteria;
    for (int first = 1; one != NULL; first = 0, one = is_list ? sdp_json_next(one) : NULL) {
        const char *field = sdp_json_text(sdp_json_member(one, "field"));
        const char *word = sdp_json_text(sdp_json_member(one, "logical_operator"));
        const sdp_json *children = sdp_json_member(one, "children");
        int own = field != NULL && strstr(ones, field) != NULL;
        if (children != NULL && field == NULL) own = holds(children, ones);
        if (children != NULL && field != NULL) {
            const char *joint = sdp_json_text(sdp_json_member(sdp_json_first(children), "logical_operator"));
            int below = holds(children, ones);
            assert_non_null(joint);
            own = strcmp(joint, "OR") == 0 ? own || below : own && below;
        }
        if (!first) assert_non_null(word);
        so_far = first ? own : strcmp(word, "OR") == 0 ? so_far || own : so_far && own;
    }
    return so_far;
}

/* The same of the short form; each level has one operator. */
static int means(const char **form, const char *ones)
{
    int so_far = -1;
    int either = 0;
    for (; **form != '\0' && **form != ')'; ++*form) {
        char field[2] = {**form, '\0'};
        if (**form == '&' || **form == '|') {
            either = **form == '|';
            continue;
        }
        int own;
        if (**form == '(') {
            ++*form;
            own = means(form, ones);
        } else {
            own = strstr(ones, field) != NULL;
        }
        so_far = so_far < 0 ? own : either ? so_far || own : so_far && own;
    }
    return so_far;
}

static void what_is_sent_means_what_was_built(void **state)
{
    static const char *const forms[] = {
        "a",
        "(a)",
        "((a))",
        "a&b",
        "(a|b)",
        "(a|b)&c",
        "a&(b|c)",
        "a|(b&c)",
        "(a&b)|(c&d)",
        "((a&b)|c)",
        "a|((b|c)&(d|e))",
        "a&((b|c)&(d|e))",
        "((a|b)&(c|d))|e",
        "a&((b|(c&d))|e)",
        "a&(((b)))",
        "(((a|b)))&((c))",
        "((a|b)&c&(d|e))|(f&a)",
    };
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        const sdp_json *json = NULL;
        sdp_criteria *c = NULL;
        assert_int_equal(sdp_criteria_new(&c), SDP_OK);
        build(c, forms[i]);
        assert_int_equal(sdp_criteria_json(c, NULL, &json), SDP_OK);
        assert_int_equal(sdpi_criteria_check(json, NULL), SDP_OK);
        for (unsigned set = 0; set < 64; set++) {
            char ones[8] = "";
            size_t count = 0;
            const char *form = forms[i];
            for (unsigned bit = 0; bit < 6; bit++) {
                if (set >> bit & 1) ones[count++] = "abcdef"[bit];
            }
            if (holds(json, ones) != means(&form, ones)) fail_msg("%s with %s", forms[i], ones);
        }
        sdp_criteria_free(c);
    }
}

static void forms_are_the_plainest(void **state)
{
#define ONE(field_, more_) "{\"field\":\"" field_ "\",\"condition\":\"is\",\"value\":\"1\"" more_ "}"
#define AND ",\"logical_operator\":\"AND\""
#define OR ",\"logical_operator\":\"OR\""
    static const struct {
        const char *form;
        const char *json;
    } rows[] = {
        {"a", ONE("a", "")},
        {"((a))", ONE("a", "")},
        {"a|b", "[" ONE("a", "") "," ONE("b", OR) "]"},
        {"(a|b)", "[" ONE("a", "") "," ONE("b", OR) "]"},
        {"((a|b))", "[" ONE("a", "") "," ONE("b", OR) "]"},
        {"(a)&(b)", "[" ONE("a", "") "," ONE("b", AND) "]"},
        {"a&(b|c|d)", "[" ONE("a", "") "," ONE("b", AND ",\"children\":[" ONE("c", OR) "," ONE("d", OR) "]") "]"},
        {"a&((b&c)|d)",
         "[" ONE("a", "") "," ONE("d", AND ",\"children\":[" ONE("b", OR ",\"children\":[" ONE("c", AND) "]") "]") "]"},
        {"a|((b|c)&(d|e))",
         "[" ONE("a", "") ",{\"logical_operator\":\"OR\",\"children\":[" ONE(
             "b", ",\"children\":[" ONE("c", OR) "]") "," ONE("d", AND ",\"children\":[" ONE("e", OR) "]") "]}]"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const sdp_json *json = NULL;
        char *text = NULL;
        sdp_criteria *c = NULL;
        assert_int_equal(sdp_criteria_new(&c), SDP_OK);
        build(c, rows[i].form);
        assert_int_equal(sdp_criteria_json(c, NULL, &json), SDP_OK);
        assert_int_equal(sdp_json_print(json, 0, &text), SDP_OK);
        assert_json_text(text, rows[i].json);
        sdp_text_free(text);
        sdp_criteria_free(c);
    }
}

/* A criterion of the caller's with children of its own does not carry those of a group. */
static void children_of_the_caller_stay(void **state)
{
    sdp_json *own = json_of_text(ONE("a", ",\"children\":[" ONE("b", OR) "]"));
    const sdp_json *json = NULL;
    char *text = NULL;
    sdp_criteria *c = NULL;
    (void)state;
    assert_int_equal(sdp_criteria_new(&c), SDP_OK);
    build(c, "x|(");
    assert_int_equal(sdp_criteria_add_json(c, SDP_AND, own), SDP_OK);
    build(c, "&y)");
    assert_int_equal(sdp_criteria_json(c, NULL, &json), SDP_OK);
    assert_int_equal(sdp_json_print(json, 0, &text), SDP_OK);
    assert_json_text(text, "[" ONE("x", "") "," ONE(
                               "y", OR ",\"children\":[" ONE("a", AND ",\"children\":[" ONE("b", OR) "]") "]") "]");
    sdp_text_free(text);
    sdp_criteria_free(c);
    sdp_json_free(own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sent_means_what_was_built),
        cmocka_unit_test(forms_are_the_plainest),
        cmocka_unit_test(children_of_the_caller_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
