#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sdp/entity.h>
#include <sdp/invoke.h>

#include "checkpoint.h"
#include "commands.h"
#include "curl.h"
#include "errors.h"
#include "login.h"
#include "output.h"
#include "print.h"
#include "progress.h"
#include "request.h"
#include "session.h"
#include "signals.h"
#include "text.h"
#include "upload.h"
#include "verbose.h"
#include "walk.h"

static int check_ids(const arguments *from, const sdp_operation *operation)
{
    size_t wanted = sdp_operation_id_count(operation);
    size_t given = from->words.count - 2;
    int status = STATUS_DONE;
    char *name = given < wanted ? id_word(operation, given) : NULL;
    if (given < wanted) {
        status = complain(SDP_E_ARGUMENT, name, "%.*s %s needs an id: %s", (int)noun_size(operation),
                          sdp_operation_name(operation), verb_of(operation), name);
    } else if (given > wanted) {
        status = complain(SDP_E_ARGUMENT, "id", "'%.60s' is one argument too many: %.*s %s takes %zu",
                          from->words.items[2 + wanted], (int)noun_size(operation), sdp_operation_name(operation),
                          verb_of(operation), wanted);
    }
    for (size_t i = 2; i < from->words.count && status == STATUS_DONE; i++) {
        if (*from->words.items[i] == '\0') status = complain(SDP_E_ARGUMENT, "id", "an id is empty");
    }
    free(name);
    return status;
}

/* An operation that goes with none of its members cannot be without all of them either. */
static int tell_no_input(const session *s)
{
    const sdp_type *input = sdp_operation_input_type(s->operation);
    const sdp_field *field;
    text sets = {0};
    for (size_t i = 0; (field = sdp_type_field(input, i)) != NULL; i++) {
        if (!sdp_operation_requires(s->operation, sdp_field_name(field))) continue;
        text_printf(&sets, "%s--set %s=...", sets.size > 0 ? " " : "", sdp_field_name(field));
    }
    const int status = complain(SDP_E_ARGUMENT, "input", "%s needs an input: %s, or --input JSON|@FILE|-",
                                sdp_operation_name(s->operation), sets.size > 0 ? text_get(&sets) : "--set PATH=VALUE");
    text_free(&sets);
    return status;
}

/* What was sent about a record that an id names; nothing where it was not. */
static void put_asked(text *to, const session *s, const sdp_error *error)
{
    if (s->operation == NULL || s->id_count == 0 || sdp_error_attempts(error) == 0) return;
    text_printf(to, "%.*s %s", (int)noun_size(s->operation), sdp_operation_name(s->operation), verb_of(s->operation));
    for (size_t i = 0; i < s->id_count; i++) text_printf(to, " %.60s", s->ids[i]);
}

/* The error of the last call. An answer that is a failure is an answer too: raw shows it. */
int tell_failure(session *s)
{
    const sdp_error *error = sdp_last_error(s->client);
    size_t size;
    const char *body = sdp_last_body(s->client, &size);
    int status = print_flush();
    if (s->output.format == FORMAT_RAW && body != NULL && sdp_error_http_status(error) != 0) {
        status = output_body(body, size);
    }
    if (status != STATUS_DONE) return status;
    if (s->input == NULL && s->file.path == NULL && sdp_error_status(error) == SDP_E_ARGUMENT &&
        strcmp(sdp_error_path(error), "input") == 0) {
        return tell_no_input(s);
    }
    text asked = {0};
    put_asked(&asked, s, error);
    const char *about = sdp_error_status(error) == SDP_E_FILE ? "--file" : asked.size > 0 ? text_get(&asked) : NULL;
    status = complain_error(about, error);
    text_free(&asked);
    return signals_interrupted() ? STATUS_INTERRUPTED : status;
}

