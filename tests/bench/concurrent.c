/*
 * GETs of a product, so many at once, from a new start: by libcurl's multi interface alone, and by sdp_batch.
 *
 *     bench_concurrent ROOT CA CALLS CONCURRENCY ROUNDS
 *
 * CA is a file of certificates, or "-" for clear text. A line for each way: its name, the median of milliseconds over
 * the rounds, in which the ways take turns, the least, and what a round took of the processor in this program and in
 * the kernel.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "bare.h"

enum { MOST_CONCURRENCY = 512, MOST_ROUNDS = 32 };

#define ID "2296212508943217" /* of the vendor's page */

typedef struct plan {
    const char *root;
    const char *ca;
    long calls;
    int concurrency;
} plan;

static double now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/* What this process took of the processor so far. */
static void add_spent(double spent[2], double sign)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    spent[0] += sign * ((double)usage.ru_utime.tv_sec * 1e3 + (double)usage.ru_utime.tv_usec / 1e3);
    spent[1] += sign * ((double)usage.ru_stime.tv_sec * 1e3 + (double)usage.ru_stime.tv_usec / 1e3);
}

/* Takes what has ended, and starts the next of each. Returns how many ended, -1 where one failed. */
static int take_ended(CURLM *multi, long *started, long calls)
{
    int left = 0;
    int ended = 0;
    const CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        CURL *easy = message->easy_handle;
        bare_body *body = NULL;
        if (message->data.result != CURLE_OK) return -1;
        ended++;
        curl_multi_remove_handle(multi, easy);
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&body);
        body->size = 0;
        if (*started == calls) continue;
        curl_multi_add_handle(multi, easy);
        ++*started;
    }
    return ended;
}

static int run_multi(CURLM *multi, const plan *p, long started)
{
    long done = 0;
    while (done < p->calls) {
        int running = 0;
        int more = 0;
        int ended;
        do {
            curl_multi_perform(multi, &running);
            ended = take_ended(multi, &started, p->calls);
            if (ended < 0) return 0;
            done += ended;
            more = ended > 0;
        } while (more);
        if (done < p->calls) curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    return 1;
}

static int bare(const plan *p)
{
    static bare_body bodies[MOST_CONCURRENCY];
    static CURL *handles[MOST_CONCURRENCY];
    char url[512];
    CURLM *multi = curl_multi_init();
    struct curl_slist *headers = bare_headers(0);
    snprintf(url, sizeof url, "%s/api/v3/products/" ID, p->root);
    for (int i = 0; i < p->concurrency; i++) {
        bodies[i].size = 0;
        handles[i] = bare_handle(headers, p->ca, &bodies[i]);
        curl_easy_setopt(handles[i], CURLOPT_URL, url);
        curl_easy_setopt(handles[i], CURLOPT_PRIVATE, &bodies[i]);
        curl_easy_setopt(handles[i], CURLOPT_PIPEWAIT, p->ca != NULL ? 1L : 0L);
        curl_multi_add_handle(multi, handles[i]);
    }
    int good = run_multi(multi, p, p->concurrency);
    for (int i = 0; i < p->concurrency; i++) {
        curl_multi_remove_handle(multi, handles[i]);
        curl_easy_cleanup(handles[i]);
    }
    curl_multi_cleanup(multi);
    curl_slist_free_all(headers);
    return good;
}

static int run_batch(sdp_batch *batch, long calls)
{
    const char *const ids[] = {ID};
    long added = 0;
    long good = 0;
    for (;;) {
        sdp_batch_result result = {.size = sizeof result};
        while (added < calls && sdp_batch_room(batch) > 0) {
            if (sdp_batch_add(batch, "products.get", ids, 1, NULL, NULL, NULL) != SDP_OK) return 0;
            added++;
        }
        if (sdp_batch_next(batch, &result) != SDP_OK) break;
        if (result.status != SDP_OK) fprintf(stderr, "%s\n", sdp_error_message(result.error));
        good += result.status == SDP_OK;
    }
    return good == calls;
}

static int batched(const plan *p)
{
    sdp_client *client = bare_client(p->root, p->ca);
    sdp_batch *batch = NULL;
    const sdp_batch_config config = SDP_BATCH_CONFIG(.concurrency = p->concurrency);
    int good = sdp_batch_new(client, &config, &batch) == SDP_OK && run_batch(batch, p->calls);
    sdp_batch_free(batch);
    sdp_client_free(client);
    return good;
}

static int compare(const void *a, const void *b)
{
    const double first = *(const double *)a;
    const double second = *(const double *)b;
    return (first > second) - (first < second);
}

int main(int count, char **arguments)
{
    static const struct {
        const char *name;
        int (*run)(const plan *p);
    } ways[] = {{"bare", bare}, {"batch", batched}};
    enum { WAYS = sizeof ways / sizeof *ways };
    double times[WAYS][MOST_ROUNDS];
    double spent[WAYS][2] = {{0, 0}, {0, 0}};
    if (count != 6) return 2;
    const plan p = {arguments[1], strcmp(arguments[2], "-") == 0 ? NULL : arguments[2], atol(arguments[3]),
                    atoi(arguments[4])};
    const int rounds = atoi(arguments[5]);
    if (p.concurrency < 1 || p.concurrency > MOST_CONCURRENCY || p.calls < p.concurrency) return 2;
    if (rounds < 1 || rounds > MOST_ROUNDS) return 2;
    for (int i = 0; i < rounds * WAYS; i++) {
        double start = now_ms();
        add_spent(spent[i % WAYS], -1);
        if (!ways[i % WAYS].run(&p)) {
            fprintf(stderr, "%s failed\n", ways[i % WAYS].name);
            return 1;
        }
        times[i % WAYS][i / WAYS] = now_ms() - start;
        add_spent(spent[i % WAYS], 1);
    }
    for (int way = 0; way < WAYS; way++) {
        qsort(times[way], (size_t)rounds, sizeof times[way][0], compare);
        printf("%s %.1f %.1f %.1f %.1f\n", ways[way].name, times[way][rounds / 2], times[way][0],
               spent[way][0] / rounds, spent[way][1] / rounds);
    }
    return 0;
}
