#include "tasks_session.h"

#include <stdio.h>
#include <string.h>

#include "errors.h"
#include "json.h"
#include "signals.h"
#include "text.h"
#include "verbose.h"

const sdp_operation *task_operation(const char *noun, const char *verb)
{
    char name[64];
    snprintf(name, sizeof(name), "%s.%s", noun, verb);
    return sdp_operation_by_name(name);
}

static void note_attempt(void *data, const sdp_event *event)
{
    task_session *to = data;
    const char *verb = strchr(event->operation, '.');
    if (to->arguments->verbose) verbose_event(NULL, event);
    if (verb != NULL && strcmp(verb, ".add") == 0) to->adds++;
}

int task_open(task_session *to, const arguments *from, const char *noun)
{
    static const sdp_options defaults = SDP_OPTIONS_INIT;
    *to = (task_session){.arguments = from, .noun = noun};
    int status = login_read(&to->login, task_operation(noun, "list"), false);
    if (status != STATUS_DONE) return status;
    if (!to->login.complete) return login_missing(&to->login);
    if (from->verbose) verbose_watch(&to->login.config);
    to->login.config.event = note_attempt;
    to->login.config.event_data = to;
    status = login_open(&to->login, &to->client);
    to->options = defaults;
    to->options.timeout_ms = from->timeout_ms;
    to->options.max_retries = from->max_retries;
    to->options.cancel = signals_cancel();
    return status;
}

void task_close(task_session *from)
{
    sdp_client_free(from->client);
    login_free(&from->login);
}

int task_tell_failure(const task_session *with)
{
    const int status = complain_error(NULL, sdp_last_error(with->client));
    return signals_interrupted() ? STATUS_INTERRUPTED : status;
}

bool task_is_gap(const task_session *with, sdp_status status)
{
    if (signals_interrupted()) return false;
    if (status == SDP_E_NOT_FOUND || status == SDP_E_FORBIDDEN) return true;
    return status == SDP_E_REFUSED && sdp_error_api_code(sdp_last_error(with->client)) != SDP_API_INTERNAL_ERROR;
}

static sdp_json *parse(const char *json)
{
    sdp_json *parsed = NULL;
    if (json != NULL) (void)sdp_json_parse(json, strlen(json), NULL, &parsed);
    return must_have(parsed); /* the library printed it */
}

sdp_json *task_list_info(sdp_json *criteria)
{
    sdp_json *made = json_new(SDP_JSON_OBJECT);
    json_put_integer(made, "row_count", 100);
    if (criteria != NULL) json_put(made, "search_criteria", criteria);
    return made;
}

int task_try_walk(task_session *with, const char *noun, sdp_json *list_info, task_row_fn see, void *data,
                  sdp_status *ended)
{
    sdp_pager *pager = NULL;
    char *row = NULL;
    char *input = list_info != NULL ? json_print(list_info, 0) : NULL;
    int result = STATUS_DONE;
    const char *name = sdp_operation_name(task_operation(noun, "list"));
    const int32_t flags = with->arguments->allow_unknown ? SDP_ALLOW_UNKNOWN : 0;
    *ended = sdp_invoke_list(with->client, name, NULL, 0, input, flags, &with->options, &pager);
    with->pager = pager;
    while (result == STATUS_DONE && *ended != SDP_END &&
           (*ended = pager != NULL ? sdp_pager_next_json(pager, 0, &row) : *ended) == SDP_OK) {
        result = see(data, parse(row));
        sdp_text_free(row);
    }
    sdp_page_info info = {.size = sizeof(info)};
    with->moved = pager != NULL && sdp_pager_get_info(pager, &info) == SDP_OK ? info.moved : 0;
    with->pager = NULL;
    sdp_pager_free(pager);
    sdp_text_free(input);
    sdp_json_free(list_info);
    return result;
}

int task_walk(task_session *with, const char *noun, sdp_json *list_info, task_row_fn see, void *data)
{
    sdp_status ended;
    const int result = task_try_walk(with, noun, list_info, see, data, &ended);
    if (result == STATUS_DONE && ended != SDP_END) return task_tell_failure(with);
    if (result == STATUS_DONE && with->moved > 0)
        verbose_note("records were added or removed while the list was read: some may be missing");
    return result;
}

sdp_json *task_call(task_session *with, const char *noun, const char *verb, const char *id, const sdp_json *input,
                    int32_t flags, sdp_status *status)
{
    char *answer = NULL;
    sdp_json *made = NULL;
    char *printed = input != NULL ? json_print(input, 0) : NULL;
    if (with->arguments->allow_unknown) flags |= SDP_ALLOW_UNKNOWN;
    *status = sdp_invoke(with->client, sdp_operation_name(task_operation(noun, verb)), &id, id != NULL, printed, flags,
                         &with->options, &answer);
    if (*status == SDP_OK) made = parse(answer);
    sdp_text_free(answer);
    sdp_text_free(printed);
    return made;
}
