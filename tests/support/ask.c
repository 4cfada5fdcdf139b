#define _POSIX_C_SOURCE 200809L

#include "support/ask.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include <cjson/cJSON.h>
#include <curl/curl.h>

static CURL *kept;
static char root[128];

void ask_begin(const char *where)
{
    snprintf(root, sizeof(root), "%s", where);
    kept = curl_easy_init();
    if (!kept) abort();
}

void ask_end(void)
{
    curl_easy_cleanup(kept);
    kept = NULL;
}

static size_t take(char *data, size_t one, size_t count, void *user)
{
    reply *to = user;
    size_t size = one * count;
    char *grown = realloc(to->body, to->size + size + 1);
    if (!grown) return 0;
    memcpy(grown + to->size, data, size);
    to->body = grown;
    to->size += size;
    grown[to->size] = '\0';
    return size;
}

static struct curl_slist *add_header(struct curl_slist *to, const char *name, const char *given, const char *usual)
{
    char line[512];
    const char *value = given ? given : usual;
    snprintf(line, sizeof(line), *value ? "%s: %s" : "%s:", name, value);
    return curl_slist_append(to, line);
}

static struct curl_slist *make_headers(const ask_options *with)
{
    const char *login = with->login ? with->login : "Authorization: Zoho-oauthtoken test-token";
    struct curl_slist *headers = add_header(NULL, "Accept", with->accept, "application/vnd.manageengine.sdp.v3+json");
    headers = add_header(headers, "Content-Type", with->content_type, "application/x-www-form-urlencoded");
    headers = curl_slist_append(headers, "Expect:");
    return *login ? curl_slist_append(headers, login) : headers;
}

static void make_url(char *url, size_t size, const char *path)
{
    static const char *const roots[] = {"/app/", "/api/", "/oauth/", "/_sandbox/"};
    int whole = 0;
    for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
        whole |= strncmp(path, roots[i], strlen(roots[i])) == 0;
    }
    snprintf(url, size, "%s%s%s", root, whole ? "" : "/app/itdesk/api/v3", path);
}

static void read_info(reply *to)
{
    char *type = NULL;
    char *location = NULL;
    curl_off_t retry_after = 0;
    curl_easy_getinfo(kept, CURLINFO_RESPONSE_CODE, &to->status);
    curl_easy_getinfo(kept, CURLINFO_CONTENT_TYPE, &type);
    curl_easy_getinfo(kept, CURLINFO_RETRY_AFTER, &retry_after);
    curl_easy_getinfo(kept, CURLINFO_TOTAL_TIME, &to->seconds);
    to->retry_after = (long)retry_after;
    snprintf(to->type, sizeof(to->type), "%s", type ? type : "");
    curl_easy_getinfo(kept, CURLINFO_REDIRECT_URL, &location);
    snprintf(to->location, sizeof(to->location), "%s", location ? location : "");
}

