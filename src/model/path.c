#include "model/path.h"

#include <string.h>

#include "base/json_path.h"
#include "model/encode.h"

static const sdp_field *field_of_step(const sdp_type *type, const sdpi_step *step)
{
    for (size_t i = 0; i < type->field_count; i++) {
        const char *name = type->fields[i].name;
        if (strncmp(name, step->name, step->name_size) == 0 && name[step->name_size] == '\0') return &type->fields[i];
    }
    return NULL;
}

/* The struct that a member leads into: an object, or an item of a list. */
static const void *enter(const sdpi_member *member, const char **path)
{
    if (member->field == NULL) return member->slot;
    if (sdpi_slot_state(member->field, member->slot) != SDP_STATE_VALUE) return NULL;
    if (member->field->kind == SDP_KIND_OBJECT) return sdpi_slot_pointer(member->slot);
    if (member->field->kind != SDP_KIND_LIST) return NULL;
    sdpi_step step = sdpi_path_step(path, 0);
    sdpi_list list = sdpi_slot_list(member->slot);
    if (list.items == NULL || step.kind != SDPI_STEP_INDEX || step.index >= list.count) return NULL;
    return list.items[step.index];
}

int sdpi_find_member(const sdp_type *type, const void *entity, const char *path, sdpi_member *member)
{
    for (int first = 1;; first = 0) {
        sdpi_step step = sdpi_path_step(&path, first);
        if (step.kind != SDPI_STEP_NAME || sdpi_check_place(type, entity, NULL) != SDP_OK) return 0;
        member->type = NULL;
        member->field = field_of_step(type, &step);
        member->slot = member->field != NULL ? sdpi_slot(type, member->field, entity) : NULL;
        if (member->slot == NULL) return 0;
        if (*path == '\0') return 1;
        type = member->field->nested;
        entity = enter(member, &path);
        if (entity == NULL) return 0;
        if (*path == '\0') {
            *member = (sdpi_member){NULL, type, entity};
            return 1;
        }
    }
}
