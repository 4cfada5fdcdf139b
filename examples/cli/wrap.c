#include "wrap.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"
#include "width.h"

/* A last column that is narrower than this is hard to read: its text goes on further to the left. */
#define LEAST_COLUMN 24
#define STEP 4
/* Nobody reads lines of words that are narrower. */
#define LEAST_ROOM 40
/* Behind "usage:". */
#define USAGE_INDENT 7

/* Where the text of a line goes on: below its last column. */
static size_t indent_of(const char *line, size_t room)
{
    const size_t lead = strspn(line, " ");
    size_t indent = lead;
    for (size_t i = lead; line[i] != '\0'; i++) {
        const size_t gap = strspn(line + i, " ");
        if (gap < 2) continue;
        i += gap;
        char *before = copy_part(line, i);
        indent = width_of(before);
        free(before);
        if (line[i] == '\0') break;
    }
    return indent + LEAST_COLUMN <= room ? indent : lead + STEP;
}

/* How many bytes go into a line: whole words. One that fills more than a line goes on behind a slash, as paths can. */
static size_t words_that_fit(const char *line, size_t least, size_t room)
{
    const size_t most = width_fit(line, room);
    size_t size = most;
    if (line[size] == '\0') return size;
    while (size > least && line[size] != ' ') size--;
    if (size <= least) {
        size = most;
        while (size > least && line[size - 1] != '/') size--;
    }
    if (size <= least + 1) size = least + strcspn(line + least, " ");
    while (size > least && line[size - 1] == ' ') size--;
    return size;
}

static void wrap_line(text *to, const char *line, size_t room)
{
    const size_t indent = indent_of(line, room);
    size_t lead = 0;
    size_t least = strspn(line, " ");
    while (lead + width_of(line) > room) {
        const size_t size = words_that_fit(line, least, room - lead);
        if (line[size] == '\0') break;
        text_put(to, line, size);
        text_puts(to, "\n");
        line += size + strspn(line + size, " ");
        text_pad(to, indent);
        lead = indent;
        least = 0;
    }
    text_puts(to, line);
}

void wrap_lines(text *to, const char *from, size_t room)
{
    while (*from != '\0') {
        const size_t size = strcspn(from, "\n");
        char *line = copy_part(from, size);
        wrap_line(to, line, room);
        free(line);
        from += size;
        if (*from == '\0') return;
        text_puts(to, "\n");
        from++;
    }
}

void wrap_part(text *to, const char *part, size_t indent)
{
    const char *last = strrchr(text_get(to), '\n');
    const size_t column = last != NULL ? strlen(last + 1) : to->size;
    if (column + 1 + strlen(part) > HELP_COLUMNS) {
        text_puts(to, "\n");
        text_pad(to, indent - 1);
    }
    text_printf(to, " %s", part);
}

void wrap_usage(text *to, const char *usage)
{
    while (*usage != '\0') {
        size_t size = 0;
        for (int depth = 0; usage[size] != '\0' && (depth > 0 || usage[size] != ' '); size++) {
            depth += usage[size] == '[' ? 1 : usage[size] == ']' ? -1 : 0;
        }
        char *part = copy_part(usage, size);
        wrap_part(to, part, USAGE_INDENT);
        free(part);
        usage += size + strspn(usage + size, " ");
    }
}

void wrap_entry(text *to, const char *name, size_t name_width, const char *doc)
{
    const size_t width = width_of(name);
    text_printf(to, "  %s", name);
    if (width > name_width) {
        text_puts(to, "\n");
        text_pad(to, name_width + 4);
    } else {
        text_pad(to, name_width - width + 2);
    }
    text_printf(to, "%s\n", doc);
}

static int print_wrapped(const char *string, size_t room)
{
    text lines = {0};
    wrap_lines(&lines, string, room < LEAST_ROOM ? LEAST_ROOM : room);
    const int status = output_text(text_get(&lines));
    text_free(&lines);
    return status;
}

int wrap_print_help(const char *string)
{
    const size_t screen = isatty(STDOUT_FILENO) ? terminal_width() : HELP_COLUMNS;
    return print_wrapped(string, screen < HELP_COLUMNS ? screen : HELP_COLUMNS);
}

int wrap_print(const char *string)
{
    return isatty(STDOUT_FILENO) ? print_wrapped(string, terminal_width()) : output_text(string);
}
