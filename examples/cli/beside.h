/* Files that are written beside their place, as PATH.sdp-PID.new, until they are whole. A process that is killed leaves
   its own; the next one takes it away. */
#ifndef CLI_BESIDE_H
#define CLI_BESIDE_H

#include "text.h"

/* Makes the file beside `path`, which nobody else may read, locks it, and appends its name to `name`. Returns a
   descriptor, or -1 with errno. */
int beside_open(const char *path, text *name);
/* Takes away those beside `path` whose processes are gone, and tells people of each. */
void beside_clean(const char *path);

#endif
