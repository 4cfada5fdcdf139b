#include "portals.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

/* Those that were noted when the file was filled; and, of an older file, those of its entities, in the order of the
   first ones. */
static const char *const questions[] = {
    "SELECT name, NULL FROM portals ORDER BY place",
    "SELECT portal, noun FROM entities GROUP BY portal, noun ORDER BY min(seq)",
};

/* What a store has: names one behind the other, each with its zero byte. */
typedef struct found {
    text names;
    size_t count;
    bool nameless; /* there is what belongs to no portal, though it is of a noun that portals have */
} found;

static const char *next_name(const char *name)
{
    return name + strlen(name) + 1;
}

static bool has_name(const found *in, const char *word)
{
    const char *name = text_get(&in->names);
    size_t i = 0;
    for (; i < in->count && strcmp(name, word) != 0; i++) name = next_name(name);
    return i < in->count;
}

static void note(found *to, const char *name, const char *noun)
{
    if (noun && !schema_noun(noun)->of_portal) return;
    if (!name || !*name) {
        to->nameless = true;
    } else if (!has_name(to, name)) {
        text_add(&to->names, name, strlen(name) + 1);
        if (!to->names.failed) to->count++;
    }
}

static bool ask(store *in, const char *question, found *out)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(store_database(in), question, -1, &statement, NULL);
    while (result == SQLITE_OK && (result = sqlite3_step(statement)) == SQLITE_ROW) {
        note(out, (const char *)sqlite3_column_text(statement, 0), (const char *)sqlite3_column_text(statement, 1));
        result = SQLITE_OK;
    }
    sqlite3_finalize(statement);
    return result == SQLITE_DONE && !out->names.failed;
}

static bool find(store *in, found *out)
{
    return ask(in, questions[0], out) && (out->count || out->nameless || ask(in, questions[1], out));
}

static bool keep(sqlite3_stmt *statement, const char *name)
{
    sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
    bool good = sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_reset(statement);
    return good;
}

bool portals_keep(store *of, const word_list *served, text *problem)
{
    sqlite3_stmt *statement = NULL;
    /* Those that are there keep their order. */
    bool good = sqlite3_prepare_v2(store_database(of), "INSERT OR IGNORE INTO portals (name) VALUES (?1)", -1,
                                   &statement, NULL) == SQLITE_OK;
    for (size_t i = 0; i < served->count && good; i++) good = keep(statement, served->words[i]);
    if (served->count == 0) good = good && keep(statement, "");
    if (!good) text_puts(problem, sqlite3_errmsg(store_database(of)));
    sqlite3_finalize(statement);
    return good;
}

static bool has_word(const word_list *in, const char *word)
{
    size_t i = 0;
    while (i < in->count && strcmp(in->words[i], word) != 0) i++;
    return i < in->count;
}

static bool is_same(const found *has, const word_list *told)
{
    const char *name = text_get(&has->names);
    for (size_t i = 0; i < told->count; i++) {
        if (!has_name(has, told->words[i])) return false;
    }
    for (size_t i = 0; i < has->count; i++, name = next_name(name)) {
        if (!has_word(told, name)) return false;
    }
    return true;
}

static bool adopt(found *from, word_list *told, text *names)
{
    const char **words = calloc(from->count + 1, sizeof(*words));
    if (!words) return false;
    text_free(names);
    *names = from->names;
    from->names = (text){0};
    const char *name = text_get(names);
    for (size_t i = 0; i < from->count; i++, name = next_name(name)) words[i] = name;
    free(told->words);
    *told = (word_list){.words = words, .count = from->count};
    return true;
}

static void explain(const found *has, const char *file, text *to)
{
    const char *name = text_get(&has->names);
    text_printf(to, "%s was written ", file);
    if (!has->count) {
        text_puts(to, "without --portal; start it so");
        return;
    }
    text_puts(to, "with");
    for (size_t i = 0; i < has->count; i++, name = next_name(name)) text_printf(to, " --portal %s", name);
    text_puts(to, has->nameless ? "; start it so" : "; start it so, or without --portal, which opens what is there");
}

bool portals_settle(store *of, const char *file, word_list *told, text *names, text *problem)
{
    found has = {0};
    bool good = find(of, &has);
    bool empty = has.count == 0 && !has.nameless;
    if (!good) {
        text_puts(problem, "its portals cannot be read");
    } else if (told->count == 0 && has.count && !has.nameless) {
        good = adopt(&has, told, names);
        if (!good) text_puts(problem, "out of memory");
    } else if (!empty && !is_same(&has, told)) {
        good = false;
        explain(&has, file, problem);
    }
    text_free(&has.names);
    return good;
}
