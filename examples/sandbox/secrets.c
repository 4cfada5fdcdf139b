#include "secrets.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define LEFT_OUT "(left out)"
#define LEAST_VALUE 6 /* what is shorter comes up by chance */
#define LONGEST_NAME 40

/* As they are compared: in small letters, without '_' and '-'. `whole` ones hold all that is left of their line. */
static const struct {
    const char *name;
    bool whole;
} names[] = {
    {"authorization", true}, {"proxyauthorization", true}, {"cookie", true},         {"cookies", true},
    {"setcookie", true},     {"authtoken", false},         {"techniciankey", false}, {"apikey", false},
    {"clientsecret", false}, {"refreshtoken", false},      {"accesstoken", false},   {"zohooauthtoken", true},
    {"password", false},
};

#define NAMES (sizeof(names) / sizeof(names[0]))

static bool is_word(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_' || byte == '-';
}

/* The place of a name in the table; NAMES where it is not there. */
static size_t find_name(const char *name, size_t length)
{
    char plain[LONGEST_NAME];
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        if (name[i] == '_' || name[i] == '-') continue;
        if (count + 1 == sizeof(plain)) return NAMES;
        plain[count++] = (char)tolower((unsigned char)name[i]);
    }
    plain[count] = '\0';
    for (size_t i = 0; i < NAMES; i++) {
        if (strcmp(names[i].name, plain) == 0) return i;
    }
    return NAMES;
}

static bool is_code(const char *name, size_t length)
{
    return length == 4 && tolower((unsigned char)name[0]) == 'c' && tolower((unsigned char)name[1]) == 'o' &&
           tolower((unsigned char)name[2]) == 'd' && tolower((unsigned char)name[3]) == 'e';
}

bool secrets_is_name(const char *name)
{
    return find_name(name, strlen(name)) < NAMES;
}

/* Of a form: a grant's code too, and the number that goes with a key of NeuCRM. */
static bool is_field_name(const char *name)
{
    return secrets_is_name(name) || is_code(name, strlen(name)) || strcmp(name, "userid") == 0;
}

static void keep(secrets *to, const char *value, size_t length)
{
    if (length < LEAST_VALUE || to->count == SECRETS_MOST) return;
    for (size_t i = 0; i < to->count; i++) {
        if (strncmp(to->values[i], value, length) == 0 && to->values[i][length] == '\0') return;
    }
    char *copy = strndup(value, length);
    if (copy) to->values[to->count++] = copy;
}

/* What stands behind the scheme of an Authorization header, and each value of a Cookie header. */
static void keep_header(secrets *to, const char *name, const char *value)
{
    size_t found = find_name(name, strlen(name));
    if (found == NAMES) return;
    if (strstr(names[found].name, "cookie")) {
        for (const char *at = value; *at; at += strspn(at, "; ")) {
            size_t length = strcspn(at, ";");
            const char *sign = memchr(at, '=', length);
            if (sign) keep(to, sign + 1, length - (size_t)(sign + 1 - at));
            at += length;
        }
        return;
    }
    const char *blank = strrchr(value, ' ');
    const char *last = names[found].whole && blank ? blank + 1 : value;
    keep(to, last, strlen(last));
}

static void keep_fields(secrets *to, const char *form)
{
    for (const char *at = form ? form : ""; *at; at += *at == '&') {
        size_t length = strcspn(at, "&");
        const char *sign = memchr(at, '=', length);
        char *name = sign ? request_decode(at, (size_t)(sign - at), true, NULL) : NULL;
        if (name && is_field_name(name)) {
            char *value = request_decode(sign + 1, length - (size_t)(sign + 1 - at), true, NULL);
            if (value) keep(to, value, strlen(value));
            keep(to, sign + 1, length - (size_t)(sign + 1 - at));
            free(value);
        }
        free(name);
        at += length;
    }
}

void secrets_collect(secrets *to, const request *from)
{
    const char *at = text_get(&from->headers);
    while (*at) {
        size_t length = strcspn(at, "\n");
        char *line = strndup(at, length);
        char *colon = line ? strchr(line, ':') : NULL;
        if (colon) {
            *colon = '\0';
            keep_header(to, line, colon + 1 + strspn(colon + 1, " "));
        }
        free(line);
        at += length + (at[length] == '\n');
    }
    keep_fields(to, from->query);
    if (request_is_form(from)) keep_fields(to, text_get(&from->body));
}

void secrets_free(secrets *from)
{
    for (size_t i = 0; i < from->count; i++) free(from->values[i]);
    *from = (secrets){0};
}

