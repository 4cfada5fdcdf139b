#include "import_names.h"

#include <string.h>

#include "text.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static const char blanks[] = " \t";

void import_trim(char *name)
{
    const size_t first = strspn(name, blanks);
    size_t size = strlen(name + first);
    while (size > 0 && strchr(blanks, name[first + size - 1]) != NULL) size--;
    memmove(name, name + first, size);
    name[size] = '\0';
}

char *import_fold(const char *name)
{
    char *made = copy_part(name, strlen(name));
    import_trim(made);
    for (char *c = made; *c != '\0'; c++) *c = lower(*c);
    return made;
}

bool import_similar(const char *a, const char *b)
{
    a += strspn(a, blanks);
    b += strspn(b, blanks);
    for (; *a != '\0' && lower(*a) == lower(*b); a++) b++;
    return a[strspn(a, blanks)] == '\0' && b[strspn(b, blanks)] == '\0';
}
