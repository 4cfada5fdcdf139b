#include "api/pager.h"

#include <string.h>

#include "api/client.h"
#include "call/seen.h"
#include "model/types.h"

struct sdp_pager {
    sdp_client *client;
    const sdp_operation *operation;
    char **ids;
    size_t id_count;
    const sdpi_paging *paging;
    void *query;      /* asks for the next page */
    sdp_json *beside; /* nullable: what is sent beside the query */
    sdp_options options;
    sdpi_result page;
    size_t next_row;
    size_t new_rows;     /* of this page, so far */
    uint64_t print;      /* of this page's rows */
    int32_t is_repeated; /* 1: this page is the one before once more */
    int32_t finished;
    int32_t again; /* 1: the row that was given last is given once more */
    sdpi_seen seen;
    sdp_page_info info;
};

static const sdp_allocator *allocator_of(const sdp_pager *pager)
{
    return &pager->client->settings->allocator;
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

static sdp_status copy_options(sdp_pager *pager, const sdp_options *options)
{
    const sdp_options defaults = SDP_OPTIONS_INIT;
    pager->options = defaults;
    if (options == NULL) return SDP_OK;
    sdp_status status = sdpi_copy_struct(&pager->options, sizeof pager->options, options, SDP_TYPE_OPTIONS);
    pager->options.head = defaults.head;
    return status;
}

/* The caller's query, whatever the size of its struct, with what a walk needs. */
static sdp_status copy_query(sdp_pager *pager, const void *query)
{
    sdp_error *error = &pager->client->error;
    void *copy = NULL;
    sdp_status status = sdp_entity_copy(query != NULL ? query : pager->paging->all, NULL, &copy);
    if (status != SDP_OK || sdp_entity_type(copy) != pager->operation->input_type) {
        sdp_entity_free(copy);
        if (status == SDP_E_NO_MEMORY) return sdpi_error_no_memory(error);
        return sdpi_error_set(error, status != SDP_OK ? status : SDP_E_STRUCT, "query", "the query cannot be used");
    }
    pager->query = copy;
    status = pager->paging->check(pager->query, error);
    if (status != SDP_OK) {
        sdpi_error_name_path(error);
        return status;
    }
    pager->paging->begin(pager->query);
    return SDP_OK;
}

static sdp_status run(sdp_pager *pager, sdpi_result *result)
{
    const sdpi_input input = {.ids = (const char *const *)pager->ids,
                              .id_count = pager->id_count,
                              .entity = pager->query,
                              .beside = pager->beside};
    return sdpi_client_run(pager->client, pager->operation, &input, &pager->options, result);
}

sdp_status sdpi_pager_new(sdp_client *client, const sdp_operation *operation, const char *const *ids, size_t id_count,
                          const void *query, const sdp_json *beside, const sdp_options *options, sdp_pager **out)
{
    sdpi_result nothing;
    if (out != NULL) *out = NULL;
    sdp_status status = sdpi_client_enter(client);
    if (status != SDP_OK) return status;
    if (out == NULL) return sdpi_client_null(client, "out");
    status = sdpi_client_check_operation(client, operation);
    if (status != SDP_OK) return status;
    sdp_pager *pager = sdpi_allocate_zero(&client->settings->allocator, sizeof *pager);
    if (pager == NULL) return sdpi_error_no_memory(&client->error);
    pager->client = client;
    pager->operation = operation;
    pager->paging = operation->dialect->paging;
    pager->info = (sdp_page_info){.total_count = -1, .has_more_rows = -1};
    sdpi_seen_init(&pager->seen, &client->settings->allocator);
    status = copy_options(pager, options);
    if (status != SDP_OK) sdpi_error_set(&client->error, status, "options", "the options were not initialised");
    if (status == SDP_OK) status = copy_query(pager, query);
    if (status == SDP_OK && beside != NULL && sdp_json_copy(beside, &pager->beside) != SDP_OK) {
        status = sdpi_error_no_memory(&client->error);
    }
    if (status == SDP_OK && copy_ids(pager, ids, id_count) != SDP_OK) status = sdpi_error_no_memory(&client->error);
    if (status == SDP_OK && pager->options.dry_run) status = run(pager, &nothing);
    if (status != SDP_OK) {
        sdp_pager_free(pager);
        return status;
    }
    *out = pager;
    return SDP_OK;
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

static sdp_status fetch(sdp_pager *pager)
{
    sdpi_result page;
    uint64_t print;
    sdp_status status = run(pager, &page);
    if (status != SDP_OK) return status;
    if (page.entity != NULL) {
        sdpi_result_free(&page);
        return sdpi_error_set(&pager->client->error, SDP_E_ANSWER, NULL, "the answer to %s has no rows",
                              pager->operation->name);
    }
    if (!print_page(pager->operation->output_type, &page, &print)) {
        sdpi_result_free(&page);
        return sdpi_error_no_memory(&pager->client->error);
    }
    sdpi_result_free(&pager->page);
    pager->page = page;
    pager->next_row = 0;
    pager->new_rows = 0;
    const int is_same = pager->info.page_number > 0 && print == pager->print;
    pager->print = print;
    pager->info.page_number++;
    pager->info.start_index = pager->paging->first_row(pager->query);
    pager->info.row_count = (int64_t)page.row_count;
    pager->info.has_more_rows = page.info.has_more_rows;
    if (page.info.total_count >= 0) pager->info.total_count = page.info.total_count;
    pager->finished = pager->paging->is_last(pager->query, &page);
    pager->is_repeated = is_same && !pager->finished; /* who says that it ends here knows what it gives */
    pager->paging->advance(pager->query, page.row_count);
    return SDP_OK;
}

/* 1: a row that was not given before; 0: one that was; -1: no memory to tell. */
static int is_new(sdp_pager *pager, const void *row)
{
    const char *id = id_of(pager->operation->output_type, row);
    if (id != NULL) return sdpi_seen_add(&pager->seen, id);
    /* Rows without a key may be equal and all be meant; a whole page that comes twice is not. */
    return !pager->is_repeated;
}

/* A server that gives the same page for ever must not be walked for ever. */
static int repeats_itself(const sdp_pager *pager)
{
    return pager->page.row_count > 0 && pager->new_rows == 0;
}

sdp_status sdpi_pager_step(sdp_pager *pager, const sdp_type *type, const void **out)
{
    if (out != NULL) *out = NULL;
    if (pager == NULL) return SDP_E_ARGUMENT;
    sdp_error *error = &pager->client->error;
    if (out == NULL) return sdpi_client_null(pager->client, "out");
    if (pager->operation->output_type != type) {
        sdp_status status = sdpi_client_enter(pager->client);
        return sdpi_error_set(error, status != SDP_OK ? status : SDP_E_ARGUMENT, "pager", "the pager walks %s",
                              pager->operation->name);
    }
    /* The error is of this step, whatever else the client did since the last one. */
    sdp_status entered = sdpi_client_enter(pager->client);
    if (entered != SDP_OK) return entered;
    if (pager->again) {
        pager->again = 0;
        *out = pager->page.rows[pager->next_row - 1];
        return SDP_OK;
    }
    for (;;) {
        while (pager->next_row < pager->page.row_count) {
            const void *row = pager->page.rows[pager->next_row];
            int fresh = is_new(pager, row);
            if (fresh < 0) return sdpi_error_no_memory(error);
            pager->next_row++;
            pager->new_rows += (size_t)fresh;
            pager->info.repeated += !fresh;
            if (!fresh) continue;
            *out = row;
            return SDP_OK;
        }
        if (pager->finished) return SDP_END;
        if (repeats_itself(pager)) {
            /* What says nothing of more rows, and gives the same again, was the whole list. */
            pager->finished = pager->paging->repeat_ends && !pager->page.info.has_list_info;
            if (pager->finished) return SDP_END;
            pager->new_rows = pager->page.row_count; /* the caller may go on to the page that follows */
            return sdpi_error_set(error, SDP_E_LIST, NULL, "page %lld of %s has only rows that were given before",
                                  (long long)pager->info.page_number, pager->operation->name);
        }
        sdp_status status = fetch(pager);
        if (status != SDP_OK) return status;
    }
}

sdp_status sdp_pager_next(sdp_pager *pager, const void **out)
{
    return sdpi_pager_step(pager, pager != NULL ? pager->operation->output_type : NULL, out);
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

sdp_status sdp_pager_info(const sdp_pager *pager, sdp_page_info *info)
{
    if (pager == NULL || info == NULL || info->size < sizeof info->size) return SDP_E_ARGUMENT;
    size_t size = info->size < sizeof *info ? info->size : sizeof *info;
    sdp_page_info filled = pager->info;
    filled.size = size;
    memcpy(info, &filled, size);
    return SDP_OK;
}

void sdp_pager_free(sdp_pager *pager)
{
    if (pager == NULL) return;
    const sdp_allocator *allocator = allocator_of(pager);
    for (size_t i = 0; i < pager->id_count; i++) sdpi_release(allocator, pager->ids[i]);
    sdpi_release(allocator, pager->ids);
    sdp_entity_free(pager->query);
    sdp_json_free(pager->beside);
    sdpi_result_free(&pager->page);
    sdpi_seen_free(&pager->seen);
    sdpi_release(allocator, pager);
}
