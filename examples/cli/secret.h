/* Secrets that come from the environment, a file, a person or a pipe, and are forgotten after use. */
#ifndef CLI_SECRET_H
#define CLI_SECRET_H

#include <stddef.h>

/* Reads all of a descriptor, or `most` bytes and one more where there are more; without a stream, whose buffer would
   keep a copy. Returns errno. */
int read_at_most(int descriptor, char *to, size_t most, size_t *size);
/* Reads a secret from the variable, or from the file that the variable with _FILE names; `*out` is NULL where neither
   is set. Like the next it returns an exit status, and gives a new text, freed by secret_free(). */
int secret_from_environment(const char *name, const char *file_name, char **out);
/* Asks for one line, which may be empty: a person on a terminal, who does not see what is typed; else standard input,
   without a word. */
int secret_from_input(const char *name, char **out);
/* Wipes and frees; nullable. */
void secret_free(char *secret);
void wipe(void *bytes, size_t size);

#endif
