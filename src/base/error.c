#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "base/text.h"
#include "base/writer.h"

void sdpi_error_init(sdp_error *error, const sdp_allocator *allocator)
{
    memset(error, 0, sizeof *error);
    error->allocator = *allocator;
    error->retry_after_ms = -1;
    sdpi_arena_init(&error->arena, allocator, 512);
}

void sdpi_error_reset(sdp_error *error)
{
    if (error == NULL) return;
    if (error->arena.blocks != NULL) sdpi_arena_free(&error->arena);
    error->status = SDP_OK;
    error->cause = SDP_OK;
    error->http_status = 0;
    error->api_code = 0;
    error->attempts = 0;
    error->retryable = 0;
    error->maybe_done = 0;
    error->by_proxy = 0;
    error->line = 0;
    error->column = 0;
    error->elapsed_ms = 0;
    error->retry_after_ms = -1;
    error->advice = NULL;
    error->message[0] = '\0';
    error->path[0] = '\0';
    error->url[0] = '\0';
    error->messages = NULL;
    error->message_count = 0;
}

void sdpi_error_release(sdp_error *error)
{
    sdpi_arena_free(&error->arena);
}

/* A message is one line of UTF-8, whatever was quoted in it, and wherever that was cut. */
static void make_one_line(char *text)
{
    size_t size = strlen(text);
    for (size_t at = 0; at < size;) {
        size_t length = sdpi_utf8_sequence((const unsigned char *)text + at, size - at);
        if (length == 0 || (unsigned char)text[at] < ' ') text[at] = ' ';
        at += length > 0 ? length : 1;
    }
}

static void say(sdp_error *error, sdp_status status, const char *format, va_list arguments)
{
    error->status = status;
    vsnprintf(error->message, sizeof error->message, format, arguments);
    make_one_line(error->message);
}

sdp_status sdpi_error_set(sdp_error *error, sdp_status status, const char *path, const char *format, ...)
{
    if (error == NULL || error->status != SDP_OK) return status;
    va_list arguments;
    va_start(arguments, format);
    say(error, status, format, arguments);
    va_end(arguments);
    if (path != NULL) {
        sdpi_copy_cut(error->path, sizeof error->path, path);
        make_one_line(error->path);
    }
    return status;
}

sdp_status sdpi_error_replace(sdp_error *error, sdp_status status, const char *format, ...)
{
    if (error == NULL) return status;
    if (status != error->status) error->by_proxy = 0; /* of what was said before */
    va_list arguments;
    va_start(arguments, format);
    say(error, status, format, arguments);
    va_end(arguments);
    return status;
}

void sdpi_error_prefix(sdp_error *error, const char *name)
{
    if (error == NULL) return;
    char joined[sizeof error->path * 2];
    const char *dot = error->path[0] != '\0' && error->path[0] != '[' ? "." : "";
    snprintf(joined, sizeof joined, "%s%s%s", name, dot, error->path);
    sdpi_copy_cut(error->path, sizeof error->path, joined);
    make_one_line(error->path);
}

void sdpi_error_prefix_index(sdp_error *error, size_t index)
{
    char name[32];
    snprintf(name, sizeof name, "[%zu]", index);
    sdpi_error_prefix(error, name);
}

void sdpi_error_name_path(sdp_error *error)
{
    if (error == NULL || error->path[0] == '\0') return;
    char joined[sizeof error->path + sizeof error->message + 2];
    snprintf(joined, sizeof joined, "%s: %s", error->path, error->message);
    sdpi_copy_cut(error->message, sizeof error->message, joined);
    make_one_line(error->message);
}

void sdpi_error_note(sdp_error *error, const char *owner, const char *member)
{
    if (error == NULL) return;
    char joined[sizeof error->path + sizeof error->message];
    snprintf(joined, sizeof joined, "%s.%s: %s", owner, member, error->message);
    sdpi_copy_cut(error->message, sizeof error->message, joined);
    error->status = SDP_OK;
    error->path[0] = '\0';
}

static char *copy_into(sdpi_arena *arena, const char *text)
{
    return text == NULL ? NULL : sdpi_arena_text(arena, text, strlen(text));
}

