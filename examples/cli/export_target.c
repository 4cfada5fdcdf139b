#define _XOPEN_SOURCE 700 /* for realpath() */

#include "export_target.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "beside.h"
#include "errors.h"
#include "print.h"
#include "signals.h"
#include "verbose.h"

static int cannot(const char *path, int problem)
{
    return complain(SDP_E_FILE, "FILE", "the file '%.200s' cannot be written: %s", path, strerror(problem));
}

int export_target_open(export_target *to, const char *path)
{
    struct stat about;
    *to = (export_target){.path = path, .mode = -1};
    if (path == NULL) return STATUS_DONE;
    if (*path == '\0') return complain(SDP_E_ARGUMENT, "FILE", "the name of the file is empty");
    const bool is_there = stat(path, &about) == 0;
    /* Something else than a file would be replaced by one. */
    if (is_there && !S_ISREG(about.st_mode)) {
        return complain(SDP_E_FILE, "FILE", "'%.200s' is no regular file; - is standard output", path);
    }
    /* It would be replaced all the same, by who may write in its folder. */
    if (is_there && ((about.st_mode & 0222) == 0 || access(path, W_OK) != 0)) return cannot(path, EACCES);
    /* A link stays one, and who may read the file stays so; until it is whole it is its owner's alone. */
    if (is_there) to->mode = (long)(about.st_mode & 0777);
    to->real = is_there ? realpath(path, NULL) : NULL;
    const char *real = to->real != NULL ? to->real : path;
    beside_clean(real);
    const int descriptor = beside_open(real, &to->beside);
    to->file = descriptor >= 0 ? fdopen(descriptor, "wb") : NULL;
    if (to->file == NULL) return cannot(path, errno);
    signals_take_away(text_get(&to->beside));
    return STATUS_DONE;
}

int export_target_put(export_target *to, const char *bytes, size_t size)
{
    if (to->path == NULL) {
        print_bytes(bytes, size);
        return print_failed() ? print_flush() : STATUS_DONE;
    }
    errno = 0;
    if (fwrite(bytes, 1, size, to->file) == size) return STATUS_DONE;
    return cannot(to->path, errno != 0 ? errno : EIO);
}

int export_target_rewind(export_target *to)
{
    errno = 0;
    rewind(to->file);
    if (errno == 0 && ftruncate(fileno(to->file), 0) == 0) return STATUS_DONE;
    return cannot(to->path, errno != 0 ? errno : EIO);
}

/* What a new file is readable for, by the rules of the process; asking for them sets them. */
static mode_t usual_mode(void)
{
    const mode_t mask = umask(077);
    umask(mask);
    return 0666 & ~mask;
}

static int finish(export_target *of)
{
    const mode_t mode = of->mode >= 0 ? (mode_t)of->mode : usual_mode();
    int problem = fflush(of->file) != 0 || fsync(fileno(of->file)) != 0 ? errno : 0;
    /* Not before it is whole: as long as it is its owner's alone, it is taken away after a kill. */
    (void)fchmod(fileno(of->file), mode);
    if (fclose(of->file) != 0 && problem == 0) problem = errno;
    of->file = NULL;
    if (problem == 0 && rename(text_get(&of->beside), of->real != NULL ? of->real : of->path) != 0) problem = errno;
    return problem == 0 ? STATUS_DONE : cannot(of->path, problem);
}

int export_target_close(export_target *from, int status, int64_t rows)
{
    if (from->path == NULL) return status == STATUS_DONE ? print_flush() : status;
    const bool was_open = from->file != NULL;
    if (status == STATUS_DONE) status = finish(from);
    if (from->file != NULL) (void)fclose(from->file);
    if (was_open && status != STATUS_DONE) (void)unlink(text_get(&from->beside));
    signals_take_away(NULL);
    if (status == STATUS_DONE) verbose_note("%" PRId64 " rows in %.200s", rows, from->path);
    text_free(&from->beside);
    free(from->real);
    return status;
}
