#include "completion.h"

#include <string.h>

#include "errors.h"
#include "help.h"
#include "output.h"

void candidates_offer(candidates *to, const char *before, const char *name, const char *after, const char *doc)
{
    size_t start = to->lines.size;
    text_printf(&to->lines, "%s%s%s", before, name, after);
    if (!begins_with(text_get(&to->lines) + start, to->typed)) {
        to->lines.size = start;
        to->lines.data[start] = '\0';
        return;
    }
    text_printf(&to->lines, "\t%s\n", doc != NULL ? doc : "");
}

void candidates_offer_files(candidates *to, const char *before)
{
    text_printf(&to->lines, ":files %s\n", before);
}

/* "completion words -- WORD...": what the scripts ask. */
static int print_candidates(const values *words)
{
    const values line = {words->items + 2, words->count - 2};
    candidates all = {.typed = ""};
    complete_words(&all, &line);
    int status = output_text(text_get(&all.lines));
    text_free(&all.lines);
    return status;
}

int completion(const values *words)
{
    static const struct {
        const char *shell;
        const char *script;
    } scripts[] = {{"bash", completion_bash}, {"zsh", completion_zsh}, {"fish", completion_fish}};
    const char *shell = words->count > 1 ? words->items[1] : "";
    if (strcmp(shell, "words") == 0) return print_candidates(words);
    for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]) && words->count == 2; i++) {
        if (strcmp(shell, scripts[i].shell) == 0) return output_text(scripts[i].script);
    }
    if (words->count > 2) {
        return complain(SDP_E_ARGUMENT, "completion",
                        "'%.60s' is one argument too many: completion takes one shell, bash, zsh or fish",
                        words->items[2]);
    }
    return complain(SDP_E_ARGUMENT, "completion", "completion takes one shell: sdp completion bash, zsh or fish");
}
