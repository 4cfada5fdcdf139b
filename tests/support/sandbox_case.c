/* What tests of the sandbox begin with. */
#include "support/sandbox_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/ask.h"
#include "support/sandbox.h"

int sandbox_case_begin(void **state)
{
    sandbox *box = SANDBOX_PLAIN();
    ask_begin(sandbox_root(box));
    *state = box;
    return 0;
}

int sandbox_case_end(void **state)
{
    ask_end();
    return sandbox_stop(*state);
}

/* A contract with nothing but what it cannot go without, and more members where they are told. Gives its id. */
void sandbox_case_contract(const char *name, const char *more, char *id, size_t size)
{
    char input[2000];
    snprintf(
        input, sizeof(input),
        "{\"contract\":{\"name\":\"%s\",\"vendor\":{\"name\":\"Canon\"},\"owner\":{\"email_id\":\"test@zmail.com\"},"
        "\"active_from\":{\"value\":1680287400000},\"is_definite\":false%s}}",
        name, more);
    ask_for("POST", "/contracts", input, "contract.id", id, size);
}

void sandbox_case_expect(const char *path, const char *member, const char *value)
{
    char is[8000];
    ask_for("GET", path, NULL, member, is, sizeof(is));
    if (strcmp(is, value) != 0) fail_msg("%s %s: %s instead of %s", path, member, is, value);
}
