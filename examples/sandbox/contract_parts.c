/* What is associated with a contract: assets, software licenses, and contracts that are parts of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "contract.h"
#include "document.h"
#include "guess.h"
#include "reference.h"

/* How things of one kind are associated. */
typedef struct link {
    const char *key;      /* of the input, of the answer and of the contract's list */
    const char *member;   /* of an item of the list */
    const char *noun;     /* of the thing */
    const char *answered; /* view of the thing in the answer */
    bool status_is_array; /* of the answer */
} link;

static const link links[] = {
    {"assets", "asset", "asset", "name id", false},
    {"software_licenses", "software_license", "software_license", "id", true},
};

static const link *link_of(const job *of)
{
    const char *key = sdp_operation_input_key(of->to->operation);
    for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
        if (key && strcmp(links[i].key, key) == 0) return &links[i];
    }
    return NULL;
}

static sdp_json *read_contract(const job *of)
{
    char *printed = store_get(of->store, "contract", of->to->ids[0]);
    sdp_json *contract = json_parse(printed);
    free(printed);
    if (!contract) answer_problem(of->out, CODE_NO_SUCH_URL, NULL, NULL);
    return contract;
}

/* A dissociation that names nothing is printed by the vendor as a success, and observed as HTTP 500: the
   sandbox answers the first, and the second when it is strict. Nothing is dissociated. True: it is answered. */
static bool answer_without_input(const job *of)
{
    if (of->input && *of->input) return false;
    if (of->strict) {
        answer_problem(of->out, CODE_INTERNAL, NULL, NULL);
    } else {
        answer_entity(of->out, NULL, NULL);
    }
    return true;
}

/* The place of a thing in the contract's list; its length where it is not there. */
static size_t place_of(const sdp_json *contract, const link *by, const char *id)
{
    char path[60];
    size_t place = 0;
    snprintf(path, sizeof(path), "%s.id", by->member);
    const sdp_json *items = sdp_json_member(contract, by->key);
    for (const sdp_json *item = sdp_json_first(items); item; item = sdp_json_next(item)) {
        const char *has = json_text_at(item, path);
        if (has && strcmp(has, id) == 0) break;
        place++;
    }
    return place;
}

/* Reads the list of an input and finds what each item names: an array of objects, new. */
static sdp_json *read_things(const job *of, const link *by)
{
    sdp_json *request = NULL;
    sdp_json *things = NULL;
    const sdp_operation *operation = of->to->operation;
    const sdp_type *type = sdp_operation_input_type(operation);
    const sdp_json *items = check_list(of->input, by->key, &request, of->out);
    if (sdp_json_new(SDP_JSON_ARRAY, &things) != SDP_OK) items = NULL;
    for (const sdp_json *item = sdp_json_first(items); item; item = sdp_json_next(item)) {
        int before = of->out->problem_count;
        check_members(type, item, of->out);
        check_mandatory(sdp_operation_name(operation), type, item, true, of->out);
        if (of->out->problem_count > before) continue;
        char *found = reference_find(of->store, by->noun, NULL, sdp_json_member(item, by->member));
        if (!found) answer_problem(of->out, CODE_NO_SUCH_REFERENCE, by->member, NULL);
        sdp_json *thing = json_parse(found);
        guess_refuse_target(sdp_json_member(item, by->member), thing, of->out);
        sdp_json_free(thing);
        if (found && !json_put_printed(things, "[]", found)) answer_problem(of->out, CODE_INTERNAL, NULL, NULL);
        free(found);
    }
    sdp_json_free(request);
    if (of->out->problem_count == 0) return things;
    sdp_json_free(things);
    return NULL;
}

static bool keep(const job *of, sdp_json *contract)
{
    if (!store_begin(of->store)) return false;
    return store_end(of->store, document_keep(of->store, of->to->row, contract, NULL, of->out));
}

/* One thing is answered as an object, as printed; several are as an array. */
static void write_association(const job *of, const link *by, const sdp_json *things)
{
    size_t count = sdp_json_count(things);
    text *body = &of->out->body;
    of->out->http = 200;
    text_printf(body,
                "{\"response_status\":%s{\"status_code\":2000,\"status\":"
                "\"success\"}%s,\"%s\":%s",
                by->status_is_array ? "[" : "", by->status_is_array ? "]" : "", by->key, count == 1 ? "" : "[");
    for (const sdp_json *thing = sdp_json_first(things); thing; thing = sdp_json_next(thing)) {
        char *shown = json_print(json_view(thing, by->answered));
        if (!shown) body->failed = true;
        text_printf(body, "%s{\"contract\":{\"id\":%s},\"%s\":%s}", thing == sdp_json_first(things) ? "" : ",",
                    of->to->ids[0], by->member, shown ? shown : "null");
        free(shown);
    }
    text_puts(body, count == 1 ? "}" : "]}");
}

/* Whether a thing is of a site that is none of the contract's, though the page says that both have the same. */
static bool is_elsewhere(const sdp_json *contract, const sdp_json *thing)
{
    const char *site = json_text_at(thing, "site.id");
    const sdp_json *sites = sdp_json_member(contract, "sites");
    bool elsewhere = site && sdp_json_count(sites) > 0;
    for (const sdp_json *at = sdp_json_first(sites); at && elsewhere; at = sdp_json_next(at)) {
        const char *id = json_text_at(at, "id");
        elsewhere = !id || strcmp(id, site) != 0;
    }
    return elsewhere;
}

