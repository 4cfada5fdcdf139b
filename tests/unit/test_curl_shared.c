/* What sibling transports share: checked, copied, counted, wiped. src/http/curl_shared.c */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <curl/curl.h>

#include <cmocka.h>

#include "base/error.h"
#include "exchange.h"
#include "folder.h"
#include "http/curl_parts.h"
#include "raw_server.h"
#include "scarce.h"

#define SECRET "planted-key-81f3c0"

static sdpi_curl_shared *make(const sdpi_http_config *config)
{
    sdp_error error;
    sdpi_curl_shared *shared = NULL;
    sdpi_error_init(&error, &sdpi_default_allocator);
    if (sdpi_curl_shared_new(config, &sdpi_default_allocator, &error, &shared) != SDP_OK) fail_msg("%s", error.message);
    sdpi_error_release(&error);
    assert_non_null(shared);
    return shared;
}

static void all_texts_are_copied(void **state)
{
    const folder *f = *state;
    char file[300];
    char path[300];
    char text[] = "agent";
    char password[] = SECRET;
    char proxy[] = "http://me:" SECRET "@127.0.0.1:3128";
    char no_proxy[] = "localhost";
    snprintf(file, sizeof file, "%s", folder_write(f, "a.pem", "x", 1));
    snprintf(path, sizeof path, "%s", f->path);
    const sdpi_http_config config = {.connect_timeout_ms = 77,
                                     .ca_file = file,
                                     .ca_path = path,
                                     .client_cert = file,
                                     .client_key = file,
                                     .client_key_password = password,
                                     .proxy = proxy,
                                     .no_proxy = no_proxy,
                                     .user_agent = text,
                                     .allow_http = 1};
    sdpi_curl_shared *shared = make(&config);
    char *const given[] = {file, path, text, password, proxy, no_proxy};
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) memset(given[i], 'z', strlen(given[i]));
    snprintf(file, sizeof file, "%s/a.pem", f->path);
    assert_int_equal(shared->connect_timeout_ms, 77);
    assert_int_equal(shared->allow_http, 1);
    assert_string_equal(shared->ca_file, file);
    assert_string_equal(shared->ca_path, f->path);
    assert_string_equal(shared->client_cert, file);
    assert_string_equal(shared->client_key, file);
    assert_string_equal(shared->client_key_password, SECRET);
    assert_string_equal(shared->proxy, "http://me:" SECRET "@127.0.0.1:3128");
    assert_string_equal(shared->no_proxy, "localhost");
    assert_string_equal(shared->user_agent, "agent");
    sdpi_curl_shared_release(shared);
}

static void what_is_not_set_stays_so(void **state)
{
    (void)state;
    sdpi_curl_shared *shared = make(&exchange_config);
    assert_null(shared->ca_file);
    assert_null(shared->ca_path);
    assert_null(shared->client_cert);
    assert_null(shared->client_key);
    assert_null(shared->client_key_password);
    assert_null(shared->proxy);
    assert_null(shared->no_proxy);
    assert_int_equal(shared->allow_http, 0);
    assert_non_null(shared->share);
    for (size_t i = 0; i < SDPI_CURL_LOCKS; i++) assert_non_null(shared->locks[i]);
    sdpi_curl_shared_release(shared);
}

static void the_last_one_frees_it(void **state)
{
    scarce memory;
    sdpi_curl_shared *shared = NULL;
    (void)state;
    scarce_init(&memory, -1);
    assert_int_equal(sdpi_curl_shared_new(&exchange_config, &memory.allocator, NULL, &shared), SDP_OK);
    assert_ptr_equal(sdpi_curl_shared_retain(shared), shared);
    assert_ptr_equal(sdpi_curl_shared_retain(shared), shared);
    const long alive = memory.alive;
    sdpi_curl_shared_release(shared);
    sdpi_curl_shared_release(shared);
    assert_int_equal(memory.alive, alive);
    assert_string_equal(shared->user_agent, "libsdp-test");
    sdpi_curl_shared_release(shared);
    assert_int_equal(memory.alive, 0);
}

/* An allocator that looks into each block that is freed. */
typedef struct witness {
    scarce memory;
    sdp_allocator plain;
    int seen;
} witness;

static void look_and_release(void *user_data, void *block)
{
    witness *w = user_data; /* its first member is what the allocator knows */
    w->plain.release(user_data, block);
    for (size_t i = 0; i + strlen(SECRET) <= sizeof w->memory.seen; i++) {
        w->seen += memcmp(w->memory.seen + i, SECRET, strlen(SECRET)) == 0;
    }
}

