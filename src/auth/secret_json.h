/* JSON that holds secrets: every copy that reading it makes is wiped. */
#ifndef SDPI_SECRET_JSON_H
#define SDPI_SECRET_JSON_H

#include "base/json.h"

/* `from` is SDPI_JSON_ANSWER or SDPI_JSON_CALLER. */
sdp_status sdpi_secret_json_read(const char *text, size_t size, int32_t from, sdp_json **out);
void sdpi_secret_json_free(sdp_json *json);

/* A text, or the digits of a number; NULL where the member is neither. */
const char *sdpi_secret_json_text(const sdp_json *object, const char *name);
/* A whole number that is not negative, in either form; -1 where there is none. */
int64_t sdpi_secret_json_number(const sdp_json *object, const char *name);

#endif
