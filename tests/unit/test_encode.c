/* Struct to JSON: states, read-only members, received parts, heads, extras. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/limits.h"
#include "everything.h"
#include "json_equal.h"
#include "model/decode.h"
#include "model/document.h"
#include "model/encode.h"

typedef struct encoded {
    sdp_status status;
    char *text; /* NULL where it failed */
    sdp_error error;
} encoded;

static encoded encode(const void *entity, int32_t mode)
{
    encoded e = {0};
    sdpi_buffer buffer;
    sdpi_writer writer;
    sdpi_error_init(&e.error, &sdpi_default_allocator);
    sdpi_buffer_init(&buffer, &sdpi_default_allocator, 1 << 20);
    sdpi_writer_init(&writer, &buffer, 0);
    e.status = sdpi_encode(&sdpi_type_everything, entity, mode, &writer, &e.error);
    assert_int_equal(sdp_error_status(&e.error), e.status);
    if (e.status == SDP_OK) e.text = sdpi_buffer_take(&buffer);
    sdpi_buffer_free(&buffer);
    return e;
}

static void gives(const void *entity, const char *expected)
{
    encoded e = encode(entity, SDPI_ENCODE_REQUEST);
    if (e.status != SDP_OK) print_error("%s\n", sdp_error_message(&e.error));
    assert_int_equal(e.status, SDP_OK);
    assert_string_equal(e.text, expected);
    sdp_text_free(e.text);
    sdpi_error_release(&e.error);
}

static void fails(const void *entity, sdp_status status, const char *path)
{
    encoded e = encode(entity, SDPI_ENCODE_REQUEST);
    assert_int_equal(e.status, status);
    assert_string_equal(sdp_error_path(&e.error), path);
    assert_true(strlen(sdp_error_message(&e.error)) > 0);
    sdp_text_free(e.text);
    sdpi_error_release(&e.error);
}

static void what_is_absent_is_not_sent(void **state)
{
    const everything empty = EVERYTHING(0);
    (void)state;
    gives(&empty, "{}");
}

static void null_is_sent_by_each_kind(void **state)
{
    const everything in =
        EVERYTHING(.id = SDP_NULL, .text = SDP_NULL, .number = SDP_NULL, .price = SDP_NULL, .flag = SDP_BOOL_NULL,
                   .time = SDP_TIME_NULL, .object = SDP_NULL, .list = {.items = SDP_NULL}, .texts = {.items = SDP_NULL},
                   .open = SDP_NULL, .udf_fields = SDP_NULL, .self = SDP_NULL);
    (void)state;
    gives(&in, "{\"id\":null,\"text\":null,\"number\":null,\"price\":null,\"flag\":null,\"time\":null,\"object\":null,"
               "\"list\":null,\"texts\":null,\"open\":null,\"udf_fields\":null,\"self\":null}");
}

static void null_is_known_by_its_content(void **state)
{
    uint64_t other[8]; /* as another module would have it */
    memset(other, 0xFF, sizeof other);
    const void *null = other;
    const everything in = EVERYTHING(.text = null, .object = null, .list = {.items = null}, .texts = {.items = null});
    (void)state;
    gives(&in, "{\"text\":null,\"object\":null,\"list\":null,\"texts\":null}");
}

