#include "fault_table.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"
#include "fault_kinds.h"

enum { MOST_STEPS = 16384, MOST_SCRIPTS = 512, LONGEST_MS = 10000, CHANCES = 3 };

static int cells;

/* Whose fault a status is, as docs/errors.md says it. */
static int32_t blame_of(const fault *f, sdp_status status, int32_t http_status)
{
    switch (status) {
    case SDP_OK:
        return SDP_FAULT_NONE;
    case SDP_E_RESOLVE:
    case SDP_E_CONNECT:
    case SDP_E_TIMEOUT:
    case SDP_E_NETWORK:
        return SDP_FAULT_NETWORK;
    case SDP_E_LOGIN:
    case SDP_E_FORBIDDEN:
        return SDP_FAULT_CREDENTIALS;
    case SDP_E_QUOTA:
        return SDP_FAULT_QUOTA;
    case SDP_E_REFUSED:
        return f->api_code == 4004 || http_status >= 500 ? SDP_FAULT_SERVER : SDP_FAULT_CALLER;
    case SDP_E_NOT_FOUND:
    case SDP_E_REDIRECT:
    case SDP_E_CANCELED:
        return SDP_FAULT_CALLER;
    default:
        return SDP_FAULT_SERVER;
    }
}

/* What is repeated is what cannot have happened, and of a read also what may have happened; a failed login is not
   mended by trying again. A write of which nobody knows is sent once, and says so. */
fault_end fault_law(const fault *f, int kind, int32_t max_retries, int is_kept)
{
    const int write = fault_kind_is_write(kind);
    int32_t outcome = f->outcome;
    sdp_status status = f->status;
    for (size_t i = 0; i < sizeof f->but / sizeof *f->but; i++) {
        if ((f->but[i].kinds & 1u << kind) == 0) continue;
        outcome = f->but[i].outcome;
        status = f->but[i].status;
    }
    const int unknown = outcome == FAULT_UNKNOWN;
    const int again = !f->is_hopeless && (outcome == FAULT_NOT_SENT ||
                                          (outcome == FAULT_REFUSED && status != SDP_E_LOGIN) || (unknown && !write));
    fault_end end = {.status = unknown && write ? SDP_E_MAYBE_DONE : status,
                     .cause = status,
                     .retryable = again,
                     .maybe_done = write && (unknown || f->is_half_done),
                     .blame = blame_of(f, status, f->http_status),
                     .attempts = again && max_retries > 0 ? max_retries + 1 : 1,
                     .http_status = f->http_status,
                     .api_code = f->api_code,
                     .retry_after_ms = -1};
    if (f->is_passing && !write) end.retryable = 1;
    if (f->retry_after_ms > 0) end.retry_after_ms = f->retry_after_ms;
    if (f->retry_after_ms == FAULT_AT_ONCE) end.retry_after_ms = 0;
    end.requests = outcome == FAULT_NOT_SENT || f->is_never_read ? 0 : end.attempts;
    if (f->is_silent && is_kept && !write) end.requests++;
    if (outcome == FAULT_DONE) end = (fault_end){.requests = 1};
    return end;
}

fault_end fault_seen(const sdp_client *client, int requests)
{
    const sdp_error *error = sdp_last_error(client);
    fault_end end = {.status = sdp_error_status(error),
                     .cause = sdp_error_cause(error),
                     .retryable = sdp_error_retryable(error),
                     .maybe_done = sdp_error_maybe_done(error),
                     .blame = sdp_error_fault(error),
                     .attempts = sdp_error_attempts(error),
                     .http_status = sdp_error_http_status(error),
                     .api_code = sdp_error_api_code(error),
                     .retry_after_ms = sdp_error_retry_after_ms(error),
                     .requests = requests};
    /* Whatever was answered: what may have happened is to be looked for first, and nothing else is. */
    const char *look = sdp_status_advice(SDP_E_MAYBE_DONE);
    if ((strcmp(sdp_error_advice(error), look) == 0) != (end.maybe_done != 0)) {
        fail_msg("%s: %s", sdp_error_message(error), sdp_error_advice(error));
    }
    if (end.status == SDP_OK) end = (fault_end){.requests = requests}; /* of a success there is nothing to be known */
    return end;
}

static void write_end(char *to, size_t size, fault_end end)
{
    snprintf(to, size,
             "%s, cause %s, retryable %d, maybe_done %d, blame %d, attempts %d, HTTP %d, code %d, retry after %lld, "
             "requests %d",
             sdp_status_name(end.status), sdp_status_name(end.cause), (int)end.retryable, (int)end.maybe_done,
             (int)end.blame, (int)end.attempts, (int)end.http_status, (int)end.api_code, (long long)end.retry_after_ms,
             end.requests);
}

int fault_is_late(fault_end seen)
{
    return seen.status == SDP_E_TIMEOUT || seen.cause == SDP_E_TIMEOUT;
}

int fault_is(fault_end seen, fault_end expected)
{
    char said[300];
    char law[300];
    write_end(said, sizeof said, seen);
    write_end(law, sizeof law, expected);
    return strcmp(said, law) == 0;
}

