#include "entities.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "contract.h"
#include "entities_sql.h"
#include "parameters.h"
#include "schema.h"

#define USUAL_ROWS 25

static void refuse(answer *out, int http, const char *why)
{
    out->http = http;
    text_clear(&out->body);
    text_puts(&out->body, "{\"problem\":");
    text_json(&out->body, why);
    text_puts(&out->body, "}");
}

static void print_noun(void *data, const char *portal, const char *noun, int64_t counts[2])
{
    text *to = data;
    text_puts(to, to->data[to->size - 1] == '[' ? "{\"portal\":" : ",\n{\"portal\":");
    text_json(to, portal);
    text_puts(to, ",\"noun\":");
    text_json(to, noun);
    text_printf(to, ",\"count\":%" PRId64 ",\"trashed\":%" PRId64 "}", counts[0], counts[1]);
}

static bool print_nouns(sandbox *in, text *to)
{
    text_puts(to, "{\"portals\":[");
    for (size_t i = 0; i < in->portals->count; i++) {
        if (i) text_puts(to, ",");
        text_json(to, in->portals->words[i]);
    }
    text_puts(to, "],\"nouns\":[");
    bool good = !to->failed && entities_each_noun(in->store, print_noun, to);
    text_puts(to, "]}");
    return good;
}

static void print_entity(void *data, const stored *is)
{
    text *to = data;
    text_puts(to, to->data[to->size - 1] == '[' ? "\n{\"id\":" : ",\n{\"id\":");
    text_json(to, is->id);
    text_puts(to, ",\"name\":");
    if (is->name) {
        text_json(to, is->name);
    } else {
        text_puts(to, "null");
    }
    text_printf(to, ",\"trashed\":%s,\"sample\":%s,\"document\":", is->trashed ? "true" : "false",
                is->sample ? "true" : "false");
    text_puts(to, is->document);
    text_puts(to, "}");
}

static bool print_part(sandbox *in, const entities_part *of, text *to)
{
    int64_t total = entities_count(in->store, of);
    text_puts(to, "{\"portal\":");
    text_json(to, of->portal);
    text_puts(to, ",\"noun\":");
    text_json(to, of->noun);
    text_printf(to, ",\"total\":%" PRId64 ",\"offset\":%" PRId64 ",\"entities\":[", total, of->offset);
    bool good = total >= 0 && !to->failed && entities_each(in->store, of, print_entity, to);
    text_puts(to, "\n]}");
    return good;
}

/* One document as it is kept, digit for digit. */
static void print_one(sandbox *in, const entities_part *of, const char *id, answer *out)
{
    char *document = store_get(in->store, of->noun, id);
    if (!document) document = store_get_trashed(in->store, of->noun, id);
    if (document) {
        text_puts(&out->body, document);
    } else {
        refuse(out, 404, "there is no such entity");
    }
    free(document);
}

/* What a request asks for, under the lock. */
static void look_up(sandbox *in, const entities_part *of, const char *id, answer *out)
{
    bool good = contract_age(in->store);
    if (good && !of->noun) {
        good = print_nouns(in, &out->body);
    } else if (good && id) {
        print_one(in, of, id, out);
    } else if (good) {
        good = print_part(in, of, &out->body);
    }
    if (!good || out->body.failed) refuse(out, 500, "the state cannot be read");
}

void entities_answer(sandbox *in, const request *from, answer *out)
{
    char *noun = request_query(from, "noun");
    char *portal = request_query(from, "portal");
    char *search = request_query(from, "search");
    char *id = request_query(from, "id");
    const bool of_portal = noun && schema_noun(noun)->of_portal;
    const char *usual = of_portal && in->portals->count ? in->portals->words[0] : "";
    uint64_t offset = 0;
    uint64_t limit = USUAL_ROWS;
    parameters_number(from, "offset", &offset);
    parameters_number(from, "limit", &limit);
    entities_part part = {.portal = portal ? portal : usual,
                          .noun = noun,
                          .search = search && *search ? search : NULL,
                          .offset = (int64_t)offset,
                          .limit = (int64_t)limit};
    if (noun && !schema_noun(noun)->shown) {
        refuse(out, 403, "tokens are not shown");
    } else {
        store_lock_portal(in->store, part.portal);
        look_up(in, &part, id, out);
        store_unlock(in->store);
    }
    free(noun);
    free(portal);
    free(search);
    free(id);
}
