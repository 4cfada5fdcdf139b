#include "customer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "clock.h"
#include "document.h"

#define FIRST_PORTAL 1031150001
#define USUAL_DOMAIN "clients.sdpcloud.com"

/* The site that every new customer brings, with its name, as the page prints it: "Customer A Base Site". */
static bool put_site(store *in, sdp_json *document)
{
    char id[STORE_ID_SIZE];
    text name = {0};
    text site = {0};
    if (!store_new_id(in, id)) return false;
    text_printf(&name, "%s Base Site", json_text_at(document, "name"));
    text_puts(&site, "{\"deleted\":false,\"name\":");
    text_json(&site, text_get(&name));
    text_printf(&site, ",\"description\":null,\"id\":\"%s\",\"is_default\":true}", id);
    stored made = {.noun = "site", .id = id, .name = text_get(&name), .document = text_get(&site)};
    bool good = !site.failed && store_put(in, &made) && json_put_printed(document, "default_site", text_get(&site));
    text_free(&name);
    text_free(&site);
    return good;
}

static void usual_domain(const char *id, char *out, size_t size)
{
    snprintf(out, size, "cust-%s." USUAL_DOMAIN, id);
}

bool customer_complete(store *in, sdp_json *document, const sdp_json *input, bool is_new, answer *problems)
{
    char domain[120];
    char portal[24];
    (void)input;
    (void)problems;
    if (!is_new) return true;
    usual_domain(json_text_at(document, "id"), domain, sizeof(domain));
    snprintf(portal, sizeof(portal), "%" PRId64, store_next(in, "client_portal", FIRST_PORTAL));
    return json_put_text(document, "domain", domain) && json_put_text(document, "client_portal", portal) &&
           json_put_time(document, "created_time", clock_now(), true) &&
           (json_has(document, "default_site") || put_site(in, document));
}

bool customer_follow(store *in, const sdp_json *document, const sdp_json *input, answer *problems)
{
    (void)input;
    (void)problems;
    char *repeated = json_print(json_view(document, "name id is_msp deleted_time"));
    bool good = repeated && store_repeat_customer(in, json_text_at(document, "id"), repeated);
    free(repeated);
    return good;
}

/* Keeps a customer with another domain, and answers. */
static void set_domain(const job *of, const char *document, const char *domain)
{
    sdp_json *changed = json_parse(document);
    bool good = changed && json_put_text(changed, "domain", domain) && store_begin(of->store);
    if (good) good = store_end(of->store, document_keep(of->store, of->to->row, changed, NULL, of->out));
    if (good) answer_entity(of->out, NULL, NULL);
    sdp_json_free(changed);
}

static bool is_another_s(const job *of, const char *domain)
{
    char *holder = store_find_by(of->store, "customer", "$.domain", domain);
    sdp_json *parsed = json_parse(holder);
    const char *id = json_text_at(parsed, "id");
    bool another = id && strcmp(id, of->to->ids[0]) != 0;
    sdp_json_free(parsed);
    free(holder);
    return another;
}

void customer_add_service_url(const job *of)
{
    const sdp_operation *operation = of->to->operation;
    const sdp_type *type = sdp_operation_input_type(operation);
    sdp_json *input = of->input && *of->input ? check_json(of->input, of->out) : NULL;
    if (input) check_members(type, input, of->out);
    if (of->out->problem_count == 0) check_mandatory(sdp_operation_name(operation), type, input, true, of->out);
    char *document = store_get(of->store, "customer", of->to->ids[0]);
    const char *domain = json_text_at(input, "service_url");
    if (!document) {
        answer_problem(of->out, CODE_NO_SUCH_URL, NULL, NULL);
    } else if (of->out->problem_count == 0 && domain) {
        if (strcspn(domain, " /\t\r\n") != strlen(domain)) {
            answer_problem(of->out, CODE_NO_SUCH_REFERENCE, "service_url", "a domain is needed");
        } else if (is_another_s(of, domain)) {
            answer_problem(of->out, CODE_NOT_UNIQUE, "service_url", NULL);
        } else {
            set_domain(of, document, domain);
        }
    }
    free(document);
    sdp_json_free(input);
}

/* Where no URL was added, only --strict minds: the vendor's sample deletes one of a customer that has none. */
void customer_delete_service_url(const job *of)
{
    char usual[120];
    char *document = store_get(of->store, "customer", of->to->ids[0]);
    sdp_json *parsed = json_parse(document);
    const char *domain = json_text_at(parsed, "domain");
    usual_domain(of->to->ids[0], usual, sizeof(usual));
    if (!document) {
        answer_problem(of->out, CODE_NO_SUCH_URL, NULL, NULL);
    } else if (of->strict && domain && strcmp(domain, usual) == 0) {
        answer_problem(of->out, CODE_NO_SUCH_REFERENCE, "service_url", "the customer has none");
    } else {
        set_domain(of, document, usual);
    }
    sdp_json_free(parsed);
    free(document);
}
