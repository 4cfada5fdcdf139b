#include "entities_sql.h"

#include <sqlite3.h>
#include <string.h>

#include "schema.h"

/* Both kinds answer from indexes alone, so that the documents of those that are not shown are never read. */
#define ALL "SELECT seq FROM entities WHERE portal = ?1 AND noun = ?2"
#define FOUND ALL " AND name LIKE ?3 ESCAPE '\\' UNION " ALL " AND id = ?4"

static sqlite3_stmt *prepare(store *in, const char *sql)
{
    sqlite3_stmt *made = NULL;
    sqlite3_prepare_v2(store_database(in), sql, -1, &made, NULL);
    return made;
}

bool entities_each_noun(store *in, void (*give)(void *data, const char *portal, const char *noun, int64_t counts[2]),
                        void *data)
{
    sqlite3_stmt *statement =
        prepare(in, "SELECT portal, noun, count(*), sum(trashed) FROM entities GROUP BY portal, noun");
    int result = SQLITE_ERROR;
    if (!statement) return false;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *noun = (const char *)sqlite3_column_text(statement, 1);
        int64_t counts[2] = {sqlite3_column_int64(statement, 2), sqlite3_column_int64(statement, 3)};
        if (noun && !schema_noun(noun)->shown) continue;
        give(data, (const char *)sqlite3_column_text(statement, 0), noun, counts);
    }
    sqlite3_finalize(statement);
    return result == SQLITE_DONE;
}

/* Words that stand for themselves, anywhere in a name. */
static void make_pattern(const char *words, text *out)
{
    text_puts(out, "%");
    for (; *words; words++) {
        if (strchr("%_\\", *words)) text_puts(out, "\\");
        text_add(out, words, 1);
    }
    text_puts(out, "%");
}

/* A question about a part: `before` and `after` stand around the numbers of its rows. */
static sqlite3_stmt *ask(store *in, const entities_part *of, const char *before, const char *after)
{
    text query = {0};
    text pattern = {0};
    text_printf(&query, "%s%s%s", before, of->search ? FOUND : ALL, after);
    sqlite3_stmt *statement = query.failed ? NULL : prepare(in, text_get(&query));
    text_free(&query);
    if (!statement) return NULL;
    sqlite3_bind_text(statement, 1, of->portal, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, of->noun, -1, SQLITE_STATIC);
    if (of->search) {
        make_pattern(of->search, &pattern);
        sqlite3_bind_text(statement, 3, text_get(&pattern), -1, SQLITE_TRANSIENT);
        sqlite3_bind_text(statement, 4, of->search, -1, SQLITE_STATIC);
        text_free(&pattern);
    }
    return statement;
}

int64_t entities_count(store *in, const entities_part *of)
{
    sqlite3_stmt *statement = ask(in, of, "SELECT count(*) FROM (", ")");
    if (!statement) return -1;
    int64_t count = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_finalize(statement);
    return count;
}

bool entities_each(store *in, const entities_part *of, void (*give)(void *data, const stored *is), void *data)
{
    int result = SQLITE_ERROR;
    sqlite3_stmt *statement =
        ask(in, of, "SELECT id, name, document, trashed, sample FROM entities WHERE seq IN (SELECT seq FROM (",
            ") ORDER BY seq DESC LIMIT ?5 OFFSET ?6) ORDER BY seq DESC");
    if (!statement) return false;
    sqlite3_bind_int64(statement, 5, of->limit);
    sqlite3_bind_int64(statement, 6, of->offset);
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
        const stored is = {.noun = of->noun,
                           .id = (const char *)sqlite3_column_text(statement, 0),
                           .name = (const char *)sqlite3_column_text(statement, 1),
                           .document = (const char *)sqlite3_column_text(statement, 2),
                           .trashed = sqlite3_column_int(statement, 3) != 0,
                           .sample = sqlite3_column_int(statement, 4) != 0};
        give(data, &is);
    }
    sqlite3_finalize(statement);
    return result == SQLITE_DONE;
}
