/* Objects, lists, open members; misfits with their paths; strictness of input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "everything.h"
#include "json_equal.h"
#include "model/decode.h"
#include "scarce.h"

typedef struct decoded {
    sdpi_document *document;
    everything *entity;
    sdp_status status;
    sdp_error error;
} decoded;

static decoded decode(const char *text, int32_t flags)
{
    decoded d = {0};
    void *entity = NULL;
    sdpi_error_init(&d.error, &sdpi_default_allocator);
    d.document = sdpi_document_new(&sdpi_default_allocator, json_of_text(text));
    assert_non_null(d.document);
    d.status = sdpi_decode(d.document, &sdpi_type_everything, d.document->json, flags, 1, &d.error, &entity);
    d.entity = entity;
    return d;
}

static void done(decoded *d)
{
    sdpi_document_free(d->document);
    sdpi_error_release(&d->error);
}

static void heads_are_filled(void **state)
{
    (void)state;
    decoded d = decode("{\"object\":{\"id\":\"1\"},\"list\":[{\"id\":\"2\"}]}", 0);
    assert_int_equal(d.entity->head.size, sizeof(everything));
    assert_int_equal(d.entity->head.type, TYPE_EVERYTHING);
    assert_int_equal(d.entity->head.flags, SDP_FLAG_RECEIVED | SDP_FLAG_OWNER);
    assert_ptr_equal(d.entity->head.meta, d.document->json);
    assert_int_equal(d.entity->object->head.size, sizeof(part));
    assert_int_equal(d.entity->object->head.type, TYPE_PART);
    assert_int_equal(d.entity->object->head.flags, SDP_FLAG_RECEIVED);
    assert_ptr_equal(d.entity->object->head.meta, sdp_json_at(d.document->json, "object"));
    assert_int_equal(d.entity->list.items[0]->head.flags, SDP_FLAG_RECEIVED);
    done(&d);
    d = decode("{\"object\":{}}", SDPI_DECODE_INPUT);
    assert_int_equal(d.entity->head.flags, SDP_FLAG_PARSED | SDP_FLAG_OWNER);
    assert_int_equal(d.entity->object->head.flags, SDP_FLAG_PARSED);
    done(&d);
}

static void one_or_many_become_a_list(void **state)
{
    static const struct {
        const char *text;
        const char *names; /* of the items */
    } rows[] = {{"[{\"name\":\"a\"},{\"name\":\"b\"}]", "ab"},
                {"[{\"name\":\"a\"}]", "a"},
                {"{\"name\":\"a\"}", "a"},
                {"[]", ""}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int32_t flags = 0; flags <= SDPI_DECODE_INPUT; flags++) {
            char text[128] = "{\"list\":";
            strcat(strcat(text, rows[i].text), "}");
            decoded d = decode(text, flags);
            assert_int_equal(d.status, SDP_OK);
            assert_non_null(d.entity->list.items); /* [] is a value */
            assert_int_equal(d.entity->list.count, strlen(rows[i].names));
            for (size_t j = 0; j < d.entity->list.count; j++) {
                assert_int_equal(d.entity->list.items[j]->name[0], rows[i].names[j]);
            }
            done(&d);
        }
    }
    decoded d = decode("{\"texts\":\"a\",\"list\":null}", 0);
    assert_int_equal(d.entity->texts.count, 1);
    assert_string_equal(d.entity->texts.items[0], "a");
    assert_null(d.entity->list.items);
    done(&d);
    d = decode("{\"texts\":[\"a\",5],\"list\":null}", SDPI_DECODE_INPUT);
    assert_string_equal(d.entity->texts.items[1], "5");
    assert_true(sdp_is_null_list(d.entity->list.items));
    done(&d);
}

static void one_thing_may_come_in_a_list(void **state)
{
    (void)state;
    decoded d = decode("{\"object\":[{\"id\":\"1\"}]}", 0);
    assert_string_equal(d.entity->object->id, "1");
    done(&d);
    d = decode("{\"object\":[]}", 0);
    assert_int_equal(d.status, SDP_OK);
    assert_null(d.entity->object);
    done(&d);
    d = decode("{\"object\":[null]}", 0);
    assert_int_equal(d.status, SDP_OK);
    assert_null(d.entity->object);
    done(&d);
    d = decode("{\"object\":[{\"id\":\"1\"}]}", SDPI_DECODE_INPUT);
    assert_int_equal(d.status, SDP_E_VALUE);
    done(&d);
    d = decode("{\"object\":null}", SDPI_DECODE_INPUT);
    assert_true(sdp_is_null(d.entity->object));
    done(&d);
}

