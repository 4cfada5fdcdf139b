/* A JSON value as one line of text for people. */
#ifndef CLI_CELL_H
#define CLI_CELL_H

#include <stdbool.h>

#include <sdp/json.h>

#include "text.h"

/* Appends what stands at the path, "" for null and nothing; an object by its display value, name, value or id. */
void cell_at(const sdp_json *row, const char *path, text *to);
/* Whether null stands at the path. */
bool cell_is_null(const sdp_json *row, const char *path);

#endif
