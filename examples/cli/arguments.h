/* The command line: options anywhere, and the words between them. */
#ifndef CLI_ARGUMENTS_H
#define CLI_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "color.h"
#include "fits.h"

/* How an import finds the records that its lines mean. */
typedef enum look_up { LOOK_UP_AUTO, LOOK_UP_LIST, LOOK_UP_EACH } look_up;

typedef enum format { FORMAT_DEFAULT, FORMAT_JSON, FORMAT_JSONL, FORMAT_TABLE, FORMAT_CSV, FORMAT_RAW } format;

typedef enum option_kind {
    OPTION_TEXT,
    OPTION_REPEATED, /* goes into values */
    OPTION_FLAG,     /* bool; the others have a value */
    OPTION_NUMBER,   /* int32_t */
    OPTION_WORD      /* an enum */
} option_kind;

/* An option: all that reading it, help and completion know of it. */
typedef struct option_row {
    const char *name;
    const char *value; /* what stands after it, as help shows it: of a word all that there are; NULL of a flag */
    const char *doc;
    const fit *fit; /* the operations that it goes with; NULL: all */
    option_kind kind;
    size_t place;     /* of its value in arguments */
    int32_t least;    /* of a number; of a word what its first stands for, from which the others count on */
    int32_t most;     /* of a number */
    int32_t for_zero; /* what a number of 0 is kept as */
    const char *unit; /* of a number; NULL: none */
    char letter;      /* of its short form; '\0': none */
    bool is_common;   /* every command takes it */
} option_row;

/* Values of an option that may be repeated; borrowed from the command line. */
typedef struct values {
    const char **items;
    size_t count;
} values;

typedef struct arguments {
    values words; /* what is not an option: noun, operation, ids */
    values sets;
    values wheres;
    const char *input;
    const char *file;
    const char *query;
    const char *sort;
    const char *fields;
    const char *checkpoint;
    const char *profile;
    format output;
    color_when color;
    int32_t timeout_ms;  /* 0: not given */
    int32_t max_retries; /* as sdp_options has it: 0 not given, -1 none */
    int32_t concurrency; /* 0: not given */
    const char *data_centre;
    const char *redirect_uri;
    const char *today;
    look_up look_up;
    int32_t days; /* -1: not given */
    bool count;
    bool all;
    bool dry_run;
    bool curl; /* with dry_run */
    bool quiet;
    bool no_pager;
    bool verbose;
    bool allow_unknown;
    bool ensure;
    bool in_order;
    bool csv; /* for --output csv */
    bool help;
    bool version;
    uint64_t given; /* a bit for each option, by its position */
} arguments;

/* An option by its position, NULL past the end. */
const option_row *option_at(size_t index);
/* Whether errors are to be told as JSON; known before the rest is read, for errors in the rest. */
bool arguments_want_json_errors(int count, char **words);
/* Refuses each option that is given and is not among the names of `allowed`, which ends in NULL: options that a command
   cannot use are mistakes, not decoration. Returns an exit status. */
int arguments_allow(const arguments *from, const char *command, const char *const *allowed);
/* The same by the operations that each option goes with. */
int arguments_fit(const arguments *from, const sdp_operation *operation);
/* Reads the command line, and tells what is wrong with it. Returns an exit status. */
int arguments_read(int count, char **words, arguments *to);
void arguments_free(arguments *from);

#endif
