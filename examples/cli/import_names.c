#include "import_names.h"

#include <string.h>

#include "text.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

char *import_fold(const char *name)
{
    name += strspn(name, " ");
    size_t size = strlen(name);
    while (size > 0 && name[size - 1] == ' ') size--;
    char *made = copy_part(name, size);
    for (char *c = made; *c != '\0'; c++) *c = lower(*c);
    return made;
}

bool import_similar(const char *a, const char *b)
{
    a += strspn(a, " ");
    b += strspn(b, " ");
    for (; *a != '\0' && lower(*a) == lower(*b); a++) b++;
    return a[strspn(a, " ")] == '\0' && b[strspn(b, " ")] == '\0';
}
