/*
 * Peak memory of walks by pager, next to that of a program that only links libcurl:
 *
 *     bench_pager_memory                    prints the table; exit status 1 where a goal does not hold
 *     bench_pager_memory libcurl            one of its rows: asks libcurl for its version
 *     bench_pager_memory bare PORT          one page by libcurl alone
 *     bench_pager_memory walk PORT ROWS AHEAD
 *
 * Each row is a process of its own; their server is another one, which makes its pages as they are asked for.
 */
#include <curl/curl.h>
#include <sdp/sdp.h>

#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REQUEST = 16384, PAGE = 131072, MOST_MORE_KIB = 2048, PAGE_KIB = 256, NOISE_KIB = 256, ROUNDS = 3 };

/* Linux keeps the peak of a program; elsewhere that of what ran before it in the same process counts too. */
static long peak_kib(void)
{
    struct rusage usage;
    char line[256];
    long kib = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && kib == 0 && fgets(line, sizeof line, status) != NULL) {
        if (strncmp(line, "VmHWM:", 6) == 0) kib = strtol(line + 6, NULL, 10);
    }
    if (status != NULL) fclose(status);
    if (kib > 0) return kib;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static long number_after(const char *request, const char *name)
{
    const char *found = strstr(request, name);
    return found != NULL ? strtol(found + strlen(name), NULL, 10) : 1;
}

static size_t make_page(char *page, long first, long count, long total)
{
    static char body[PAGE];
    const long last = first + count - 1 < total ? first + count - 1 : total;
    int size =
        snprintf(body, sizeof body,
                 "{\"response_status\":{\"status_code\":2000,\"status\":\"success\"},\"list_info\":{\"has_more_rows\":"
                 "%s,\"row_count\":%ld,\"total_count\":%ld},\"products\":[",
                 last < total ? "true" : "false", last - first + 1, total);
    for (long row = first; row <= last; row++) {
        size +=
            snprintf(body + size, sizeof body - (size_t)size,
                     "%s{\"id\":\"10000000%010ld\",\"name\":\"Latitude %ld\",\"part_no\":\"PN-%ld\",\"comments\":null,"
                     "\"is_laptop\":true,\"manufacturer\":\"Dell\",\"product_type\":{\"id\":\"100000000000033283\","
                     "\"name\":\"Workstation\"},\"category\":{\"id\":\"100000000000033291\",\"name\":\"IT\"},"
                     "\"depreciation_detail\":null,\"software\":null}",
                     row > first ? "," : "", row, row, row);
    }
    size += snprintf(body + size, sizeof body - (size_t)size, "]}");
    return (size_t)snprintf(page, PAGE + 256,
                            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", size,
                            body);
}

/* One connection after the other, until nobody is left to ask. */
static void serve(int listener, long total)
{
    static char request[REQUEST];
    static char page[PAGE + 256];
    for (;;) {
        const int connection = accept(listener, NULL, NULL);
        size_t size = 0;
        ssize_t got;
        while ((got = read(connection, request + size, sizeof request - 1 - size)) > 0) {
            size += (size_t)got;
            request[size] = '\0';
            if (strstr(request, "\r\n\r\n") == NULL) continue;
            const long first = number_after(request, "start_index%22%3A");
            size_t left = make_page(page, first, number_after(request, "row_count%22%3A"), total);
            for (const char *at = page; left > 0; left -= (size_t)got, at += got) {
                got = write(connection, at, left);
                if (got <= 0) _exit(1);
            }
            size = 0;
        }
        close(connection);
    }
}

static int walk(const char *port, int64_t rows, int32_t ahead)
{
    char root[64];
    sdp_auth *auth = NULL;
    sdp_client *client = NULL;
    sdp_pager *pager = NULL;
    const sdp_product *row = NULL;
    int64_t count = 0;
    snprintf(root, sizeof root, "http://127.0.0.1:%s", port);
    sdp_auth_new_token("token", NULL, &auth);
    const sdp_config config = SDP_CONFIG(.base_url = root, .auth = auth);
    sdp_status status = sdp_client_new(&config, NULL, &client);
    sdp_auth_free(auth);
    if (status == SDP_OK) status = sdp_product_list(client, NULL, NULL, &pager);
    if (status == SDP_OK) status = sdp_pager_set_prefetch(pager, ahead);
    while (status == SDP_OK && count < rows && (status = sdp_product_next(pager, &row)) == SDP_OK) count++;
    if (count != rows) fprintf(stderr, "%lld rows: %s\n", (long long)count, sdp_error_message(sdp_last_error(client)));
    printf("%ld\n", peak_kib());
    sdp_pager_free(pager);
    sdp_client_free(client);
    return count != rows;
}

