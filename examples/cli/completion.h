/* sdp completion: scripts for shells, which ask the command itself what may stand next. */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include <stdbool.h>

#include <sdp/reflect.h>

#include "arguments.h"
#include "text.h"

/* What may stand in the place of the word that is being typed. */
typedef struct candidates {
    const char *typed; /* only what begins with it is offered */
    text lines;        /* "WORD\tWHAT IT IS", or ":files BEFORE" where BEFORE and the name of a file may stand */
} candidates;

/* Offers the word made of three parts, where it begins as what was typed; `doc` is nullable. */
void candidates_offer(candidates *to, const char *before, const char *name, const char *after, const char *doc);
/* Offers names of files, behind these bytes of the word. */
void candidates_offer_files(candidates *to, const char *before);

/* Offers values of an option, of which `before` stands before the value in the same word. `operation` is what the
   option is for, `columns` what --fields chooses from where these are no members of it; both nullable. */
void complete_value(candidates *to, const option_row *option, const sdp_operation *operation,
                    const char *const *columns, const char *before);
/* Whether a command takes an option: one of these words, as far as they are typed. */
bool option_goes_with(const option_row *option, const char *const *words, size_t count);
/* Offers what may stand in the place of the last of the words of a command line. */
void complete_words(candidates *to, const values *line);

extern const char completion_bash[];
extern const char completion_zsh[];
extern const char completion_fish[];

#endif
