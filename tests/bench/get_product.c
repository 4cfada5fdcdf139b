/*
 * One GET of a product, N times, in one of the ways that the comparison is about:
 *
 *     get_product PORT N bare    libcurl alone, a kept handle, the library's headers; nothing parsed
 *     get_product PORT N cjson   the same, and cJSON_ParseWithLength and cJSON_Delete on each answer
 *     get_product PORT N typed   sdp_product_get and sdp_product_free
 *
 * tests/bench/run.sh counts the instructions of each under callgrind.
 */
#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <sdp/sdp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct body {
    char bytes[65536];
    size_t size;
} body;

static size_t keep(char *bytes, size_t size, size_t count, void *user_data)
{
    body *b = user_data;
    size_t total = size * count;
    if (total > sizeof b->bytes - b->size) return 0;
    memcpy(b->bytes + b->size, bytes, total);
    b->size += total;
    return total;
}

static size_t see_header(char *bytes, size_t size, size_t count, void *user_data)
{
    size_t *headers = user_data;
    (void)bytes;
    ++*headers;
    return size * count;
}

static struct curl_slist *headers_of_library(void)
{
    struct curl_slist *list = curl_slist_append(NULL, "Accept: application/vnd.manageengine.sdp.v3+json");
    list = curl_slist_append(list, "Content-Type: application/x-www-form-urlencoded");
    return curl_slist_append(list, "Authorization: Zoho-oauthtoken token");
}

static int bare(const char *url, long calls, int parse)
{
    static body received;
    size_t seen = 0;
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = headers_of_library();
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "libsdp/" SDP_VERSION);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &received);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, see_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &seen);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 60000L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 10000L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    int good = 1;
    for (long i = 0; i < calls && good; i++) {
        received.size = 0;
        good = curl_easy_perform(curl) == CURLE_OK;
        if (!parse || !good) continue;
        cJSON *json = cJSON_ParseWithLength(received.bytes, received.size);
        good = json != NULL;
        cJSON_Delete(json);
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return good;
}

static int typed(const char *root, const char *id, long calls)
{
    sdp_auth *auth = NULL;
    sdp_client *client = NULL;
    sdp_auth_new_token("token", NULL, &auth);
    sdp_config config = SDP_CONFIG(.base_url = root, .auth = auth);
    sdp_client_new(&config, NULL, &client);
    sdp_auth_free(auth);
    int good = client != NULL;
    for (long i = 0; i < calls && good; i++) {
        const sdp_product *product = NULL;
        good = sdp_product_get(client, id, NULL, &product) == SDP_OK && product->name != NULL;
        sdp_product_free(product);
    }
    if (!good) fprintf(stderr, "%s\n", sdp_error_message(sdp_last_error(client)));
    sdp_client_free(client);
    return good;
}

int main(int count, char **arguments)
{
    const char *id = "2296212508943217"; /* of the vendor's page */
    char root[128];
    char url[256];
    if (count != 4) {
        fprintf(stderr, "usage: get_product PORT N bare|cjson|typed\n");
        return 2;
    }
    snprintf(root, sizeof root, "http://127.0.0.1:%s", arguments[1]);
    snprintf(url, sizeof url, "%s/api/v3/products/%s", root, id);
    long calls = strtol(arguments[2], NULL, 10);
    if (strcmp(arguments[3], "typed") == 0) return !typed(root, id, calls);
    return !bare(url, calls, strcmp(arguments[3], "cjson") == 0);
}
