#include "schema.h"

#include <string.h>

#include "contract.h"
#include "customer.h"

/* A product needs a product type that exists, by id or by name; a software that is only named is made on the
   fly. What kind of asset a product is follows from its product type. */
static const reference product_references[] = {
    {.path = "product_type", .noun = "product_type"},
    {.path = "software", .noun = "software", .create = true},
    {0},
};

static const standing product_standings[] = {
    {.field = "is_laptop", .json = "false"},
    {.field = "type", .reference = "product_type"},
    {.field = "category", .reference = "product_type"},
    {0},
};

static const reference customer_references[] = {
    {.path = "template", .noun = "customer_template"},
    {.path = "default_site", .noun = "site"},
    {.path = "attachments[]", .noun = "file", .key = "file_id"},
    {.path = "header_logo", .noun = "file"},
    {.path = "login_logo", .noun = "file"},
    {0},
};

/* The field of users that every customer of the vendor's page has. */
static const standing customer_standings[] = {
    {.field = "template",
     .json = "{\"inactive\":false,\"name\":\"General Customer Template\",\"id\":"
             "\"100000000000040055\"}"},
    {.field = "attachments", .json = "[]"},
    {.field = "customer_group", .json = "[]"},
    {.field = "is_msp", .json = "false"},
    {.field = "udf_fields", .json = "{\"txt_single_line_field\":null}"},
    {0},
};

static const reference contract_references[] = {
    {.path = "template", .noun = "contract_template"},
    {.path = "type", .noun = "contract_type"},
    {.path = "vendor", .noun = "vendor"},
    {.path = "owner", .noun = "user"},
    {.path = "customer", .noun = "customer"},
    {.path = "sites[]", .noun = "site"},
    {.path = "assets[].asset", .noun = "asset"},
    {.path = "software_licenses[].software_license", .noun = "software_license"},
    {.path = "expiry_notification.notify_technicians[]", .noun = "user"},
    {.path = "auto_renew[].auto_renew_notify[]", .noun = "user"},
    {.path = "parent_contract", .noun = "contract"},
    {.path = "child_contracts[].child_contract", .noun = "contract"},
    {.path = "attachments[]", .noun = "file", .key = "file_id"},
    {0},
};

static const standing contract_standings[] = {
    {.field = "template",
     .json = "{\"inactive\":false,\"name\":\"General Contract Template\",\"id\":"
             "\"100000000000030618\"}"},
    {.field = "is_auto_renew", .json = "false"},
    {.field = "attachments", .json = "[]"},
    {.field = "request_creation_days", .json = "\"0\""},
    {.field = "sites", .json = "[]"},
    {.field = "is_req_creation_required", .json = "false"},
    {.field = "assets", .json = "[]"},
    {.field = "expiry_notification",
     .json = "{\"email_ids_to_notify\":[],\"notify_days\":[],\"notify_"
             "technicians\":[]}"},
    {.field = "configuration_items", .json = "[]"},
    {.field = "is_notification_required", .json = "false"},
    {.field = "is_draft", .json = "false"},
    {.field = "is_notification_disabled", .json = "false"},
    {.field = "is_renewed", .json = "false"},
    {.field = "contract_usage", .json = "[]"},
    {.field = "services", .json = "[]"},
    {.field = "people", .json = "[]"},
    {.field = "software_licenses", .json = "[]"},
    {.field = "auto_renew", .json = "[]"},
    {.field = "notes_present", .json = "false"},
    {.field = "is_escalated", .json = "false"},
    {.field = "currency", .reference = "vendor"},
    {0},
};

static const entity_row rows[] = {
    {.noun = "product",
     .plural = "products",
     .singular_key = "product",
     .list_key = "products",
     .unique_name = true,
     .references = product_references,
     .standings = product_standings},
    {.noun = "customer",
     .plural = "customers",
     .singular_key = "customer",
     .list_key = "customer",
     .list_without_info = true,
     .list_status_object = true,
     .unique_name = true,
     .references = customer_references,
     .standings = customer_standings,
     .view = CUSTOMER_VIEW,
     .trash_view = CUSTOMER_TRASH_VIEW,
     .complete = customer_complete,
     .follow = customer_follow},
    {.noun = "contract",
     .plural = "contracts",
     .singular_key = "contract",
     .list_key = "contracts",
     .usual_sort = "name",
     .restore_key = "contracts",
     .references = contract_references,
     .standings = contract_standings,
     .view = CONTRACT_VIEW,
     .list_view = CONTRACT_LIST_VIEW,
     .trash_view = CONTRACT_TRASH_VIEW,
     .complete = contract_complete,
     .follow = contract_follow,
     .forget = contract_forget,
     .gather = contract_gather},
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* The URL where a file is fetched may name no portal; NeuCRM and the accounts server are one for all. Tokens are
   secrets. */
static const noun_row nouns[] = {
    {.noun = "product", .of_portal = true, .shown = true, .exported = true},
    {.noun = "customer", .of_portal = true, .shown = true, .exported = true},
    {.noun = "contract", .of_portal = true, .shown = true, .exported = true},
    {.noun = "product_type", .of_portal = true, .shown = true, .exported = true},
    {.noun = "software", .of_portal = true, .shown = true, .exported = true},
    {.noun = "software_license", .of_portal = true, .shown = true, .exported = true},
    {.noun = "asset", .of_portal = true, .shown = true, .exported = true},
    {.noun = "site", .of_portal = true, .shown = true, .exported = true},
    {.noun = "user", .of_portal = true, .shown = true, .exported = true},
    {.noun = "vendor", .of_portal = true, .shown = true, .exported = true},
    {.noun = "currency", .of_portal = true, .shown = true, .exported = true},
    {.noun = "customer_template", .of_portal = true, .shown = true, .exported = true},
    {.noun = "contract_template", .of_portal = true, .shown = true, .exported = true},
    {.noun = "contract_type", .of_portal = true, .shown = true, .exported = true},
    {.noun = "file", .shown = true, .exported = true},
    {.noun = "neucrm_customer", .shown = true, .exported = true},
    {.noun = "oauth_access"},
    {.noun = "oauth_refresh"},
    {.noun = "oauth_code"},
};

const entity_row *schema_by_plural(const char *plural, size_t length)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (strlen(rows[i].plural) == length && memcmp(rows[i].plural, plural, length) == 0) return &rows[i];
    }
    return NULL;
}

const noun_row *schema_noun(const char *noun)
{
    static const noun_row none = {.noun = ""};
    for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++) {
        if (strcmp(nouns[i].noun, noun) == 0) return &nouns[i];
    }
    return &none;
}
