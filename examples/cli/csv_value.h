/* Values as cells that an import takes for the same. */
#ifndef CLI_CSV_VALUE_H
#define CLI_CSV_VALUE_H

#include <stdint.h>

#include <sdp/json.h>

#include "text.h"

/* Appends what stands at the path: a time in ISO 8601, null and nothing as an empty cell, a list or an object as people
   read it, which nothing is made of again. `kind` is that of the member by the tables. */
void csv_value_put(const sdp_json *row, const char *path, int32_t kind, text *to);
/* The milliseconds of a time as the service gives them, in an object; NULL where it is none. */
const char *csv_value_time(const sdp_json *member);

#endif
