#include "contracts_expiring.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contracts_days.h"
#include "contracts_facts.h"
#include "errors.h"
#include "json.h"
#include "tasks_rows.h"
#include "tasks_session.h"
#include "where.h"
#include "width.h"

const char *const contracts_expiring_columns[] = {
    "id",     "display_id",  "name",        "customer_id",    "customer",  "vendor", "type",     "owner",
    "status", "active_from", "active_till", "active_till_ms", "days_left", "cost",   "currency", NULL};
/* Of a table, where the vendor has a place only on a wide screen. */
static const char *const table_columns[] = {"id", "name", "customer", "active_till", "days", "cost", NULL};
static const char *const wide_columns[] = {"id", "name", "customer", "vendor", "active_till", "days", "cost", NULL};

enum { WIDE = 100 };

typedef struct ending {
    int64_t till_ms;
    sdp_json *contract;
} ending;

typedef struct gathering {
    task_session session;
    horizon time;
    ending *items;
    size_t count;
} gathering;

static bool ends_in_time(const sdp_json *contract, const horizon *time, int64_t *till_ms)
{
    return contract_time(contract, "active_till", till_ms) && *till_ms >= time->begin_ms && *till_ms < time->end_ms;
}

static bool is_left_out(const sdp_json *contract, int64_t begin_ms)
{
    const contract_state state = contract_state_at(contract, begin_ms);
    return state == CONTRACT_DRAFT || state == CONTRACT_CANCELED || contract_is_renewed(contract);
}

/* The service may search and choose members as it likes: what counts is looked at here. */
static int see(void *data, sdp_json *row)
{
    gathering *to = data;
    int64_t till_ms = 0;
    if (!ends_in_time(row, &to->time, &till_ms) || is_left_out(row, to->time.begin_ms)) {
        sdp_json_free(row);
        return STATUS_DONE;
    }
    to->items = must_have(realloc(to->items, (to->count + 1) * sizeof(*to->items)));
    to->items[to->count++] = (ending){till_ms, row};
    return STATUS_DONE;
}

/* Lists need not say whether a contract was renewed; reading it does. One that may not be read, or is gone, stays as
   the list has it. Returns an exit status. */
static int find_renewed(gathering *in, const sdp_json *contract, bool *renewed)
{
    sdp_status status;
    *renewed = false;
    if (sdp_json_member(contract, "is_renewed") != NULL) return STATUS_DONE;
    sdp_json *whole = task_call(&in->session, "contracts", "get", contract_text(contract, "id"), NULL, 0, &status);
    if (whole == NULL && !task_is_gap(&in->session, status)) return task_tell_failure(&in->session);
    *renewed = whole != NULL && contract_is_renewed(whole);
    sdp_json_free(whole);
    return STATUS_DONE;
}

/* Before anything is printed, since half a list looks like a whole one. */
static int leave_out_renewed(gathering *in)
{
    int status = STATUS_DONE;
    size_t kept = 0;
    for (size_t i = 0; i < in->count; i++) {
        const ending one = in->items[i];
        bool renewed = false;
        if (status == STATUS_DONE) status = find_renewed(in, one.contract, &renewed);
        if (renewed) {
            sdp_json_free(one.contract);
        } else {
            in->items[kept++] = one;
        }
    }
    in->count = kept;
    return status;
}

static int compare(const void *a, const void *b)
{
    const ending *one = a;
    const ending *other = b;
    if (one->till_ms != other->till_ms) return one->till_ms < other->till_ms ? -1 : 1;
    return strcmp(contract_text(one->contract, "id"), contract_text(other->contract, "id"));
}

static sdp_json *row_of(const ending *one, const horizon *time)
{
    sdp_json *row = json_new(SDP_JSON_OBJECT);
    const sdp_json *contract = one->contract;
    contract_put_text(row, "id", contract, "id");
    contract_put_text(row, "display_id", contract, "display_id.display_value");
    contract_put_text(row, "name", contract, "name");
    contract_put_text(row, "customer_id", contract, "customer.id");
    contract_put_text(row, "customer", contract, "customer.name");
    contract_put_text(row, "vendor", contract, "vendor.name");
    contract_put_text(row, "type", contract, "type.name");
    contract_put_text(row, "owner", contract, "owner.name");
    contract_put_text(row, "status", contract, "status.name");
    contract_put_day(row, "active_from", contract);
    contract_put_day(row, "active_till", contract);
    json_put_integer(row, "active_till_ms", one->till_ms);
    json_put_integer(row, "days_left", days_between(time->begin_ms, one->till_ms));
    contract_put_cost(row, contract);
    return row;
}