static void values_are_sent_by_each_kind(void **state)
{
    const part one = PART(.id = "1", .name = "one");
    const part two = PART(.name = "two");
    const part *const both[] = {&one, &two};
    const char *const texts[] = {"a", ""};
    sdp_json *open = json_of_text("[1.50,{\"a\":null}]");
    sdp_json *udf = json_of_text("{\"udf_char1\":\"x\",\"udf_long2\":null}");
    const everything inner = EVERYTHING(.flag = SDP_FALSE);
    const everything in =
        EVERYTHING(.id = "100000000000033283", .text = "", .number = "1e400", .price = "2322.00", .flag = SDP_TRUE,
                   .time = SDP_TIME(INT64_C(-5)), .integer = -7, .object = &one, .list = {both, 2}, .texts = {texts, 2},
                   .open = open, .udf_fields = udf, .self = &inner);
    (void)state;
    gives(&in, "{\"id\":\"100000000000033283\",\"text\":\"\",\"number\":1e400,\"price\":\"2322.00\",\"flag\":true,"
               "\"time\":{\"value\":-5},\"integer\":-7,\"object\":{\"id\":\"1\",\"name\":\"one\"},"
               "\"list\":[{\"id\":\"1\",\"name\":\"one\"},{\"name\":\"two\"}],\"texts\":[\"a\",\"\"],"
               "\"open\":[1.50,{\"a\":null}],\"udf_fields\":{\"udf_char1\":\"x\",\"udf_long2\":null},"
               "\"self\":{\"flag\":false}}");
    sdp_json_free(open);
    sdp_json_free(udf);
}

static void empty_lists_are_sent_as_such(void **state)
{
    const part *const none[] = {NULL};
    const everything in = EVERYTHING(.list = {none, 0}, .texts = {.items = SDP_EMPTY});
    (void)state;
    gives(&in, "{\"list\":[],\"texts\":[]}");
}

static void read_only_members_are_refused(void **state)
{
    const part stamped = PART(.stamp = "x");
    const part *const both[] = {&stamped};
    const everything top = EVERYTHING(.made_by = "me");
    const everything nulled = EVERYTHING(.made_by = SDP_NULL);
    const everything nested = EVERYTHING(.object = &stamped);
    const everything listed = EVERYTHING(.list = {both, 1});
    (void)state;
    fails(&top, SDP_E_READ_ONLY, "made_by");
    fails(&nulled, SDP_E_READ_ONLY, "made_by");
    fails(&nested, SDP_E_READ_ONLY, "object.stamp");
    fails(&listed, SDP_E_READ_ONLY, "list[0].stamp");
    encoded e = encode(&nested, SDPI_ENCODE_PRINT);
    assert_string_equal(e.text, "{\"object\":{\"stamp\":\"x\"}}");
    sdp_text_free(e.text);
    sdpi_error_release(&e.error);
}

static void bad_values_are_refused_with_their_path(void **state)
{
    const part bad_name = PART(.name = "\xC3(");
    const part *const with_null[] = {&bad_name, NULL};
    const part fine = PART(.name = "n");
    const part *const second_null[] = {&fine, NULL};
    const char *const bad_texts[] = {"a", "\x80"};
    const char *const null_text[] = {"a", NULL};
    const everything number = EVERYTHING(.number = "12,5");
    const everything text = EVERYTHING(.text = "\xED\xA0\x80");
    const everything flag = EVERYTHING(.flag = {9});
    const everything time = EVERYTHING(.time = {5, NULL, 7, 0});
    const everything object = EVERYTHING(.object = &bad_name);
    const everything list = EVERYTHING(.list = {with_null, 1});
    const everything null_item = EVERYTHING(.list = {second_null, 2});
    const everything texts = EVERYTHING(.texts = {bad_texts, 2});
    const everything texts_null = EVERYTHING(.texts = {null_text, 2});
    const everything beyond_empty = EVERYTHING(.list = {.items = SDP_EMPTY, .count = 1});
    const everything newer_time = EVERYTHING(.time = {5, NULL, SDP_STATE_VALUE, 1});
    const everything no_items = EVERYTHING(.list = {NULL, 3});
    const everything no_texts = EVERYTHING(.texts = {NULL, 1});
    (void)state;
    fails(&number, SDP_E_VALUE, "number");
    fails(&text, SDP_E_UTF8, "text");
    fails(&flag, SDP_E_VALUE, "flag");
    fails(&time, SDP_E_VALUE, "time");
    fails(&object, SDP_E_UTF8, "object.name");
    fails(&list, SDP_E_UTF8, "list[0].name");
    fails(&null_item, SDP_E_VALUE, "list[1]");
    fails(&texts, SDP_E_UTF8, "texts[1]");
    fails(&texts_null, SDP_E_VALUE, "texts[1]");
    fails(&beyond_empty, SDP_E_VALUE, "list[0]");
    fails(&newer_time, SDP_E_STRUCT, "time.reserved");
    fails(&no_items, SDP_E_VALUE, "list");
    fails(&no_texts, SDP_E_VALUE, "texts");
}

