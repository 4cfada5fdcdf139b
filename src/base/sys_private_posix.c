#if !defined(_WIN32)
#define _XOPEN_SOURCE 700 /* the sticky bit of folders is of its extension */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/sys_private.h"

/* Beside the platform's numbers, which are positive. */
enum { OPEN_FOLDER = -1, FOREIGN_FILE = -2, NO_FILE = -3, LONG_PATH = -4 };

/* The superuser's files are as good as one's own, and the superuser may use everybody's. */
static int is_own(const struct stat *entry)
{
    return entry->st_uid == geteuid() || entry->st_uid == 0 || geteuid() == 0;
}

/* In a folder such as /tmp everybody may write, but each only replaces what is their own. */
static int32_t check_folder(const char *folder)
{
    struct stat entry;
    if (stat(folder, &entry) != 0) return errno;
    if (!S_ISDIR(entry.st_mode)) return ENOTDIR;
    const int open_to_all = (entry.st_mode & S_IWOTH) != 0 && (entry.st_mode & S_ISVTX) == 0;
    return open_to_all || !(is_own(&entry) || (entry.st_mode & S_ISVTX) != 0) ? OPEN_FOLDER : 0;
}

/* `folder` is changed for a moment, and is as it was in the end. */
static int32_t make_folders(char *folder)
{
    for (char *slash = folder + 1; *slash != '\0'; slash++) {
        if (*slash != '/') continue;
        *slash = '\0';
        const int made = mkdir(folder, S_IRWXU) == 0 || errno == EEXIST;
        const int error = errno;
        struct stat entry;
        /* A folder above may be one that is there, and that nobody may write to. */
        const int there = made || stat(folder, &entry) == 0;
        *slash = '/';
        if (!there) return error;
    }
    return mkdir(folder, S_IRWXU) == 0 || errno == EEXIST ? 0 : errno;
}

int32_t sdpi_private_folder(const char *path)
{
    char folder[SDPI_MAX_PATH];
    const char *slash = strrchr(path, '/');
    if (slash == NULL) return check_folder(".");
    size_t size = slash > path ? (size_t)(slash - path) : 1;
    if (size >= sizeof folder) return LONG_PATH;
    memcpy(folder, path, size);
    folder[size] = '\0';
    int32_t error = check_folder(folder);
    if (error != ENOENT) return error;
    error = make_folders(folder);
    return error != 0 ? error : check_folder(folder);
}

/* What is opened is checked, not what stood at the path before. */
static int32_t check_file(int descriptor)
{
    struct stat entry;
    if (fstat(descriptor, &entry) != 0) return errno;
    if (!S_ISREG(entry.st_mode)) return NO_FILE;
    if (!is_own(&entry)) return FOREIGN_FILE;
    if ((entry.st_mode & (S_IRWXG | S_IRWXO)) == 0) return 0;
    return fchmod(descriptor, S_IRUSR | S_IWUSR) == 0 ? 0 : errno;
}

static int32_t open_own(const char *path, int flags, int32_t *descriptor)
{
    *descriptor = open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (*descriptor < 0) return errno;
    int32_t error = check_file(*descriptor);
    if (error == 0) return 0;
    close(*descriptor);
    *descriptor = -1;
    return error;
}

int32_t sdpi_private_open(const char *path, int32_t *descriptor)
{
    return open_own(path, O_RDONLY, descriptor);
}

/* flock() belongs to what was opened, so that two stores of one process exclude each other too, and closing another
   descriptor of the file does not give it up, as it would with fcntl(). */
int32_t sdpi_private_lock(const char *path, int32_t *descriptor)
{
    int32_t error = open_own(path, O_RDWR | O_CREAT, descriptor);
    if (error != 0) return error;
    while (flock(*descriptor, LOCK_EX | LOCK_NB) != 0) {
        error = errno;
        if (error == EINTR) continue;
        close(*descriptor);
        *descriptor = -1;
        return error;
    }
    return 0;
}

/* A child that was forked meanwhile has the descriptor too: closing it here alone would leave the lock to the child. */
void sdpi_private_unlock(int32_t descriptor)
{
    flock(descriptor, LOCK_UN);
    close(descriptor);
}

int sdpi_private_is_busy(int32_t error)
{
    return error == EWOULDBLOCK;
}

const char *sdpi_private_reason(int32_t error)
{
    switch (error) {
    case OPEN_FOLDER:
        return "others could replace files in its folder: take the right to write there from them";
    case FOREIGN_FILE:
        return "the file belongs to another user";
    case NO_FILE:
        return "it is no regular file";
    case LONG_PATH:
        return "its path is too long";
    default:
        return sdpi_file_reason(error);
    }
}

#else
/* Windows: docs/architecture.md lists what this file would need there. */
typedef int sdpi_no_private_files_yet;
#endif
