/* A file of sections: [name], and below it key = value. */
#ifndef CLI_PROFILE_FILE_H
#define CLI_PROFILE_FILE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct profile_entry {
    char *section;
    char *key; /* NULL: the section itself begins here */
    char *value;
    size_t line;
} profile_entry;

typedef struct profile_file {
    char *path;
    bool exists;
    profile_entry *entries;
    size_t count;
} profile_file;

/* Reads a file of that name beside the others of sdp; one that is not there is empty. Who else may write it, or read
   one that is `secret`, is looked at. Lines behind a wrong one are read where `all` are wanted. Returns an exit status,
   and tells what is wrong; profile_file_free() in any case. */
int profile_file_read(const char *name, bool secret, bool all, profile_file *to);
void profile_file_free(profile_file *from);
bool profile_file_has(const profile_file *of, const char *section);
/* Tells what is wrong at a line. Returns the exit status. */
int profile_file_wrong(const profile_file *of, size_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
