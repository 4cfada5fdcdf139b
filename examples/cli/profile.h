/* Profiles: what would else be in the environment, in sections of ~/.config/sdp/config, and secrets in a file apart. */
#ifndef CLI_PROFILE_H
#define CLI_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "arguments.h"

/* Sets what the environment has not set from the profile that --profile or SDP_PROFILE names, else from [default],
   where there is one. Returns an exit status. */
int profile_apply(const arguments *from);
/* The same for what is well: the rest is left out, and not told. The first thing that is wrong is errors_untold(). */
int profile_apply_sound(const arguments *from);
/* Where the profile set a variable, by its name or that of its key: "FILE:LINE: key". NULL where it did not. */
const char *profile_place_of(const char *name);
/* Of what was applied: the name, NULL where no profile was; the files, "" where there is none; and the variables that
   the environment has set itself, as words. */
const char *profile_name(void);
const char *profile_config_path(void);
const char *profile_secrets_path(void);
const char *profile_overridden(void);
/* A key by its position, NULL past the end, and whether it belongs in the file of secrets. */
const char *profile_key_at(size_t index, bool *is_secret);
/* Calls `see` with the name of each profile; nothing where there is no file, or one that cannot be read. */
void profile_each(void (*see)(void *data, const char *name), void *data);

#endif
