/* What crossing from another language into the library costs, measured from C: the measure for cross_a_million.py.

       bench_cross_a_million prints nanoseconds for each: a function that does nothing but answer, and a
       whole operation by name and JSON up to the point where it would be sent. */
#include <sdp/ffi.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define CROSSINGS 1000000
#define CALLS 100000

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double crossings(void)
{
    int64_t sum = 0;
    const double begin = now();
    for (int i = 0; i < CROSSINGS; i++) sum += sdp_version_number();
    const double seconds = now() - begin;
    return sum > 0 ? seconds / CROSSINGS * 1e9 : 0;
}

static double calls(sdp_client *client, const sdp_options *options)
{
    static const char *const id[] = {"100000000000037183"};
    char *out;
    const double begin = now();
    for (int i = 0; i < CALLS; i++) {
        if (sdp_invoke(client, "products.edit", id, 1, "{\"name\":\"XPS 15\",\"comments\":null}", 0, options, &out) !=
            SDP_DRY_RUN) {
            return 0;
        }
    }
    return (now() - begin) / CALLS * 1e9;
}

int main(void)
{
    sdp_client *client;
    sdp_options *options;
    if (sdp_client_new_json("{\"base_url\":\"https://desk.example.com\"}", NULL, NULL, NULL, NULL, &client) != SDP_OK ||
        sdp_options_new_json("{\"dry_run\":true}", NULL, &options) != SDP_OK) {
        return EXIT_FAILURE;
    }
    const double crossing = crossings();
    const double call = calls(client, options);
    printf("C       %8.0f ns a crossing   %8.0f ns a call\n", crossing, call);
    sdp_options_free(options);
    sdp_client_free(client);
    return call > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
