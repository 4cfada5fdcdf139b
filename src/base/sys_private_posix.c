#if !defined(_WIN32)
#define _XOPEN_SOURCE 700 /* the sticky bit of folders is of its extension */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/sys_private.h"

/* Beside the platform's numbers, which are positive. */
enum { OPEN_FOLDER = -1, FOREIGN_FILE = -2, NO_FILE = -3, LONG_PATH = -4, TRY_ANEW = -5 };

/* What a process needs between gaining a lock and noting the time, many times over. */
enum { SECOND_LOOK_MS = 20 };

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
    return open_to_all || !is_own(&entry) ? OPEN_FOLDER : 0;
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

/* The folder that the path lies in. Returns 0, or a number as the functions of the header. */
static int32_t folder_of(const char *path, char folder[SDPI_MAX_PATH])
{
    const char *slash = strrchr(path, '/');
    size_t size = slash == NULL ? 0 : slash > path ? (size_t)(slash - path) : 1;
    if (size >= SDPI_MAX_PATH) return LONG_PATH;
    memcpy(folder, slash != NULL ? path : ".", slash != NULL ? size : 1);
    folder[slash != NULL ? size : 1] = '\0';
    return 0;
}

int32_t sdpi_private_folder(const char *path)
{
    char folder[SDPI_MAX_PATH];
    int32_t error = folder_of(path, folder);
    if (error == 0) error = check_folder(folder);
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

/* What the superuser makes in another user's folder is to be that user's, who could not use it otherwise. Only what was
   made this moment is given away: what was there may be another name of a file that matters. */
static void give_to_owner(const char *path, int descriptor)
{
    char folder[SDPI_MAX_PATH];
    struct stat of_folder;
    struct stat of_file;
    if (geteuid() != 0 || folder_of(path, folder) != 0 || stat(folder, &of_folder) != 0) return;
    if (fstat(descriptor, &of_file) != 0 || of_file.st_uid == of_folder.st_uid) return;
    int ignored =
        fchown(descriptor, of_folder.st_uid, of_folder.st_gid); /* where it cannot be, it stays the superuser's */
    (void)ignored;
}

int32_t sdpi_private_create(const char *path, int32_t *descriptor)
{
    int32_t error = sdpi_file_create(path, descriptor);
    if (error == 0) give_to_owner(path, *descriptor);
    return error;
}

/* Whether what is open is still what the path leads to: somebody may have removed it meanwhile. */
int sdpi_private_is_at(const char *path, int32_t descriptor)
{
    struct stat opened;
    struct stat entry;
    return fstat(descriptor, &opened) == 0 && stat(path, &entry) == 0 && opened.st_ino == entry.st_ino &&
           opened.st_dev == entry.st_dev;
}

/* Whether whoever has the lock has had it for longer than any request takes: a process that was stopped, or a machine
   that is gone. */
static int is_over(int descriptor)
{
    struct stat entry;
    return fstat(descriptor, &entry) == 0 && entry.st_mtime + SDPI_STORE_LEASE_MS / 1000 < time(NULL);
}

static void wait_for_second_look(void)
{
    struct timespec left = {.tv_nsec = SECOND_LOOK_MS * 1000000L};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) continue;
}

static int32_t open_lock(const char *path, int32_t *descriptor)
{
    int32_t error = open_own(path, O_RDWR | O_CREAT | O_EXCL, descriptor);
    if (error == 0) give_to_owner(path, *descriptor);
    if (error != EEXIST) return error;
    error = open_own(path, O_RDWR, descriptor);
    return error == ENOENT ? TRY_ANEW : error; /* removed meanwhile */
}

/* Returns 0 with the lock, EWOULDBLOCK, TRY_ANEW, or what went wrong. */
static int32_t try_lock(const char *path, int descriptor)
{
    int looks = 0;
    /* flock() belongs to what was opened, so that two stores of one process exclude each other too, and closing another
       descriptor of the file does not give it up, as it would with fcntl(). */
    while (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR) continue;
        if (errno != EWOULDBLOCK || !is_over(descriptor)) return errno;
        /* Or somebody gained it this moment, and the time is still that of the last lock, which may be hours ago. */
        if (++looks == 1) {
            wait_for_second_look();
            continue;
        }
        if (sdpi_private_is_at(path, descriptor)) unlink(path);
        return TRY_ANEW;
    }
    if (futimens(descriptor, NULL) != 0) return errno; /* the time of the lock */
    /* Whoever removed the file took the lock for one that was over. Another that is about to remove it, for the same
       reason, may still do so: this lock is lost then, which is found when the store is saved. */
    return sdpi_private_is_at(path, descriptor) ? 0 : TRY_ANEW;
}

int32_t sdpi_private_lock(const char *path, int32_t *descriptor)
{
    int32_t error = TRY_ANEW;
    for (int tries = 0; tries < 3 && error == TRY_ANEW; tries++) {
        error = open_lock(path, descriptor);
        if (error == TRY_ANEW) continue;
        if (error != 0) return error;
        error = try_lock(path, *descriptor);
        if (error == 0) return 0;
        close(*descriptor);
        *descriptor = -1;
    }
    return error == TRY_ANEW ? EWOULDBLOCK : error;
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
/* Windows: docs/portability.md lists what this file would need there. */
typedef int sdpi_no_private_files_yet;
#endif
