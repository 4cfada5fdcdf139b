/* Short forms for building JSON. Without memory the program ends. */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include <sdp/json.h>

sdp_json *json_new(int32_t kind);
/* A string, with what is not UTF-8 replaced. */
sdp_json *json_text(const char *string);
sdp_json *json_copy(const sdp_json *json);
/* A new text, freed by sdp_text_free(). */
char *json_print(const sdp_json *json, int32_t indent);

/* Each puts at a path that is known to be free of conflicts; json_put() takes over the value. */
void json_put(sdp_json *to, const char *path, sdp_json *value);
void json_put_text(sdp_json *to, const char *path, const char *string);
void json_put_integer(sdp_json *to, const char *path, int64_t number);
void json_put_bool(sdp_json *to, const char *path, bool value);

#endif
