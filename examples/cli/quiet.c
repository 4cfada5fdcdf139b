#include "quiet.h"

static bool is_quiet;

void quiet_set(bool yes)
{
    is_quiet = yes;
}

bool quiet(void)
{
    return is_quiet;
}