static bool append(const job *of, const link *by, sdp_json *contract, const sdp_json *thing)
{
    const char *id = json_text_at(thing, "id");
    const sdp_json *items = sdp_json_member(contract, by->key);
    if (place_of(contract, by, id) < sdp_json_count(items)) {
        answer_problem(of->out, CODE_NOT_UNIQUE, by->member, "It is associated already.");
        return false;
    }
    if (is_elsewhere(contract, thing) && guess_refuse(of->out, "an asset of another site than the contract's"))
        return false;
    char path[60];
    snprintf(path, sizeof(path), "%s[%zu].%s", by->key, sdp_json_count(items), by->member);
    return json_put_copy(contract, path, thing);
}

void contract_associate(const job *of)
{
    const link *by = link_of(of);
    sdp_json *contract = read_contract(of);
    sdp_json *things = contract && by ? read_things(of, by) : NULL;
    bool good = things != NULL;
    if (sdp_json_count(things) > 1) good = !guess_refuse(of->out, "the answer to several associations");
    for (const sdp_json *thing = sdp_json_first(things); thing && good; thing = sdp_json_next(thing)) {
        good = append(of, by, contract, thing);
    }
    if (good && keep(of, contract)) write_association(of, by, things);
    sdp_json_free(things);
    sdp_json_free(contract);
}

/* Builds the contract's list anew without one of its items. */
static bool take_away(const job *of, const link *by, sdp_json *contract, const char *id)
{
    const sdp_json *items = sdp_json_member(contract, by->key);
    size_t place = place_of(contract, by, id);
    size_t at = 0;
    sdp_json *rest = NULL;
    if (place >= sdp_json_count(items)) {
        answer_problem(of->out, CODE_NO_SUCH_REFERENCE, by->member, "It is not associated with the contract.");
        return false;
    }
    bool good = sdp_json_new(SDP_JSON_ARRAY, &rest) == SDP_OK;
    for (const sdp_json *item = sdp_json_first(items); item && good; item = sdp_json_next(item)) {
        if (at++ != place) good = json_put_copy(rest, "[]", item);
    }
    if (good) return sdp_json_put(contract, by->key, rest) == SDP_OK;
    sdp_json_free(rest);
    return false;
}

void contract_dissociate(const job *of)
{
    const link *by = link_of(of);
    sdp_json *contract = read_contract(of);
    if (contract && by && !answer_without_input(of)) {
        sdp_json *things = read_things(of, by);
        bool good = things != NULL;
        for (const sdp_json *thing = sdp_json_first(things); thing && good; thing = sdp_json_next(thing)) {
            good = take_away(of, by, contract, json_text_at(thing, "id"));
        }
        if (good && keep(of, contract)) answer_entity(of->out, NULL, NULL);
        sdp_json_free(things);
    }
    sdp_json_free(contract);
}

/* The contract that the input names, new; NULL with the problem noted. */
static sdp_json *read_child(const job *of)
{
    const sdp_operation *operation = of->to->operation;
    const sdp_type *type = sdp_operation_input_type(operation);
    sdp_json *request = NULL;
    const sdp_json *entity = check_envelope(of->input, sdp_operation_input_key(operation), &request, of->out);
    if (entity) {
        check_members(type, entity, of->out);
        check_mandatory(sdp_operation_name(operation), type, entity, true, of->out);
    }
    char *found = NULL;
    if (of->out->problem_count == 0) {
        found = reference_find(of->store, "contract", NULL, sdp_json_member(entity, "child_contract"));
        if (!found) answer_problem(of->out, CODE_NO_SUCH_REFERENCE, "child_contract", NULL);
    }
    sdp_json_free(request);
    sdp_json *child = json_parse(found);
    free(found);
    return child;
}

static bool adopt(const job *of, const sdp_json *child, const sdp_json *parent)
{
    if (!store_begin(of->store)) return false;
    return store_end(of->store, contract_adopt(of->store, json_text_at(child, "id"), parent, of->out));
}

void contract_associate_child(const job *of)
{
    sdp_json *parent = read_contract(of);
    sdp_json *child = parent ? read_child(of) : NULL;
    char *shown = child ? json_print(json_view(child, "name id")) : NULL;
    if (json_has(child, "parent_contract")) {
        answer_problem(of->out, CODE_NOT_UNIQUE, "child_contract", "It has a parent contract already.");
    } else if (shown && adopt(of, child, parent)) {
        of->out->http = 200;
        text_printf(&of->out->body,
                    "{\"response_status\":{\"status_code\":2000,\"status\":"
                    "\"success\"},\"contract_relationship\":"
                    "{\"child_contract\":%s,\"parent_contract\":{\"id\":%s}}}",
                    shown, of->to->ids[0]);
    }
    free(shown);
    sdp_json_free(child);
    sdp_json_free(parent);
}

void contract_dissociate_child(const job *of)
{
    sdp_json *parent = read_contract(of);
    if (parent && !answer_without_input(of)) {
        sdp_json *child = read_child(of);
        const char *had = json_text_at(child, "parent_contract.id");
        if (child && (!had || strcmp(had, of->to->ids[0]) != 0)) {
            answer_problem(of->out, CODE_NO_SUCH_REFERENCE, "child_contract", "It is no part of the contract.");
        } else if (child && adopt(of, child, NULL)) {
            answer_entity(of->out, NULL, NULL);
        }
        sdp_json_free(child);
    }
    sdp_json_free(parent);
}
