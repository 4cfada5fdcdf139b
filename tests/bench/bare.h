/* Bare libcurl, which everything is compared with: a kept handle with the library's own headers, callbacks and
   timeouts. */
#ifndef BARE_H
#define BARE_H

#include <curl/curl.h>
#include <sdp/sdp.h>

#include <stdio.h>
#include <string.h>

typedef struct bare_body {
    char bytes[1 << 18];
    size_t size;
} bare_body;

static inline size_t bare_keep(char *bytes, size_t size, size_t count, void *user_data)
{
    bare_body *body = user_data;
    size_t total = size * count;
    if (total > sizeof body->bytes - body->size) return 0;
    memcpy(body->bytes + body->size, bytes, total);
    body->size += total;
    return total;
}

static inline size_t bare_see_header(char *bytes, size_t size, size_t count, void *user_data)
{
    size_t *seen = user_data;
    (void)bytes;
    ++*seen;
    return size * count;
}

/* For a POST the library tells libcurl not to wait for an answer to an Expect header. */
static inline struct curl_slist *bare_headers(int posts)
{
    struct curl_slist *list = curl_slist_append(NULL, "Accept: application/vnd.manageengine.sdp.v3+json");
    list = curl_slist_append(list, "Content-Type: application/x-www-form-urlencoded");
    list = curl_slist_append(list, "Authorization: Zoho-oauthtoken token");
    return posts ? curl_slist_append(list, "Expect:") : list;
}

/* `ca` is a file of certificates; NULL where all is clear text, or for libcurl's own. */
static inline CURL *bare_handle(struct curl_slist *headers, const char *ca, bare_body *body)
{
    static size_t seen;
    CURL *curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "libsdp/" SDP_VERSION);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, bare_keep);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, bare_see_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &seen);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 60000L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 10000L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    if (ca == NULL) return curl;
    curl_easy_setopt(curl, CURLOPT_CAINFO, ca);
    curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    return curl;
}

/* A client of the library for the same server. */
static inline sdp_client *bare_client(const char *root, const char *ca)
{
    sdp_auth *auth = NULL;
    sdp_client *client = NULL;
    sdp_auth_new_token("token", NULL, &auth);
    const sdp_config config = SDP_CONFIG(.base_url = root, .ca_file = ca, .auth = auth);
    sdp_client_new(&config, NULL, &client);
    sdp_auth_free(auth);
    return client;
}

#endif
