#include "width.h"

#include <stdint.h>
#include <string.h>

typedef struct range {
    uint32_t first;
    uint32_t last;
} range;

/* Characters that add to the one before them, and those that cannot be seen. */
static const range zero[] = {
    {0x0300, 0x036F},   {0x0483, 0x0489},  {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2},   {0x05C4, 0x05C5},
    {0x0610, 0x061A},   {0x064B, 0x065F},  {0x0670, 0x0670}, {0x06D6, 0x06DC}, {0x06DF, 0x06E4},   {0x06E7, 0x06E8},
    {0x06EA, 0x06ED},   {0x0711, 0x0711},  {0x0730, 0x074A}, {0x07A6, 0x07B0}, {0x07EB, 0x07F3},   {0x0816, 0x082D},
    {0x0859, 0x085B},   {0x0898, 0x089F},  {0x08CA, 0x0902}, {0x093A, 0x093A}, {0x093C, 0x093C},   {0x0941, 0x0948},
    {0x094D, 0x094D},   {0x0951, 0x0957},  {0x0962, 0x0963}, {0x0981, 0x0981}, {0x09BC, 0x09BC},   {0x09C1, 0x09CD},
    {0x0A01, 0x0A02},   {0x0A3C, 0x0A51},  {0x0A81, 0x0A82}, {0x0ABC, 0x0ABC}, {0x0AC1, 0x0ACD},   {0x0B01, 0x0B01},
    {0x0B3C, 0x0B3C},   {0x0BC0, 0x0BC0},  {0x0BCD, 0x0BCD}, {0x0C3E, 0x0C40}, {0x0C46, 0x0C56},   {0x0CBC, 0x0CBC},
    {0x0CCC, 0x0CCD},   {0x0D41, 0x0D4D},  {0x0DCA, 0x0DD6}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A},   {0x0E47, 0x0E4E},
    {0x0EB1, 0x0EB1},   {0x0EB4, 0x0EBC},  {0x0EC8, 0x0ECE}, {0x0F18, 0x0F19}, {0x0F71, 0x0F84},   {0x0F90, 0x0FBC},
    {0x102D, 0x1030},   {0x1032, 0x1037},  {0x1039, 0x103A}, {0x1160, 0x11FF}, {0x135D, 0x135F},   {0x17B4, 0x17B5},
    {0x17B7, 0x17BD},   {0x17C6, 0x17C6},  {0x17C9, 0x17D3}, {0x180B, 0x180F}, {0x1AB0, 0x1ACE},   {0x1DC0, 0x1DFF},
    {0x200B, 0x200F},   {0x2060, 0x2064},  {0x20D0, 0x20F0}, {0x302A, 0x302D}, {0x3099, 0x309A},   {0xA66F, 0xA67D},
    {0xFB1E, 0xFB1E},   {0xFE00, 0xFE0F},  {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0x1D167, 0x1D169}, {0x1F3FB, 0x1F3FF},
    {0xE0001, 0xE007F}, {0xE0100, 0xE01EF}};

/* East Asian characters and pictures. */
static const range wide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},
    {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},
    {0x2693, 0x2693},   {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},
    {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F5},   {0x26FA, 0x26FD},
    {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},   {0x274C, 0x274E},   {0x2753, 0x2757},
    {0x2795, 0x2797},   {0x27B0, 0x27B0},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B55},   {0x2E80, 0x303E},
    {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x16FE0, 0x18CFF}, {0x1AFF0, 0x1B2FF}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF},
    {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F200, 0x1F265}, {0x1F300, 0x1F320}, {0x1F32D, 0x1F3FA},
    {0x1F400, 0x1F64F}, {0x1F680, 0x1F6FC}, {0x1F7E0, 0x1F7F0}, {0x1F90C, 0x1F9FF}, {0x1FA70, 0x1FAFF},
    {0x20000, 0x2FFFD}, {0x30000, 0x3FFFD}};

static bool is_in(const range *ranges, size_t count, uint32_t code)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (code < ranges[middle].first) {
            count = middle;
        } else if (code > ranges[middle].last) {
            low = middle + 1;
        } else {
            return true;
        }
    }
    return false;
}

/* Reads a character and moves on; 0xFFFD, and one byte on, where none begins here. */
static uint32_t next_code(const char **at)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *bytes = (const unsigned char *)*at;
    size_t size = bytes[0] < 0x80         ? 1
                  : (bytes[0] >> 5) == 6  ? 2
                  : (bytes[0] >> 4) == 14 ? 3
                  : (bytes[0] >> 3) == 30 ? 4
                                          : 0;
    uint32_t code = size == 1 ? bytes[0] : size == 0 ? 0 : bytes[0] & (0xFFu >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xC0) != 0x80) size = 0;
        code = code << 6 | (bytes[i] & 0x3F);
    }
    if (size == 0 || code < least[size] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        ++*at;
        return 0xFFFD;
    }
    *at += size;
    return code;
}

static size_t columns_of(uint32_t code)
{
    if (code < 0x300) return code == 0xAD ? 0 : 1;
    if (is_in(zero, sizeof(zero) / sizeof(zero[0]), code)) return 0;
    return is_in(wide, sizeof(wide) / sizeof(wide[0]), code) ? 2 : 1;
}

size_t width_of(const char *string)
{
    size_t columns = 0;
    while (*string != '\0') columns += columns_of(next_code(&string));
    return columns;
}

size_t width_fit(const char *string, size_t columns)
{
    const char *at = string;
    while (*at != '\0') {
        const char *next = at;
        size_t more = columns_of(next_code(&next));
        if (more > columns) break;
        columns -= more;
        at = next;
    }
    return (size_t)(at - string);
}

/* Controls of the terminal, and those that turn the direction of writing. */
static bool is_control(uint32_t code)
{
    return code < ' ' || (code >= 0x7F && code <= 0x9F) || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0x2028 || code == 0x2029 || code == 0xFFFD;
}

void clean_text(text *to, const char *from)
{
    while (*from != '\0') {
        const char *next = from;
        uint32_t code = next_code(&next);
        if (code == '\n' || code == '\r' || code == '\t') {
            text_puts(to, " ");
        } else if (is_control(code)) {
            text_puts(to, "\xEF\xBF\xBD");
        } else {
            text_put(to, from, (size_t)(next - from));
        }
        from = next;
    }
}

void escape_controls(text *to, const char *json)
{
    while (*json != '\0') {
        const char *next = json;
        uint32_t code = next_code(&next);
        if (code > ' ' && code != 0xFFFD && is_control(code)) {
            text_printf(to, "\\u%04X", (unsigned)code);
        } else {
            text_put(to, json, (size_t)(next - json));
        }
        json = next;
    }
}
