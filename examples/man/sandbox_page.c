/* Prints the manual page of sdp-sandbox, made of what its --help prints. Runs when the project is built. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sdp/base.h>

#include "../cli/roff.h"

/* What --help prints; the header of the sandbox would bring all of it. */
extern const char arguments_usage[];
extern const char arguments_usage_more[];

static const char description[] =
    ".Sh SYNOPSIS\n.Nm\n.Op Ar options\n"
    ".Sh DESCRIPTION\n.Nm\nis a service to develop and test against:\n"
    "customers, contracts, products, uploads, the customer API of NeuCRM,\n"
    "and a login server that mints access tokens.\n"
    "It keeps state, listens on 127.0.0.1 unless told otherwise, needs no account,\n"
    "and fails in the ways that it is told to.\n.Pp\n"
    "The first line on standard output is JSON, and comes when requests are answered.\n"
    "It has the members\n.Va ready , port , base_url , accounts_url\nand\n.Va neucrm_base_url .\n";

static const char rest[] =
    ".Sh FILES\n.Bl -tag -width Ds\n.It Ar FILE , Ar FILE Ns Pa \\-files\n"
    "The state and the uploads that\n.Fl \\-db\nkeeps.\n.El\n"
    ".Sh EXIT STATUS\n.Bl -tag -width Ds\n.It Cm 0\nended by a signal, or with its parent\n.It Cm 1\n"
    "it cannot listen, or its files cannot be used\n.It Cm 2\nusage, or a file that has other portals\n.El\n"
    ".Sh EXAMPLES\nA service with the records that the pages of the vendor print, and a read of one:\n"
    ".Bd -literal -offset indent\nsdp\\-sandbox \\-\\-port 8080 \\-\\-seed\\-data vendor\n"
    "curl \\-H 'Authorization: Zoho\\-oauthtoken any' \\e\n"
    "    http://127.0.0.1:8080/app/itdesk/api/v3/products/100000000000033283\n.Ed\n.Pp\n"
    "A service of which every third write is done, and its answer lost:\n.Bd -literal -offset indent\n"
    "sdp\\-sandbox \\-\\-fault 'POST * p=0.33 reset:after'\n.Ed\n"
    ".Sh SEE ALSO\n.Xr sdp 1\n";

/* Lines of --help: options are indented a little, what they do a lot. */
enum { OPTION = 2, DOC = 25 };

static size_t indent_of(const char *line)
{
    return strspn(line, " ");
}

static bool is_option(const char *line)
{
    return indent_of(line) == OPTION && line[OPTION] == '-';
}

/* The end of a line, or of what stands in it before two blanks. */
static const char *end_of(const char *line)
{
    return line + strcspn(line, "\n");
}

static const char *end_of_words(const char *words)
{
    const char *end = end_of(words);
    for (const char *at = words; at + 1 < end; at++) {
        if (at[0] == ' ' && at[1] == ' ') return at;
    }
    return end;
}

/* "--port N", "--auth any", or "--help, --version": an item, or several. */
static void put_option(text *to, const char *words, const char *end)
{
    const char *comma = memchr(words, ',', (size_t)(end - words));
    const char *last = comma != NULL ? comma : end;
    size_t size = strcspn(words, " ,\n");
    char *name = copy_part(words + 1, size - 1); /* Fl brings the first of the two signs */
    char *value = words + size < last ? copy_part(words + size + 1, (size_t)(last - words) - size - 1) : NULL;
    roff_item(to, "Fl", name, value, "");
    free(name);
    free(value);
    if (comma != NULL) put_option(to, comma + 2, end);
}

/* What an option does, from the lines below it: prose, or a table where blanks stand in it. Returns what follows. */
static const char *put_doc(text *to, const char *line)
{
    bool table = false;
    for (const char *at = line; indent_of(at) >= DOC; at = end_of(at) + 1) {
        table = table || end_of_words(at + indent_of(at)) != end_of(at);
    }
    if (table) text_puts(to, ".Bd -literal -compact\n");
    for (; indent_of(line) >= DOC; line = end_of(line) + 1) {
        size_t skipped = table ? DOC : indent_of(line);
        roff_line(to, line + skipped, (size_t)(end_of(line) - line) - skipped, table);
    }
    if (table) text_puts(to, ".Ed\n");
    return line;
}

/* Options, and text between them. */
static void put_usage(text *to, const char *line)
{
    bool list = false;
    bool prose = false;
    while (*line != '\0') {
        const char *end = end_of(line);
        bool option = is_option(line);
        if (option != list) text_puts(to, option ? ".Bl -tag -width Ds\n" : ".El\n");
        list = option;
        if (option) {
            const char *words = end_of_words(line + OPTION);
            put_option(to, line + OPTION, words);
            roff_line(to, words, (size_t)(end - words), false);
            line = put_doc(to, end + 1);
            continue;
        }
        bool heading = end > line && end[-1] == ':';
        if (heading) {
            text_puts(to, ".Ss ");
            end--;
        } else if (end > line && !prose) {
            text_puts(to, ".Pp\n");
        }
        prose = end > line && !heading;
        roff_line(to, line, (size_t)(end - line), false);
        line = end_of(line) + 1;
    }
    if (list) text_puts(to, ".El\n");
}

int main(void)
{
    text out = {0};
    const char *options = strstr(arguments_usage, "\n\n");
    roff_head(&out, "sdp-sandbox", SDP_VERSION, "a local ServiceDesk Plus MSP for tests and development");
    text_puts(&out, description);
    text_puts(&out, ".Sh OPTIONS\n");
    put_usage(&out, options != NULL ? options + 2 : arguments_usage);
    put_usage(&out, arguments_usage_more);
    text_puts(&out, rest);
    bool good = fputs(text_get(&out), stdout) >= 0 && fflush(stdout) == 0;
    text_free(&out);
    return good ? 0 : 1;
}