static void prepare(const char *path, struct curl_slist *headers, long timeout_ms, reply *got)
{
    char url[16384];
    make_url(url, sizeof(url), path);
    curl_easy_reset(kept);
    curl_easy_setopt(kept, CURLOPT_URL, url);
    curl_easy_setopt(kept, CURLOPT_PROXY, "");
    curl_easy_setopt(kept, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(kept, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(kept, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(kept, CURLOPT_TIMEOUT_MS, timeout_ms ? timeout_ms : 20000L);
    curl_easy_setopt(kept, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(kept, CURLOPT_WRITEDATA, got);
}

reply ask_raw(const char *method, const char *path, const char *body, size_t size, const ask_options *options)
{
    static const ask_options usual;
    const ask_options *with = options ? options : &usual;
    reply got = {.body = strdup("")};
    struct curl_slist *headers = make_headers(with);
    prepare(path, headers, with->timeout_ms, &got);
    if (with->decode) curl_easy_setopt(kept, CURLOPT_ACCEPT_ENCODING, "");
    if (body) {
        curl_easy_setopt(kept, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
        curl_easy_setopt(kept, CURLOPT_POSTFIELDS, body);
    }
    curl_easy_setopt(kept, CURLOPT_CUSTOMREQUEST, method);
    got.failure = (int)curl_easy_perform(kept);
    read_info(&got);
    curl_slist_free_all(headers);
    return got;
}

reply ask(const char *method, const char *path, const char *input)
{
    if (!input) return ask_raw(method, path, NULL, 0, NULL);
    char *encoded = curl_easy_escape(kept, input, 0);
    size_t size = strlen(path) + strlen(encoded) + sizeof("?input_data=");
    char *text = malloc(size);
    if (!text) abort();
    reply got;
    if (strcmp(method, "GET") == 0) {
        snprintf(text, size, "%s?input_data=%s", path, encoded);
        got = ask_raw(method, text, NULL, 0, NULL);
    } else {
        snprintf(text, size, "input_data=%s", encoded);
        got = ask_raw(method, path, text, strlen(text), NULL);
    }
    free(text);
    curl_free(encoded);
    return got;
}

char ask_byte(size_t place)
{
    return (char)((place * 2654435761u) >> 13);
}

/* A part that is made while it is sent. */
typedef struct made {
    size_t at;
    size_t size;
} made;

static size_t make_bytes(char *to, size_t one, size_t count, void *user)
{
    made *from = user;
    size_t size = one * count < from->size - from->at ? one * count : from->size - from->at;
    for (size_t i = 0; i < size; i++) to[i] = ask_byte(from->at++);
    return size;
}

reply ask_upload(const char *path, const ask_part *parts, size_t count)
{
    reply got = {.body = strdup("")};
    struct curl_slist *headers = make_headers(&(ask_options){0});
    made bytes[8];
    curl_mime *form = curl_mime_init(kept);
    for (size_t i = 0; i < count && i < 8; i++) {
        curl_mimepart *part = curl_mime_addpart(form);
        bytes[i] = (made){0, parts[i].size};
        curl_mime_name(part, parts[i].name);
        if (parts[i].data) {
            curl_mime_data(part, parts[i].data, parts[i].size ? parts[i].size : CURL_ZERO_TERMINATED);
        } else {
            curl_mime_data_cb(part, (curl_off_t)parts[i].size, make_bytes, NULL, NULL, &bytes[i]);
        }
        if (parts[i].filename) curl_mime_filename(part, parts[i].filename);
        if (parts[i].type) curl_mime_type(part, parts[i].type);
    }
    /* The form brings a Content-Type of its own. */
    struct curl_slist *own = NULL;
    for (struct curl_slist *line = headers; line; line = line->next) {
        if (strncmp(line->data, "Content-Type", 12) != 0) own = curl_slist_append(own, line->data);
    }
    prepare(path, own, 120000, &got);
    curl_easy_setopt(kept, CURLOPT_MIMEPOST, form);
    got.failure = (int)curl_easy_perform(kept);
    read_info(&got);
    curl_easy_reset(kept);
    curl_mime_free(form);
    curl_slist_free_all(headers);
    curl_slist_free_all(own);
    return got;
}

static size_t compare(char *data, size_t one, size_t count, void *user)
{
    made *with = user;
    for (size_t i = 0; i < one * count; i++) {
        if (data[i] != ask_byte(with->at++)) return 0;
    }
    return one * count;
}

long ask_download(const char *path)
{
    made with = {0};
    long status = 0;
    struct curl_slist *headers = make_headers(&(ask_options){.accept = "*/*"});
    prepare(path, headers, 120000, NULL);
    curl_easy_setopt(kept, CURLOPT_WRITEFUNCTION, compare);
    curl_easy_setopt(kept, CURLOPT_WRITEDATA, &with);
    CURLcode code = curl_easy_perform(kept);
    curl_easy_getinfo(kept, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_reset(kept);
    curl_slist_free_all(headers);
    return code == CURLE_OK && status == 200 ? (long)with.at : -1;
}

void ask_member(const reply *from, const char *path, char *out, size_t size)
{
    cJSON *document = cJSON_Parse(from->body);
    const cJSON *at = document;
    char copy[200];
    char *rest = NULL;
    snprintf(copy, sizeof(copy), "%s", path);
    for (char *name = strtok_r(copy, ".", &rest); name && at; name = strtok_r(NULL, ".", &rest)) {
        at = cJSON_IsArray(at) ? cJSON_GetArrayItem(at, (int)strtol(name, NULL, 10))
                               : cJSON_GetObjectItemCaseSensitive(at, name);
    }
    char *printed = at && !cJSON_IsString(at) ? cJSON_PrintUnformatted(at) : NULL;
    const char *text = cJSON_GetStringValue(at);
    snprintf(out, size, "%s", text ? text : printed ? printed : "");
    cJSON_free(printed);
    cJSON_Delete(document);
}

void ask_expect(const char *method, const char *path, const char *input, long status, const char *part)
{
    reply got = ask(method, path, input);
    if (got.failure || got.status != status || !strstr(got.body, part)) {
        fail_msg("%s %s %s: %d, HTTP %ld, no %s in %s", method, path, input ? input : "", got.failure, got.status, part,
                 got.body);
    }
    ask_free(&got);
}

void ask_for(const char *method, const char *path, const char *input, const char *member, char *out, size_t size)
{
    reply got = ask(method, path, input);
    if (got.failure || got.status != 200) fail_msg("%s %s %s: HTTP %ld %s", method, path, input, got.status, got.body);
    ask_member(&got, member, out, size);
    ask_free(&got);
}

char *ask_bytes(int port, const char *request)
{
    enum { MOST = 1 << 20 };
    char *got = calloc(1, MOST);
    size_t size = 0;
    ssize_t count = 0;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    assert_non_null(got);
    assert_int_equal(connect(connection, (struct sockaddr *)&to, sizeof(to)), 0);
    assert_int_equal(send(connection, request, strlen(request), 0), strlen(request));
    while ((count = recv(connection, got + size, MOST - 1 - size, 0)) > 0) size += (size_t)count;
    close(connection);
    return got;
}

void ask_free(reply *from)
{
    free(from->body);
    *from = (reply){0};
}
