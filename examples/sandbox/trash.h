/* The trash: what is in it is gone for every operation but its restoration and its end. */
#ifndef SANDBOX_TRASH_H
#define SANDBOX_TRASH_H

#include "job.h"

void trash_move(const job *of);
void trash_restore(const job *of);
/* Deletes for good, from the trash or from outside it. */
void trash_delete(const job *of);

#endif
