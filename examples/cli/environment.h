/* The environment variables that the command goes by. */
#ifndef CLI_ENVIRONMENT_H
#define CLI_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>

/* A variable as help shows it; NULL past the end. */
typedef struct variable {
    const char *name;
    const char *doc;
} variable;

const variable *variable_at(size_t index);

/* The value, NULL where it is not set or empty. */
const char *environment_get(const char *name);
/* The secrets that may stand in a file, by position, and the variables that name the files; NULL past the end. */
const char *secret_variable_at(size_t index);
const char *secret_file_variable_at(size_t index);
/* Whether a secret is given, by its variable or in a file. */
bool environment_has_secret(const char *name);
/* Whether there is a login for NeuCRM. */
bool environment_has_neucrm(void);

#endif
