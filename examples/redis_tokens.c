/*
 * A worker of a fleet: reads ids of products, one a line, and names them. All workers on all machines share one token,
 * which Redis keeps: redis/store.c is made to be copied. Beside what the sdp command reads (SDP_BASE_URL, SDP_CLIENT_ID
 * …):
 *
 *     SDP_REDIS_URL          redis://[[user]:password@]host[:port][/database]
 *     SDP_REDIS_ALLOW_PLAIN  1: another machine than this one, though nothing is encrypted on the way
 *     SDP_REDIS_LOCK_MS      after how long the lock of a worker that died ends; default: a minute
 *     SDP_CODE               of a self client, in the place of SDP_REFRESH_TOKEN, for the fleet's first worker alone
 */
#include "connect.h"

#include <string.h>

#include "redis/store.h"

static sdp_token_store *open_store(void)
{
    const char *plain = getenv("SDP_REDIS_ALLOW_PLAIN");
    const char *lock_ms = getenv("SDP_REDIS_LOCK_MS");
    const char *problem;
    sdp_token_store *store;
    const int is_allowed = plain != NULL && strcmp(plain, "1") == 0;
    const int time_ms = lock_ms != NULL ? (int)strtol(lock_ms, NULL, 10) : 0;
    if (redis_store_new(getenv("SDP_REDIS_URL"), is_allowed, time_ms, &problem, &store) == SDP_OK) return store;
    fprintf(stderr, "SDP_REDIS_URL: %s\n", problem);
    return NULL;
}

static sdp_client *make_client(const sdp_config_env *env, sdp_token_store *store, sdp_error *error)
{
    sdp_client *client = NULL;
    sdp_auth *auth = NULL;
    sdp_oauth oauth = SDP_OAUTH_INIT;
    if (sdp_config_env_oauth(env) != NULL) oauth = *sdp_config_env_oauth(env);
    oauth.store = store;
    oauth.code = getenv("SDP_CODE");
    if (sdp_auth_new_oauth(&oauth, error, &auth) == SDP_OK) {
        sdp_config config = *sdp_config_env_get(env);
        config.auth = auth;
        sdp_client_new(&config, error, &client);
    }
    sdp_auth_free(auth); /* the client holds a reference of its own */
    return client;
}

static int work(sdp_client *client)
{
    char id[128];
    int result = EXIT_SUCCESS;
    while (fgets(id, sizeof id, stdin) != NULL) {
        const sdp_product *product;
        id[strcspn(id, "\n")] = '\0';
        if (sdp_product_get(client, id, NULL, &product) == SDP_OK) {
            printf("%s\t%s\n", id, product->name);
        } else {
            result = example_failed(client, id); /* the next one may go well: the store connects anew by itself */
        }
        sdp_product_free(product);
        fflush(stdout);
    }
    return result;
}

int main(void)
{
    int result = EXIT_FAILURE;
    sdp_config_env *env = NULL;
    sdp_error *error = NULL;
    sdp_token_store *store = open_store();
    if (store == NULL || sdp_error_new(&error) != SDP_OK) return EXIT_FAILURE;
    sdp_client *client = sdp_config_from_env(error, &env) == SDP_OK ? make_client(env, store, error) : NULL;
    if (client != NULL) result = work(client);
    if (client == NULL) fprintf(stderr, "%s\n", sdp_error_message(error));
    sdp_client_free(client);
    sdp_token_store_free(store);
    sdp_config_env_free(env);
    sdp_error_free(error);
    return result;
}
