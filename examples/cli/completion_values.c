/* Values of options: words, names of files, and members of what the operation takes or gives. */
#include <stdlib.h>
#include <string.h>

#include <sdp/oauth.h>

#include "commands.h"
#include "completion.h"
#include "profile.h"
#include "where.h"

/* A value that is being typed: "BEFORE" and `rest` make up the word. */
typedef struct part {
    candidates *to;
    const char *before;
    const char *rest;
    const sdp_operation *operation; /* nullable */
    const char *const *columns;     /* nullable */
} part;

/* Goes on with what stands behind the first `size` bytes of the rest; the new `before` is freed by free(). */
static part behind(const part *at, size_t size)
{
    text before = {0};
    text_puts(&before, at->before);
    text_put(&before, at->rest, size);
    return (part){at->to, must_have(before.data), at->rest + size, at->operation, at->columns};
}

/* The type of what stands below a path, such as "sites[0].address."; NULL where nothing does. */
static const sdp_type *type_below(const sdp_type *type, const char *path, size_t size)
{
    const char *end = path + size;
    while (path < end) {
        size_t length = strcspn(path, ".[");
        char *name = copy_part(path, length);
        type = sdp_field_type(sdp_type_field_by_name(type, name));
        free(name);
        path += length;
        path += strcspn(path, ".");
        if (*path == '.') path++;
    }
    return type;
}

/* The bytes of a path that name what the last member stands in. */
static size_t head_of(const char *path, size_t size)
{
    while (size > 0 && path[size - 1] != '.') size--;
    return size;
}

typedef void (*member_offer)(const part *at, const sdp_field *field);

/* Offers the members below the path that is being typed. */
static void offer_members(const part *at, const sdp_type *type, bool settable, member_offer offer)
{
    const sdp_field *field;
    size_t head = head_of(at->rest, strlen(at->rest));
    part last = behind(at, head);
    type = type_below(type, at->rest, head);
    for (size_t i = 0; (field = sdp_type_field(type, i)) != NULL; i++) {
        if (!settable || !(sdp_field_flags(field) & SDP_FIELD_READ_ONLY)) offer(&last, field);
    }
    free((char *)last.before);
}

static void offer_plain(const part *at, const sdp_field *field)
{
    candidates_offer(at->to, at->before, sdp_field_name(field), "", sdp_field_doc(field));
}

static void offer_settable(const part *at, const sdp_field *field)
{
    int32_t kind = sdp_field_kind(field);
    const char *after = kind == SDP_KIND_OBJECT ? "." : kind == SDP_KIND_LIST ? "[]." : "=";
    candidates_offer(at->to, at->before, sdp_field_name(field), after, sdp_field_doc(field));
}

/* The types whose members --set sets: that of the input, and of what a bare object is taken for; NULL behind them. */
static const sdp_type *settable_type(const sdp_operation *operation, int index)
{
    const sdp_type *input = sdp_operation_input_type(operation);
    if (operation == NULL || takes_query(operation)) return NULL;
    if (index == 0) return input;
    const char *inner = sdp_operation_input_inner(operation);
    return index == 1 && inner != NULL ? sdp_field_type(sdp_type_field_by_name(input, inner)) : NULL;
}

/* --set MEMBER=VALUE, where few members have values that can be known. */
static void offer_assignment(const part *at)
{
    const sdp_type *type;
    size_t size = strcspn(at->rest, "=");
    for (int i = 0; at->rest[size] == '\0' && (type = settable_type(at->operation, i)) != NULL; i++) {
        offer_members(at, type, true, offer_settable);
    }
    if (at->rest[size] == '\0') return;
    part value = behind(at, size + 1);
    bool json = size > 0 && at->rest[size - 1] == ':';
    size_t path = json ? size - 1 : size;
    size_t head = head_of(at->rest, path);
    char *name = copy_part(at->rest + head, path - head);
    int32_t kind = 0;
    for (int i = 0; kind == 0 && (type = settable_type(at->operation, i)) != NULL; i++) {
        kind = sdp_field_kind(sdp_type_field_by_name(type_below(type, at->rest, head), name));
    }
    if (kind == SDP_KIND_BOOL) candidates_offer(at->to, value.before, "true", "", NULL);
    if (kind == SDP_KIND_BOOL) candidates_offer(at->to, value.before, "false", "", NULL);
    if (json && kind != 0) candidates_offer(at->to, value.before, "null", "", "clears");
    free(name);
    free((char *)value.before);
}

static const sdp_type *listed_type(const sdp_operation *operation)
{
    return operation != NULL ? printed_type(operation) : NULL;
}

static void offer_sort(const part *at)
{
    part name = behind(at, *at->rest == '-' ? 1 : 0);
    offer_members(&name, listed_type(at->operation), false, offer_plain);
    free((char *)name.before);
}

