#include "contracts_tree_draw.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cell.h"
#include "color.h"
#include "contracts_facts.h"
#include "print.h"
#include "text.h"
#include "width.h"

enum { WIDE = 120 };

/* How branches look. */
typedef struct strokes {
    const char *branch;
    const char *last;
    const char *through;
    const char *nothing;
    const char *cut; /* where a line is too long */
} strokes;

static const strokes unicode = {"\xE2\x94\x9C\xE2\x94\x80 ", "\xE2\x94\x94\xE2\x94\x80 ", "\xE2\x94\x82  ", "   ",
                                "\xE2\x80\xA6"};
static const strokes ascii = {"|- ", "`- ", "|  ", "   ", ">"};

/* The first that is set decides, as it does for the C library. */
static bool is_utf8_locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = getenv(names[i]);
        if (value == NULL || *value == '\0') continue;
        const char *set = strchr(value, '.');
        return set != NULL && (strncasecmp(set, ".utf-8", 6) == 0 || strncasecmp(set, ".utf8", 5) == 0);
    }
    return false;
}

static void put_name(text *to, const sdp_json *node)
{
    if (sdp_json_member(node, "asked") != NULL) text_puts(to, "* ");
    clean_text(to, *contract_text(node, "name") != '\0' ? contract_text(node, "name") : "?");
    text_printf(to, "  %s", contract_text(node, "id"));
    if (sdp_json_member(node, "repeated") != NULL) text_puts(to, "  (see above)");
    if (sdp_json_member(node, "more") != NULL) text_puts(to, "  (there is more)");
}

/* Where the status stands in a line, which gets its colour when the line has its length. */
typedef struct mark {
    size_t begin;
    size_t end; /* 0: it is not there */
    style as;
} mark;

static void put_facts(text *to, const sdp_json *node, mark *status)
{
    const char *from = contract_text(node, "active_from");
    const char *till = contract_text(node, "active_till");
    if (*contract_text(node, "status") != '\0') {
        text_puts(to, "  ");
        status->begin = to->size;
        clean_text(to, contract_text(node, "status"));
        status->end = to->size;
        status->as = color_of_status("status", text_get(to) + status->begin);
    }
    if (*from != '\0' || *till != '\0') text_printf(to, "  %s..%s", from, till);
    if (*contract_text(node, "cost") != '\0') {
        text_printf(to, "  %s ", contract_text(node, "cost"));
        clean_text(to, contract_text(node, "currency"));
    }
    if (sdp_json_member(node, "unreadable") != NULL) {
        text_puts(to, "  (cannot be read: ");
        clean_text(to, contract_text(node, "unreadable"));
        text_puts(to, ")");
    }
}

/* `status` counts from `facts`, which is where the facts begin in the line. */
static void print_cut(const strokes *with, text *line, size_t facts, const mark *status)
{
    const size_t room = terminal_width();
    const bool cut = width_of(text_get(line)) > room;
    text colored = {0};
    if (cut) line->size = width_fit(text_get(line), room - 1);
    text_put(line, "", 0);
    size_t begin = status->end > 0 ? facts + status->begin : line->size;
    size_t end = status->end > 0 ? facts + status->end : line->size;
    if (begin > line->size) begin = line->size;
    if (end > line->size) end = line->size;
    char *word = copy_part(text_get(line) + begin, end - begin);
    text_put(&colored, text_get(line), begin);
    color_put(&colored, status->as, word);
    text_puts(&colored, text_get(line) + end);
    if (cut) text_puts(&colored, with->cut);
    print_line(text_get(&colored));
    free(word);
    text_free(&colored);
    text_free(line);
}

static bool has_branches(const sdp_json *node)
{
    return sdp_json_member(node, "part_of") != NULL || sdp_json_count(sdp_json_member(node, "parts")) > 0 ||
           sdp_json_count(sdp_json_member(node, "renewed_by")) > 0;
}

/* On a narrow screen the facts have a line of their own, behind what goes on `below` the node. */
static void print_node(const strokes *with, const char *before, const char *below, const char *label,
                       const sdp_json *node)
{
    static const mark none = {0, 0, STYLE_PLAIN};
    text line = {0};
    text facts = {0};
    mark status = none;
    text_printf(&line, "%s%s", before, label);
    put_name(&line, node);
    if (sdp_json_member(node, "repeated") == NULL) put_facts(&facts, node, &status);
    const bool in_one = terminal_width() >= WIDE;
    const size_t behind = line.size;
    if (in_one) text_puts(&line, text_get(&facts));
    print_cut(with, &line, behind, in_one ? &status : &none);
    if (!in_one && facts.size > 0) {
        text_printf(&line, "%s%s", below, has_branches(node) ? with->through : with->nothing);
        const size_t head = line.size;
        text_puts(&line, text_get(&facts));
        print_cut(with, &line, head, &status);
    }
    text_free(&facts);
}

static void draw(const strokes *with, const char *before, const sdp_json *node);

static void draw_branch(const strokes *with, const char *before, const char *label, const sdp_json *node, bool is_last)
{
    text head = {0};
    text below = {0};
    text_printf(&head, "%s%s", before, is_last ? with->last : with->branch);
    text_printf(&below, "%s%s", before, is_last ? with->nothing : with->through);
    print_node(with, text_get(&head), text_get(&below), label, node);
    draw(with, text_get(&below), node);
    text_free(&head);
    text_free(&below);
}

static void draw_all(const strokes *with, const char *before, const char *label, const sdp_json *list, bool is_last)
{
    for (const sdp_json *item = sdp_json_first(list); item != NULL; item = sdp_json_next(item)) {
        draw_branch(with, before, label, item, is_last && sdp_json_next(item) == NULL);
    }
}

/* What stands below a contract: the whole that it is a part of, its parts, and its renewals. */
static void draw(const strokes *with, const char *before, const sdp_json *node)
{
    const sdp_json *whole = sdp_json_member(node, "part_of");
    const sdp_json *parts = sdp_json_member(node, "parts");
    const sdp_json *renewals = sdp_json_member(node, "renewed_by");
    const bool has_renewals = sdp_json_count(renewals) > 0;
    if (whole != NULL) {
        draw_branch(with, before, "part of: ", whole, sdp_json_count(parts) == 0 && !has_renewals);
    }
    draw_all(with, before, "part: ", parts, !has_renewals);
    draw_all(with, before, "renewed by: ", renewals, true);
}

void contracts_tree_draw(const sdp_json *root, bool to_terminal)
{
    const strokes *with = to_terminal && is_utf8_locale() ? &unicode : &ascii;
    print_node(with, "", "", "", root);
    draw(with, "", root);
}
