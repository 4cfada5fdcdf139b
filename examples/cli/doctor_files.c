/* Files that the environment names: whether they are there, and whether others can read what is secret. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cache.h"
#include "doctor_parts.h"
#include "environment.h"
#include "errors.h"
#include "text.h"

static void examine_ca_file(examination *of)
{
    const char *path = environment_get("SDP_CA_FILE");
    if (path == NULL) return;
    if (of->ca_problem.size > 0) {
        check_wrong(&of->found, "ca_file", STATUS_USAGE, "set SDP_CA_FILE to a file of certificates, as PEM", "%s: %s",
                    path, text_get(&of->ca_problem));
    } else if (access(path, R_OK) == 0) {
        check_ok(&of->found, "ca_file", "%s", path);
    } else {
        check_wrong(&of->found, "ca_file", STATUS_USAGE, "set SDP_CA_FILE to a file of certificates, as PEM",
                    "%s cannot be read: %s", path, strerror(errno));
    }
}

static void examine_mode(examination *of, const char *name, const char *path, const struct stat *entry)
{
    static const char advice[] = "take the rights of others away: chmod 600";
    static const char ask[] =
        "have it made for this user alone, such as with uid and mode 0400 of a container's secret";
    const bool is_given = entry->st_uid != geteuid() || (entry->st_mode & S_IWUSR) == 0;
    if ((entry->st_mode & S_IROTH) != 0 && (entry->st_mode & (S_IWGRP | S_IWOTH)) == 0 && is_given) {
        /* Whoever made it meant it so, and it is not for the user to change. */
        check_open(&of->found, name, ask, "%s can be read by all users", path);
    } else if ((entry->st_mode & (S_IROTH | S_IWOTH)) != 0) {
        check_wrong(&of->found, name, STATUS_USAGE, advice, "%s can be read or written by all users", path);
    } else if ((entry->st_mode & (S_IRGRP | S_IWGRP)) != 0) {
        check_open(&of->found, name, advice, "%s can be read or written by its group", path);
    } else {
        check_ok(&of->found, name, "%s is its owner's alone", path);
    }
}

/* A new text. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL) return copy_part(".", 1);
    return copy_part(path, slash == path ? 1 : (size_t)(slash - path));
}

/* Appends what the login would come upon: whether the file can be read, and be replaced. Nothing where all is well. */
static void put_cache_problem(examination *of, const char *path, text *to)
{
    sdp_login_state state = {.size = sizeof(state)};
    sdp_token_store *store = NULL;
    sdp_status status = sdp_token_store_new_file(path, of->error, &store);
    sdp_token_store_free(store);
    if (status == SDP_OK && of->login.kind == LOGIN_OAUTH) {
        status = sdp_auth_get_state(of->login.config.auth, of->error, &state);
    }
    char *folder = folder_of(path);
    if (status != SDP_OK) {
        text_puts(to, sdp_error_message(of->error));
    } else if (faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) != 0) {
        text_printf(to, "%s cannot be written: its folder: %s", path, strerror(errno));
    }
    free(folder);
}

static void examine_cache(examination *of)
{
    static const char advice[] = "name a file in SDP_TOKEN_CACHE, or each run asks for a token of its own";
    static const char mend[] =
        "mend the rights of file and folder (chmod go-w of the folder, chmod 600 of the file), or "
        "name another file in SDP_TOKEN_CACHE";
    const char *path = cache_path();
    text problem = {0};
    struct stat entry;
    if (path != NULL && of->is_oauth) put_cache_problem(of, path, &problem);
    if (problem.size > 0) {
        check_wrong(&of->found, "token_cache", STATUS_USAGE, mend, "%s", text_get(&problem));
    } else if (path != NULL && stat(path, &entry) == 0) {
        examine_mode(of, "token_cache", path, &entry);
    } else if (path != NULL && errno == ENOENT) {
        check_ok(&of->found, "token_cache", "%s, which is not there yet", path);
    } else if (path != NULL) {
        check_wrong(&of->found, "token_cache", STATUS_USAGE, mend, "%s: %s", path, strerror(errno));
    } else if (cache_problem() != NULL) {
        check_wrong(&of->found, "token_cache", STATUS_USAGE, mend, "each run asks for a token of its own: %s",
                    cache_problem());
    } else if (of->is_oauth) {
        check_open(&of->found, "token_cache", advice, "memory, as SDP_TOKEN_CACHE says");
    }
    text_free(&problem);
}

/* Opened, since rights on the path count too; nothing is read. Where the variable itself, `secret`, is set,
   nobody uses the file, but its rights are looked at all the same. */
static void examine_secret_file(examination *of, const char *name, const char *secret)
{
    const char *path = environment_get(name);
    struct stat entry;
    if (path == NULL) return;
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor >= 0 && fstat(descriptor, &entry) == 0) {
        examine_mode(of, name, path, &entry);
    } else if (environment_get(secret) != NULL) {
        check_open(&of->found, name, "unset one of the two", "%s cannot be read: %s; it is not used, for %s is set",
                   path, strerror(errno), secret);
    } else {
        check_wrong(&of->found, name, STATUS_USAGE, "name a file that can be read", "%s cannot be read: %s", path,
                    strerror(errno));
    }
    if (descriptor >= 0) (void)close(descriptor);
}

void examine_files(examination *of)
{
    const char *name;
    examine_ca_file(of);
    examine_cache(of);
    for (size_t i = 0; (name = secret_file_variable_at(i)) != NULL; i++) {
        examine_secret_file(of, name, secret_variable_at(i));
    }
}
