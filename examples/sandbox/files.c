#include "files.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

enum { ADD, READ, DROP, STATEMENTS };

static const char *const sql[STATEMENTS] = {
    [ADD] = "INSERT INTO pieces (content, piece, data) VALUES (?1, ?2, ?3)",
    [READ] = "SELECT data FROM pieces WHERE content = ?1 AND piece = ?2",
    [DROP] = "DELETE FROM pieces WHERE content = ?1",
};

struct files {
    char *path; /* of the database; "" names a temporary file */
    sqlite3 *database;
    sqlite3_stmt *statements[STATEMENTS];
    int64_t last;
    pthread_mutex_t mutex;
};

files *files_new(const char *beside)
{
    files *made = calloc(1, sizeof(*made));
    text path = {0};
    if (beside) text_printf(&path, "%s-files", beside);
    if (made) made->path = strdup(text_get(&path));
    text_free(&path);
    if (!made || !made->path) {
        free(made);
        return NULL;
    }
    pthread_mutex_init(&made->mutex, NULL);
    return made;
}

static void close_database(files *in)
{
    for (int i = 0; i < STATEMENTS; i++) {
        sqlite3_finalize(in->statements[i]);
        in->statements[i] = NULL;
    }
    sqlite3_close(in->database);
    in->database = NULL;
}

void files_free(files *from)
{
    if (!from) return;
    close_database(from);
    pthread_mutex_destroy(&from->mutex);
    free(from->path);
    free(from);
}

static void take_number(sqlite3_stmt *of, int64_t *out)
{
    if (sqlite3_step(of) == SQLITE_ROW) *out = sqlite3_column_int64(of, 0);
    sqlite3_finalize(of);
}

/* Opens the database unless it is open; with the mutex held. */
static bool is_open(files *in)
{
    static const char schema[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                                 "CREATE TABLE IF NOT EXISTS pieces (content INTEGER NOT NULL, piece "
                                 "INTEGER NOT NULL, data BLOB NOT NULL);"
                                 "CREATE UNIQUE INDEX IF NOT EXISTS pieces_place ON pieces (content, "
                                 "piece);";
    if (in->database) return true;
    sqlite3_stmt *last = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    bool good = sqlite3_open_v2(in->path, &in->database, flags, NULL) == SQLITE_OK &&
                sqlite3_exec(in->database, schema, NULL, NULL, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(in->database, "SELECT max(content) FROM pieces", -1, &last, NULL) == SQLITE_OK;
    if (good) take_number(last, &in->last);
    for (int i = 0; i < STATEMENTS && good; i++) {
        good = sqlite3_prepare_v2(in->database, sql[i], -1, &in->statements[i], NULL) == SQLITE_OK;
    }
    if (!good) close_database(in);
    return good;
}

/* A kept statement with the content and the piece bound; NULL where the database does not open. */
static sqlite3_stmt *begin(files *in, int which, int64_t content, int64_t piece)
{
    pthread_mutex_lock(&in->mutex);
    if (!is_open(in)) return NULL;
    sqlite3_bind_int64(in->statements[which], 1, content);
    if (which != DROP) sqlite3_bind_int64(in->statements[which], 2, piece);
    return in->statements[which];
}

static void end(files *in, sqlite3_stmt *statement)
{
    if (statement) {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
    pthread_mutex_unlock(&in->mutex);
}

int64_t files_begin(files *in)
{
    pthread_mutex_lock(&in->mutex);
    int64_t content = is_open(in) ? ++in->last : -1;
    pthread_mutex_unlock(&in->mutex);
    return content;
}

bool files_add(files *in, int64_t content, int64_t piece, const void *data, size_t size)
{
    sqlite3_stmt *statement = begin(in, ADD, content, piece);
    bool good = statement && sqlite3_bind_blob64(statement, 3, data, size, SQLITE_STATIC) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_DONE;
    end(in, statement);
    return good;
}

ssize_t files_read(files *in, int64_t content, uint64_t offset, char *to, size_t room)
{
    ssize_t taken = -1;
    size_t from = (size_t)(offset % FILES_PIECE);
    sqlite3_stmt *statement = begin(in, READ, content, (int64_t)(offset / FILES_PIECE));
    if (statement && sqlite3_step(statement) == SQLITE_ROW) {
        const char *data = sqlite3_column_blob(statement, 0);
        size_t size = (size_t)sqlite3_column_bytes(statement, 0);
        if (data && from < size) {
            size_t count = size - from < room ? size - from : room;
            memcpy(to, data + from, count);
            taken = (ssize_t)count;
        }
    }
    end(in, statement);
    return taken;
}

void files_drop(files *in, int64_t content)
{
    sqlite3_stmt *statement = begin(in, DROP, content, 0);
    if (statement) sqlite3_step(statement);
    end(in, statement);
}

void files_clear(files *in)
{
    pthread_mutex_lock(&in->mutex);
    if (in->database) sqlite3_exec(in->database, "DELETE FROM pieces", NULL, NULL, NULL);
    pthread_mutex_unlock(&in->mutex);
}

bool files_forget(store *of, files *in, const char *file_id)
{
    char *printed = file_id ? store_get(of, "file", file_id) : NULL;
    sdp_json *file = json_parse(printed);
    const char *content = json_text_at(file, "content");
    if (content) files_drop(in, strtoll(content, NULL, 10));
    bool good = !file || store_delete(of, "file", file_id);
    sdp_json_free(file);
    free(printed);
    return good;
}
