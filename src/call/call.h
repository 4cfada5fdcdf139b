/*
 * A call: a small state machine that never blocks, sleeps or reads a clock. Time is passed in.
 *
 *     PREPARE -> AUTHORIZE -> PACE -> SEND -> RECEIVE -> JUDGE -> DONE
 *                  ^  |  ^                                 |
 *                  |  v  |                                 |
 *                 LOGIN  +------------- BACKOFF <----------+
 */
#ifndef SDPI_CALL_H
#define SDPI_CALL_H

#include <sdp/client.h>

#include "auth/auth.h"
#include "base/log.h"
#include "base/writer.h"
#include "call/cancel.h"
#include "call/dialect.h"
#include "call/download.h"
#include "call/limiter.h"
#include "call/upload.h"
#include "http/transport.h"
#include "model/encode_form.h"

/* What siblings have in common. Counted; constant once made. */
typedef struct sdpi_settings {
    sdpi_atomic references;
    sdp_allocator allocator;
    const sdpi_dialect *dialect; /* of the service that the client speaks to */
    char *root;                  /* what all URLs begin with */
    sdp_auth *auth;
    sdpi_limiter *limiter; /* without a rate it holds back calls of batches alone; nullable */
    int64_t timeout_ms;
    int64_t attempt_timeout_ms; /* 0: none of its own */
    int32_t max_retries;
    int32_t keep_misfits;
    size_t max_response_bytes;
    sdpi_log log;
    sdp_event_fn event;
    void *event_data;
} sdpi_settings;

typedef struct sdpi_call sdpi_call;

/* Runs calls over one transport. Belongs to one thread at a time. */
typedef struct sdpi_engine {
    const sdpi_settings *settings;
    sdp_transport *transport;
    sdpi_call *calls; /* under way, in the order of starting: who waits longest is served first */
    sdpi_call *last;
    uint64_t random;
    int32_t is_late;        /* 1: what has come is not all known yet, so that no attempt's time is judged */
    int64_t sends;          /* transfers that were started so far */
    int64_t wall_offset_ms; /* what makes the engine's time the time of day; for dates that servers send */
    sdpi_buffer scratch;
} sdpi_engine;

enum {
    SDPI_CALL_IDLE,
    SDPI_CALL_AUTHORIZE,
    SDPI_CALL_LOGIN, /* a request of the login is under way */
    SDPI_CALL_PACE,
    SDPI_CALL_SEND,
    SDPI_CALL_RECEIVE,
    SDPI_CALL_JUDGE,
    SDPI_CALL_BACKOFF,
    SDPI_CALL_DONE
};

/* What a completion left: copies, for the transport's texts live only during the callback. */
typedef struct sdpi_completion {
    sdp_status status;
    int32_t sent;
    int32_t http_status;
    int32_t reused;
    int32_t by_proxy;
    char message[512];
    char content_type[96];
    char location[256];
    char retry_after[48];
} sdpi_completion;

/* Where a call stands. All of it begins with zero. */
typedef struct sdpi_call_run {
    int32_t heeds_pauses; /* 1: it does not begin in a pause that the service asked others for, without a rate too */
    int32_t waits_freely; /* 1: its time does not run while it waits for its first place in the limit */
    int32_t engine_times; /* 1: the transport is not told its time, for nobody may move it for a while */
    int32_t has_place;    /* 1: in the limit, for the attempt to come */
    int64_t started_ms;
    int64_t deadline_ms; /* INT64_MAX: none */
    int64_t wake_ms;     /* when a waiting state goes on */
    int64_t attempt_ms;  /* when this attempt was sent */
    int64_t give_up_ms;  /* when an attempt is ended although the transport has not done so */
    int64_t free_ms;     /* how long it waited for a place without its time running */
    int32_t attempts;
    int32_t untold; /* 1: the attempt has had no event yet */
    int32_t retries;
    int32_t logins;         /* requests that the login asked for */
    int64_t refused_number; /* of the login that the service refused; 0: none */
    int32_t refused;        /* 1: ask for a new login */
    int32_t renewed;        /* 1: a new login was asked for already: once a call */
    void *transfer;
} sdpi_call_run;

struct sdpi_call {
    sdpi_engine *engine;
    sdpi_call *previous;
    sdpi_call *next;
    int32_t state;

    /* What is asked. Made by PREPARE, and the same for each attempt. */
    const sdp_operation *operation;
    sdp_options options;
    sdpi_buffer url;
    size_t url_size; /* without the query */
    sdpi_buffer form;
    size_t form_size; /* without the fields of the login */
    int32_t has_form;
    int32_t is_login;       /* 1: the call ends where it has a login */
    sdpi_upload upload;     /* what is sent instead of a form */
    sdpi_download download; /* where the answer goes */
    sdp_header *headers;
    size_t header_count;    /* without those of the login */
    size_t header_capacity; /* with room for those of the login */

    sdpi_call_run run;
    sdpi_auth_step login;
    sdpi_completion completion;
    sdpi_cancel_link cancel;

    /* Memory to be used again. */
    sdpi_buffer login_store;
    sdpi_buffer description; /* of a dry run; empty where this call is none */
    sdpi_buffer body;

    /* What comes of it. */
    sdp_status status;
    sdp_error *error; /* borrowed */
    sdpi_result result;
};

/* What an operation is given. */
typedef struct sdpi_input {
    const char *const *ids;
    size_t id_count;
    const void *entity;       /* nullable */
    const void *const *items; /* instead of `entity`, for an operation on a list */
    size_t item_count;
    const sdp_json *beside; /* nullable: members to be sent beside the envelope */
    /* Of a download, whose path and output no row can tell; else NULL. */
    const char *content_url;
    const sdp_target *target;
    int32_t is_login; /* 1: no operation at all, only a login is wanted */
} sdpi_input;

