/* Walks a list: page by page, row by row, and each row once. */
#include "api/pager_parts.h"

#include <string.h>

#include "base/structs.h"
#include "call/options.h"

static const sdp_allocator *allocator_of(const sdp_pager *pager)
{
    return &pager->allocator;
}

static sdp_status copy_ids(sdp_pager *pager, const char *const *ids, size_t id_count)
{
    if (id_count == 0) return SDP_OK;
    pager->ids = sdpi_allocate_zero(allocator_of(pager), id_count * sizeof *pager->ids);
    if (pager->ids == NULL) return SDP_E_NO_MEMORY;
    pager->id_count = id_count;
    for (size_t i = 0; i < id_count; i++) {
        pager->ids[i] = sdpi_copy_text(allocator_of(pager), ids[i]);
        if (pager->ids[i] == NULL && ids[i] != NULL) return SDP_E_NO_MEMORY;
    }
    return SDP_OK;
}

sdp_status sdpi_copy_query(const sdp_type *type, const void *query, const char *name, sdp_error *error, void **out)
{
    *out = NULL;
    if (sdp_entity_type(query) != type) {
        return sdpi_error_set(error, SDP_E_STRUCT, name, "the %s was not initialised, or is a struct of another type",
                              name);
    }
    sdp_status status = sdp_entity_copy(query, error, out);
    if (status == SDP_E_STRUCT && error->path[0] == '\0') sdpi_error_prefix(error, name);
    return status;
}

/* With what a walk needs. */
static sdp_status copy_query(sdp_pager *pager, const void *query)
{
    sdp_error *error = &pager->client->error;
    const sdpi_paging *paging = pager->paging;
    sdp_status status = sdpi_copy_query(pager->operation->input_type, query != NULL ? query : paging->all, "query",
                                        error, &pager->query);
    if (status != SDP_OK) return status;
    status = paging->check(pager->query, error);
    if (status != SDP_OK) {
        sdpi_error_name_path(error);
        return status;
    }
    paging->begin(pager->query);
    pager->next_first = paging->first_row(pager->query);
    pager->asking = sdpi_allocate(allocator_of(pager), pager->operation->input_type->size);
    return pager->asking != NULL ? SDP_OK : sdpi_error_no_memory(error);
}

sdpi_input sdpi_pager_input(sdp_pager *pager, int64_t first)
{
    const sdpi_paging *paging = pager->paging;
    memcpy(pager->asking, pager->query, pager->operation->input_type->size);
    paging->advance(pager->asking, (size_t)(first - paging->first_row(pager->query)));
    const sdpi_input input = {.ids = (const char *const *)pager->ids,
                              .id_count = pager->id_count,
                              .entity = pager->asking,
                              .beside = pager->beside};
    return input;
}

sdp_status sdpi_pager_ask(sdp_pager *pager, int64_t first, sdpi_result *result)
{
    const sdpi_input input = sdpi_pager_input(pager, first);
    return sdpi_client_run(pager->client, pager->operation, &input, &pager->options, result);
}

/* The page that the walk needs now, with the number of all rows, whether or not the caller wants to know it. */
static sdp_status ask_counted(sdp_pager *pager, sdpi_result *result)
{
    const sdpi_input input = sdpi_pager_input(pager, pager->next_first);
    pager->paging->count(pager->asking);
    return sdpi_client_run(pager->client, pager->operation, &input, &pager->options, result);
}

