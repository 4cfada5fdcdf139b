#include "call/operation.h"

#include <string.h>

int sdpi_has_word(const char *list, const char *word)
{
    size_t size = strlen(word);
    while (list != NULL && *list != '\0') {
        size_t length = strcspn(list, " ");
        if (length == size && memcmp(list, word, size) == 0) return 1;
        list += length;
        if (*list == ' ') list++;
    }
    return 0;
}
