#include "verbose.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "moments.h"
#include "print.h"
#include "progress.h"
#include "text.h"
#include "width.h"

static bool is_quiet;

void quiet_set(bool yes)
{
    is_quiet = yes;
}

bool quiet(void)
{
    return is_quiet;
}

static void tell(text *line)
{
    text clean = {0};
    clean_text(&clean, text_get(line));
    progress_clear();
    print_settle();
    fprintf(stderr, "sdp: %s\n", text_get(&clean));
    text_free(&clean);
    text_free(line);
}

void verbose_warn(const char *words)
{
    text line = {0};
    text_puts(&line, words);
    tell(&line);
}

void verbose_note(const char *format, ...)
{
    char words[1500];
    va_list arguments;
    if (quiet()) return;
    va_start(arguments, format);
    vsnprintf(words, sizeof(words), format, arguments);
    va_end(arguments);
    verbose_warn(words);
}

void verbose_event(void *data, const sdp_event *event)
{
    text line = {0};
    (void)data;
    text_printf(&line, "attempt %" PRId32 ": %s %s: ", event->attempt, event->method, event->url);
    if (event->http_status != 0) {
        text_printf(&line, "HTTP %" PRId32, event->http_status);
    } else {
        text_puts(&line, "no answer");
    }
    if (event->status != SDP_OK) text_printf(&line, " (%s)", sdp_status_name(event->status));
    text_printf(&line, ", %" PRId64 " ms, %s connection", event->elapsed_ms, event->reused ? "kept" : "new");
    if (event->retry_in_ms >= 0) text_printf(&line, ", again in %" PRId64 " ms", event->retry_in_ms);
    tell(&line);
}

/* Attempts are told by the event: of the library's lines only those about the login tell something else. */
static void tell_login(void *data, int32_t level, const char *words)
{
    text line = {0};
    const char *name_end = strstr(words, ": login: ");
    (void)data;
    (void)level;
    if (name_end == NULL || strcspn(words, " ") < (size_t)(name_end - words)) return;
    text_puts(&line, words);
    tell(&line);
}

void verbose_watch(sdp_config *config)
{
    config->event = verbose_event;
    config->log = tell_login;
    config->log_level = SDP_LOG_DEBUG;
}

void verbose_progress(void *data, int64_t done, int64_t total)
{
    static int64_t told_ms;
    const char *word = data != NULL ? data : "sent";
    const int64_t now = monotonic_ms();
    text line = {0};
    if (told_ms == 0) told_ms = now;
    if (done != total && now - told_ms < 1000) return;
    told_ms = now;
    text_printf(&line, "%s %" PRId64, word, done);
    if (total >= 0) text_printf(&line, " of %" PRId64, total);
    text_puts(&line, " bytes");
    tell(&line);
}

void verbose_messages(bool wanted, const sdp_error *error)
{
    for (size_t i = 0; wanted && i < sdp_error_message_count(error); i++) {
        const sdp_message *message = sdp_error_server_message(error, i);
        text line = {0};
        if (message->message == NULL) continue;
        text_printf(&line, "the server says: %s", message->message);
        tell(&line);
    }
}
