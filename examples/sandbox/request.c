#include "request.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FORM_TYPE "application/x-www-form-urlencoded"

bool request_set_target(request *to, const char *target)
{
    const char *query = strchr(target, '?');
    size_t length = query ? (size_t)(query - target) : strlen(target);
    to->path = strndup(target, length);
    if (query) to->query = strdup(query + 1);
    return to->path && (!query || to->query);
}

static int hex(char digit)
{
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

char *request_decode(const char *from, size_t length, bool form, size_t *size)
{
    char *decoded = malloc(length + 1);
    if (!decoded) return NULL;
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        char byte = from[i];
        if (byte == '+' && form) {
            byte = ' ';
        } else if (byte == '%' && i + 2 < length && hex(from[i + 1]) >= 0 && hex(from[i + 2]) >= 0) {
            byte = (char)(hex(from[i + 1]) * 16 + hex(from[i + 2]));
            i += 2;
        }
        decoded[count++] = byte;
    }
    decoded[count] = '\0';
    if (size) *size = count;
    return decoded;
}

/* Decodes the first field of that name in a form or query. A zero byte inside would hide what comes after it
   from a C string, so it is shown as a control character, which JSON refuses. */
static bool find_field(const char *form, size_t size, const char *name, char **out)
{
    const char *end = form + size;
    size_t name_length = strlen(name);
    while (form < end) {
        const char *stop = memchr(form, '&', (size_t)(end - form));
        if (!stop) stop = end;
        size_t length = (size_t)(stop - form);
        if (length > name_length && form[name_length] == '=' && memcmp(form, name, name_length) == 0) {
            size_t decoded = 0;
            *out = request_decode(form + name_length + 1, length - name_length - 1, true, &decoded);
            for (size_t i = 0; *out && i < decoded; i++) {
                if ((*out)[i] == '\0') (*out)[i] = '\x01';
            }
            return *out != NULL;
        }
        form = stop + 1;
    }
    return true;
}

static bool is_type(const request *from, const char *type)
{
    size_t length = strlen(type);
    if (!from->content_type || strncasecmp(from->content_type, type, length) != 0) return false;
    char next = from->content_type[length];
    return next == '\0' || next == ';' || next == ' ';
}

bool request_is_form(const request *from)
{
    return is_type(from, FORM_TYPE);
}

bool request_is_multipart(const request *from)
{
    return is_type(from, "multipart/form-data");
}

char *request_field(const request *from, const char *name)
{
    char *value = NULL;
    find_field(text_get(&from->body), from->body.size, name, &value);
    return value;
}

char *request_query(const request *from, const char *name)
{
    char *value = NULL;
    if (from->query) find_field(from->query, strlen(from->query), name, &value);
    return value;
}

bool request_find_input(request *to)
{
    bool get = strcmp(to->method, "GET") == 0;
    if (to->input) return true;
    if (!get && to->body.size && request_is_form(to)) {
        if (!find_field(text_get(&to->body), to->body.size, "input_data", &to->input)) return false;
    }
    bool in_query = get || strcmp(to->method, "DELETE") == 0;
    if (!to->input && in_query && to->query) {
        return find_field(to->query, strlen(to->query), "input_data", &to->input);
    }
    return true;
}

void request_free(request *to)
{
    free(to->method);
    free(to->path);
    free(to->query);
    free(to->input);
    text_free(&to->body);
    text_free(&to->headers);
    *to = (request){0};
}
