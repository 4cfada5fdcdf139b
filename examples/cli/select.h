/* --fields: of what came back, the members that are asked for. */
#ifndef CLI_SELECT_H
#define CLI_SELECT_H

#include <stdbool.h>
#include <stddef.h>

#include <sdp/json.h>
#include <sdp/reflect.h>

/* Paths of members, in the order in which they were asked for. */
typedef struct selection {
    char **paths;
    size_t count;
} selection;

/* Appends a path, and takes it over: it is freed by free(). */
void selection_add(selection *to, char *path);
/* Reads "a,b.c" about entities of a type. Returns an exit status. */
int selection_read(const sdp_type *type, const char *fields, bool allow_unknown, selection *out);
void selection_free(selection *from);
/* A new object, or array of them, with the selected members alone; they keep their places. */
sdp_json *selection_apply(const selection *of, const sdp_json *json);

#endif