int tell_request(session *s)
{
    if (s->arguments->ensure && s->arguments->dry_run) {
        verbose_note("--ensure looks for the record by its name first, and sends this only where there is none");
    }
    if (s->arguments->curl) return curl_command(sdp_last_dry_run(s->client), s->arguments);
    if (s->arguments->dry_run) return output_json(sdp_last_dry_run(s->client));
    return login_missing(&s->login); /* all else is in order */
}

/* What follows from the status of a call that brought nothing to print. */
int tell_status(session *s, sdp_status status)
{
    return status == SDP_DRY_RUN ? tell_request(s) : tell_failure(s);
}

int print_body(session *s)
{
    size_t size;
    const char *body = sdp_last_body(s->client, &size);
    return output_body(body, size);
}

/* What a write did is done, whether or not it can be printed: a script must not take it for a thing to repeat. */
static int print_answer(session *s, const char *answer)
{
    const bool is_write = sdp_operation_access(s->operation) == SDP_ACCESS_WRITE;
    if (is_write) errors_silence(true);
    const int result = s->output.format == FORMAT_RAW ? print_body(s) : output_answer(&s->output, answer);
    if (is_write) errors_silence(false);
    if (!is_write || result != STATUS_ANSWER) return result;
    text message = {0};
    text_printf(&message, "%s was done, but its result could not be printed: %s", sdp_operation_name(s->operation),
                errors_untold());
    const int told =
        complain_after_call(sdp_last_error(s->client), SDP_E_MAYBE_DONE, SDP_E_ANSWER, "stdout", text_get(&message));
    text_free(&message);
    return told;
}

/* Some proxies answer with success and nothing in it. What was added is then not known by its id, and a second attempt
   would be a second record. */
static void tell_empty(const session *s)
{
    const bool brings_one = printed_type(s->operation) != NULL && !prints_many(s->operation);
    if (!brings_one || sdp_operation_access(s->operation) != SDP_ACCESS_WRITE) return;
    /* With --quiet too: it is about the data. */
    verbose_warn("note: the service answered without the record: look whether it is there before you send this again");
}

int32_t flags_of(const arguments *from)
{
    return (from->allow_unknown ? SDP_ALLOW_UNKNOWN : 0) | (from->ensure ? SDP_INVOKE_ENSURE : 0);
}

static int run_call(session *s)
{
    char *answer = NULL;
    const bool writes = sdp_operation_access(s->operation) == SDP_ACCESS_WRITE && !s->arguments->dry_run;
    if (writes) must_have_or_maybe_done();
    sdp_status status = sdp_invoke(s->client, sdp_operation_name(s->operation), s->ids, s->id_count, s->input,
                                   flags_of(s->arguments), &s->options, &answer);
    progress_clear();
    if (status != SDP_OK) return tell_status(s, status);
    if (s->arguments->ensure && s->arguments->verbose) {
        verbose_note(s->added ? "it was added" : "it was there, and was found; nothing was added");
    }
    verbose_messages(s->arguments->verbose, sdp_last_error(s->client));
    const int result = print_answer(s, answer);
    const bool is_empty = strcmp(answer, "{}") == 0;
    sdp_text_free(answer);
    if (result != STATUS_DONE) return result;
    if (is_empty) tell_empty(s);
    size_t size;
    const char *body = sdp_last_body(s->client, &size);
    output_more_rows(&s->output, body, size);
    return STATUS_DONE;
}

sdp_status start_walk(session *s, sdp_pager **pager)
{
    return sdp_invoke_list(s->client, sdp_operation_name(s->operation), s->ids, s->id_count, s->input,
                           flags_of(s->arguments), &s->options, pager);
}

static int tell_no_count(const session *s)
{
    return complain_after_call(sdp_last_error(s->client), SDP_E_ANSWER, SDP_E_ANSWER, "list_info.total_count",
                               "the service did not say how many rows there are");
}

