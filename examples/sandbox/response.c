#include "response.h"

#include <stdlib.h>

#include "page.h"
#include "relay.h"
#include "wire.h"

/* A file that is being sent. */
typedef struct download {
    files *from;
    int64_t content;
    uint64_t size;
} download;

static ssize_t read_file(void *data, uint64_t at, char *to, size_t room)
{
    const download *is = data;
    if (at >= is->size) return MHD_CONTENT_READER_END_WITH_ERROR;
    ssize_t count = files_read(is->from, is->content, at, to, room);
    return count > 0 ? count : MHD_CONTENT_READER_END_WITH_ERROR;
}

static struct MHD_Response *file_response(files *in, const answer *from)
{
    download *kept = malloc(sizeof(*kept));
    if (!kept) return NULL;
    uint64_t size = (uint64_t)from->file_size;
    *kept = (download){in, from->file_content, size};
    struct MHD_Response *made = MHD_create_response_from_callback(size, FILES_PIECE, read_file, kept, free);
    if (!made) free(kept);
    return made;
}

/* What browsers are told about answers of the sandbox itself. */
static void add_own_headers(struct MHD_Response *to)
{
    MHD_add_response_header(to, "Content-Security-Policy", page_policy);
    MHD_add_response_header(to, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(to, "Cross-Origin-Resource-Policy", "same-origin");
    MHD_add_response_header(to, "Referrer-Policy", "no-referrer");
    MHD_add_response_header(to, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
}

static void add_headers(struct MHD_Response *to, const answer *from, const fault *with)
{
    char seconds[64];
    const char *type = wire_content_type(from);
    if (type) MHD_add_response_header(to, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    if (from->own) add_own_headers(to);
    relay_add_headers(to, from);
    if (with->action == FAULT_GZIP) MHD_add_response_header(to, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
    if (with->action == FAULT_REDIRECT) MHD_add_response_header(to, MHD_HTTP_HEADER_LOCATION, with->word);
    if (wire_retry_after(with, seconds, sizeof(seconds))) {
        MHD_add_response_header(to, MHD_HTTP_HEADER_RETRY_AFTER, seconds);
    }
}

struct MHD_Response *response_make(files *in, const answer *from, const fault *with)
{
    struct MHD_Response *made =
        from->file_content ? file_response(in, from)
                           : MHD_create_response_from_buffer(from->body.size, from->body.data, MHD_RESPMEM_MUST_COPY);
    if (made) add_headers(made, from, with);
    return made;
}
