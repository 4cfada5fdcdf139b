#include "reference.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guess.h"

#define MOST_PATH 160

typedef struct resolver {
    store *store;
    const entity_row *row;
    const reference *by;
    sdp_json *document;
    answer *problems;
} resolver;

char *reference_find(store *in, const char *noun, const char *key, const sdp_json *given)
{
    if (sdp_json_kind(given) != SDP_JSON_OBJECT) {
        const char *id = sdp_json_text(given);
        return id ? store_get(in, noun, id) : NULL;
    }
    const char *id = json_text_at(given, key ? key : "id");
    const char *name = json_text_at(given, "name");
    const char *mail = json_text_at(given, "email_id");
    if (id) return store_get(in, noun, id);
    if (mail) return store_find_by(in, noun, "$.email_id", mail);
    return name ? store_find(in, noun, name) : NULL;
}

/* Adds an entity that was only named. The vendor's samples name things with an id that they expect to be there. */
static char *create_named(store *in, const char *noun, const sdp_json *given)
{
    char id[STORE_ID_SIZE];
    const char *name = json_text_at(given, "name");
    if (!name || !*name || sdp_json_member(given, "id") || !store_new_id(in, id)) return NULL;
    text document = {0};
    text_printf(&document, "{\"id\":\"%s\",\"name\":", id);
    text_json(&document, name);
    text_puts(&document, "}");
    stored made = {.noun = noun, .id = id, .name = name, .document = text_get(&document)};
    bool good = !document.failed && store_put(in, &made);
    if (good) return document.data;
    text_free(&document);
    return NULL;
}

/* What is shown of a target: the members that the type of the reference has. */
static bool put_target(const resolver *with, const char *path, const sdp_type *type, const sdp_json *target)
{
    sdp_json *shown = NULL;
    bool good = sdp_json_new(SDP_JSON_OBJECT, &shown) == SDP_OK;
    for (size_t i = 0; sdp_type_field(type, i) && good; i++) {
        const sdp_field *member = sdp_type_field(type, i);
        const char *name = sdp_field_name(member);
        const sdp_json *value = sdp_json_member(target, name);
        bool no = !value && sdp_field_kind(member) == SDP_KIND_BOOL;
        good = no ? json_put_new(shown, name, SDP_JSON_FALSE) : json_put_copy(shown, name, value);
    }
    if (good) return sdp_json_put(with->document, path, shown) == SDP_OK;
    sdp_json_free(shown);
    return false;
}

/* The members of the entity that are those of what it refers to, such as the currency of its vendor. */
static bool take_over(const resolver *with, const sdp_json *target)
{
    bool good = true;
    for (const standing *next = with->row->standings; next && next->field && good; next++) {
        if (!next->reference || strcmp(next->reference, with->by->path) != 0) continue;
        good = json_put_copy(with->document, next->field, sdp_json_member(target, next->field));
    }
    return good;
}

static bool refuse(const resolver *with, int code)
{
    char field[MOST_PATH];
    size_t length = 0;
    for (const char *at = with->by->path; *at && length + 1 < sizeof(field); at++) {
        if (*at != '[' && *at != ']') field[length++] = *at;
    }
    field[length] = '\0';
    if (code == CODE_MANDATORY) {
        const char *const fields[] = {field};
        answer_problem_fields(with->problems, code, fields, 1);
    } else {
        answer_problem(with->problems, code, field, NULL);
    }
    return false;
}

static bool replace(const resolver *with, const char *path, const sdp_type *type)
{
    const sdp_json *given = sdp_json_at(with->document, path);
    char *found = reference_find(with->store, with->by->noun, with->by->key, given);
    bool unknown = !found && with->by->create;
    if (unknown && guess_refuse(with->problems, "an unknown software is made")) return false;
    if (unknown) found = create_named(with->store, with->by->noun, given);
    sdp_json *target = json_parse(found);
    free(found);
    if (!target) return refuse(with, CODE_NO_SUCH_REFERENCE);
    if (guess_refuse_target(given, target, with->problems)) {
        sdp_json_free(target);
        return false;
    }
    /* An id that stands alone is only looked up. */
    bool good = !type || (put_target(with, path, type, target) && take_over(with, target));
    sdp_json_free(target);
    return good;
}

/* Follows the rest of a reference's path below `base`, to each place that it leads to. */
static bool walk(const resolver *with, const char *base, const sdp_type *type, const char *rest)
{
    char here[MOST_PATH];
    size_t length = strcspn(rest, ".[");
    bool many = rest[length] == '[';
    char name[MOST_PATH];
    snprintf(name, sizeof(name), "%.*s", (int)length, rest);
    int size = snprintf(here, sizeof(here), "%s%s%s", base, *base ? "." : "", name);
    if (size < 0 || (size_t)size >= sizeof(here)) return refuse(with, CODE_NO_SUCH_REFERENCE);
    const char *after = rest + length + (many ? 2 : 0);
    if (*after == '.') after++;
    const sdp_type *inner = sdp_field_type(sdp_type_field_by_name(type, name));
    const sdp_json *at = sdp_json_at(with->document, here);
    bool in_item = *base && base[strlen(base) - 1] == ']';
    if (sdp_json_kind(at) <= SDP_JSON_NULL) return !in_item || refuse(with, CODE_MANDATORY);
    if (!many) return *after ? walk(with, here, inner, after) : replace(with, here, inner);
    size_t count = sdp_json_count(at);
    bool good = true;
    for (size_t i = 0; i < count && good; i++) {
        char item[MOST_PATH + 24];
        snprintf(item, sizeof(item), "%s[%zu]", here, i);
        good = *after ? walk(with, item, inner, after) : replace(with, item, inner);
    }
    return good;
}

bool reference_resolve(store *in, const entity_row *row, sdp_json *document, const sdp_json *input, answer *problems)
{
    bool good = true;
    for (const reference *by = row->references; by && by->path; by++) {
        char first[MOST_PATH];
        snprintf(first, sizeof(first), "%.*s", (int)strcspn(by->path, ".["), by->path);
        resolver with = {in, row, by, document, problems};
        if (sdp_json_member(input, first)) good &= walk(&with, "", sdp_type_by_name(row->noun), by->path);
    }
    return good;
}
