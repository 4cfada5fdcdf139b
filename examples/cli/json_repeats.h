/* Names that stand twice in an object: nobody can say which of the two was meant. */
#ifndef CLI_JSON_REPEATS_H
#define CLI_JSON_REPEATS_H

#include <stdbool.h>

#include <sdp/json.h>

#include "text.h"

/* Whether an object anywhere in it has two members of one name; `path` is where, such as "input.cost". */
bool json_repeats_name(const sdp_json *json, text *path);

#endif
