/* A client that an event loop drives, over a transport that the test answers for: what is passed on between the two,
   when the timer is set, what is refused, and where results go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/sdp.h>

#include "api/client.h"
#include "scarce.h"

#define PRODUCT                                                                                                        \
    "{\"product\":{\"id\":\"1\",\"name\":\"n\"},\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}"

enum { SOCKET = 7, MOST = 16, NEVER_SET = -99 };

/* The transport, the program's loop, and what both saw. */
typedef struct stage {
    sdp_client *client;
    sdp_batch *batch;
    /* The transport. */
    sdp_loop own; /* what the library gave it */
    sdp_done_fn done[MOST];
    void *done_data[MOST];
    sdp_sink_fn sink[MOST];
    int active[MOST];
    int starts;
    int acts;
    int cancels;
    int attaches;
    int64_t descriptor;
    int32_t events;
    int64_t tells_ms; /* what it tells the timer at each start; NEVER_SET: nothing */
    int answers;      /* 1: an act answers all that was sent */
    sdp_status attach_status;
    sdp_status act_status;
    /* The program's loop. */
    int watches;
    int64_t watched;
    int32_t watched_for;
    int timers;
    int64_t timer_ms;
    /* Results. */
    int results;
    int64_t numbers[MOST];
    sdp_status statuses[MOST];
    char name[16];
    void (*inside)(struct stage *s); /* called from inside `done`; nullable */
    sdp_status inside_status;
} stage;

static sdp_status start(void *self, const sdp_request *request, sdp_done_fn done, void *user_data, void **transfer)
{
    stage *s = self;
    assert_true(s->starts < MOST);
    s->done[s->starts] = done;
    s->done_data[s->starts] = user_data;
    s->sink[s->starts] = request->sink;
    s->active[s->starts] = 1;
    *transfer = &s->active[s->starts++];
    if (s->tells_ms != NEVER_SET) s->own.timer(s->own.user_data, s->tells_ms);
    return SDP_OK;
}

static sdp_status poll_stage(void *self, int64_t timeout_ms)
{
    (void)timeout_ms;
    for (stage *s = self; s->starts > 0 && s->active[s->starts - 1];) {
        const sdp_response response = {.size = sizeof response, .sent = SDP_SENT_ANSWERED, .http_status = 200};
        s->active[s->starts - 1] = 0;
        s->sink[s->starts - 1](s->done_data[s->starts - 1], PRODUCT, strlen(PRODUCT));
        s->done[s->starts - 1](s->done_data[s->starts - 1], &response);
    }
    return SDP_OK;
}

static int32_t cancel(void *self, void *transfer)
{
    stage *s = self;
    int *active = transfer;
    assert_true(*active);
    *active = 0;
    s->cancels++;
    return SDP_SENT_MAYBE;
}

static void wakeup(void *self)
{
    (void)self;
}

static void destroy(void *self)
{
    stage *s = self;
    if (s->own.watch != NULL) s->own.watch(s->own.user_data, SOCKET, SDP_WATCH_NOTHING);
}

static sdp_status attach(void *self, const sdp_loop *loop)
{
    stage *s = self;
    s->attaches++;
    s->own = loop != NULL ? *loop : (sdp_loop){0};
    return s->attach_status;
}

static sdp_status act(void *self, int64_t descriptor, int32_t events)
{
    stage *s = self;
    s->acts++;
    s->descriptor = descriptor;
    s->events = events;
    for (int i = 0; i < s->starts && s->answers; i++) {
        const sdp_response response = {.size = sizeof response, .sent = SDP_SENT_ANSWERED, .http_status = 200};
        if (!s->active[i]) continue;
        s->active[i] = 0;
        assert_int_equal(s->sink[i](s->done_data[i], PRODUCT, strlen(PRODUCT)), SDP_OK);
        s->done[i](s->done_data[i], &response);
    }
    return s->act_status;
}

static void note_watch(void *user_data, int64_t descriptor, int32_t events)
{
    stage *s = user_data;
    s->watches++;
    s->watched = descriptor;
    s->watched_for = events;
}

static void note_timer(void *user_data, int64_t timeout_ms)
{
    stage *s = user_data;
    s->timers++;
    s->timer_ms = timeout_ms;
}