void fault_compare(const char *name, int kind, const char *message, fault_end seen, fault_end expected)
{
    char said[300];
    char law[300];
    cells++;
    write_end(said, sizeof said, seen);
    write_end(law, sizeof law, expected);
    if (!fault_is(seen, expected)) {
        fail_msg("%s, %s:\n  %s\ninstead of\n  %s\n%s", name, fault_kind_name(kind), said, law, message);
    }
}

int fault_table_cells(void)
{
    return cells;
}

/* One kind on its way through all faults: a server that is told all that it will do, and one client. */
typedef struct lane {
    int kind;
    const fault *faults;
    size_t count;
    const fault_setting *setting;
    int32_t max_retries;
    raw_step *steps;
    size_t step_count;
    const raw_step *scripts[MOST_SCRIPTS];
    size_t script_count;
    int is_open; /* 1: the last script goes on */
    char closing[4096];
    raw_server *server;
    sdp_client *client;
    /* What came of it, of each fault and of the good answer behind it. */
    fault_end *ends;
    sdp_status *after;
    char (*messages)[200];
    int64_t *took_ms;
    int is_bad;
    int is_late; /* for want of time, which may be the machine's */
    int shown;   /* how often a planted text was */
} lane;

static void put(lane *l, raw_step step)
{
    assert_true(l->step_count < MOST_STEPS && l->script_count < MOST_SCRIPTS);
    if (!l->is_open) l->scripts[l->script_count++] = &l->steps[l->step_count];
    l->steps[l->step_count++] = step;
    l->is_open = step.kind != RAW_KIND_CLOSE && step.kind != RAW_KIND_RESET && step.kind != RAW_KIND_STALL &&
                 step.kind != RAW_KIND_REPEAT;
}

static void put_good(lane *l, int is_kept)
{
    if (is_kept) {
        put(l, (raw_step)RAW_REPLY("200 OK", fault_kind_answer(l->kind)));
        return;
    }
    put(l, (raw_step)RAW_SEND(l->closing));
    put(l, (raw_step)RAW_CLOSE);
}

static int meets(const lane *l, const fault *f)
{
    return f->kinds == 0 || (f->kinds & 1u << l->kind) != 0;
}

static void plan_fault(lane *l, const fault *f)
{
    const fault_end law = fault_law(f, l->kind, l->max_retries, l->setting->is_kept);
    const int times = law.requests > 0 ? law.requests : law.attempts;
    for (int i = 0; i < times; i++) {
        for (const raw_step *step = f->steps; step->kind != RAW_KIND_END; step++) {
            if (step->kind == RAW_KIND_REPLY && step->text == NULL) {
                put_good(l, l->setting->is_kept);
            } else {
                put(l, *step);
            }
        }
    }
    /* To repeat a write libcurl makes another connection, and is stopped before it sends anything. */
    if (f->is_silent && l->setting->is_kept && fault_kind_is_write(l->kind)) put(l, (raw_step)RAW_STALL);
    put(l, (raw_step)RAW_READ);
    put_good(l, l->setting->is_kept);
}

static void open_lane(lane *l, int kind, const fault *faults, size_t count, const fault_setting *setting)
{
    const char *answer = fault_kind_answer(kind);
    *l = (lane){.kind = kind, .faults = faults, .count = count, .setting = setting};
    l->max_retries = setting->max_retries != 0 ? setting->max_retries : 1;
    l->steps = calloc(MOST_STEPS, sizeof *l->steps);
    l->ends = calloc(count, sizeof *l->ends);
    l->after = calloc(count, sizeof *l->after);
    l->messages = calloc(count, sizeof *l->messages);
    l->took_ms = calloc(count, sizeof *l->took_ms);
    assert_true(l->steps && l->ends && l->after && l->messages && l->took_ms);
    snprintf(l->closing, sizeof l->closing,
             "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s",
             strlen(answer), answer);
    if (setting->is_kept) {
        put(l, (raw_step)RAW_READ);
        put_good(l, 1);
    }
    for (size_t i = 0; i < count; i++) {
        if (meets(l, &faults[i])) plan_fault(l, &faults[i]);
    }
    put(l, (raw_step)RAW_STALL);
    l->server = raw_server_start(l->scripts, l->script_count);
    l->client = fault_client(kind, raw_server_url(l->server),
                             &(sdp_config)SDP_CONFIG(.max_retries = l->max_retries, .timeout_ms = LONGEST_MS));
}

/* Nothing planted stands in what the error says. */
static void look_at_error(lane *l)
{
    char *json = NULL;
    if (sdp_error_to_json(sdp_last_error(l->client), &json) != SDP_OK || strstr(json, DESK_PLANTED) != NULL) l->shown++;
    sdp_text_free(json);
}

static int is_good(const lane *l, size_t i)
{
    return l->after[i] == SDP_OK &&
           fault_is(l->ends[i], fault_law(&l->faults[i], l->kind, l->max_retries, l->setting->is_kept));
}

