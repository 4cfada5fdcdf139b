#include "proxy.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "exchange.h"
#include "guard.h"
#include "json.h"
#include "relay.h"
#include "tape.h"

#define MOST_ANSWER (16u * 1024 * 1024)
#define MOST_HEADERS (64u * 1024)
#define MOST_IDLE 8 /* handles that are kept for their connections */
#define CONNECT_SECONDS 10L
#define WHOLE_SECONDS 120L

struct proxy {
    char *origin; /* "https://desk.example.com:8443" */
    char *base_path;
    const char *ca_file; /* NULL: the authorities of the system */
    bool near;           /* the service is on this machine */
    tape *to;
    CURL *idle[MOST_IDLE];
    size_t idle_count;
    secrets seen; /* of all requests so far: a login may come up again in a later one */
    pthread_mutex_t mutex;
    atomic_bool stopping;
};

/* What comes back, as it comes. */
typedef struct transfer {
    proxy *by;
    answer *out;
    int begun; /* how often the request was about to be sent */
    bool once; /* it is a write, which must not be sent twice */
    bool too_large;
    char problem[CURL_ERROR_SIZE];
} transfer;

/* A part of the URL, freed by curl_free(); NULL where it has none. */
static char *part(CURLU *url, CURLUPart which)
{
    char *found = NULL;
    return curl_url_get(url, which, &found, 0) == CURLUE_OK ? found : NULL;
}

static const char *judge_url(CURLU *url, const char *scheme, const char *host, bool allow_http)
{
    static const struct {
        CURLUPart which;
        const char *why;
    } unwanted[] = {{CURLUPART_USER, "it has a user or a password"},
                    {CURLUPART_QUERY, "it has a query"},
                    {CURLUPART_FRAGMENT, "it has a fragment"}};
    if (!scheme || !host) return "it is no URL such as https://desk.example.com/app/portal";
    bool plain = strcasecmp(scheme, "http") == 0;
    if (!plain && strcasecmp(scheme, "https") != 0) return "it has neither https nor http";
    for (size_t i = 0; i < sizeof(unwanted) / sizeof(unwanted[0]); i++) {
        char *found = part(url, unwanted[i].which);
        curl_free(found);
        if (found) return unwanted[i].why;
    }
    /* The judgement of a host that comes with a request is right for this one too. */
    bool near = guard_judge("GET", host, NULL, true) == NULL;
    if (plain && !near && !allow_http) return "http would show the login to the network; see --allow-http";
    return NULL;
}

static bool take_url(proxy *to, const char *given, bool allow_http, text *problem)
{
    text origin = {0};
    CURLU *url = curl_url();
    bool read = url && curl_url_set(url, CURLUPART_URL, given, 0) == CURLUE_OK;
    char *scheme = read ? part(url, CURLUPART_SCHEME) : NULL;
    char *host = read ? part(url, CURLUPART_HOST) : NULL;
    char *port = read ? part(url, CURLUPART_PORT) : NULL;
    char *path = read ? part(url, CURLUPART_PATH) : NULL;
    const char *why = judge_url(url, scheme, host, allow_http);
    size_t length = path ? strlen(path) : 0;
    while (length && path[length - 1] == '/') path[--length] = '\0';
    if (!why && path && !tape_is_base_path(path)) why = "its path has strange characters";
    if (!why) {
        text_printf(&origin, "%s://%s%s%s", scheme, host, port ? ":" : "", port ? port : "");
        to->near = guard_judge("GET", host, NULL, true) == NULL;
        to->origin = origin.data;
        to->base_path = strdup(path ? path : "");
    } else {
        text_printf(problem, "the URL to record: %s", why);
    }
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    curl_free(path);
    curl_url_cleanup(url);
    return to->origin && to->base_path;
}

/* That it is there: what is in it is seen by the first connection, whose answer tells what is wrong with it. */
static bool take_authorities(proxy *to, const char *file, text *problem)
{
    if (!file) return true;
    FILE *opened = fopen(file, "r");
    if (opened) fclose(opened);
    if (!opened) text_printf(problem, "%s: %s", file, strerror(errno));
    to->ca_file = file;
    return opened != NULL;
}

proxy *proxy_start(const proxy_options *with, text *problem)
{
    proxy *made = calloc(1, sizeof(*made));
    if (!made) return NULL;
    pthread_mutex_init(&made->mutex, NULL);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    bool good = take_url(made, with->url, with->allow_http, problem) && take_authorities(made, with->ca_file, problem);
    if (good) made->to = tape_create(with->file, made->base_path, problem);
    if (made->to) return made;
    proxy_free(made);
    return NULL;
}

const char *proxy_base_path(const proxy *of)
{
    return of->base_path;
}

