#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"
#include "store_parts.h"

/* The ids of the vendor's pages and of seed.c are below this one, so none is given twice. */
#define FIRST_ID INT64_C(200000000000001001)

#define PAGE_SIZE 4096   /* of the database, by default */
#define AGE_STEP_MS 1000 /* contracts need not end in the very millisecond */

static bool prepare_all(store *in)
{
    for (int i = 0; i < STORE_STATEMENTS; i++) {
        if (sqlite3_prepare_v2(in->database, store_sql[i], -1, &in->statements[i], NULL) != SQLITE_OK) return false;
    }
    return true;
}

/* A third of the memory is for the entities: what a transaction undoes, such as the removal of all of them, takes as
   much, and both have headers. */
static bool limit_memory(store *in, bool in_memory, int64_t most_memory)
{
    char pragma[80];
    in->in_memory = in_memory;
    in->most_memory = most_memory;
    sqlite3_hard_heap_limit64(most_memory / 4 * 3);
    snprintf(pragma, sizeof(pragma), "PRAGMA max_page_count = %lld", (long long)(most_memory / 4 / PAGE_SIZE));
    return !in_memory || sqlite3_exec(in->database, pragma, NULL, NULL, NULL) == SQLITE_OK;
}

/* Whoever fills the store holds the lock, and makes requests that take it once more. */
static void make_mutex(pthread_mutex_t *made)
{
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(made, &attributes);
    pthread_mutexattr_destroy(&attributes);
}

store *store_open(const char *file, int64_t most_memory, text *problem)
{
    store *opened = calloc(1, sizeof(*opened));
    if (!opened) {
        text_puts(problem, "out of memory");
        return NULL;
    }
    opened->portal = "";
    make_mutex(&opened->mutex);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(file ? file : ":memory:", &opened->database, flags, NULL) != SQLITE_OK ||
        sqlite3_busy_timeout(opened->database, 2000) != SQLITE_OK || !limit_memory(opened, !file, most_memory) ||
        sqlite3_exec(opened->database, store_schema, NULL, NULL, NULL) != SQLITE_OK || !prepare_all(opened)) {
        text_puts(problem, opened->database ? sqlite3_errmsg(opened->database) : "out of memory");
        store_close(opened);
        return NULL;
    }
    return opened;
}

void store_close(store *from)
{
    if (!from) return;
    for (int i = 0; i < STORE_STATEMENTS; i++) sqlite3_finalize(from->statements[i]);
    store_forget_found(from);
    sqlite3_close(from->database);
    pthread_mutex_destroy(&from->mutex);
    free(from);
}

void store_lock(store *of)
{
    store_lock_portal(of, "");
}

void store_lock_portal(store *of, const char *portal)
{
    pthread_mutex_lock(&of->mutex);
    of->portal = portal;
}

void store_enter(store *of, const char *portal)
{
    of->portal = portal;
}

void store_unlock(store *of)
{
    pthread_mutex_unlock(&of->mutex);
}

const char *store_portal_of(const store *in, const char *noun)
{
    return schema_noun(noun)->of_portal ? in->portal : "";
}

/* A kept statement with its texts bound, to be stepped; the first one is a noun, and NULL binds null. */
static sqlite3_stmt *ready(store *in, int which, const char *const *texts, int count)
{
    sqlite3_stmt *statement = in->statements[which];
    for (int i = 0; i < count; i++) sqlite3_bind_text(statement, i + 1, texts[i], -1, SQLITE_STATIC);
    /* A statement over all portals has no such place, and is left as it is. */
    sqlite3_bind_text(statement, STORE_PORTAL, store_portal_of(in, texts[0]), -1, SQLITE_STATIC);
    return statement;
}

