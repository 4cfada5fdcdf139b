/* What tests of the sandbox begin with: a sandbox of their own, and a contract in it. */
#ifndef SUPPORT_SANDBOX_CASE_H
#define SUPPORT_SANDBOX_CASE_H

#include <stddef.h>

/* Set-up and tear-down of a test that talks to an empty sandbox by ask(). */
int sandbox_case_begin(void **state);
int sandbox_case_end(void **state);
/* Adds a contract with nothing but what it cannot go without, and more members where they are told. Gives its id. */
void sandbox_case_contract(const char *name, const char *more, char *id, size_t size);
/* Fails the test unless a member of what a path answers has this value. */
void sandbox_case_expect(const char *path, const char *member, const char *value);

#endif
