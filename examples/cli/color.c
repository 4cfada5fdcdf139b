#include "color.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "environment.h"

static const char *const begins[] = {[STYLE_HEADER] = "\x1b[1m", [STYLE_DIM] = "\x1b[2m",  [STYLE_GOOD] = "\x1b[32m",
                                     [STYLE_WARN] = "\x1b[33m",  [STYLE_BAD] = "\x1b[31m", [STYLE_PLAIN] = ""};

static bool on_output;
static bool on_errors;

static bool decide(color_when when, int descriptor)
{
    const char *terminal = environment_get("TERM");
    if (when != COLOR_AUTO) return when == COLOR_ALWAYS;
    if (environment_get("NO_COLOR") != NULL || terminal == NULL || strcmp(terminal, "dumb") == 0) return false;
    return isatty(descriptor) != 0;
}

void color_decide(color_when when)
{
    on_output = decide(when, STDOUT_FILENO);
    on_errors = decide(when, STDERR_FILENO);
}

static void put(text *to, bool on, style as, const char *string)
{
    on = on && as != STYLE_PLAIN && *string != '\0';
    if (on) text_puts(to, begins[as]);
    text_puts(to, string);
    if (on) text_puts(to, "\x1b[0m");
}

void color_put(text *to, style as, const char *string)
{
    put(to, on_output, as, string);
}

void color_put_error(text *to, style as, const char *string)
{
    put(to, on_errors, as, string);
}

/* The service lets each installation name its own; these are the names that it brings, and usual ones. */
static const struct {
    const char *value;
    style as;
} statuses[] = {
    {"active", STYLE_GOOD},  {"in use", STYLE_GOOD},  {"renewed", STYLE_GOOD},          {"open", STYLE_GOOD},
    {"success", STYLE_GOOD}, {"ok", STYLE_GOOD},      {"expiring", STYLE_WARN},         {"about to expire", STYLE_WARN},
    {"draft", STYLE_WARN},   {"on hold", STYLE_WARN}, {"pending", STYLE_WARN},          {"in repair", STYLE_WARN},
    {"?", STYLE_WARN},       {"expired", STYLE_BAD},  {"terminated", STYLE_BAD},        {"cancelled", STYLE_BAD},
    {"inactive", STYLE_BAD}, {"canceled", STYLE_BAD}, {"yet to be active", STYLE_WARN}, {"suspended", STYLE_BAD},
    {"failed", STYLE_BAD},   {"wrong", STYLE_BAD}};

static bool is_about_status(const char *path)
{
    static const char *const ends[] = {"status", "status.name", "result"};
    const size_t size = strlen(path);
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        const size_t end = strlen(ends[i]);
        if (size >= end && strcmp(path + size - end, ends[i]) == 0) return true;
    }
    return false;
}

style color_of_status(const char *path, const char *value)
{
    if (!is_about_status(path)) return STYLE_PLAIN;
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        if (strcasecmp(value, statuses[i].value) == 0) return statuses[i].as;
    }
    return STYLE_PLAIN;
}
