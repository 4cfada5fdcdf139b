/* Pages that are asked for before they are wanted: calls on the client's engine that nobody waits for yet. */
#include "api/pager_parts.h"
#include "base/sys.h"

/* Moving on costs a look at each connection: about as much as a row, so that not every row pays it. */
enum { STEPS_A_MOVE = 16 };

static int is_under_way(const sdpi_call *call)
{
    return call->state != SDPI_CALL_IDLE && call->state != SDPI_CALL_DONE;
}

/* Gives up the pages from this one on, and keeps their memory for others. What tells of their end calls back, and finds
   the client in a call, whichever function gives them up. */
static void drop_from(sdp_pager *pager, int32_t first)
{
    sdpi_ahead *ahead = &pager->ahead;
    const int32_t was_busy = pager->client->busy;
    pager->client->busy = 1;
    for (int32_t i = first; i < ahead->asked; i++) {
        sdpi_call *call = &ahead->pages[i]->call;
        if (is_under_way(call)) sdpi_call_abort(call, SDP_E_CANCELED, "the page is not wanted", sdpi_now_ms());
        sdpi_result_free(&call->result);
    }
    if (first < ahead->asked) ahead->asked = first;
    pager->client->busy = was_busy;
}

/* Frees the pages from this one on. */
static void shrink(sdp_pager *pager, int32_t depth)
{
    sdpi_ahead *ahead = &pager->ahead;
    drop_from(pager, depth);
    while (ahead->depth > depth) {
        sdpi_ahead_page *page = ahead->pages[--ahead->depth];
        sdpi_call_release(&page->call);
        sdpi_error_release(&page->error);
        sdpi_release(&pager->client->settings->allocator, page);
    }
}

static int add_page(sdp_pager *pager)
{
    const sdp_allocator *allocator = &pager->client->settings->allocator;
    sdpi_ahead_page *page = sdpi_allocate_zero(allocator, sizeof *page);
    if (page == NULL) return 0;
    sdpi_error_init(&page->error, allocator);
    sdpi_call_init(&page->call, &pager->client->engine);
    pager->ahead.pages[pager->ahead.depth++] = page;
    return 1;
}

static void poll_transport(sdp_client *client)
{
    sdp_status status = sdpi_transport_poll(client->transport, 0);
    /* Each page that it ends tells of it when its rows are due. */
    if (status != SDP_OK) sdpi_engine_abort(&client->engine, status, sdpi_now_ms());
}

static void move_on(sdp_pager *pager)
{
    sdp_client *client = pager->client;
    sdpi_engine *engine = &client->engine;
    const int64_t sends = engine->sends;
    if (pager->ahead.asked == 0 || client->loop != NULL) return;
    client->busy = 1;
    /* What came while the caller was busy is taken before anybody looks at the clock. */
    if (sdpi_engine_is_sending(engine)) poll_transport(client);
    const int64_t now_ms = sdpi_now_ms();
    engine->wall_offset_ms = sdpi_wall_ms() - now_ms;
    sdpi_engine_step(engine, now_ms);
    if (engine->sends != sends) poll_transport(client);
    client->busy = 0;
}

/* What is wrong with a request shows when its page is due: it is asked for again then. */
static int ask_ahead(sdp_pager *pager, int64_t first)
{
    sdpi_ahead *ahead = &pager->ahead;
    sdpi_ahead_page *page = ahead->pages[ahead->asked];
    const sdpi_input input = sdpi_pager_input(pager, first);
    page->first = first;
    pager->client->busy = 1; /* what describes the call may call back */
    sdp_status status = sdpi_call_make(&page->call, pager->operation, &input, &pager->options, &page->error);
    if (status == SDP_OK) {
        sdpi_call_set_patient(&page->call); /* that the limit has no place within its time is no reason to fail */
        sdpi_call_go(&page->call, sdpi_now_ms());
        ahead->asked++;
    }
    pager->client->busy = 0;
    return status == SDP_OK;
}