/* Ends a kept statement, so that it holds no lock and no bound text. */
static void done(sqlite3_stmt *statement)
{
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

/* Whether it was the ceiling that a statement met. A file that cannot grow is another matter: its disk is full. */
static bool has_met_ceiling(const store *in)
{
    int code = sqlite3_errcode(in->database) & 0xFF;
    return code == SQLITE_NOMEM || (code == SQLITE_FULL && in->in_memory);
}

/* Keeps the reason of a failure, which the next statement would take away. The ceiling is told on stderr too, once. */
static void note_problem(store *in)
{
    in->is_full = has_met_ceiling(in);
    if (!in->is_full) {
        snprintf(in->problem, sizeof(in->problem), "%s", sqlite3_errmsg(in->database));
        return;
    }
    snprintf(in->problem, sizeof(in->problem), "the sandbox's --max-memory of %lld MiB is reached",
             (long long)(in->most_memory / 1048576));
    if (!in->told) fprintf(stderr, "sdp-sandbox: %s: what would take more is refused\n", in->problem);
    in->told = true;
}

/* Runs a kept statement that gives no rows that matter. */
static bool run(store *in, sqlite3_stmt *statement)
{
    int result = sqlite3_step(statement);
    if (result != SQLITE_DONE) note_problem(in);
    done(statement);
    return result == SQLITE_DONE;
}

/* The same for one that changes entities, but for those that are not shown, such as tokens: no search finds them. */
static bool change(store *in, const char *noun, sqlite3_stmt *statement)
{
    if (schema_noun(noun)->shown) in->changes++;
    return run(in, statement);
}

static bool has_row(sqlite3_stmt *statement)
{
    int result = sqlite3_step(statement);
    done(statement);
    return result == SQLITE_ROW;
}

static char *one_text(sqlite3_stmt *statement)
{
    char *found = NULL;
    if (sqlite3_step(statement) == SQLITE_ROW) {
        const unsigned char *column = sqlite3_column_text(statement, 0);
        if (column) found = strdup((const char *)column);
    }
    done(statement);
    return found;
}

struct sqlite3 *store_database(store *of)
{
    return of->database;
}

bool store_begin(store *in)
{
    if (in->depth == 0) {
        in->problem[0] = '\0';
        in->is_full = false;
    }
    if (!run(in, in->statements[in->depth ? STORE_BEGIN_INNER : STORE_BEGIN])) return false;
    if (in->depth++ == 0) in->aged_then = in->aged_ms;
    return true;
}

/* What failed is told already; undoing it fails too where the database has done so by itself. */
static void undo(store *in, int which)
{
    sqlite3_step(in->statements[which]);
    done(in->statements[which]);
}

bool store_end(store *in, bool keep)
{
    const bool inner = --in->depth > 0;
    if (keep && run(in, in->statements[inner ? STORE_KEEP_INNER : STORE_COMMIT])) return true;
    in->changes++;
    undo(in, inner ? STORE_UNDO_INNER : STORE_ROLLBACK);
    if (inner) {
        undo(in, STORE_KEEP_INNER);
    } else {
        in->aged_ms = in->aged_then;
    }
    return false;
}

const char *store_problem(const store *of)
{
    return of->problem;
}

const char *store_ceiling(const store *of)
{
    return of->is_full ? of->problem : NULL;
}

bool store_clear(store *in)
{
    in->changes++;
    in->aged_ms = 0; /* what comes in its place may have been of another time */
    bool good = sqlite3_exec(in->database, "DELETE FROM entities; DELETE FROM counters", NULL, NULL, NULL) == SQLITE_OK;
    if (!good) note_problem(in);
    return good;
}

bool store_is_empty(store *in)
{
    return !has_row(in->statements[STORE_EMPTY]);
}

int64_t store_next(store *in, const char *counter, int64_t first)
{
    sqlite3_stmt *statement = ready(in, STORE_NEXT, &counter, 1);
    sqlite3_bind_int64(statement, 2, first);
    int64_t next = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
    if (next < 0) note_problem(in);
    done(statement);
    return next;
}

bool store_set_counter(store *in, const char *counter, int64_t last)
{
    sqlite3_stmt *statement = ready(in, STORE_SET, &counter, 1);
    sqlite3_bind_int64(statement, 2, last);
    return run(in, statement);
}

bool store_new_id(store *in, char id[STORE_ID_SIZE])
{
    int64_t next = store_next(in, "id", FIRST_ID);
    snprintf(id, STORE_ID_SIZE, "%lld", (long long)next);
    return next > 0;
}

bool store_put(store *in, const stored *entity)
{
    const char *const texts[] = {entity->noun,     entity->id,       entity->name,
                                 entity->document, entity->customer, entity->parent};
    sqlite3_stmt *statement = ready(in, STORE_PUT, texts, 6);
    sqlite3_bind_int(statement, 7, entity->sample);
    sqlite3_bind_int(statement, 8, entity->trashed);
    return change(in, entity->noun, statement);
}

bool store_delete(store *in, const char *noun, const char *id)
{
    const char *const texts[] = {noun, id};
    return change(in, noun, ready(in, STORE_DELETE, texts, 2));
}

bool store_delete_all(store *in, const char *noun)
{
    return change(in, noun, ready(in, STORE_DELETE_ALL, &noun, 1));
}

static char *get(store *in, const char *noun, const char *id, bool trashed)
{
    const char *const texts[] = {noun, id};
    sqlite3_stmt *statement = ready(in, STORE_GET, texts, 2);
    sqlite3_bind_int(statement, 3, trashed);
    return one_text(statement);
}

char *store_get(store *in, const char *noun, const char *id)
{
    return get(in, noun, id, false);
}

char *store_get_trashed(store *in, const char *noun, const char *id)
{
    return get(in, noun, id, true);
}

bool store_trash(store *in, const char *noun, const char *id, bool trashed)
{
    const char *const texts[] = {noun, id};
    sqlite3_stmt *statement = ready(in, STORE_TRASH, texts, 2);
    sqlite3_bind_int(statement, 3, trashed);
    return change(in, noun, statement);
}

char *store_find_by(store *in, const char *noun, const char *path, const char *value)
{
    const char *const texts[] = {noun, path, value};
    return one_text(ready(in, STORE_FIND_BY, texts, 3));
}

bool store_repeat_customer(store *in, const char *id, const char *document)
{
    const char *const texts[] = {id, document};
    return change(in, "contract", ready(in, STORE_REPEAT_CUSTOMER, texts, 2));
}

bool store_repeat_parent(store *in, const char *id, const char *document)
{
    const char *const texts[] = {id, document};
    return change(in, "contract", ready(in, STORE_REPEAT_PARENT, texts, 2));
}

/* Runs a statement over the contracts with a date from `first` to `last`. */
static bool age(store *in, int which, int64_t first, int64_t last, int64_t now, const char *const statuses[3])
{
    sqlite3_stmt *statement = in->statements[which];
    sqlite3_bind_int64(statement, 1, first);
    sqlite3_bind_int64(statement, 2, last);
    sqlite3_bind_int64(statement, 3, now);
    for (int i = 0; i < 3; i++) sqlite3_bind_text(statement, 4 + i, statuses[i], -1, SQLITE_STATIC);
    bool good = run(in, statement);
    if (sqlite3_changes(in->database) > 0) in->changes++;
    return good;
}

bool store_age_contracts(store *in, int64_t now, const char *const statuses[3])
{
    int64_t first = in->aged_ms < now ? in->aged_ms : now;
    int64_t last = in->aged_ms < now ? now : in->aged_ms;
    if (in->aged_ms / AGE_STEP_MS == now / AGE_STEP_MS) return true;
    /* A contract is over in the millisecond after its last one. */
    bool good = store_begin(in) && store_end(in, age(in, STORE_AGE_FROM, first - 1, last + 1, now, statuses) &&
                                                     age(in, STORE_AGE_TILL, first - 1, last + 1, now, statuses));
    if (good) in->aged_ms = now;
    return good;
}

char *store_find(store *in, const char *noun, const char *name)
{
    const char *const texts[] = {noun, name};
    return one_text(ready(in, STORE_FIND, texts, 2));
}

bool store_name_taken(store *in, const char *noun, const char *name, const char *except_id)
{
    const char *const texts[] = {noun, name, except_id};
    return has_row(ready(in, STORE_TAKEN, texts, 3));
}

bool store_each_counter(store *in, void (*counter)(void *data, const char *name, int64_t last), void *data)
{
    sqlite3_stmt *statement = in->statements[STORE_COUNTERS];
    int result;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
        counter(data, (const char *)sqlite3_column_text(statement, 0), sqlite3_column_int64(statement, 1));
    }
    done(statement);
    return result == SQLITE_DONE;
}

