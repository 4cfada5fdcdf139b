/* The state: one table of entities in SQLite, in memory or in a file. Not locked by itself: whoever uses it
   holds the lock from store_lock() to store_unlock(). */
#ifndef SANDBOX_STORE_H
#define SANDBOX_STORE_H

#include <stdint.h>

#include "text.h"

typedef struct store store;

/* An entity as it is kept. */
typedef struct stored {
    const char *noun;
    const char *id;
    const char *name;     /* nullable */
    const char *document; /* JSON */
    bool sample;          /* from the vendor's pages, which print one name for several entities */
    bool trashed;         /* of a new entity */
    const char *customer; /* id of the customer that it repeats; nullable */
    const char *parent;   /* id of the contract that it is a part of; nullable */
} stored;

/* A value bound to a statement. */
typedef struct store_value {
    enum { STORE_NULL, STORE_INTEGER, STORE_REAL, STORE_TEXT } kind;
    int64_t integer;
    double real;
    char *text; /* owned by the value's holder */
} store_value;

/* A selection over the entities of a noun. `where` and `order` are SQL made by query.c, which binds all that
   came from outside; they use the columns id, name, document and parent. */
typedef struct store_selection {
    const char *noun;
    const char *where; /* "" for all */
    const char *order; /* never empty; NULL where rows are only counted */
    const store_value *values;
    size_t value_count;
    int64_t offset;
    int64_t limit; /* -1: all */
} store_selection;

enum { STORE_ID_SIZE = 24 };

/* Opens a file, or memory where it is NULL, which may take three quarters of so many bytes: what would take more fails.
   NULL on failure, with the reason in `problem`. */
store *store_open(const char *file, int64_t most_memory, text *problem);
void store_close(store *from);
/* Locks the state, to work on what belongs to a portal, whose name is borrowed until the lock is given up; or, for
   store_lock(), on what belongs to none: tokens, NeuCRM, files, and everything where portals are not told apart.
   Whoever holds the lock may take it once more, and gives it up as often; the portal is then that of the last time. */
void store_lock(store *of);
void store_lock_portal(store *of, const char *portal);
void store_unlock(store *of);
/* Goes over to another portal, under the lock or before there is anybody else. */
void store_enter(store *of, const char *portal);

/* Begins a transaction, or one within it. */
bool store_begin(store *in);
/* Ends what was begun last: keeps what it did, or undoes it where `keep` is false or keeping fails. */
bool store_end(store *in, bool keep);
/* Why something failed since the outermost transaction began, in the words of the database; "": it was not that which
   did. */
const char *store_problem(const store *of);
/* The same where it was the ceiling of the memory that was met; else NULL. */
const char *store_ceiling(const store *of);
/* Removes everything but the names of the portals. */
bool store_clear(store *in);
/* Whether it was never filled. */
bool store_is_empty(store *in);

/* Writes the next id: 18 digits, counted up, so that a run can be repeated. */
bool store_new_id(store *in, char id[STORE_ID_SIZE]);
/* The next number of a counter, which begins with `first`; -1 on failure. */
int64_t store_next(store *in, const char *counter, int64_t first);
/* Sets the number that a counter gave last. */
bool store_set_counter(store *in, const char *counter, int64_t last);
/* Adds an entity, or replaces the one with its noun and id, which stays in the trash if it is there. */
bool store_put(store *in, const stored *entity);
bool store_delete(store *in, const char *noun, const char *id);
/* Removes all entities of a noun. */
bool store_delete_all(store *in, const char *noun);
/* The document of an entity, new; NULL where there is none, or where it is in the trash. */
char *store_get(store *in, const char *noun, const char *id);
/* The document of an entity in the trash. */
char *store_get_trashed(store *in, const char *noun, const char *id);
/* Moves an entity into the trash or out of it. */
bool store_trash(store *in, const char *noun, const char *id, bool trashed);
/* The first entity that has that text at a JSON path such as "$.email_id". */
char *store_find_by(store *in, const char *noun, const char *path, const char *value);
/* Replaces the customer, or the parent contract, in all contracts that repeat it. */
bool store_repeat_customer(store *in, const char *id, const char *document);
bool store_repeat_parent(store *in, const char *id, const char *document);
/* Gives contracts of all portals, but for the vendor's samples, the status that their dates have at that time: one of
   the JSON values for those that have not begun, that run, and that are over. Others, such as drafts, stay as they
   are. */
bool store_age_contracts(store *in, int64_t now, const char *const statuses[3]);
/* As store_find_by(), by name, without regard to case; the vendor's samples come last. */
char *store_find(store *in, const char *noun, const char *name);
/* Whether another entity has the name. The vendor's samples do not count. */
bool store_name_taken(store *in, const char *noun, const char *name, const char *except_id);

/* Gives each document of a selection. False on an SQL error. */
bool store_select(store *in, const store_selection *what, void (*row)(void *data, const char *document), void *data);
/* Gives each counter with its last number; each entity of all portals, in the order in which they came. False on an SQL
   error. What is given is borrowed for the call. */
bool store_each_counter(store *in, void (*counter)(void *data, const char *name, int64_t last), void *data);
bool store_each(store *in, void (*entity)(void *data, const char *portal, const stored *is), void *data);
/* Puts a JSON value at a path of each document of a noun that has nothing there; and gives each that has another one
   there, in all portals and in the trash too, to be replaced by what `change` returns, new; what is the same is not
   written. False on an SQL error, or where that is NULL. Within a transaction. */
bool store_rewrite(store *in, const char *noun, const char *path, const char *usual,
                   char *(*change)(void *data, const char *id, const char *document), void *data);
/* The database behind it, for questions that none of the above asks. */
struct sqlite3 *store_database(store *of);
/* How many there are in all; -1 on an SQL error. */
int64_t store_count(store *in, const store_selection *what);

#endif