static void secrets_are_wiped(void **state)
{
    witness w = {.seen = 0};
    sdpi_http_config config = exchange_config;
    sdpi_curl_shared *shared = NULL;
    (void)state;
    scarce_init(&w.memory, -1);
    w.plain = w.memory.allocator;
    w.memory.allocator.release = look_and_release;
    config.client_key_password = SECRET;
    config.proxy = "http://me:" SECRET "@127.0.0.1:3128";
    assert_int_equal(sdpi_curl_shared_new(&config, &w.memory.allocator, NULL, &shared), SDP_OK);
    sdpi_curl_shared_release(shared);
    assert_int_equal(w.memory.alive, 0);
    assert_int_equal(w.seen, 0);
    /* The witness sees what is not wiped. */
    config.no_proxy = SECRET;
    assert_int_equal(sdpi_curl_shared_new(&config, &w.memory.allocator, NULL, &shared), SDP_OK);
    sdpi_curl_shared_release(shared);
    assert_int_equal(w.seen, 1);
}

static void memory_that_runs_out_is_given_back(void **state)
{
    sdpi_http_config config = exchange_config;
    sdp_status status = SDP_E_NO_MEMORY;
    long left = 0;
    (void)state;
    config.client_key_password = SECRET;
    config.proxy = "http://127.0.0.1:3128";
    config.no_proxy = "localhost";
    for (; status != SDP_OK; left++) {
        scarce memory;
        sdp_error error;
        sdpi_curl_shared *shared = (sdpi_curl_shared *)(void *)&memory;
        assert_true(left < 50);
        scarce_init(&memory, left);
        sdpi_error_init(&error, &sdpi_default_allocator);
        status = sdpi_curl_shared_new(&config, &memory.allocator, &error, &shared);
        if (status == SDP_OK) {
            sdpi_curl_shared_release(shared);
        } else {
            assert_int_equal(status, SDP_E_NO_MEMORY);
            assert_int_equal(error.status, SDP_E_NO_MEMORY);
            assert_null(shared);
        }
        assert_int_equal(memory.alive, 0);
        sdpi_error_release(&error);
    }
    assert_true(left > 5 + SDPI_CURL_LOCKS); /* the struct, four texts, and the locks */
}

static void expect_refused(const sdpi_http_config *config, const char *member)
{
    sdp_error error;
    sdpi_curl_shared *shared = (sdpi_curl_shared *)(void *)&error;
    sdpi_error_init(&error, &sdpi_default_allocator);
    assert_int_equal(sdpi_curl_shared_new(config, &sdpi_default_allocator, &error, &shared), SDP_E_CONFIG);
    assert_null(shared);
    assert_string_equal(error.path, member);
    assert_non_null(strstr(error.message, member));
    assert_null(strstr(error.message, SECRET));
    sdpi_error_release(&error);
}

static void files_are_looked_at_before_they_are_needed(void **state)
{
    const folder *f = *state;
    const char *file = folder_write(f, "a.pem", "x", 1);
    char missing[300];
    snprintf(missing, sizeof missing, "%s/missing", f->path);
    sdpi_http_config config = exchange_config;
    const char **const files[] = {&config.ca_file, &config.client_cert, &config.client_key};
    static const char *const names[] = {"ca_file", "client_cert", "client_key"};
    for (size_t i = 0; i < 3; i++) {
        const char *const wrong[] = {missing, f->path, ""};
        for (size_t w = 0; w < 3; w++) {
            config = exchange_config;
            config.client_cert = i == 2 ? file : NULL;
            *files[i] = wrong[w];
            expect_refused(&config, names[i]);
        }
    }
    const char *const directories[] = {missing, file, ""};
    for (size_t w = 0; w < 3; w++) {
        config = exchange_config;
        config.ca_path = directories[w];
        expect_refused(&config, "ca_path");
    }
    config = exchange_config;
    config.client_key = file; /* of which certificate? */
    expect_refused(&config, "client_cert");
}

static void what_may_not_be_read_is_refused(void **state)
{
    const folder *f = *state;
    const char *file = folder_write(f, "a.pem", "x", 1);
    sdpi_http_config config = exchange_config;
    if (geteuid() == 0) skip(); /* may read it all */
    assert_int_equal(chmod(file, 0), 0);
    config.ca_file = file;
    expect_refused(&config, "ca_file");
    config = exchange_config;
    config.ca_path = f->path;
    assert_int_equal(chmod(f->path, 0), 0);
    expect_refused(&config, "ca_path");
    assert_int_equal(chmod(f->path, S_IRWXU), 0);
}

