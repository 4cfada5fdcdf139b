#if !defined(_WIN32)
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/sys_file.h"

static int32_t opened(int result, int32_t *descriptor)
{
    *descriptor = result;
    return result >= 0 ? 0 : errno;
}

int32_t sdpi_file_open(const char *path, int32_t *descriptor)
{
    return opened(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), descriptor);
}

int32_t sdpi_file_create(const char *path, int32_t *descriptor)
{
    return opened(open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR), descriptor);
}

static void fill(const struct stat *entry, int64_t position, sdpi_file_info *info)
{
    info->kind = S_ISREG(entry->st_mode)   ? SDPI_FILE_REGULAR
                 : S_ISDIR(entry->st_mode) ? SDPI_FILE_DIRECTORY
                                           : SDPI_FILE_OTHER;
    info->size = entry->st_size;
    info->position = position;
}

int32_t sdpi_file_describe(int32_t descriptor, sdpi_file_info *info)
{
    struct stat entry;
    if (fstat(descriptor, &entry) != 0) return errno;
    fill(&entry, lseek(descriptor, 0, SEEK_CUR), info);
    return 0;
}

int32_t sdpi_file_describe_path(const char *path, sdpi_file_info *info)
{
    struct stat entry;
    if (stat(path, &entry) != 0) return errno;
    fill(&entry, -1, info);
    return 0;
}

int sdpi_file_is_missing(int32_t error)
{
    return error == ENOENT;
}

/* After a call that failed. Returns 1 where it can be made again: it was interrupted, or has waited long enough. */
static int may_go_on(int descriptor, short events)
{
    struct pollfd watched = {.fd = descriptor, .events = events};
    if (errno == EINTR) return 1;
    if (errno != EAGAIN) return 0;
    return poll(&watched, 1, -1) >= 0 || errno == EINTR;
}

int32_t sdpi_file_read(int32_t descriptor, char *bytes, size_t capacity, size_t *size)
{
    *size = 0;
    for (;;) {
        ssize_t got = read(descriptor, bytes, capacity);
        if (got >= 0) {
            *size = (size_t)got;
            return 0;
        }
        if (!may_go_on(descriptor, POLLIN)) return errno;
    }
}

int32_t sdpi_file_write(int32_t descriptor, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(descriptor, bytes, size);
        if (written >= 0) {
            bytes += written;
            size -= (size_t)written;
        } else if (!may_go_on(descriptor, POLLOUT)) {
            return errno;
        }
    }
    return 0;
}

int32_t sdpi_file_seek(int32_t descriptor, int64_t position)
{
    return lseek(descriptor, (off_t)position, SEEK_SET) >= 0 ? 0 : errno;
}

int32_t sdpi_file_cut(int32_t descriptor, int64_t position)
{
    if (ftruncate(descriptor, (off_t)position) != 0) return errno;
    return sdpi_file_seek(descriptor, position);
}

int32_t sdpi_file_sync(int32_t descriptor)
{
    /* Some file systems cannot; what was written is theirs to keep then. */
    return fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : errno;
}

int32_t sdpi_file_close(int32_t descriptor)
{
    /* Interrupted or not, the descriptor is gone: closing it again could close another thread's. */
    return close(descriptor) == 0 || errno == EINTR ? 0 : errno;
}

int32_t sdpi_file_rename(const char *from, const char *to)
{
    return rename(from, to) == 0 ? 0 : errno;
}

void sdpi_file_remove(const char *path)
{
    unlink(path);
}

const char *sdpi_file_reason(int32_t error)
{
    static const struct {
        int error;
        const char *words;
    } reasons[] = {
        {ENOENT, "there is no such file or folder"},
        {ENOTDIR, "a part of its path is not a folder"},
        {EACCES, "the permission is missing"},
        {EPERM, "it is not permitted"},
        {EROFS, "the file system is read-only"},
        {EISDIR, "it is a folder"},
        {EEXIST, "it exists already"},
        {ENOSPC, "the disk is full"},
        {EDQUOT, "the quota of the disk is used up"},
        {EFBIG, "it would be larger than the system allows"},
        {ENAMETOOLONG, "its path is too long"},
        {ELOOP, "its path has too many symbolic links"},
        {EMFILE, "too many files are open"},
        {ENFILE, "too many files are open"},
        {EBADF, "the descriptor is not open for this"},
        {EPIPE, "nobody reads the pipe any more"},
        {EIO, "the device failed"},
    };
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].error == error) return reasons[i].words;
    }
    return "the system does not say why";
}

#else
/* Windows: docs/portability.md lists what this file would need there. */
typedef int sdpi_no_files_yet;
#endif