/* How long the secret value is that begins here; 0 where none does. */
static size_t value_at(const secrets *known, const char *at)
{
    for (size_t i = 0; i < known->count; i++) {
        size_t length = strlen(known->values[i]);
        if (strncmp(at, known->values[i], length) == 0) return length;
    }
    return 0;
}

/* Steps from the end of a name to its value: over a quote, a colon or an equals sign, and blanks. NULL where none of
   these says that a value comes. */
static const char *to_value(const char *at, bool blank_will_do)
{
    const char *next = at + strspn(at, "\\\"' \t");
    if (*next == ':' || *next == '=') return next + 1 + strspn(next + 1, "\\\"' \t");
    return blank_will_do && next > at ? next : NULL;
}

/* Where the value ends that a name at `at` announces; NULL where it announces none. `*value` is where it begins. */
static const char *named_value(const char *text_start, const char *at, size_t length, const char **value)
{
    static const char ends[] = "\\\"'&<>,; \t\r\n)}]";
    size_t found = find_name(at, length);
    bool in_url = at > text_start && (at[-1] == '?' || at[-1] == '&');
    if (found == NAMES && !(in_url && is_code(at, length))) return NULL;
    *value = to_value(at + length, found < NAMES && strcmp(names[found].name, "zohooauthtoken") == 0);
    if (!*value) return NULL;
    bool whole = found < NAMES && names[found].whole;
    const char *end = *value + strcspn(*value, whole ? "\\\"'<>\r\n" : ends);
    return end > *value ? end : NULL;
}

void secrets_add_text(text *to, const secrets *known, const char *string)
{
    const char *at = string;
    while (*at) {
        size_t known_length = value_at(known, at);
        bool begins = is_word(*at) && (at == string || !is_word(at[-1]));
        size_t word = 0;
        while (begins && is_word(at[word])) word++;
        const char *value = NULL;
        const char *end = begins && !known_length ? named_value(string, at, word, &value) : NULL;
        if (end) {
            text_add(to, at, (size_t)(value - at));
            text_puts(to, LEFT_OUT);
            at = end;
        } else if (known_length) {
            text_puts(to, LEFT_OUT);
            at += known_length;
        } else {
            text_add(to, at++, 1);
        }
    }
}

void secrets_add_string(text *to, const secrets *known, const char *string)
{
    text clean = {0};
    secrets_add_text(&clean, known, string);
    if (clean.failed) to->failed = true;
    text_json(to, text_get(&clean));
    text_free(&clean);
}

void secrets_add_field(text *to, const secrets *known, const char *name, const char *value)
{
    if (is_field_name(name) && *value) {
        text_json(to, LEFT_OUT);
    } else {
        secrets_add_string(to, known, value);
    }
}

/* A member "code" is that of a grant, unless it looks like a currency's, or is a number. */
static bool is_harmless_code(const sdp_json *value)
{
    const char *string = sdp_json_text(value);
    if (!string || sdp_json_kind(value) == SDP_JSON_NUMBER) return true;
    return string[strspn(string, "0123456789")] == '\0' ||
           (strlen(string) == 3 && strspn(string, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3);
}

static bool is_secret_member(const sdp_json *member)
{
    const char *name = sdp_json_name(member);
    if (sdp_json_kind(member) <= SDP_JSON_NULL) return false;
    return secrets_is_name(name) || (is_code(name, strlen(name)) && !is_harmless_code(member));
}

void secrets_add_json(text *to, const secrets *known, const sdp_json *value)
{
    int32_t kind = sdp_json_kind(value);
    if (kind == SDP_JSON_STRING) {
        secrets_add_string(to, known, sdp_json_text(value));
    } else if (kind == SDP_JSON_ARRAY || kind == SDP_JSON_OBJECT) {
        bool object = kind == SDP_JSON_OBJECT;
        text_puts(to, object ? "{" : "[");
        for (const sdp_json *at = sdp_json_first(value); at; at = sdp_json_next(at)) {
            if (at != sdp_json_first(value)) text_puts(to, ",");
            if (object) text_json(to, sdp_json_name(at));
            if (object) text_puts(to, ":");
            if (object && is_secret_member(at)) {
                text_json(to, LEFT_OUT);
            } else {
                secrets_add_json(to, known, at);
            }
        }
        text_puts(to, object ? "}" : "]");
    } else if (kind == SDP_JSON_NUMBER) {
        text_puts(to, sdp_json_text(value));
    } else {
        text_puts(to, kind == SDP_JSON_TRUE ? "true" : kind == SDP_JSON_FALSE ? "false" : "null");
    }
}
