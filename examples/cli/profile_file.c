#include "profile_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "environment.h"
#include "errors.h"
#include "secret.h"
#include "text.h"

/* What is longer is another file. */
#define MOST_BYTES 262144u
#define BLANKS " \t\r"
/* What some editors put in front of a file's text to say that it is UTF-8. */
#define MARK "\xEF\xBB\xBF"

int profile_file_wrong(const profile_file *of, size_t line, const char *format, ...)
{
    char words[1000];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(words, sizeof(words), format, arguments);
    va_end(arguments);
    return complain(SDP_E_ARGUMENT, of->path, "%s:%zu: %s", of->path, line, words);
}

/* A new text; NULL where nobody says where the home is. */
static char *path_of(const char *name)
{
    text path = {0};
    const char *folder = environment_get("XDG_CONFIG_HOME");
    const char *home = environment_get("HOME");
    /* By its specification a folder that is not absolute does not count. */
    if (folder != NULL && *folder == '/') {
        text_printf(&path, "%s/sdp/%s", folder, name);
    } else if (home != NULL) {
        text_printf(&path, "%s/.config/sdp/%s", home, name);
    }
    return path.data;
}

static int check_rights(const profile_file *of, int descriptor, bool secret)
{
    struct stat found;
    if (fstat(descriptor, &found) != 0) {
        return complain(SDP_E_ARGUMENT, of->path, "%s cannot be read: %s", of->path, strerror(errno));
    }
    if (!S_ISREG(found.st_mode)) return complain(SDP_E_ARGUMENT, of->path, "%s is no file", of->path);
    if (found.st_uid != geteuid() && found.st_uid != 0) {
        return complain(SDP_E_ARGUMENT, of->path, "%s belongs to another user, and is not used", of->path);
    }
    if (secret && (found.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return complain(SDP_E_ARGUMENT, of->path, "%s holds secrets, and others may read it: chmod 600 %s", of->path,
                        of->path);
    }
    if ((found.st_mode & (S_IWGRP | S_IWOTH)) == 0) return STATUS_DONE;
    return complain(SDP_E_ARGUMENT, of->path, "others may write %s: chmod go-w %s", of->path, of->path);
}

/* Cuts blanks off both ends. */
static char *trim(char *word)
{
    word += strspn(word, BLANKS);
    size_t size = strlen(word);
    while (size > 0 && strchr(BLANKS, word[size - 1]) != NULL) word[--size] = '\0';
    return word;
}

static void add(profile_file *to, size_t line, const char *section, const char *key, const char *value)
{
    to->entries = must_have(realloc(to->entries, (to->count + 1) * sizeof(*to->entries)));
    profile_entry *entry = &to->entries[to->count++];
    *entry = (profile_entry){.section = copy_part(section, strlen(section)), .line = line};
    if (key == NULL) return;
    entry->key = copy_part(key, strlen(key));
    entry->value = copy_part(value, strlen(value));
}

static const profile_entry *entry_of(const profile_file *of, const char *section, const char *key)
{
    for (size_t i = 0; i < of->count; i++) {
        const profile_entry *one = &of->entries[i];
        if (strcmp(one->section, section) != 0 || (key == NULL) != (one->key == NULL)) continue;
        if (key == NULL || strcmp(one->key, key) == 0) return one;
    }
    return NULL;
}

static int read_section(profile_file *to, size_t number, char *line)
{
    const size_t size = strlen(line);
    if (line[size - 1] != ']') return profile_file_wrong(to, number, "a section is written as [name]");
    line[size - 1] = '\0';
    const char *name = trim(line + 1);
    if (*name == '\0') return profile_file_wrong(to, number, "the section has no name");
    if (strpbrk(name, "[]=") != NULL) return profile_file_wrong(to, number, "a section is written as [name]");
    const profile_entry *other = entry_of(to, name, NULL);
    if (other != NULL) {
        return profile_file_wrong(to, number, "there is a section [%.60s] already, in line %zu", name, other->line);
    }
    add(to, number, name, NULL, NULL);
    return STATUS_DONE;
}

static int read_line(profile_file *to, size_t number, char *line)
{
    line = trim(line);
    if (*line == '\0' || *line == '#' || *line == ';') return STATUS_DONE;
    if (*line == '[') return read_section(to, number, line);
    /* What stands there is not shown: it may be a secret. */
    char *sign = strchr(line, '=');
    if (sign == NULL) return profile_file_wrong(to, number, "this is neither [name] nor key = value");
    *sign = '\0';
    const char *key = trim(line);
    if (to->count == 0) return profile_file_wrong(to, number, "a section such as [default] must come first");
    const char *section = to->entries[to->count - 1].section;
    const profile_entry *other = entry_of(to, section, key);
    if (other != NULL) {
        return profile_file_wrong(to, number, "%.60s stands in line %zu of this section already", key, other->line);
    }
    add(to, number, section, key, trim(sign + 1));
    return STATUS_DONE;
}

static int read_lines(profile_file *to, bool all, char *content, size_t size)
{
    int status = STATUS_DONE;
    size_t number = 0;
    if (memchr(content, '\0', size) != NULL) {
        return complain(SDP_E_ARGUMENT, to->path, "%s contains a zero byte", to->path);
    }
    if (begins_with(content, MARK)) content += strlen(MARK);
    for (char *line = content; line != NULL && (all || status == STATUS_DONE);) {
        char *end = strchr(line, '\n');
        if (end != NULL) *end = '\0';
        const int found = read_line(to, ++number, line);
        if (status == STATUS_DONE) status = found;
        line = end != NULL ? end + 1 : NULL;
    }
    return status;
}

int profile_file_read(const char *name, bool secret, bool all, profile_file *to)
{
    size_t size = 0;
    *to = (profile_file){.path = path_of(name)};
    if (to->path == NULL) return STATUS_DONE;
    const int descriptor = open(to->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0 && (errno == ENOENT || errno == ENOTDIR)) return STATUS_DONE;
    if (descriptor < 0) {
        return complain(SDP_E_ARGUMENT, to->path, "%s cannot be read: %s", to->path, strerror(errno));
    }
    to->exists = true;
    char *content = must_have(calloc(1, MOST_BYTES + 2));
    int status = check_rights(to, descriptor, secret);
    int problem = status == STATUS_DONE ? read_at_most(descriptor, content, MOST_BYTES, &size) : 0;
    if (size > MOST_BYTES) problem = EFBIG;
    if (problem != 0) {
        status = complain(SDP_E_ARGUMENT, to->path, "%s cannot be read: %s", to->path, strerror(problem));
    } else if (status == STATUS_DONE) {
        status = read_lines(to, all, content, size);
    }
    wipe(content, MOST_BYTES + 2);
    free(content);
    (void)close(descriptor);
    return status;
}

bool profile_file_has(const profile_file *of, const char *section)
{
    return entry_of(of, section, NULL) != NULL;
}

void profile_file_free(profile_file *from)
{
    for (size_t i = 0; i < from->count; i++) {
        free(from->entries[i].section);
        free(from->entries[i].key);
        secret_free(from->entries[i].value);
    }
    free(from->entries);
    free(from->path);
    *from = (profile_file){0};
}
