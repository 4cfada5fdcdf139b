/* A folder of its own for a test, made and removed around it: cmocka_unit_test_setup_teardown(test, folder_make,
   folder_remove), whose state is a folder. */
#ifndef FOLDER_H
#define FOLDER_H

#include <stddef.h>

enum { FOLDER_FILES = 8 };

typedef struct folder {
    char path[256];
    char (*files)[512]; /* paths that folder_write() returned, the last few */
    int *next;
} folder;

int folder_make(void **state);
/* Removes it with all that is in it. */
int folder_remove(void **state);
/* Writes a file; its path, which lives as long as FOLDER_FILES - 1 more are written. */
const char *folder_write(const folder *f, const char *name, const char *bytes, size_t size);
/* The content of a file, freed by free(), with a zero byte behind it; NULL where there is none. */
char *folder_read(const folder *f, const char *name, size_t *size);
/* How many entries there are. */
int folder_count(const folder *f);
/* How many descriptors the process has open. */
int folder_descriptors(void);

#endif
