#include "record.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define KEPT 1000
#define MOST_INPUT (16u * 1024) /* of one request; what is longer is cut, and marked by "cut":true */

#define MOST_ROUTES 100

typedef struct route_count {
    char *name;
    uint64_t requests;
    uint64_t handled;
} route_count;

struct record {
    char *lines[KEPT]; /* a ring: the next one goes to lines[requests % KEPT] */
    uint64_t requests;
    uint64_t connections;
    route_count routes[MOST_ROUTES];
    size_t route_count;
    pthread_mutex_t mutex;
};

record *record_new(void)
{
    record *made = calloc(1, sizeof(*made));
    if (made) pthread_mutex_init(&made->mutex, NULL);
    return made;
}

void record_free(record *from)
{
    if (!from) return;
    record_reset(from);
    pthread_mutex_destroy(&from->mutex);
    free(from);
}

/* The end of a text that is cut, so that no UTF-8 sequence is cut in two. */
static size_t cut(const char *input, size_t most)
{
    while (most > 0 && ((unsigned char)input[most] & 0xC0) == 0x80) most--;
    return most;
}

static void print_input(text *to, const char *input)
{
    size_t length = strlen(input);
    if (length <= MOST_INPUT) {
        text_json(to, input);
        return;
    }
    char *head = strndup(input, cut(input, MOST_INPUT));
    text_json(to, head ? head : "");
    text_puts(to, ",\"cut\":true");
    free(head);
}

void record_request(record *to, const char *method, const char *path, const char *input, int status)
{
    text line = {0};
    text_puts(&line, "{\"method\":");
    text_json(&line, method);
    text_puts(&line, ",\"path\":");
    text_json(&line, path);
    text_printf(&line, ",\"status\":%d,\"input_data\":", status);
    if (input) {
        print_input(&line, input);
    } else {
        text_puts(&line, "null");
    }
    text_puts(&line, "}");
    pthread_mutex_lock(&to->mutex);
    const size_t place = (size_t)(to->requests++ % KEPT);
    free(to->lines[place]);
    to->lines[place] = line.failed ? NULL : line.data;
    pthread_mutex_unlock(&to->mutex);
    if (line.failed) text_free(&line);
}

void record_connection(record *to)
{
    pthread_mutex_lock(&to->mutex);
    to->connections++;
    pthread_mutex_unlock(&to->mutex);
}

/* The operation's count; NULL where there is no room or no memory for another. */
static route_count *find_route(record *in, const char *name)
{
    for (size_t i = 0; i < in->route_count; i++) {
        if (strcmp(in->routes[i].name, name) == 0) return &in->routes[i];
    }
    char *copy = in->route_count < MOST_ROUTES ? strdup(name) : NULL;
    if (!copy) return NULL;
    in->routes[in->route_count] = (route_count){.name = copy};
    return &in->routes[in->route_count++];
}

void record_arrival(record *to, const char *operation)
{
    pthread_mutex_lock(&to->mutex);
    route_count *found = find_route(to, operation);
    if (found) found->requests++;
    pthread_mutex_unlock(&to->mutex);
}

void record_handled(record *to, const char *operation)
{
    pthread_mutex_lock(&to->mutex);
    route_count *found = find_route(to, operation);
    if (found) found->handled++;
    pthread_mutex_unlock(&to->mutex);
}

void record_print_requests(record *from, text *to)
{
    bool first = true;
    text_puts(to, "[");
    pthread_mutex_lock(&from->mutex);
    for (uint64_t i = from->requests > KEPT ? from->requests - KEPT : 0; i < from->requests; i++) {
        const char *line = from->lines[i % KEPT];
        if (!line) continue;
        if (!first) text_puts(to, ",\n");
        text_puts(to, line);
        first = false;
    }
    pthread_mutex_unlock(&from->mutex);
    text_puts(to, "]");
}

void record_print_stats(record *from, text *to)
{
    pthread_mutex_lock(&from->mutex);
    text_printf(to, "{\"connections\":%" PRIu64 ",\"requests\":%" PRIu64 "}", from->connections, from->requests);
    pthread_mutex_unlock(&from->mutex);
}

void record_print_routes(record *from, text *to)
{
    text_puts(to, "{");
    pthread_mutex_lock(&from->mutex);
    for (size_t i = 0; i < from->route_count; i++) {
        const route_count *at = &from->routes[i];
        text_puts(to, i ? ",\n" : "");
        text_json(to, at->name);
        text_printf(to, ":{\"requests\":%" PRIu64 ",\"handled\":%" PRIu64 "}", at->requests, at->handled);
    }
    pthread_mutex_unlock(&from->mutex);
    text_puts(to, "}");
}

void record_reset(record *to)
{
    pthread_mutex_lock(&to->mutex);
    for (size_t i = 0; i < KEPT; i++) {
        free(to->lines[i]);
        to->lines[i] = NULL;
    }
    for (size_t i = 0; i < to->route_count; i++) free(to->routes[i].name);
    to->route_count = 0;
    to->requests = 0;
    to->connections = 0;
    pthread_mutex_unlock(&to->mutex);
}
