/* The grammar as a judge: it says yes where the parser does, and where a text is wrong, and how. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <cjson/cJSON.h>

#include "base/json_grammar.h"

static void expect(const char *text, const char *fault, size_t offset)
{
    size_t at = 0;
    const char *found = sdpi_json_fault(text, strlen(text), &at);
    if (fault == NULL) {
        if (found != NULL) fail_msg("%s: %s", text, found);
        return;
    }
    if (found == NULL) fail_msg("%s: nothing was found wrong", text);
    if (strstr(found, fault) == NULL) fail_msg("%s: found '%s', expected '%s'", text, found, fault);
    assert_int_equal(at, offset);
}

static void good_texts_have_no_fault(void **state)
{
    static const char *const texts[] = {"{}",
                                        "[]",
                                        " [ ] ",
                                        "\"a\"",
                                        "-1.5e+3",
                                        "true",
                                        "[1,2,[3,{\"a\":null}]]",
                                        "{\"a\":{\"b\":[false,\"\\n\\u00e9\\uD83D\\uDE00\"]},\"c\":0}"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cJSON *node = cJSON_Parse(texts[i]);
        assert_non_null(node);
        cJSON_Delete(node);
        expect(texts[i], NULL, 0);
    }
}

static void each_fault_has_its_words_and_place(void **state)
{
    (void)state;
    expect("", "empty", 0);
    expect("  \n", "empty", 0);
    expect("{\"a\" 1}", "a colon is missing", 5);
    expect("{\"a\":1 \"b\":2}", "a comma or '}' is missing", 7);
    expect("[1 2]", "a comma or ']' is missing", 3);
    expect("[1,]", "a value is missing", 3);
    expect("{\"a\":1,}", "a name in quotes is missing", 7);
    expect("{a:1}", "a name in quotes is missing", 1);
    expect("[1}", "a comma or ']' is missing", 2);
    expect("{\"a\":[1,2}", "a comma or ']' is missing", 9);
    expect("[[1]", "ends before its brackets", 4);
    expect("{\"a\":", "ends before its brackets", 5);
    expect("nul", "a value is missing", 0);
    expect("{}x", "after the end", 2);
    expect("1 2", "after the end", 2);
    expect("\"\\x\"", "does not escape", 1);
    expect("\"\\u12g4\"", "four hexadecimal", 1);
    expect("\"\\uDC00\"", "second half", 1);
    expect("\"\\uD800x\"", "first half", 1);
    expect("\"\\uD800\\u0041\"", "first half", 1);
    expect("\"abc", "inside a string", 4);
}

/* Whatever is cut off, the parser and the grammar agree that it is not JSON. */
static void every_beginning_is_wrong(void **state)
{
    static const char text[] = "{\"a\":[1,{\"b\":\"c\\u00e9\"},true,null],\"d\":-2.5}";
    (void)state;
    for (size_t size = 0; size < sizeof text - 1; size++) {
        size_t at = 0;
        assert_non_null(sdpi_json_fault(text, size, &at));
        assert_true(at <= size);
    }
    size_t at = 0;
    assert_null(sdpi_json_fault(text, sizeof text - 1, &at));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_texts_have_no_fault),
        cmocka_unit_test(each_fault_has_its_words_and_place),
        cmocka_unit_test(every_beginning_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