/* For people, days have a short name, and an amount its currency. */
static void make_short(sdp_json *row)
{
    text amount = {0};
    const char *cost = contract_text(row, "cost");
    if (*cost != '\0') text_printf(&amount, "%s %s", cost, contract_text(row, "currency"));
    json_put_text(row, "cost", text_get(&amount));
    json_put(row, "days", json_copy(sdp_json_member(row, "days_left")));
    text_free(&amount);
}

static int print(gathering *from, task_rows *rows)
{
    int status = STATUS_DONE;
    if (from->count > 0) qsort(from->items, from->count, sizeof(*from->items), compare);
    for (size_t i = 0; i < from->count && status == STATUS_DONE; i++) {
        sdp_json *row = row_of(&from->items[i], &from->time);
        if (rows->format == FORMAT_TABLE && !rows->chosen) make_short(row);
        status = task_rows_add(rows, row);
    }
    return status == STATUS_DONE ? task_rows_end(rows) : status;
}

/* The conditions of the caller behind those of the time. */
static int make_list_info(const arguments *from, const horizon *time, sdp_json **out)
{
    char begin[64];
    char end[64];
    sdp_json *criteria = NULL;
    const size_t count = from->wheres.count + 2;
    const char **conditions = must_have(calloc(count, sizeof(*conditions)));
    snprintf(begin, sizeof(begin), "active_till >= '%" PRId64 "'", time->begin_ms);
    snprintf(end, sizeof(end), "active_till < '%" PRId64 "'", time->end_ms);
    conditions[0] = begin;
    conditions[1] = end;
    for (size_t i = 0; i < from->wheres.count; i++) conditions[i + 2] = from->wheres.items[i];
    const sdp_type *type = sdp_operation_output_type(task_operation("contracts", "list"));
    const int status = where_read_all(type, conditions, count, from->allow_unknown, &criteria);
    free(conditions);
    *out = NULL;
    if (status != STATUS_DONE) return status;
    *out = task_list_info(criteria);
    json_put_text(*out, "sort_field", "active_till");
    json_put_text(*out, "sort_order", "asc");
    json_put(*out, "fields_required", contract_fields());
    json_put_bool(*out, "get_total_count", true); /* it tells where contracts come and go while they are read */
    return STATUS_DONE;
}

int contracts_expiring(const arguments *from)
{
    gathering all = {.count = 0};
    task_rows rows = {0};
    sdp_json *list_info = NULL;
    if (from->words.count > 2) {
        return complain(SDP_E_ARGUMENT, "contracts", "contracts expiring takes options alone, and not '%.60s'",
                        from->words.items[2]);
    }
    const char *const *few = terminal_width() < WIDE ? table_columns : wide_columns;
    int status = horizon_read(from, &all.time);
    if (status == STATUS_DONE) status = task_rows_start(&rows, from);
    if (status == STATUS_DONE) status = task_rows_columns(&rows, from, contracts_expiring_columns, few);
    if (status == STATUS_DONE) status = make_list_info(from, &all.time, &list_info);
    if (status == STATUS_DONE) {
        status = task_open(&all.session, from, "contracts");
        if (status == STATUS_DONE) {
            status = task_walk(&all.session, "contracts", list_info, see, &all);
            list_info = NULL;
        }
        if (status == STATUS_DONE) status = leave_out_renewed(&all);
        if (status == STATUS_DONE) status = print(&all, &rows);
        task_close(&all.session);
    }
    for (size_t i = 0; i < all.count; i++) sdp_json_free(all.items[i].contract);
    free(all.items);
    sdp_json_free(list_info);
    task_rows_free(&rows);
    return status;
}
