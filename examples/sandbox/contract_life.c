/* Renewal and the end of contracts. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "contract.h"
#include "document.h"
#include "guess.h"

/* What a successor takes over where the input does not say otherwise, and what is kept of its predecessor. */
#define INHERITED                                                                                                      \
    "template sites type vendor currency owner is_definite comments cost "                                             \
    "support customer"
#define KEPT                                                                                                           \
    "cost{display_value currency_symbol value} display_id vendor{id} name "                                            \
    "active_till id active_from status{id}"

/* Fills in the successor's document with what a renewal says of it. */
static bool put_renewal(sdp_json *document, const sdp_json *predecessor, const sdp_json *request)
{
    const char *origin = json_text_at(predecessor, "contract_renewal_origin");
    bool quiet = sdp_json_kind(sdp_json_member(request, "disable_notification")) == SDP_JSON_TRUE;
    sdp_json *kept = json_view(predecessor, KEPT);
    return kept && sdp_json_put(document, "contract_renewed_from", kept) == SDP_OK &&
           json_put_text(document, "contract_renewal_origin", origin ? origin : json_text_at(predecessor, "id")) &&
           (!quiet || json_put_new(document, "is_notification_disabled", SDP_JSON_TRUE));
}

/* A successor without a name of its own is called as the vendor's samples are: "contract2 Renewed". */
static sdp_json *inherited(const sdp_json *predecessor)
{
    text name = {0};
    sdp_json *before = json_view(predecessor, INHERITED);
    text_printf(&name, "%s Renewed", json_text_at(predecessor, "name"));
    bool good = before && !name.failed && json_put_text(before, "name", text_get(&name));
    text_free(&name);
    if (good) return before;
    sdp_json_free(before);
    return NULL;
}

static void renew(const job *of, const sdp_json *request, sdp_json *predecessor)
{
    char id[STORE_ID_SIZE];
    const entity_row *row = of->to->row;
    sdp_json *before = inherited(predecessor);
    sdp_json *made = NULL;
    char *shown = NULL;
    if (!before || !store_begin(of->store)) {
        sdp_json_free(before);
        return;
    }
    const sdp_json *input = sdp_json_member(request, "contract");
    if (store_new_id(of->store, id)) made = document_new(of->store, row, id, before, input, of->out);
    bool good = made && put_renewal(made, predecessor, request) &&
                json_put_new(predecessor, "is_renewed", SDP_JSON_TRUE) &&
                document_keep(of->store, row, predecessor, NULL, of->out) &&
                document_keep(of->store, row, made, input, of->out);
    char *printed = json_print(made);
    if (good && printed) shown = document_show(of->store, row, CONTRACT_RENEWED_VIEW, printed);
    if (store_end(of->store, shown && of->out->problem_count == 0)) answer_entity(of->out, "contract", shown);
    free(shown);
    free(printed);
    sdp_json_free(before);
}

/* What the vendor's sample of a renewal leaves out is the currency and the customer; that the rest follows from the
   predecessor is a guess. */
static bool takes_over_unseen(const sdp_json *predecessor, const sdp_json *input)
{
    static const char *const seen[] = {"name",  "template",    "sites",    "type", "vendor",
                                       "owner", "is_definite", "comments", "cost", "support"};
    for (size_t i = 0; i < sizeof(seen) / sizeof(seen[0]); i++) {
        const sdp_json *had = sdp_json_member(predecessor, seen[i]);
        bool empty =
            !json_has(predecessor, seen[i]) || (sdp_json_kind(had) == SDP_JSON_ARRAY && sdp_json_count(had) == 0);
        if (!empty && !sdp_json_member(input, seen[i])) return true;
    }
    return false;
}

static bool begins_before(const sdp_json *input, const sdp_json *predecessor)
{
    const char *from = json_text_at(input, "active_from.value");
    const char *before = json_text_at(predecessor, "active_from.value");
    return from && before && strtoll(from, NULL, 10) < strtoll(before, NULL, 10);
}