static size_t on_body(char *bytes, size_t one, size_t size, void *data)
{
    transfer *to = data;
    (void)one;
    to->too_large = to->out->body.size + size > MOST_ANSWER;
    if (to->too_large) return 0;
    text_add(&to->out->body, bytes, size);
    return to->out->body.failed ? 0 : size;
}

static void take_header(answer *to, const char *name, const char *value)
{
    if (strcasecmp(name, "Content-Type") == 0) {
        snprintf(to->file_type, sizeof(to->file_type), "%s", value);
        to->content_type = to->file_type;
    } else if (strcasecmp(name, "Retry-After") == 0) {
        snprintf(to->retry_after, sizeof(to->retry_after), "%s", value);
    } else if (!relay_stays(name) && to->headers.size < MOST_HEADERS) {
        text_printf(&to->headers, "%s: %s\n", name, value);
    }
}

/* An answer such as 100 comes before the one that counts. */
static size_t on_header(char *bytes, size_t one, size_t size, void *data)
{
    transfer *to = data;
    (void)one;
    char *line = strndup(bytes, size);
    if (!line) return 0;
    line[strcspn(line, "\r\n")] = '\0';
    char *colon = strchr(line, ':');
    if (strncmp(line, "HTTP/", 5) == 0) {
        text_clear(&to->out->headers);
        to->out->content_type = NULL;
        to->out->retry_after[0] = '\0';
    } else if (colon) {
        *colon = '\0';
        take_header(to->out, line, colon + 1 + strspn(colon + 1, " \t"));
    }
    free(line);
    return size;
}

static int on_progress(void *data, curl_off_t all, curl_off_t now, curl_off_t all_up, curl_off_t now_up)
{
    const transfer *to = data;
    (void)all;
    (void)now;
    (void)all_up;
    (void)now_up;
    return atomic_load(&to->by->stopping);
}

/* libcurl calls this whenever it is about to send the request. Where a kept connection ends without an answer it sends
   it again by itself, though the service may have done what was asked. */
static int on_begin(void *data, char *remote_ip, char *local_ip, int remote_port, int local_port)
{
    transfer *to = data;
    (void)remote_ip;
    (void)local_ip;
    (void)remote_port;
    (void)local_port;
    to->begun++;
    return to->once && to->begun > 1 ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

static CURL *take_handle(proxy *from)
{
    CURL *easy = NULL;
    pthread_mutex_lock(&from->mutex);
    if (from->idle_count) easy = from->idle[--from->idle_count];
    pthread_mutex_unlock(&from->mutex);
    if (!easy) return curl_easy_init();
    curl_easy_reset(easy);
    return easy;
}

static void give_handle(proxy *to, CURL *easy)
{
    pthread_mutex_lock(&to->mutex);
    bool kept = to->idle_count < MOST_IDLE;
    if (kept) to->idle[to->idle_count++] = easy;
    pthread_mutex_unlock(&to->mutex);
    if (!kept) curl_easy_cleanup(easy);
}

#define SET(option_, value_)                                                                                           \
    do {                                                                                                               \
        if (code == CURLE_OK) code = curl_easy_setopt(easy, option_, value_);                                          \
    } while (0)

static CURLcode set_guards(const proxy *by, CURL *easy, transfer *with)
{
    CURLcode code = CURLE_OK;
#if LIBCURL_VERSION_NUM >= 0x075500
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
#else
    SET(CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    if (by->ca_file) SET(CURLOPT_CAINFO, by->ca_file);
    if (by->ca_file) SET(CURLOPT_CAPATH, NULL);
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_PATH_AS_IS, 1L);
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (by->near) SET(CURLOPT_PROXY, "");
    SET(CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    SET(CURLOPT_TIMEOUT, WHOLE_SECONDS);
    SET(CURLOPT_ACCEPT_ENCODING, "");
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_ERRORBUFFER, with->problem);
    SET(CURLOPT_NOPROGRESS, 0L);
    SET(CURLOPT_XFERINFOFUNCTION, on_progress);
    SET(CURLOPT_XFERINFODATA, with);
    SET(CURLOPT_PREREQFUNCTION, on_begin);
    SET(CURLOPT_PREREQDATA, with);
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, with);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, with);
    return code;
}

static CURLcode set_request(CURL *easy, const char *url, const request *from, struct curl_slist *headers)
{
    CURLcode code = CURLE_OK;
    bool head = strcmp(from->method, "HEAD") == 0;
    bool sends = from->body.size || strcmp(from->method, "POST") == 0 || strcmp(from->method, "PUT") == 0;
    SET(CURLOPT_URL, url);
    SET(CURLOPT_HTTPHEADER, headers);
    if (head) SET(CURLOPT_NOBODY, 1L);
    if (sends && !head) {
        SET(CURLOPT_POSTFIELDS, text_get(&from->body));
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)from->body.size);
    }
    if (!head) SET(CURLOPT_CUSTOMREQUEST, from->method);
    return code;
}

