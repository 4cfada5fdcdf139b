#include "json.h"

#include <inttypes.h>
#include <stdio.h>

#include "text.h"
#include "width.h"

sdp_json *json_new(int32_t kind)
{
    sdp_json *json = NULL;
    (void)sdp_json_new(kind, &json);
    return must_have(json);
}

sdp_json *json_text(const char *string)
{
    sdp_json *json = NULL;
    if (sdp_json_new_text(SDP_JSON_STRING, string, &json) == SDP_E_UTF8) {
        text clean = {0};
        clean_text(&clean, string);
        (void)sdp_json_new_text(SDP_JSON_STRING, text_get(&clean), &json);
        text_free(&clean);
    }
    return must_have(json);
}

sdp_json *json_copy(const sdp_json *json)
{
    sdp_json *copy = NULL;
    (void)sdp_json_copy(json, &copy);
    return must_have(copy);
}

char *json_print(const sdp_json *json, int32_t indent)
{
    char *printed = NULL;
    (void)sdp_json_print(json, indent, &printed);
    return must_have(printed);
}

void json_put(sdp_json *to, const char *path, sdp_json *value)
{
    (void)must_have(sdp_json_put(to, path, value) == SDP_OK ? to : NULL);
}

void json_put_text(sdp_json *to, const char *path, const char *string)
{
    json_put(to, path, json_text(string));
}

void json_put_integer(sdp_json *to, const char *path, int64_t number)
{
    char literal[32];
    sdp_json *json = NULL;
    snprintf(literal, sizeof(literal), "%" PRId64, number);
    (void)sdp_json_new_text(SDP_JSON_NUMBER, literal, &json);
    json_put(to, path, must_have(json));
}

void json_put_bool(sdp_json *to, const char *path, bool value)
{
    json_put(to, path, json_new(value ? SDP_JSON_TRUE : SDP_JSON_FALSE));
}
