#include "document.h"

#include <stdlib.h>
#include <string.h>

/* Puts a copy of a value into a document; NULL puts null. */
static bool put_copy(sdp_json *document, const char *name, const sdp_json *value)
{
    sdp_json *copy = NULL;
    sdp_status made = value ? sdp_json_copy(value, &copy) : sdp_json_new(SDP_JSON_NULL, &copy);
    return made == SDP_OK && sdp_json_put(document, name, copy) == SDP_OK;
}

static bool put_text(sdp_json *document, const char *name, const char *string)
{
    sdp_json *value = NULL;
    return sdp_json_new_text(SDP_JSON_STRING, string, &value) == SDP_OK &&
           sdp_json_put(document, name, value) == SDP_OK;
}

static sdp_json *parse(const char *document)
{
    sdp_json *parsed = NULL;
    if (!document) return NULL;
    sdp_json_parse(document, strlen(document), NULL, &parsed);
    return parsed;
}

/* Prints a document into memory of the sandbox, and frees it. */
static char *print(sdp_json *document)
{
    char *printed = NULL;
    char *copy = NULL;
    if (document && sdp_json_print(document, 0, &printed) == SDP_OK) copy = strdup(printed);
    sdp_text_free(printed);
    sdp_json_free(document);
    return copy;
}

/* Adds an entity that was only named. */
static sdp_json *create_named(store *in, const char *noun, const char *name)
{
    char id[STORE_ID_SIZE];
    sdp_json *document = NULL;
    if (!store_new_id(in, id) || sdp_json_new(SDP_JSON_OBJECT, &document) != SDP_OK) return NULL;
    bool made = put_text(document, "id", id) && put_text(document, "name", name);
    sdp_json *kept = NULL;
    if (made) sdp_json_copy(document, &kept);
    char *printed = print(document);
    made = kept && printed && store_put(in, &(stored){.noun = noun, .id = id, .name = name, .document = printed});
    free(printed);
    if (made) return kept;
    sdp_json_free(kept);
    return NULL;
}

/* What a member of the input refers to. An id decides where both are given, as the vendor's samples give them;
   one that does not exist is refused even where the name does. */
static sdp_json *resolve(store *in, const reference *by, const sdp_json *given)
{
    const char *id = sdp_json_text(sdp_json_member(given, "id"));
    const char *name = sdp_json_text(sdp_json_member(given, "name"));
    if (!id && !name) return NULL;
    char *found = id ? store_get(in, by->noun, id) : store_find(in, by->noun, name);
    if (!found && !id && *name && by->create) return create_named(in, by->noun, name);
    sdp_json *target = parse(found);
    free(found);
    return target;
}

/* Puts what is shown of a target into the document: the members that the type of the reference has. */
static bool put_target(sdp_json *document, const sdp_field *field, const sdp_json *target)
{
    sdp_json *shown = NULL;
    if (sdp_json_new(SDP_JSON_OBJECT, &shown) != SDP_OK) return false;
    for (size_t i = 0;; i++) {
        const sdp_field *member = sdp_type_field(sdp_field_type(field), i);
        if (!member) break;
        const char *name = sdp_field_name(member);
        const sdp_json *value = sdp_json_member(target, name);
        sdp_json *no = NULL;
        if (!value && sdp_field_kind(member) == SDP_KIND_BOOL && sdp_json_new(SDP_JSON_FALSE, &no) != SDP_OK) continue;
        bool put = no ? sdp_json_put(shown, name, no) == SDP_OK : put_copy(shown, name, value);
        if (!put) {
            sdp_json_free(shown);
            return false;
        }
    }
    return sdp_json_put(document, sdp_field_name(field), shown) == SDP_OK;
}

/* Resolves one reference of the input, and takes over the members that follow from it. */
static bool put_reference(store *in, const entity_row *row, sdp_json *document, const reference *by,
                          const sdp_json *given, answer *problems)
{
    sdp_json *target = resolve(in, by, given);
    if (!target) {
        answer_problem(problems, CODE_NO_SUCH_REFERENCE, by->field, NULL);
        return false;
    }
    bool put = put_target(document, sdp_field_by_name(sdp_type_by_name(row->noun), by->field), target);
    for (const standing *next = row->standings; next && next->field && put; next++) {
        if (!next->reference || strcmp(next->reference, by->field) != 0) continue;
        put = put_copy(document, next->field, sdp_json_member(target, next->field));
    }
    sdp_json_free(target);
    return put;
}

static const reference *reference_of(const entity_row *row, const char *field)
{
    for (const reference *by = row->references; by && by->field; by++) {
        if (strcmp(by->field, field) == 0) return by;
    }
    return NULL;
}

static bool put_input(store *in, const entity_row *row, sdp_json *document, const sdp_json *input, answer *problems)
{
    bool good = true;
    for (const sdp_json *member = sdp_json_first(input); member; member = sdp_json_next(member)) {
        const char *name = sdp_json_name(member);
        const reference *by = reference_of(row, name);
        if (by && sdp_json_kind(member) == SDP_JSON_OBJECT) {
            good &= put_reference(in, row, document, by, member, problems);
        } else {
            good &= put_copy(document, name, member);
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
        good = put_copy(document, sdp_field_name(sdp_type_field(type, i)), NULL);
    }
    for (const standing *next = row->standings; next && next->field && good; next++) {
        sdp_json *value = parse(next->json);
        if (next->json) good = value && sdp_json_put(document, next->field, value) == SDP_OK;
    }
    if (good && put_text(document, "id", id)) return document;
    sdp_json_free(document);
    return NULL;
}

/* Lays the input over a document and prints it. Notes an internal error where nothing else explains a failure. */
static char *finish(store *in, const entity_row *row, sdp_json *document, const sdp_json *input, answer *problems)
{
    bool good = document && put_input(in, row, document, input, problems);
    if (!good) {
        sdp_json_free(document);
        document = NULL;
    }
    char *printed = print(document);
    if (!printed && problems->problem_count == 0) answer_problem(problems, CODE_INTERNAL, NULL, NULL);
    return printed;
}

char *document_new(store *in, const entity_row *row, const char *id, const sdp_json *input, answer *problems)
{
    return finish(in, row, blank(row, id), input, problems);
}

char *document_change(store *in, const entity_row *row, const char *old, const sdp_json *input, answer *problems)
{
    return finish(in, row, parse(old), input, problems);
}

char *document_part(const char *document, const sdp_json *names)
{
    sdp_json *whole = parse(document);
    sdp_json *part = NULL;
    bool good =
        whole && sdp_json_new(SDP_JSON_OBJECT, &part) == SDP_OK && put_copy(part, "id", sdp_json_member(whole, "id"));
    for (const sdp_json *name = sdp_json_first(names); name && good; name = sdp_json_next(name)) {
        const char *wanted = sdp_json_kind(name) == SDP_JSON_STRING ? sdp_json_text(name) : "";
        const sdp_json *value = sdp_json_member(whole, wanted);
        if (value) good = put_copy(part, wanted, value);
    }
    if (!good) {
        sdp_json_free(part);
        part = NULL;
    }
    sdp_json_free(whole);
    return print(part);
}
