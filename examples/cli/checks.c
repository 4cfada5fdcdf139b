#include "checks.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "color.h"
#include "errors.h"
#include "json.h"
#include "output.h"
#include "text.h"
#include "width.h"
#include "wording.h"

static const char *const verdicts[] = {[CHECK_OK] = "ok", [CHECK_OPEN] = "?", [CHECK_WRONG] = "wrong"};

enum { VERDICT_WIDTH = 5 };

static char *reworded(const char *words)
{
    text made = {0};
    text_puts(&made, "");
    put_in_shell_words(&made, words);
    return must_have(made.data);
}

/* What a server or a file's name says stands in one line, without what a terminal would obey. */
static void add(checks *to, check found, const char *advice, const char *words, va_list parts)
{
    char detail[1500];
    text clean = {0};
    vsnprintf(detail, sizeof(detail), words, parts);
    clean_text(&clean, detail);
    found.detail = reworded(text_get(&clean));
    found.advice = reworded(advice);
    text_free(&clean);
    to->items = must_have(realloc(to->items, (to->count + 1) * sizeof(*to->items)));
    to->items[to->count++] = found;
}

void check_ok(checks *to, const char *name, const char *words, ...)
{
    va_list parts;
    va_start(parts, words);
    add(to, (check){.name = name, .verdict = CHECK_OK}, "", words, parts);
    va_end(parts);
}

void check_open(checks *to, const char *name, const char *advice, const char *words, ...)
{
    va_list parts;
    va_start(parts, words);
    add(to, (check){.name = name, .verdict = CHECK_OPEN}, advice, words, parts);
    va_end(parts);
}

void check_wrong(checks *to, const char *name, int status, const char *advice, const char *words, ...)
{
    va_list parts;
    va_start(parts, words);
    add(to, (check){.name = name, .verdict = CHECK_WRONG, .status = status}, advice, words, parts);
    va_end(parts);
}

static int print_lines(const checks *from)
{
    text out = {0};
    size_t width = 0;
    for (size_t i = 0; i < from->count; i++) {
        size_t size = strlen(from->items[i].name);
        width = size > width ? size : width;
    }
    for (size_t i = 0; i < from->count; i++) {
        const check *one = &from->items[i];
        const char *word = verdicts[one->verdict];
        color_put(&out, color_of_status("result", word), word);
        text_pad(&out, VERDICT_WIDTH - strlen(word));
        text_printf(&out, "  %-*s  %s", (int)width, one->name, one->detail);
        if (*one->advice != '\0') text_printf(&out, " -> %s", one->advice);
        text_puts(&out, "\n");
    }
    int status = output_text(text_get(&out));
    text_free(&out);
    return status;
}

static sdp_json *object_of(const check *one)
{
    sdp_json *object = json_new(SDP_JSON_OBJECT);
    json_put_text(object, "check", one->name);
    json_put_text(object, "result", verdicts[one->verdict]);
    json_put_text(object, "detail", one->detail);
    json_put_text(object, "advice", one->advice);
    return object;
}

/* Takes the JSON over. */
static int print_json(sdp_json *json)
{
    char *printed = json_print(json, 0);
    int status = output_json(printed);
    sdp_text_free(printed);
    sdp_json_free(json);
    return status;
}

static int print_array(const checks *from)
{
    sdp_json *array = json_new(SDP_JSON_ARRAY);
    for (size_t i = 0; i < from->count; i++) json_put(array, "[]", object_of(&from->items[i]));
    return print_json(array);
}

static int print_objects(const checks *from)
{
    int status = STATUS_DONE;
    for (size_t i = 0; i < from->count && status == STATUS_DONE; i++) status = print_json(object_of(&from->items[i]));
    return status;
}

int checks_print(const checks *from, format how)
{
    int status = how == FORMAT_JSON ? print_array(from) : how == FORMAT_JSONL ? print_objects(from) : print_lines(from);
    for (size_t i = 0; i < from->count && status == STATUS_DONE; i++) status = from->items[i].status;
    return status;
}

void checks_free(checks *from)
{
    for (size_t i = 0; i < from->count; i++) {
        free(from->items[i].detail);
        free(from->items[i].advice);
    }
    free(from->items);
    *from = (checks){0};
}