static void note_result(void *user_data, sdp_batch *batch, const sdp_batch_result *result)
{
    stage *s = user_data;
    assert_ptr_equal(batch, s->batch);
    assert_true(s->results < MOST);
    s->numbers[s->results] = result->number;
    s->statuses[s->results++] = result->status;
    if (result->entity != NULL) {
        const sdp_product *product = result->entity;
        strncpy(s->name, product->name, sizeof s->name - 1);
    }
    if (s->inside != NULL) s->inside(s);
}

static void open_with(stage *s, const sdp_transport_ops *ops)
{
    sdp_transport *transport = NULL;
    s->timer_ms = NEVER_SET;
    s->tells_ms = NEVER_SET;
    assert_int_equal(sdp_transport_new(ops, s, NULL, &transport), SDP_OK);
    const sdp_config config =
        SDP_CONFIG(.base_url = "https://desk.example.com", .transport = transport, .max_retries = -1);
    assert_int_equal(sdp_client_new(&config, NULL, &s->client), SDP_OK);
}

static const sdp_transport_ops all_ops = {.size = sizeof all_ops,
                                          .start = start,
                                          .poll = poll_stage,
                                          .cancel = cancel,
                                          .wakeup = wakeup,
                                          .destroy = destroy,
                                          .attach = attach,
                                          .act = act};

static sdp_loop loop_of(stage *s)
{
    return (sdp_loop){sizeof(sdp_loop), note_watch, note_timer, s};
}

static void attach_to(stage *s)
{
    const sdp_loop loop = loop_of(s);
    assert_int_equal(sdp_client_attach(s->client, &loop), SDP_OK);
}

static void make_batch(stage *s, const sdp_batch_config *given)
{
    sdp_batch_config config = SDP_BATCH_CONFIG(.done = note_result, .user_data = s);
    assert_int_equal(sdp_batch_new(s->client, given != NULL ? given : &config, &s->batch), SDP_OK);
}

static void open_stage(stage *s)
{
    open_with(s, &all_ops);
    attach_to(s);
    make_batch(s, NULL);
}

static void close_stage(stage *s)
{
    sdp_batch_free(s->batch);
    sdp_client_free(s->client);
}

static void add(stage *s)
{
    static const char *const ids[] = {"1"};
    assert_int_equal(sdp_batch_add(s->batch, "products.get", ids, 1, NULL, NULL, NULL), SDP_OK);
}

static void expect_refused(stage *s, sdp_status status, sdp_status expected, const char *words)
{
    assert_int_equal(status, expected);
    if (strstr(sdp_error_message(sdp_last_error(s->client)), words) == NULL)
        fail_msg("%s", sdp_error_message(sdp_last_error(s->client)));
}

static void a_call_goes_from_the_timer_to_its_result(void **state)
{
    stage s = {0};
    (void)state;
    open_stage(&s);
    assert_int_equal(s.timers, 0);
    add(&s);
    assert_int_equal(s.timer_ms, 0);
    assert_int_equal(s.starts, 0);
    assert_int_equal(sdp_client_act(s.client, -1, 0), SDP_OK);
    assert_int_equal(s.descriptor, -1);
    assert_int_equal(s.starts, 1);
    /* Nothing is due before the call's own time, which its descriptor comes before. */
    assert_true(s.timer_ms > 30000 && s.timer_ms <= 62000);
    s.answers = 1;
    assert_int_equal(sdp_client_act(s.client, SOCKET, SDP_WATCH_READ), SDP_OK);
    assert_int_equal(s.descriptor, SOCKET);
    assert_int_equal(s.events, SDP_WATCH_READ);
    assert_int_equal(s.results, 1);
    assert_int_equal(s.statuses[0], SDP_OK);
    assert_string_equal(s.name, "n");
    assert_int_equal(s.timer_ms, -1);
    close_stage(&s);
}

/* Calls that were added before the client was given to a loop are not forgotten. */
static void calls_from_before_are_made(void **state)
{
    stage s = {.answers = 1};
    (void)state;
    open_with(&s, &all_ops);
    make_batch(&s, NULL);
    add(&s);
    attach_to(&s);
    assert_int_equal(s.timer_ms, 0);
    for (int i = 0; i < 2; i++) assert_int_equal(sdp_client_act(s.client, -1, 0), SDP_OK);
    assert_int_equal(s.results, 1);
    close_stage(&s);
}

