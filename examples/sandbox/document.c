#include "document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guess.h"
#include "plausible.h"
#include "reference.h"
#include "udf_value.h"

/* User-defined fields that are not given stay as they were. Their names may hold anything, so the object is
   built anew from its members instead of being changed by paths. */
static bool put_udf(sdp_json *document, const char *name, const sdp_json *given)
{
    const sdp_json *old = sdp_json_member(document, name);
    text merged = {0};
    for (int pass = 0; pass < 2; pass++) {
        const sdp_json *from = pass ? given : old;
        for (const sdp_json *field = sdp_json_first(from); field; field = sdp_json_next(field)) {
            if (pass == 0 && sdp_json_member(given, sdp_json_name(field))) continue;
            char *value = NULL;
            if (sdp_json_print(field, 0, &value) != SDP_OK) merged.failed = true;
            text_puts(&merged, merged.size ? "," : "{");
            text_json(&merged, sdp_json_name(field));
            text_puts(&merged, ":");
            text_puts(&merged, value ? value : "null");
            sdp_text_free(value);
        }
    }
    text_puts(&merged, merged.size ? "}" : "{}");
    bool good = !merged.failed && json_put_printed(document, name, text_get(&merged));
    text_free(&merged);
    return good;
}

/* A member such as "deleted_time" is shown with the time of day, one such as "active_from" is a day. */
static bool put_time(sdp_json *document, const char *name, const sdp_json *given)
{
    const char *ms = json_text_at(given, "value");
    const char *end = strstr(name, "_time");
    return ms && json_put_time(document, name, strtoll(ms, NULL, 10), end != NULL);
}

/* Declared user-defined fields come later: they have types of their own. */
static bool put_input(const sdp_type *type, sdp_json *document, const sdp_json *input, bool declared_udf)
{
    bool good = true;
    for (const sdp_json *member = sdp_json_first(input); member && good; member = sdp_json_next(member)) {
        const char *name = sdp_json_name(member);
        int32_t kind = sdp_field_kind(sdp_type_field_by_name(type, name));
        bool object = sdp_json_kind(member) == SDP_JSON_OBJECT;
        if (declared_udf && strcmp(name, UDF_MEMBER) == 0) {
            continue;
        } else if (object && kind == SDP_KIND_UDF) {
            good = put_udf(document, name, member);
        } else if (object && kind == SDP_KIND_TIME) {
            good = put_time(document, name, member);
        } else {
            good = json_put_copy(document, name, member);
        }
    }
    return good;
}

/* All members as an entity has them that was never given any. */
static sdp_json *blank(const entity_row *row, const char *id)
{
    const sdp_type *type = sdp_type_by_name(row->noun);
    sdp_json *document = NULL;
    if (sdp_json_new(SDP_JSON_OBJECT, &document) != SDP_OK) return NULL;
    bool good = true;
    for (size_t i = 0; sdp_type_field(type, i) && good; i++) {
        good = json_put_new(document, sdp_field_name(sdp_type_field(type, i)), SDP_JSON_NULL);
    }
    for (const standing *next = row->standings; next && next->field && good; next++) {
        if (next->json) good = json_put_printed(document, next->field, next->json);
    }
    if (good && json_put_text(document, "id", id)) return document;
    sdp_json_free(document);
    return NULL;
}

static bool is_plausible(const entity_row *row, const sdp_json *document, const sdp_json *input, answer *problems)
{
    int before = problems->problem_count;
    plausible_check(row, document, input, problems);
    return problems->problem_count == before;
}

/* Lays the input over a document. Notes an internal error where nothing else explains a failure. */
static sdp_json *finish(store *in, const entity_row *row, sdp_json *document, const sdp_json *input, bool is_new,
                        answer *problems)
{
    const sdp_json *udf = sdp_json_member(input, UDF_MEMBER);
    bool declared = udf_declares(problems->udf, row->noun);
    bool good = document && put_input(sdp_type_by_name(row->noun), document, input, declared) &&
                (!declared || udf_put(problems->udf, row->noun, document, udf)) &&
                is_plausible(row, document, input, problems) && reference_resolve(in, row, document, input, problems) &&
                (!row->complete || row->complete(in, document, input, is_new, problems));
    if (good && problems->problem_count == 0) return document;
    sdp_json_free(document);
    if (problems->problem_count == 0) answer_problem(problems, CODE_INTERNAL, NULL, store_ceiling(in));
    return NULL;
}

sdp_json *document_new(store *in, const entity_row *row, const char *id, const sdp_json *before, const sdp_json *input,
                       answer *problems)
{
    if (guess_refuse_input(row, NULL, input, problems)) return NULL;
    sdp_json *document = blank(row, id);
    for (const sdp_json *member = sdp_json_first(before); member && document; member = sdp_json_next(member)) {
        if (json_put_copy(document, sdp_json_name(member), member)) continue;
        sdp_json_free(document);
        document = NULL;
    }
    return finish(in, row, document, input, true, problems);
}

sdp_json *document_change(store *in, const entity_row *row, const char *old, const sdp_json *input, answer *problems)
{
    sdp_json *document = json_parse(old);
    if (!guess_refuse_input(row, document, input, problems)) return finish(in, row, document, input, false, problems);
    sdp_json_free(document);
    return NULL;
}

bool document_keep(store *in, const entity_row *row, const sdp_json *document, const sdp_json *input, answer *problems)
{
    char *printed = NULL;
    if (sdp_json_print(document, 0, &printed) != SDP_OK) return false;
    stored kept = {.noun = row->noun,
                   .id = json_text_at(document, "id"),
                   .name = json_text_at(document, "name"),
                   .document = printed,
                   .customer = json_text_at(document, "customer.id"),
                   .parent = json_text_at(document, "parent_contract.id")};
    bool good = store_put(in, &kept) && (!row->follow || row->follow(in, document, input, problems));
    sdp_text_free(printed);
    return good;
}

char *document_show(store *in, const entity_row *row, const char *view, const char *document)
{
    if (!view) return strdup(document);
    sdp_json *whole = json_parse(document);
    sdp_json *shown = NULL;
    if (whole && (!row->gather || row->gather(in, whole))) shown = json_view(whole, view);
    sdp_json_free(whole);
    return json_print(shown);
}

char *document_part(const char *document, const sdp_json *names)
{
    sdp_json *whole = json_parse(document);
    sdp_json *part = NULL;
    bool good = whole && sdp_json_new(SDP_JSON_OBJECT, &part) == SDP_OK &&
                json_put_copy(part, "id", sdp_json_member(whole, "id"));
    for (const sdp_json *name = sdp_json_first(names); name && good; name = sdp_json_next(name)) {
        const char *wanted = sdp_json_kind(name) == SDP_JSON_STRING ? sdp_json_text(name) : "";
        const sdp_json *value = sdp_json_member(whole, wanted);
        if (value) good = json_put_copy(part, wanted, value);
    }
    if (!good) {
        sdp_json_free(part);
        part = NULL;
    }
    sdp_json_free(whole);
    return json_print(part);
}
