#include "auth/secret_json.h"

#include <string.h>

#include "base/json_grammar.h"
#include "base/limits.h"
#include "base/text.h"

/* A buffer that grows, and a parser that gives up, leave copies behind that nobody wipes: so there is room from the
   start (a digit becomes four bytes), and nothing but good JSON is parsed. */
sdp_status sdpi_secret_json_read(const char *text, size_t size, int32_t from, sdp_json **out)
{
    sdpi_buffer scratch;
    sdpi_json_problem problem;
    /* A byte order mark, which some proxies add, is the reader's matter. */
    const size_t mark = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    size_t offset;
    *out = NULL;
    if (size > SDPI_MAX_STORE) return SDP_E_LIMIT;
    if (sdpi_json_fault(text + mark, size - mark, &offset) != NULL) return SDP_E_JSON;
    sdpi_buffer_init(&scratch, &sdpi_default_allocator, SDPI_MAX_STORE * 4);
    (void)sdpi_buffer_room(&scratch, size * 4);
    sdp_status status = sdpi_json_read(text, size, from, &scratch, &problem, out);
    if (scratch.data != NULL) sdpi_wipe(scratch.data, scratch.capacity);
    sdpi_buffer_free(&scratch);
    return status;
}

/* The depth is bounded by the reader. */
static void wipe(const sdp_json *json)
{
    const char *text = sdp_json_text(json);
    const char *name = sdp_json_name(json);
    if (text != NULL) sdpi_wipe(sdpi_own(text), strlen(text));
    if (name != NULL) sdpi_wipe(sdpi_own(name), strlen(name));
    for (const sdp_json *child = sdp_json_first(json); child != NULL; child = sdp_json_next(child)) wipe(child);
}

void sdpi_secret_json_free(sdp_json *json)
{
    if (json == NULL) return;
    wipe(json);
    sdp_json_free(json);
}

const char *sdpi_secret_json_text(const sdp_json *object, const char *name)
{
    return sdp_json_text(sdp_json_member(object, name));
}

int64_t sdpi_secret_json_number(const sdp_json *object, const char *name)
{
    const char *text = sdpi_secret_json_text(object, name);
    int64_t number;
    return text != NULL && sdpi_read_int(text, &number) && number >= 0 ? number : -1;
}