static void open_members_take_anything(void **state)
{
    static const char *const values[] = {"5", "\"x\"", "[]", "{\"a\":1}", "true", "1e400"};
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        char text[64] = "{\"open\":";
        char *printed = NULL;
        strcat(strcat(text, values[i]), "}");
        decoded d = decode(text, 0);
        assert_int_equal(sdp_json_print(d.entity->open, 0, &printed), SDP_OK);
        assert_string_equal(printed, values[i]);
        sdp_text_free(printed);
        done(&d);
    }
    decoded d = decode("{\"open\":null,\"udf_fields\":{\"udf_char1\":null}}", 0);
    assert_null(d.entity->open);
    assert_int_equal(sdp_json_kind(sdp_json_member(d.entity->udf_fields, "udf_char1")), SDP_JSON_NULL);
    done(&d);
    d = decode("{\"open\":null,\"udf_fields\":null}", SDPI_DECODE_INPUT);
    assert_true(sdp_is_null(d.entity->open));
    assert_true(sdp_is_null(d.entity->udf_fields));
    done(&d);
    d = decode("{\"udf_fields\":[]}", 0);
    assert_int_equal(d.status, SDP_E_MISFIT);
    assert_string_equal(sdp_error_path(&d.error), "udf_fields");
    done(&d);
}

static const struct {
    const char *text;
    const char *path;
} misfits[] = {
    {"{\"integer\":\"x\"}", "integer"},
    {"{\"object\":{\"id\":{}}}", "object.id"},
    {"{\"object\":5}", "object"},
    {"{\"object\":[{},{}]}", "object"},
    {"{\"list\":[{},5]}", "list[1]"},
    {"{\"list\":[{},{\"name\":[]}]}", "list[1].name"},
    {"{\"list\":[{\"name\":[]}]}", "list[0].name"},
    {"{\"list\":{\"name\":[]}}", "list.name"},
    {"{\"list\":5}", "list"},
    {"{\"texts\":[\"a\",[]]}", "texts[1]"},
    {"{\"texts\":[null]}", "texts[0]"},
    {"{\"self\":{\"self\":{\"time\":\"never\"}}}", "self.self.time"},
    {"{\"time\":{\"value\":[]}}", "time"},
};

static void misfits_are_errors_with_their_path(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof misfits / sizeof misfits[0]; i++) {
        decoded d = decode(misfits[i].text, 0);
        assert_int_equal(d.status, SDP_E_MISFIT);
        assert_string_equal(sdp_error_path(&d.error), misfits[i].path);
        assert_null(d.entity);
        done(&d);
        d = decode(misfits[i].text, SDPI_DECODE_INPUT);
        assert_int_equal(d.status, SDP_E_VALUE);
        assert_string_equal(sdp_error_path(&d.error), misfits[i].path);
        done(&d);
    }
}

static void kept_misfits_leave_their_member_absent(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof misfits / sizeof misfits[0]; i++) {
        decoded d = decode(misfits[i].text, SDPI_DECODE_KEEP_MISFITS);
        assert_int_equal(d.status, SDP_OK);
        assert_int_equal(sdp_error_status(&d.error), SDP_OK);
        assert_true(strlen(sdp_error_message(&d.error)) > 0); /* noted */
        done(&d);
    }
    decoded d = decode("{\"text\":\"kept\",\"integer\":\"x\",\"list\":[{\"name\":\"n\",\"id\":[]},{\"name\":\"m\"}],"
                       "\"time\":7,\"time\":{}}",
                       SDPI_DECODE_KEEP_MISFITS);
    assert_string_equal(d.entity->text, "kept");
    assert_int_equal(d.entity->integer, 0);
    assert_int_equal(d.entity->list.count, 2);
    assert_null(d.entity->list.items[0]->id);
    assert_string_equal(d.entity->list.items[0]->name, "n");
    assert_int_equal(d.entity->time.state, 0);
    assert_string_equal(sdp_json_text(sdp_json_at(d.entity->head.meta, "integer")), "x");
    done(&d);
    /* What the caller writes is never let through. */
    d = decode("{\"integer\":\"x\"}", SDPI_DECODE_INPUT | SDPI_DECODE_KEEP_MISFITS);
    assert_int_equal(d.status, SDP_E_VALUE);
    done(&d);
}