static void copy_fields(sdp_error *to, sdp_message *copy, const sdp_message *from)
{
    copy->field_count = 0;
    copy->fields = NULL;
    if (from->field_count == 0) return;
    const char **fields = sdpi_arena_take(&to->arena, (size_t)from->field_count * sizeof *fields);
    if (fields == NULL) return;
    copy->fields = fields;
    for (int32_t i = 0; i < from->field_count; i++) {
        fields[i] = copy_into(&to->arena, from->fields[i]);
        if (fields[i] == NULL) return;
        copy->field_count++;
    }
}

void sdpi_error_copy(sdp_error *to, const sdp_error *from)
{
    sdpi_error_reset(to);
    sdp_allocator allocator = to->allocator;
    sdpi_arena arena = to->arena;
    *to = *from;
    to->allocator = allocator;
    to->arena = arena;
    to->messages = NULL;
    to->message_count = 0;
    if (from->message_count == 0) return;
    to->messages = sdpi_arena_take(&to->arena, from->message_count * sizeof *to->messages);
    if (to->messages == NULL) return;
    for (size_t i = 0; i < from->message_count; i++) {
        sdp_message *copy = &to->messages[to->message_count++];
        *copy = from->messages[i];
        copy->type = copy_into(&to->arena, from->messages[i].type);
        copy->message = copy_into(&to->arena, from->messages[i].message);
        copy_fields(to, copy, &from->messages[i]);
    }
}

sdp_status sdpi_error_no_memory(sdp_error *error)
{
    return sdpi_error_set(error, SDP_E_NO_MEMORY, NULL, "out of memory");
}

sdp_status sdp_error_new(sdp_error **out)
{
    if (out == NULL) return SDP_E_ARGUMENT;
    *out = sdpi_allocate(&sdpi_default_allocator, sizeof **out);
    if (*out == NULL) return SDP_E_NO_MEMORY;
    sdpi_error_init(*out, &sdpi_default_allocator);
    return SDP_OK;
}

void sdp_error_free(sdp_error *error)
{
    if (error == NULL) return;
    sdpi_error_release(error);
    sdpi_release(&sdpi_default_allocator, error);
}

sdp_status sdp_error_status(const sdp_error *error)
{
    return error != NULL ? error->status : SDP_OK;
}

sdp_status sdp_error_cause(const sdp_error *error)
{
    if (error == NULL) return SDP_OK;
    return error->cause != SDP_OK ? error->cause : error->status;
}

const char *sdp_error_message(const sdp_error *error)
{
    return error != NULL ? error->message : "";
}

const char *sdp_error_advice(const sdp_error *error)
{
    if (error == NULL) return "";
    /* Whatever the answer was: what may have happened is not to be done again blindly. */
    if (error->maybe_done) return sdp_status_advice(SDP_E_MAYBE_DONE);
    if (error->advice != NULL) return error->advice;
    /* A code's advice counts where the code decided: a 401 is about the login, whatever code stands beside it. */
    const sdpi_api_code *code = sdpi_api_code_row(error->api_code);
    return code != NULL && code->status == error->status ? code->advice : sdp_status_advice(error->status);
}

int32_t sdp_error_http_status(const sdp_error *error)
{
    return error != NULL ? error->http_status : 0;
}

int32_t sdp_error_api_code(const sdp_error *error)
{
    return error != NULL ? error->api_code : 0;
}

size_t sdp_error_message_count(const sdp_error *error)
{
    return error != NULL ? error->message_count : 0;
}

const sdp_message *sdp_error_server_message(const sdp_error *error, size_t index)
{
    return error != NULL && index < error->message_count ? &error->messages[index] : NULL;
}

const char *sdp_error_path(const sdp_error *error)
{
    return error != NULL ? error->path : "";
}

const char *sdp_error_url(const sdp_error *error)
{
    return error != NULL ? error->url : "";
}

int32_t sdp_error_attempts(const sdp_error *error)
{
    return error != NULL ? error->attempts : 0;
}

int64_t sdp_error_elapsed_ms(const sdp_error *error)
{
    return error != NULL ? error->elapsed_ms : 0;
}