sdp_status sdpi_pager_make(sdp_client *client, const sdp_operation *operation, const char *const *ids, size_t id_count,
                           const void *query, const sdp_json *beside, const sdp_options *options, sdp_pager **out)
{
    sdp_status status = sdpi_client_check_operation(client, operation);
    if (status != SDP_OK) return status;
    sdp_pager *pager = sdpi_allocate_zero(&client->settings->allocator, sizeof *pager);
    if (pager == NULL) return sdpi_error_no_memory(&client->error);
    pager->client = client;
    pager->allocator = client->settings->allocator;
    pager->next = client->pagers;
    client->pagers = pager;
    pager->operation = operation;
    pager->paging = operation->dialect->paging;
    pager->info = (sdp_page_info){.total_count = -1, .has_more_rows = -1};
    sdpi_seen_init(&pager->seen, &client->settings->allocator);
    status = sdpi_options_copy(options, &client->error, &pager->options);
    if (status == SDP_OK) status = copy_query(pager, query);
    if (status == SDP_OK && beside != NULL && sdp_json_copy(beside, &pager->beside) != SDP_OK) {
        status = sdpi_error_no_memory(&client->error);
    }
    if (status == SDP_OK && copy_ids(pager, ids, id_count) != SDP_OK) status = sdpi_error_no_memory(&client->error);
    if (status == SDP_OK) {
        *out = pager;
    } else {
        sdp_pager_free(pager);
    }
    return status;
}

sdp_status sdpi_pager_give(sdp_pager *pager, sdp_status status, sdp_pager **out)
{
    sdpi_result nothing;
    if (pager == NULL) return status;
    if (status == SDP_OK && pager->options.dry_run) status = sdpi_pager_ask(pager, pager->next_first, &nothing);
    if (status == SDP_OK) {
        *out = pager;
    } else {
        sdp_pager_free(pager);
    }
    return status;
}

sdp_status sdpi_pager_new(sdp_client *client, const sdp_operation *operation, const char *const *ids, size_t id_count,
                          const void *query, const sdp_json *beside, const sdp_options *options, sdp_pager **out)
{
    sdp_pager *pager = NULL;
    if (out != NULL) *out = NULL;
    sdp_status status = sdpi_client_enter(client);
    if (status != SDP_OK) return status;
    if (out == NULL) return sdpi_client_null(client, "out");
    status = sdpi_pager_make(client, operation, ids, id_count, query, beside, options, &pager);
    return sdpi_pager_give(pager, status, out);
}

/* What identifies a row: the first of its keys that it has. */
static const char *id_of(const sdp_type *type, const void *row)
{
    for (size_t i = 0; i < type->field_count; i++) {
        const sdp_field *field = &type->fields[i];
        const char *slot = (const char *)row + field->offset;
        if ((field->flags & SDP_FIELD_KEY) && sdpi_slot_state(field, slot) == SDP_STATE_VALUE) {
            return sdpi_slot_pointer(slot);
        }
    }
    return NULL;
}

/* What identifies a page: its rows in their order. Returns 0 where there is no memory to tell. */
static int print_page(const sdp_type *type, const sdpi_result *page, uint64_t *print)
{
    *print = 0;
    for (size_t i = 0; i < page->row_count; i++) {
        const char *id = id_of(type, page->rows[i]);
        char *text = NULL;
        if (id == NULL && sdp_entity_to_json(page->rows[i], 0, NULL, &text) != SDP_OK) return 0;
        *print = *print * 31 + sdpi_fingerprint(id != NULL ? id : text);
        sdp_text_free(text);
    }
    return 1;
}

/* Counts the page, once, among those that show that rows moved. */
static void note_moved(sdp_pager *pager)
{
    pager->info.moved += !pager->has_moved;
    pager->has_moved = 1;
}

/* An empty page ends a list, but this one is said not to be the last, and nobody says how many rows there are. */
static int is_doubtful(const sdp_pager *pager, const sdpi_result *page)
{
    if (pager->paging->count == NULL || page->entity != NULL || page->row_count > 0) return 0;
    return page->info.has_more_rows > 0 && page->info.total_count < 0;
}

/* What a page cannot be. */
static sdp_status check_page(const sdp_pager *pager, const sdpi_result *page)
{
    sdp_error *error = &pager->client->error;
    const char *name = pager->operation->name;
    const int64_t total = page->info.total_count >= 0 ? page->info.total_count : pager->info.total_count;
    if (page->entity != NULL) {
        return sdpi_error_set(error, SDP_E_ANSWER, NULL, "the answer to %s has no rows", name);
    }
    /* Taking it for the end would leave out, in silence, what the service itself says is there. */
    if (page->row_count == 0 && page->info.has_more_rows > 0 && total >= pager->next_first) {
        return sdpi_error_set(error, SDP_E_LIST, NULL,
                              "page %lld of %s is empty, and the service says that more follow: "
                              "%lld rows in all",
                              (long long)pager->info.page_number + 1, name, (long long)total);
    }
    return SDP_OK;
}

