#include "state.h"

#include "archive.h"
#include "clock.h"
#include "demo.h"
#include "udf_value.h"

/* Seeds and older files know nothing of the user-defined fields that are declared. */
static bool settle(sandbox *in, text *problem)
{
    store_lock(in->store);
    bool good = store_begin(in->store);
    good = good && store_end(in->store, udf_settle(in->udf, in->store, problem));
    store_unlock(in->store);
    return good;
}

/* The demonstration is made by requests, each of which takes the lock by itself. */
static bool fill(sandbox *in)
{
    text problem = {0};
    const udf_fields *fields = in->seed.demo_fields ? in->udf : NULL;
    store_lock(in->store);
    bool good = store_clear(in->store) && seed_fill(in->store, &in->seed, in->portals->words, in->portals->count);
    store_unlock(in->store);
    for (size_t i = 0; in->seed.demo && good && i < in->portals->count; i++) {
        good = demo_fill(in->store, in->files, in->portals->words[i], fields);
    }
    if (in->seed.demo && good && in->portals->count == 0) good = demo_fill(in->store, in->files, "", fields);
    if (in->seed.demo && good) good = demo_fill_neucrm(in->store);
    good = good && settle(in, &problem);
    text_free(&problem);
    return good;
}

bool state_start(sandbox *in, text *problem)
{
    if (in->now) clock_set(in->now);
    return store_is_empty(in->store) ? fill(in) : settle(in, problem);
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
    bool good = archive_read(in->store, json, in->portals->words, in->portals->count, in->udf, problem);
    store_unlock(in->store);
    return good;
}
