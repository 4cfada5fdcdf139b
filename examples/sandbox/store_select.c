/* Searching the store. A walk asks for page after page of one search, so what the last few found is kept until
   something changes: the second page of 100,000 rows costs as little as the first of ten. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store_parts.h"

#define NEAR 1000

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

/* Prepares a selection. Its values have the places ?1, ?2 …; the noun, the portal and the limits come after them. */
static sqlite3_stmt *select_statement(store *in, const store_selection *what, const char *columns, const char *order)
{
    text query = {0};
    int noun = (int)what->value_count + 1;
    text_printf(&query, "SELECT %s FROM entities WHERE portal = ?%d AND noun = ?%d AND trashed = 0", columns, noun + 1,
                noun);
    if (what->where[0]) text_printf(&query, " AND (%s)", what->where);
    text_puts(&query, order);
    sqlite3_stmt *statement = NULL;
    if (!query.failed) sqlite3_prepare_v2(in->database, text_get(&query), -1, &statement, NULL);
    text_free(&query);
    if (!statement) return NULL;
    for (int i = 1; i < noun; i++) bind_value(statement, i, &what->values[i - 1]);
    sqlite3_bind_text(statement, noun, what->noun, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, noun + 1, store_portal_of(in, what->noun), -1, SQLITE_STATIC);
    return statement;
}

/* Whether it is a page of a search that no index answers at once: one that is filtered, that is sorted by what has no
   index, or that is far from the beginning. */
static bool is_worth_keeping(const store_selection *what)
{
    if (!what->order || what->limit <= 0) return false;
    return what->where[0] || strstr(what->order, "json_extract") || what->offset >= NEAR;
}

/* All that tells one search from another, each part behind its length. */
static char *make_key(const store *in, const store_selection *what)
{
    const char *const parts[] = {store_portal_of(in, what->noun), what->noun, what->where, what->order};
    text key = {0};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        text_printf(&key, "%zu:%s", strlen(parts[i]), parts[i]);
    }
    for (size_t i = 0; i < what->value_count; i++) {
        const store_value *value = &what->values[i];
        text_printf(&key, "%d %" PRId64 " %.17g ", (int)value->kind, value->integer, value->real);
        if (value->kind == STORE_TEXT) text_printf(&key, "%zu:%s", strlen(value->text), value->text);
    }
    if (!key.failed) return key.data;
    text_free(&key);
    return NULL;
}

static void forget(found_rows *what)
{
    free(what->key);
    free(what->rows);
    *what = (found_rows){0};
}

void store_forget_found(store *in)
{
    for (size_t i = 0; i < STORE_KEPT; i++) forget(&in->kept[i]);
}

static bool add_row(found_rows *to, int64_t row)
{
    /* Room grows by doubling: it is full where the count is a power of two. */
    if ((to->count & (to->count - 1)) == 0) {
        size_t room = to->count ? (size_t)to->count * 2 : 1;
        int64_t *rows = realloc(to->rows, room * sizeof(*rows));
        if (!rows) return false;
        to->rows = rows;
    }
    to->rows[to->count++] = row;
    return true;
}

static bool search(store *in, const store_selection *what, found_rows *out)
{
    text order = {0};
    text_printf(&order, " ORDER BY %s", what->order);
    sqlite3_stmt *statement = order.failed ? NULL : select_statement(in, what, "seq", text_get(&order));
    text_free(&order);
    if (!statement) return false;
    int result;
    bool good = true;
    while (good && (result = sqlite3_step(statement)) == SQLITE_ROW) {
        good = add_row(out, sqlite3_column_int64(statement, 0));
    }
    sqlite3_finalize(statement);
    return good && result == SQLITE_DONE;
}

/* The rows of a search: those that are kept, or new ones in the place of what was not asked for longest. */
static const found_rows *find(store *in, const store_selection *what)
{
    char *key = make_key(in, what);
    found_rows *oldest = &in->kept[0];
    if (!key) return NULL;
    for (size_t i = 0; i < STORE_KEPT; i++) {
        found_rows *is = &in->kept[i];
        if (is->key && is->changes == in->changes && strcmp(is->key, key) == 0) {
            free(key);
            is->used = ++in->uses;
            return is;
        }
        if (is->used < oldest->used) oldest = is;
    }
    forget(oldest);
    if (!search(in, what, oldest)) {
        forget(oldest);
        free(key);
        return NULL;
    }
    oldest->key = key;
    oldest->changes = in->changes;
    oldest->used = ++in->uses;
    return oldest;
}

static bool give_found(store *in, const store_selection *what, void (*row)(void *data, const char *document),
                       void *data)
{
    const found_rows *found = find(in, what);
    sqlite3_stmt *statement = in->statements[STORE_ROW];
    bool good = found != NULL;
    for (int64_t i = what->offset; good && i < found->count && i < what->offset + what->limit; i++) {
        sqlite3_bind_int64(statement, 1, found->rows[i]);
        good = sqlite3_step(statement) == SQLITE_ROW;
        if (good) row(data, (const char *)sqlite3_column_text(statement, 0));
        sqlite3_reset(statement);
    }
    return good;
}

bool store_select(store *in, const store_selection *what, void (*row)(void *data, const char *document), void *data)
{
    text order = {0};
    if (is_worth_keeping(what)) return give_found(in, what, row, data);
    text_printf(&order, " ORDER BY %s LIMIT %" PRId64 " OFFSET %" PRId64, what->order, what->limit, what->offset);
    sqlite3_stmt *statement = order.failed ? NULL : select_statement(in, what, "document", text_get(&order));
    text_free(&order);
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
    if (is_worth_keeping(what)) {
        const found_rows *found = find(in, what);
        return found ? found->count : -1;
    }
    sqlite3_stmt *statement = select_statement(in, what, "count(*)", "");
    if (!statement) return -1;
    int64_t count = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_finalize(statement);
    return count;
}
