#include "state.h"

#include "archive.h"
#include "clock.h"
#include "demo.h"
#include "portals.h"
#include "udf_value.h"

/* Seeds and older files know nothing of the user-defined fields that are declared, and nothing of the portals. */
static bool settle(sandbox *in, text *problem)
{
    return udf_settle(in->udf, in->store, problem) && portals_keep(in->store, in->portals, problem);
}

static bool fill(sandbox *in, text *problem)
{
    const udf_fields *fields = in->seed.demo_fields ? in->udf : NULL;
    const size_t count = in->portals->count;
    bool good = store_clear(in->store) && seed_fill(in->store, &in->seed, in->portals->words, count);
    for (size_t i = 0; in->seed.demo && good && i < count; i++) {
        good = demo_fill(in->store, in->files, in->portals->words[i], fields, problem);
    }
    if (in->seed.demo && good && count == 0) good = demo_fill(in->store, in->files, "", fields, problem);
    if (in->seed.demo && good) good = demo_fill_neucrm(in->store, problem);
    return good && settle(in, problem);
}

/* Does all of it or nothing; whoever asks meanwhile waits. */
static bool at_once(sandbox *in, bool (*work)(sandbox *in, text *problem), text *problem)
{
    store_lock(in->store);
    bool good = store_begin(in->store) && store_end(in->store, work(in, problem));
    const char *why = store_problem(in->store);
    if (!good && *why) text_printf(problem, "%s%s", problem->size ? ": " : "", why);
    if (!good && problem->size == 0) text_puts(problem, "out of memory");
    store_unlock(in->store);
    return good;
}

bool state_start(sandbox *in, text *problem)
{
    clock_start(in->now);
    return at_once(in, store_is_empty(in->store) ? fill : settle, problem);
}

bool state_reset(sandbox *in, text *problem)
{
    store_lock(in->store);
    const int64_t moved = clock_start(in->now); /* the seed is dated */
    bool good = at_once(in, fill, problem);
    if (good) {
        files_clear(in->files);
        tokens_forget(in->store, in->tokens);
    } else {
        clock_put_back(moved);
    }
    store_unlock(in->store);
    if (!good) return false;
    faults_reset(in->faults);
    if (in->replay) replay_reset(in->replay);
    record_reset(in->record);
    return true;
}

bool state_export(sandbox *in, text *to)
{
    store_lock(in->store);
    bool good = archive_write(in->store, to);
    store_unlock(in->store);
    return good;
}

bool state_import(sandbox *in, const char *json, text *problem)
{
    store_lock(in->store);
    bool good = archive_read(in->store, json, in->portals->words, in->portals->count, in->udf, problem);
    store_unlock(in->store);
    return good;
}