static void check_renewal(const job *of, const sdp_json *request, const sdp_json *predecessor)
{
    const sdp_type *type = sdp_operation_input_type(of->to->operation);
    const sdp_json *input = sdp_json_member(request, "contract");
    check_members(type, request, of->out);
    check_mandatory(sdp_operation_name(of->to->operation), type, request, true, of->out);
    check_mandatory("contracts.add", sdp_type_by_name("contract"), input, false, of->out);
    if (input && !sdp_json_member(input, "active_from")) {
        static const char *const missing[] = {"active_from"};
        answer_problem_fields(of->out, CODE_MANDATORY, missing, 1);
    }
    if (sdp_json_kind(sdp_json_member(predecessor, "is_renewed")) == SDP_JSON_TRUE) {
        answer_problem(of->out, CODE_NO_SUCH_REFERENCE, "is_renewed", "The contract is renewed already.");
    }
    if (of->out->problem_count == 0 && begins_before(input, predecessor)) {
        guess_refuse(of->out, "a renewal that begins before the contract that it renews");
    }
    if (of->out->problem_count == 0 && takes_over_unseen(predecessor, input)) {
        guess_refuse(of->out, "a renewal takes over what is not given");
    }
}

void contract_renew(const job *of)
{
    char *printed = store_get(of->store, "contract", of->to->ids[0]);
    sdp_json *predecessor = json_parse(printed);
    sdp_json *request = of->input && *of->input ? check_json(of->input, of->out) : NULL;
    if (!predecessor) {
        answer_problem(of->out, CODE_NO_SUCH_URL, NULL, NULL);
    } else if (of->out->problem_count == 0) {
        check_renewal(of, request, predecessor);
        if (of->out->problem_count == 0) renew(of, request, predecessor);
    }
    sdp_json_free(request);
    sdp_json_free(predecessor);
    free(printed);
}

static void write_canceled(answer *out)
{
    out->http = 200;
    text_puts(&out->body, "{\"response_status\":{\"status_code\":2000,"
                          "\"messages\":[{\"status_code\":2000,"
                          "\"type\":\"success\",\"message\":\"Contract "
                          "canceled.\"}],\"status\":\"success\"}}");
}

static void cancel(const job *of, sdp_json *contract, const sdp_json *how)
{
    bool release = sdp_json_kind(sdp_json_member(how, "dissociate_child")) == SDP_JSON_TRUE;
    if (contract_is(contract, CONTRACT_CANCELED)) {
        answer_problem(of->out, CODE_NO_SUCH_REFERENCE, "status", "The contract is canceled already.");
        return;
    }
    if (!store_begin(of->store)) return;
    bool good = contract_set_status(contract, CONTRACT_CANCELED) &&
                document_keep(of->store, of->to->row, contract, NULL, of->out) &&
                (!release || contract_release_children(of->store, of->to->ids[0], of->out));
    if (store_end(of->store, good)) write_canceled(of->out);
}

/* How it is cancelled; NULL where nothing is said of that, or where it is wrong. */
static const sdp_json *read_how(const job *of, sdp_json **request)
{
    const char *key = sdp_operation_input_key(of->to->operation);
    sdp_json *given = of->input && *of->input ? json_parse(of->input) : NULL;
    bool told = sdp_json_member(given, key) != NULL;
    sdp_json_free(given);
    if (!told) check_bare(of->input, of->out);
    return told ? check_envelope(of->input, key, request, of->out) : NULL;
}

/* Without an input nobody is told, and the children stay. */
void contract_cancel(const job *of)
{
    sdp_json *request = NULL;
    const sdp_json *how = NULL;
    const sdp_operation *operation = of->to->operation;
    char *printed = store_get(of->store, "contract", of->to->ids[0]);
    sdp_json *contract = json_parse(printed);
    if (!contract) {
        answer_problem(of->out, CODE_NO_SUCH_URL, NULL, NULL);
    } else {
        how = read_how(of, &request);
        if (how) check_members(sdp_operation_input_type(operation), how, of->out);
    }
    if (contract && of->out->problem_count == 0) cancel(of, contract, how);
    sdp_json_free(request);
    sdp_json_free(contract);
    free(printed);
}
