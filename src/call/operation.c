#include "call/operation.h"

#include <string.h>

size_t sdpi_path_id_count(const sdp_operation *operation)
{
    size_t count = 0;
    for (const char *c = operation->path; *c != '\0'; c++) count += *c == '{';
    return count;
}

size_t sdpi_body_id_count(const sdp_operation *operation)
{
    if (operation->body_ids == NULL) return 0;
    size_t count = 1;
    for (const char *c = operation->body_ids; *c != '\0'; c++) count += *c == ' ';
    return count;
}

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
