#include "help_man.h"

#include <stdlib.h>

#include <sdp/base.h>

#include "arguments.h"
#include "commands.h"
#include "environment.h"
#include "help_texts.h"
#include "output.h"
#include "own_commands.h"
#include "profile.h"
#include "roff.h"
#include "tasks.h"
#include "where.h"

#define LIST ".Bl -tag -width Ds\n"

static void put_operations(void *data, const sdp_operation *first)
{
    text *to = data;
    text_printf(to, ".Ss %.*s\n" LIST, (int)noun_size(first), sdp_operation_name(first));
    for (const sdp_operation *o = first; o != NULL; o = next_of_noun(o)) {
        text ids = {0};
        for (size_t i = 0; i < sdp_operation_id_count(o); i++) {
            char *word = id_word(o, i);
            text_printf(&ids, "%s%s", i > 0 ? " " : "", word);
            free(word);
        }
        roff_item(to, "Cm", verb_of(o), ids.size > 0 ? text_get(&ids) : NULL, sdp_operation_doc(o));
        text_free(&ids);
    }
    const task *one = NULL;
    while ((one = next_task_of_noun(sdp_operation_name(first), noun_size(first), one)) != NULL) {
        roff_item(to, "Cm", one->verb, one->usage, one->doc);
    }
    text_puts(to, ".El\n");
}

static void put_commands(text *to)
{
    const own_command *row;
    text_puts(to, ".Sh COMMANDS\nAn operation is a command, with its noun before it and its ids behind it;\n"
                  ".Nm Cm help Ar NOUN OPERATION\ntells what it takes.\n");
    each_noun(put_operations, to);
    text_puts(to, ".Ss Other commands\n" LIST);
    for (size_t i = 0; (row = own_command_at(i)) != NULL; i++) roff_item(to, "Cm", row->name, row->usage, row->doc);
    text_puts(to, ".El\n");
}

static void put_options(text *to)
{
    const option_row *row;
    text_puts(to, ".Sh OPTIONS\nOptions may stand anywhere.\n" LIST);
    for (size_t i = 0; (row = option_at(i)) != NULL; i++) {
        roff_item(to, "Fl", row->name + 1, row->value, row->doc); /* Fl brings the first of the two signs */
    }
    text_puts(to, ".El\n");
}

static void put_conditions(text *to)
{
    const char *sign;
    const char *name;
    text_puts(to, ".Ss Conditions for --where\nA condition is\n.Ar MEMBER CONDITION VALUE ,\nwhere\n.Ar CONDITION\n"
                  "is one of these, or its sign:\n" LIST);
    for (size_t i = 0; (name = condition_at(i, &sign)) != NULL; i++) roff_item(to, "Cm", name, sign, "");
    text_puts(to, ".El\n.Pp\n");
    roff_lines(to, help_conditions, 2, false);
}

static void put_keys(text *to, bool secret)
{
    const char *key;
    bool is_secret;
    text list = {0};
    for (size_t i = 0; (key = profile_key_at(i, &is_secret)) != NULL; i++) {
        if (is_secret == secret) text_printf(&list, "%s.Cm %s", list.size > 0 ? " ,\n" : "", key);
    }
    text_printf(to, "%s .\n", text_get(&list));
    text_free(&list);
}

static void put_profiles(text *to)
{
    text_puts(to, ".It Pa $XDG_CONFIG_HOME/sdp/config , Pa \\(ti/.config/sdp/config\n"
                  "Profiles: sections such as\n.Cm [acme]\nwith lines\n.Cm key = value .\nKeys are\n");
    put_keys(to, false);
    text_puts(to, ".It Pa $XDG_CONFIG_HOME/sdp/secrets , Pa \\(ti/.config/sdp/secrets\n"
                  "The secrets of profiles, in sections of the same names.\n"
                  "It is refused where others than its owner may read it.\nKeys are\n");
    put_keys(to, true);
}

static void put_surroundings(text *to)
{
    const variable *name;
    const exit_row *row;
    text_puts(to, ".Sh ENVIRONMENT\n" LIST);
    for (size_t i = 0; (name = variable_at(i)) != NULL; i++) {
        roff_item(to, "Ev", name->name, NULL, name->doc);
    }
    text_puts(to,
              ".El\n.Sh FILES\n" LIST ".It Pa $XDG_STATE_HOME/sdp/tokens.json , Pa \\(ti/.local/state/sdp/tokens.json\n"
              "Tokens of logins by OAuth, unless\n.Ev SDP_TOKEN_CACHE\nnames another file.\n"
              "Only its owner may read it.\n");
    put_profiles(to);
    text_puts(to, ".El\n.Sh EXIT STATUS\n" LIST);
    for (size_t i = 0; (row = exit_row_at(i)) != NULL; i++) roff_item(to, "Cm", row->number, NULL, row->doc);
    text_puts(to, ".El\n");
}

int manual(void)
{
    text out = {0};
    roff_head(&out, "sdp", sdp_version(), "ServiceDesk Plus MSP from the command line");
    text_puts(&out, ".Sh SYNOPSIS\n.Nm\n.Op Ar options\n.Ar NOUN OPERATION\n.Op Ar ID ...\n.Op Ar options\n"
                    ".Sh DESCRIPTION\n.Nm\nmakes calls of the API of ServiceDesk Plus MSP, version 3, and of NeuCRM,\n"
                    "one for each run, or many with\n.Cm batch .\n"
                    "It reads and prints JSON, and tables on a terminal.\n"
                    "A read is repeated where that may help; a write only where it cannot have happened.\n");
    put_commands(&out);
    put_options(&out);
    text_puts(&out, ".Ss Values for --set\n");
    roff_lines(&out, help_values, 2, false);
    put_conditions(&out);
    put_surroundings(&out);
    text_puts(&out, ".Sh EXAMPLES\n");
    roff_lines(&out, help_examples, 2, true);
    text_puts(&out, ".Sh SEE ALSO\n.Xr sdp-sandbox 1\n");
    int status = output_text(text_get(&out));
    text_free(&out);
    return status;
}