static void heads_are_checked(void **state)
{
    everything zero = EVERYTHING(0);
    everything other = EVERYTHING(0);
    part nested = PART(.name = "x");
    nested.head.type = SDP_TYPE_LOOKUP;
    const everything wrong_part = EVERYTHING(.object = &nested);
    (void)state;
    zero.head.size = 0;
    other.head.type = TYPE_PART;
    fails(&zero, SDP_E_STRUCT, "");
    fails(&other, SDP_E_STRUCT, "");
    fails(&wrong_part, SDP_E_STRUCT, "object");
    zero.head.size = sizeof(sdp_head) - 1;
    fails(&zero, SDP_E_STRUCT, "");
}

/* A struct of older headers ends after a member: what lies beyond is not looked at. */
static void shorter_structs_are_read_as_far_as_they_go(void **state)
{
    struct older {
        sdp_head head;
        const char *id;
        const char *text;
    };
    struct older *old = malloc(sizeof *old);
    (void)state;
    assert_non_null(old);
    assert_int_equal(sizeof *old, offsetof(everything, number));
    *old = (struct older){{sizeof *old, TYPE_EVERYTHING, 0, NULL}, "1", "t"};
    gives(old, "{\"id\":\"1\",\"text\":\"t\"}");
    free(old);
    everything cut = EVERYTHING(.id = "1", .text = "t", .number = "5");
    cut.head.size = (uint32_t)(offsetof(everything, number) + sizeof cut.number / 2); /* in the middle of a member */
    gives(&cut, "{\"id\":\"1\",\"text\":\"t\"}");
}

static void longer_structs_may_say_nothing_beyond(void **state)
{
    struct newer {
        everything known;
        const char *added[2];
    } newer = {.known = EVERYTHING(.text = "t")};
    (void)state;
    newer.known.head.size = sizeof newer;
    gives(&newer, "{\"text\":\"t\"}");
    newer.added[1] = "new";
    fails(&newer, SDP_E_STRUCT, "");
}

static void cycles_end_at_the_ceiling(void **state)
{
    everything snake = EVERYTHING(0);
    (void)state;
    snake.self = &snake;
    encoded e = encode(&snake, SDPI_ENCODE_REQUEST);
    assert_int_equal(e.status, SDP_E_LIMIT);
    assert_memory_equal(sdp_error_path(&e.error), "self.self.self", 14);
    sdpi_error_release(&e.error);
}

static void extra_members_stand_in_meta(void **state)
{
    everything in = EVERYTHING(.text = "t");
    sdp_json *extra = json_of_text("{\"more\":[1,null],\"number\":5}");
    sdp_json *clash = json_of_text("{\"text\":\"u\"}");
    sdp_json *array = json_of_text("[1]");
    (void)state;
    in.head.meta = extra;
    gives(&in, "{\"text\":\"t\",\"more\":[1,null],\"number\":5}");
    in.head.meta = clash;
    fails(&in, SDP_E_VALUE, "text");
    in.head.meta = array;
    fails(&in, SDP_E_STRUCT, "meta");
    sdp_json_free(extra);
    sdp_json_free(clash);
    sdp_json_free(array);
}

static everything *received(const char *text, sdpi_document **document)
{
    void *entity = NULL;
    *document = sdpi_document_new(&sdpi_default_allocator, json_of_text(text));
    assert_int_equal(sdpi_decode(*document, &sdpi_type_everything, (*document)->json, 0, 1, NULL, &entity), SDP_OK);
    return entity;
}

