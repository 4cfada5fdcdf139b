#include "fault_rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_SECONDS 1000000000
#define ACTIONS                                                                                                        \
    "not one of latency:MS status:HTTP code:N[:SHAPE][:HTTP] throttle[:FORM][:HTTP] error:WORD[:HTTP] html:HTTP "      \
    "body:[HTTP:]TEXT redirect:[HTTP:]URL expire reset[:before|during|after] stall[:body] truncate length:short|long " \
    "hangup empty[:HTTP] bom gzip envelope[:KEY], with an argument that fits"

static bool read_number(const char *digits, long most, long *out)
{
    char *end = NULL;
    if (*digits < '0' || *digits > '9') return false;
    *out = strtol(digits, &end, 10);
    return *end == '\0' && *out <= most;
}

static bool read_status(const char *digits, int *out)
{
    long status = 0;
    if (!read_number(digits, 599, &status) || status < 200) return false;
    *out = (int)status;
    return true;
}

/* Takes ",Retry-After=N", "…=date+N" or "…=date-N" off the end of an argument. */
static bool take_retry(char *argument, fault *to)
{
    static const char name[] = ",Retry-After=";
    char *found = argument ? strstr(argument, name) : NULL;
    if (!found) return true;
    *found = '\0';
    char *value = found + sizeof(name) - 1;
    to->retry = RETRY_SECONDS;
    if (strncmp(value, "date", 4) != 0) return read_number(value, MOST_SECONDS, &to->retry_after);
    to->retry = RETRY_DATE;
    bool past = value[4] == '-';
    if ((!past && value[4] != '+') || !read_number(value + 5, MOST_SECONDS, &to->retry_after)) return false;
    if (past) to->retry_after = -to->retry_after;
    return true;
}

/* The place of a word among names separated by blanks, counted from 0; -1 where it is not there. */
static int place_of(const char *names, const char *word)
{
    size_t length = strlen(word);
    for (int place = 0; *names; place++) {
        size_t here = strcspn(names, " ");
        if (here == length && memcmp(names, word, length) == 0) return place;
        names += here + (names[here] == ' ');
    }
    return -1;
}

static bool read_latency(char *argument, fault *to)
{
    long ms = 0;
    if (!argument || !read_number(argument, 3600000, &ms)) return false;
    to->latency_ms = (int)ms;
    return true;
}

static bool read_only_status(char *argument, fault *to)
{
    return argument && read_status(argument, &to->status);
}

static bool read_maybe_status(char *argument, fault *to)
{
    return !argument || read_status(argument, &to->status);
}

/* The rest of an argument: a word of one of these names, an HTTP status, either or both, or nothing. */
static bool read_named(const char *names, char *argument, int *named, fault *to)
{
    char *rest = NULL;
    for (char *part = argument ? strtok_r(argument, ":", &rest) : NULL; part; part = strtok_r(NULL, ":", &rest)) {
        int place = place_of(names, part);
        if (place >= 0 && *named < 0) {
            *named = place;
        } else if (to->status != 0 || !read_status(part, &to->status)) {
            return false;
        }
    }
    return true;
}

static bool read_code(char *argument, fault *to)
{
    long code = 0;
    int shape = -1;
    char *rest = argument ? strchr(argument, ':') : NULL;
    if (rest) *rest++ = '\0';
    if (!argument || !read_number(argument, 9999, &code) || code < 1000) return false;
    if (!read_named("object array mixed top nomessage nocode empty missing bare", rest, &shape, to)) return false;
    to->code = (int)code;
    to->shape = shape < 0 ? SHAPE_OBJECT : (fault_shape)shape;
    return true;
}

static bool read_throttle(char *argument, fault *to)
{
    int form = -1;
    if (!read_named("limit access requests", argument, &form, to)) return false;
    to->throttle = form < 0 ? THROTTLE_LIMIT : (fault_throttle)form;
    return true;
}

static bool read_error(char *argument, fault *to)
{
    char *rest = argument ? strchr(argument, ':') : NULL;
    if (rest) *rest++ = '\0';
    if (!argument || !*argument) return false;
    snprintf(to->word, sizeof(to->word), "%s", argument);
    return read_maybe_status(rest, to);
}

/* "[HTTP:]TEXT" */
static bool read_text(char *argument, fault *to)
{
    char status[4] = "";
    if (!argument || !*argument) return false;
    if (strlen(argument) > 4 && argument[3] == ':') memcpy(status, argument, 3);
    bool has_status = read_status(status, &to->status);
    snprintf(to->word, sizeof(to->word), "%s", has_status ? argument + 4 : argument);
    return true;
}

static bool read_reset(char *argument, fault *to)
{
    static const fault_action actions[] = {FAULT_RESET, FAULT_RESET_DURING, FAULT_RESET_AFTER};
    int place = argument ? place_of("before during after", argument) : 0;
    if (place >= 0) to->action = actions[place];
    return place >= 0;
}