void sdpi_ahead_fill(sdp_pager *pager)
{
    sdpi_ahead *ahead = &pager->ahead;
    const int64_t rows = (int64_t)pager->page.row_count;
    const int64_t total = pager->info.total_count;
    int32_t fit = 0;
    if (ahead->depth == 0) return;
    while (!pager->finished && fit < ahead->asked && ahead->pages[fit]->first == pager->next_first + fit * rows) fit++;
    drop_from(pager, fit);
    if (pager->finished || rows == 0 || pager->client->loop != NULL) return;
    while (ahead->asked < ahead->depth) {
        const int64_t first = pager->next_first + ahead->asked * rows;
        if (total >= 0 && first > total) break; /* it would most likely be empty */
        if (!ask_ahead(pager, first)) break;
    }
    move_on(pager);
}

void sdpi_ahead_tick(sdp_pager *pager)
{
    if (pager->ahead.asked > 0 && ++pager->ahead.steps % STEPS_A_MOVE == 0) move_on(pager);
}

/* The first page leaves its place; its memory is used for the last one. */
static sdpi_ahead_page *take_first(sdpi_ahead *ahead)
{
    sdpi_ahead_page *first = ahead->pages[0];
    for (int32_t i = 1; i < ahead->depth; i++) ahead->pages[i - 1] = ahead->pages[i];
    ahead->pages[ahead->depth - 1] = first;
    ahead->asked--;
    return first;
}

/* From here on it is as if the client's own call had brought the page: its error and its body. */
static void hand_over(sdp_client *client, sdpi_ahead_page *page, sdpi_result *result)
{
    const sdpi_buffer body = client->call.body;
    *result = page->call.result;
    page->call.result = (sdpi_result){0};
    sdpi_error_copy(&client->error, &page->error);
    client->call.body = page->call.body;
    page->call.body = body;
    client->call.completion = page->call.completion;
}

sdp_status sdpi_ahead_take(sdp_pager *pager, sdpi_result *result)
{
    sdpi_ahead *ahead = &pager->ahead;
    sdp_client *client = pager->client;
    *result = (sdpi_result){0};
    if (ahead->asked == 0 || ahead->pages[0]->first != pager->next_first) {
        drop_from(pager, 0);
        return sdpi_pager_ask(pager, pager->next_first, result);
    }
    sdp_status status = sdpi_client_enter_call(client);
    if (status != SDP_OK) return status;
    move_on(pager); /* it may have ended while nobody waited for it */
    sdpi_ahead_page *page = take_first(ahead);
    const int is_old = page->call.state == SDPI_CALL_DONE;
    if (!is_old) sdpi_call_await(&page->call, sdpi_now_ms());
    sdpi_client_finish(client, &page->call);
    status = page->call.status;
    if (status != SDP_OK) drop_from(pager, 0); /* they may have met the same, and what follows is not known */
    /* Its time ran while the caller did something else, and a cancel may have been meant for that. */
    if (is_old && (status == SDP_E_TIMEOUT || status == SDP_E_CANCELED))
        return sdpi_pager_ask(pager, page->first, result);
    hand_over(client, page, result);
    return status;
}

void sdpi_ahead_free(sdp_pager *pager)
{
    shrink(pager, 0);
}

sdp_status sdp_pager_set_prefetch(sdp_pager *pager, int32_t pages)
{
    if (pager == NULL) return SDP_E_ARGUMENT;
    sdp_status status = sdpi_client_enter(pager->client);
    if (status != SDP_OK) return status;
    sdp_error *error = &pager->client->error;
    const int32_t before = pager->ahead.depth;
    if (pages < 0 || pages > SDPI_MAX_AHEAD) {
        return sdpi_error_set(error, SDP_E_ARGUMENT, "pages", "0 to %d pages can be asked for ahead", SDPI_MAX_AHEAD);
    }
    if (pages < before) shrink(pager, pages);
    while (pager->ahead.depth < pages) {
        if (add_page(pager)) continue;
        shrink(pager, before);
        return sdpi_error_no_memory(error);
    }
    sdpi_ahead_fill(pager);
    return SDP_OK;
}
