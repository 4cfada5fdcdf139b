#include "fields.h"

#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "nearest.h"
#include "text.h"

static int malformed(const path_rules *rules, const char *path)
{
    return complain(SDP_E_ARGUMENT, path, "%s: '%.100s' is not a path such as product_type.name%s", rules->option, path,
                    rules->indexes ? " or sites[0].name" : "");
}

static int no_such_member(const path_rules *rules, const place *at, const char *name, const char *path)
{
    nearest best = nearest_to(name);
    const sdp_field *field;
    for (size_t i = 0; (field = sdp_type_field(at->type, i)) != NULL; i++) nearest_offer(&best, sdp_field_name(field));
    return complain(SDP_E_UNKNOWN_FIELD, path, "%s: %s has no member '%.60s'%s", rules->option, sdp_type_name(at->type),
                    name, nearest_hint(&best));
}

static bool is_open(const place *at)
{
    return at->kind == SDP_KIND_JSON || at->kind == SDP_KIND_UDF;
}

static int enter_member(const path_rules *rules, const char *name, const char *path, place *at)
{
    if (is_open(at)) {
        at->kind = SDP_KIND_JSON;
        return STATUS_DONE;
    }
    if (at->kind == SDP_KIND_TIME && strcmp(name, "value") == 0) return STATUS_DONE;
    if (at->kind == SDP_KIND_TIME && strcmp(name, "display_value") == 0) {
        at->kind = SDP_KIND_TEXT;
        return STATUS_DONE;
    }
    if (at->type == NULL) {
        return complain(SDP_E_UNKNOWN_FIELD, path, "%s: nothing stands below a member of kind %s: '%.100s'",
                        rules->option, sdp_kind_name(at->kind), path);
    }
    const sdp_field *field = sdp_type_field_by_name(at->type, name);
    if (field == NULL && !rules->allow_unknown) return no_such_member(rules, at, name, path);
    at->kind = field != NULL ? sdp_field_kind(field) : SDP_KIND_JSON;
    at->type = sdp_field_type(field);
    return STATUS_DONE;
}

static int enter_item(const path_rules *rules, const char *path, place *at)
{
    if (at->kind == SDP_KIND_LIST) {
        at->kind = SDP_KIND_OBJECT;
    } else if (at->kind == SDP_KIND_TEXTS) {
        at->kind = SDP_KIND_TEXT;
    } else if (is_open(at)) {
        at->kind = SDP_KIND_JSON;
    } else {
        return complain(SDP_E_UNKNOWN_FIELD, path, "%s: only a list takes an index: '%.100s'", rules->option, path);
    }
    return STATUS_DONE;
}

/* The size of "[12]" or "[]" at `at`, 0 where it is neither. */
static size_t index_size(const char *at)
{
    size_t digits = strspn(at + 1, "0123456789");
    return at[1 + digits] == ']' ? digits + 2 : 0;
}

int follow_path(const sdp_type *type, const char *path, const path_rules *rules, place *out)
{
    const char *at = path;
    *out = (place){SDP_KIND_OBJECT, type};
    while (at == path || *at != '\0') {
        int status;
        if (*at == '[' && at != path) {
            size_t size = rules->indexes ? index_size(at) : 0;
            if (size == 0) return malformed(rules, path);
            status = enter_item(rules, path, out);
            at += size;
        } else {
            if (at != path && *at++ != '.') return malformed(rules, path);
            size_t size = strcspn(at, ".[");
            if (size == 0) return malformed(rules, path);
            char *name = copy_part(at, size);
            status = enter_member(rules, name, path, out);
            free(name);
            at += size;
        }
        if (status != STATUS_DONE) return status;
    }
    return STATUS_DONE;
}

const char *short_member(const sdp_type *type)
{
    return sdp_type_field_by_name(type, "name") != NULL ? "name" : NULL;
}
