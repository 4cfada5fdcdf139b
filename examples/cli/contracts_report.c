#include "contracts_report.h"

#include <stdlib.h>
#include <string.h>

#include "contracts_days.h"
#include "contracts_facts.h"
#include "errors.h"
#include "json.h"
#include "tasks_rows.h"
#include "tasks_session.h"
#include "verbose.h"
#include "where.h"

/* What contracts in one currency cost. */
typedef struct sum {
    char *currency;
    decimal amount;
} sum;

typedef struct customer {
    char *id;
    char *name;
    int64_t contracts;
    int64_t running;
    int64_t expiring;
    int64_t ended;
    int64_t next_end_ms; /* -1: none ends */
    sum *sums;
    size_t sum_count;
} customer;

typedef struct report {
    task_session session;
    horizon time;
    customer *customers;
    size_t count;
    char **currencies; /* of all of them */
    size_t currency_count;
} report;

/* Customers come by the thousand at most, and contracts of one mostly in a row: the search begins with the last. */
static customer *find_or_add(report *in, const char *id, const char *name)
{
    for (size_t i = in->count; i > 0; i--) {
        if (strcmp(in->customers[i - 1].id, id) == 0) return &in->customers[i - 1];
    }
    in->customers = must_have(realloc(in->customers, (in->count + 1) * sizeof(*in->customers)));
    customer *added = &in->customers[in->count++];
    *added = (customer){.id = copy_part(id, strlen(id)), .name = copy_part(name, strlen(name)), .next_end_ms = -1};
    return added;
}

static int see_customer(void *data, sdp_json *row)
{
    (void)find_or_add(data, contract_text(row, "id"), contract_text(row, "name"));
    sdp_json_free(row);
    return STATUS_DONE;
}

/* The currency as it may stand in a path: its sign may hold anything. */
static char *key_of(const sdp_json *contract)
{
    const char *currency = contract_currency(contract);
    char *key = copy_part(*currency != '\0' ? currency : "?", *currency != '\0' ? strlen(currency) : 1);
    for (char *c = key; *c != '\0'; c++) {
        if (strchr(".[], ", *c) != NULL) *c = '_';
    }
    return key;
}

static sum *sum_of(report *in, customer *of, const sdp_json *contract)
{
    char *key = key_of(contract);
    size_t known = 0;
    for (size_t i = 0; i < of->sum_count; i++) {
        if (strcmp(of->sums[i].currency, key) != 0) continue;
        free(key);
        return &of->sums[i];
    }
    while (known < in->currency_count && strcmp(in->currencies[known], key) != 0) known++;
    if (known == in->currency_count) {
        in->currencies = must_have(realloc(in->currencies, (known + 1) * sizeof(*in->currencies)));
        in->currencies[in->currency_count++] = copy_part(key, strlen(key));
    }
    of->sums = must_have(realloc(of->sums, (of->sum_count + 1) * sizeof(*of->sums)));
    of->sums[of->sum_count] = (sum){.currency = key};
    return &of->sums[of->sum_count++];
}

static void add_running(report *to, customer *of, const sdp_json *contract)
{
    int64_t till_ms;
    decimal cost;
    of->running++;
    if (contract_cost(contract, &cost)) decimal_add(&sum_of(to, of, contract)->amount, &cost);
    decimal_free(&cost);
    if (!contract_time(contract, "active_till", &till_ms)) return;
    if (of->next_end_ms < 0 || till_ms < of->next_end_ms) of->next_end_ms = till_ms;
    if (till_ms < to->time.end_ms && !contract_is_renewed(contract)) of->expiring++;
}

static int see_contract(void *data, sdp_json *row)
{
    report *to = data;
    customer *of = find_or_add(to, contract_text(row, "customer.id"), contract_text(row, "customer.name"));
    const contract_state state = contract_state_at(row, to->time.begin_ms);
    of->contracts++;
    if (state == CONTRACT_RUNNING) add_running(to, of, row);
    if (state == CONTRACT_ENDED) of->ended++;
    sdp_json_free(row);
    return STATUS_DONE;
}

