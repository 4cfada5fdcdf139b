#include "schema.h"

#include <string.h>

/* A product needs a product type that exists, by id or by name; a software that is only named is made on the
   fly. What kind of asset a product is follows from its product type. */
static const reference product_references[] = {
    {.field = "product_type", .noun = "product_type"},
    {.field = "software", .noun = "software", .create = true},
    {0},
};

static const standing product_standings[] = {
    {.field = "is_laptop", .json = "false"},
    {.field = "type", .reference = "product_type"},
    {.field = "category", .reference = "product_type"},
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
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

const entity_row *schema_by_plural(const char *plural, size_t length)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (strlen(rows[i].plural) == length && memcmp(rows[i].plural, plural, length) == 0) return &rows[i];
    }
    return NULL;
}