static void proxies_are_urls_of_a_known_kind(void **state)
{
    static const char *const good[] = {"",
                                       "127.0.0.1",
                                       "127.0.0.1:3128",
                                       "me:" SECRET "@proxy.example.com:3128",
                                       "http://127.0.0.1:3128",
                                       "https://proxy.example.com",
                                       "socks4://127.0.0.1",
                                       "socks4a://127.0.0.1",
                                       "socks5://127.0.0.1:1080",
                                       "socks5h://me:" SECRET "@127.0.0.1",
                                       "HTTP://127.0.0.1"};
    static const char *const wrong[] = {"ftp://me:" SECRET "@127.0.0.1",
                                        "http://me:" SECRET "@127.0.0.1:x",
                                        "http://127.0.0.1:99999",
                                        "http://",
                                        "://127.0.0.1",
                                        "file:///etc/hosts",
                                        "127.0.0.1:x",
                                        "http://a b/",
                                        "socks6://127.0.0.1"};
    sdpi_http_config config = exchange_config;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        config.proxy = good[i];
        sdpi_curl_shared_release(make(&config));
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        config.proxy = wrong[i];
        expect_refused(&config, "proxy");
    }
}

static void an_agent_is_one_line(void **state)
{
    static const char *const wrong[] = {"a\r\nX: y", "a\n", "\x01", "a\x7F"};
    sdpi_http_config config = exchange_config;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        config.user_agent = wrong[i];
        expect_refused(&config, "user_agent");
    }
}

/* With a directory of certificates libcurl would parse them for each connection. */
static void one_file_of_certificates_is_known(void **state)
{
    const folder *f = *state;
    sdpi_http_config config = exchange_config;
    config.ca_file = folder_write(f, "a.pem", "x", 1);
    sdpi_curl_shared *shared = make(&config);
    assert_int_equal(shared->ca_is_file, 1);
    sdpi_curl_shared_release(shared);
    config.ca_path = f->path; /* the caller wants it so */
    shared = make(&config);
    assert_int_equal(shared->ca_is_file, 0);
    sdpi_curl_shared_release(shared);
    config.ca_file = NULL;
    shared = make(&config);
    assert_int_equal(shared->ca_is_file, 0);
    sdpi_curl_shared_release(shared);
    const char *builtin = curl_version_info(CURLVERSION_NOW)->cainfo;
    shared = make(&exchange_config);
    assert_int_equal(shared->ca_is_file, builtin != NULL && access(builtin, F_OK) == 0);
    sdpi_curl_shared_release(shared);
}

/* Siblings use the caches at the same time, each in a thread with a handle of its own; names are looked up, so that the
   cache of names is written too. */
typedef struct sibling {
    sdpi_curl_shared *shared;
    char url[64];
    int answered;
} sibling;

static size_t drop_body(char *bytes, size_t size, size_t count, void *user_data)
{
    (void)bytes;
    (void)user_data;
    return size * count;
}

static void *use(void *argument)
{
    sibling *self = argument;
    for (int i = 0; i < 10; i++) {
        CURL *easy = curl_easy_init();
        curl_easy_setopt(easy, CURLOPT_SHARE, (CURLSH *)self->shared->share);
        curl_easy_setopt(easy, CURLOPT_URL, self->url);
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
        curl_easy_setopt(easy, CURLOPT_IPRESOLVE, (long)CURL_IPRESOLVE_V4);
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop_body);
        self->answered += curl_easy_perform(easy) == CURLE_OK;
        curl_easy_cleanup(easy);
    }
    sdpi_curl_shared_release(self->shared);
    return NULL;
}

static void siblings_share_it_from_several_threads(void **state)
{
    static const raw_step works[] = {RAW_READ, RAW_REPLY("200 OK", "{}"), RAW_END};
    enum { SIBLINGS = 3 };
    raw_server *server = RAW_SERVER(works);
    sdpi_curl_shared *shared = make(&exchange_config);
    sibling siblings[SIBLINGS];
    pthread_t threads[SIBLINGS];
    (void)state;
    for (int i = 0; i < SIBLINGS; i++) {
        siblings[i] = (sibling){.shared = sdpi_curl_shared_retain(shared)};
        snprintf(siblings[i].url, sizeof siblings[i].url, "http://localhost:%d/", raw_server_port(server));
        assert_int_equal(pthread_create(&threads[i], NULL, use, &siblings[i]), 0);
    }
    sdpi_curl_shared_release(shared); /* the siblings hold it */
    for (int i = 0; i < SIBLINGS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(siblings[i].answered, 10);
    }
    raw_server_stop(server);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_make, folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(all_texts_are_copied),
        cmocka_unit_test(what_is_not_set_stays_so),
        cmocka_unit_test(the_last_one_frees_it),
        cmocka_unit_test(secrets_are_wiped),
        cmocka_unit_test(memory_that_runs_out_is_given_back),
        IN_FOLDER(files_are_looked_at_before_they_are_needed),
        IN_FOLDER(what_may_not_be_read_is_refused),
        cmocka_unit_test(proxies_are_urls_of_a_known_kind),
        cmocka_unit_test(an_agent_is_one_line),
        IN_FOLDER(one_file_of_certificates_is_known),
        cmocka_unit_test(siblings_share_it_from_several_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