static size_t ignore(char *bytes, size_t size, size_t count, void *user_data)
{
    (void)bytes;
    (void)user_data;
    return size * count;
}

static int bare(const char *port)
{
    char url[256];
    CURL *curl = curl_easy_init();
    snprintf(url, sizeof url, "http://127.0.0.1:%s/?start_index%%22%%3A1&row_count%%22%%3A100", port);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
    const int good = curl_easy_perform(curl) == CURLE_OK;
    printf("%ld\n", peak_kib());
    curl_easy_cleanup(curl);
    return !good;
}

/* The peak of a process of this program. */
static long measure_once(const char *program, const char *arguments)
{
    char command[4096];
    char line[64] = "";
    snprintf(command, sizeof command, "'%s' %s", program, arguments);
    fflush(stdout);
    FILE *out = popen(command, "r");
    if (out == NULL || fgets(line, sizeof line, out) == NULL || pclose(out) != 0) {
        fprintf(stderr, "%s failed\n", command);
        return 0;
    }
    return strtol(line, NULL, 10);
}

/* Where memory lies differs from run to run, and what it takes by some pages: the least of a few runs. */
static long measure(const char *program, const char *arguments)
{
    long least = measure_once(program, arguments);
    for (int i = 1; i < ROUNDS && least > 0; i++) {
        const long other = measure_once(program, arguments);
        if (other < least) least = other;
    }
    return least;
}

static int start_server(long total, pid_t *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 8) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        perror("bench_pager_memory");
        exit(1);
    }
    *server = fork();
    if (*server == 0) serve(listener, total);
    close(listener);
    return ntohs(address.sin_port);
}

static int table(const char *program, int port)
{
    static const struct {
        const char *name;
        long rows;
        int ahead;
    } rows[] = {{"1,000 products by pager (10 pages)", 1000, 0},
                {"10,000 products by pager", 10000, 0},
                {"10,000 products, one page ahead", 10000, 1},
                {"1,000,000 products by pager (10,000 pages)", 1000000, 0}};
    char arguments[64];
    const long base = measure(program, "libcurl");
    snprintf(arguments, sizeof arguments, "bare %d", port);
    const long one = measure(program, arguments);
    long few = 0;
    int missed = base == 0 || one == 0;
    printf("%-52s %9s %9s\n", "peak memory", "KiB", "more");
    printf("%-52s %9ld %9s\n", "a program that only links libcurl", base, "");
    printf("%-52s %9ld %9ld\n", "the same, and it fetches one page", one, one - base);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(arguments, sizeof arguments, "walk %d %ld %d", port, rows[i].rows, rows[i].ahead);
        const long peak = measure(program, arguments);
        if (i == 0) few = peak;
        printf("%-52s %9ld %9ld\n", rows[i].name, peak, peak - base);
        const long most = MOST_MORE_KIB + rows[i].ahead * PAGE_KIB; /* each page ahead is one more in memory */
        missed |= peak == 0 || peak - base > most || (rows[i].ahead == 0 && peak - few > NOISE_KIB);
    }
    printf("goal: at most %d KiB more, %d for a page ahead, and the same at 10 pages and at 10,000: %s\n",
           MOST_MORE_KIB, PAGE_KIB, missed ? "MISSED" : "holds");
    return missed;
}

int main(int count, char **arguments)
{
    pid_t server;
    if (count == 2 && strcmp(arguments[1], "libcurl") == 0) {
        /* The version makes the linker keep the library. */
        return printf("%ld\n", curl_version() != NULL ? peak_kib() : 0) < 0;
    }
    if (count == 3 && strcmp(arguments[1], "bare") == 0) return bare(arguments[2]);
    if (count == 5 && strcmp(arguments[1], "walk") == 0) {
        return walk(arguments[2], strtoll(arguments[3], NULL, 10), (int32_t)strtol(arguments[4], NULL, 10));
    }
    const int port = start_server(1000000, &server);
    const int missed = table(arguments[0], port);
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    return missed;
}
