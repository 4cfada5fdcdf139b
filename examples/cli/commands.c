#include "commands.h"

#include <stdlib.h>
#include <string.h>

#include <sdp/client.h>

#include "errors.h"
#include "nearest.h"
#include "own_commands.h"
#include "tasks.h"
#include "text.h"

size_t noun_size(const sdp_operation *operation)
{
    return strcspn(sdp_operation_name(operation), ".");
}

const char *verb_of(const sdp_operation *operation)
{
    const char *name = sdp_operation_name(operation);
    size_t size = noun_size(operation);
    return name[size] == '.' ? name + size + 1 : name + size;
}

static bool is_noun(const sdp_operation *operation, const char *noun, size_t size)
{
    return noun_size(operation) == size && memcmp(sdp_operation_name(operation), noun, size) == 0;
}

static size_t position_of(const sdp_operation *operation)
{
    size_t index = 0;
    while (sdp_operation_at(index) != operation) index++;
    return index;
}

static const sdp_operation *noun_from(const char *noun, size_t size, size_t index)
{
    const sdp_operation *operation;
    while ((operation = sdp_operation_at(index)) != NULL && !is_noun(operation, noun, size)) index++;
    return operation;
}

const sdp_operation *first_of_noun(const char *noun)
{
    return noun_from(noun, strlen(noun), 0);
}

const sdp_operation *next_of_noun(const sdp_operation *operation)
{
    return noun_from(sdp_operation_name(operation), noun_size(operation), position_of(operation) + 1);
}

void each_noun(void (*see)(void *data, const sdp_operation *first), void *data)
{
    const sdp_operation *operation;
    for (size_t i = 0; (operation = sdp_operation_at(i)) != NULL; i++) {
        if (noun_from(sdp_operation_name(operation), noun_size(operation), 0) == operation) see(data, operation);
    }
}

/* What each_noun() gathers to name the nouns in an error. */
typedef struct gathering {
    nearest hint;
    text names;
    char *kept[64]; /* the names that the hint points to */
    size_t count;
} gathering;

static void gather(void *data, const sdp_operation *first)
{
    gathering *to = data;
    if (to->count == sizeof(to->kept) / sizeof(to->kept[0])) return;
    char *name = copy_part(sdp_operation_name(first), noun_size(first));
    to->kept[to->count++] = name;
    nearest_offer(&to->hint, name);
    text_printf(&to->names, "%s%s", to->names.size > 0 ? ", " : "", name);
}

int unknown_noun(const char *word)
{
    if (own_command_named(word) != NULL) {
        return complain(SDP_E_ARGUMENT, "noun", "%s is a command, and no noun; see sdp %s --help", word, word);
    }
    gathering all = {.hint = nearest_to(word)};
    each_noun(gather, &all);
    const own_command *own;
    for (size_t i = 0; (own = own_command_at(i)) != NULL; i++) nearest_offer(&all.hint, own->name);
    int status = all.hint.best != NULL
                     ? complain(SDP_E_ARGUMENT, "noun", "there is no noun '%.60s'%s see sdp --help", word,
                                nearest_hint(&all.hint))
                     : complain(SDP_E_ARGUMENT, "noun", "there is no noun '%.60s', only %s; see sdp --help", word,
                                text_get(&all.names));
    text_free(&all.names);
    for (size_t i = 0; i < all.count; i++) free(all.kept[i]);
    return status;
}

static bool same_verb(const char *a, const char *b)
{
    while (*a != '\0' && (*a == *b || (*a == '-' && *b == '_'))) {
        a++;
        b++;
    }
    return *a == *b;
}

const sdp_operation *operation_named(const char *noun, const char *name)
{
    const sdp_operation *operation = first_of_noun(noun);
    while (operation != NULL && !same_verb(name, verb_of(operation))) operation = next_of_noun(operation);
    return operation;
}

static int is_task(const task *which)
{
    return complain(SDP_E_ARGUMENT, "operation", "%s %s is made of several operations; see sdp %s %s --help",
                    which->noun, which->verb, which->noun, which->verb);
}

int find_operation(const char *noun, const char *name, const sdp_operation **out)
{
    *out = operation_named(noun, name);
    nearest hint = nearest_to(name);
    text names = {0};
    const sdp_operation *operation = first_of_noun(noun);
    if (operation == NULL) return unknown_noun(noun);
    if (*out == NULL && task_named(noun, name) != NULL) return is_task(task_named(noun, name));
    for (; operation != NULL && *out == NULL; operation = next_of_noun(operation)) {
        nearest_offer(&hint, verb_of(operation));
        text_printf(&names, "%s%s", names.size > 0 ? ", " : "", verb_of(operation));
    }
    const task *one = NULL;
    while (*out == NULL && (one = next_task_of_noun(noun, strlen(noun), one)) != NULL) {
        nearest_offer(&hint, one->verb);
        text_printf(&names, ", %s", one->verb);
    }
    int status = STATUS_DONE;
    if (*out == NULL && *name == '\0') {
        status = complain(SDP_E_ARGUMENT, "operation", "%s needs an operation: %s; see sdp %s --help", noun,
                          text_get(&names), noun);
    } else if (*out == NULL && hint.best != NULL) {
        status = complain(SDP_E_ARGUMENT, "operation", "%s has no operation '%.60s'%s see sdp %s --help", noun, name,
                          nearest_hint(&hint), noun);
    } else if (*out == NULL) {
        status = complain(SDP_E_ARGUMENT, "operation", "%s has no operation '%.60s', only %s; see sdp %s --help", noun,
                          name, text_get(&names), noun);
    }
    text_free(&names);
    return status;
}

bool takes_query(const sdp_operation *operation)
{
    return sdp_type_number(sdp_operation_input_type(operation)) == SDP_TYPE_QUERY;
}

bool takes_filter(const sdp_operation *operation)
{
    return sdp_operation_output_is_list(operation) && sdp_operation_input_type(operation) != NULL &&
           !takes_query(operation);
}

bool takes_file(const sdp_operation *operation)
{
    return sdp_operation_place(operation) == SDP_PLACE_MULTIPART;
}

/* The member of a whole answer that is printed, NULL where the answer is printed itself. */
static const sdp_field *printed_member(const sdp_operation *operation)
{
    if (!sdp_operation_output_is_whole(operation)) return NULL;
    return sdp_type_field_by_name(sdp_operation_output_type(operation), sdp_operation_output_keys(operation));
}

const sdp_type *printed_type(const sdp_operation *operation)
{
    const sdp_field *member = printed_member(operation);
    return member != NULL ? sdp_field_type(member) : sdp_operation_output_type(operation);
}

bool prints_many(const sdp_operation *operation)
{
    return sdp_operation_output_is_list(operation) != 0 || sdp_field_kind(printed_member(operation)) == SDP_KIND_LIST;
}

char *id_name(const sdp_operation *operation, size_t index)
{
    for (const char *at = strchr(sdp_operation_path(operation), '{'); at != NULL; at = strchr(at, '{'), index--) {
        at++;
        if (index == 0) return copy_part(at, strcspn(at, "}"));
    }
    const char *word = sdp_operation_body_ids(operation);
    for (; word != NULL && index > 0; index--) {
        word = strchr(word, ' ');
        if (word != NULL) word++;
    }
    return word != NULL ? copy_part(word, strcspn(word, " ")) : copy_part("id", 2);
}

char *id_word(const sdp_operation *operation, size_t index)
{
    char *name = id_name(operation, index);
    for (char *c = name; *c != '\0'; c++) {
        if (*c >= 'a' && *c <= 'z') *c = (char)(*c - ('a' - 'A'));
    }
    return name;
}
