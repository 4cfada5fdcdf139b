/* The access tokens of the accounts server: which refresh tokens and codes there are, what was minted from them, and
   how long it lives. All of it is in the store, so that a file keeps it. */
#ifndef SANDBOX_TOKENS_H
#define SANDBOX_TOKENS_H

#include "store.h"

enum { TOKENS_SIZE = 80 };

/* Words of the command line. */
typedef struct word_list {
    const char **words; /* each is borrowed; the array is not */
    size_t count;
} word_list;

/* What the accounts server lets in, and its limits. An empty list lets in whatever is not empty. */
typedef struct token_rules {
    word_list clients; /* "ID:SECRET" */
    word_list refresh_tokens;
    word_list codes; /* "CODE" or "CODE:SECONDS" */
    int64_t token_seconds;
    int64_t mint_limit; /* access tokens from one refresh token in a window; 0: no limit */
    int64_t mint_seconds;
    bool old_shape;
    /* Not of the command line. They are read and written under the store's lock. */
    int64_t since; /* from when on codes age; milliseconds since 1970 */
    int64_t failed;
    int64_t in_query;
} token_rules;

typedef enum token_result { TOKENS_MINTED, TOKENS_INVALID, TOKENS_THROTTLED, TOKENS_BROKEN } token_result;

/* Mint an access token from a refresh token, or from a code, which gives a refresh token too. */
token_result tokens_refresh(store *in, const token_rules *by, const char *refresh, char access[TOKENS_SIZE]);
token_result tokens_exchange(store *in, const token_rules *by, const char *code, char refresh[TOKENS_SIZE],
                             char access[TOKENS_SIZE]);
/* Whether an access token was minted here and lives. Where `portal` is told, the call is counted. */
bool tokens_admit(store *in, const char *access, const char *portal);
/* Ends the life of an access token. False where it was not alive. */
bool tokens_expire(store *in, const char *access);
/* Ends all; returns how many lived, -1 on failure. */
int64_t tokens_expire_all(store *in);
/* Forgets tokens, codes and counts. */
bool tokens_forget(store *in, token_rules *by);
/* Counts as a JSON object. */
void tokens_print(store *in, const token_rules *by, text *to);

#endif
