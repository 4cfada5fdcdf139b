#include "errors.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "color.h"
#include "json.h"
#include "print.h"
#include "progress.h"
#include "text.h"
#include "width.h"
#include "wording.h"

static bool as_json;
static int silences; /* that were begun and not ended */
static char untold[2000];
static const char *(*find_place)(const char *name);

void errors_as_json(bool yes)
{
    as_json = yes;
}

void errors_silence(bool yes)
{
    if (yes && silences == 0) untold[0] = '\0';
    silences += yes ? 1 : -1;
}

const char *errors_untold(void)
{
    return untold;
}

void errors_locate_by(const char *(*find)(const char *name))
{
    find_place = find;
}

const char *errors_place_of(const char *option, const sdp_error *error)
{
    const sdp_status status = sdp_error_status(error);
    if (find_place == NULL || (status != SDP_E_CONFIG && status != SDP_E_URL)) return NULL;
    return find_place(option != NULL ? option : sdp_error_path(error));
}

int exit_status(sdp_status status)
{
    switch (status) {
    case SDP_E_REFUSED:
    case SDP_E_NOT_FOUND:
    case SDP_E_FORBIDDEN:
    case SDP_E_REDIRECT:
    case SDP_E_PARTIAL:
    case SDP_E_AMBIGUOUS:
        return STATUS_REFUSED;
    case SDP_E_LOGIN:
    case SDP_E_LOGIN_CLIENT:
    case SDP_E_LOGIN_SECRET:
    case SDP_E_LOGIN_CODE:
    case SDP_E_LOGIN_SCOPE:
    case SDP_E_LOGIN_DENIED:
    case SDP_E_LOGIN_ANSWER:
        return STATUS_LOGIN;
    case SDP_E_QUOTA:
    case SDP_E_LOGIN_THROTTLED:
    case SDP_E_LOGIN_BUDGET:
        return STATUS_QUOTA;
    case SDP_E_TOKEN_STORE:
        return STATUS_USAGE;
    case SDP_E_SERVER:
        return STATUS_NETWORK;
    case SDP_E_CANCELED:
        return STATUS_INTERRUPTED;
    case SDP_E_ANSWER:
    case SDP_E_MISFIT:
    case SDP_E_TOO_LARGE:
    case SDP_E_LIST:
        return STATUS_ANSWER;
    case SDP_E_MAYBE_DONE:
        return STATUS_MAYBE_DONE;
    default:
        break;
    }
    if (status >= 0) return STATUS_DONE;
    return status > SDP_E_RESOLVE ? STATUS_USAGE : STATUS_NETWORK;
}

/* An error is seen: behind what was printed, and not among what a pager or the progress shows. */
static void make_way(void)
{
    progress_clear();
    print_settle();
}

/* What a server says may contain anything; the terminal and the one line get nothing of that. */
static void tell_line(const char *option, const char *message, const char *advice)
{
    text line = {0};
    text clean = {0};
    if (option != NULL) text_printf(&line, "%s: ", option);
    put_in_shell_words(&line, message);
    if (*advice != '\0') {
        text_puts(&line, " (");
        put_in_shell_words(&line, advice);
        text_puts(&line, ")");
    }
    color_put_error(&clean, STYLE_BAD, "sdp:");
    text_puts(&clean, " ");
    clean_text(&clean, text_get(&line));
    make_way();
    fprintf(stderr, "%s\n", text_get(&clean));
    text_free(&line);
    text_free(&clean);
}

static const char *fault_of(sdp_status status)
{
    switch (exit_status(status)) {
    case STATUS_USAGE:
        return "caller";
    case STATUS_LOGIN:
        return "credentials";
    case STATUS_QUOTA:
        return "quota";
    default:
        return "none";
    }
}

