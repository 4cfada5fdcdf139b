/*
 * Where the command keeps tokens between its runs. Without that each run would ask for a token of its own, and ten in
 * ten minutes lock the login.
 */
#ifndef CLI_CACHE_H
#define CLI_CACHE_H

#include <stdbool.h>

/* Decides, and puts it into SDP_TOKEN_CACHE for sdp_config_from_env(). Where the login keeps no token, and where none
   is `wanted`, no file or folder is made. */
void cache_prepare(bool wanted);
/* The file; NULL: memory. Valid until the next cache_prepare(). */
const char *cache_path(void);
/* Why it is memory although nobody chose that; NULL where there is no problem. */
const char *cache_problem(void);
/* Whether the caller chose memory. */
bool cache_is_off(void);
/* Tells of the problem on stderr, where there is one. */
void cache_tell(void);

#endif
