/* sdp contracts tree */
#ifndef CLI_CONTRACTS_TREE_H
#define CLI_CONTRACTS_TREE_H

#include "arguments.h"

/* Returns an exit status. */
int contracts_tree(const arguments *from);

#endif
