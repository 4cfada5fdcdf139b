#include "fault_rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_SECONDS 1000000000
#define SEE_HELP "; see sdp-sandbox --help"

static bool read_status(const char *digits, int *out)
{
    int64_t status = 0;
    if (!text_number(digits, 200, 599, &status)) return false;
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
    if (strncmp(value, "date", 4) != 0) return text_number(value, 0, MOST_SECONDS, &to->retry_after);
    to->retry = RETRY_DATE;
    bool past = value[4] == '-';
    if ((!past && value[4] != '+') || !text_number(value + 5, 0, MOST_SECONDS, &to->retry_after)) return false;
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
    int64_t ms = 0;
    if (!argument || !text_number(argument, 0, 3600000, &ms)) return false;
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
    int64_t code = 0;
    int shape = -1;
    char *rest = argument ? strchr(argument, ':') : NULL;
    if (rest) *rest++ = '\0';
    if (!argument || !text_number(argument, 1000, 9999, &code)) return false;
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

static const struct action {
    const char *name;
    const char *takes; /* what may stand behind the name */
    fault_action action;
    bool (*read)(char *argument, fault *to);
} actions[] = {
    {"latency", ":MS", FAULT_LATENCY, read_latency},
    {"hold", "", FAULT_HOLD, read_nothing},
    {"status", ":HTTP", FAULT_STATUS, read_only_status},
    {"code", ":N[:SHAPE][:HTTP]", FAULT_CODE, read_code},
    {"throttle", "[:FORM][:HTTP]", FAULT_THROTTLE, read_throttle},
    {"error", ":WORD[:HTTP]", FAULT_ERROR, read_error},
    {"html", ":HTTP", FAULT_HTML, read_only_status},
    {"body", ":[HTTP:]TEXT", FAULT_BODY, read_text},
    {"redirect", ":[HTTP:]URL", FAULT_REDIRECT, read_text},
    {"expire", "", FAULT_EXPIRE, read_nothing},
    {"reset", "[:before|during|after]", FAULT_RESET, read_reset},
    {"stall", "[:body]", FAULT_STALL, read_stall},
    {"truncate", "", FAULT_TRUNCATE, read_nothing},
    {"length", ":short|long", FAULT_SHORT, read_length},
    {"hangup", "", FAULT_HANGUP, read_nothing},
    {"empty", "[:HTTP]", FAULT_EMPTY, read_maybe_status},
    {"bom", "", FAULT_BOM, read_nothing},
    {"gzip", "", FAULT_GZIP, read_nothing},
    {"envelope", "[:KEY]", FAULT_ENVELOPE, read_key},
};

/* Reads an action; false, with what is wrong, where it is none. */
static bool read_action(const char *word, fault *to, text *problem)
{
    char copy[FAULT_WORD + 1];
    snprintf(copy, sizeof(copy), "%s", word);
    char *argument = strchr(copy, ':');
    if (argument) *argument++ = '\0';
    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
        const struct action *is = &actions[i];
        if (strcmp(is->name, copy) != 0) continue;
        to->action = is->action;
        /* A body may say anything. */
        if ((to->action == FAULT_BODY || take_retry(argument, to)) && is->read(argument, to)) return true;
        text_printf(problem, "'%s' is not %s%s", word, is->name, is->takes);
        return false;
    }
    text_printf(problem, "there is no action '%s'", copy);
    return false;
}

static bool read_setting(const char *word, fault_rule *to)
{
    char *end = NULL;
    if (strncmp(word, "skip=", 5) == 0) return text_number(word + 5, 0, MOST_SECONDS, &to->skip);
    if (strncmp(word, "times=", 6) == 0) return text_number(word + 6, 0, MOST_SECONDS, &to->times);
    if (strncmp(word, "p=", 2) != 0 || word[2] < '0' || word[2] > '9') return false;
    to->probability = strtod(word + 2, &end);
    return *end == '\0' && to->probability <= 1.0;
}

/* Reads the words of a rule; false, with what is wrong, where it is none. */
static bool read_words(char *words, fault_rule *to, text *problem)
{
    char *rest = NULL;
    char *word = strtok_r(words, " \t", &rest);
    if (!word || place_of("* GET POST PUT DELETE", word) < 0) {
        text_printf(problem, "the method '%s' is none of * GET POST PUT DELETE", word ? word : "");
        return false;
    }
    snprintf(to->method, sizeof(to->method), "%s", word);
    word = strtok_r(NULL, " \t", &rest);
    if (!word || (word[0] != '/' && word[0] != '*')) {
        text_printf(problem, "the path '%s' does not begin with / or *", word ? word : "");
        return false;
    }
    snprintf(to->glob, sizeof(to->glob), "%s", word);
    while ((word = strtok_r(NULL, " \t", &rest))) {
        if (to->does.action != FAULT_NONE) {
            text_printf(problem, "'%s' stands after the action", word);
            return false;
        }
        if (strchr(word, '=') && !strchr(word, ':')) {
            if (read_setting(word, to)) continue;
            text_printf(problem, "'%s' is not skip=N, times=N or p=F, with F from 0 to 1", word);
            return false;
        }
        if (!read_action(word, &to->does, problem)) return false;
    }
    if (to->does.action == FAULT_NONE) text_puts(problem, "the action is missing");
    return to->does.action != FAULT_NONE;
}

bool fault_rule_read(const char *line, fault_rule *out, text *problem)
{
    char words[FAULT_WORD + 1];
    *out = (fault_rule){.times = -1, .probability = 1.0};
    if (strlen(line) > FAULT_WORD) {
        text_printf(problem, "longer than %d bytes, in '%.60s...'", FAULT_WORD, line);
        return false;
    }
    snprintf(words, sizeof(words), "%s", line);
    snprintf(out->line, sizeof(out->line), "%s", line);
    if (read_words(words, out, problem)) return true;
    text_printf(problem, ", in '%s'" SEE_HELP, line);
    return false;
}
