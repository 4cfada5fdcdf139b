/*
 * Runs a fuzz target over files and folders, where libFuzzer is not: each input as it is, and then with some of
 * its allocations failing, once alone and once with all that follow. Names each file first, so that the last name is
 * that of the input that failed.
 *
 *     fuzz_url tests/fuzz/regressions/url some-file
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

enum { MOST_SIZE = 1 << 20, MOST_FAILURES = 8 };

static size_t inputs;

static void set_head(uint8_t *data, long fails, int all)
{
    data[0] = (uint8_t)(fails & 0xFF);
    data[1] = (uint8_t)(fails >> 8 & 0x7F) | (uint8_t)(all ? 0x80 : 0);
}

/* A few of many allocations stand for all of them, spread over the whole run, and others for each input. */
static void run_without_memory(uint8_t *data, size_t size)
{
    set_head(data, 0, 0);
    (void)LLVMFuzzerTestOneInput(data, size);
    const long most = fuzz_allocations();
    const long step = most / MOST_FAILURES + 1;
    for (long fails = 1 + (long)inputs % step; fails <= most && fails <= INT16_MAX; fails += step) {
        for (int all = 0; all <= 1; all++) {
            set_head(data, fails, all);
            (void)LLVMFuzzerTestOneInput(data, size);
        }
    }
}

static int run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(MOST_SIZE);
    if (file == NULL || data == NULL) {
        perror(path);
        if (file != NULL) fclose(file);
        free(data);
        return 0;
    }
    const size_t size = fread(data, 1, MOST_SIZE, file);
    const int good = feof(file) && !ferror(file);
    fclose(file);
    puts(path);
    fflush(stdout);
    /* Of its very size, so that a sanitizer sees whoever reads on. */
    uint8_t *whole = realloc(data, size > 0 ? size : 1);
    if (good && whole != NULL) {
        (void)LLVMFuzzerTestOneInput(whole, size);
        if (size >= FUZZ_HEAD) run_without_memory(whole, size);
        inputs++;
    }
    free(whole != NULL ? whole : data);
    return good;
}

static int run_folder(const char *path)
{
    struct dirent **entries = NULL;
    int good = 1;
    const int count = scandir(path, &entries, NULL, alphasort);
    if (count < 0) return 0;
    for (int i = 0; i < count; i++) {
        char below[4096];
        snprintf(below, sizeof below, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.') good = run_file(below) && good;
        free(entries[i]);
    }
    free(entries);
    return good;
}

int main(int count, char **words)
{
    struct stat what;
    int good = 1;
    (void)LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    for (int i = 1; i < count; i++) {
        const int is_folder = stat(words[i], &what) == 0 && S_ISDIR(what.st_mode);
        good = (is_folder ? run_folder(words[i]) : run_file(words[i])) && good;
    }
    printf("%zu inputs\n", inputs);
    return good && inputs > 0 ? 0 : 1;
}
