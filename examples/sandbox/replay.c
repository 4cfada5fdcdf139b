#include "replay.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exchange.h"
#include "json.h"
#include "tape.h"

#define MOST_SHOWN 400 /* of a request that is told in a failure */

typedef struct recorded {
    char *key;
    size_t line;
    int status;
    char *type;
    char *retry_after;
    text body;
    bool used;
} recorded;

struct replay {
    char *base_path;
    bool loop;
    recorded *all;
    size_t count;
    size_t room;
    pthread_mutex_t mutex;
};

static char *copy_of(const sdp_json *line, const char *name)
{
    const char *found = json_text_at(line, name);
    return found ? strdup(found) : NULL;
}

static bool add(void *data, const char *line, size_t number, text *problem)
{
    replay *to = data;
    recorded made = {.line = number};
    text key = {0};
    if (to->count == to->room) {
        size_t room = to->room ? to->room * 2 : 64;
        recorded *all = realloc(to->all, room * sizeof(*all));
        if (!all) return false;
        to->all = all;
        to->room = room;
    }
    sdp_json *parsed = exchange_read(line, &made.body, problem);
    if (!parsed) {
        text_free(&made.body);
        return false;
    }
    /* What the accounts server answered is not in the record, so that the sandbox's own does. */
    if (exchange_is_login(json_text_at(parsed, "path"))) {
        sdp_json_free(parsed);
        text_free(&made.body);
        return true;
    }
    exchange_write_key(parsed, &key);
    made.key = key.data;
    made.status = (int)strtol(json_text_at(parsed, "status"), NULL, 10);
    made.type = copy_of(parsed, "content_type");
    made.retry_after = copy_of(parsed, "retry_after");
    sdp_json_free(parsed);
    to->all[to->count++] = made;
    return !key.failed && !made.body.failed;
}

replay *replay_open(const char *file, bool loop, text *problem)
{
    replay *made = calloc(1, sizeof(*made));
    if (!made) return NULL;
    pthread_mutex_init(&made->mutex, NULL);
    made->loop = loop;
    if (tape_read(file, &made->base_path, add, made, problem)) return made;
    replay_free(made);
    return NULL;
}

const char *replay_base_path(const replay *of)
{
    return of->base_path;
}

/* What a request is recognised by, new; NULL where memory runs out. */
static char *key_of(const request *from)
{
    text members = {0};
    text key = {0};
    secrets seen = {0};
    secrets_collect(&seen, from);
    text_puts(&members, "{");
    exchange_write_request(from, &seen, &members);
    text_puts(&members, "}");
    sdp_json *parsed = members.failed ? NULL : json_parse(text_get(&members));
    if (parsed) exchange_write_key(parsed, &key);
    sdp_json_free(parsed);
    secrets_free(&seen);
    text_free(&members);
    if (!key.failed) return key.data;
    text_free(&key);
    return NULL;
}

/* How much two requests have in common: their beginnings and their ends. */
static size_t likeness(const char *left, const char *right)
{
    size_t same = 0;
    size_t end = 0;
    size_t left_length = strlen(left);
    size_t right_length = strlen(right);
    size_t least = left_length < right_length ? left_length : right_length;
    while (same < least && left[same] == right[same]) same++;
    while (end < least - same && left[left_length - 1 - end] == right[right_length - 1 - end]) end++;
    /* Two short requests that are almost the same are nearer than a short and a long one. */
    return (same + end) * 1000 / ((left_length > right_length ? left_length : right_length) + 1);
}

static const recorded *nearest(const replay *in, const char *key)
{
    const recorded *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < in->count; i++) {
        size_t like = likeness(in->all[i].key, key);
        if (!best || like > most) {
            best = &in->all[i];
            most = like;
        }
    }
    return best;
}

static void refuse(const replay *by, const char *key, const recorded *spent, answer *out)
{
    text message = {0};
    const recorded *near = spent ? spent : nearest(by, key);
    text_printf(&message, "sdp-sandbox --replay: %s: %.*s", spent ? "all recorded answers were given" : "not recorded",
                MOST_SHOWN, key);
    if (spent) text_printf(&message, "; the last is of line %zu, and --replay-loop repeats it", spent->line);
    if (!spent && near) text_printf(&message, "; the nearest is line %zu: %.*s", near->line, MOST_SHOWN, near->key);
    answer_problem(out, CODE_NO_SUCH_URL, NULL, text_get(&message));
    answer_failure(out, 404);
    text_free(&message);
}

static void give(const recorded *from, answer *out)
{
    out->http = from->status;
    text_add(&out->body, text_get(&from->body), from->body.size);
    if (from->retry_after) snprintf(out->retry_after, sizeof(out->retry_after), "%s", from->retry_after);
    /* A body without a type is sent as one that means nothing. */
    out->content_type = from->type ? from->type : "application/octet-stream";
}

void replay_answer(replay *by, const request *from, answer *out)
{
    char *key = key_of(from);
    recorded *next = NULL;
    recorded *last = NULL;
    if (!key) {
        answer_problem(out, CODE_INTERNAL, NULL, NULL);
        answer_failure(out, 500);
        return;
    }
    pthread_mutex_lock(&by->mutex);
    for (size_t i = 0; i < by->count && !next; i++) {
        if (strcmp(by->all[i].key, key) != 0) continue;
        last = &by->all[i];
        if (!last->used) next = last;
    }
    if (!next && by->loop) next = last;
    if (next) next->used = true;
    pthread_mutex_unlock(&by->mutex);
    if (next) {
        give(next, out);
    } else {
        refuse(by, key, last, out);
    }
    free(key);
}

void replay_reset(replay *from)
{
    pthread_mutex_lock(&from->mutex);
    for (size_t i = 0; i < from->count; i++) from->all[i].used = false;
    pthread_mutex_unlock(&from->mutex);
}

void replay_free(replay *from)
{
    if (!from) return;
    for (size_t i = 0; i < from->count; i++) {
        free(from->all[i].key);
        free(from->all[i].type);
        free(from->all[i].retry_after);
        text_free(&from->all[i].body);
    }
    free(from->all);
    free(from->base_path);
    pthread_mutex_destroy(&from->mutex);
    free(from);
}
