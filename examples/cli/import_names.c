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

record_key record_key_of(const char *cell, bool is_id)
{
    const record_key made = {copy_part(cell, strlen(cell)), is_id};
    if (is_id) return made;
    import_trim(made.words);
    for (char *c = made.words; *c != '\0'; c++) *c = lower(*c);
    return made;
}

int record_key_compare(const void *a, const void *b)
{
    const record_key *one = a;
    const record_key *other = b;
    if (one->is_id != other->is_id) return one->is_id ? -1 : 1;
    return strcmp(one->words, other->words);
}

bool import_similar(const char *a, const char *b)
{
    a += strspn(a, blanks);
    b += strspn(b, blanks);
    for (; *a != '\0' && lower(*a) == lower(*b); a++) b++;
    return a[strspn(a, blanks)] == '\0' && b[strspn(b, blanks)] == '\0';
}
