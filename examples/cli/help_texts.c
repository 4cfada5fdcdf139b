#include "help_texts.h"

#include <stddef.h>

const char help_examples[] = "  sdp products add --set name='XPS 15' --set product_type.name=Workstation\n"
                             "  sdp products list --where 'name contains XPS' --sort -name\n"
                             "  sdp products list --all --fields id,name,product_type.name\n"
                             "  sdp products edit 100000000000033283 --set comments:=null\n"
                             "  sdp products add --input @product.json --dry-run\n"
                             "  sdp contracts renew 100000000000033287 --input @renewal.json\n"
                             "  sdp contracts associate_assets 100000000000033287 --set asset.name=LAPTOP-7\n"
                             "  sdp customers upload_image --file logo.png\n"
                             "  sdp customers add --ensure --set name='Acme Ltd'\n"
                             "  sdp neucrm list --set name=A% --all\n";

const char help_values[] = "  They are converted by the kind of the member: is_laptop=true,\n"
                           "  cost.value=12.50, id=100000000000033283. A time is milliseconds, or a date in\n"
                           "  UTC: 2027-01-31, 2027-01-31T10:00:00Z. An object may be set by its name:\n"
                           "  product_type=Workstation is product_type.name=Workstation. In a list a[0].b\n"
                           "  indexes and a[].b appends. PATH:=JSON sets any JSON: comments:=null clears.\n"
                           "  --set wins over --input.\n";

const char help_conditions[] = "  Values may stand in quotes: 'name is \"New York\"'. between takes two:\n"
                               "  'id between 10 and 20'; in and not in take a list: 'name in (Dell, HP)'; and\n"
                               "  'comments is null' finds what has none. and, or and parentheses join criteria:\n"
                               "  '(name is A or name is B) and is_laptop is true'; of several --where all must\n"
                               "  hold. An object is searched by its name: 'product_type is Workstation'.\n";

static const exit_row exit_rows[] = {
    {"0", "done"},
    {"1", "refused by the service"},
    {"2", "usage or bad input, nothing was sent (import, batch: of these lines)"},
    {"3", "network or server"},
    {"4", "login"},
    {"5", "quota"},
    {"6", "the answer cannot be used or printed"},
    {"7", "a write that may have happened"},
    {"129", "ended by SIGHUP"},
    {"130", "ended by SIGINT: interrupted"},
    {"143", "ended by SIGTERM"},
};

const exit_row *exit_row_at(size_t index)
{
    return index < sizeof(exit_rows) / sizeof(exit_rows[0]) ? &exit_rows[index] : NULL;
}
