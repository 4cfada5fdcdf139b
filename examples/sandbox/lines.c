#include "lines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool lines_each(const char *path, bool (*take)(void *to, const char *line, text *why), void *to, text *problem)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    bool good = file != NULL;
    if (!good) text_printf(problem, "%s: %s", path, strerror(errno));
    for (int number = 1; good && getline(&line, &room, file) >= 0; number++) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] == '\0' || line[0] == '#') continue;
        text why = {0};
        good = take(to, line, &why);
        if (!good) text_printf(problem, "%s:%d: %s", path, number, text_get(&why));
        text_free(&why);
    }
    /* A directory opens like a file, and fails when it is read. */
    if (good && !feof(file)) {
        text_printf(problem, "%s: %s", path, strerror(errno));
        good = false;
    }
    free(line);
    if (file) fclose(file);
    return good;
}
