/* Work on JSON values: the steps that the library's own functions leave to their caller. */
#ifndef SANDBOX_JSON_H
#define SANDBOX_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include <sdp/json.h>

/* A new value; NULL for NULL and for what is not JSON. */
sdp_json *json_parse(const char *printed);
/* Prints into memory that free() frees, and frees the value. NULL for NULL and on failure. */
char *json_print(sdp_json *value);
/* Put a value at a path; false on failure. A NULL value or text puts null. */
bool json_put_copy(sdp_json *root, const char *path, const sdp_json *value);
bool json_put_text(sdp_json *root, const char *path, const char *string);
bool json_put_number(sdp_json *root, const char *path, const char *literal);
/* Of kind SDP_JSON_NULL, TRUE, FALSE, ARRAY or OBJECT. */
bool json_put_new(sdp_json *root, const char *path, int32_t kind);
bool json_put_printed(sdp_json *root, const char *path, const char *printed);
/* {"display_value":…,"value":…} */
bool json_put_time(sdp_json *root, const char *path, int64_t ms, bool with_clock);

/* The text of a value at a path; NULL where there is none. */
const char *json_text_at(const sdp_json *root, const char *path);
/* Whether there is a value at a path that is not null. */
bool json_has(const sdp_json *root, const char *path);

/* What is shown of a value: its members in the order of the view, which names them with blanks between. A name
   may be followed by '?', to be left out where it is null or not there; else it is null then. {…} after it is
   the view of what it holds, or of each item. */
sdp_json *json_view(const sdp_json *value, const char *view);

/* A time as the vendor's pages show it, in the time zone of their samples: "Jan 17, 2025 04:24 PM". */
void json_show_time(int64_t ms, bool with_clock, char out[40]);
/* The first millisecond of the day that is shown for a time. */
int64_t json_day_of(int64_t ms);

#endif
