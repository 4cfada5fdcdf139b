#include "archive.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "schema.h"
#include "udf_value.h"

#define FORMAT "1"

static void put_text_member(text *to, const char *name, const char *value)
{
    text_printf(to, "\"%s\":", name);
    if (value) {
        text_json(to, value);
    } else {
        text_puts(to, "null");
    }
    text_puts(to, ",");
}

static void write_counter(void *data, const char *name, int64_t next)
{
    text *to = data;
    if (to->data[to->size - 1] != '{') text_puts(to, ",");
    text_json(to, name);
    text_printf(to, ":%" PRId64, next);
}

static void write_entity(void *data, const char *portal, const stored *is)
{
    text *to = data;
    if (!schema_noun(is->noun)->exported) return;
    text_puts(to, to->data[to->size - 1] == '[' ? "\n{" : ",\n{");
    put_text_member(to, "portal", portal);
    put_text_member(to, "noun", is->noun);
    put_text_member(to, "id", is->id);
    put_text_member(to, "name", is->name);
    put_text_member(to, "customer", is->customer);
    put_text_member(to, "parent", is->parent);
    text_printf(to, "\"sample\":%s,\"trashed\":%s,\"document\":", is->sample ? "true" : "false",
                is->trashed ? "true" : "false");
    text_puts(to, is->document);
    text_puts(to, "}");
}

bool archive_write(store *from, text *to)
{
    text_puts(to, "{\"format\":" FORMAT ",\"counters\":{");
    bool good = !to->failed && store_each_counter(from, write_counter, to);
    text_puts(to, "},\"entities\":[");
    good = good && !to->failed && store_each(from, write_entity, to);
    text_puts(to, "\n]}\n");
    return good && !to->failed;
}

static bool is_true(const sdp_json *from, const char *name)
{
    return sdp_json_kind(sdp_json_member(from, name)) == SDP_JSON_TRUE;
}

/* Where portals are told apart, some nouns are still nobody's. */
static bool is_served(const char *portal, const char *noun, const char *const *portals, size_t portal_count)
{
    if (portal_count == 0 || !schema_noun(noun)->of_portal) return *portal == '\0';
    size_t i = 0;
    while (i < portal_count && strcmp(portals[i], portal) != 0) i++;
    return i < portal_count;
}

static bool is_id(const char *id)
{
    size_t length = strlen(id);
    return length > 0 && length < STORE_ID_SIZE && strspn(id, "0123456789") == length;
}

static bool is_new(store *in, const char *noun, const char *id)
{
    char *there = store_get(in, noun, id);
    if (!there) there = store_get_trashed(in, noun, id);
    bool none = there == NULL;
    free(there);
    return none;
}

static bool read_entity(store *to, const sdp_json *from, const char *const *portals, size_t portal_count)
{
    const char *portal = json_text_at(from, "portal");
    const sdp_json *document = sdp_json_member(from, "document");
    char *printed = NULL;
    stored is = {.noun = json_text_at(from, "noun"),
                 .id = json_text_at(from, "id"),
                 .name = json_text_at(from, "name"),
                 .customer = json_text_at(from, "customer"),
                 .parent = json_text_at(from, "parent"),
                 .sample = is_true(from, "sample"),
                 .trashed = is_true(from, "trashed")};
    const char *id = json_text_at(document, "id");
    bool good = portal && is.noun && is.id && is_served(portal, is.noun, portals, portal_count) && is_id(is.id) &&
                (!id || strcmp(id, is.id) == 0) && sdp_json_kind(document) == SDP_JSON_OBJECT &&
                sdp_json_print(document, 0, &printed) == SDP_OK;
    if (good) {
        is.document = printed;
        store_enter(to, portal);
        good = is_new(to, is.noun, is.id) && store_put(to, &is);
        store_enter(to, "");
    }
    sdp_text_free(printed);
    return good;
}

static bool read_all(store *to, const sdp_json *from, const char *const *portals, size_t portal_count, text *problem)
{
    const sdp_json *counters = sdp_json_member(from, "counters");
    const sdp_json *entities = sdp_json_member(from, "entities");
    size_t line = 0;
    if (!store_clear(to)) return false;
    for (const sdp_json *counter = sdp_json_first(counters); counter; counter = sdp_json_next(counter)) {
        const char *next = sdp_json_text(counter);
        if (!next || !store_set_counter(to, sdp_json_name(counter), strtoll(next, NULL, 10))) return false;
    }
    for (const sdp_json *entity = sdp_json_first(entities); entity; entity = sdp_json_next(entity), line++) {
        const char *noun = json_text_at(entity, "noun");
        if (noun && !schema_noun(noun)->exported) {
            text_printf(problem, "entities[%zu] is a '%s', of which the sandbox keeps none", line, noun);
            return false;
        }
        if (read_entity(to, entity, portals, portal_count)) continue;
        text_printf(problem, "entities[%zu] lacks something, comes twice, or is of a portal that is not served", line);
        return false;
    }
    return true;
}

bool archive_read(store *to, const char *json, const char *const *portals, size_t portal_count,
                  const udf_fields *declared, text *problem)
{
    sdp_json *whole = json_parse(json);
    const char *format = json_text_at(whole, "format");
    bool good = false;
    if (!format || strcmp(format, FORMAT) != 0 || sdp_json_kind(sdp_json_member(whole, "entities")) != SDP_JSON_ARRAY) {
        text_puts(problem, "that is no state of format " FORMAT ", as GET /_sandbox/state gives it");
    } else if (store_begin(to)) {
        good = read_all(to, whole, portals, portal_count, problem) && udf_settle(declared, to, problem);
        good = store_end(to, good);
    }
    if (!good && problem->size == 0)
        text_puts(problem, *store_problem(to) ? store_problem(to) : "it could not be kept");
    sdp_json_free(whole);
    return good;
}