static void unknown_members_are_kept_or_refused(void **state)
{
    (void)state;
    decoded d = decode("{\"surprise\":1e400,\"text\":\"x\"}", 0);
    assert_int_equal(d.status, SDP_OK);
    assert_string_equal(sdp_json_text(sdp_json_at(d.entity->head.meta, "surprise")), "1e400");
    done(&d);
    d = decode("{\"object\":{\"nmae\":\"x\"}}", SDPI_DECODE_INPUT);
    assert_int_equal(d.status, SDP_E_UNKNOWN_FIELD);
    assert_string_equal(sdp_error_path(&d.error), "object.nmae");
    assert_non_null(strstr(sdp_error_message(&d.error), "did you mean 'name'?"));
    done(&d);
    d = decode("{\"zzzzzzzzzz\":1}", SDPI_DECODE_INPUT);
    assert_int_equal(d.status, SDP_E_UNKNOWN_FIELD);
    assert_null(strstr(sdp_error_message(&d.error), "did you mean"));
    done(&d);
    d = decode("{\"Text\":\"x\"}", SDPI_DECODE_INPUT);
    assert_int_equal(d.status, SDP_E_UNKNOWN_FIELD);
    done(&d);
    d = decode("{\"surprise\":1,\"udf_fields\":{\"any\":2}}", SDPI_DECODE_INPUT | SDPI_DECODE_ALLOW_UNKNOWN);
    assert_int_equal(d.status, SDP_OK);
    done(&d);
}

static void only_an_object_is_an_entity(void **state)
{
    static const char *const texts[] = {"null", "5", "\"x\"", "[]", "[{}]", "true"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        decoded d = decode(texts[i], SDPI_DECODE_KEEP_MISFITS);
        assert_int_equal(d.status, SDP_E_MISFIT);
        assert_string_equal(sdp_error_path(&d.error), "");
        done(&d);
    }
}

#define TEN "{},{},{},{},{},{},{},{},{},{},"

static void without_memory_nothing_leaks(void **state)
{
    /* More than one block of memory, of however many bits pointers are. */
    const char *text = "{\"object\":{\"id\":\"1\"},\"texts\":[\"a\"],\"self\":{\"self\":{\"self\":{}}},"
                       "\"list\":[" TEN TEN TEN TEN "{}]}";
    int failures = 0;
    (void)state;
    for (long left = 0; left < 10; left++) {
        scarce memory;
        sdp_error error;
        void *entity = NULL;
        scarce_init(&memory, left);
        sdpi_error_init(&error, &sdpi_default_allocator);
        sdpi_document *document = sdpi_document_new(&memory.allocator, json_of_text(text));
        if (document != NULL) {
            sdp_status status = sdpi_decode(document, &sdpi_type_everything, document->json, 0, 1, &error, &entity);
            assert_true(status == SDP_OK || status == SDP_E_NO_MEMORY);
            assert_int_equal(sdp_error_status(&error), status);
            failures += status != SDP_OK;
            sdpi_document_free(document);
        }
        assert_int_equal(memory.alive, 0);
        sdpi_error_release(&error);
    }
    assert_true(failures > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_are_filled),
        cmocka_unit_test(one_or_many_become_a_list),
        cmocka_unit_test(one_thing_may_come_in_a_list),
        cmocka_unit_test(open_members_take_anything),
        cmocka_unit_test(misfits_are_errors_with_their_path),
        cmocka_unit_test(kept_misfits_leave_their_member_absent),
        cmocka_unit_test(unknown_members_are_kept_or_refused),
        cmocka_unit_test(only_an_object_is_an_entity),
        cmocka_unit_test(without_memory_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
