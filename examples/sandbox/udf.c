#include "udf.h"

#include <stdlib.h>
#include <string.h>

#include <sdp/reflect.h>

#define MOST_NAME 60
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static const char *const nouns[] = {"product", "contract", "customer"};

static const struct {
    const char *name;
    int32_t kind;
    bool has_choices;
} types[UDF_TYPES] = {
    [UDF_TEXT] = {"text", SDP_KIND_TEXT, false},
    [UDF_MULTILINE] = {"multiline", SDP_KIND_TEXT, false},
    [UDF_INTEGER] = {"integer", SDP_KIND_INTEGER, false},
    [UDF_DECIMAL] = {"decimal", SDP_KIND_NUMBER, false},
    [UDF_BOOLEAN] = {"boolean", SDP_KIND_BOOL, false},
    [UDF_DATE] = {"date", SDP_KIND_TIME, false},
    [UDF_DATETIME] = {"datetime", SDP_KIND_TIME, false},
    [UDF_PICK] = {"pick", SDP_KIND_TEXT, true},
    [UDF_MULTI] = {"multi", SDP_KIND_TEXTS, true},
    [UDF_EMAIL] = {"email", SDP_KIND_TEXT, false},
    [UDF_URL] = {"url", SDP_KIND_TEXT, false},
    [UDF_PHONE] = {"phone", SDP_KIND_TEXT, false},
};

struct udf_fields {
    udf_field *first;
};

udf_fields *udf_new(void)
{
    return calloc(1, sizeof(udf_fields));
}

static void free_field(udf_field *field)
{
    free(field->name);
    free(field->choices);
    free(field);
}

void udf_free(udf_fields *from)
{
    for (udf_field *field = from ? from->first : NULL; field;) {
        udf_field *next = field->next;
        free_field(field);
        field = next;
    }
    free(from);
}

const udf_field *udf_next(const udf_fields *from, const char *noun, const udf_field *after)
{
    const udf_field *field = after ? after->next : from ? from->first : NULL;
    while (field && noun && strcmp(field->noun, noun) != 0) field = field->next;
    return field;
}

bool udf_declares(const udf_fields *from, const char *noun)
{
    return noun && udf_next(from, noun, NULL) != NULL;
}

const udf_field *udf_find(const udf_fields *from, const char *noun, const char *name)
{
    const udf_field *field = udf_next(from, noun, NULL);
    while (field && strcmp(field->name, name) != 0) field = udf_next(from, noun, field);
    return field;
}

bool udf_is_printed(const udf_fields *from, const char *noun, const char *name)
{
    if (!noun || strcmp(noun, "customer") != 0) return false;
    if (!udf_declares(from, noun)) return strcmp(name, UDF_PRINTED) == 0;
    const udf_field *field = udf_find(from, noun, name);
    return field && field->type == UDF_TEXT;
}

int32_t udf_kind(const udf_field *of)
{
    return types[of->type].kind;
}

/* The end of the choice that begins there. */
static const char *end_of_choice(const char *choice)
{
    return choice + strcspn(choice, "|");
}

static bool is_among(const char *choices, const char *choice, size_t length)
{
    for (const char *next = choices; next;) {
        const char *end = end_of_choice(next);
        if ((size_t)(end - next) == length && memcmp(next, choice, length) == 0) return true;
        next = *end ? end + 1 : NULL;
    }
    return false;
}

bool udf_has_choice(const udf_field *of, const char *choice)
{
    return is_among(of->choices, choice, strlen(choice));
}

static bool wrong(text *problem, const char *why)
{
    text_puts(problem, why);
    return false;
}

/* Each choice is something, and stands once. */
static bool check_choices(const char *choices, text *problem)
{
    for (const char *next = choices; next;) {
        const char *end = end_of_choice(next);
        if (end == next) return wrong(problem, "a choice is empty");
        if (*end && is_among(end + 1, next, (size_t)(end - next))) return wrong(problem, "a choice stands twice");
        next = *end ? end + 1 : NULL;
    }
    return true;
}

/* Copies what it is given; NULL where memory ran out. */
static udf_field *make(const char *noun, const char *name, size_t name_length, udf_type type, const char *choices)
{
    udf_field *made = calloc(1, sizeof(*made));
    if (!made) return NULL;
    *made = (udf_field){.noun = noun, .type = type};
    made->name = strndup(name, name_length);
    made->choices = choices ? strdup(choices) : NULL;
    if (made->name && (made->choices || !choices)) return made;
    free_field(made);
    return NULL;
}

