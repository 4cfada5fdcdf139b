/* What happens beside the data, on stderr. */
#ifndef CLI_VERBOSE_H
#define CLI_VERBOSE_H

#include <stdbool.h>

#include <sdp/client.h>

/* --quiet: stderr has errors, what is to be known of the data, and neither other notes nor progress. */
void quiet_set(bool yes);
bool quiet(void);
/* Tells something in one line; for what is worth a word without --verbose too, but not with --quiet. */
void verbose_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same with --quiet too: for what whoever reads the data has to know. */
void verbose_warn(const char *words);
/* Tells of an attempt; for sdp_config. */
void verbose_event(void *data, const sdp_event *event);
/* Lets a client tell of its attempts, and of what it asks the login server. */
void verbose_watch(sdp_config *config);
/* Tells how much of a file went over, at its end and about once a second. For sdp_file and sdp_target; `data` is a word
   such as "received", nullable: "sent". */
void verbose_progress(void *data, int64_t done, int64_t total);
/* Tells what the server said with a success. */
void verbose_messages(bool wanted, const sdp_error *error);

#endif