static void fail(answer *out, const char *why)
{
    text message = {0};
    text_printf(&message, "sdp-sandbox --record: %s", why);
    answer_free(out);
    *out = (answer){0};
    answer_problem(out, CODE_GENERIC, NULL, text_get(&message));
    answer_failure(out, 502);
    text_free(&message);
}

/* Under the lock. */
static void collect(proxy *by, const request *from)
{
    bool was_incomplete = by->seen.incomplete;
    secrets_collect(&by->seen, from);
    if (was_incomplete || !by->seen.incomplete) return;
    fputs("sdp-sandbox: there is no room to know more logins again; from now on all texts are left out\n", stderr);
}

static void keep(proxy *by, const request *from, const answer *got, CURL *easy)
{
    text line = {0};
    answer kept = *got;
    curl_off_t us = 0;
    curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &us);
    pthread_mutex_lock(&by->mutex);
    collect(by, from);
    /* What is no text cannot be looked through for them either. */
    if (by->seen.incomplete) kept.body = (text){0};
    text_puts(&line, "{");
    exchange_write_request(from, &by->seen, &line);
    exchange_write_answer(from, &kept, (double)us / 1000, &by->seen, &line);
    text_puts(&line, "}");
    pthread_mutex_unlock(&by->mutex);
    if (!tape_add(by->to, &line)) fputs("sdp-sandbox: an exchange could not be written to the record\n", stderr);
    text_free(&line);
}

static void fail_transfer(const transfer *with, CURLcode code)
{
    text why = {0};
    if (with->too_large) {
        text_puts(&why, "the answer is larger than 16 MiB");
    } else if (with->once && with->begun > 1) {
        text_puts(&why, "the service gave no answer: it ended a kept connection; the request is not sent again");
    } else {
        const char *words = with->problem[0] ? with->problem : curl_easy_strerror(code);
        text_printf(&why, "the service gave no answer: %s", words);
    }
    if (with->once && with->begun) text_puts(&why, "; what was asked may have been done");
    fail(with->out, text_get(&why));
    text_free(&why);
}

static bool forward(proxy *by, CURL *easy, const request *from, answer *out)
{
    long status = 0;
    text url = {0};
    bool reads = strcmp(from->method, "GET") == 0 || strcmp(from->method, "HEAD") == 0;
    transfer with = {.by = by, .out = out, .once = !reads};
    struct curl_slist *headers = relay_request_headers(from);
    text_printf(&url, "%s%s%s%s", by->origin, from->path, from->query ? "?" : "", from->query ? from->query : "");
    CURLcode code = headers && !url.failed ? set_guards(by, easy, &with) : CURLE_OUT_OF_MEMORY;
    if (code == CURLE_OK) code = set_request(easy, text_get(&url), from, headers);
    if (code == CURLE_OK) code = curl_easy_perform(easy);
    if (code == CURLE_OK) code = curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    out->http = (int)status;
    if (code != CURLE_OK) fail_transfer(&with, code);
    curl_slist_free_all(headers);
    text_free(&url);
    return code == CURLE_OK;
}

void proxy_answer(proxy *by, const request *from, answer *out)
{
    if (from->too_large || from->no_room || from->path[0] != '/') {
        fail(out, from->path[0] == '/' ? "the body is larger than 16 MiB" : "the path does not begin with a slash");
        return;
    }
    CURL *easy = take_handle(by);
    if (!easy) {
        fail(out, "there is no memory left");
        return;
    }
    if (forward(by, easy, from, out)) keep(by, from, out, easy);
    give_handle(by, easy);
}

void proxy_clean(proxy *by, const request *from, const char *words, text *to)
{
    sdp_json *parsed = json_parse(words);
    pthread_mutex_lock(&by->mutex);
    collect(by, from);
    if (parsed) {
        secrets_add_json(to, &by->seen, parsed);
    } else {
        secrets_add_text(to, &by->seen, words);
    }
    pthread_mutex_unlock(&by->mutex);
    sdp_json_free(parsed);
}

void proxy_stop(proxy *from)
{
    if (from) atomic_store(&from->stopping, true);
}

void proxy_free(proxy *from)
{
    if (!from) return;
    for (size_t i = 0; i < from->idle_count; i++) curl_easy_cleanup(from->idle[i]);
    tape_close(from->to);
    free(from->origin);
    free(from->base_path);
    secrets_free(&from->seen);
    pthread_mutex_destroy(&from->mutex);
    free(from);
    curl_global_cleanup();
}
