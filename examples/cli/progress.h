/* How far long work is, in one line of a terminal that is written over and taken away again. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

/* From here on progress is shown, where stderr is a terminal; `beside_output`: where stdout is none, too, since rows on
   a terminal are progress enough. */
void progress_begin(bool beside_output);
bool progress_is_on(void);
/* Whether the line is to be shown, or shown anew: not at once, and not too often. */
bool progress_is_due(void);
/* Shows the line, which is taken over, over the one that stands there. */
void progress_show(text *line);
/* Rows that came so far. */
void progress_rows(int64_t rows);
/* Bytes of a file; `total` -1: unknown. For sdp_file and sdp_target; `data` is a word such as "sent". */
void progress_bytes(void *data, int64_t done, int64_t total);
/* Takes the line away, before something else is written; it may be shown anew at once. */
void progress_clear(void);

#endif
