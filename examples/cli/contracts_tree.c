#include "contracts_tree.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "contracts_facts.h"
#include "contracts_tree_draw.h"
#include "errors.h"
#include "json.h"
#include "print.h"
#include "tasks_session.h"
#include "verbose.h"
#include "width.h"

/* A service that answers nonsense does not keep us forever; and JSON is nested 64 levels deep at most, two for each
   contract. A node beyond that says that there is more. */
enum { MOST_NODES = 500, MOST_LEVELS = 12 };

typedef struct tree {
    task_session session;
    char **seen; /* ids of contracts that have their place */
    size_t seen_count;
    bool no_search; /* the service told that it does not search for successors */
    int failure;    /* an exit status: what ends all */
} tree;

static bool is_seen(const tree *in, const char *id)
{
    for (size_t i = 0; i < in->seen_count; i++) {
        if (strcmp(in->seen[i], id) == 0) return true;
    }
    return false;
}

static void note(tree *in, const char *id)
{
    in->seen = must_have(realloc(in->seen, (in->seen_count + 1) * sizeof(*in->seen)));
    in->seen[in->seen_count++] = copy_part(id, strlen(id));
}

/* The contract; NULL where it cannot be read, and then `in->failure` or the reason in `*why` (freed by the caller). */
static sdp_json *read_contract(tree *in, const char *id, char **why)
{
    sdp_status status;
    *why = NULL;
    sdp_json *found = task_call(&in->session, "contracts", "get", id, NULL, 0, &status);
    if (found != NULL) return found;
    if (task_is_gap(&in->session, status)) {
        const char *message = sdp_error_message(sdp_last_error(in->session.client));
        *why = copy_part(message, strlen(message));
    } else {
        in->failure = task_tell_failure(&in->session);
    }
    return NULL;
}

/* What is known of a contract, in whatever part of an answer it stands. */
static sdp_json *node_of(const sdp_json *contract)
{
    sdp_json *node = json_new(SDP_JSON_OBJECT);
    contract_put_text(node, "id", contract, "id");
    contract_put_text(node, "name", contract, "name");
    contract_put_text(node, "status", contract, "status.name");
    contract_put_day(node, "active_from", contract);
    contract_put_day(node, "active_till", contract);
    contract_put_cost(node, contract);
    return node;
}

/* The node of a contract that something refers to; its whole is in `*whole`, NULL where it cannot be had, stands
   elsewhere in the tree already, or is one too many: the node says which. */
static sdp_json *read_node(tree *in, const sdp_json *reference, sdp_json **whole)
{
    char *why = NULL;
    const char *id = contract_text(reference, "id");
    const bool repeated = is_seen(in, id);
    *whole = NULL;
    if (!repeated && in->seen_count < MOST_NODES) {
        note(in, id);
        *whole = read_contract(in, id, &why);
    }
    sdp_json *node = node_of(*whole != NULL ? *whole : reference);
    if (repeated) json_put_bool(node, "repeated", true);
    if (why != NULL) json_put_text(node, "unreadable", why);
    free(why);
    return node;
}

static void add_parts(tree *in, sdp_json *node, const sdp_json *contract, int levels);

static void add_part(tree *in, sdp_json *node, const sdp_json *reference, int levels)
{
    sdp_json *whole;
    sdp_json *part = read_node(in, reference, &whole);
    if (whole != NULL && in->failure == STATUS_DONE) add_parts(in, part, whole, levels);
    json_put(node, "parts[]", part);
    sdp_json_free(whole);
}

static void add_parts(tree *in, sdp_json *node, const sdp_json *contract, int levels)
{
    const sdp_json *children = sdp_json_member(contract, "child_contracts");
    if (sdp_json_kind(children) != SDP_JSON_ARRAY || sdp_json_count(children) == 0) return;
    if (levels == 0) {
        json_put_bool(node, "more", true);
        return;
    }
    json_put(node, "parts", json_new(SDP_JSON_ARRAY));
    for (const sdp_json *c = sdp_json_first(children); c != NULL && in->failure == STATUS_DONE; c = sdp_json_next(c)) {
        const sdp_json *child = sdp_json_member(c, "child_contract");
        if (child == NULL) child = c;
        if (*contract_text(child, "id") != '\0') add_part(in, node, child, levels - 1);
    }
}