/* Takes over the page. */
static void accept(sdp_pager *pager, const sdpi_result *page, uint64_t print)
{
    sdp_page_info *info = &pager->info;
    const int64_t total = page->info.total_count;
    const int is_same = pager->has_print && print == pager->print;
    pager->page = *page;
    pager->new_rows = 0;
    pager->has_moved = 0;
    pager->print = print;
    pager->has_print = 1;
    if (total >= 0 && info->total_count >= 0 && total != info->total_count) {
        info->total_changed++;
        note_moved(pager);
    }
    if (total >= 0) info->total_count = total;
    info->page_number++;
    info->start_index = pager->next_first;
    info->row_count = (int64_t)page->row_count;
    info->has_more_rows = page->info.has_more_rows;
    if (info->row_count > pager->longest) pager->longest = info->row_count;
    pager->next_first += info->row_count;
    pager->finished = pager->paging->is_last(pager->query, page);
    pager->is_repeated = is_same && !pager->finished; /* who says that it ends here knows what it gives */
}

static sdp_status fetch(sdp_pager *pager)
{
    sdpi_result page;
    uint64_t print;
    /* Nobody may look at its rows any more: two pages at once would be the most that a walk needs. */
    sdpi_result_free(&pager->page);
    pager->next_row = 0;
    sdp_status status = sdpi_ahead_take(pager, &page);
    if (status == SDP_OK && is_doubtful(pager, &page)) {
        sdpi_result_free(&page);
        status = ask_counted(pager, &page);
    }
    if (status != SDP_OK) return status;
    status = check_page(pager, &page);
    if (status == SDP_OK && !print_page(pager->operation->output_type, &page, &print)) {
        status = sdpi_error_no_memory(&pager->client->error);
    }
    if (status != SDP_OK) {
        sdpi_result_free(&page);
        return status;
    }
    accept(pager, &page, print);
    sdpi_ahead_fill(pager);
    return SDP_OK;
}

/* 1: a row that was not given before; 0: one that was; -1: no memory to tell. */
static int is_new(sdp_pager *pager, const void *row)
{
    const char *id = id_of(pager->operation->output_type, row);
    if (id != NULL) {
        const int fresh = sdpi_seen_add(&pager->seen, id);
        if (fresh == 0) sdpi_seen_note(&pager->seen, sdpi_fingerprint(id));
        if (fresh >= 0 && pager->known < SDPI_CHECKPOINT_IDS) pager->known++;
        return fresh;
    }
    pager->known = 0;
    /* Rows without a key may be equal and all be meant; a whole page that comes twice is not. */
    return !pager->is_repeated;
}

/* SDP_END where the page has no more rows to be given. */
static sdp_status next_of_page(sdp_pager *pager, const void **out)
{
    while (pager->next_row < pager->page.row_count) {
        const void *row = pager->page.rows[pager->next_row];
        const int fresh = is_new(pager, row);
        if (fresh < 0) return sdpi_error_no_memory(&pager->client->error);
        const int is_read_back = pager->info.start_index + (int64_t)pager->next_row++ < pager->resumed;
        if (is_read_back && !fresh) continue;
        if (is_read_back) note_moved(pager);
        if (fresh) {
            pager->new_rows++;
            pager->info.given++;
            *out = row;
            return SDP_OK;
        }
        pager->info.repeated++;
        note_moved(pager);
    }
    return SDP_END;
}

/* A server that gives the same page for ever must not be walked for ever. SDP_OK where this page was none of those. */
static sdp_status check_repeats(sdp_pager *pager)
{
    if (pager->page.row_count == 0 || pager->new_rows > 0) return SDP_OK;
    if (pager->info.start_index < pager->resumed) return SDP_OK; /* that it has no others is as it should be */
    /* What says nothing of more rows, and gives the same again, was the whole list. */
    if (pager->paging->repeat_ends && !pager->page.info.has_list_info) {
        pager->finished = 1;
        pager->info.moved -= pager->has_moved;
        pager->has_moved = 0;
        sdpi_ahead_fill(pager);
        return SDP_END;
    }
    pager->new_rows = pager->page.row_count; /* the caller may go on to the page that follows */
    return sdpi_error_set(&pager->client->error, SDP_E_LIST, NULL,
                          "page %lld of %s has only rows that were given before", (long long)pager->info.page_number,
                          pager->operation->name);
}

