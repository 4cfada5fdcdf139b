#include "json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MOST_NAME 80
#define ZONE_SECONDS (5 * 3600 + 1800) /* India: the samples of the vendor's pages are from there */

sdp_json *json_parse(const char *printed)
{
    sdp_json *parsed = NULL;
    if (!printed) return NULL;
    sdp_json_parse(printed, strlen(printed), NULL, &parsed);
    return parsed;
}

char *json_print(sdp_json *value)
{
    char *printed = NULL;
    char *copy = NULL;
    if (value && sdp_json_print(value, 0, &printed) == SDP_OK) copy = strdup(printed);
    sdp_text_free(printed);
    sdp_json_free(value);
    return copy;
}

bool json_put_copy(sdp_json *root, const char *path, const sdp_json *value)
{
    sdp_json *copy = NULL;
    sdp_status made = value ? sdp_json_copy(value, &copy) : sdp_json_new(SDP_JSON_NULL, &copy);
    return made == SDP_OK && sdp_json_put(root, path, copy) == SDP_OK;
}

static bool put_made(sdp_json *root, const char *path, int32_t kind, const char *string)
{
    sdp_json *value = NULL;
    return sdp_json_new_text(kind, string, &value) == SDP_OK && sdp_json_put(root, path, value) == SDP_OK;
}

bool json_put_text(sdp_json *root, const char *path, const char *string)
{
    return string ? put_made(root, path, SDP_JSON_STRING, string) : json_put_new(root, path, SDP_JSON_NULL);
}

bool json_put_number(sdp_json *root, const char *path, const char *literal)
{
    return put_made(root, path, SDP_JSON_NUMBER, literal);
}

bool json_put_new(sdp_json *root, const char *path, int32_t kind)
{
    sdp_json *value = NULL;
    return sdp_json_new(kind, &value) == SDP_OK && sdp_json_put(root, path, value) == SDP_OK;
}

bool json_put_printed(sdp_json *root, const char *path, const char *printed)
{
    sdp_json *value = json_parse(printed);
    return value && sdp_json_put(root, path, value) == SDP_OK;
}

bool json_put_time(sdp_json *root, const char *path, int64_t ms, bool with_clock)
{
    char shown[40];
    char printed[120];
    json_show_time(ms, with_clock, shown);
    snprintf(printed, sizeof(printed), "{\"display_value\":\"%s\",\"value\":\"%" PRId64 "\"}", shown, ms);
    return json_put_printed(root, path, printed);
}

const char *json_text_at(const sdp_json *root, const char *path)
{
    return sdp_json_text(sdp_json_at(root, path));
}

bool json_has(const sdp_json *root, const char *path)
{
    return sdp_json_kind(sdp_json_at(root, path)) > SDP_JSON_NULL;
}

/* Past the '}' that belongs to the '{' at `at`. */
static const char *past_group(const char *at)
{
    int depth = 0;
    do {
        depth += *at == '{';
        depth -= *at == '}';
        at++;
    } while (depth > 0 && *at);
    return at;
}

static sdp_json *view_of_object(const sdp_json *object, const char *view);

/* Items that are not objects are shown as they are. */
static sdp_json *view_of_array(const sdp_json *array, const char *view)
{
    sdp_json *shown = NULL;
    bool good = sdp_json_new(SDP_JSON_ARRAY, &shown) == SDP_OK;
    for (const sdp_json *item = sdp_json_first(array); item && good; item = sdp_json_next(item)) {
        if (sdp_json_kind(item) != SDP_JSON_OBJECT) {
            good = json_put_copy(shown, "[]", item);
            continue;
        }
        sdp_json *made = view_of_object(item, view);
        good = made && sdp_json_put(shown, "[]", made) == SDP_OK;
    }
    if (good) return shown;
    sdp_json_free(shown);
    return NULL;
}

static bool put_shown(sdp_json *to, const char *name, const sdp_json *value, const char *view)
{
    if (!view || sdp_json_kind(value) < SDP_JSON_ARRAY) return json_put_copy(to, name, value);
    sdp_json *shown = json_view(value, view);
    return shown && sdp_json_put(to, name, shown) == SDP_OK;
}

static sdp_json *view_of_object(const sdp_json *object, const char *view)
{
    sdp_json *shown = NULL;
    bool good = sdp_json_new(SDP_JSON_OBJECT, &shown) == SDP_OK;
    while (*view && *view != '}' && good) {
        char name[MOST_NAME];
        size_t length = strcspn(view, " ?{}");
        snprintf(name, sizeof(name), "%.*s", (int)length, view);
        view += length;
        bool optional = *view == '?';
        if (optional) view++;
        const char *inner = *view == '{' ? view + 1 : NULL;
        if (inner) view = past_group(view);
        view += strspn(view, " ");
        const sdp_json *value = sdp_json_member(object, name);
        if (length == 0 || (optional && sdp_json_kind(value) <= SDP_JSON_NULL)) continue;
        good = put_shown(shown, name, value, inner);
    }
    if (good) return shown;
    sdp_json_free(shown);
    return NULL;
}

sdp_json *json_view(const sdp_json *value, const char *view)
{
    if (sdp_json_kind(value) == SDP_JSON_ARRAY) return view_of_array(value, view);
    return view_of_object(value, view);
}

int64_t json_day_of(int64_t ms)
{
    const int64_t day = INT64_C(86400000);
    int64_t of_day = (ms + ZONE_SECONDS * INT64_C(1000)) % day;
    return ms - of_day - (of_day < 0 ? day : 0);
}

void json_show_time(int64_t ms, bool with_clock, char out[40])
{
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(ms / 1000 - (ms % 1000 < 0)) + ZONE_SECONDS;
    struct tm at = {0};
    out[0] = '\0';
    if (!gmtime_r(&seconds, &at)) return;
    int length = snprintf(out, 40, "%s %d, %d", months[at.tm_mon], at.tm_mday, at.tm_year + 1900);
    if (!with_clock || length < 0 || length >= 28) return;
    int hour = at.tm_hour % 12 ? at.tm_hour % 12 : 12;
    snprintf(out + length, 40 - (size_t)length, " %02d:%02d %s", hour, at.tm_min, at.tm_hour < 12 ? "AM" : "PM");
}