static int run_count(session *s)
{
    sdp_page_info info = {.size = sizeof(info), .total_count = -1};
    sdp_pager *pager = NULL;
    const void *row;
    int result;
    sdp_status status = start_walk(s, &pager);
    if (status == SDP_OK) status = sdp_pager_next(pager, &row);
    if (status != SDP_OK && status != SDP_END) {
        result = tell_status(s, status);
    } else if (s->output.format == FORMAT_RAW) {
        result = print_body(s);
    } else {
        (void)sdp_pager_get_info(pager, &info);
        result = info.total_count >= 0 ? output_count(&s->output, info.total_count) : tell_no_count(s);
    }
    sdp_pager_free(pager);
    return result;
}

/* NeuCRM counts by a member of its filter, which no walk takes. */
static int count_filtered(session *s)
{
    const sdp_type *type = sdp_operation_input_type(s->operation);
    sdp_error *error = NULL;
    void *filter = NULL;
    int64_t count = 0;
    int result;
    (void)sdp_error_new(&error);
    (void)must_have(error);
    if (sdp_entity_from_json(type, s->input, s->arguments->allow_unknown, error, &filter) != SDP_OK) {
        result = complain_error(NULL, error);
    } else {
        sdp_status status = sdp_neucrm_count(s->client, filter, &s->options, &count);
        if (status != SDP_OK) {
            result = tell_status(s, status);
        } else {
            result = s->output.format == FORMAT_RAW ? print_body(s) : output_count(&s->output, count);
        }
    }
    sdp_entity_free(filter);
    sdp_error_free(error);
    return result;
}

/* sdp_invoke() does not say which it was, and its attempts do: a good one of the adding itself. */
static void note_added(void *data, const sdp_event *event)
{
    session *s = data;
    verbose_event(NULL, event);
    if (event->status == SDP_OK && strcmp(event->operation, sdp_operation_name(s->operation)) == 0) s->added = true;
}

static int open_client(session *s)
{
    int result = login_read(&s->login, s->operation, s->arguments->dry_run);
    if (result != STATUS_DONE) return result;
    if (s->arguments->verbose) {
        verbose_watch(&s->login.config);
        if (s->arguments->ensure) s->login.config.event = note_added;
        s->login.config.event_data = s;
    }
    return login_open(&s->login, &s->client);
}

int open_session(session *s)
{
    static const sdp_options defaults = SDP_OPTIONS_INIT;
    int result = open_client(s);
    if (result != STATUS_DONE) return result;
    s->options = defaults;
    s->options.timeout_ms = s->arguments->timeout_ms;
    s->options.max_retries = s->arguments->max_retries;
    s->options.cancel = signals_cancel();
    /* Without a login the request is only checked, so that its own mistakes are told first. */
    if (s->arguments->dry_run || !s->login.complete) s->options.dry_run = 1;
    return STATUS_DONE;
}

static int run_session(session *s)
{
    int result = open_session(s);
    if (result != STATUS_DONE) return result;
    if (s->arguments->file != NULL) {
        s->file = upload_file(s->arguments);
        s->options.file = &s->file;
    }
    if (s->arguments->count) return takes_filter(s->operation) ? count_filtered(s) : run_count(s);
    return s->arguments->all ? run_walk(s) : run_call(s);
}

int run_operation(const arguments *from, const sdp_operation *operation)
{
    session s = {.arguments = from, .operation = operation};
    int result = check_ids(from, operation);
    if (result == STATUS_DONE) result = arguments_fit(from, operation);
    if (result == STATUS_DONE) result = upload_check(from, operation);
    if (result == STATUS_DONE) result = output_start(&s.output, from, operation);
    if (result == STATUS_DONE) result = checkpoint_check(from, s.output.format);
    if (result == STATUS_DONE) result = request_read(from, operation, &s.input);
    s.ids = from->words.items + 2;
    s.id_count = from->words.count - 2;
    if (result == STATUS_DONE) result = run_session(&s);
    output_free(&s.output);
    sdp_text_free(s.input);
    sdp_client_free(s.client);
    login_free(&s.login);
    return result;
}
