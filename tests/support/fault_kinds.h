/* Kinds of operations, one or two of each way that a call can go, for the table of faults. */
#ifndef FAULT_KINDS_H
#define FAULT_KINDS_H

#include <sdp/sdp.h>

enum {
    KIND_GET,
    KIND_LIST,
    KIND_DOWNLOAD,
    KIND_INVOKE_READ,
    KIND_CRM_READ,
    KIND_ADD,
    KIND_EDIT,
    KIND_DELETE,
    KIND_TRASH,
    KIND_UPLOAD,
    KIND_INVOKE_WRITE,
    KIND_CRM_WRITE,
    KIND_COUNT
};
#define KIND(name_) (1u << KIND_##name_)
#define KINDS_CRM (KIND(CRM_READ) | KIND(CRM_WRITE))
#define KINDS_V3 (((1u << KIND_COUNT) - 1u) & ~KINDS_CRM)
#define KINDS_WRITE                                                                                                    \
    (KIND(ADD) | KIND(EDIT) | KIND(DELETE) | KIND(TRASH) | KIND(UPLOAD) | KIND(INVOKE_WRITE) | KIND(CRM_WRITE))

int fault_kind_is_write(int kind);
const char *fault_kind_name(int kind);
/* What a good answer to a kind has as its body. */
const char *fault_kind_answer(int kind);
/* Makes the client that the kind wants; `config` has what is special, and its base URL. */
sdp_client *fault_client(int kind, const char *url, const sdp_config *config);
/* Makes the waits between the attempts of the next call, which are random, next to nothing. */
void fault_wait_no_time(sdp_client *client, int kind);
/* Does it, without such waits. */
sdp_status fault_do(int kind, sdp_client *client, const sdp_options *options);

#endif
