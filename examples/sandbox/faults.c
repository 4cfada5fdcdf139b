#include "faults.h"

#include <fnmatch.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define MOST_RULES 200

typedef struct rule {
    fault_rule is;
    bool lasting;
    bool away; /* a lasting rule that waits for the reset */
    uint64_t number;
    long seen;
    long fired;
} rule;

struct faults {
    rule *rules;
    size_t count;
    uint64_t last_number;
    uint64_t seed;
    uint64_t random;
    pthread_mutex_t mutex;
};

faults *faults_new(uint64_t seed)
{
    faults *made = calloc(1, sizeof(*made));
    if (!made) return NULL;
    made->seed = seed;
    pthread_mutex_init(&made->mutex, NULL);
    faults_reset(made);
    return made;
}

void faults_free(faults *from)
{
    if (!from) return;
    pthread_mutex_destroy(&from->mutex);
    free(from->rules);
    free(from);
}

/* SplitMix64: small, and the same numbers everywhere for the same seed. */
static double next_random(faults *from)
{
    uint64_t bits = from->random += UINT64_C(0x9E3779B97F4A7C15);
    bits = (bits ^ (bits >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    bits = (bits ^ (bits >> 27)) * UINT64_C(0x94D049BB133111EB);
    bits ^= bits >> 31;
    return (double)(bits >> 11) / 9007199254740992.0;
}

static bool add_line(faults *to, const char *line, bool lasting, text *problem)
{
    rule made = {.lasting = lasting};
    if (!fault_rule_read(line, &made.is, problem)) return false;
    rule *rules = to->count < MOST_RULES ? realloc(to->rules, (to->count + 1) * sizeof(*rules)) : NULL;
    if (!rules) {
        text_printf(problem, "the fault '%s': there are too many", line);
        return false;
    }
    to->rules = rules;
    made.number = ++to->last_number;
    rules[to->count++] = made;
    return true;
}

bool faults_add(faults *to, const char *lines, bool lasting, text *problem)
{
    bool good = true;
    char *copy = strdup(lines);
    char *rest = NULL;
    if (!copy) return false;
    pthread_mutex_lock(&to->mutex);
    size_t before = to->count;
    for (char *line = strtok_r(copy, "\r\n", &rest); line && good; line = strtok_r(NULL, "\r\n", &rest)) {
        good = add_line(to, line, lasting, problem);
    }
    if (!good) to->count = before;
    pthread_mutex_unlock(&to->mutex);
    free(copy);
    return good;
}

/* Those of the command line come first, so the others are cut off. */
static void keep_lasting(faults *in, bool away)
{
    size_t count = 0;
    while (count < in->count && in->rules[count].lasting) in->rules[count++].away = away;
    in->count = count;
}

void faults_clear(faults *from)
{
    pthread_mutex_lock(&from->mutex);
    keep_lasting(from, true);
    pthread_mutex_unlock(&from->mutex);
}

bool faults_remove(faults *from, const char *line)
{
    size_t at = 0;
    pthread_mutex_lock(&from->mutex);
    while (at < from->count && (from->rules[at].away || strcmp(from->rules[at].is.line, line) != 0)) at++;
    bool found = at < from->count;
    if (found && from->rules[at].lasting) {
        from->rules[at].away = true;
    } else if (found) {
        from->count--;
        memmove(&from->rules[at], &from->rules[at + 1], (from->count - at) * sizeof(*from->rules));
    }
    pthread_mutex_unlock(&from->mutex);
    return found;
}

void faults_reset(faults *from)
{
    pthread_mutex_lock(&from->mutex);
    keep_lasting(from, false);
    from->random = from->seed;
    for (size_t i = 0; i < from->count; i++) {
        from->rules[i].number = ++from->last_number;
        from->rules[i].seen = 0;
        from->rules[i].fired = 0;
    }
    pthread_mutex_unlock(&from->mutex);
}

/* Whether a rule fires for a request that matches it. What it counts are the requests that match. */
static bool fires(faults *from, rule *by)
{
    if (by->seen++ < by->is.skip) return false;
    if (by->is.times >= 0 && by->fired >= by->is.times) return false;
    if (by->is.probability < 1.0 && next_random(from) >= by->is.probability) return false;
    by->fired++;
    return true;
}

fault faults_decide(faults *from, const char *method, const char *below, text *applied)
{
    fault decided = {.action = FAULT_NONE};
    pthread_mutex_lock(&from->mutex);
    for (size_t i = 0; i < from->count; i++) {
        rule *by = &from->rules[i];
        bool latency = by->is.does.action == FAULT_LATENCY;
        if (by->away) continue;
        if (strcmp(by->is.method, "*") != 0 && strcmp(by->is.method, method) != 0) continue;
        if (fnmatch(by->is.glob, below, 0) != 0) continue;
        if (!latency && decided.action != FAULT_NONE) continue;
        if (!fires(from, by)) continue;
        if (applied->size) text_puts(applied, "\n");
        text_puts(applied, by->is.line);
        int latency_ms = decided.latency_ms + by->is.does.latency_ms;
        if (!latency) decided = by->is.does;
        if (!latency) decided.rule = by->number;
        decided.latency_ms = latency_ms;
    }
    pthread_mutex_unlock(&from->mutex);
    return decided;
}

bool faults_hold(faults *from, const fault *by)
{
    size_t at = 0;
    pthread_mutex_lock(&from->mutex);
    while (at < from->count && from->rules[at].number != by->rule) at++;
    bool found = at < from->count && !from->rules[at].away;
    pthread_mutex_unlock(&from->mutex);
    return found;
}

void faults_print(faults *from, text *to)
{
    bool first = true;
    text_puts(to, "[");
    pthread_mutex_lock(&from->mutex);
    for (size_t i = 0; i < from->count; i++) {
        const rule *at = &from->rules[i];
        if (at->away) continue;
        text_puts(to, first ? "{\"rule\":" : ",\n{\"rule\":");
        text_json(to, at->is.line);
        text_printf(to, ",\"seen\":%ld,\"fired\":%ld}", at->seen, at->fired);
        first = false;
    }
    pthread_mutex_unlock(&from->mutex);
    text_puts(to, "]");
}
