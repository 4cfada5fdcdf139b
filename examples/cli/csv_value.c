#include "csv_value.h"

#include <string.h>
#include <time.h>

#include <sdp/reflect.h>

#include "cell.h"
#include "import_values.h"

const char *csv_value_time(const sdp_json *member)
{
    const char *digits = sdp_json_text(sdp_json_member(member, "value"));
    int64_t ms;
    if (digits == NULL || sdp_json_member(member, "id") != NULL || sdp_json_member(member, "name") != NULL) return NULL;
    const char *first = digits + (*digits == '-');
    if (*first == '\0' || first[strspn(first, "0123456789")] != '\0') return NULL;
    return sdp_time_parse(digits, &ms) == SDP_OK ? digits : NULL;
}

/* A time as --set takes it, to the millisecond, in UTC. */
static bool put_time(text *to, const char *digits)
{
    int64_t ms;
    if (digits == NULL || sdp_time_parse(digits, &ms) != SDP_OK) return false;
    const int64_t part = (ms % 1000 + 1000) % 1000;
    const time_t seconds = (time_t)((ms - part) / 1000);
    struct tm at;
    char shown[40];
    if (gmtime_r(&seconds, &at) == NULL || strftime(shown, sizeof(shown), "%Y-%m-%dT%H:%M:%S", &at) == 0) return false;
    text_printf(to, "%s.%03dZ", shown, (int)part);
    return true;
}

void csv_value_put(const sdp_json *row, const char *path, int32_t kind, text *to)
{
    const sdp_json *member = sdp_json_at(row, path);
    const char *string = sdp_json_text(member);
    const char *digits = csv_value_time(member);
    if (kind == SDP_KIND_TIME && digits == NULL) digits = string;
    if (digits != NULL && put_time(to, digits)) return;
    if (string == NULL) string = digits; /* a time that no calendar has */
    if (string != NULL) {
        import_escape(to, string);
        return;
    }
    /* Members below a list, and whole objects. */
    cell_at(row, path, to);
}
