#include "store.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The ids of the vendor's pages and of seed.c are below this one, so none is given twice. */
#define FIRST_ID INT64_C(200000000000001001)

enum {
    NEXT,
    PUT,
    DELETE,
    DELETE_ALL,
    GET,
    TRASH,
    FIND,
    FIND_BY,
    TAKEN,
    REPEAT_CUSTOMER,
    REPEAT_PARENT,
    EMPTY,
    BEGIN,
    COMMIT,
    ROLLBACK,
    STATEMENTS
};

static const char schema[] = "PRAGMA journal_mode = WAL;"
                             "PRAGMA synchronous = NORMAL;"
                             "CREATE TABLE IF NOT EXISTS entities ("
                             " seq INTEGER PRIMARY KEY, noun TEXT NOT NULL, id TEXT NOT NULL, name "
                             "TEXT, document TEXT NOT NULL,"
                             " trashed INTEGER NOT NULL DEFAULT 0, sample INTEGER NOT NULL DEFAULT 0, "
                             "customer TEXT, parent TEXT);"
                             "CREATE UNIQUE INDEX IF NOT EXISTS entities_id ON entities (noun, id);"
                             "CREATE INDEX IF NOT EXISTS entities_name ON entities (noun, trashed, name "
                             "COLLATE NOCASE);"
                             "CREATE INDEX IF NOT EXISTS entities_order ON entities (noun, trashed, "
                             "seq);"
                             "CREATE INDEX IF NOT EXISTS entities_customer ON entities (customer) WHERE "
                             "customer IS NOT NULL;"
                             "CREATE INDEX IF NOT EXISTS entities_parent ON entities (parent) WHERE "
                             "parent IS NOT NULL;"
                             "CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, next INTEGER "
                             "NOT NULL) WITHOUT ROWID;";

static const char *const sql[STATEMENTS] = {
    [NEXT] = "INSERT INTO counters VALUES (?1, ?2) ON CONFLICT (name) DO "
             "UPDATE SET next = next + 1 RETURNING next",
    [PUT] = ("INSERT INTO entities (noun, id, name, document, customer, "
             "parent, sample, trashed)"
             " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
             " ON CONFLICT (noun, id) DO UPDATE SET name = ?3, document = ?4, "
             "customer = ?5, parent = ?6"),
    [DELETE] = "DELETE FROM entities WHERE noun = ?1 AND id = ?2",
    [DELETE_ALL] = "DELETE FROM entities WHERE noun = ?1",
    [GET] = "SELECT document FROM entities WHERE noun = ?1 AND id = ?2 AND "
            "trashed = ?3",
    [TRASH] = "UPDATE entities SET trashed = ?3 WHERE noun = ?1 AND id = ?2",
    [FIND] = ("SELECT document FROM entities WHERE noun = ?1 AND trashed = 0 "
              "AND name = ?2 COLLATE NOCASE"
              " ORDER BY sample, seq LIMIT 1"),
    [FIND_BY] = ("SELECT document FROM entities WHERE noun = ?1 AND trashed = 0"
                 " AND json_extract(document, ?2) = ?3 COLLATE NOCASE ORDER BY "
                 "sample, seq LIMIT 1"),
    [TAKEN] = ("SELECT 1 FROM entities WHERE noun = ?1 AND trashed IN (0, 1) "
               "AND name = ?2 COLLATE NOCASE"
               " AND sample = 0 AND id <> ?3 LIMIT 1"),
    [REPEAT_CUSTOMER] = "UPDATE entities SET document = json_set(document, "
                        "'$.customer', json(?2)) WHERE customer = ?1",
    [REPEAT_PARENT] = "UPDATE entities SET document = json_set(document, "
                      "'$.parent_contract', json(?2)) WHERE parent = ?1",
    [EMPTY] = "SELECT 1 FROM entities LIMIT 1",
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
};

struct store {
    sqlite3 *database;
    sqlite3_stmt *statements[STATEMENTS];
    pthread_mutex_t mutex;
};

static bool prepare_all(store *in)
{
    for (int i = 0; i < STATEMENTS; i++) {
        if (sqlite3_prepare_v2(in->database, sql[i], -1, &in->statements[i], NULL) != SQLITE_OK) return false;
    }
    return true;
}

store *store_open(const char *file, text *problem)
{
    store *opened = calloc(1, sizeof(*opened));
    if (!opened) {
        text_puts(problem, "out of memory");
        return NULL;
    }
    pthread_mutex_init(&opened->mutex, NULL);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(file ? file : ":memory:", &opened->database, flags, NULL) != SQLITE_OK ||
        sqlite3_busy_timeout(opened->database, 2000) != SQLITE_OK ||
        sqlite3_exec(opened->database, schema, NULL, NULL, NULL) != SQLITE_OK || !prepare_all(opened)) {
        text_puts(problem, opened->database ? sqlite3_errmsg(opened->database) : "out of memory");
        store_close(opened);
        return NULL;
    }
    return opened;
}

void store_close(store *from)
{
    if (!from) return;
    for (int i = 0; i < STATEMENTS; i++) sqlite3_finalize(from->statements[i]);
    sqlite3_close(from->database);
    pthread_mutex_destroy(&from->mutex);
    free(from);
}

void store_lock(store *of)
{
    pthread_mutex_lock(&of->mutex);
}

void store_unlock(store *of)
{
    pthread_mutex_unlock(&of->mutex);
}

