#include "folder.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

int folder_make(void **state)
{
    folder *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->files = calloc(FOLDER_FILES, sizeof *f->files);
    f->next = calloc(1, sizeof *f->next);
    assert_true(f->files != NULL && f->next != NULL);
    const char *temporary = getenv("TMPDIR");
    snprintf(f->path, sizeof f->path, "%s/sdp-test-XXXXXX", temporary != NULL ? temporary : "/tmp");
    *state = f;
    return mkdtemp(f->path) != NULL ? 0 : -1;
}

static int is_entry(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

int folder_remove(void **state)
{
    folder *f = *state;
    char path[600];
    DIR *directory = opendir(f->path);
    for (const struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        if (!is_entry(entry)) continue;
        snprintf(path, sizeof path, "%s/%s", f->path, entry->d_name);
        unlink(path);
    }
    if (directory != NULL) closedir(directory);
    int failed = rmdir(f->path);
    free(f->files);
    free(f->next);
    free(f);
    return failed;
}

const char *folder_write(const folder *f, const char *name, const char *bytes, size_t size)
{
    char *path = f->files[(*f->next)++ % FOLDER_FILES];
    snprintf(path, sizeof *f->files, "%s/%s", f->path, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    return path;
}

char *folder_read(const folder *f, const char *name, size_t *size)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", f->path, name);
    FILE *file = fopen(path, "rb");
    *size = 0;
    if (file == NULL) return NULL;
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long end = ftell(file);
    assert_true(end >= 0);
    rewind(file);
    char *content = calloc(1, (size_t)end + 1);
    assert_non_null(content);
    *size = fread(content, 1, (size_t)end, file);
    assert_int_equal(*size, end);
    fclose(file);
    return content;
}

static int count_entries(const char *path)
{
    int count = 0;
    DIR *directory = opendir(path);
    assert_non_null(directory);
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) count += is_entry(entry);
    closedir(directory);
    return count;
}

int folder_count(const folder *f)
{
    return count_entries(f->path);
}

int folder_descriptors(void)
{
    return count_entries("/dev/fd");
}
