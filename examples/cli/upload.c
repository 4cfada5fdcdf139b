#include "upload.h"

#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "errors.h"
#include "progress.h"
#include "verbose.h"

int upload_check(const arguments *from, const sdp_operation *operation)
{
    int size = (int)noun_size(operation);
    const char *name = sdp_operation_name(operation);
    if (takes_file(operation) && from->file == NULL) {
        return complain(SDP_E_REQUIRED, "--file", "%.*s %s needs a file: --file PATH, or --file - for standard input",
                        size, name, verb_of(operation));
    }
    if (from->file == NULL || *from->file != '\0') return STATUS_DONE;
    return complain(SDP_E_ARGUMENT, "--file", "--file: the path is empty");
}

sdp_file upload_file(const arguments *from)
{
    static char sent[] = "sent";
    sdp_file file = SDP_FILE_INIT;
    if (strcmp(from->file, "-") == 0) {
        file.descriptor = STDIN_FILENO;
        file.has_descriptor = 1;
        file.name = "stdin";
    } else {
        file.path = from->file;
    }
    if (from->verbose) {
        file.progress = verbose_progress;
    } else {
        progress_begin(false);
        file.progress = progress_bytes;
        file.progress_data = sent;
    }
    return file;
}
