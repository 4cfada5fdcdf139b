/* The customer API of NeuCRM: plain form fields in, {"result":…,"error":…} out, always with HTTP 200. */
#ifndef SANDBOX_NEUCRM_H
#define SANDBOX_NEUCRM_H

#include <sdp/reflect.h>

#include "answer.h"
#include "json.h"
#include "request.h"
#include "store.h"

enum { NEUCRM_FIRST_ID = 1001 };

/* The operation of a path, which stands at the root of the server; NULL where there is none. */
const sdp_operation *neucrm_operation(const char *method, const char *path);
/* Whether there is an operation at a path; and refuses a method that none has there. */
bool neucrm_knows(const char *path);
void neucrm_refuse_method(answer *out);
/* Answers. `key` is the only api_key that is let in; NULL: any. */
void neucrm_answer(store *in, const char *key, const sdp_operation *operation, request *from, answer *out);
/* Writes a failure: why, and about which parameter; that is nullable. */
void neucrm_fail(answer *out, const char *why, const char *about);
/* neucrm.list, with the fields of its form. */
void neucrm_list(store *in, const sdp_json *fields, answer *out);

#endif
