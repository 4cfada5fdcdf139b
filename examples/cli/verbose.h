/* What happens beside the data, on stderr. */
#ifndef CLI_VERBOSE_H
#define CLI_VERBOSE_H

#include <stdbool.h>

#include <sdp/client.h>

/* Tells something in one line; for what is worth a word without --verbose too, but not with --quiet. */
void verbose_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same with --quiet too: for what whoever reads the data has to know. */
void verbose_warn(const char *words);
/* Tells of an attempt; for sdp_config. */
void verbose_event(void *data, const sdp_event *event);
/* Lets a client tell of its attempts, and of what it asks the login server. */
void verbose_watch(sdp_config *config);
/* Tells how much of a file was sent, at its end and about once a second; for sdp_file. */
void verbose_progress(void *data, int64_t done, int64_t total);
/* Tells what the server said with a success. */
void verbose_messages(bool wanted, const sdp_error *error);

#endif
