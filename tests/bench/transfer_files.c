/* How much memory a program needs that uploads and downloads a big file: bench_transfer_files [MEGABYTES].
   The server is a process of its own, so that only the client is measured. */
#define _POSIX_C_SOURCE 200809L

#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sdp/sdp.h>

#include "raw_server.h"

static void fail(const char *what)
{
    fprintf(stderr, "transfer_files: %s\n", what);
    exit(1);
}

static void send_all(int socket, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(socket, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes += sent;
        size -= (size_t)sent;
    }
}

static void serve_upload(int socket, const char *head, const char *end, size_t got)
{
    static char sink[65536];
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 70\r\n\r\n"
                                 "{\"response_status\":{\"status_code\":2000,\"status\":\"success\"},\"files\":[]}";
    const char *length = strstr(head, "Content-Length: ");
    if (length == NULL) fail("the upload does not say how long it is");
    long long left = atoll(length + 16) - (long long)(got - (size_t)(end + 4 - head));
    while (left > 0) {
        ssize_t more = recv(socket, sink, sizeof sink, 0);
        if (more <= 0) fail("the upload broke off");
        left -= more;
    }
    send_all(socket, answer, strlen(answer));
}

static void serve_download(int socket, long long size)
{
    static const char zeros[65536];
    char head[128];
    int length = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %lld\r\n\r\n", size);
    send_all(socket, head, (size_t)length);
    for (long long left = size; left > 0; left -= (long long)sizeof zeros) {
        send_all(socket, zeros, left < (long long)sizeof zeros ? (size_t)left : sizeof zeros);
    }
}

static void serve(int listener, long long size)
{
    static char head[16384];
    int socket = accept(listener, NULL, NULL);
    for (;;) {
        size_t got = 0;
        char *end = NULL;
        while (end == NULL) {
            ssize_t more = recv(socket, head + got, sizeof head - 1 - got, 0);
            if (more <= 0) _exit(0);
            got += (size_t)more;
            head[got] = '\0';
            end = strstr(head, "\r\n\r\n");
        }
        if (strncmp(head, "GET", 3) == 0) {
            serve_download(socket, size);
        } else {
            serve_upload(socket, head, end, got);
        }
    }
}

static long peak_kilobytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static void transfer(sdp_client *client, const char *path, const char *copy)
{
    const sdp_file file = SDP_FILE(.path = path);
    const sdp_target target = SDP_TARGET(.path = copy);
    long before = peak_kilobytes();
    sdp_status status = sdp_contract_upload_attachment(client, "1", &file, NULL, NULL);
    if (status != SDP_OK) fail(sdp_error_message(sdp_last_error(client)));
    printf("upload: %ld ms, peak %ld KiB (%ld before)\n", (long)sdp_error_elapsed_ms(sdp_last_error(client)),
           peak_kilobytes(), before);
    status = sdp_download(client, "/contracts/_uploads/1", &target, NULL);
    if (status != SDP_OK) fail(sdp_error_message(sdp_last_error(client)));
    printf("download: %ld ms, peak %ld KiB\n", (long)sdp_error_elapsed_ms(sdp_last_error(client)), peak_kilobytes());
}

int main(int count, char **arguments)
{
    const long long size = (count > 1 ? atoll(arguments[1]) : 200) * 1024 * 1024;
    char folder[] = "/tmp/sdp-bench-XXXXXX";
    char path[64];
    char copy[64];
    char url[64];
    int port = 0;
    int listener = raw_bind(&port);
    if (size <= 0 || listen(listener, 1) != 0 || mkdtemp(folder) == NULL) fail("cannot begin");
    snprintf(path, sizeof path, "%s/big", folder);
    snprintf(copy, sizeof copy, "%s/copy", folder);
    snprintf(url, sizeof url, "http://127.0.0.1:%d", port);
    FILE *big = fopen(path, "wb");
    if (big == NULL || ftruncate(fileno(big), (off_t)size) != 0 || fclose(big) != 0) fail("cannot make the file");
    pid_t child = fork();
    if (child == 0) serve(listener, size);
    close(listener);
    const sdp_config config = SDP_CONFIG(.base_url = url, .max_retries = -1);
    sdp_client *client = NULL;
    if (sdp_client_new(&config, NULL, &client) != SDP_OK) fail("no client");
    transfer(client, path, copy);
    sdp_client_free(client);
    unlink(path);
    unlink(copy);
    rmdir(folder);
    waitpid(child, NULL, 0);
    return 0;
}
