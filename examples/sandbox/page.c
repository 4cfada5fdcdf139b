#include "page.h"

#include <string.h>

/* The files of the page, made into arrays when the program is built; see src/cmake/EmbedFile.cmake. */
#define FILES(ROW)                                                                                                     \
    ROW(index_html, "index.html", HTML)                                                                                \
    ROW(page_css, "page.css", CSS)                                                                                     \
    ROW(lists_css, "lists.css", CSS)                                                                                   \
    ROW(page_svg, "page.svg", "image/svg+xml")                                                                         \
    ROW(ask_js, "ask.js", SCRIPT)                                                                                      \
    ROW(clock_js, "clock.js", SCRIPT)                                                                                  \
    ROW(document_js, "document.js", SCRIPT)                                                                            \
    ROW(dom_js, "dom.js", SCRIPT)                                                                                      \
    ROW(entities_js, "entities.js", SCRIPT)                                                                            \
    ROW(faults_js, "faults.js", SCRIPT)                                                                                \
    ROW(follow_js, "follow.js", SCRIPT)                                                                                \
    ROW(page_js, "page.js", SCRIPT)                                                                                    \
    ROW(requests_js, "requests.js", SCRIPT)                                                                            \
    ROW(rows_js, "rows.js", SCRIPT)                                                                                    \
    ROW(state_js, "state.js", SCRIPT)
#define HTML "text/html;charset=UTF-8"
#define CSS "text/css;charset=UTF-8"
#define SCRIPT "text/javascript;charset=UTF-8"

#define DECLARE(symbol, name, type)                                                                                    \
    extern const unsigned char page_##symbol[];                                                                        \
    extern const size_t page_##symbol##_size;
FILES(DECLARE)

static const struct {
    const char *name;
    const char *type;
    const unsigned char *bytes;
    const size_t *size;
} files[] = {
#define LIST(symbol, name, type) {name, type, page_##symbol, &page_##symbol##_size},
    FILES(LIST)};

const char page_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

/* The name of the file at a path; NULL where there can be none. */
static const char *name_at(const char *path)
{
    static const char folder[] = "/_sandbox/page/";
    if (strcmp(path, "/") == 0) return "index.html";
    return strncmp(path, folder, sizeof(folder) - 1) == 0 ? path + sizeof(folder) - 1 : NULL;
}

static void refuse_method(answer *out)
{
    out->http = 405;
    out->content_type = "application/json";
    text_puts(&out->headers, "Allow: GET, HEAD\n");
    text_puts(&out->body, "{\"problem\":\"this address takes GET, HEAD\"}");
}

static void write_file(const char *type, const unsigned char *bytes, size_t size, answer *out)
{
    out->http = 200;
    out->content_type = type;
    text_add(&out->body, (const char *)bytes, size);
}

bool page_answer(const request *from, answer *out)
{
    const char *name = name_at(from->path);
    bool reads = strcmp(from->method, "GET") == 0 || strcmp(from->method, "HEAD") == 0;
    if (!name) return false;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        if (strcmp(files[i].name, name) != 0) continue;
        if (reads) {
            write_file(files[i].type, files[i].bytes, *files[i].size, out);
        } else {
            refuse_method(out);
        }
        return true;
    }
    return false;
}