bool store_each(store *in, void (*entity)(void *data, const char *portal, const stored *is), void *data)
{
    sqlite3_stmt *statement = in->statements[STORE_ENTITIES];
    int result;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *texts[7];
        for (int i = 0; i < 7; i++) texts[i] = (const char *)sqlite3_column_text(statement, i);
        stored is = {.noun = texts[1],
                     .id = texts[2],
                     .name = texts[3],
                     .document = texts[4],
                     .customer = texts[5],
                     .parent = texts[6],
                     .sample = sqlite3_column_int(statement, 7) != 0,
                     .trashed = sqlite3_column_int(statement, 8) != 0};
        entity(data, texts[0], &is);
    }
    done(statement);
    return result == SQLITE_DONE;
}

bool store_rewrite(store *in, const char *noun, const char *path, const char *usual,
                   char *(*change_one)(void *data, const char *id, const char *document), void *data)
{
    const char *const texts[] = {noun, path, usual};
    sqlite3_stmt *rewrite = in->statements[STORE_REWRITE];
    if (!change(in, noun, ready(in, STORE_PUT_USUAL, texts, 3))) return false;
    sqlite3_stmt *statement = ready(in, STORE_UNUSUAL, texts, 3);
    int result;
    bool good = true;
    while (good && (result = sqlite3_step(statement)) == SQLITE_ROW) {
        char *document = change_one(data, (const char *)sqlite3_column_text(statement, 1),
                                    (const char *)sqlite3_column_text(statement, 2));
        good = document != NULL;
        if (good && strcmp(document, (const char *)sqlite3_column_text(statement, 2)) != 0) {
            sqlite3_bind_int64(rewrite, 1, sqlite3_column_int64(statement, 0));
            sqlite3_bind_text(rewrite, 2, document, -1, SQLITE_STATIC);
            good = change(in, noun, rewrite);
        }
        free(document);
    }
    done(statement);
    return good && result == SQLITE_DONE;
}
