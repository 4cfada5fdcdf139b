/* What goes wrong: one line on stderr, or one JSON object, and the exit status that scripts go by. */
#ifndef CLI_ERRORS_H
#define CLI_ERRORS_H

#include <stdbool.h>

#include <sdp/error.h>

/* Exit statuses. Functions that return one return STATUS_DONE to go on. */
enum {
    STATUS_CLOSED_PIPE = -1, /* whoever read our output has enough: the end, but no failure */
    STATUS_DONE = 0,
    STATUS_REFUSED = 1,
    STATUS_USAGE = 2,
    STATUS_NETWORK = 3,
    STATUS_LOGIN = 4,
    STATUS_QUOTA = 5,
    STATUS_ANSWER = 6,
    STATUS_MAYBE_DONE = 7,
    STATUS_INTERRUPTED = 130, /* by SIGINT; main() makes it 143 where it was SIGTERM */
    STATUS_HUNG_UP = 129,
    STATUS_TERMINATED = 143
};

/* Whether errors are told as JSON, as an explicit `--output json` asks. */
void errors_as_json(bool yes);
/* Until the same is called with false, nothing is told; for what is only looked at. Silences nest. */
void errors_silence(bool yes);
/* The first message that was not told since silence began, "" where there was none. */
const char *errors_untold(void);
/* Who knows where a variable or member of the configuration was set, such as at a line of a file: `find` gives words
   for it, or NULL. Errors of the configuration begin with them. */
void errors_locate_by(const char *(*find)(const char *name));
/* The same words for an error; NULL where there are none. */
const char *errors_place_of(const char *option, const sdp_error *error);
/* The exit status for a status of the library. */
int exit_status(sdp_status status);
/* An error that the library knows nothing of, with the members that its own have; `path` is nullable. Freed by
   sdp_text_free(). */
char *error_as_json(sdp_status status, const char *path, const char *message);
/* The same of a call that the library ended well: attempts, HTTP status and messages are those of `call`, nullable.
   `cause` is what a status such as SDP_E_MAYBE_DONE comes from. */
char *error_after_call(const sdp_error *call, sdp_status status, sdp_status cause, const char *path,
                       const char *message);
/* The error as JSON, with the words of the command in the place of the library's, and its place, nullable, before its
   message. Freed by sdp_text_free(). */
char *error_in_shell_words(const char *place, const sdp_error *error);
/* Tells what is wrong with what the caller gave; `path` is the option or member, nullable. Returns the exit status. */
int complain(sdp_status status, const char *path, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The same of what became of a call, as error_after_call() has it. */
int complain_after_call(const sdp_error *call, sdp_status status, sdp_status cause, const char *path,
                        const char *message);
/* Tells an error of the library; `option`, nullable, is the one whose value it is about. Returns the exit status. */
int complain_error(const char *option, const sdp_error *error);

#endif