static void received_parts_shrink_to_their_id(void **state)
{
    sdpi_document *document;
    (void)state;
    const everything *got = received("{\"object\":{\"id\":\"7\",\"name\":\"seven\",\"stamp\":\"s\",\"new\":1},"
                                     "\"list\":[{\"id\":\"8\"},{\"name\":\"nine\",\"stamp\":\"s\",\"x\":{}}]}",
                                     &document);
    const everything in = EVERYTHING(.text = "t", .object = got->object, .list = got->list);
    gives(&in, "{\"text\":\"t\",\"object\":{\"id\":\"7\"},\"list\":[{\"id\":\"8\"},{\"name\":\"nine\"}]}");
    sdpi_document_free(document);
}

/* Its program may know a shorter struct than the head says: the copy ends here where the head does. */
static void a_copy_by_assignment_is_refused(void **state)
{
    sdpi_document *document;
    sdp_head copy;
    (void)state;
    const everything *got = received("{\"object\":{\"name\":\"seven\"}}", &document);
    memcpy(&copy, got->object, sizeof copy);
    const everything in = EVERYTHING(.text = "t", .object = (const void *)&copy);
    fails(&in, SDP_E_STRUCT, "object");
    sdpi_document_free(document);
}

static void a_received_entity_is_no_input(void **state)
{
    static const struct {
        const char *text;
        const char *path;
    } rows[] = {{"{\"made_by\":\"me\",\"text\":\"t\"}", "made_by"}, {"{\"text\":\"t\"}", ""}, {"{}", ""}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdpi_document *document;
        sdp_error error;
        const everything *got = received(rows[i].text, &document);
        sdpi_error_init(&error, &sdpi_default_allocator);
        assert_int_equal(sdpi_check_not_received(&sdpi_type_everything, got, &error), SDP_E_RECEIVED);
        assert_string_equal(sdp_error_path(&error), rows[i].path);
        assert_non_null(strstr(sdp_error_message(&error), "received everything cannot be sent back"));
        sdpi_error_release(&error);
        sdpi_document_free(document);
    }
    const everything own = EVERYTHING(.made_by = "me");
    assert_int_equal(sdpi_check_not_received(&sdpi_type_everything, &own, NULL), SDP_OK);
}

static void what_was_parsed_is_sent_with_its_unknown_members(void **state)
{
    void *entity = NULL;
    const char *text = "{\"text\":\"t\",\"object\":{\"id\":\"1\",\"more\":true},\"zz\":{\"a\":1e400},\"list\":null}";
    sdpi_document *document = sdpi_document_new(&sdpi_default_allocator, json_of_text(text));
    (void)state;
    assert_int_equal(sdpi_decode(document, &sdpi_type_everything, document->json,
                                 SDPI_DECODE_INPUT | SDPI_DECODE_ALLOW_UNKNOWN, 1, NULL, &entity),
                     SDP_OK);
    gives(entity, "{\"text\":\"t\",\"object\":{\"id\":\"1\",\"more\":true},\"list\":null,\"zz\":{\"a\":1e400}}");
    sdpi_document_free(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_absent_is_not_sent),
        cmocka_unit_test(null_is_sent_by_each_kind),
        cmocka_unit_test(null_is_known_by_its_content),
        cmocka_unit_test(values_are_sent_by_each_kind),
        cmocka_unit_test(empty_lists_are_sent_as_such),
        cmocka_unit_test(read_only_members_are_refused),
        cmocka_unit_test(bad_values_are_refused_with_their_path),
        cmocka_unit_test(heads_are_checked),
        cmocka_unit_test(shorter_structs_are_read_as_far_as_they_go),
        cmocka_unit_test(longer_structs_may_say_nothing_beyond),
        cmocka_unit_test(cycles_end_at_the_ceiling),
        cmocka_unit_test(extra_members_stand_in_meta),
        cmocka_unit_test(received_parts_shrink_to_their_id),
        cmocka_unit_test(a_copy_by_assignment_is_refused),
        cmocka_unit_test(a_received_entity_is_no_input),
        cmocka_unit_test(what_was_parsed_is_sent_with_its_unknown_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
