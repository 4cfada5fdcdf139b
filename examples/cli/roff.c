#include "roff.h"

#include <ctype.h>
#include <string.h>

/* The day on which the fixed words of the pages were last changed. */
#define PAGE_DATE "November 22, 2026"

static void put_escaped(text *to, const char *string, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (string[i] == '\\') {
            text_puts(to, "\\e");
        } else if (string[i] == '-') {
            text_puts(to, "\\-");
        } else {
            text_put(to, &string[i], 1);
        }
    }
}

void roff_head(text *to, const char *name, const char *version, const char *what)
{
    text_printf(to, ".Dd %s\n.Dt ", PAGE_DATE);
    for (const char *c = name; *c != '\0'; c++) {
        char capital = (char)toupper((unsigned char)*c);
        text_put(to, &capital, 1);
    }
    text_printf(to, " 1\n.Os libsdp %s\n.Sh NAME\n.Nm %s\n.Nd %s\n", version, name, what);
}

/* The bytes up to the end of the first sentence; a sentence ends a line, by the rules of the language. */
static size_t sentence(const char *string, size_t size)
{
    for (size_t i = 1; i + 1 < size; i++) {
        if (string[i] == '.' && string[i + 1] == ' ' && string[i - 1] != ' ' && string[i - 1] != '.') return i + 1;
    }
    return size;
}

void roff_line(text *to, const char *string, size_t size, bool literal)
{
    while (size > 0 && string[size - 1] == ' ') size--;
    while (size > 0) {
        while (!literal && *string == ' ') {
            string++;
            size--;
        }
        size_t part = literal ? size : sentence(string, size);
        if (*string == '.' || *string == '\'') text_puts(to, "\\&");
        put_escaped(to, string, part);
        text_puts(to, "\n");
        string += part;
        size -= part;
    }
}

void roff_lines(text *to, const char *string, size_t indent, bool literal)
{
    if (literal) text_puts(to, ".Bd -literal -offset indent\n");
    while (*string != '\0') {
        size_t size = strcspn(string, "\n");
        size_t skipped = indent < size ? indent : size;
        roff_line(to, string + skipped, size - skipped, literal);
        string += size;
        if (*string == '\n') string++;
    }
    if (literal) text_puts(to, ".Ed\n");
}

void roff_item(text *to, const char *macro, const char *term, const char *value, const char *doc)
{
    text_printf(to, ".It %s ", macro);
    put_escaped(to, term, strlen(term));
    if (value != NULL) {
        text_puts(to, " Ar ");
        put_escaped(to, value, strlen(value));
    }
    text_puts(to, "\n");
    roff_line(to, doc, strlen(doc), false);
}