static sdp_status step(sdp_pager *pager, const void **out)
{
    if (pager->again) {
        pager->again = 0;
        *out = pager->page.rows[pager->next_row - 1];
        return SDP_OK;
    }
    for (;;) {
        sdp_status status = next_of_page(pager, out);
        if (status != SDP_END || pager->finished) return status;
        status = check_repeats(pager);
        if (status == SDP_OK) status = fetch(pager);
        if (status != SDP_OK) return status;
    }
}

sdp_status sdpi_pager_step(sdp_pager *pager, const sdp_type *type, const void **out)
{
    if (out != NULL) *out = NULL;
    if (pager == NULL) return SDP_E_ARGUMENT;
    if (out == NULL) return sdpi_client_null(pager->client, "out");
    /* The error is of this step, whatever else the client did since the last one. */
    sdp_status status = sdpi_client_enter(pager->client);
    if (status != SDP_OK) return status;
    if (pager->operation->output_type != type) {
        return sdpi_error_set(&pager->client->error, SDP_E_ARGUMENT, "pager", "the pager walks %s",
                              pager->operation->name);
    }
    sdpi_ahead_tick(pager);
    return step(pager, out);
}

sdp_status sdp_pager_next(sdp_pager *pager, const void **out)
{
    const int is_alive = pager != NULL && pager->client != NULL;
    return sdpi_pager_step(pager, is_alive ? pager->operation->output_type : NULL, out);
}

sdp_status sdp_pager_next_json(sdp_pager *pager, int32_t indent, char **out)
{
    const void *row;
    if (out != NULL) *out = NULL;
    if (pager == NULL) return SDP_E_ARGUMENT;
    if (out == NULL) return sdpi_client_null(pager->client, "out");
    sdp_status status = sdp_pager_next(pager, &row);
    if (status != SDP_OK) return status;
    status = sdp_entity_to_json(row, indent, &pager->client->error, out);
    pager->again = status != SDP_OK; /* nobody has seen the row */
    return status;
}

sdp_page_info sdpi_pager_info(const sdp_pager *pager)
{
    sdp_page_info info = pager->info;
    info.given -= pager->again;
    info.rows_left = (int64_t)(pager->page.row_count - pager->next_row) + pager->again;
    return info;
}

sdp_status sdp_pager_get_info(const sdp_pager *pager, sdp_page_info *info)
{
    if (pager == NULL || pager->client == NULL) return SDP_E_ARGUMENT;
    const sdp_page_info known = sdpi_pager_info(pager);
    return sdpi_fill_struct(info, &known, sizeof known);
}

static void leave_client(sdp_pager *pager)
{
    for (sdp_pager **link = &pager->client->pagers; *link != NULL; link = &(*link)->next) {
        if (*link != pager) continue;
        *link = pager->next;
        return;
    }
}

void sdpi_pager_empty(sdp_pager *pager)
{
    const sdp_allocator *allocator = allocator_of(pager);
    leave_client(pager);
    for (size_t i = 0; i < pager->id_count; i++) sdpi_release(allocator, pager->ids[i]);
    sdpi_release(allocator, pager->ids);
    sdpi_ahead_free(pager);
    sdp_entity_free(pager->query);
    sdpi_release(allocator, pager->asking);
    sdp_json_free(pager->beside);
    sdpi_result_free(&pager->page);
    sdpi_seen_free(&pager->seen);
    *pager = (sdp_pager){.allocator = pager->allocator};
}

void sdp_pager_free(sdp_pager *pager)
{
    if (pager == NULL) return;
    if (pager->client != NULL) sdpi_pager_empty(pager);
    const sdp_allocator allocator = pager->allocator;
    sdpi_release(&allocator, pager);
}
