#include <string.h>

#include <sdp/oauth.h>

#include "commands.h"
#include "errors.h"
#include "help.h"
#include "output.h"
#include "text.h"

static void put_noun_name(void *data, const sdp_operation *first)
{
    text_printf(data, " %.*s", (int)noun_size(first), sdp_operation_name(first));
}

static void put_noun_case(void *data, const sdp_operation *first)
{
    text *to = data;
    text_printf(to, "    %.*s) words=\"", (int)noun_size(first), sdp_operation_name(first));
    for (const sdp_operation *o = first; o != NULL; o = next_of_noun(o)) {
        text_printf(to, "%s%s", o != first ? " " : "", verb_of(o));
    }
    text_puts(to, "\" ;;\n");
}

/* A value after its option; the names of members after --set, --sort and --fields. */
static void put_values(text *to)
{
    const sdp_operation *operation;
    text_puts(to, "    case \"$noun $operation\" in\n");
    for (size_t i = 0; (operation = sdp_operation_at(i)) != NULL; i++) {
        const sdp_type *input = sdp_operation_input_type(operation);
        const sdp_type *type = takes_query(operation) || input == NULL ? printed_type(operation) : input;
        const sdp_field *field;
        text_printf(to, "    \"%.*s %s\") fields=\"", (int)noun_size(operation), sdp_operation_name(operation),
                    verb_of(operation));
        for (size_t j = 0; (field = sdp_type_field(type, j)) != NULL; j++) {
            text_printf(to, "%s%s", j > 0 ? " " : "", sdp_field_name(field));
        }
        text_puts(to, "\" ;;\n");
    }
    text_puts(to, "    esac\n");
}

static void put_data_centres(text *to)
{
    const char *name;
    for (size_t i = 0; (name = sdp_data_centre_name(i)) != NULL; i++) text_printf(to, "%s%s", i > 0 ? " " : "", name);
}

int completion(const values *words)
{
    const option_row *row;
    text out = {0};
    if (words->count != 2 || strcmp(words->items[1], "bash") != 0) {
        return complain(SDP_E_ARGUMENT, "completion", "completion knows one shell: sdp completion bash");
    }
    text_puts(&out, "# Completion of sdp for bash: eval \"$(sdp completion bash)\"\n"
                    "_sdp() {\n"
                    "    local current=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
                    "    local noun= operation= word words= fields= i\n"
                    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                    "        word=\"${COMP_WORDS[i]}\"\n"
                    "        case \"$word\" in\n"
                    "        ");
    bool first = true;
    for (size_t i = 0; (row = option_at(i)) != NULL; i++) {
        if (row->value == NULL) continue;
        text_printf(&out, "%s%s", first ? "" : "|", row->name);
        first = false;
    }
    text_puts(
        &out,
        ") ((i++)) ;;\n"
        "        -*) ;;\n"
        "        *) if [ -z \"$noun\" ]; then noun=\"$word\"; elif [ \"$noun\" = describe ] && [ -z \"$words\" ]; "
        "then\n"
        "            words=\"$word\"; noun=\"$word\"; elif [ -z \"$operation\" ]; then operation=\"$word\"; fi ;;\n"
        "        esac\n"
        "    done\n"
        "    words=\n");
    put_values(&out);
    text_puts(&out, "    if [ \"$before\" = --output ]; then words=\"json jsonl table raw\"\n"
                    "    elif [ \"$before\" = --dc ]; then words=\"");
    put_data_centres(&out);
    text_puts(&out, "\"\n    elif [ \"$before\" = --file ] || [ \"$noun\" = batch -a \"${current:0:1}\" != - ]; then "
                    "words=\n" /* bash completes names of files itself */
                    "    elif [ \"$before\" = --set ] || [ \"$before\" = --sort ] || [ \"$before\" = --fields ] || [ "
                    "\"$before\" = --where ]; then\n"
                    "        words=\"$fields\"\n"
                    "    elif [[ \"$current\" == -* ]]; then words=\"");
    for (size_t i = 0; (row = option_at(i)) != NULL; i++) text_printf(&out, "%s%s", i > 0 ? " " : "", row->name);
    text_puts(&out, "\"\n    elif [ -z \"$operation\" ]; then case \"$noun\" in\n    \"\"|describe|help) "
                    "words=\"auth batch doctor describe download help completion");
    each_noun(put_noun_name, &out);
    text_puts(&out, "\" ;;\n    completion) words=bash ;;\n    auth) words=\"login status token\" ;;\n");
    each_noun(put_noun_case, &out);
    text_puts(&out, "    esac; fi\n"
                    "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
                    "}\n"
                    "complete -o default -F _sdp sdp\n");
    int status = output_text(text_get(&out));
    text_free(&out);
    return status;
}