/* Two declarations of one name. */
static bool is_same(const udf_field *one, const udf_field *other)
{
    if (one->type != other->type) return false;
    if (!one->choices || !other->choices) return one->choices == other->choices;
    return strcmp(one->choices, other->choices) == 0;
}

static bool append(udf_fields *to, udf_field *field, text *problem)
{
    if (!field) return wrong(problem, "out of memory");
    udf_field **end = &to->first;
    while (*end) end = &(*end)->next;
    *end = field;
    return true;
}

static const char *find_noun(const char *declaration, size_t length)
{
    for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++) {
        if (strlen(nouns[i]) == length && memcmp(nouns[i], declaration, length) == 0) return nouns[i];
    }
    return NULL;
}

static udf_type find_type(const char *name, size_t length)
{
    int type = 0;
    while (type < UDF_TYPES && (strlen(types[type].name) != length || memcmp(types[type].name, name, length) != 0))
        type++;
    return (udf_type)type;
}

static bool is_name(const char *name, size_t length)
{
    return length > 0 && length <= MOST_NAME && strspn(name, LETTERS) > 0 &&
           strspn(name, LETTERS "0123456789_") == length;
}

bool udf_declare(void *to, const char *declaration, text *problem)
{
    udf_fields *all = to;
    size_t noun_length = strcspn(declaration, ".");
    const char *noun = find_noun(declaration, noun_length);
    if (!noun) return wrong(problem, "it begins neither with product. nor with contract. nor with customer.");
    const char *name = declaration + noun_length + (declaration[noun_length] == '.');
    size_t name_length = strcspn(name, "=");
    if (!is_name(name, name_length) || name[name_length] != '=') {
        return wrong(problem, "a name of letters, digits and _ is needed behind the noun, and = behind it");
    }
    const char *word = name + name_length + 1;
    size_t word_length = strcspn(word, ":");
    udf_type type = find_type(word, word_length);
    const char *choices = word[word_length] ? word + word_length + 1 : NULL;
    if (type == UDF_TYPES) {
        return wrong(problem,
                     "the type is none of text, multiline, integer, decimal, boolean, date, datetime, pick, multi, "
                     "email, url and phone");
    }
    if (types[type].has_choices && !choices) return wrong(problem, "this type needs choices, such as :red|green");
    if (!types[type].has_choices && choices) return wrong(problem, "this type has no choices");
    if (!check_choices(choices, problem)) return false;
    if (strcmp(noun, "customer") == 0 && !udf_declares(all, noun) &&
        !append(all, make(noun, UDF_PRINTED, strlen(UDF_PRINTED), UDF_TEXT, NULL), problem)) {
        return false;
    }
    udf_field *field = make(noun, name, name_length, type, choices);
    const udf_field *there = field ? udf_find(all, noun, field->name) : NULL;
    if (!there) return append(all, field, problem);
    bool good = is_same(there, field);
    bool printed = strcmp(noun, "customer") == 0 && strcmp(field->name, UDF_PRINTED) == 0;
    free_field(field);
    if (good) return true;
    return wrong(problem, printed ? "the printed field is a text" : "the field is declared already with another type");
}

static void print_choices(const char *choices, text *to)
{
    text_puts(to, ",\"choices\":[");
    for (const char *next = choices; next;) {
        const char *end = end_of_choice(next);
        text one = {0};
        text_add(&one, next, (size_t)(end - next));
        if (next != choices) text_puts(to, ",");
        text_json(to, text_get(&one));
        if (one.failed) to->failed = true;
        text_free(&one);
        next = *end ? end + 1 : NULL;
    }
    text_puts(to, "]");
}

void udf_print(const udf_fields *from, text *to)
{
    const udf_field *first = udf_next(from, NULL, NULL);
    text_puts(to, "{\"fields\":[");
    for (const udf_field *field = first; field; field = udf_next(from, NULL, field)) {
        text_printf(to, "%s{\"noun\":\"%s\",\"name\":\"%s\",\"type\":\"%s\"", field == first ? "\n" : ",\n",
                    field->noun, field->name, types[field->type].name);
        if (field->choices) print_choices(field->choices, to);
        text_puts(to, "}");
    }
    text_puts(to, "]}");
}