static void what_the_transport_watches_is_passed_on(void **state)
{
    stage s = {0};
    (void)state;
    open_stage(&s);
    s.own.watch(s.own.user_data, SOCKET, SDP_WATCH_READ | SDP_WATCH_WRITE);
    assert_int_equal(s.watched, SOCKET);
    assert_int_equal(s.watched_for, SDP_WATCH_READ | SDP_WATCH_WRITE);
    close_stage(&s);
    assert_int_equal(s.watched_for, SDP_WATCH_NOTHING);
}

/* One timer for both: the earlier time counts, and what is not over yet stays. */
static void the_earlier_time_counts(void **state)
{
    stage s = {0};
    (void)state;
    open_stage(&s);
    s.tells_ms = 5000;
    add(&s);
    assert_int_equal(sdp_client_act(s.client, -1, 0), SDP_OK);
    assert_true(s.timer_ms > 0 && s.timer_ms <= 5000);
    /* Too early: the transport's time is not lost. */
    assert_int_equal(sdp_client_act(s.client, -1, 0), SDP_OK);
    assert_true(s.timer_ms > 0 && s.timer_ms <= 5000);
    /* It says something else, outside of an act. */
    s.own.timer(s.own.user_data, 100000);
    assert_true(s.timer_ms > 5000 && s.timer_ms <= 62000);
    s.own.timer(s.own.user_data, 40);
    assert_true(s.timer_ms >= 0 && s.timer_ms <= 40);
    s.own.timer(s.own.user_data, -1);
    assert_true(s.timer_ms > 5000);
    /* Its time is over: told once, and forgotten then. */
    s.own.timer(s.own.user_data, 0);
    assert_int_equal(s.timer_ms, 0);
    assert_int_equal(sdp_client_act(s.client, -1, 0), SDP_OK);
    assert_true(s.timer_ms > 5000);
    close_stage(&s);
}

/* What the transport says meanwhile does not put off a call that was added. */
static void a_call_that_was_added_is_due(void **state)
{
    stage s = {0};
    (void)state;
    open_stage(&s);
    add(&s);
    s.own.timer(s.own.user_data, 5000);
    assert_int_equal(s.timer_ms, 0);
    s.own.timer(s.own.user_data, -1);
    assert_int_equal(s.timer_ms, 0);
    assert_int_equal(sdp_client_act(s.client, SOCKET, SDP_WATCH_READ), SDP_OK);
    assert_int_equal(s.starts, 1);
    assert_true(s.timer_ms > 5000);
    close_stage(&s);
}

/* A descriptor that is ready does not use up a time that is over meanwhile. */
static void a_time_outlives_other_events(void **state)
{
    stage s = {0};
    (void)state;
    open_stage(&s);
    s.tells_ms = 0;
    add(&s);
    assert_int_equal(sdp_client_act(s.client, -1, 0), SDP_OK);
    assert_int_equal(s.timer_ms, 0);
    assert_int_equal(sdp_client_act(s.client, SOCKET, SDP_WATCH_WRITE), SDP_OK);
    assert_int_equal(s.timer_ms, 0);
    close_stage(&s);
}

