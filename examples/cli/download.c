#include "download.h"

#include <string.h>
#include <unistd.h>

#include "errors.h"
#include "print.h"
#include "progress.h"
#include "session.h"
#include "verbose.h"

static int download_check(const arguments *from)
{
    if (from->words.count != 2) {
        return complain(SDP_E_ARGUMENT, "content_url", "download takes the content_url of a file: sdp download %s",
                        "CONTENT_URL --file PATH");
    }
    if (from->file != NULL && *from->file != '\0') return STATUS_DONE;
    return complain(SDP_E_REQUIRED, "--file", "download needs --file PATH, or --file - for standard output");
}

static int fetch(session *s)
{
    static char received[] = "received";
    const bool to_stdout = strcmp(s->arguments->file, "-") == 0;
    sdp_target target = SDP_TARGET_INIT;
    target.max_bytes = -1; /* whoever asks for a file wants all of it */
    target.progress_data = received;
    if (s->arguments->verbose) {
        target.progress = verbose_progress;
    } else {
        progress_begin(to_stdout);
        target.progress = progress_bytes;
    }
    if (to_stdout) {
        target.has_descriptor = 1;
        target.descriptor = STDOUT_FILENO;
    } else {
        target.path = s->arguments->file;
    }
    sdp_status status = sdp_download(s->client, s->arguments->words.items[1], &target, &s->options);
    progress_clear();
    if (status != SDP_OK) return tell_status(s, status);
    if (!to_stdout) print_line("{}");
    return print_flush();
}

int download(const arguments *from)
{
    session s = {.arguments = from};
    int result = download_check(from);
    if (result == STATUS_DONE) result = open_session(&s);
    if (result == STATUS_DONE) result = fetch(&s);
    sdp_client_free(s.client);
    login_free(&s.login);
    return result;
}
