/* Contracts that belong together: parents and children, predecessors and successors. */
#include <stdlib.h>
#include <string.h>

#include "contract.h"
#include "document.h"
#include "guess.h"
#include "reference.h"

#define MOST_GENERATIONS 100

static const entity_row *row(void)
{
    return schema_by_plural("contracts", sizeof("contracts") - 1);
}

/* Ids of the children, separated by blanks, or their part of the parent's document. */
typedef struct children {
    text found;
    bool ids;
} children;

static void collect(void *data, const char *document)
{
    children *to = data;
    sdp_json *child = json_parse(document);
    if (to->ids) {
        text_printf(&to->found, "%s ", json_text_at(child, "id"));
        sdp_json_free(child);
        return;
    }
    char *shown = child ? json_print(json_view(child, "name id")) : NULL;
    text_printf(&to->found, "%s{\"child_contract\":%s}", to->found.size ? "," : "[", shown ? shown : "null");
    free(shown);
    sdp_json_free(child);
}

static bool find_children(store *in, const char *parent_id, children *to)
{
    store_value id = {.kind = STORE_TEXT, .text = strdup(parent_id)};
    if (!id.text) return false;
    store_selection what = {
        .noun = "contract", .where = "parent = ?1", .order = "seq", .values = &id, .value_count = 1, .limit = -1};
    bool good = store_select(in, &what, collect, to);
    free(id.text);
    return good && !to->found.failed;
}

/* Whether `id` is the contract itself or one that it is a part of. */
static bool is_above(store *in, const char *id, const sdp_json *from)
{
    sdp_json *at = NULL;
    bool above = strcmp(json_text_at(from, "id"), id) == 0;
    const char *next = json_text_at(from, "parent_contract.id");
    for (int i = 0; i < MOST_GENERATIONS && next && !above; i++) {
        above = strcmp(next, id) == 0;
        char *printed = store_get(in, "contract", next);
        sdp_json *parent = json_parse(printed);
        free(printed);
        sdp_json_free(at);
        at = parent;
        next = json_text_at(at, "parent_contract.id");
    }
    sdp_json_free(at);
    return above;
}

bool contract_adopt(store *in, const char *child_id, const sdp_json *parent, answer *problems)
{
    if (parent && is_above(in, child_id, parent)) {
        answer_problem(problems, CODE_NO_SUCH_REFERENCE, "child_contract", "a contract cannot be a part of itself");
        return false;
    }
    char *printed = store_get(in, "contract", child_id);
    sdp_json *child = json_parse(printed);
    sdp_json *shown = parent ? json_view(parent, "name id") : NULL;
    bool good = child && (!parent || shown) && json_put_copy(child, "parent_contract", shown) &&
                document_keep(in, row(), child, NULL, problems);
    sdp_json_free(shown);
    sdp_json_free(child);
    free(printed);
    return good;
}

bool contract_release_children(store *in, const char *parent_id, answer *problems)
{
    children all = {.ids = true};
    bool good = find_children(in, parent_id, &all);
    if (good && all.found.size) good = !guess_refuse(problems, "child contracts are free without their parent");
    char *rest = NULL;
    for (char *id = good && all.found.data ? strtok_r(all.found.data, " ", &rest) : NULL; id && good;
         id = strtok_r(NULL, " ", &rest)) {
        good = contract_adopt(in, id, NULL, problems);
    }
    text_free(&all.found);
    return good;
}

/* An input with child contracts says which they all are. */
static bool replace_children(store *in, const sdp_json *document, const sdp_json *given, answer *problems)
{
    bool good = contract_release_children(in, json_text_at(document, "id"), problems);
    for (const sdp_json *item = sdp_json_first(given); item && good; item = sdp_json_next(item)) {
        char *found = reference_find(in, "contract", NULL, sdp_json_member(item, "child_contract"));
        sdp_json *child = json_parse(found);
        good = child && contract_adopt(in, json_text_at(child, "id"), document, problems);
        sdp_json_free(child);
        free(found);
    }
    return good;
}

/* A parent that was given must not be a part of the contract. */
static bool check_parent(store *in, const sdp_json *document, answer *problems)
{
    const char *id = json_text_at(document, "parent_contract.id");
    char *printed = id ? store_get(in, "contract", id) : NULL;
    sdp_json *parent = json_parse(printed);
    bool good = !parent || !is_above(in, json_text_at(document, "id"), parent);
    if (!good) answer_problem(problems, CODE_NO_SUCH_REFERENCE, "parent_contract", "the contract is a part of itself");
    sdp_json_free(parent);
    free(printed);
    return good;
}

bool contract_follow(store *in, const sdp_json *document, const sdp_json *input, answer *problems)
{
    if (sdp_json_member(input, "parent_contract") && !check_parent(in, document, problems)) return false;
    const sdp_json *given = sdp_json_member(input, "child_contracts");
    if (given && !replace_children(in, document, given, problems)) return false;
    char *repeated = json_print(json_view(document, "name id"));
    bool good = repeated && store_repeat_parent(in, json_text_at(document, "id"), repeated);
    free(repeated);
    return good;
}

/* What is kept of a predecessor is what the vendor prints of the one before the last; the last is shown whole. */
static bool gather_predecessor(store *in, sdp_json *document)
{
    const char *id = json_text_at(document, "contract_renewed_from.id");
    if (!id) return true;
    char *printed = store_get(in, "contract", id);
    if (!printed) printed = store_get_trashed(in, "contract", id);
    sdp_json *predecessor = json_parse(printed);
    free(printed);
    if (!predecessor) return true;
    sdp_json *shown = json_view(predecessor, CONTRACT_RENEWED_VIEW);
    sdp_json_free(predecessor);
    return shown && sdp_json_put(document, "contract_renewed_from", shown) == SDP_OK;
}

bool contract_gather(store *in, sdp_json *document)
{
    children all = {0};
    const char *id = json_text_at(document, "id");
    bool good = gather_predecessor(in, document) && id && find_children(in, id, &all);
    if (good && all.found.size) {
        text_puts(&all.found, "]");
        good = json_put_printed(document, "child_contracts", text_get(&all.found));
    }
    text_free(&all.found);
    return good;
}

static bool free_predecessor(store *in, const char *id, answer *problems)
{
    char *printed = id ? store_get(in, "contract", id) : NULL;
    sdp_json *predecessor = json_parse(printed);
    bool good = !predecessor || (json_put_new(predecessor, "is_renewed", SDP_JSON_FALSE) &&
                                 document_keep(in, row(), predecessor, NULL, problems));
    sdp_json_free(predecessor);
    free(printed);
    return good;
}

bool contract_forget(const job *of, const sdp_json *document)
{
    const sdp_json *attached = sdp_json_member(document, "attachments");
    bool freed = json_has(document, "contract_renewed_from.id") &&
                 guess_refuse(of->out, "a contract can be renewed again without its successor");
    bool good = !freed && contract_release_children(of->store, json_text_at(document, "id"), of->out) &&
                free_predecessor(of->store, json_text_at(document, "contract_renewed_from.id"), of->out);
    for (const sdp_json *file = sdp_json_first(attached); file && good; file = sdp_json_next(file)) {
        good = files_forget(of->store, of->files, json_text_at(file, "file_id"));
    }
    return good;
}