static int compare_customers(const void *a, const void *b)
{
    const customer *one = a;
    const customer *other = b;
    const int order = strcmp(one->name, other->name);
    return order != 0 ? order : strcmp(one->id, other->id);
}

static int compare_currencies(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static sdp_json *row_of(const customer *one)
{
    sdp_json *row = json_new(SDP_JSON_OBJECT);
    text day = {0};
    json_put(row, "customer_id", *one->id != '\0' ? json_text(one->id) : json_new(SDP_JSON_NULL));
    json_put(row, "customer", *one->id != '\0' ? json_text(one->name) : json_new(SDP_JSON_NULL));
    json_put_integer(row, "contracts", one->contracts);
    json_put_integer(row, "active", one->running);
    json_put_integer(row, "expiring", one->expiring);
    json_put_integer(row, "expired", one->ended);
    json_put_integer(row, "other", one->contracts - one->running - one->ended);
    json_put(row, "cost", json_new(SDP_JSON_OBJECT));
    for (size_t i = 0; i < one->sum_count; i++) {
        text path = {0};
        text amount = {0};
        text_printf(&path, "cost.%s", one->sums[i].currency);
        decimal_put(&amount, &one->sums[i].amount, 2);
        json_put_text(row, text_get(&path), text_get(&amount));
        text_free(&path);
        text_free(&amount);
    }
    if (one->next_end_ms >= 0) put_day(&day, one->next_end_ms);
    json_put(row, "next_end", day.size > 0 ? json_text(text_get(&day)) : json_new(SDP_JSON_NULL));
    text_free(&day);
    return row;
}

const char *const contracts_report_columns[] = {"customer_id", "customer", "contracts", "active",   "expiring",
                                                "expired",     "other",    "cost",      "next_end", NULL};

/* How many stand before the costs. */
enum { BEFORE = 7 };

/* Reads --fields, before anybody knows which currencies there are. */
static int choose_fields(const arguments *from, task_rows *to)
{
    const char *names[BEFORE + 4];
    for (size_t i = 0; i < BEFORE; i++) names[i] = contracts_report_columns[i];
    names[BEFORE] = "cost";
    names[BEFORE + 1] = "cost.*";
    names[BEFORE + 2] = "next_end";
    names[BEFORE + 3] = NULL;
    return task_rows_columns(to, from, names, NULL);
}

/* In a table and in CSV the cost of each currency has a column of its own. */
static void spread_cost(const report *of, selection *columns)
{
    selection made = {0};
    for (size_t i = 0; i < columns->count; i++) {
        const bool spread = strcmp(columns->paths[i], "cost") == 0 && of->currency_count > 0;
        for (size_t j = 0; spread && j < of->currency_count; j++) {
            text path = {0};
            text_printf(&path, "cost.%s", of->currencies[j]);
            selection_add(&made, path.data);
        }
        if (!spread) selection_add(&made, copy_part(columns->paths[i], strlen(columns->paths[i])));
    }
    selection_free(columns);
    *columns = made;
}

/* A column for each currency, between those that are always there. */
static int choose_columns(const report *of, const arguments *from, task_rows *rows)
{
    if (from->fields != NULL) {
        if (rows->format == FORMAT_TABLE || rows->format == FORMAT_CSV) spread_cost(of, &rows->columns);
        return STATUS_DONE;
    }
    const char **names = must_have(calloc(BEFORE + of->currency_count + 2, sizeof(*names)));
    char **costs = must_have(calloc(of->currency_count + 1, sizeof(*costs)));
    size_t count = 0;
    for (; count < BEFORE; count++) names[count] = contracts_report_columns[count];
    for (size_t i = 0; i < of->currency_count; i++) {
        text name = {0};
        text_printf(&name, "cost.%s", of->currencies[i]);
        costs[i] = name.data;
        names[count++] = costs[i];
    }
    names[count] = "next_end";
    /* A person reads the name, and can add. */
    const char **few = must_have(calloc(count + 1, sizeof(*few)));
    few[0] = names[1];
    for (size_t i = 3; i <= count; i++) few[i - 2] = names[i];
    const int status = task_rows_columns(rows, from, names, few);
    free(few);
    for (size_t i = 0; i < of->currency_count; i++) free(costs[i]);
    free(costs);
    free(names);
    return status;
}

static int print(report *from, task_rows *rows)
{
    if (from->count > 0) qsort(from->customers, from->count, sizeof(*from->customers), compare_customers);
    if (from->currency_count > 0) {
        qsort(from->currencies, from->currency_count, sizeof(*from->currencies), compare_currencies);
    }
    int status = choose_columns(from, from->session.arguments, rows);
    for (size_t i = 0; i < from->count && status == STATUS_DONE; i++) {
        status = task_rows_add(rows, row_of(&from->customers[i]));
    }
    return status == STATUS_DONE ? task_rows_end(rows) : status;
}

static int gather(report *to, sdp_json *list_info)
{
    sdp_json *customers = task_list_info(NULL);
    sdp_status ended;
    int status = task_walk(&to->session, "contracts", list_info, see_contract, to);
    /* With a condition the report is about those who have such contracts. */
    if (status != STATUS_DONE || to->session.arguments->wheres.count > 0) {
        sdp_json_free(customers);
        return status;
    }
    status = task_try_walk(&to->session, "customers", customers, see_customer, to, &ended);
    if (status != STATUS_DONE || ended == SDP_END) return status;
    /* A login for contracts alone still has a report. */
    if (ended != SDP_E_NOT_FOUND && ended != SDP_E_FORBIDDEN) {
        return task_tell_failure(&to->session);
    }
    verbose_note("customers without contracts are left out, for the customers cannot be listed: %.300s",
                 sdp_error_message(sdp_last_error(to->session.client)));
    return STATUS_DONE;
}

static void free_report(report *from)
{
    for (size_t i = 0; i < from->count; i++) {
        customer *one = &from->customers[i];
        for (size_t j = 0; j < one->sum_count; j++) {
            free(one->sums[j].currency);
            decimal_free(&one->sums[j].amount);
        }
        free(one->sums);
        free(one->id);
        free(one->name);
    }
    for (size_t i = 0; i < from->currency_count; i++) free(from->currencies[i]);
    free(from->customers);
    free(from->currencies);
}

static int run(report *made, const arguments *from, task_rows *rows)
{
    sdp_json *criteria = NULL;
    int status = horizon_read(from, &made->time);
    if (status == STATUS_DONE) status = task_rows_start(rows, from);
    if (status == STATUS_DONE && from->fields != NULL) status = choose_fields(from, rows);
    if (status == STATUS_DONE && from->wheres.count > 0) {
        const sdp_type *type = sdp_operation_output_type(task_operation("contracts", "list"));
        status = where_read_all(type, from->wheres.items, from->wheres.count, from->allow_unknown, &criteria);
    }
    if (status != STATUS_DONE) return status;
    sdp_json *list_info = task_list_info(criteria);
    json_put(list_info, "fields_required", contract_fields());
    json_put_bool(list_info, "get_total_count", true); /* it tells where contracts come and go while they are read */
    status = task_open(&made->session, from, "contracts");
    if (status == STATUS_DONE) {
        status = gather(made, list_info);
    } else {
        sdp_json_free(list_info);
    }
    if (status == STATUS_DONE) status = print(made, rows);
    task_close(&made->session);
    return status;
}

int contracts_report(const arguments *from)
{
    report made = {.count = 0};
    task_rows rows = {0};
    if (from->words.count > 2) {
        return complain(SDP_E_ARGUMENT, "contracts", "contracts report takes options alone, and not '%.60s'",
                        from->words.items[2]);
    }
    const int status = run(&made, from, &rows);
    free_report(&made);
    task_rows_free(&rows);
    return status;
}
