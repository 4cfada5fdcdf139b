#include "state.h"

#include "archive.h"
#include "clock.h"
#include "demo.h"

/* The demonstration is made by requests, each of which takes the lock by itself. */
static bool fill(sandbox *in)
{
    store_lock(in->store);
    bool good = store_clear(in->store) && seed_fill(in->store, &in->seed, in->portals->words, in->portals->count);
    store_unlock(in->store);
    for (size_t i = 0; in->seed.demo && good && i < in->portals->count; i++) {
        good = demo_fill(in->store, in->files, in->portals->words[i]);
    }
    if (in->seed.demo && good && in->portals->count == 0) good = demo_fill(in->store, in->files, "");
    return good;
}

bool state_start(sandbox *in)
{
    if (in->now) clock_set(in->now);
    return !store_is_empty(in->store) || fill(in);
}

bool state_reset(sandbox *in)
{
    clock_set("real");
    if (in->now) clock_set(in->now);
    files_clear(in->files);
    bool good = fill(in) && tokens_forget(in->store, in->tokens);
    faults_reset(in->faults);
    if (in->replay) replay_reset(in->replay);
    record_reset(in->record);
    return good;
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
    bool good = archive_read(in->store, json, in->portals->words, in->portals->count, problem);
    store_unlock(in->store);
    return good;
}
