#include "file_io.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "errors.h"

int write_all(int descriptor, const char *bytes, size_t size)
{
    size_t done = 0;
    while (done < size) {
        const ssize_t written = write(descriptor, bytes + done, size - done);
        if (written < 0 && errno != EINTR) return errno;
        if (written > 0) done += (size_t)written;
    }
    return 0;
}

/* Whether the path still leads to what was opened: the holder of the lock may have taken it away, or put another file
   there. */
static bool is_there(int descriptor, const char *path)
{
    struct stat opened;
    struct stat found;
    return fstat(descriptor, &opened) == 0 && stat(path, &found) == 0 && opened.st_dev == found.st_dev &&
           opened.st_ino == found.st_ino;
}

/* Returns errno, or 0. */
static int try_to_lock(const char *path, int *descriptor, bool *made)
{
    int problem = EWOULDBLOCK;
    *made = false;
    for (int tries = 0; tries < 100; tries++) {
        *descriptor = open(path, O_RDWR | O_APPEND | O_NONBLOCK | O_CLOEXEC);
        const bool missing = *descriptor < 0 && errno == ENOENT;
        if (missing) *descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (*descriptor < 0) {
            problem = errno;
            if (problem == EEXIST) continue; /* another process was quicker, or this is a link to nothing */
            return problem;
        }
        problem = flock(*descriptor, LOCK_EX | LOCK_NB) != 0 ? errno : 0;
        *made = missing;
        if (problem == 0 && is_there(*descriptor, path)) return 0;
        (void)close(*descriptor);
        *descriptor = -1;
        *made = false;
        if (problem != 0) return problem;
    }
    return problem != 0 ? problem : EWOULDBLOCK;
}

int open_locked(const char *path, int *descriptor, bool *made)
{
    static const char option[] = "--checkpoint";
    struct stat about;
    const int problem = try_to_lock(path, descriptor, made);
    if (problem == EWOULDBLOCK) {
        return complain(SDP_E_ARGUMENT, option,
                        "the checkpoint '%.200s' is in use by another run; give each its own file", path);
    }
    if (problem != 0) {
        return complain(SDP_E_FILE, option, "the checkpoint '%.200s' cannot be written: %s; --checkpoint names another",
                        path, strerror(problem));
    }
    if (fstat(*descriptor, &about) == 0 && S_ISREG(about.st_mode)) return STATUS_DONE;
    (void)close(*descriptor);
    *descriptor = -1;
    return complain(SDP_E_FILE, option, "the checkpoint '%.200s' is no regular file", path);
}
