/* Nouns and operations, as the table of operations has them: "products.add" is the operation add of products. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

#include <sdp/reflect.h>

/* The noun of an operation: the bytes before the point. */
size_t noun_size(const sdp_operation *operation);
/* What stands after the point. */
const char *verb_of(const sdp_operation *operation);
/* The first operation of a noun, and the one after; NULL at the end. */
const sdp_operation *first_of_noun(const char *noun);
const sdp_operation *next_of_noun(const sdp_operation *operation);
/* Calls `see` with the first operation of each noun. */
void each_noun(void (*see)(void *data, const sdp_operation *first), void *data);

/* The operation of that name, which may have '-' for '_'; NULL where there is none. */
const sdp_operation *operation_named(const char *noun, const char *name);
/* The same, and tells what is wrong. Returns an exit status. */
int find_operation(const char *noun, const char *name, const sdp_operation **out);
/* Tells that there is no such noun. Returns the exit status. */
int unknown_noun(const char *word);

/* Whether the operation takes a list_info. */
bool takes_query(const sdp_operation *operation);
/* Whether the operation lists what a filter names: members of its input, that are set as those of any other. */
bool takes_filter(const sdp_operation *operation);
/* Whether the operation takes a file. */
bool takes_file(const sdp_operation *operation);
/* The type of what is printed, NULL where nothing is; and whether many of them are. */
const sdp_type *printed_type(const sdp_operation *operation);
bool prints_many(const sdp_operation *operation);
/* The name of the operation's id number `index`, such as product_id; freed by free(). */
char *id_name(const sdp_operation *operation, size_t index);
/* The same in capitals, as a word of the command line. */
char *id_word(const sdp_operation *operation, size_t index);

#endif
