/* Uploaded files as entities: their answers, their place in contracts, and their content again. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "upload.h"

#define FIRST_FILE 2001 /* as the vendor's page prints */
#define MOST_ATTACHMENTS 50
#define SHOWN "content_type size file_id name content_url"

/* The noun and the last part of the path of uploads: "/contracts/_uploads". */
static void write_url(const route *to, const char *file_id, char *out, size_t size)
{
    const char *path = sdp_operation_path(to->operation);
    const char *last = strrchr(path, '/');
    snprintf(out, size, "/%s%s/%s", to->row->plural, last ? last : "", file_id);
}

/* Makes the entity of a file; new, NULL on failure. */
static char *make_file(const job *of, const upload_file *is, char file_id[STORE_ID_SIZE])
{
    char url[160];
    text document = {0};
    snprintf(file_id, STORE_ID_SIZE, "%" PRId64, store_next(of->store, "file", FIRST_FILE));
    write_url(of->to, file_id, url, sizeof(url));
    text_puts(&document, "{\"content_type\":");
    text_json(&document, is->type);
    text_printf(&document, ",\"size\":\"%" PRId64 "\",\"file_id\":\"%s\",\"name\":", is->size, file_id);
    text_json(&document, is->name);
    text_printf(&document, ",\"content_url\":\"%s\",\"content\":\"%" PRId64 "\"}", url, is->content);
    stored made = {.noun = "file", .id = file_id, .name = is->name, .document = text_get(&document)};
    if (!document.failed && store_put(of->store, &made)) return document.data;
    text_free(&document);
    return NULL;
}

/* A contract gets the file among its attachments where the upload says so. */
static bool attach(const job *of, sdp_json *contract, const char *file, bool to_attach)
{
    char place[40];
    if (!contract || !to_attach) return true;
    snprintf(place, sizeof(place), "attachments[%zu]", sdp_json_count(sdp_json_member(contract, "attachments")));
    sdp_json *whole = json_parse(file);
    sdp_json *shown = whole ? json_view(whole, SHOWN) : NULL;
    sdp_json_free(whole);
    return shown && sdp_json_put(contract, place, shown) == SDP_OK &&
           document_keep(of->store, of->to->row, contract, NULL, of->out);
}

static void write_files(answer *out, const char *file)
{
    sdp_json *whole = json_parse(file);
    char *shown = whole ? json_print(json_view(whole, SHOWN)) : NULL;
    sdp_json_free(whole);
    out->http = 200;
    text_printf(&out->body,
                "{\"response_status\":[{\"status_code\":2000,\"status\":"
                "\"success\"}],\"files\":[%s]}",
                shown ? shown : "");
    if (!shown) out->body.failed = true;
    free(shown);
}

static void keep_file(const job *of, const upload_file *is, sdp_json *contract)
{
    char file_id[STORE_ID_SIZE];
    if (!store_begin(of->store)) return;
    char *file = make_file(of, is, file_id);
    bool good = file && attach(of, contract, file, is->to_attach);
    if (store_end(of->store, good)) {
        upload_keep(of->upload);
        write_files(of->out, file);
    }
    free(file);
}

void upload_answer(const job *of)
{
    upload_file is = {0};
    if (!of->upload || !upload_finish(of->upload, &is, of->out)) return;
    const char *id = of->to->ids[0];
    char *printed = id ? store_get(of->store, of->to->row->noun, id) : NULL;
    sdp_json *contract = json_parse(printed);
    free(printed);
    if (id && !contract) {
        answer_problem(of->out, CODE_NO_SUCH_URL, NULL, NULL);
    } else if (is.to_attach && sdp_json_count(sdp_json_member(contract, "attachments")) >= MOST_ATTACHMENTS) {
        answer_problem(of->out, CODE_GENERIC, "attachments", "A maximum of 50 files can be attached to a contract.");
    } else {
        keep_file(of, &is, contract);
    }
    sdp_json_free(contract);
}

static const char *const folders[] = {"/contracts/_uploads/", "/customers/_uploads/", "/customers/_images/"};

static bool is_file(const char *below)
{
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        size_t length = strlen(folders[i]);
        if (strncmp(below, folders[i], length) == 0 && below[length] && !strchr(below + length, '/')) return true;
    }
    return false;
}

const char *upload_below(const char *path)
{
    const char *below = route_below_portal(path);
    return is_file(below) ? below : NULL;
}

bool upload_download(store *in, const char *below, answer *out)
{
    if (!is_file(below)) return false;
    store_lock(in);
    char *printed = store_get(in, "file", strrchr(below, '/') + 1);
    store_unlock(in);
    sdp_json *file = json_parse(printed);
    const char *url = json_text_at(file, "content_url");
    if (url && strcmp(url, below) == 0) {
        out->http = 200;
        out->file_content = strtoll(json_text_at(file, "content"), NULL, 10);
        out->file_size = strtoll(json_text_at(file, "size"), NULL, 10);
        snprintf(out->file_type, sizeof(out->file_type), "%s", json_text_at(file, "content_type"));
    } else {
        answer_problem(out, CODE_NO_SUCH_URL, NULL, NULL);
        answer_failure(out, 0);
    }
    sdp_json_free(file);
    free(printed);
    return true;
}