int32_t sdp_error_retryable(const sdp_error *error)
{
    return error != NULL ? error->retryable : 0;
}

int32_t sdp_error_maybe_done(const sdp_error *error)
{
    return error != NULL ? error->maybe_done : 0;
}

int64_t sdp_error_retry_after_ms(const sdp_error *error)
{
    return error != NULL ? error->retry_after_ms : -1;
}

int32_t sdp_error_fault(const sdp_error *error)
{
    sdp_status cause = sdp_error_cause(error);
    /* An internal error of the service is an answer, and not the caller's fault. */
    if (cause == SDP_E_REFUSED && (error->api_code == SDP_API_INTERNAL_ERROR || error->http_status >= 500)) {
        return SDP_FAULT_SERVER;
    }
    return sdpi_status_row(cause)->fault;
}

int32_t sdp_error_by_proxy(const sdp_error *error)
{
    return error != NULL ? error->by_proxy : 0;
}

int32_t sdp_error_line(const sdp_error *error, int32_t *column)
{
    if (column != NULL) *column = error != NULL ? error->column : 0;
    return error != NULL ? error->line : 0;
}

static void write_message(sdpi_writer *writer, const sdp_message *message)
{
    sdpi_write_open(writer, '{');
    sdpi_write_int_member(writer, "status_code", message->status_code);
    sdpi_write_text_member(writer, "type", message->type);
    sdpi_write_text_member(writer, "message", message->message);
    sdpi_write_key(writer, "fields");
    sdpi_write_open(writer, '[');
    for (int32_t i = 0; i < message->field_count; i++) sdpi_write_string(writer, message->fields[i]);
    sdpi_write_close(writer, ']');
    sdpi_write_close(writer, '}');
}

static void write_error(sdpi_writer *writer, const sdp_error *error)
{
    static const char *const faults[] = {"none", "caller", "server", "network", "credentials", "quota"};
    sdpi_write_open(writer, '{');
    sdpi_write_text_member(writer, "status", sdp_status_name(error->status));
    sdpi_write_text_member(writer, "cause", sdp_status_name(sdp_error_cause(error)));
    sdpi_write_text_member(writer, "message", error->message);
    sdpi_write_text_member(writer, "advice", sdp_error_advice(error));
    sdpi_write_int_member(writer, "http_status", error->http_status);
    sdpi_write_int_member(writer, "api_code", error->api_code);
    sdpi_write_key(writer, "messages");
    sdpi_write_open(writer, '[');
    for (size_t i = 0; i < error->message_count; i++) write_message(writer, &error->messages[i]);
    sdpi_write_close(writer, ']');
    sdpi_write_text_member(writer, "path", error->path);
    sdpi_write_flag_member(writer, "retryable", error->retryable);
    sdpi_write_flag_member(writer, "maybe_done", error->maybe_done);
    sdpi_write_int_member(writer, "attempts", error->attempts);
    sdpi_write_int_member(writer, "elapsed_ms", error->elapsed_ms);
    sdpi_write_text_member(writer, "url", error->url);
    sdpi_write_text_member(writer, "fault", faults[sdp_error_fault(error)]);
    sdpi_write_flag_member(writer, "by_proxy", error->by_proxy);
    if (error->retry_after_ms >= 0) sdpi_write_int_member(writer, "retry_after_ms", error->retry_after_ms);
    if (error->line > 0) {
        sdpi_write_int_member(writer, "line", error->line);
        sdpi_write_int_member(writer, "column", error->column);
    }
    sdpi_write_close(writer, '}');
}

sdp_status sdp_error_to_json(const sdp_error *error, char **out)
{
    if (out == NULL) return SDP_E_ARGUMENT;
    *out = NULL;
    if (error == NULL) return SDP_E_ARGUMENT;
    sdpi_buffer buffer;
    sdpi_buffer_init(&buffer, &sdpi_default_allocator, SDPI_MAX_JSON_TEXT);
    sdpi_writer writer;
    sdpi_writer_init(&writer, &buffer, 0);
    write_error(&writer, error);
    *out = sdpi_buffer_take(&buffer);
    return buffer.status;
}
