/* Configuration and caches that sibling transports share, and libcurl's global initialisation. */
#define _POSIX_C_SOURCE 200809L

#include <curl/curl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "http/curl_parts.h"

#define NEEDED_LIBCURL 0x075000 /* 7.80.0 brought CURLOPT_PREREQFUNCTION */
#define QUIET_LIBCURL 0x075700  /* since 7.87.0 libcurl itself writes what its TLS library sends, without a SIGPIPE */

static CURLcode global_result;

/* Never undone: another part of the program may use libcurl too, and curl_global_cleanup() is not safe with threads. */
static void global_init(void)
{
    global_result = curl_global_init(CURL_GLOBAL_DEFAULT);
}

static sdp_status check_libcurl(sdp_error *error)
{
    sdpi_once(global_init);
    if (global_result != CURLE_OK) return sdpi_error_set(error, SDP_E_CONFIG, NULL, "libcurl cannot be initialised");
    const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);
    if (version->version_num < NEEDED_LIBCURL) {
        return sdpi_error_set(error, SDP_E_CONFIG, NULL, "libcurl %s is loaded, 7.80.0 or newer is needed",
                              version->version);
    }
    if ((version->features & CURL_VERSION_SSL) == 0) {
        return sdpi_error_set(error, SDP_E_CONFIG, NULL, "the libcurl that is loaded was built without TLS");
    }
    return SDP_OK;
}

static sdp_status check_file(sdp_error *error, const char *member, const char *path)
{
    struct stat entry;
    if (path == NULL) return SDP_OK;
    if (stat(path, &entry) != 0 || access(path, R_OK) != 0) {
        return sdpi_error_set(error, SDP_E_CONFIG, member, "%s: no file that can be read at \"%s\"", member, path);
    }
    if (S_ISDIR(entry.st_mode)) {
        return sdpi_error_set(error, SDP_E_CONFIG, member, "%s: \"%s\" is a directory", member, path);
    }
    return SDP_OK;
}

static sdp_status check_directory(sdp_error *error, const char *member, const char *path)
{
    struct stat entry;
    if (path == NULL) return SDP_OK;
    if (stat(path, &entry) != 0 || !S_ISDIR(entry.st_mode) || access(path, R_OK | X_OK) != 0) {
        return sdpi_error_set(error, SDP_E_CONFIG, member, "%s: no directory that can be read at \"%s\"", member, path);
    }
    return SDP_OK;
}

/* A proxy's URL is checked here since libcurl would show it, password and all, in its words about a wrong one. */
static sdp_status check_proxy(sdp_error *error, const char *proxy)
{
    static const char *const schemes[] = {"http", "https", "socks4", "socks4a", "socks5", "socks5h"};
    if (proxy == NULL || proxy[0] == '\0') return SDP_OK;
    CURLU *url = curl_url();
    if (url == NULL) return sdpi_error_no_memory(error);
    char *scheme = NULL;
    int known = 0;
    if (strstr(proxy, "://") == NULL) {
        known = curl_url_set(url, CURLUPART_URL, proxy, CURLU_DEFAULT_SCHEME) == CURLUE_OK;
    } else if (curl_url_set(url, CURLUPART_URL, proxy, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
               curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK) {
        for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) known |= strcmp(scheme, schemes[i]) == 0;
    }
    curl_free(scheme);
    curl_url_cleanup(url);
    if (known) return SDP_OK;
    return sdpi_error_set(error, SDP_E_CONFIG, "proxy", "proxy: not the URL of an http, https or socks proxy");
}

static sdp_status check_config(const sdpi_http_config *config, sdp_error *error)
{
    sdp_status status = check_file(error, "ca_file", config->ca_file);
    if (status == SDP_OK) status = check_directory(error, "ca_path", config->ca_path);
    if (status == SDP_OK) status = check_file(error, "client_cert", config->client_cert);
    if (status == SDP_OK) status = check_file(error, "client_key", config->client_key);
    if (status == SDP_OK && config->client_key != NULL && config->client_cert == NULL) {
        status = sdpi_error_set(error, SDP_E_CONFIG, "client_cert", "client_key is given without a client_cert");
    }
    if (status == SDP_OK) status = check_proxy(error, config->proxy);
    if (status == SDP_OK && config->user_agent != NULL && !sdpi_is_header_text(config->user_agent)) {
        status =
            sdpi_error_set(error, SDP_E_CONFIG, "user_agent", "user_agent: it has a line end or a control character");
    }
    return status;
}

/* libcurl keeps its parsed certificates for the next connection only while no certificate directory is set, and some
   systems set one by default beside the file that holds all of them. Parsing costs more than all the rest of a
   connection, so that the directory goes wherever a file is in use and the caller did not name a directory. */
