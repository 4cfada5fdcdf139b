/* The program that shows what is longer than the screen. */
#ifndef CLI_PAGER_H
#define CLI_PAGER_H

#include <stdbool.h>
#include <stdio.h>

#include "arguments.h"

/* Lines that the screen has where longer output is for a pager; 0: there is none, or none is wanted. */
size_t pager_screen(const arguments *from);
/* Starts it; NULL where that fails. What is written there is shown. */
FILE *pager_open(void);
/* Waits until the person has seen enough; tells what went wrong with the pager. False where it could not be run, and
   has shown nothing. */
bool pager_close(FILE *pager);

#endif