void sdpi_engine_init(sdpi_engine *engine, const sdpi_settings *settings, sdp_transport *transport, uint64_t seed);
/* Not for secrets: what differs between clients, such as jitter. */
uint32_t sdpi_engine_random(sdpi_engine *engine);
/* Frees what the engine holds; no call is under way. */
void sdpi_engine_release(sdpi_engine *engine);
/* Whether a transfer is under way. */
int sdpi_engine_is_sending(const sdpi_engine *engine);
/* Whether a new transfer would have to wait for another one. */
int sdpi_engine_is_occupied(const sdpi_engine *engine);
/* Moves every call on as far as it goes at this time. */
void sdpi_engine_step(sdpi_engine *engine, int64_t now_ms);
/* The transport itself has failed: ends all calls under way, but those for which something had come before. */
void sdpi_engine_abort(sdpi_engine *engine, sdp_status status, int64_t now_ms);
/* How long the transport may be polled before the next step: -1 is without limit. */
int64_t sdpi_engine_wait_ms(const sdpi_engine *engine, int64_t now_ms);

void sdpi_call_init(sdpi_call *call, sdpi_engine *engine);
/* Frees what the call holds, and ends it where it is under way. */
void sdpi_call_release(sdpi_call *call);

/*
 * PREPARE: checks, escapes and encodes; the input is copied into the request here. Then the call is under way, or is
 * DONE at once with call->status, where something was wrong or it was a dry run.
 */
void sdpi_call_start(sdpi_call *call, const sdp_operation *operation, const sdpi_input *input,
                     const sdp_options *options, sdp_error *error, int64_t now_ms);
/* The same in two steps, for a call that has to wait for its turn: its time begins when it goes. */
sdp_status sdpi_call_make(sdpi_call *call, const sdp_operation *operation, const sdpi_input *input,
                          const sdp_options *options, sdp_error *error);
void sdpi_call_go(sdpi_call *call, int64_t now_ms);
/* For a call that nobody waits for so far: others come first, and what it waits for is not its time. */
void sdpi_call_set_patient(sdpi_call *call);
/* Somebody waits for such a call from now on. It is one like any other, whose time begins now. */
void sdpi_call_await(sdpi_call *call, int64_t now_ms);
/* Ends a call that cannot go on, such as when the transport itself fails. */
void sdpi_call_abort(sdpi_call *call, sdp_status status, const char *why, int64_t now_ms);

/* The parts of the machine, each in a file of its own. */
sdp_status sdpi_call_prepare(sdpi_call *call, const sdpi_input *input, const sdp_options *options);
sdp_status sdpi_call_describe(sdpi_call *call, const sdpi_input *input); /* into call->description */
sdp_status sdpi_call_write_input(const sdpi_call *call, const sdpi_input *input, sdpi_writer *writer);
sdp_status sdpi_call_check_dialect(const sdpi_settings *settings, const sdp_operation *operation, sdp_error *error);
sdp_status sdpi_call_check_fields(const sdpi_call *call, const sdpi_input *input);
sdp_status sdpi_call_write_fields(const sdpi_call *call, const sdpi_input *input, sdpi_form *form);
sdp_status sdpi_call_put_login(sdpi_call *call);
void sdpi_call_drop_login(sdpi_call *call);
void sdpi_call_redact(sdpi_call *call);
void sdpi_call_set_deadline(sdpi_call *call, int64_t now_ms);
void sdpi_call_step(sdpi_call *call, int64_t now_ms);
/* Ends what is under way. Returns 1 where the request may have reached the server. */
int sdpi_call_stop(sdpi_call *call, int64_t now_ms);
sdp_status sdpi_call_send(sdpi_call *call, const sdp_request *request);
void sdpi_call_judge(sdpi_call *call, int64_t now_ms);
/* Tells log and event how the last attempt ended, once for each. `retry_in_ms` -1: the call ends here. */
void sdpi_call_tell(sdpi_call *call, sdp_status status, int64_t now_ms, int64_t retry_in_ms);
void sdpi_call_end(sdpi_call *call, sdp_status status, int64_t now_ms);

/* What files.c adds to each part. */
int sdpi_call_has_file(const sdpi_call *call);
/* Checks the file of an upload, or the target of a download, and opens what is to be read. */
sdp_status sdpi_call_prepare_files(sdpi_call *call, const sdpi_input *input);
sdp_status sdpi_call_prepare_content_url(sdpi_call *call, const char *content_url);
/* Opens what is to be written, and again what was closed meanwhile: the last step before the call is under way. */
sdp_status sdpi_call_open_target(sdpi_call *call);
/* Tells the request of an attempt where its body comes from, or its answer goes, each from its beginning. */
sdp_status sdpi_call_attach_files(sdpi_call *call, sdp_request *request);
/* What the file itself failed with, SDP_OK where it did not; `*why` says it in words. */
sdp_status sdpi_call_file_failure(const sdpi_call *call, const char **why);
/* The answer of a download was a file, and all of it came. */
sdp_status sdpi_call_keep_file(sdpi_call *call);
/* Whether the same can be sent, or received, from the beginning; `*why` says what prevents it. */
int sdpi_call_can_repeat(const sdpi_call *call, const char **why);
/* Where the service refused for a reason that the row has advice for, the error gives that advice. */
void sdpi_call_advise(const sdpi_call *call);
void sdpi_call_close_files(sdpi_call *call);

#endif
