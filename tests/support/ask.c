#define _POSIX_C_SOURCE 200809L

#include "support/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    int whole = strncmp(path, "/app/", 5) == 0 || strncmp(path, "/api/", 5) == 0 || strncmp(path, "/_", 2) == 0;
    snprintf(url, size, "%s%s%s", root, whole ? "" : "/app/itdesk/api/v3", path);
}

static void read_info(reply *to)
{
    char *type = NULL;
    curl_off_t retry_after = 0;
    curl_easy_getinfo(kept, CURLINFO_RESPONSE_CODE, &to->status);
    curl_easy_getinfo(kept, CURLINFO_CONTENT_TYPE, &type);
    curl_easy_getinfo(kept, CURLINFO_RETRY_AFTER, &retry_after);
    curl_easy_getinfo(kept, CURLINFO_TOTAL_TIME, &to->seconds);
    to->retry_after = (long)retry_after;
    snprintf(to->type, sizeof(to->type), "%s", type ? type : "");
}

reply ask_raw(const char *method, const char *path, const char *body, size_t size, const ask_options *options)
{
    static const ask_options usual;
    const ask_options *with = options ? options : &usual;
    reply got = {.body = strdup("")};
    char url[16384];
    struct curl_slist *headers = make_headers(with);
    make_url(url, sizeof(url), path);
    curl_easy_reset(kept);
    curl_easy_setopt(kept, CURLOPT_URL, url);
    curl_easy_setopt(kept, CURLOPT_PROXY, "");
    curl_easy_setopt(kept, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(kept, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(kept, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(kept, CURLOPT_TIMEOUT_MS, with->timeout_ms ? with->timeout_ms : 20000L);
    curl_easy_setopt(kept, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(kept, CURLOPT_WRITEDATA, &got);
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

void ask_free(reply *from)
{
    free(from->body);
    *from = (reply){0};
}
