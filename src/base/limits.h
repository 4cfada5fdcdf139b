/* Every ceiling and default of the library, in one place. docs/security.md explains them. */
#ifndef SDPI_LIMITS_H
#define SDPI_LIMITS_H

/* Sizes, in bytes. */
#define SDPI_MAX_RESPONSE (8u * 1024 * 1024) /* body of an answer, after decompression; sdp_config can change it */
#define SDPI_MAX_HEADERS (128u * 1024)       /* all header lines of an answer */
#define SDPI_MAX_REQUEST (4u * 1024 * 1024)  /* encoded input_data */
#define SDPI_MAX_URL (64u * 1024)
#define SDPI_MAX_ID 256u
#define SDPI_MAX_PATH 4096u                    /* of a token store's file */
#define SDPI_MAX_JSON_TEXT (16u * 1024 * 1024) /* JSON from the caller, and JSON that is printed */
#define SDPI_MAX_MESSAGE 1024u                 /* one line of an error */
#define SDPI_MAX_BODY_HEAD 200u                /* bytes of an unreadable answer that an error shows */
#define SDPI_MAX_LOG_LINE 1024u
#define SDPI_MAX_DOWNLOAD (INT64_C(2) * 1024 * 1024 * 1024) /* sdp_target can change it */
#define SDPI_MAX_HELD (64u * 1024)                          /* of a download that may be a failure told in JSON */
#define SDPI_MAX_TOKEN 4096u                                /* an access or refresh token */
#define SDPI_MAX_TOKEN_ANSWER (64u * 1024)                  /* of the login server */
#define SDPI_MAX_STORE (256u * 1024)                        /* a token store's file */
#define SDPI_KEPT_BUFFER (1024u * 1024)                     /* a buffer that grew beyond this is freed after its call */

/* Counts. */
#define SDPI_MAX_HEADER_COUNT 256u
#define SDPI_MAX_JSON_DEPTH 64u
#define SDPI_MAX_CRITERIA_DEPTH 16u /* groups of search criteria inside one another */
#define SDPI_MAX_MESSAGES 1000u     /* of the server, in one answer */
#define SDPI_MAX_RETRIES 20
#define SDPI_MAX_ROW INT64_C(1000000000000) /* index of a row in a list of the service */
#define SDPI_MAX_LIST_INDEX 100000u         /* index in a path such as "sites[3]" */
#define SDPI_SEEN_IDS 8192u                 /* ids a pager surely remembers; at most twice as many */
#define SDPI_CHECKPOINT_IDS 256u /* of them, those that go into a checkpoint: two pages of rows, and some more */
#define SDPI_MAX_AHEAD 4         /* pages that a pager asks for before they are wanted */
#define SDPI_CONCURRENCY 8       /* calls of a batch at once */
#define SDPI_MAX_CONCURRENCY 512
#define SDPI_MAX_PENDING 1024  /* calls of a batch whose results were not taken */
#define SDPI_PAGE_ROWS 100     /* rows the service gives a page at most */
#define SDPI_TOKEN_REQUESTS 10 /* what the login server takes in SDPI_TOKEN_WINDOW_MS */
#define SDPI_TOKEN_FAILURES 3  /* tries of a login server that does not answer, before calls fail at once */

/* Times, in milliseconds. */
#define SDPI_TIMEOUT_MS 60000
#define SDPI_CONNECT_TIMEOUT_MS 10000
#define SDPI_STALL_MS 30000
#define SDPI_BACKOFF_FIRST_MS 500
#define SDPI_BACKOFF_MOST_MS 30000
#define SDPI_RETRIES 3
#define SDPI_TOKEN_WINDOW_MS (10 * 60 * 1000)
#define SDPI_TOKEN_PAUSE_MS (60 * 60 * 1000) /* the longest that a login server's wish for a pause is heeded */
#define SDPI_TOKEN_EARLY_MS (2 * 60 * 1000)  /* a token is renewed this long before it expires */
#define SDPI_TOKEN_LEAST_MS 5000             /* and used no longer than this before */
#define SDPI_TOKEN_REFUSED_MS 120000         /* after a renewal that a refusal caused, the next one causes none */
#define SDPI_TOKEN_SKEW_MS 60000             /* by which a clock may have been set back */
#define SDPI_TOKEN_LIFE_MS (60 * 60 * 1000)  /* where the login server does not say */
#define SDPI_TOKEN_HOLD_MS 60000             /* a refusal of the login server stands for this long */
#define SDPI_TOKEN_REQUEST_MS 20000          /* that a token request may take, for others wait for it */
#define SDPI_STORE_LEASE_MS 60000 /* after which a lock of the store is taken from a process that stands still */
#define SDPI_MAX_PAUSE_MS (10 * 60 * 1000) /* of the rate limit, whatever the service asks for */
#define SDPI_TOKEN_POLL_MS 20              /* how often a call looks whether a sibling's token has come */
#define SDPI_STORE_POLL_MS 50              /* how often it looks whether another process has unlocked the store */

#endif
