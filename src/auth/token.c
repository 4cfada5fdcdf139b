#include "auth/token.h"

#include <string.h>

#include "auth/secret_json.h"
#include "base/status.h"
#include "base/text.h"
#include "base/writer.h"

/* No digest that withstands a search, and it need not be one, for a refresh token cannot be guessed. */
static uint64_t hash(uint64_t seed, const char *text)
{
    return sdpi_hash(sdpi_hash(seed, text), "\xFF"); /* "ab", "c" is not "a", "bc" */
}

int64_t sdpi_token_fingerprint(const char *secret)
{
    return (int64_t)(hash(SDPI_HASH_SEED, secret) >> 33) + 1;
}

void sdpi_token_key(const char *accounts_url, const char *client_id, const char *refresh_token, const char *account,
                    char key[SDPI_TOKEN_KEY_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    uint64_t number = hash(SDPI_HASH_SEED, accounts_url);
    number = hash(number, client_id);
    number = hash(number, refresh_token != NULL ? refresh_token : "");
    number = hash(number, account != NULL ? account : "");
    for (int i = 15; i >= 0; i--, number >>= 4) key[i] = digits[number & 15];
    key[16] = '\0';
}

int sdpi_token_copy(char to[SDPI_MAX_TOKEN + 1], const char *from)
{
    size_t size = 0;
    if (from == NULL) return 0;
    while (from[size] > ' ' && from[size] <= '~') size++;
    if (from[size] != '\0' || size == 0 || size > SDPI_MAX_TOKEN) return 0;
    memcpy(to, from, size + 1);
    return 1;
}

static void write_text(sdpi_writer *writer, const char *name, const char *text)
{
    if (*text != '\0') sdpi_write_text_member(writer, name, text);
}

static void write_number(sdpi_writer *writer, const char *name, int64_t time_ms)
{
    if (time_ms != 0) sdpi_write_int_member(writer, name, time_ms);
}

void sdpi_token_write(const sdpi_token *token, sdpi_buffer *record)
{
    sdpi_writer writer;
    sdpi_writer_init(&writer, record, 0);
    sdpi_write_open(&writer, '{');
    write_text(&writer, "access_token", token->access);
    write_text(&writer, "refresh_token", token->refresh);
    write_number(&writer, "minted_ms", token->minted_ms);
    write_number(&writer, "expires_ms", token->expires_ms);
    write_number(&writer, "renewed_ms", token->renewed_ms);
    write_number(&writer, "blocked_ms", token->blocked_ms);
    write_number(&writer, "pause_ms", token->pause_ms);
    write_number(&writer, "pause_status", token->pause_status);
    write_number(&writer, "pause_count", token->pause_count);
    write_number(&writer, "pause_for", token->pause_for);
    write_number(&writer, "used_code", token->used_code);
    write_number(&writer, "lost_code", token->lost_code);
    sdpi_write_key(&writer, "requests");
    sdpi_write_open(&writer, '[');
    for (size_t i = 0; i < token->request_count; i++) sdpi_write_int(&writer, token->requests[i]);
    sdpi_write_close(&writer, ']');
    sdpi_write_close(&writer, '}');
}

static int64_t read_number(const sdp_json *json, const char *name)
{
    int64_t time_ms = sdpi_secret_json_number(json, name);
    return time_ms > 0 ? time_ms : 0;
}

static void read_requests(const sdp_json *list, sdpi_token *token)
{
    for (const sdp_json *item = sdp_json_first(list); item != NULL; item = sdp_json_next(item)) {
        int64_t time_ms;
        const char *text = sdp_json_text(item);
        if (text != NULL && sdpi_read_int(text, &time_ms)) sdpi_token_count_request(token, time_ms);
    }
}

/* A pause for a reason that this version does not know is none, and beyond the last step counts do not matter. */
static void read_pause(const sdp_json *json, sdpi_token *token)
{
    const int64_t number = read_number(json, "pause_status");
    const int64_t count = read_number(json, "pause_count");
    if (number <= 0 || number > INT32_MAX || sdpi_status_row(-(sdp_status)number)->status != -number) return;
    token->pause_ms = read_number(json, "pause_ms");
    token->pause_status = number;
    token->pause_count = count < SDPI_TOKEN_MOST_FAILURES ? count : SDPI_TOKEN_MOST_FAILURES;
    token->pause_for = read_number(json, "pause_for");
}

sdp_status sdpi_token_read(const char *record, sdpi_token *token)
{
    sdp_json *json = NULL;
    sdpi_wipe(token, sizeof *token);
    sdp_status status = sdpi_secret_json_read(record, strlen(record), SDPI_JSON_ANSWER, &json);
    if (status == SDP_E_NO_MEMORY) return status;
    if (status != SDP_OK || sdp_json_kind(json) != SDP_JSON_OBJECT) {
        sdpi_secret_json_free(json);
        return SDP_E_TOKEN_STORE;
    }
    sdpi_token_copy(token->access, sdpi_secret_json_text(json, "access_token"));
    sdpi_token_copy(token->refresh, sdpi_secret_json_text(json, "refresh_token"));
    token->minted_ms = read_number(json, "minted_ms");
    token->expires_ms = read_number(json, "expires_ms");
    token->renewed_ms = read_number(json, "renewed_ms");
    token->blocked_ms = read_number(json, "blocked_ms");
    read_pause(json, token);
    token->used_code = read_number(json, "used_code");
    token->lost_code = read_number(json, "lost_code");
    read_requests(sdp_json_member(json, "requests"), token);
    sdpi_secret_json_free(json);
    return SDP_OK;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* A token that lives for minutes only is renewed later than others, for it would never be used otherwise. */
int sdpi_token_is_valid(const sdpi_token *token, int64_t wall_ms)
{
    const int64_t life = token->expires_ms - token->minted_ms;
    /* Minted in the future: the clock was set back, and nobody knows how much of its life is over. */
    if (*token->access == '\0' || wall_ms < token->minted_ms - SDPI_TOKEN_SKEW_MS) return 0;
    if (wall_ms < token->expires_ms - smaller(SDPI_TOKEN_EARLY_MS, life / 2)) return 2;
    return wall_ms < token->expires_ms - smaller(SDPI_TOKEN_LEAST_MS, life / 8);
}

/* Whether a request still counts. One of the future is from a clock that was wrong: it counts as long as any. */
static int is_counted(int64_t request_ms, int64_t wall_ms)
{
    return request_ms > wall_ms - SDPI_TOKEN_WINDOW_MS && request_ms < wall_ms + SDPI_TOKEN_WINDOW_MS;
}

size_t sdpi_token_requests(const sdpi_token *token, int64_t wall_ms)
{
    size_t count = 0;
    for (size_t i = 0; i < token->request_count; i++) count += (size_t)is_counted(token->requests[i], wall_ms);
    return count;
}

int64_t sdpi_token_wait_until(const sdpi_token *token, int64_t wall_ms)
{
    int64_t until = 0;
    /* What is further away was written by a clock that was wrong. */
    if (token->blocked_ms > wall_ms && token->blocked_ms <= wall_ms + SDPI_TOKEN_PAUSE_MS) until = token->blocked_ms;
    if (sdpi_token_requests(token, wall_ms) < SDPI_TOKEN_REQUESTS) return until;
    int64_t oldest = token->requests[0];
    for (size_t i = 1; i < token->request_count; i++) oldest = smaller(oldest, token->requests[i]);
    return oldest + SDPI_TOKEN_WINDOW_MS > until ? oldest + SDPI_TOKEN_WINDOW_MS : until;
}

void sdpi_token_count_request(sdpi_token *token, int64_t wall_ms)
{
    if (token->request_count == SDPI_TOKEN_REQUESTS) {
        memmove(token->requests, token->requests + 1, (SDPI_TOKEN_REQUESTS - 1) * sizeof token->requests[0]);
        token->request_count--;
    }
    token->requests[token->request_count++] = wall_ms;
}

void sdpi_token_discount_request(sdpi_token *token)
{
    if (token->request_count > 0) token->request_count--;
}
