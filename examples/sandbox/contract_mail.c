/* The mails about a contract, as the service words them. None is sent. */
#include <stdlib.h>
#include <string.h>

#include "contract.h"

/* Adds a text of the contract to HTML. */
static void add_html(text *to, const char *string)
{
    for (const char *at = string ? string : ""; *at; at++) {
        if (*at == '<') {
            text_puts(to, "&lt;");
        } else if (*at == '>') {
            text_puts(to, "&gt;");
        } else if (*at == '&') {
            text_puts(to, "&amp;");
        } else {
            text_add(to, at, 1);
        }
    }
}

static void add_member(text *to, const char *label, const sdp_json *contract, const char *path, const char *after)
{
    text_puts(to, label);
    add_html(to, json_text_at(contract, path));
    text_puts(to, after);
}

static void add_term(text *to, const sdp_json *contract)
{
    add_member(to, " The contract is active from ", contract, "active_from.display_value", "");
    if (json_has(contract, "active_till")) add_member(to, " to ", contract, "active_till.display_value", "");
    text_puts(to, ".<br /><br />Contract Details<br />");
    add_member(to, "Contract Name : ", contract, "name", "<br />");
    add_member(to, "Type : ", contract, "type.name", "<br />");
    add_member(to, "Cost : ", contract, "cost.value", "<br />");
}

static void add_end(text *to, const char *host, const char *id)
{
    text link = {0};
    text_printf(&link, "http://%s/app/itdesk/ui/contracts/%s/details?selectTab=contractinfo", host, id);
    text_printf(to,
                "<br />For more information, visit the following link: <br /><a "
                "href='%s'>%s</a><br /><br />Regards,"
                "<br />Admin Team<br /><br />This is an automated message. "
                "Please do not reply to this email.",
                text_get(&link), text_get(&link));
    text_free(&link);
}

static void describe(text *to, const sdp_json *contract, const job *of, bool for_owner)
{
    const char *shown_id = json_text_at(contract, "display_id.display_value");
    if (for_owner) {
        add_member(to, "Hi ", contract, "owner.name", ",<br /><br />");
        text_printf(to, "The contract ID: %s has been assigned to you.", shown_id);
        add_term(to, contract);
        add_member(to, "Vendor : ", contract, "vendor.name", " <br />");
    } else {
        text_printf(to, "The contract ID: %s has been initiated with you.", shown_id);
        add_term(to, contract);
        add_member(to, "Vendor : ", contract, "vendor.name", "<br />");
        add_member(to, "Owner : ", contract, "owner.name", "<br />");
    }
    add_end(to, of->host, of->to->ids[0]);
}

static void write_mail(const job *of, bool for_owner)
{
    char *printed = store_get(of->store, "contract", of->to->ids[0]);
    sdp_json *contract = json_parse(printed);
    free(printed);
    if (!contract) {
        answer_problem(of->out, CODE_NO_SUCH_URL, NULL, NULL);
        return;
    }
    text subject = {0};
    text description = {0};
    text mail = {0};
    const char *address = for_owner ? json_text_at(contract, "owner.email_id") : NULL;
    text_printf(&subject, "%s contract with ID: %s", for_owner ? "Assigned" : "Initiated",
                json_text_at(contract, "display_id.display_value"));
    describe(&description, contract, of, for_owner);
    text_puts(&mail, "{\"subject\":");
    text_json(&mail, text_get(&subject));
    text_puts(&mail, ",\"description\":");
    text_json(&mail, text_get(&description));
    text_puts(&mail, ",\"to\":[");
    if (address) text_json(&mail, address);
    text_puts(&mail, "]}");
    if (!mail.failed) answer_entity(of->out, "notification", text_get(&mail));
    text_free(&subject);
    text_free(&description);
    text_free(&mail);
    sdp_json_free(contract);
}

/* Vendors have no mail address in the sandbox, as the one on the vendor's page has none. */
void contract_email_vendor(const job *of)
{
    write_mail(of, false);
}

void contract_email_owner(const job *of)
{
    write_mail(of, true);
}