/* Up to the first cell that is not good: the calls behind it would meet what is not theirs. Without the test's own
   checks, since it may run in a thread. */
static void *run_lane(void *opaque)
{
    lane *l = opaque;
    const sdp_options *options = l->setting->options.head.size > 0 ? &l->setting->options : NULL;
    if (l->setting->is_kept) fault_do(l->kind, l->client, NULL);
    for (size_t i = 0; i < l->count; i++) {
        if (!meets(l, &l->faults[i])) continue;
        const int before = raw_server_requests(l->server);
        const int64_t began_ms = desk_now_ms();
        const sdp_status status = fault_do(l->kind, l->client, options);
        l->took_ms[i] = desk_now_ms() - began_ms;
        /* Where the client gave up, the server may still be about to read what was sent to it. */
        raw_server_wait(l->server,
                        before + fault_law(&l->faults[i], l->kind, l->max_retries, l->setting->is_kept).requests);
        l->ends[i] = fault_seen(l->client, raw_server_requests(l->server) - before);
        if (l->ends[i].status != status) l->ends[i].status = SDP_END; /* the error contradicts the call */
        snprintf(l->messages[i], sizeof l->messages[i], "%s", sdp_error_message(sdp_last_error(l->client)));
        look_at_error(l);
        /* A connection that libcurl opened and gave up again has taken a script of the server, which the next call
           misses: the one after it must be good. */
        l->after[i] = fault_do(l->kind, l->client, NULL);
        if (l->after[i] != SDP_OK) l->after[i] = fault_do(l->kind, l->client, NULL);
        if (!is_good(l, i)) {
            l->is_bad = 1;
            l->is_late = fault_is_late(l->ends[i]) || l->after[i] == SDP_E_TIMEOUT;
            break;
        }
    }
    return NULL;
}

static void check_cell(const lane *l, size_t i)
{
    const fault *f = &l->faults[i];
    const int64_t most_ms = l->setting->time_ms > 0 ? l->setting->time_ms : LONGEST_MS;
    fault_compare(f->name, l->kind, l->messages[i], l->ends[i],
                  fault_law(f, l->kind, l->max_retries, l->setting->is_kept));
    if (f->words != NULL && l->ends[i].status != SDP_OK && strstr(l->messages[i], f->words) == NULL) {
        fail_msg("%s, %s: '%s' is not in: %s", f->name, fault_kind_name(l->kind), f->words, l->messages[i]);
    }
    if (l->after[i] != SDP_OK) {
        fail_msg("%s, %s: the next call: %s", f->name, fault_kind_name(l->kind), sdp_status_name(l->after[i]));
    }
    if (l->took_ms[i] > most_ms) {
        fail_msg("%s, %s: it took %d ms", f->name, fault_kind_name(l->kind), (int)l->took_ms[i]);
    }
}

static void check_lane(const lane *l)
{
    for (size_t i = 0; i < l->count; i++) {
        if (meets(l, &l->faults[i])) check_cell(l, i);
    }
    if (l->shown > 0) fail_msg("%s: a secret was shown", fault_kind_name(l->kind));
}

static void close_lane(lane *l)
{
    sdp_client_free(l->client);
    raw_server_stop(l->server);
    free(l->steps);
    free(l->ends);
    free(l->after);
    free(l->messages);
    free(l->took_ms);
}

/* The kinds side by side; 0, with nothing checked, where cells are bad for want of time and there is another chance. */
static int run_at_once(const fault *faults, size_t count, const fault_setting *setting, unsigned kinds, int is_last)
{
    static lane lanes[KIND_COUNT];
    pthread_t threads[KIND_COUNT];
    int bad = 0;
    int late = 0;
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        if ((kinds & 1u << kind) == 0) continue;
        open_lane(&lanes[kind], kind, faults, count, setting);
        assert_int_equal(pthread_create(&threads[kind], NULL, run_lane, &lanes[kind]), 0);
    }
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        if ((kinds & 1u << kind) == 0) continue;
        pthread_join(threads[kind], NULL);
        bad += lanes[kind].is_bad;
        late += lanes[kind].is_late;
    }
    const int is_told = late < bad || bad == 0 || is_last;
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        if ((kinds & 1u << kind) == 0) continue;
        if (is_told) check_lane(&lanes[kind]);
        close_lane(&lanes[kind]);
    }
    return is_told;
}

void fault_table_run(const fault *faults, size_t count, const fault_setting *setting)
{
    static lane one;
    const unsigned kinds = setting->kinds != 0 ? setting->kinds : KINDS_V3 | KINDS_CRM;
    fault_setting timed = *setting;
    for (int chance = 1; setting->at_once; chance++) {
        if (run_at_once(faults, count, &timed, kinds, chance == CHANCES)) return;
        timed.options.attempt_timeout_ms *= 2;
        timed.options.timeout_ms *= 2;
    }
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        if ((kinds & 1u << kind) == 0) continue;
        open_lane(&one, kind, faults, count, setting);
        run_lane(&one);
        check_lane(&one);
        close_lane(&one);
    }
}
