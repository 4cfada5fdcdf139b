/* Replay: requests are answered from a record. */
#ifndef SANDBOX_REPLAY_H
#define SANDBOX_REPLAY_H

#include "answer.h"
#include "request.h"

typedef struct replay replay;

/* Reads a record. `loop`: the last answer to a request is given again. NULL with the reason in `problem`. */
replay *replay_open(const char *file, bool loop, text *problem);
const char *replay_base_path(const replay *of);
/* Answers as recorded: to the first request of its kind comes the first answer, to the next the next. HTTP 404 where
   there is none left. */
void replay_answer(replay *by, const request *from, answer *out);
/* Begins anew. */
void replay_reset(replay *from);
void replay_free(replay *from);

#endif
