/* The SQL of the store: its tables, and the statements that are kept prepared. */
#ifndef SANDBOX_STORE_SQL_H
#define SANDBOX_STORE_SQL_H

/* The place of the portal, in each statement that has one. */
#define STORE_PORTAL 9

enum {
    STORE_NEXT,
    STORE_SET,
    STORE_COUNTERS,
    STORE_ENTITIES,
    STORE_ROW,
    STORE_PUT,
    STORE_DELETE,
    STORE_DELETE_ALL,
    STORE_GET,
    STORE_TRASH,
    STORE_FIND,
    STORE_FIND_BY,
    STORE_TAKEN,
    STORE_REPEAT_CUSTOMER,
    STORE_REPEAT_PARENT,
    STORE_AGE_FROM,
    STORE_AGE_TILL,
    STORE_PUT_USUAL,
    STORE_UNUSUAL,
    STORE_REWRITE,
    STORE_EMPTY,
    STORE_BEGIN,
    STORE_COMMIT,
    STORE_ROLLBACK,
    STORE_BEGIN_INNER,
    STORE_KEEP_INNER,
    STORE_UNDO_INNER,
    STORE_STATEMENTS
};

extern const char store_schema[];
extern const char *const store_sql[STORE_STATEMENTS];

#endif