/* What it is a part of, and what that is a part of. */
static void add_wholes(tree *in, sdp_json *node, const sdp_json *contract)
{
    sdp_json *current = json_copy(contract);
    text path = {0};
    for (int level = 0; in->failure == STATUS_DONE && *contract_text(current, "parent_contract.id") != '\0'; level++) {
        sdp_json *whole;
        if (level == MOST_LEVELS) {
            text_puts(&path, ".more");
            json_put_bool(node, text_get(&path), true);
            break;
        }
        sdp_json *parent = read_node(in, sdp_json_member(current, "parent_contract"), &whole);
        text_puts(&path, path.size > 0 ? ".part_of" : "part_of");
        json_put(node, text_get(&path), parent);
        sdp_json_free(current);
        current = whole;
        if (current == NULL) break;
    }
    text_free(&path);
    sdp_json_free(current);
}

typedef struct found {
    const tree *tree;
    sdp_json *rows;
    const char *predecessor;
} found;

static int see_successor(void *data, sdp_json *row)
{
    found *to = data;
    const char *from = sdp_json_text(sdp_json_at(row, "contract_renewed_from.id"));
    /* A service that does not search gives all there are. */
    const char *id = contract_text(row, "id");
    const bool fits = from != NULL ? strcmp(from, to->predecessor) == 0 : !is_seen(to->tree, id);
    if (fits && sdp_json_count(to->rows) < MOST_NODES) {
        json_put(to->rows, "[]", row);
    } else {
        sdp_json_free(row);
    }
    return STATUS_DONE;
}

/* The contracts that say they renew this one. */
static sdp_json *find_successors(tree *in, const char *id)
{
    found all = {in, json_new(SDP_JSON_ARRAY), id};
    sdp_json *criterion = json_new(SDP_JSON_OBJECT);
    sdp_json *fields = json_new(SDP_JSON_ARRAY);
    sdp_status ended = SDP_END;
    json_put_text(criterion, "field", "contract_renewed_from.id");
    json_put_text(criterion, "condition", "is");
    json_put_text(criterion, "value", id);
    json_put(fields, "[]", json_text("id"));
    json_put(fields, "[]", json_text("name"));
    json_put(fields, "[]", json_text("contract_renewed_from"));
    sdp_json *list_info = task_list_info(criterion);
    json_put(list_info, "fields_required", fields);
    in->failure = task_try_walk(&in->session, "contracts", list_info, see_successor, &all, &ended);
    if (in->failure == STATUS_DONE && ended != SDP_END) {
        in->no_search = task_is_gap(&in->session, ended);
        if (in->no_search) {
            verbose_note("renewals after %s are not known, for the service does not search for them: %.300s", id,
                         sdp_error_message(sdp_last_error(in->session.client)));
        } else {
            in->failure = task_tell_failure(&in->session);
        }
    }
    return all.rows;
}

/* Renewals of renewals; each is read once. */
static void add_successors(tree *in, sdp_json *node, const char *id, int levels)
{
    if (in->no_search || in->failure != STATUS_DONE) return;
    sdp_json *rows = find_successors(in, id);
    if (levels == 0 && sdp_json_count(rows) > 0) {
        json_put_bool(node, "more", true);
        sdp_json_free(rows);
        return;
    }
    for (const sdp_json *row = sdp_json_first(rows); row != NULL && in->failure == STATUS_DONE;
         row = sdp_json_next(row)) {
        sdp_json *whole;
        sdp_json *next = read_node(in, row, &whole);
        if (whole != NULL && strcmp(contract_text(whole, "contract_renewed_from.id"), id) != 0) {
            sdp_json_free(next); /* the search was not understood */
        } else {
            if (whole != NULL) add_successors(in, next, contract_text(row, "id"), levels - 1);
            if (sdp_json_member(node, "renewed_by") == NULL) json_put(node, "renewed_by", json_new(SDP_JSON_ARRAY));
            json_put(node, "renewed_by[]", next);
        }
        sdp_json_free(whole);
    }
    sdp_json_free(rows);
}

