#include "secrets.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define LEFT_OUT "(left out)"
#define LEAST_VALUE 6 /* what is shorter comes up by chance */
#define LISTS 4096    /* of known values */
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

typedef struct secret {
    struct secret *next; /* in the same list */
    size_t length;
    char value[];
} secret;

/* The list of values that begin as `at` does, where at least LEAST_VALUE bytes are. */
static size_t list_of(const char *at)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < LEAST_VALUE; i++) sum = sum * 31 + (unsigned char)at[i];
    return sum % LISTS;
}

static bool is_known(const secrets *in, const char *value, size_t length)
{
    for (const secret *at = in->known ? in->known[list_of(value)] : NULL; at; at = at->next) {
        if (at->length == length && memcmp(at->value, value, length) == 0) return true;
    }
    return false;
}

static void keep(secrets *to, const char *value, size_t length)
{
    if (length < LEAST_VALUE || is_known(to, value, length)) return;
    size_t size = sizeof(secret) + length;
    bool fits = size <= SECRETS_MOST - to->size;
    if (fits && !to->known) to->known = calloc(LISTS, sizeof(secret *));
    secret *made = fits && to->known ? malloc(size) : NULL;
    if (!made) {
        to->incomplete = true;
        return;
    }
    secret **list = &to->known[list_of(value)];
    made->next = *list;
    made->length = length;
    memcpy(made->value, value, length);
    *list = made;
    to->size += size;
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
        if (sign && !name) to->incomplete = true;
        if (name && is_field_name(name)) {
            char *value = request_decode(sign + 1, length - (size_t)(sign + 1 - at), true, NULL);
            if (value) keep(to, value, strlen(value));
            if (!value) to->incomplete = true;
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
    if (from->headers.failed) to->incomplete = true;
    while (*at) {
        size_t length = strcspn(at, "\n");
        char *line = strndup(at, length);
        char *colon = line ? strchr(line, ':') : NULL;
        if (!line) to->incomplete = true;
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
    for (size_t i = 0; from->known && i < LISTS; i++) {
        while (from->known[i]) {
            secret *first = from->known[i];
            from->known[i] = first->next;
            free(first);
        }
    }
    free(from->known);
    *from = (secrets){0};
}

/* How long the longest secret value is that begins here, where so many bytes are left; 0 where none does. */
static size_t value_at(const secrets *in, const char *at, size_t left)
{
    size_t most = 0;
    if (!in->known || left < LEAST_VALUE) return 0;
    for (const secret *known = in->known[list_of(at)]; known; known = known->next) {
        bool begins = known->length <= left && memcmp(at, known->value, known->length) == 0;
        if (begins && known->length > most) most = known->length;
    }
    return most;
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
    const char *last = string + strlen(string);
    if (known->incomplete && *at) {
        text_puts(to, LEFT_OUT);
        return;
    }
    while (*at) {
        size_t known_length = value_at(known, at, (size_t)(last - at));
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
    if (known->incomplete) {
        text_json(to, LEFT_OUT);
    } else if (kind == SDP_JSON_STRING) {
        secrets_add_string(to, known, sdp_json_text(value));
    } else if (kind == SDP_JSON_ARRAY || kind == SDP_JSON_OBJECT) {
        bool object = kind == SDP_JSON_OBJECT;
        text_puts(to, object ? "{" : "[");
        for (const sdp_json *at = sdp_json_first(value); at; at = sdp_json_next(at)) {
            if (at != sdp_json_first(value)) text_puts(to, ",");
            if (object) {
                secrets_add_string(to, known, sdp_json_name(at));
                text_puts(to, ":");
            }
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