/* A kept statement with its texts bound, to be stepped; NULL binds null. */
static sqlite3_stmt *ready(store *in, int which, const char *const *texts, int count)
{
    sqlite3_stmt *statement = in->statements[which];
    for (int i = 0; i < count; i++) sqlite3_bind_text(statement, i + 1, texts[i], -1, SQLITE_STATIC);
    return statement;
}

/* Ends a kept statement, so that it holds no lock and no bound text. */
static void done(sqlite3_stmt *statement)
{
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

/* Runs a kept statement that gives no rows that matter. */
static bool run(sqlite3_stmt *statement)
{
    int result = sqlite3_step(statement);
    done(statement);
    return result == SQLITE_DONE;
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

bool store_begin(store *in)
{
    return run(in->statements[BEGIN]);
}

bool store_end(store *in, bool keep)
{
    if (keep && run(in->statements[COMMIT])) return true;
    run(in->statements[ROLLBACK]);
    return false;
}

bool store_clear(store *in)
{
    return sqlite3_exec(in->database, "DELETE FROM entities; DELETE FROM counters", NULL, NULL, NULL) == SQLITE_OK;
}

bool store_is_empty(store *in)
{
    return !has_row(in->statements[EMPTY]);
}

int64_t store_next(store *in, const char *counter, int64_t first)
{
    sqlite3_stmt *statement = ready(in, NEXT, &counter, 1);
    sqlite3_bind_int64(statement, 2, first);
    int64_t next = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
    done(statement);
    return next;
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
    sqlite3_stmt *statement = ready(in, PUT, texts, 6);
    sqlite3_bind_int(statement, 7, entity->sample);
    sqlite3_bind_int(statement, 8, entity->trashed);
    return run(statement);
}

bool store_delete(store *in, const char *noun, const char *id)
{
    const char *const texts[] = {noun, id};
    return run(ready(in, DELETE, texts, 2));
}

bool store_delete_all(store *in, const char *noun)
{
    return run(ready(in, DELETE_ALL, &noun, 1));
}

static char *get(store *in, const char *noun, const char *id, bool trashed)
{
    const char *const texts[] = {noun, id};
    sqlite3_stmt *statement = ready(in, GET, texts, 2);
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
    sqlite3_stmt *statement = ready(in, TRASH, texts, 2);
    sqlite3_bind_int(statement, 3, trashed);
    return run(statement);
}

char *store_find_by(store *in, const char *noun, const char *path, const char *value)
{
    const char *const texts[] = {noun, path, value};
    return one_text(ready(in, FIND_BY, texts, 3));
}

bool store_repeat_customer(store *in, const char *id, const char *document)
{
    const char *const texts[] = {id, document};
    return run(ready(in, REPEAT_CUSTOMER, texts, 2));
}

bool store_repeat_parent(store *in, const char *id, const char *document)
{
    const char *const texts[] = {id, document};
    return run(ready(in, REPEAT_PARENT, texts, 2));
}

char *store_find(store *in, const char *noun, const char *name)
{
    const char *const texts[] = {noun, name};
    return one_text(ready(in, FIND, texts, 2));
}

bool store_name_taken(store *in, const char *noun, const char *name, const char *except_id)
{
    const char *const texts[] = {noun, name, except_id};
    return has_row(ready(in, TAKEN, texts, 3));
}

static void bind_value(sqlite3_stmt *statement, int index, const store_value *value)
{
    switch (value->kind) {
    case STORE_NULL:
        sqlite3_bind_null(statement, index);
        break;
    case STORE_INTEGER:
        sqlite3_bind_int64(statement, index, value->integer);
        break;
    case STORE_REAL:
        sqlite3_bind_double(statement, index, value->real);
        break;
    case STORE_TEXT:
        sqlite3_bind_text(statement, index, value->text, -1, SQLITE_STATIC);
        break;
    }
}

/* Prepares a selection. Its values have the places ?1, ?2 …; the noun and the limits come after them. */
static sqlite3_stmt *select_statement(store *in, const store_selection *what, const char *columns, bool rows)
{
    text query = {0};
    int noun = (int)what->value_count + 1;
    text_printf(&query, "SELECT %s FROM entities WHERE noun = ?%d AND trashed = 0", columns, noun);
    if (what->where[0]) text_printf(&query, " AND (%s)", what->where);
    if (rows) text_printf(&query, " ORDER BY %s LIMIT ?%d OFFSET ?%d", what->order, noun + 1, noun + 2);
    sqlite3_stmt *statement = NULL;
    if (!query.failed) sqlite3_prepare_v2(in->database, text_get(&query), -1, &statement, NULL);
    text_free(&query);
    if (!statement) return NULL;
    for (int i = 1; i < noun; i++) bind_value(statement, i, &what->values[i - 1]);
    sqlite3_bind_text(statement, noun, what->noun, -1, SQLITE_STATIC);
    if (rows) {
        sqlite3_bind_int64(statement, noun + 1, what->limit);
        sqlite3_bind_int64(statement, noun + 2, what->offset);
    }
    return statement;
}

bool store_select(store *in, const store_selection *what, void (*row)(void *data, const char *document), void *data)
{
    sqlite3_stmt *statement = select_statement(in, what, "document", true);
    if (!statement) return false;
    int result;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
        row(data, (const char *)sqlite3_column_text(statement, 0));
    }
    sqlite3_finalize(statement);
    return result == SQLITE_DONE;
}

int64_t store_count(store *in, const store_selection *what)
{
    sqlite3_stmt *statement = select_statement(in, what, "count(*)", false);
    if (!statement) return -1;
    int64_t count = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_finalize(statement);
    return count;
}