/* Puts the terms before the contract around its node. Takes over the node, and returns the outermost. */
static sdp_json *add_predecessors(tree *in, sdp_json *node, const sdp_json *contract)
{
    sdp_json *current = json_copy(contract);
    const char *const path = "contract_renewed_from.id";
    for (int level = 0; in->failure == STATUS_DONE && *contract_text(current, path) != '\0'; level++) {
        sdp_json *whole;
        if (level == MOST_LEVELS) {
            json_put_bool(node, "more", true);
            break;
        }
        const sdp_json *reference = sdp_json_member(current, "contract_renewed_from");
        sdp_json *before = read_node(in, reference, &whole);
        const bool repeated = sdp_json_member(before, "repeated") != NULL;
        /* What the reference itself says of the term before it goes on where the whole cannot be read. */
        if (whole == NULL && !repeated) whole = json_copy(reference);
        json_put(before, "renewed_by", json_new(SDP_JSON_ARRAY));
        json_put(before, "renewed_by[]", node);
        node = before;
        sdp_json_free(current);
        current = whole;
        if (current == NULL) break;
    }
    sdp_json_free(current);
    return node;
}

static int print(const sdp_json *root, const arguments *from)
{
    const bool to_terminal = isatty(STDOUT_FILENO) != 0;
    if (from->output == FORMAT_TABLE || (from->output == FORMAT_DEFAULT && to_terminal)) {
        contracts_tree_draw(root, to_terminal);
        return print_flush();
    }
    text safe = {0};
    char *printed = json_print(root, to_terminal && from->output == FORMAT_JSON ? 2 : 0);
    if (to_terminal) escape_controls(&safe, printed);
    print_line(to_terminal ? text_get(&safe) : printed);
    text_free(&safe);
    sdp_text_free(printed);
    return print_flush();
}

static int grow(tree *in, const char *id)
{
    sdp_status status;
    const arguments *from = in->session.arguments;
    sdp_json *contract = task_call(&in->session, "contracts", "get", id, NULL, 0, &status);
    if (contract == NULL) return task_tell_failure(&in->session);
    sdp_json *node = node_of(contract);
    note(in, contract_text(contract, "id"));
    json_put_bool(node, "asked", true);
    add_wholes(in, node, contract);
    if (in->failure == STATUS_DONE) add_parts(in, node, contract, MOST_LEVELS);
    add_successors(in, node, contract_text(contract, "id"), MOST_LEVELS);
    if (in->failure == STATUS_DONE) node = add_predecessors(in, node, contract);
    if (in->failure == STATUS_DONE) in->failure = print(node, from);
    sdp_json_free(node);
    sdp_json_free(contract);
    return in->failure;
}

int contracts_tree(const arguments *from)
{
    tree made = {.failure = STATUS_DONE};
    if (from->words.count != 3 || *from->words.items[2] == '\0') {
        return complain(SDP_E_ARGUMENT, "CONTRACT_ID", "contracts tree takes one id: CONTRACT_ID");
    }
    if (from->output == FORMAT_CSV || from->output == FORMAT_RAW) {
        return complain(SDP_E_ARGUMENT, "--output", "contracts tree prints table, json or jsonl");
    }
    int status = task_open(&made.session, from, "contracts");
    if (status == STATUS_DONE) status = grow(&made, from->words.items[2]);
    task_close(&made.session);
    for (size_t i = 0; i < made.seen_count; i++) free(made.seen[i]);
    free(made.seen);
    return status;
}
