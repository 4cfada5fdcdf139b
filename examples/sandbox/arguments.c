#include "arguments.h"

#include <stdio.h>
#include <stdlib.h>

#include "clock.h"
#include "demo.h"
#include "lines.h"
#include "options.h"

#define USUAL_MEMORY (INT64_C(1024) * 1024 * 1024)

static int check_tape(const arguments *given)
{
    if (given->record_url && given->replay_file) return option_mistake("only one of --record and", "--replay");
    if (given->record_url && !given->record_file) return option_mistake("--record needs", "--to FILE");
    if (given->record_file && !given->record_url) return option_mistake("--to needs", "--record URL");
    if (given->ca_file && !given->record_url) return option_mistake("--ca-file needs", "--record URL");
    if (given->allow_http && !given->record_url) return option_mistake("--allow-http needs", "--record URL");
    if (given->replay_loop && !given->replay_file) return option_mistake("--replay-loop needs", "--replay FILE");
    return -1;
}

/* What is answered by another service, or from a file, has no use for what shapes the sandbox's own answers. With
   --replay the sandbox still mints the tokens; with --record it does nothing by itself. */
static int check_effects(const arguments *given)
{
    const token_rules *tokens = &given->tokens;
    const bool records = given->record_url != NULL;
    const bool seeds = given->seed.vendor || given->seed.demo || given->seed.products > 0;
    const struct {
        const char *name;
        bool idle;
    } options[] = {
        {"--db", given->file != NULL},
        {"--seed-data", seeds},
        {"--portal", given->portals.count > 0},
        {"--udf", udf_next(given->udf, NULL, NULL) != NULL},
        {"--strict", given->strict},
        {"--bare-ids", given->bare_ids},
        {"--auth", given->login.kind != LOGIN_ANY},
        {"--token", given->login.token != NULL},
        {"--neucrm-key", given->neucrm_key != NULL},
        {"--client", records && tokens->clients.count > 0},
        {"--refresh-token", records && tokens->refresh_tokens.count > 0},
        {"--code", records && tokens->codes.count > 0},
    };
    if (!records && !given->replay_file) return -1;
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        if (!options[i].idle) continue;
        text what = {0};
        text_printf(&what, "%s has no effect with", options[i].name);
        int exit_status = option_mistake(text_get(&what), records ? "--record" : "--replay");
        text_free(&what);
        return exit_status;
    }
    return -1;
}

static int read_all(int count, char **words, reading *in)
{
    for (int i = 1; i < count; i++) {
        const option *is = option_find(words[i]);
        if (!is) return option_mistake("unknown option", words[i]);
        if (is->takes_value && i + 1 == count) return option_mistake("a value is missing after", words[i]);
        int exit_status = is->read(in, is->takes_value ? words[++i] : "");
        if (exit_status >= 0) return exit_status;
    }
    return -1;
}

static int declare_demo(arguments *to)
{
    text problem = {0};
    bool good = demo_declare(to->udf, &to->seed.demo_fields, &problem);
    if (!good) fprintf(stderr, "sdp-sandbox: --seed-data demo: %s\n", text_get(&problem));
    text_free(&problem);
    return good ? -1 : 2;
}

static bool take_rule(void *to, const char *line, text *why)
{
    return faults_add(to, line, true, why);
}

/* The rules come last, since --fault-seed may stand after them. */
static int read_rules(const reading *in)
{
    text problem = {0};
    in->to->faults = faults_new(in->seed);
    bool good = in->to->faults != NULL;
    if (!good) text_puts(&problem, "out of memory");
    for (size_t i = 0; i < in->rules.count && good; i++) {
        good = faults_add(in->to->faults, in->rules.words[i], true, &problem);
    }
    if (good && in->rule_file) good = lines_each(in->rule_file, take_rule, in->to->faults, &problem);
    if (!good) fprintf(stderr, "sdp-sandbox: %s\n", text_get(&problem));
    text_free(&problem);
    return good ? -1 : 2;
}

static bool make_list(word_list *to, int count)
{
    to->words = calloc((size_t)count + 1, sizeof(*to->words));
    return to->words != NULL;
}

int arguments_read(int count, char **words, arguments *to)
{
    reading in = {.to = to, .seed = 1};
    *to = (arguments){.most_memory = USUAL_MEMORY,
                      .tokens = {.token_seconds = 3600, .mint_limit = 10, .mint_seconds = 600, .since = clock_now()}};
    bool good = make_list(&in.rules, count) && make_list(&to->tokens.clients, count) &&
                make_list(&to->tokens.refresh_tokens, count) && make_list(&to->tokens.codes, count) &&
                make_list(&to->portals, count) && (to->udf = udf_new()) != NULL;
    int exit_status = good ? read_all(count, words, &in) : option_mistake("out of memory at", "start");
    if (exit_status < 0) exit_status = check_tape(to);
    if (exit_status < 0) exit_status = check_effects(to);
    if (exit_status < 0 && to->seed.demo) exit_status = declare_demo(to);
    if (exit_status < 0) exit_status = read_rules(&in);
    free(in.rules.words);
    return exit_status;
}

void arguments_free(arguments *from)
{
    free(from->tokens.clients.words);
    free(from->tokens.refresh_tokens.words);
    free(from->tokens.codes.words);
    free(from->portals.words);
    faults_free(from->faults);
    udf_free(from->udf);
    *from = (arguments){0};
}
