#include "faults.h"

#include <fnmatch.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_RULES 100
#define MOST_WORD 500

typedef struct rule {
    char method[16];
    char glob[MOST_WORD + 1];
    long skip;
    long times; /* -1: without end */
    double probability;
    fault does;
    long seen;
    long fired;
} rule;

struct faults {
    rule *rules;
    size_t count;
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

static bool read_number(const char *digits, long most, long *out)
{
    char *end = NULL;
    if (*digits < '0' || *digits > '9') return false;
    *out = strtol(digits, &end, 10);
    return *end == '\0' && *out <= most;
}

static bool is_status(const char *digits, int *out)
{
    long status = 0;
    if (!read_number(digits, 599, &status) || status < 200) return false;
    *out = (int)status;
    return true;
}

/* Reads "CODE" or "CODE,Retry-After=N". */
static bool read_status(char *argument, fault *to)
{
    char *comma = strchr(argument, ',');
    if (comma) {
        static const char name[] = "Retry-After=";
        long seconds = 0;
        if (strncmp(comma + 1, name, sizeof(name) - 1) != 0) return false;
        if (!read_number(comma + sizeof(name), 86400, &seconds)) return false;
        to->retry_after = (int)seconds;
        *comma = '\0';
    }
    return is_status(argument, &to->status);
}

static bool read_action(char *word, fault *to)
{
    char *argument = strchr(word, ':');
    if (argument) *argument++ = '\0';
    to->retry_after = -1;
    if (strcmp(word, "latency") == 0) {
        long ms = 0;
        to->action = FAULT_LATENCY;
        if (!argument || !read_number(argument, 3600000, &ms)) return false;
        to->latency_ms = (int)ms;
        return true;
    }
    if (strcmp(word, "status") == 0) {
        to->action = FAULT_STATUS;
        return argument && read_status(argument, to);
    }
    if (strcmp(word, "html") == 0) {
        to->action = FAULT_HTML;
        return argument && is_status(argument, &to->status);
    }
    if (strcmp(word, "reset") == 0) to->action = FAULT_RESET;
    if (strcmp(word, "truncate") == 0) to->action = FAULT_TRUNCATE;
    if (strcmp(word, "stall") == 0) to->action = FAULT_STALL;
    return to->action != FAULT_NONE && !argument;
}

static bool read_setting(const char *word, rule *to)
{
    char *end = NULL;
    if (strncmp(word, "skip=", 5) == 0) return read_number(word + 5, 1000000000, &to->skip);
    if (strncmp(word, "times=", 6) == 0) return read_number(word + 6, 1000000000, &to->times);
    if (strncmp(word, "p=", 2) != 0 || word[2] < '0' || word[2] > '9') return false;
    to->probability = strtod(word + 2, &end);
    return *end == '\0' && to->probability <= 1.0;
}

static bool read_method(const char *word, rule *to)
{
    static const char *const methods[] = {"*", "GET", "POST", "PUT", "DELETE"};
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        if (strcmp(methods[i], word) != 0) continue;
        snprintf(to->method, sizeof(to->method), "%s", word);
        return true;
    }
    return false;
}

/* Reads the words of a rule; returns what is wrong, NULL where nothing is. */
static const char *read_rule(char *words, rule *to, const char **wrong)
{
    char *rest = NULL;
    char *word = strtok_r(words, " \t", &rest);
    *wrong = word ? word : "";
    if (!word || !read_method(word, to)) return "the method is none of * GET POST PUT DELETE";
    word = strtok_r(NULL, " \t", &rest);
    *wrong = word ? word : "";
    if (!word || (word[0] != '/' && word[0] != '*')) return "the glob of paths does not begin with '/' or '*'";
    snprintf(to->glob, sizeof(to->glob), "%s", word);
    while ((word = strtok_r(NULL, " \t", &rest))) {
        *wrong = word;
        if (to->does.action != FAULT_NONE) return "something stands after the action";
        if (strchr(word, '=') && !strchr(word, ':')) {
            if (!read_setting(word, to)) return "not skip=N, times=N or p=F with a number that fits";
        } else if (!read_action(word, &to->does)) {
            return "not one of latency:MS status:CODE[,Retry-After=N] html:CODE reset truncate stall";
        }
    }
    *wrong = "";
    return to->does.action == FAULT_NONE ? "the action is missing" : NULL;
}

bool faults_add(faults *to, const char *line, text *problem)
{
    char words[MOST_WORD + 1];
    rule made = {.times = -1, .probability = 1.0};
    const char *wrong = "";
    const char *why = NULL;
    if (strlen(line) > MOST_WORD || to->count == MOST_RULES) {
        why = "the rule is too long, or there are too many";
    } else {
        snprintf(words, sizeof(words), "%s", line);
        why = read_rule(words, &made, &wrong);
    }
    rule *rules = why ? NULL : realloc(to->rules, (to->count + 1) * sizeof(*rules));
    if (rules) {
        to->rules = rules;
        rules[to->count++] = made;
        return true;
    }
    text_printf(problem, "--fault '%s': %s", line, why ? why : "out of memory");
    if (*wrong) text_printf(problem, " ('%s')", wrong);
    return false;
}

/* Whether a rule fires for a request that matches it. What it counts are the requests that match. */
static bool fires(faults *from, rule *by)
{
    if (by->seen++ < by->skip) return false;
    if (by->times >= 0 && by->fired >= by->times) return false;
    if (by->probability < 1.0 && next_random(from) >= by->probability) return false;
    by->fired++;
    return true;
}

fault faults_decide(faults *from, const char *method, const char *below)
{
    fault decided = {.retry_after = -1};
    pthread_mutex_lock(&from->mutex);
    for (size_t i = 0; i < from->count; i++) {
        rule *by = &from->rules[i];
        bool latency = by->does.action == FAULT_LATENCY;
        if (strcmp(by->method, "*") != 0 && strcmp(by->method, method) != 0) continue;
        if (fnmatch(by->glob, below, 0) != 0) continue;
        if (!latency && decided.action != FAULT_NONE) continue;
        if (!fires(from, by)) continue;
        int latency_ms = decided.latency_ms + by->does.latency_ms;
        if (!latency) decided = by->does;
        decided.latency_ms = latency_ms;
    }
    pthread_mutex_unlock(&from->mutex);
    return decided;
}

void faults_reset(faults *from)
{
    pthread_mutex_lock(&from->mutex);
    from->random = from->seed;
    for (size_t i = 0; i < from->count; i++) {
        from->rules[i].seen = 0;
        from->rules[i].fired = 0;
    }
    pthread_mutex_unlock(&from->mutex);
}
