#include "store_sql.h"

/* The times of a contract in milliseconds; the words are those of the indexes, or they would not be used. */
#define FROM "CAST(json_extract(document, '$.active_from.value') AS INTEGER)"
#define TILL "CAST(json_extract(document, '$.active_till.value') AS INTEGER)"

/* Contracts one of whose dates lies from ?1 to ?2 get the status, ?4 to ?6, that they have at ?3. */
#define AGE                                                                                                            \
    "UPDATE entities SET document = json_set(document, '$.status', json(CASE"                                          \
    " WHEN json_extract(document, '$.is_definite') = 1 AND " TILL " < ?3 THEN ?6"                                      \
    " WHEN " FROM " > ?3 THEN ?4 ELSE ?5 END)) WHERE noun = 'contract' AND sample = 0"                                 \
    " AND json_extract(document, '$.status') IN (json(?4), json(?5), json(?6))"

/* Each entity belongs to a portal; ?9 is the one that is worked on in each statement below. */
const char store_schema[] =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = NORMAL;"
    "CREATE TABLE IF NOT EXISTS entities ("
    " seq INTEGER PRIMARY KEY, portal TEXT NOT NULL, noun TEXT NOT NULL, id TEXT NOT NULL, name TEXT,"
    " document TEXT NOT NULL, trashed INTEGER NOT NULL DEFAULT 0, sample INTEGER NOT NULL DEFAULT 0,"
    " customer TEXT, parent TEXT);"
    "CREATE UNIQUE INDEX IF NOT EXISTS entities_id ON entities (portal, noun, id);"
    "CREATE INDEX IF NOT EXISTS entities_name ON entities (portal, noun, trashed, name COLLATE NOCASE);"
    "CREATE INDEX IF NOT EXISTS entities_order ON entities (portal, noun, trashed, seq);"
    "CREATE INDEX IF NOT EXISTS entities_customer ON entities (customer) WHERE customer IS NOT NULL;"
    "CREATE INDEX IF NOT EXISTS entities_parent ON entities (parent) WHERE parent IS NOT NULL;"
    "CREATE INDEX IF NOT EXISTS contracts_from ON entities (" FROM ") WHERE noun = 'contract';"
    "CREATE INDEX IF NOT EXISTS contracts_till ON entities (" TILL ") WHERE noun = 'contract';"
    "CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS portals (place INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);";

const char *const store_sql[STORE_STATEMENTS] = {
    [STORE_NEXT] =
        "INSERT INTO counters VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET next = next + 1 RETURNING next",
    [STORE_SET] = "INSERT OR REPLACE INTO counters VALUES (?1, ?2)",
    [STORE_COUNTERS] = "SELECT name, next FROM counters ORDER BY name",
    [STORE_ENTITIES] = "SELECT portal, noun, id, name, document, customer, parent, sample, trashed FROM entities"
                       " ORDER BY seq",
    [STORE_ROW] = "SELECT document FROM entities WHERE seq = ?1",
    [STORE_PUT] = "INSERT INTO entities (noun, id, name, document, customer, parent, sample, trashed, portal)"
                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (portal, noun, id) DO UPDATE"
                  " SET name = ?3, document = ?4, customer = ?5, parent = ?6",
    [STORE_DELETE] = "DELETE FROM entities WHERE portal = ?9 AND noun = ?1 AND id = ?2",
    [STORE_DELETE_ALL] = "DELETE FROM entities WHERE portal = ?9 AND noun = ?1",
    [STORE_GET] = "SELECT document FROM entities WHERE portal = ?9 AND noun = ?1 AND id = ?2 AND trashed = ?3",
    [STORE_TRASH] = "UPDATE entities SET trashed = ?3 WHERE portal = ?9 AND noun = ?1 AND id = ?2",
    [STORE_FIND] = "SELECT document FROM entities WHERE portal = ?9 AND noun = ?1 AND trashed = 0"
                   " AND name = ?2 COLLATE NOCASE ORDER BY sample, seq LIMIT 1",
    [STORE_FIND_BY] = "SELECT document FROM entities WHERE portal = ?9 AND noun = ?1 AND trashed = 0"
                      " AND json_extract(document, ?2) = ?3 COLLATE NOCASE ORDER BY sample, seq LIMIT 1",
    [STORE_TAKEN] = "SELECT 1 FROM entities WHERE portal = ?9 AND noun = ?1 AND trashed IN (0, 1)"
                    " AND name = ?2 COLLATE NOCASE AND sample = 0 AND id <> ?3 LIMIT 1",
    [STORE_REPEAT_CUSTOMER] = "UPDATE entities SET document = json_set(document, '$.customer', json(?2))"
                              " WHERE customer = ?1 AND portal = ?9",
    [STORE_REPEAT_PARENT] = "UPDATE entities SET document = json_set(document, '$.parent_contract', json(?2))"
                            " WHERE parent = ?1 AND portal = ?9",
    [STORE_AGE_FROM] = AGE " AND " FROM " BETWEEN ?1 AND ?2",
    [STORE_AGE_TILL] = AGE " AND " TILL " BETWEEN ?1 AND ?2",
    [STORE_PUT_USUAL] = "UPDATE entities SET document = json_set(document, ?2, json(?3))"
                        " WHERE noun = ?1 AND json_type(document, ?2) IS NULL",
    [STORE_UNUSUAL] = "SELECT seq, id, document FROM entities"
                      " WHERE noun = ?1 AND json_extract(document, ?2) IS NOT ?3 ORDER BY seq",
    [STORE_REWRITE] = "UPDATE entities SET document = ?2 WHERE seq = ?1",
    [STORE_EMPTY] = "SELECT 1 FROM entities UNION ALL SELECT 1 FROM portals LIMIT 1",
    [STORE_BEGIN] = "BEGIN IMMEDIATE",
    [STORE_COMMIT] = "COMMIT",
    [STORE_ROLLBACK] = "ROLLBACK",
    [STORE_BEGIN_INNER] = "SAVEPOINT inner_one",
    [STORE_KEEP_INNER] = "RELEASE inner_one",
    [STORE_UNDO_INNER] = "ROLLBACK TO inner_one",
};