static void offer_list(const part *at)
{
    const char *comma = strrchr(at->rest, ',');
    part last = behind(at, comma != NULL ? (size_t)(comma + 1 - at->rest) : 0);
    for (size_t i = 0; at->columns != NULL && at->columns[i] != NULL; i++) {
        candidates_offer(at->to, last.before, at->columns[i], "", NULL);
    }
    if (at->columns == NULL) offer_members(&last, listed_type(at->operation), false, offer_plain);
    free((char *)last.before);
}

static void offer_conditions(const part *at, const sdp_field *field)
{
    const char *sign;
    const char *words;
    text member = {0};
    text_printf(&member, "%s%s ", at->before, sdp_field_name(field));
    for (size_t i = 0; (words = condition_at(i, &sign)) != NULL; i++) {
        candidates_offer(at->to, text_get(&member), words, " ", sign);
    }
    text_free(&member);
}

/* Where the last criterion begins, of several that are joined by words or stand in parentheses. */
static size_t last_criterion(const char *condition)
{
    static const char *const joints[] = {" and ", " or ", "("};
    size_t from = 0;
    for (size_t i = 0; i < sizeof(joints) / sizeof(joints[0]); i++) {
        const char *at = condition + from;
        while ((at = strstr(at, joints[i])) != NULL) {
            at += strlen(joints[i]);
            from = (size_t)(at - condition);
        }
    }
    return from;
}

/* A member, and once there is but one that can be meant, the member with each of the conditions. */
static void offer_criterion(const part *at)
{
    const sdp_type *type = listed_type(at->operation);
    part last = behind(at, last_criterion(at->rest));
    size_t path = strcspn(last.rest, " ");
    size_t head = head_of(last.rest, path);
    const sdp_type *below = type_below(type, last.rest, head);
    const sdp_field *field;
    const sdp_field *meant = NULL;
    size_t count = 0;
    for (size_t i = 0; (field = sdp_type_field(below, i)) != NULL; i++) {
        const char *name = sdp_field_name(field);
        bool exact = strlen(name) == path - head && strncmp(last.rest + head, name, path - head) == 0;
        if (!exact && (last.rest[path] != '\0' || strncmp(last.rest + head, name, path - head) != 0)) continue;
        meant = field;
        count++;
        if (!exact) continue;
        count = 1;
        break;
    }
    part member = behind(&last, head);
    if (count == 1) {
        offer_conditions(&member, meant);
    } else if (last.rest[path] == '\0') {
        offer_members(&last, type, false, offer_plain);
    }
    free((char *)member.before);
    free((char *)last.before);
}

static void offer_data_centres(const part *at)
{
    const char *name;
    for (size_t i = 0; (name = sdp_data_centre_name(i)) != NULL; i++) {
        candidates_offer(at->to, at->before, name, "", NULL);
    }
}

static void offer_profile(void *data, const char *name)
{
    const part *at = data;
    candidates_offer(at->to, at->before, name, "", NULL);
}

static void offer_profiles(const part *at)
{
    part own = *at;
    profile_each(offer_profile, &own);
}

static void offer_at_file(const part *at)
{
    if (*at->rest != '@') {
        candidates_offer(at->to, at->before, "@", "", "from a file");
        return;
    }
    part name = behind(at, 1);
    candidates_offer_files(at->to, name.before);
    free((char *)name.before);
}

/* What the words of capitals mean that options have for their values in the table of options. */
static void offer_by_word(const part *at, const char *word)
{
    static const struct {
        const char *word;
        void (*offer)(const part *at);
    } kinds[] = {{"PATH=VALUE", offer_assignment}, {"CONDITION", offer_criterion},
                 {"MEMBER", offer_sort},           {"A,B.C", offer_list},
                 {"NAME", offer_data_centres},     {"@FILE", offer_at_file},
                 {"PROFILE", offer_profiles}};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(word, kinds[i].word) != 0) continue;
        kinds[i].offer(at);
        return;
    }
    if (strcmp(word, "PATH") == 0 || strcmp(word, "FILE") == 0) {
        candidates_offer_files(at->to, at->before);
    } else if (*word < 'A' || *word > 'Z') { /* capitals name what nobody can list */
        candidates_offer(at->to, at->before, word, "", strcmp(word, "-") == 0 ? "a stream" : NULL);
    }
}

void complete_value(candidates *to, const option_row *option, const sdp_operation *operation,
                    const char *const *columns, const char *before)
{
    const part value = {to, before, to->typed + strlen(before), operation, columns};
    const char *at = option->value;
    while (*at != '\0') {
        size_t size = strcspn(at, "|");
        char *word = copy_part(at, size);
        offer_by_word(&value, word);
        free(word);
        at += size;
        if (*at == '|') at++;
    }
}
