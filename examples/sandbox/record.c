#include "record.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define KEPT 1000
#define MOST_INPUT (16u * 1024)         /* of one request; what is longer is cut, and marked by "cut":true */
#define MOST_ANSWER (16u * 1024)        /* of one answer; then "answer_cut":true */
#define MOST_ANSWERS (8u * 1024 * 1024) /* of all answers; the oldest are let go first */

#define MOST_ROUTES 100

typedef struct route_count {
    char *name;
    uint64_t requests;
    uint64_t handled;
} route_count;

/* What is printed of a request. */
typedef struct line {
    char *request; /* an object without its end; NULL where memory ran out */
    char *more;    /* the members that are told on demand, but for the answer */
    char *answer;  /* the last members; NULL where it was let go */
} line;

struct record {
    line lines[KEPT];       /* a ring: the next one goes to lines[requests % KEPT] */
    uint64_t requests;      /* since the last reset */
    uint64_t before;        /* until then */
    uint64_t oldest_answer; /* of those since the last reset, the first that may have its answer */
    size_t answers;         /* bytes of all answers */
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

/* Prints a text, and a mark behind it where it was cut. */
static void print_cut(text *to, const char *words, size_t most, const char *mark)
{
    if (strlen(words) <= most) {
        text_json(to, words);
        return;
    }
    char *head = strndup(words, cut(words, most));
    text_json(to, head ? head : "");
    text_printf(to, ",\"%s\":true", mark);
    free(head);
}

static void print_nullable(text *to, const char *words)
{
    if (words) {
        text_json(to, words);
    } else {
        text_puts(to, "null");
    }
}

static void print_request(text *to, const record_entry *seen)
{
    text_puts(to, "{\"method\":");
    text_json(to, seen->method);
    text_puts(to, ",\"path\":");
    text_json(to, seen->path);
    text_printf(to, ",\"status\":%d,\"input_data\":", seen->status);
    if (seen->input) {
        print_cut(to, seen->input, MOST_INPUT, "cut");
    } else {
        text_puts(to, "null");
    }
    if (seen->file) {
        text_puts(to, ",\"file\":");
        text_puts(to, seen->file);
    }
}

static void print_more(text *to, const record_entry *seen)
{
    text_printf(to, ",\"time_ms\":%" PRId64 ",\"elapsed_ms\":%" PRId64 ".%03d,\"fault\":", seen->time_ms,
                seen->elapsed_us / 1000, (int)(seen->elapsed_us % 1000));
    print_nullable(to, seen->fault);
    text_puts(to, ",\"answer_type\":");
    print_nullable(to, seen->type);
    text_printf(to, ",\"answer_size\":%" PRIu64, seen->size);
}

static char *taken(text *from)
{
    if (!from->failed) return from->data;
    text_free(from);
    return NULL;
}

static void forget_answer(record *in, line *of)
{
    if (of->answer) in->answers -= strlen(of->answer);
    free(of->answer);
    of->answer = NULL;
}

static void forget_line(record *in, line *of)
{
    forget_answer(in, of);
    free(of->request);
    free(of->more);
    *of = (line){0};
}

void record_request(record *to, const record_entry *seen)
{
    text request = {0};
    text more = {0};
    text answer = {0};
    print_request(&request, seen);
    print_more(&more, seen);
    if (seen->answer) print_cut(&answer, seen->answer, MOST_ANSWER, "answer_cut");
    line made = {.request = taken(&request), .more = taken(&more), .answer = taken(&answer)};
    pthread_mutex_lock(&to->mutex);
    line *place = &to->lines[to->requests++ % KEPT];
    forget_line(to, place);
    *place = made;
    if (made.answer) to->answers += strlen(made.answer);
    if (to->requests > KEPT && to->oldest_answer < to->requests - KEPT) to->oldest_answer = to->requests - KEPT;
    while (to->answers > MOST_ANSWERS) forget_answer(to, &to->lines[to->oldest_answer++ % KEPT]);
    pthread_mutex_unlock(&to->mutex);
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

/* Where the lines begin that came after a number. Under the lock. */
static uint64_t first_after(const record *in, uint64_t serial)
{
    uint64_t kept = in->requests > KEPT ? in->requests - KEPT : 0;
    uint64_t seen = serial > in->before ? serial - in->before : 0;
    if (seen > in->requests) seen = 0;
    return seen > kept ? seen : kept;
}

static void print_lines(record *from, uint64_t serial, bool all, text *to)
{
    bool first = true;
    text_puts(to, "[");
    pthread_mutex_lock(&from->mutex);
    for (uint64_t i = first_after(from, serial); i < from->requests; i++) {
        const line *at = &from->lines[i % KEPT];
        if (!at->request || !at->more) continue;
        if (!first) text_puts(to, ",\n");
        text_puts(to, at->request);
        if (all) {
            text_printf(to, ",\"serial\":%" PRIu64, from->before + i + 1);
            text_puts(to, at->more);
            text_puts(to, ",\"answer\":");
            text_puts(to, at->answer ? at->answer : "null");
        }
        text_puts(to, "}");
        first = false;
    }
    pthread_mutex_unlock(&from->mutex);
    text_puts(to, "]");
}

void record_print_requests(record *from, text *to)
{
    print_lines(from, 0, false, to);
}

void record_print_after(record *from, uint64_t serial, text *to)
{
    print_lines(from, serial, true, to);
}

bool record_has_after(record *from, uint64_t serial)
{
    pthread_mutex_lock(&from->mutex);
    bool has = first_after(from, serial) < from->requests;
    pthread_mutex_unlock(&from->mutex);
    return has;
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
    for (size_t i = 0; i < KEPT; i++) forget_line(to, &to->lines[i]);
    for (size_t i = 0; i < to->route_count; i++) free(to->routes[i].name);
    to->route_count = 0;
    to->before += to->requests;
    to->requests = 0;
    to->oldest_answer = 0;
    to->connections = 0;
    pthread_mutex_unlock(&to->mutex);
}
