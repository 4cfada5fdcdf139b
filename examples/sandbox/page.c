#include "page.h"

#include <string.h>

/* Made of the files of the page when the program is built; see src/cmake/EmbedFile.cmake. */
extern const unsigned char page_html[];
extern const size_t page_html_size;
extern const unsigned char page_css[];
extern const size_t page_css_size;
extern const unsigned char page_js[];
extern const size_t page_js_size;
extern const unsigned char page_svg[];
extern const size_t page_svg_size;

const char page_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

static const struct {
    const char *path;
    const char *type;
    const unsigned char *bytes;
    const size_t *size;
} files[] = {
    {"/", "text/html;charset=UTF-8", page_html, &page_html_size},
    {"/_sandbox/page.css", "text/css;charset=UTF-8", page_css, &page_css_size},
    {"/_sandbox/page.js", "text/javascript;charset=UTF-8", page_js, &page_js_size},
    {"/_sandbox/page.svg", "image/svg+xml", page_svg, &page_svg_size},
};

bool page_answer(const request *from, answer *out)
{
    if (strcmp(from->method, "GET") != 0 && strcmp(from->method, "HEAD") != 0) return false;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        if (strcmp(files[i].path, from->path) != 0) continue;
        out->http = 200;
        out->content_type = files[i].type;
        text_add(&out->body, (const char *)files[i].bytes, *files[i].size);
        return true;
    }
    return false;
}