static bool read_stall(char *argument, fault *to)
{
    if (argument) to->action = FAULT_STALL_BODY;
    return !argument || strcmp(argument, "body") == 0;
}

static bool read_length(char *argument, fault *to)
{
    int place = argument ? place_of("short long", argument) : -1;
    if (place == 1) to->action = FAULT_LONG;
    return place >= 0;
}

static bool read_key(char *argument, fault *to)
{
    snprintf(to->word, sizeof(to->word), "%s", argument ? argument : "odd");
    return to->word[0] != '\0';
}

static bool read_nothing(char *argument, fault *to)
{
    (void)to;
    return !argument;
}

static const struct {
    const char *name;
    fault_action action;
    bool (*read)(char *argument, fault *to);
} actions[] = {
    {"latency", FAULT_LATENCY, read_latency},  {"status", FAULT_STATUS, read_only_status},
    {"code", FAULT_CODE, read_code},           {"throttle", FAULT_THROTTLE, read_throttle},
    {"error", FAULT_ERROR, read_error},        {"html", FAULT_HTML, read_only_status},
    {"body", FAULT_BODY, read_text},           {"redirect", FAULT_REDIRECT, read_text},
    {"expire", FAULT_EXPIRE, read_nothing},    {"reset", FAULT_RESET, read_reset},
    {"stall", FAULT_STALL, read_stall},        {"truncate", FAULT_TRUNCATE, read_nothing},
    {"length", FAULT_SHORT, read_length},      {"hangup", FAULT_HANGUP, read_nothing},
    {"empty", FAULT_EMPTY, read_maybe_status}, {"bom", FAULT_BOM, read_nothing},
    {"gzip", FAULT_GZIP, read_nothing},        {"envelope", FAULT_ENVELOPE, read_key},
};

static bool read_action(char *word, fault *to)
{
    char *argument = strchr(word, ':');
    if (argument) *argument++ = '\0';
    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
        if (strcmp(actions[i].name, word) != 0) continue;
        to->action = actions[i].action;
        /* A body may say anything. */
        return (to->action == FAULT_BODY || take_retry(argument, to)) && actions[i].read(argument, to);
    }
    return false;
}

static bool read_setting(const char *word, fault_rule *to)
{
    char *end = NULL;
    if (strncmp(word, "skip=", 5) == 0) return read_number(word + 5, MOST_SECONDS, &to->skip);
    if (strncmp(word, "times=", 6) == 0) return read_number(word + 6, MOST_SECONDS, &to->times);
    if (strncmp(word, "p=", 2) != 0 || word[2] < '0' || word[2] > '9') return false;
    to->probability = strtod(word + 2, &end);
    return *end == '\0' && to->probability <= 1.0;
}

/* Reads the words of a rule; returns what is wrong, NULL where nothing is. */
static const char *read_words(char *words, fault_rule *to, char *wrong, size_t size)
{
    char *rest = NULL;
    char *word = strtok_r(words, " \t", &rest);
    snprintf(wrong, size, "%s", word ? word : "");
    if (!word || place_of("* GET POST PUT DELETE", word) < 0) return "the method is none of * GET POST PUT DELETE";
    snprintf(to->method, sizeof(to->method), "%s", word);
    word = strtok_r(NULL, " \t", &rest);
    snprintf(wrong, size, "%s", word ? word : "");
    if (!word || (word[0] != '/' && word[0] != '*')) return "the glob of paths does not begin with '/' or '*'";
    snprintf(to->glob, sizeof(to->glob), "%s", word);
    while ((word = strtok_r(NULL, " \t", &rest))) {
        snprintf(wrong, size, "%s", word);
        if (to->does.action != FAULT_NONE) return "something stands after the action";
        if (strchr(word, '=') && !strchr(word, ':')) {
            if (!read_setting(word, to)) return "not skip=N, times=N or p=F with a number that fits";
        } else if (!read_action(word, &to->does)) {
            return ACTIONS;
        }
    }
    *wrong = '\0';
    return to->does.action == FAULT_NONE ? "the action is missing" : NULL;
}

bool fault_rule_read(const char *line, fault_rule *out, text *problem)
{
    char words[FAULT_WORD + 1];
    char wrong[FAULT_WORD + 1] = "";
    const char *why = "it is too long";
    *out = (fault_rule){.times = -1, .probability = 1.0};
    if (strlen(line) <= FAULT_WORD) {
        snprintf(words, sizeof(words), "%s", line);
        snprintf(out->line, sizeof(out->line), "%s", line);
        why = read_words(words, out, wrong, sizeof(wrong));
    }
    if (!why) return true;
    text_printf(problem, "the fault '%s': %s", line, why);
    if (*wrong) text_printf(problem, " ('%s')", wrong);
    return false;
}
