/* Names that stand twice in an object: of what one line asks for, nobody can say which of the two was meant. */
#ifndef CLI_BATCH_NAMES_H
#define CLI_BATCH_NAMES_H

#include <stdbool.h>

#include <sdp/json.h>

#include "text.h"

/* Whether an object anywhere in it has two members of one name; `path` is where, such as "input.cost". */
bool batch_names_repeat(const sdp_json *json, text *path);

#endif
