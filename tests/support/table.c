#include "table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "call/operation.h"
#include "model/types.h"

static void expect_field(const table *t, const char *word, int32_t kind)
{
    char name[64];
    const char *nested = strchr(word, ':');
    snprintf(name, sizeof name, "%.*s", (int)(nested != NULL ? nested - word : (long)strlen(word)), word);
    const sdp_field *field = sdp_type_field_by_name(sdp_type_by_name(t->type), name);
    if (field == NULL) fail_msg("%s has no member %s", t->type, name);
    if (field->kind != kind) fail_msg("%s.%s is of kind %d, not %d", t->type, name, field->kind, (int)kind);
    assert_int_equal(field->nested != NULL, nested != NULL);
    if (nested != NULL) assert_string_equal(field->nested->name, nested + 1);
}

/* Returns how many words there are. */
static size_t expect_kind(const table *t, const char *words, int32_t kind)
{
    size_t count = 0;
    while (words != NULL && *words != '\0') {
        char word[96];
        const size_t size = strcspn(words, " ");
        assert_true(size < sizeof word);
        snprintf(word, sizeof word, "%.*s", (int)size, words);
        expect_field(t, word, kind);
        words += words[size] == ' ' ? size + 1 : size;
        count++;
    }
    return count;
}

static void expect_flag(const table *t, const sdp_field *field, const char *words, int32_t flag)
{
    const int expected = words != NULL && (strcmp(words, "*") == 0 || sdpi_has_word(words, field->name));
    if (((field->flags & flag) != 0) != expected) fail_msg("%s.%s: flag %d", t->type, field->name, (int)flag);
}

static void expect_one(const table *t)
{
    const sdp_type *type = sdp_type_by_name(t->type);
    if (type == NULL) fail_msg("there is no type %s", t->type);
    assert_int_equal(type->number, t->number);
    assert_ptr_equal(sdpi_type_by_number(t->number), type);
    assert_true(strlen(type->doc) > 5);
    size_t count = expect_kind(t, t->texts, SDP_KIND_TEXT);
    count += expect_kind(t, t->ids, SDP_KIND_ID);
    count += expect_kind(t, t->numbers, SDP_KIND_NUMBER);
    count += expect_kind(t, t->bools, SDP_KIND_BOOL);
    count += expect_kind(t, t->times, SDP_KIND_TIME);
    count += expect_kind(t, t->objects, SDP_KIND_OBJECT);
    count += expect_kind(t, t->lists, SDP_KIND_LIST);
    count += expect_kind(t, t->text_lists, SDP_KIND_TEXTS);
    count += expect_kind(t, t->json, SDP_KIND_JSON);
    count += expect_kind(t, t->udf, SDP_KIND_UDF);
    if (count != type->field_count) fail_msg("%s has %d members, not %zu", t->type, type->field_count, count);
    for (size_t i = 0; i < type->field_count; i++) {
        assert_true(strlen(type->fields[i].doc) > 5);
        expect_flag(t, &type->fields[i], t->keys, SDP_FIELD_KEY);
        expect_flag(t, &type->fields[i], t->read_only, SDP_FIELD_READ_ONLY);
        expect_flag(t, &type->fields[i], t->as_text, SDP_FIELD_WRITE_TEXT);
    }
}

void table_expect(const table *tables, size_t count)
{
    for (size_t i = 0; i < count; i++) expect_one(&tables[i]);
}
