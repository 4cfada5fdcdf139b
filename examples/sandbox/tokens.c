#include "tokens.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "json.h"

#define ACCESS "oauth_access"
#define REFRESH "oauth_refresh"
#define CODE "oauth_code"
#define ALIVE "CAST(json_extract(document, '$.expires') AS INTEGER) > ?1"

static int64_t number_at(const sdp_json *from, const char *name)
{
    const char *digits = json_text_at(from, name);
    return digits ? strtoll(digits, NULL, 10) : 0;
}

static bool put_number(sdp_json *to, const char *name, int64_t number)
{
    char digits[24];
    snprintf(digits, sizeof(digits), "%" PRId64, number);
    return json_put_number(to, name, digits);
}

static bool add_one(sdp_json *to, const char *name)
{
    return put_number(to, name, number_at(to, name) + 1);
}

static sdp_json *get(store *in, const char *noun, const char *id)
{
    char *printed = store_get(in, noun, id);
    sdp_json *found = json_parse(printed);
    free(printed);
    return found;
}

static bool put(store *in, const char *noun, const char *id, const sdp_json *document)
{
    char *printed = NULL;
    if (sdp_json_print(document, 0, &printed) != SDP_OK) return false;
    bool good = store_put(in, &(stored){.noun = noun, .id = id, .document = printed});
    sdp_text_free(printed);
    return good;
}

/* A number that hides its serial, and is another one after a reset or in another process. */
static uint64_t mix(uint64_t serial)
{
    uint64_t bits = serial + (uint64_t)clock_now() * UINT64_C(0x9E3779B97F4A7C15);
    bits = (bits ^ (bits >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    bits = (bits ^ (bits >> 27)) * UINT64_C(0x94D049BB133111EB);
    return bits ^ (bits >> 31);
}

/* What is kept of a refresh token; where it is new, it gets its number. */
static sdp_json *find_refresh(store *in, const char *refresh)
{
    sdp_json *found = get(in, REFRESH, refresh);
    if (found) return found;
    sdp_json *made = NULL;
    bool good = sdp_json_new(SDP_JSON_OBJECT, &made) == SDP_OK && json_put_text(made, "refresh_token", refresh) &&
                put_number(made, "number", store_next(in, REFRESH, 1)) && put_number(made, "minted", 0) &&
                put_number(made, "throttled", 0) && put_number(made, "calls", 0) &&
                json_put_text(made, "portal", NULL) && put_number(made, "strays", 0);
    if (good) return made;
    sdp_json_free(made);
    return NULL;
}

/* The window begins with the first token that is minted in it. */
static bool is_throttled(const token_rules *by, sdp_json *of, bool *good)
{
    int64_t now = clock_now();
    if (now >= number_at(of, "window_from") + by->mint_seconds * 1000) {
        *good = put_number(of, "window_from", now) && put_number(of, "window_minted", 0);
    }
    return by->mint_limit > 0 && number_at(of, "window_minted") >= by->mint_limit;
}

static bool put_access(store *in, const token_rules *by, const sdp_json *of, const char *access)
{
    sdp_json *made = NULL;
    bool good = sdp_json_new(SDP_JSON_OBJECT, &made) == SDP_OK && json_put_text(made, "id", access) &&
                json_put_text(made, "refresh_token", json_text_at(of, "refresh_token")) &&
                put_number(made, "expires", clock_now() + by->token_seconds * 1000) && put(in, ACCESS, access, made);
    sdp_json_free(made);
    return good;
}

/* The second part of a token is the number of its refresh token, so that tests can tell whose it is. */
static token_result mint(store *in, const token_rules *by, const char *refresh, char access[TOKENS_SIZE])
{
    token_result result = TOKENS_BROKEN;
    sdp_json *of = find_refresh(in, refresh);
    bool good = of != NULL;
    if (good && is_throttled(by, of, &good)) {
        if (good && add_one(of, "throttled") && put(in, REFRESH, refresh, of)) result = TOKENS_THROTTLED;
    } else if (good) {
        int64_t serial = store_next(in, ACCESS, 1);
        snprintf(access, TOKENS_SIZE, "1000.%" PRId64 ".%016" PRIx64 ".%" PRIx64, number_at(of, "number"),
                 mix((uint64_t)serial), (uint64_t)serial);
        good = serial > 0 && put_access(in, by, of, access) && add_one(of, "minted") && add_one(of, "window_minted") &&
               put(in, REFRESH, refresh, of);
        if (good) result = TOKENS_MINTED;
    }
    sdp_json_free(of);
    return result;
}

static bool is_among(const word_list *words, const char *word)
{
    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(words->words[i], word) == 0) return true;
    }
    return false;
}

token_result tokens_refresh(store *in, const token_rules *by, const char *refresh, char access[TOKENS_SIZE])
{
    if (!refresh || !*refresh) return TOKENS_INVALID;
    store_lock(in);
    /* One that the sandbox gave for a code is good whatever the command line says. */
    bool known = by->refresh_tokens.count == 0 || is_among(&by->refresh_tokens, refresh);
    char *given = known ? NULL : store_get(in, REFRESH, refresh);
    token_result result = known || given ? mint(in, by, refresh, access) : TOKENS_INVALID;
    free(given);
    store_unlock(in);
    return result;
}

