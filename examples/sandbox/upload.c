#include "upload.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "multipart.h"

#define MOST_VALUE 16

struct upload {
    files *into;
    multipart *reader; /* NULL: the Content-Type tells no boundary */
    int64_t content;   /* 0: nothing is kept */
    int64_t pieces;
    int64_t size;
    char *piece; /* the one that is being filled */
    size_t filled;
    char *name; /* NULL: no file yet */
    char *type;
    char *extra;                /* the name of a part that the service does not know */
    char to_attach[MOST_VALUE]; /* value of the part addtoattachment */
    bool kept;
    bool failed; /* it could not be kept */
    bool two_files;
};

static int hex(char digit)
{
    const char *digits = "0123456789abcdef";
    const char *found = digit ? strchr(digits, digit >= 'A' && digit <= 'F' ? digit + 32 : digit) : NULL;
    return found ? (int)(found - digits) : -1;
}

/* Forms escape three bytes of a file's name: the quote and the ends of lines. */
static char *file_name(const char *given)
{
    char *name = strdup(given);
    char *to = name;
    for (const char *at = given; name && *at; at++) {
        int code = *at == '%' && hex(at[1]) >= 0 && hex(at[2]) >= 0 ? hex(at[1]) * 16 + hex(at[2]) : 0;
        bool escaped = code == '"' || code == '\r' || code == '\n';
        *to++ = escaped ? (char)code : *at;
        if (escaped) at += 2;
    }
    if (name) *to = '\0';
    return name;
}

static bool flush(upload *to)
{
    if (to->filled == 0) return true;
    bool good = files_add(to->into, to->content, to->pieces++, to->piece, to->filled);
    to->filled = 0;
    return good;
}

static bool add(upload *to, const char *data, size_t size)
{
    to->size += (int64_t)size;
    while (to->kept && size > 0) {
        size_t count = FILES_PIECE - to->filled < size ? FILES_PIECE - to->filled : size;
        memcpy(to->piece + to->filled, data, count);
        to->filled += count;
        data += count;
        size -= count;
        if (to->filled == FILES_PIECE && !flush(to)) return false;
    }
    return true;
}

static bool begin_file(upload *to, const char *name, const char *type)
{
    to->name = file_name(name ? name : "");
    to->type = strdup(type && *type ? type : "application/octet-stream");
    if (!to->name || !to->type) return false;
    if (!to->kept) return true;
    to->piece = malloc(FILES_PIECE);
    to->content = to->piece ? files_begin(to->into) : -1;
    return to->content > 0;
}

static bool take_part(void *data, const multipart_part *of, const char *piece, size_t size)
{
    upload *to = data;
    if (strcmp(of->name, "filename") == 0) {
        if (!piece && to->name) to->two_files = true;
        if (to->two_files) return true;
        if (!piece) to->failed = !begin_file(to, of->filename, of->type);
        if (piece && !add(to, piece, size)) to->failed = true;
    } else if (strcmp(of->name, "addtoattachment") == 0) {
        size_t length = strlen(to->to_attach);
        snprintf(to->to_attach + length, sizeof(to->to_attach) - length, "%.*s", (int)(size < 16 ? size : 16),
                 piece ? piece : "");
    } else if (!to->extra) {
        to->extra = strdup(of->name);
    }
    return !to->failed;
}

upload *upload_new(files *into, const char *content_type, bool kept)
{
    upload *made = calloc(1, sizeof(*made));
    if (!made) return NULL;
    made->into = into;
    made->kept = kept;
    made->reader = multipart_new(content_type, take_part, made);
    return made;
}

void upload_take(upload *to, const char *data, size_t size)
{
    if (to->reader) multipart_read(to->reader, data, size);
}

void upload_free(upload *from)
{
    if (!from) return;
    multipart_free(from->reader);
    if (from->content > 0) files_drop(from->into, from->content);
    free(from->piece);
    free(from->name);
    free(from->type);
    free(from->extra);
    free(from);
}

bool upload_finish(upload *of, upload_file *out, answer *problems)
{
    if (of->content > 0 && !of->failed && !flush(of)) of->failed = true;
    if (of->failed) {
        answer_problem(problems, CODE_INTERNAL, NULL, "the file cannot be kept");
    } else if (multipart_problem(of->reader)) {
        answer_problem(problems, CODE_GENERIC, NULL, multipart_problem(of->reader));
    } else if (of->extra) {
        answer_problem(problems, CODE_GENERIC, of->extra, "EXTRA_KEY_FOUND_IN_JSON");
    } else if (of->two_files) {
        answer_problem(problems, CODE_GENERIC, "filename", "one file at a time");
    } else if (!of->content || !*of->name) {
        static const char *const missing[] = {"filename"};
        answer_problem_fields(problems, CODE_MANDATORY, missing, 1);
    } else if (*of->to_attach && strcmp(of->to_attach, "true") != 0 && strcmp(of->to_attach, "false") != 0) {
        answer_problem(problems, CODE_TYPE_MISMATCH, "addtoattachment", NULL);
    }
    *out = (upload_file){of->content, of->size, of->name, of->type, strcmp(of->to_attach, "true") == 0};
    return problems->problem_count == 0;
}

void upload_keep(upload *of)
{
    of->content = 0;
}

void upload_describe(const upload *of, text *to)
{
    if (!of || !of->name || !of->type) return;
    text_puts(to, "{\"name\":");
    text_json(to, of->name);
    text_puts(to, ",\"type\":");
    text_json(to, of->type);
    text_printf(to, ",\"size\":%" PRId64 "}", of->size);
}
