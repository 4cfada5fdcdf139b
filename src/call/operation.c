#include "call/operation.h"

#include <string.h>

size_t sdpi_path_id_count(const sdp_operation *operation)
{
    size_t count = 0;
    for (const char *c = operation->path; (c = strchr(c, '{')) != NULL; c++) count++;
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
    while (list != NULL && *list != '\0') {
        const char *same = word;
        while (*list != ' ' && *list != '\0' && *list == *same) {
            list++;
            same++;
        }
        if (*same == '\0' && (*list == ' ' || *list == '\0')) return 1;
        while (*list != ' ' && *list != '\0') list++;
        if (*list == ' ') list++;
    }
    return 0;
}