static void a_loop_is_checked(void **state)
{
    stage s = {0};
    (void)state;
    open_with(&s, &all_ops);
    sdp_loop loop = loop_of(&s);
    assert_int_equal(sdp_client_attach(NULL, &loop), SDP_E_ARGUMENT);
    assert_int_equal(sdp_client_attach(NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(sdp_client_act(NULL, -1, 0), SDP_E_ARGUMENT);
    loop.size = sizeof loop - 1;
    expect_refused(&s, sdp_client_attach(s.client, &loop), SDP_E_ARGUMENT, "lacks its size or one of its functions");
    loop = loop_of(&s);
    loop.watch = NULL;
    expect_refused(&s, sdp_client_attach(s.client, &loop), SDP_E_ARGUMENT, "lacks");
    loop = loop_of(&s);
    loop.timer = NULL;
    expect_refused(&s, sdp_client_attach(s.client, &loop), SDP_E_ARGUMENT, "lacks");
    assert_int_equal(s.attaches, 0);
    expect_refused(&s, sdp_client_act(s.client, -1, 0), SDP_E_ARGUMENT, "no event loop has the client");
    assert_int_equal(sdp_client_attach(s.client, NULL), SDP_OK); /* nobody has it */
    attach_to(&s);
    loop = loop_of(&s);
    expect_refused(&s, sdp_client_attach(s.client, &loop), SDP_E_ARGUMENT, "has the client already");
    assert_int_equal(s.attaches, 1);
    assert_int_equal(sdp_client_attach(s.client, NULL), SDP_OK);
    assert_null(s.own.watch);
    assert_int_equal(s.timer_ms, -1);
    attach_to(&s);
    sdp_client_free(s.client);
}

static void nothing_changes_hands_while_calls_are_under_way(void **state)
{
    stage s = {0};
    (void)state;
    open_stage(&s);
    add(&s);
    assert_int_equal(sdp_client_act(s.client, -1, 0), SDP_OK);
    expect_refused(&s, sdp_client_attach(s.client, NULL), SDP_E_ARGUMENT, "are under way");
    sdp_batch_free(s.batch);
    assert_int_equal(s.cancels, 1);
    assert_int_equal(sdp_client_attach(s.client, NULL), SDP_OK);
    sdp_client_free(s.client);
}

static void some_transports_cannot(void **state)
{
    sdp_transport_ops older = all_ops;
    sdp_transport_ops half = all_ops;
    stage s = {0};
    (void)state;
    older.size = offsetof(sdp_transport_ops, attach);
    half.act = NULL;
    const sdp_transport_ops *const tables[] = {&older, &half};
    for (size_t i = 0; i < 2; i++) {
        const sdp_loop loop = loop_of(&s);
        open_with(&s, tables[i]);
        expect_refused(&s, sdp_client_attach(s.client, &loop), SDP_E_CONFIG, "cannot be driven by an event loop");
        expect_refused(&s, sdp_client_act(s.client, -1, 0), SDP_E_ARGUMENT, "no event loop");
        sdp_client_free(s.client);
    }
    assert_int_equal(s.attaches, 0);
}

static void a_transport_may_refuse(void **state)
{
    static const struct {
        sdp_status status;
        const char *words;
    } cases[] = {{SDP_E_NO_MEMORY, "no memory, or no descriptor"}, {SDP_E_CONFIG, "cannot be driven by an event loop"}};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        stage s = {.attach_status = cases[i].status};
        const sdp_product *product = NULL;
        const sdp_loop loop = loop_of(&s);
        open_with(&s, &all_ops);
        expect_refused(&s, sdp_client_attach(s.client, &loop), cases[i].status, cases[i].words);
        /* The client is what it was. */
        assert_int_equal(sdp_product_get(s.client, "1", NULL, &product), SDP_OK);
        sdp_product_free(product);
        s.own = (sdp_loop){0};
        sdp_client_free(s.client);
    }
}

static void without_memory_nobody_has_the_client(void **state)
{
    scarce memory;
    sdp_transport *transport = NULL;
    stage s = {.timer_ms = NEVER_SET, .tells_ms = NEVER_SET};
    (void)state;
    scarce_init(&memory, -1);
    assert_int_equal(sdp_transport_new(&all_ops, &s, NULL, &transport), SDP_OK);
    const sdp_config config =
        SDP_CONFIG(.base_url = "https://desk.example.com", .transport = transport, .allocator = &memory.allocator);
    assert_int_equal(sdp_client_new(&config, NULL, &s.client), SDP_OK);
    const sdp_loop loop = loop_of(&s);
    memory.left = 0;
    assert_int_equal(sdp_client_attach(s.client, &loop), SDP_E_NO_MEMORY);
    memory.left = -1;
    assert_int_equal(s.attaches + s.timers, 0);
    expect_refused(&s, sdp_client_act(s.client, -1, 0), SDP_E_ARGUMENT, "no event loop has the client");
    attach_to(&s);
    sdp_client_free(s.client);
    assert_int_equal(memory.alive, 0);
}

static void nobody_waits_while_a_loop_has_the_client(void **state)
{
    static const char words[] = "an event loop has the client: make calls by a batch";
    const sdp_product *product = NULL;
    sdp_pager *pager = NULL;
    char *text = NULL;
    stage s = {0};
    sdp_batch_result result = {.size = sizeof result};
    (void)state;
    open_stage(&s);
    expect_refused(&s, sdp_product_get(s.client, "1", NULL, &product), SDP_E_ARGUMENT, words);
    expect_refused(&s, sdp_product_delete(s.client, "1", NULL), SDP_E_ARGUMENT, words);
    expect_refused(&s, sdp_invoke(s.client, "products.list", NULL, 0, NULL, 0, NULL, &text), SDP_E_ARGUMENT, words);
    expect_refused(&s, sdp_login(s.client, NULL), SDP_E_ARGUMENT, words);
    expect_refused(&s, sdp_batch_next(s.batch, &result), SDP_E_ARGUMENT, words);
    assert_int_equal(sdp_product_list(s.client, NULL, NULL, &pager), SDP_OK);
    expect_refused(&s, sdp_product_next(pager, &product), SDP_E_ARGUMENT, words);
    sdp_pager_free(pager);
    assert_null(product);
    assert_null(text);
    assert_int_equal(s.starts, 0);
    close_stage(&s);
}

/* Taken back, the client works as before. */
static void taken_back_it_waits_again(void **state)
{
    const sdp_product *product = NULL;
    stage s = {.answers = 1};
    (void)state;
    open_stage(&s);
    add(&s);
    for (int i = 0; i < 2; i++) assert_int_equal(sdp_client_act(s.client, -1, 0), SDP_OK);
    assert_int_equal(s.results, 1);
    assert_int_equal(sdp_client_attach(s.client, NULL), SDP_OK);
    assert_int_equal(sdp_product_get(s.client, "1", NULL, &product), SDP_OK);
    sdp_product_free(product);
    close_stage(&s);
}

static void add_three(stage *s)
{
    if (s->results > 1) return;
    for (int i = 0; i < 3; i++) add(s);
}

static void a_result_may_bring_more_calls(void **state)
{
    stage s = {.answers = 1, .inside = add_three};
    (void)state;
    open_stage(&s);
    add(&s);
    assert_int_equal(sdp_client_act(s.client, -1, 0), SDP_OK);
    const int timers = s.timers;
    assert_int_equal(sdp_client_act(s.client, SOCKET, SDP_WATCH_READ), SDP_OK);
    assert_int_equal(s.results, 1);
    /* They are under way already, and the timer was set once. */
    assert_int_equal(s.starts, 4);
    assert_int_equal(s.timers, timers + 1);
    assert_int_equal(sdp_client_act(s.client, SOCKET, SDP_WATCH_READ), SDP_OK);
    assert_int_equal(s.results, 4);
    close_stage(&s);
}

static void try_everything(stage *s)
{
    const sdp_product *product = NULL;
    const sdp_loop loop = loop_of(s);
    expect_refused(s, sdp_client_act(s->client, -1, 0), SDP_E_ARGUMENT, "the client is acting already");
    expect_refused(s, sdp_client_attach(s->client, NULL), SDP_E_ARGUMENT, "the client is acting");
    expect_refused(s, sdp_client_attach(s->client, &loop), SDP_E_ARGUMENT, "the client is acting");
    expect_refused(s, sdp_product_get(s->client, "1", NULL, &product), SDP_E_ARGUMENT, "an event loop has the client");
    assert_null(product);
}

static void a_result_may_not_do_everything(void **state)
{
    stage s = {.answers = 1, .inside = try_everything};
    (void)state;
    open_stage(&s);
    add(&s);
    for (int i = 0; i < 2; i++) assert_int_equal(sdp_client_act(s.client, -1, 0), SDP_OK);
    assert_int_equal(s.results, 1);
    assert_int_equal(s.acts, 2);
    close_stage(&s);
}

/* Against the rules, and without harm: it is refused, and does not go round and round. */
static void act_at_once(void *user_data, int64_t timeout_ms)
{
    stage *s = user_data;
    s->timer_ms = timeout_ms;
    s->inside_status = sdp_client_act(s->client, -1, 0);
}

static void acting_inside_the_timer_is_refused(void **state)
{
    stage s = {0};
    (void)state;
    open_with(&s, &all_ops);
    const sdp_loop loop = {sizeof loop, note_watch, act_at_once, &s};
    assert_int_equal(sdp_client_attach(s.client, &loop), SDP_OK);
    assert_int_equal(sdp_client_act(s.client, SOCKET, SDP_WATCH_READ), SDP_OK);
    assert_int_equal(s.inside_status, SDP_E_ARGUMENT);
    assert_int_equal(s.acts, 1);
    sdp_client_free(s.client);
}

static void act_from_progress(void *user_data, const sdp_batch_progress *progress)
{
    stage *s = user_data;
    (void)progress;
    s->inside_status = sdp_client_act(s->client, -1, 0);
}

static void progress_is_told_inside_and_may_do_nothing(void **state)
{
    stage s = {.answers = 1};
    (void)state;
    open_with(&s, &all_ops);
    attach_to(&s);
    make_batch(
        &s, &(sdp_batch_config)SDP_BATCH_CONFIG(.done = note_result, .progress = act_from_progress, .user_data = &s));
    add(&s);
    for (int i = 0; i < 2; i++) assert_int_equal(sdp_client_act(s.client, -1, 0), SDP_OK);
    assert_int_equal(s.inside_status, SDP_E_ARGUMENT);
    assert_int_equal(s.acts, 2);
    assert_int_equal(s.results, 1);
    close_stage(&s);
}

/* Without a function for them, results wait until the client is taken back. */
static void results_may_wait(void **state)
{
    stage s = {.answers = 1};
    sdp_batch_result result = {.size = sizeof result};
    sdp_batch_progress progress = {.size = sizeof progress};
    (void)state;
    open_with(&s, &all_ops);
    attach_to(&s);
    make_batch(&s, &(sdp_batch_config)SDP_BATCH_CONFIG(.concurrency = 2));
    for (int i = 0; i < 4; i++) add(&s);
    for (int i = 0; i < 8 && s.timer_ms >= 0; i++) assert_int_equal(sdp_client_act(s.client, -1, 0), SDP_OK);
    assert_int_equal(sdp_batch_get_progress(s.batch, &progress), SDP_OK);
    assert_int_equal(progress.done, 4);
    assert_int_equal(s.timer_ms, -1);
    assert_int_equal(sdp_client_attach(s.client, NULL), SDP_OK);
    for (int i = 0; i < 4; i++) assert_int_equal(sdp_batch_next(s.batch, &result), SDP_OK);
    assert_int_equal(sdp_batch_next(s.batch, &result), SDP_END);
    close_stage(&s);
}

/* Calls under way end; of a write nobody knows what became of it. */
static void a_transport_may_fail(void **state)
{
    static const char *const ids[] = {"1"};
    stage s = {0};
    (void)state;
    open_stage(&s);
    add(&s);
    assert_int_equal(sdp_batch_add(s.batch, "products.delete", ids, 1, NULL, NULL, NULL), SDP_OK);
    assert_int_equal(sdp_client_act(s.client, -1, 0), SDP_OK);
    s.act_status = SDP_E_NETWORK;
    assert_int_equal(sdp_client_act(s.client, SOCKET, SDP_WATCH_READ), SDP_OK);
    assert_int_equal(s.results, 2);
    assert_int_equal(s.cancels, 2);
    for (int i = 0; i < 2; i++) assert_int_equal(s.statuses[i], s.numbers[i] == 0 ? SDP_E_NETWORK : SDP_E_MAYBE_DONE);
    assert_int_equal(s.timer_ms, -1);
    close_stage(&s);
}

static void freeing_tells_the_loop(void **state)
{
    stage s = {0};
    (void)state;
    open_stage(&s);
    add(&s);
    assert_int_equal(sdp_client_act(s.client, -1, 0), SDP_OK);
    s.own.watch(s.own.user_data, SOCKET, SDP_WATCH_READ);
    s.own.timer(s.own.user_data, 10);
    close_stage(&s);
    assert_int_equal(s.cancels, 1);
    assert_int_equal(s.results, 0);
    assert_int_equal(s.timer_ms, -1);
    assert_int_equal(s.watched, SOCKET);
    assert_int_equal(s.watched_for, SDP_WATCH_NOTHING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_goes_from_the_timer_to_its_result),
        cmocka_unit_test(calls_from_before_are_made),
        cmocka_unit_test(what_the_transport_watches_is_passed_on),
        cmocka_unit_test(the_earlier_time_counts),
        cmocka_unit_test(a_call_that_was_added_is_due),
        cmocka_unit_test(a_time_outlives_other_events),
        cmocka_unit_test(a_loop_is_checked),
        cmocka_unit_test(nothing_changes_hands_while_calls_are_under_way),
        cmocka_unit_test(some_transports_cannot),
        cmocka_unit_test(a_transport_may_refuse),
        cmocka_unit_test(without_memory_nobody_has_the_client),
        cmocka_unit_test(nobody_waits_while_a_loop_has_the_client),
        cmocka_unit_test(taken_back_it_waits_again),
        cmocka_unit_test(a_result_may_bring_more_calls),
        cmocka_unit_test(a_result_may_not_do_everything),
        cmocka_unit_test(acting_inside_the_timer_is_refused),
        cmocka_unit_test(progress_is_told_inside_and_may_do_nothing),
        cmocka_unit_test(results_may_wait),
        cmocka_unit_test(a_transport_may_fail),
        cmocka_unit_test(freeing_tells_the_loop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
