#include "parameters.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

#define MOST_SERIAL INT64_C(999999999999999999)
#define MOST_OFFSET 1000000000
#define MOST_ROWS 100

typedef struct parameter parameter;
struct parameter {
    const char *method;
    const char *path;
    const char *name;
    const char *needs; /* another one, without which it means nothing; NULL: none */
    /* Whether a value is good; else the reason is in `problem`. */
    bool (*check)(const sandbox *in, const parameter *is, const char *value, text *problem);
    int64_t most; /* of a number */
};

static bool any_text(const sandbox *in, const parameter *is, const char *value, text *problem)
{
    (void)in;
    (void)is;
    (void)value;
    (void)problem;
    return true;
}

static bool a_number(const sandbox *in, const parameter *is, const char *value, text *problem)
{
    int64_t number = 0;
    (void)in;
    if (text_number(value, 0, is->most, &number)) return true;
    text_printf(problem, "%s is not a number from 0 to %" PRId64, is->name, is->most);
    return false;
}

/* That of tokens too, which are refused in words of their own. */
static bool a_noun(const sandbox *in, const parameter *is, const char *value, text *problem)
{
    (void)in;
    (void)is;
    if (schema_noun(value)->noun[0]) return true;
    text_puts(problem, "there is no such noun; GET /_sandbox/entities tells those that there are");
    return false;
}

static bool a_portal(const sandbox *in, const parameter *is, const char *value, text *problem)
{
    (void)is;
    if (api_has_portal(in, value)) return true;
    text_puts(problem, "there is no such portal; GET /_sandbox/entities tells those that there are");
    return false;
}

static const parameter parameters[] = {
    {"GET", "/requests", "after", NULL, a_number, MOST_SERIAL},
    {"GET", "/requests", "wait_ms", "after", a_number, PARAMETERS_MOST_WAIT_MS},
    {"DELETE", "/faults", "rule", NULL, any_text, 0},
    {"GET", "/entities", "portal", "noun", a_portal, 0},
    {"GET", "/entities", "noun", NULL, a_noun, 0},
    {"GET", "/entities", "id", "noun", any_text, 0},
    {"GET", "/entities", "search", "noun", any_text, 0},
    {"GET", "/entities", "offset", "noun", a_number, MOST_OFFSET},
    {"GET", "/entities", "limit", "noun", a_number, MOST_ROWS},
};

#define PARAMETERS (sizeof(parameters) / sizeof(parameters[0]))

/* Whether a parameter is for an address; what a GET takes, a HEAD takes too. */
static bool is_for(const parameter *is, const char *method, const char *path)
{
    bool reads = strcmp(method, "HEAD") == 0 && strcmp(is->method, "GET") == 0;
    return (reads || strcmp(is->method, method) == 0) && strcmp(is->path, path) == 0;
}

bool parameters_number(const request *from, const char *name, uint64_t *out)
{
    int64_t number = 0;
    char *digits = request_query(from, name);
    bool good = digits && text_number(digits, 0, MOST_SERIAL, &number);
    if (good) *out = (uint64_t)number;
    free(digits);
    return good;
}

static void name_known(const char *method, const char *path, text *to)
{
    size_t count = 0;
    for (size_t i = 0; i < PARAMETERS; i++) {
        if (is_for(&parameters[i], method, path))
            text_printf(to, "%s %s", count++ ? "," : "; there are", parameters[i].name);
    }
    if (!count) text_puts(to, "; there are none");
}

/* The parameter of that name, which is not ended by a zero byte. */
static const parameter *find(const char *method, const char *path, const char *name, size_t length)
{
    for (size_t i = 0; i < PARAMETERS; i++) {
        const parameter *is = &parameters[i];
        if (!is_for(is, method, path) || strlen(is->name) != length) continue;
        if (memcmp(is->name, name, length) == 0) return is;
    }
    return NULL;
}

static bool check_value(const sandbox *in, const request *from, const parameter *is, const char *value, text *problem)
{
    char *needed = is->needs ? request_query(from, is->needs) : NULL;
    bool lacks = is->needs && !needed;
    free(needed);
    if (!lacks) return is->check(in, is, value, problem);
    text_printf(problem, "%s goes with %s, which is not there", is->name, is->needs);
    return false;
}

/* One "name=value" of the query. */
static bool check_field(const sandbox *in, const request *from, const char *path, const char *field, size_t length,
                        text *problem)
{
    const char *sign = memchr(field, '=', length);
    size_t name_length = sign ? (size_t)(sign - field) : length;
    const parameter *is = find(from->method, path, field, name_length);
    size_t size = 0;
    char *name = request_decode(field, name_length, true, NULL);
    char *value = sign ? request_decode(sign + 1, length - name_length - 1, true, &size) : NULL;
    if (!name || (sign && !value)) {
        text_puts(problem, "out of memory");
    } else if (!is) {
        text_printf(problem, "'%s' is no parameter of %s /_sandbox%s", name, from->method, path);
        name_known(from->method, path, problem);
    } else if (!value) {
        text_printf(problem, "%s has no value", name);
    } else if (strlen(value) != size) {
        text_printf(problem, "%s has a zero byte in its value", name);
    } else {
        check_value(in, from, is, value, problem);
    }
    free(name);
    free(value);
    return problem->size == 0;
}

/* Whether the same name stands once more behind a field. */
static bool comes_again(const char *field, size_t length)
{
    size_t name = strcspn(field, "=&");
    for (const char *at = field + length; *at; at += strcspn(at, "&")) {
        at++;
        if (strcspn(at, "=&") == name && memcmp(at, field, name) == 0) return true;
    }
    return false;
}

static bool is_name(const char *decoded)
{
    size_t place = 0;
    while (place < PARAMETERS && strcmp(parameters[place].name, decoded) != 0) place++;
    return place < PARAMETERS;
}

char *parameters_plain(const char *query)
{
    text plain = {0};
    for (const char *at = query; *at;) {
        size_t name = strcspn(at, "=&");
        size_t length = strcspn(at, "&");
        char *decoded = request_decode(at, name, true, NULL);
        if (decoded && is_name(decoded)) {
            text_puts(&plain, decoded);
            text_add(&plain, at + name, length - name);
        } else {
            text_add(&plain, at, length);
        }
        plain.failed |= decoded == NULL;
        free(decoded);
        at += length;
        if (*at == '&') text_add(&plain, at++, 1);
    }
    if (!plain.failed) return plain.data;
    text_free(&plain);
    return NULL;
}

bool parameters_check(const sandbox *in, const request *from, const char *path, text *problem)
{
    for (const char *at = from->query ? from->query : ""; *at; at += *at == '&') {
        size_t length = strcspn(at, "&");
        if (length && !check_field(in, from, path, at, length, problem)) return false;
        if (length && comes_again(at, length)) {
            text_printf(problem, "%.*s comes twice", (int)strcspn(at, "="), at);
            return false;
        }
        at += length;
    }
    return true;
}
