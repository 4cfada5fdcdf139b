/* The table of faults and operations: what a server does, and what each kind of call makes of it. The law that a cell
   must keep is written in fault_table.c, without the library's own: a row names the outcome of an attempt, and what may
   be repeated, what may have happened and how often the server is asked follow from it and from the kind.

       static const fault faults[] = {
           FAULT("closes without an answer", UNKNOWN, SDP_E_NETWORK, STEPS(RAW_READ, RAW_CLOSE), .is_silent = 1),
           FAULT("slow", DONE, SDP_OK, STEPS(RAW_READ, RAW_DELAY(20), FAULT_GOOD)),
       };
       FAULT_TABLE(faults, .is_kept = 1);  */
#ifndef FAULT_TABLE_H
#define FAULT_TABLE_H

#include "fault_kinds.h"
#include "raw_server.h"

/* What became of an attempt, as far as the server is concerned. */
enum {
    FAULT_DONE,     /* no fault at all: the call succeeds */
    FAULT_NOT_SENT, /* nothing reached the server */
    FAULT_REFUSED,  /* turned away before anything was done: login or quota */
    FAULT_UNKNOWN,  /* nobody knows */
    FAULT_ANSWERED  /* the server said no */
};

/* How some kinds differ from the row that they stand in. */
typedef struct fault_exception {
    unsigned kinds;
    int32_t outcome;
    sdp_status status;
} fault_exception;

typedef struct fault {
    const char *name;
    raw_step steps[8]; /* what the server does, from reading the request; FAULT_GOOD is an answer that the kind likes */
    int32_t outcome;   /* FAULT_… */
    sdp_status status; /* of the attempt */
    int32_t http_status;
    int32_t api_code;
    int64_t retry_after_ms; /* 0: the server says nothing of it; FAULT_AT_ONCE: 0 ms */
    unsigned kinds;         /* the kinds that meet it; 0: all */
    fault_exception but[2];
    int32_t is_hopeless;   /* 1: not repeated, for it would end the same way */
    int32_t is_half_done;  /* 1: an answer after which a write may have happened all the same */
    int32_t is_passing;    /* 1: not repeated, but the caller may try a read again */
    int32_t is_silent;     /* 1: no byte of an answer comes, so that libcurl repeats a read on a kept connection */
    int32_t is_never_read; /* 1: the server does not read the request, but the client cannot know */
    const char *words;     /* that the message has; nullable */
} fault;
#define FAULT_AT_ONCE (-1)
#define FAULT(name_, outcome_, status_, ...)                                                                           \
    {                                                                                                                  \
        .name = (name_), .outcome = FAULT_##outcome_, .status = (status_), __VA_ARGS__                                 \
    }
#define STEPS(...) .steps = {__VA_ARGS__}

/* An answer that makes the call succeed, with its own body for each kind. */
#define FAULT_GOOD                                                                                                     \
    {                                                                                                                  \
        .kind = RAW_KIND_REPLY                                                                                         \
    }

typedef struct fault_setting {
    int32_t is_kept;     /* 1: on a connection that was used before; 0: each on a new one */
    int32_t at_once;     /* 1: the kinds run side by side, each in a thread of its own. Where a cell is not as it must
                            be, the table is tried again with twice the times of `options`: a machine that is busy may
                            need them before a request is out */
    int32_t max_retries; /* default 1; -1: none */
    unsigned kinds;      /* default: all */
    sdp_options options; /* of the call that meets the fault; default: none */
    int64_t time_ms;     /* a call may take this long at most; default: 10 seconds */
} fault_setting;

/* Every kind meets every fault, and a good answer after each. Fails the test at the first cell that is not as the law
   says. Adds to the count of fault_table_cells(). */
void fault_table_run(const fault *faults, size_t count, const fault_setting *setting);
#define FAULT_TABLE(faults_, ...)                                                                                      \
    fault_table_run(faults_, sizeof(faults_) / sizeof *(faults_), &(fault_setting){__VA_ARGS__})
/* Cells that were tried by this program so far. */
int fault_table_cells(void);

/* How a call ended, or has to. */
typedef struct fault_end {
    sdp_status status;
    sdp_status cause;
    int32_t retryable;
    int32_t maybe_done;
    int32_t blame;
    int32_t attempts;
    int32_t http_status;
    int32_t api_code;
    int64_t retry_after_ms;
    int requests; /* that the server read */
} fault_end;
/* The law. */
fault_end fault_law(const fault *f, int kind, int32_t max_retries, int is_kept);
/* What the client says of its last call. */
fault_end fault_seen(const sdp_client *client, int requests);
int fault_is(fault_end seen, fault_end expected);
/* Whether it ended for want of time, which a busy machine may have caused. */
int fault_is_late(fault_end seen);
/* Fails the test where they differ. */
void fault_compare(const char *name, int kind, const char *message, fault_end seen, fault_end expected);

#endif
