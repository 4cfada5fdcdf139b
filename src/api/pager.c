#include "api/pager.h"

#include <string.h>

#include "api/client.h"
#include "call/query.h"
#include "call/seen.h"
#include "model/types.h"

struct sdp_pager {
    sdp_client *client;
    const sdp_operation *operation;
    char **ids;
    size_t id_count;
    sdp_query *query; /* start_index is that of the next page */
    sdp_options options;
    sdpi_result page;
    size_t next_row;
    size_t new_rows; /* of this page, so far */
    int32_t finished;
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
    sdp_head head;
    pager->options = defaults;
    if (options == NULL) return SDP_OK;
    memcpy(&head, options, sizeof head);
    if (head.size < sizeof head || head.type != SDP_TYPE_OPTIONS) return SDP_E_STRUCT;
    memcpy(&pager->options, options, head.size < sizeof *options ? head.size : sizeof *options);
    pager->options.head = defaults.head;
    return SDP_OK;
}

/* The caller's query, whatever the size of its struct, with what a walk needs: page size and first row. */
static sdp_status copy_query(sdp_pager *pager, const sdp_query *query)
{
    static const sdp_query empty = SDP_QUERY_INIT;
    sdp_error *error = &pager->client->error;
    void *copy = NULL;
    sdp_status status = sdp_entity_copy(query != NULL ? query : &empty, &copy);
    if (status != SDP_OK || sdp_entity_type(copy) != &sdpi_type_sdp_query) {
        sdp_entity_free(copy);
        if (status == SDP_E_NO_MEMORY) return sdpi_error_no_memory(error);
        return sdpi_error_set(error, status != SDP_OK ? status : SDP_E_STRUCT, "query", "the query cannot be used");
    }
    pager->query = copy;
    status = sdpi_query_check(pager->query, error);
    if (status != SDP_OK) {
        sdpi_error_name_path(error);
        return status;
    }
    if (pager->query->row_count == 0) pager->query->row_count = SDPI_PAGE_ROWS;
    if (pager->query->page > 0) pager->query->start_index = (pager->query->page - 1) * pager->query->row_count + 1;
    if (pager->query->start_index == 0) pager->query->start_index = 1;
    pager->query->page = 0;
    return SDP_OK;
}

static sdp_status run(sdp_pager *pager, sdpi_result *result)
{
    const sdpi_input input = {
        .ids = (const char *const *)pager->ids, .id_count = pager->id_count, .entity = pager->query};
    return sdpi_client_run(pager->client, pager->operation, &input, &pager->options, result);
}

sdp_status sdpi_pager_new(sdp_client *client, const sdp_operation *operation, const char *const *ids, size_t id_count,
                          const sdp_query *query, const sdp_options *options, sdp_pager **out)
{
    sdpi_result nothing;
    if (out != NULL) *out = NULL;
    sdp_status status = sdpi_client_enter(client);
    if (status != SDP_OK) return status;
    if (out == NULL) return sdpi_client_null(client, "out");
    sdp_pager *pager = sdpi_allocate_zero(&client->settings->allocator, sizeof *pager);
    if (pager == NULL) return sdpi_error_no_memory(&client->error);
    pager->client = client;
    pager->operation = operation;
    pager->info = (sdp_page_info){.total_count = -1, .has_more_rows = -1};
    sdpi_seen_init(&pager->seen, &client->settings->allocator);
    status = copy_options(pager, options);
    if (status != SDP_OK) sdpi_error_set(&client->error, status, "options", "the options were not initialised");
    if (status == SDP_OK) status = copy_query(pager, query);
    if (status == SDP_OK && copy_ids(pager, ids, id_count) != SDP_OK) status = sdpi_error_no_memory(&client->error);
    if (status == SDP_OK && pager->options.dry_run != NULL) status = run(pager, &nothing);
    if (status != SDP_OK) {
        sdp_pager_free(pager);
        return status;
    }
    *out = pager;
    return SDP_OK;
}

/* Whether more pages follow the one that was received. Every way in which a list ends is here. */
static int is_last_page(const sdp_pager *pager)
{
    const sdpi_result *page = &pager->page;
    if (page->row_count == 0 || !page->info.has_list_info || page->info.has_more_rows == 0) return 1;
    return page->info.has_more_rows < 0 && (int64_t)page->row_count < pager->query->row_count;
}

static sdp_status fetch(sdp_pager *pager)
{
    sdpi_result page;
    sdp_status status = run(pager, &page);
    if (status != SDP_OK) return status;
    sdpi_result_free(&pager->page);
    pager->page = page;
    pager->next_row = 0;
    pager->new_rows = 0;
    pager->info.page_number++;
    pager->info.start_index = pager->query->start_index;
    pager->info.row_count = (int64_t)page.row_count;
    pager->info.has_more_rows = page.info.has_more_rows;
    if (page.info.total_count >= 0) pager->info.total_count = page.info.total_count;
    pager->query->start_index += (int64_t)page.row_count;
    pager->finished = is_last_page(pager);
    return SDP_OK;
}

/* 1: a row that was not given before; 0: one that was; -1: no memory to tell. */
static int is_new(sdp_pager *pager, const void *row)
{
    const sdp_field *key = sdpi_key_field(pager->operation->output_type);
    const char *id = key != NULL ? sdpi_slot_pointer((const char *)row + key->offset) : NULL;
    return id != NULL ? sdpi_seen_add(&pager->seen, id) : 1;
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
        if (pager->page.row_count > 0 && pager->new_rows == 0) {
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
    status = sdp_entity_to_json(row, indent, out);
    if (status != SDP_OK) sdpi_error_set(&pager->client->error, status, NULL, "the row cannot be printed");
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
    sdpi_result_free(&pager->page);
    sdpi_seen_free(&pager->seen);
    sdpi_release(allocator, pager);
}
