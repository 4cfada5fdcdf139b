#include "shown.h"

#include <stdlib.h>
#include <string.h>

#include "accounts.h"
#include "exchange.h"
#include "upload.h"
#include "wire.h"

/* Files are not shown, and of the accounts server only what is known to be no token. Where a real one answers, nothing
   is. */
static const char *answer_of(const sandbox *in, const request *from, const char *below, const answer *out, char **made)
{
    if (out->file_content || !out->body.size) return NULL;
    if (in->proxy && exchange_is_login(from->path)) return NULL;
    if (strcmp(below, ACCOUNTS_PATH) != 0) return text_get(&out->body);
    return *made = answer_without_tokens(out);
}

/* What comes from a real service is shown as it is recorded. */
static const char *clean(sandbox *in, const request *from, const char *words, text *to)
{
    if (!in->proxy || !words) return words;
    proxy_clean(in->proxy, from, words, to);
    return to->failed ? NULL : text_get(to);
}

void shown_path(sandbox *in, const request *from, text *to)
{
    if (in->proxy) {
        proxy_clean(in->proxy, from, from->path, to);
    } else {
        text_puts(to, from->path);
    }
}

void shown_keep(sandbox *in, const request *from, const char *below, record_entry *seen, const answer *out)
{
    char *made = NULL;
    text path = {0};
    text input = {0};
    text told = {0};
    text file = {0};
    shown_path(in, from, &path);
    seen->path = text_get(&path);
    seen->input = clean(in, from, from->input, &input);
    upload_describe(from->upload, &file);
    seen->file = file.size && !file.failed ? text_get(&file) : NULL;
    if (out) {
        seen->status = out->http;
        seen->type = wire_content_type(out);
        seen->size = out->file_content ? (uint64_t)out->file_size : out->body.size;
        seen->answer = clean(in, from, answer_of(in, from, below, out, &made), &told);
    }
    record_request(in->record, seen);
    text_free(&path);
    text_free(&input);
    text_free(&told);
    text_free(&file);
    free(made);
}
