/*
 * Values of headers: Retry-After in seconds and as a date, and what may be sent at all. Bytes: eight for a time, least
 * first; then a value. A date that is written from the time reads to it.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/nearest.h"
#include "base/text.h"
#include "call/retry.h"
#include "fuzz.h"
#include "http/media_type.h"

static const int64_t year_ms = INT64_C(1000) * 60 * 60 * 24 * 365;

static void check_date(int64_t wall_ms)
{
    char value[64];
    struct tm parts;
    const time_t now = (time_t)(wall_ms / 1000);
    const time_t then = now + 90;
    if (gmtime_r(&then, &parts) == NULL || parts.tm_year + 1900 > 9999) return;
    FUZZ_CHECK(strftime(value, sizeof value, "%a, %d %b %Y %H:%M:%S GMT", &parts) > 0);
    FUZZ_CHECK(sdpi_retry_after_ms(value, (int64_t)now * 1000) == 90000);
    FUZZ_CHECK(sdpi_retry_after_ms(value, (int64_t)then * 1000 + 1) == 0);
}

static void check_value(const char *value, int64_t wall_ms)
{
    const int64_t wait_ms = sdpi_retry_after_ms(value, wall_ms);
    FUZZ_CHECK(wait_ms >= -1 && wait_ms <= year_ms);
    const char *digits = value + strspn(value, " ");
    const size_t count = strspn(digits, "0123456789");
    if (count > 0 && count < 10 && digits[count] == '\0') {
        const int64_t seconds = strtoll(digits, NULL, 10);
        FUZZ_CHECK(wait_ms == (seconds * 1000 > year_ms ? year_ms : seconds * 1000));
    }
    if (sdpi_is_header_text(value)) {
        for (const char *at = value; *at != '\0'; at++) {
            FUZZ_CHECK(((unsigned char)*at >= ' ' && *at != 0x7F) || *at == '\t');
        }
    }
    const char *type = sdpi_media_type(value);
    FUZZ_CHECK(type != NULL && strchr(type, '/') != NULL);
    FUZZ_CHECK(sdpi_distance(value, value) == 0 || strlen(value) > 63);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz f;
    uint64_t wall_ms = 0;
    fuzz_begin(&f, data, size);
    for (int i = 0; i < 8; i++) wall_ms |= (uint64_t)fuzz_byte(&f) << (8 * i);
    /* A clock of a machine, in the years that a date can name. */
    wall_ms %= UINT64_C(253402300800000);
    char *value = fuzz_rest(&f, NULL);
    check_date((int64_t)wall_ms);
    check_value(value, (int64_t)wall_ms);
    free(value);
    fuzz_end(&f);
    return 0;
}
