/* A client for a task, and the calls that tasks make with it. */
#ifndef CLI_TASKS_SESSION_H
#define CLI_TASKS_SESSION_H

#include <sdp/invoke.h>

#include "arguments.h"
#include "login.h"

typedef struct task_session {
    const arguments *arguments;
    const char *noun;
    login login;
    sdp_client *client;
    sdp_options options;
    const sdp_pager *pager; /* of the walk under way; NULL: none is */
    int64_t moved;          /* pages of the last walk which showed that rows may have been missed */
    int64_t adds;           /* attempts to add something, so far */
} task_session;

/* Takes over the row. Returns an exit status; any but STATUS_DONE ends the walk. */
typedef int (*task_row_fn)(void *data, sdp_json *row);

/* Logs in for a noun such as "contracts". The session stays where it is from then on. task_close() is called in any
   case. Functions that return int return an exit status, and have told what is wrong. */
int task_open(task_session *to, const arguments *from, const char *noun);
void task_close(task_session *from);
/* The operation of a noun. */
const sdp_operation *task_operation(const char *noun, const char *verb);
/* Gives all rows of the list of a noun, page by page, and notes where rows moved meanwhile. `list_info` is taken over;
   nullable. */
int task_walk(task_session *with, const char *noun, sdp_json *list_info, task_row_fn see, void *data);
/* The same, where a failure of the service is left to the caller: `*ended` is SDP_END where all is well. */
int task_try_walk(task_session *with, const char *noun, sdp_json *list_info, task_row_fn see, void *data,
                  sdp_status *ended);
/* A record, or what a write brought; NULL where that fails: the error is the client's, and is not told. `input` is
   nullable; `id` too, where the operation takes none. */
sdp_json *task_call(task_session *with, const char *noun, const char *verb, const char *id, const sdp_json *input,
                    int32_t flags, sdp_status *status);
/* Tells the error of the last call; an interrupted one has a status of its own. */
int task_tell_failure(const task_session *with);
/* Whether the last call failed for what one may not read, or what is gone: a gap, where all else ends the task. */
bool task_is_gap(const task_session *with, sdp_status status);
/* A list_info with pages of 100 and the given criteria, which are taken over; nullable. */
sdp_json *task_list_info(sdp_json *criteria);

#endif
