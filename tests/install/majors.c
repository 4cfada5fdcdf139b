/* A process that has two majors of the library: it is linked with one, as a program is, and loads the other, as a
   plug-in of the program would. Each makes a client of its own version and frees it.

       majors VERSION PATH-OF-THE-OTHER ITS-VERSION */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include <sdp/sdp.h>

typedef struct library {
    const char *(*version)(void);
    sdp_status (*auth_new_token)(const char *, sdp_error *, sdp_auth **);
    void (*auth_free)(sdp_auth *);
    sdp_status (*client_new)(const sdp_config *, sdp_error *, sdp_client **);
    void (*client_free)(sdp_client *);
} library;

/* A pointer to a function from one to data, which C has no cast for. */
#define FIND(to, handle, name)                                                                                         \
    do {                                                                                                               \
        void *found = dlsym(handle, name);                                                                             \
        memcpy(&(to), &found, sizeof(found));                                                                          \
    } while (0)

static int works(const library *with, const char *version)
{
    sdp_auth *auth = NULL;
    sdp_client *client = NULL;
    if (with->version == NULL || strcmp(with->version(), version) != 0) return 0;
    if (with->auth_new_token("token", NULL, &auth) != SDP_OK) return 0;
    sdp_config config = SDP_CONFIG(.base_url = "http://127.0.0.1:1", .auth = auth);
    sdp_status status = with->client_new(&config, NULL, &client);
    with->auth_free(auth);
    with->client_free(client);
    return status == SDP_OK;
}

int main(int count, char **words)
{
    const library linked = {sdp_version, sdp_auth_new_token, sdp_auth_free, sdp_client_new, sdp_client_free};
    library loaded = {0};
    if (count != 4) return 2;
    void *handle = dlopen(words[2], RTLD_NOW | RTLD_GLOBAL);
    if (handle == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    FIND(loaded.version, handle, "sdp_version");
    FIND(loaded.auth_new_token, handle, "sdp_auth_new_token");
    FIND(loaded.auth_free, handle, "sdp_auth_free");
    FIND(loaded.client_new, handle, "sdp_client_new");
    FIND(loaded.client_free, handle, "sdp_client_free");
    if (!works(&linked, words[1]) || !works(&loaded, words[3]) || !works(&linked, words[1])) return 1;
    printf("%s beside %s\n", linked.version(), loaded.version());
    return 0;
}
