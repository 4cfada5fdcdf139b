#include "beside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "verbose.h"

/* A name that nobody gives a file of his own, such as out.csv.sdp-123.new. */
static const char beginning[] = ".sdp-";
static const char ending[] = ".new";

int beside_open(const char *path, text *name)
{
    text_printf(name, "%s%s%ld%s", path, beginning, (long)getpid(), ending);
    const int descriptor = open(text_get(name), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    /* The lock says that somebody writes it: the number of a process alone says little, for numbers come again. */
    if (descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const int problem = errno;
        (void)close(descriptor);
        errno = problem;
        return -1;
    }
    return descriptor;
}

/* The number of the process in such a name; 0 where it is not beside `base`. */
static long writer_of(const char *name, const char *base)
{
    const size_t size = strlen(base);
    const size_t more = sizeof(beginning) - 1;
    if (strncmp(name, base, size) != 0 || strncmp(name + size, beginning, more) != 0) return 0;
    const char *digits = name + size + more;
    const size_t count = strspn(digits, "0123456789");
    if (count == 0 || count > 9 || strcmp(digits + count, ending) != 0) return 0;
    return strtol(digits, NULL, 10);
}

static bool is_gone(long process)
{
    return process == (long)getpid() || (kill((pid_t)process, 0) != 0 && errno == ESRCH);
}

/* As beside_open() makes one: what has been copied, linked or opened to others since is somebody's. */
static bool is_as_made(const struct stat *about)
{
    return S_ISREG(about->st_mode) && (about->st_mode & 07777) == 0600 && about->st_nlink == 1 &&
           about->st_uid == geteuid();
}

/* Takes it away where it is a file of ours that nobody writes any more. */
static bool take_away(int folder, const char *name)
{
    struct stat about;
    const int descriptor = openat(folder, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool is_own = fstat(descriptor, &about) == 0 && is_as_made(&about);
    const bool is_free = is_own && flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    const bool is_taken = is_free && unlinkat(folder, name, 0) == 0;
    (void)close(descriptor);
    return is_taken;
}

void beside_clean(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    char *place = copy_part(slash != NULL ? path : ".", slash != NULL ? (size_t)(slash + 1 - path) : 1);
    DIR *folder = opendir(place);
    free(place);
    if (folder == NULL) return;
    for (const struct dirent *one = readdir(folder); one != NULL; one = readdir(folder)) {
        const long process = writer_of(one->d_name, base);
        if (process <= 0 || !is_gone(process) || !take_away(dirfd(folder), one->d_name)) continue;
        verbose_note("removed %.300s, the unfinished file of a run that was killed", one->d_name);
    }
    (void)closedir(folder);
}
