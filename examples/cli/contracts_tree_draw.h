/* A tree of contracts for people, a line for each. */
#ifndef CLI_CONTRACTS_TREE_DRAW_H
#define CLI_CONTRACTS_TREE_DRAW_H

#include <stdbool.h>

#include <sdp/json.h>

/* Prints it with lines of Unicode on a terminal whose locale has it, else with those of ASCII. */
void contracts_tree_draw(const sdp_json *root, bool to_terminal);

#endif