static int certificates_are_one_file(const sdpi_http_config *config)
{
    struct stat entry;
    if (config->ca_path != NULL) return 0;
    if (config->ca_file != NULL) return 1;
    const char *builtin = curl_version_info(CURLVERSION_NOW)->cainfo;
    return builtin != NULL && stat(builtin, &entry) == 0 && S_ISREG(entry.st_mode);
}

static int copy_member(const sdp_allocator *allocator, char **to, const char *from)
{
    *to = sdpi_copy_text(allocator, from);
    return from == NULL || *to != NULL;
}

static int copy_config(sdpi_curl_shared *shared, const sdpi_http_config *config)
{
    const sdp_allocator *allocator = &shared->allocator;
    shared->connect_timeout_ms = config->connect_timeout_ms;
    shared->allow_http = config->allow_http;
    shared->raises_sigpipe = curl_version_info(CURLVERSION_NOW)->version_num < QUIET_LIBCURL;
    shared->ca_is_file = certificates_are_one_file(config);
    return copy_member(allocator, &shared->ca_file, config->ca_file) &&
           copy_member(allocator, &shared->ca_path, config->ca_path) &&
           copy_member(allocator, &shared->client_cert, config->client_cert) &&
           copy_member(allocator, &shared->client_key, config->client_key) &&
           copy_member(allocator, &shared->client_key_password, config->client_key_password) &&
           copy_member(allocator, &shared->proxy, config->proxy) &&
           copy_member(allocator, &shared->no_proxy, config->no_proxy) &&
           copy_member(allocator, &shared->user_agent, config->user_agent);
}

static void lock_data(CURL *easy, curl_lock_data data, curl_lock_access access_kind, void *user_data)
{
    sdpi_curl_shared *shared = user_data;
    (void)easy;
    (void)access_kind;
    sdpi_mutex_lock(shared->locks[(unsigned)data % SDPI_CURL_LOCKS]);
}

static void unlock_data(CURL *easy, curl_lock_data data, void *user_data)
{
    sdpi_curl_shared *shared = user_data;
    (void)easy;
    sdpi_mutex_unlock(shared->locks[(unsigned)data % SDPI_CURL_LOCKS]);
}

static int make_share(sdpi_curl_shared *shared)
{
    for (size_t i = 0; i < SDPI_CURL_LOCKS; i++) {
        shared->locks[i] = sdpi_mutex_new(&shared->allocator);
        if (shared->locks[i] == NULL) return 0;
    }
    CURLSH *share = curl_share_init();
    shared->share = share;
    return share != NULL && curl_share_setopt(share, CURLSHOPT_LOCKFUNC, lock_data) == CURLSHE_OK &&
           curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, unlock_data) == CURLSHE_OK &&
           curl_share_setopt(share, CURLSHOPT_USERDATA, shared) == CURLSHE_OK &&
           curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS) == CURLSHE_OK &&
           curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) == CURLSHE_OK;
}

sdp_status sdpi_curl_shared_new(const sdpi_http_config *config, const sdp_allocator *allocator, sdp_error *error,
                                sdpi_curl_shared **out)
{
    *out = NULL;
    sdp_status status = check_libcurl(error);
    if (status == SDP_OK) status = check_config(config, error);
    if (status != SDP_OK) return status;
    sdpi_curl_shared *shared = sdpi_allocate_zero(allocator, sizeof *shared);
    if (shared == NULL) return sdpi_error_no_memory(error);
    shared->allocator = *allocator;
    sdpi_atomic_set(&shared->references, 1);
    if (!copy_config(shared, config) || !make_share(shared)) {
        sdpi_curl_shared_release(shared);
        return sdpi_error_no_memory(error);
    }
    *out = shared;
    return SDP_OK;
}

sdpi_curl_shared *sdpi_curl_shared_retain(sdpi_curl_shared *shared)
{
    sdpi_atomic_add(&shared->references, 1);
    return shared;
}

void sdpi_curl_shared_release(sdpi_curl_shared *shared)
{
    if (sdpi_atomic_add(&shared->references, -1) > 0) return;
    sdp_allocator allocator = shared->allocator;
    if (shared->share != NULL) curl_share_cleanup(shared->share);
    for (size_t i = 0; i < SDPI_CURL_LOCKS; i++) sdpi_mutex_free(shared->locks[i]);
    sdpi_release(&allocator, shared->ca_file);
    sdpi_release(&allocator, shared->ca_path);
    sdpi_release(&allocator, shared->client_cert);
    sdpi_release(&allocator, shared->client_key);
    sdpi_release_secret(&allocator, shared->client_key_password);
    /* A proxy's URL may hold its password. */
    sdpi_release_secret(&allocator, shared->proxy);
    sdpi_release(&allocator, shared->no_proxy);
    sdpi_release(&allocator, shared->user_agent);
    sdpi_release(&allocator, shared);
}
