#include "export_target.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "errors.h"
#include "print.h"
#include "verbose.h"

static int cannot(const char *path, int problem)
{
    return complain(SDP_E_FILE, "FILE", "the file '%.200s' cannot be written: %s", path, strerror(problem));
}

int export_target_open(export_target *to, const char *path)
{
    struct stat about;
    *to = (export_target){.path = path};
    if (path == NULL) return STATUS_DONE;
    if (*path == '\0') return complain(SDP_E_ARGUMENT, "FILE", "the name of the file is empty");
    /* Something else than a file would be replaced by one. */
    if (stat(path, &about) == 0 && !S_ISREG(about.st_mode)) {
        return complain(SDP_E_FILE, "FILE", "'%.200s' is no regular file; - is standard output", path);
    }
    text_printf(&to->beside, "%s.%ld.new", path, (long)getpid());
    to->file = fopen(text_get(&to->beside), "wbx");
    return to->file != NULL ? STATUS_DONE : cannot(path, errno);
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

static int finish(export_target *of)
{
    int problem = fflush(of->file) != 0 || fsync(fileno(of->file)) != 0 ? errno : 0;
    if (fclose(of->file) != 0 && problem == 0) problem = errno;
    of->file = NULL;
    if (problem == 0 && rename(text_get(&of->beside), of->path) != 0) problem = errno;
    return problem == 0 ? STATUS_DONE : cannot(of->path, problem);
}

int export_target_close(export_target *from, int status, int64_t rows)
{
    if (from->path == NULL) return status == STATUS_DONE ? print_flush() : status;
    const bool was_open = from->file != NULL;
    if (status == STATUS_DONE) status = finish(from);
    if (from->file != NULL) (void)fclose(from->file);
    if (was_open && status != STATUS_DONE) (void)unlink(text_get(&from->beside));
    if (status == STATUS_DONE) verbose_note("%" PRId64 " rows in %.200s", rows, from->path);
    text_free(&from->beside);
    return status;
}