/* NULL stands for an empty error, which has all members too. */
static sdp_json *members_of(const sdp_error *error)
{
    sdp_error *empty = NULL;
    sdp_json *members = NULL;
    char *printed = NULL;
    if (error == NULL || sdp_error_to_json(error, &printed) != SDP_OK) {
        (void)sdp_error_new(&empty);
        (void)sdp_error_to_json(must_have(empty), &printed);
    }
    (void)sdp_json_parse(must_have(printed), strlen(printed), NULL, &members);
    if (error != NULL && empty != NULL) { /* what the service said is too long to be printed */
        json_put_text(must_have(members), "status", sdp_status_name(sdp_error_status(error)));
        json_put_text(members, "message", sdp_error_message(error));
    }
    sdp_text_free(printed);
    sdp_error_free(empty);
    return must_have(members);
}

static char *print_and_free(sdp_json *error)
{
    char *printed = json_print(error, 0);
    sdp_json_free(error);
    return printed;
}

char *error_after_call(const sdp_error *call, sdp_status status, sdp_status cause, const char *path,
                       const char *message)
{
    sdp_json *error = members_of(call);
    json_put_text(error, "status", sdp_status_name(status));
    json_put_text(error, "cause", sdp_status_name(cause));
    json_put_text(error, "message", message);
    json_put_text(error, "advice", sdp_status_advice(status));
    json_put_text(error, "path", path != NULL ? path : "");
    json_put_text(error, "fault", call != NULL && status == SDP_E_ANSWER ? "server" : fault_of(status));
    json_put_bool(error, "maybe_done", status == SDP_E_MAYBE_DONE);
    return print_and_free(error);
}

char *error_as_json(sdp_status status, const char *path, const char *message)
{
    return error_after_call(NULL, status, status, path, message);
}

static void reword(sdp_json *error, const char *name, const char *place)
{
    text words = {0};
    if (place != NULL) text_printf(&words, "%s: ", place);
    put_in_shell_words(&words, sdp_json_text(sdp_json_member(error, name)));
    json_put_text(error, name, text_get(&words));
    text_free(&words);
}

/* What the service said, and what was sent to it, stays as it is. */
char *error_in_shell_words(const char *place, const sdp_error *error)
{
    sdp_json *made = members_of(error);
    reword(made, "message", place);
    json_put_text(made, "advice", advice_of(error));
    reword(made, "advice", NULL);
    return print_and_free(made);
}

/* The error is freed. */
static void tell_json(char *error)
{
    make_way();
    fprintf(stderr, "{\"error\":%s}\n", error);
    sdp_text_free(error);
}

int complain_after_call(const sdp_error *call, sdp_status status, sdp_status cause, const char *path,
                        const char *message)
{
    if (as_json) {
        tell_json(error_after_call(call, status, cause, path, message));
    } else {
        tell_line(NULL, message, "");
    }
    return exit_status(status);
}

int complain(sdp_status status, const char *path, const char *format, ...)
{
    char message[2000];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    if (silences == 0) return complain_after_call(NULL, status, status, path, message);
    if (untold[0] == '\0') memcpy(untold, message, sizeof(untold));
    return exit_status(status);
}

/* Of a member that is missing, how to give it: its path begins with the key of the envelope, which --set leaves out. */
static void put_advice(text *to, const sdp_error *error)
{
    const char *path = sdp_error_path(error);
    const char *below = path + strcspn(path, ".[");
    if (*below == '.') below++;
    if (sdp_error_status(error) == SDP_E_REQUIRED && *below != '\0') {
        text_printf(to, "such as --set %s=...; nothing was sent", below);
    } else {
        text_puts(to, advice_of(error));
    }
}

int complain_error(const char *option, const sdp_error *error)
{
    const char *place = errors_place_of(option, error);
    if (as_json) {
        tell_json(error_in_shell_words(place, error));
    } else {
        text advice = {0};
        put_advice(&advice, error);
        tell_line(place != NULL ? place : option, sdp_error_message(error), text_get(&advice));
        text_free(&advice);
    }
    return exit_status(sdp_error_status(error));
}
