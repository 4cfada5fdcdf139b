/* --set: members of the request by their paths. */
#ifndef CLI_SET_H
#define CLI_SET_H

#include "request.h"

/* Sets PATH=VALUE, converted by the kind of the member, or PATH:=JSON. Returns an exit status. */
int set_member(request *to, const char *argument, bool allow_unknown);
/* Makes a member of the given kind from a text: `*out` is new. Returns an exit status. */
int convert_value(const char *option, const char *path, int32_t kind, const char *value, sdp_json **out);

#endif