/* Whether the command line tells of a code, and it has not aged too much. */
static bool is_code(const token_rules *by, const char *code)
{
    if (by->codes.count == 0) return true;
    for (size_t i = 0; i < by->codes.count; i++) {
        const char *word = by->codes.words[i];
        const char *colon = strrchr(word, ':');
        size_t length = colon ? (size_t)(colon - word) : strlen(word);
        if (strlen(code) != length || memcmp(word, code, length) != 0) continue;
        if (!colon) return true;
        return clock_now() < by->since + strtoll(colon + 1, NULL, 10) * 1000;
    }
    return false;
}

token_result tokens_exchange(store *in, const token_rules *by, const char *code, char refresh[TOKENS_SIZE],
                             char access[TOKENS_SIZE])
{
    token_result result = TOKENS_INVALID;
    if (!code || !*code) return result;
    store_lock(in);
    char *used = store_get(in, CODE, code);
    if (!used && is_code(by, code)) {
        int64_t serial = store_next(in, CODE, 1);
        snprintf(refresh, TOKENS_SIZE, "1000.refresh.%016" PRIx64 ".%" PRIx64, mix(~(uint64_t)serial),
                 (uint64_t)serial);
        bool good = serial > 0 && store_put(in, &(stored){.noun = CODE, .id = code, .document = "{}"});
        result = good ? mint(in, by, refresh, access) : TOKENS_BROKEN;
    }
    free(used);
    store_unlock(in);
    return result;
}

/* Counts a call, and whether it went to the portal of the one before. */
static void count_call(store *in, const char *refresh, const char *portal)
{
    sdp_json *of = get(in, REFRESH, refresh);
    if (!of) return;
    const char *usual = json_text_at(of, "portal");
    bool good = !usual ? json_put_text(of, "portal", portal) : strcmp(usual, portal) == 0 || add_one(of, "strays");
    if (good && add_one(of, "calls")) put(in, REFRESH, refresh, of);
    sdp_json_free(of);
}

bool tokens_admit(store *in, const char *access, const char *portal)
{
    store_lock(in);
    sdp_json *found = get(in, ACCESS, access);
    bool lives = found && clock_now() < number_at(found, "expires");
    const char *refresh = lives ? json_text_at(found, "refresh_token") : NULL;
    if (refresh && portal) count_call(in, refresh, portal);
    sdp_json_free(found);
    store_unlock(in);
    return lives;
}

/* A token that has ended is forgotten: it is answered as one that never was. */
bool tokens_expire(store *in, const char *access)
{
    bool lived = tokens_admit(in, access, NULL);
    store_lock(in);
    store_delete(in, ACCESS, access);
    store_unlock(in);
    return lived;
}

static int64_t count_alive(store *in)
{
    store_value now = {.kind = STORE_INTEGER, .integer = clock_now()};
    return store_count(in, &(store_selection){.noun = ACCESS, .where = ALIVE, .values = &now, .value_count = 1});
}

/* Documents that are gathered before any of them is changed. */
static void gather(void *data, const char *document)
{
    sdp_json *to = data;
    char place[32];
    snprintf(place, sizeof(place), "[%zu]", sdp_json_count(to));
    json_put_printed(to, place, document);
}

static sdp_json *gather_all(store *in, const char *noun)
{
    sdp_json *all = NULL;
    store_selection what = {.noun = noun, .where = "", .order = "seq", .limit = -1};
    if (sdp_json_new(SDP_JSON_ARRAY, &all) == SDP_OK && store_select(in, &what, gather, all)) return all;
    sdp_json_free(all);
    return NULL;
}

int64_t tokens_expire_all(store *in)
{
    store_lock(in);
    int64_t lived = count_alive(in);
    sdp_json *all = gather_all(in, ACCESS);
    if (!all) lived = -1;
    for (const sdp_json *one = sdp_json_first(all); one && lived >= 0; one = sdp_json_next(one)) {
        if (!store_delete(in, ACCESS, json_text_at(one, "id"))) lived = -1;
    }
    sdp_json_free(all);
    store_unlock(in);
    return lived;
}

bool tokens_forget(store *in, token_rules *by)
{
    store_lock(in);
    by->since = clock_now();
    by->failed = 0;
    by->in_query = 0;
    bool good = store_delete_all(in, ACCESS) && store_delete_all(in, REFRESH) && store_delete_all(in, CODE);
    store_unlock(in);
    return good;
}

void tokens_print(store *in, const token_rules *by, text *to)
{
    static const char shown[] = "refresh_token number minted throttled calls portal strays";
    text rows = {0};
    int64_t minted = 0;
    int64_t throttled = 0;
    store_lock(in);
    sdp_json *all = gather_all(in, REFRESH);
    for (const sdp_json *one = sdp_json_first(all); one; one = sdp_json_next(one)) {
        char *row = json_print(json_view(one, shown));
        text_puts(&rows, rows.size ? ",\n" : "");
        text_puts(&rows, row ? row : "null");
        free(row);
        minted += number_at(one, "minted");
        throttled += number_at(one, "throttled");
    }
    text_printf(to,
                "{\"minted\":%" PRId64 ",\"throttled\":%" PRId64 ",\"failed\":%" PRId64 ",\"in_query\":%" PRId64
                ",\"live\":%" PRId64 ",\"refresh_tokens\":[%s]}",
                minted, throttled, by->failed, by->in_query, count_alive(in), text_get(&rows));
    sdp_json_free(all);
    store_unlock(in);
    text_free(&rows);
}
