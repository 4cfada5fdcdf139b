#include "query.h"

#include <string.h>

#include "commands.h"
#include "errors.h"
#include "fields.h"
#include "json.h"
#include "text.h"
#include "where.h"

static int add_criteria(request *to, const arguments *from)
{
    if (from->wheres.count == 0) return STATUS_DONE;
    if (request_at(to, "search_criteria") != NULL) {
        return complain(SDP_E_ARGUMENT, "--where", "give either --where or search_criteria");
    }
    sdp_json *criteria = NULL;
    int status = where_read_all(sdp_operation_output_type(to->operation), from->wheres.items, from->wheres.count,
                                from->allow_unknown, &criteria);
    return status == STATUS_DONE ? request_put(to, "--where", "search_criteria", criteria) : status;
}

static int add_sort(request *to, const arguments *from)
{
    if (from->sort == NULL) return STATUS_DONE;
    const path_rules rules = {"--sort", false, from->allow_unknown};
    bool down = *from->sort == '-';
    const char *member = from->sort + down;
    text path = {0};
    place at;
    int status = follow_path(sdp_operation_output_type(to->operation), member, &rules, &at);
    if (status == STATUS_DONE) {
        text_puts(&path, member);
        if (at.kind == SDP_KIND_OBJECT && short_member(at.type) != NULL)
            text_printf(&path, ".%s", short_member(at.type));
        status = request_put(to, "--sort", "sort_field", json_text(text_get(&path)));
    }
    if (status == STATUS_DONE) status = request_put(to, "--sort", "sort_order", json_text(down ? "desc" : "asc"));
    text_free(&path);
    return status;
}

/* Counting needs no rows, and the service sends one at least. A filter is counted in another way. */
static int add_count(request *to, const arguments *from)
{
    sdp_json *one = NULL;
    if (!from->count || !takes_query(to->operation)) return STATUS_DONE;
    int status = request_put(to, "--count", "get_total_count", json_new(SDP_JSON_TRUE));
    if (status != STATUS_DONE || request_at(to, "row_count") != NULL) return status;
    (void)sdp_json_new_text(SDP_JSON_NUMBER, "1", &one);
    return request_put(to, "--count", "row_count", must_have(one));
}

int query_add(request *to, const arguments *from)
{
    int status = add_criteria(to, from);
    if (status == STATUS_DONE) status = add_sort(to, from);
    if (status == STATUS_DONE) status = add_count(to, from);
    return status;
}
