/*
 * Calls, one after the other, in each of the ways that the comparison is about:
 *
 *     bench_calls ROOT CA ROUNDS WAYS CASE:N…
 *
 * CA is a file of certificates, or "-" for clear text. Each round does each case N times in each way. WAYS are
 * separated by commas:
 *
 *     bare     libcurl alone, a kept handle, the library's headers; nothing is built or parsed
 *     cjson    the same, and cJSON_ParseWithLength and cJSON_Delete on each answer
 *     hand     the same, the request built with cJSON and curl_easy_escape, each member looked up and copied
 *     fresh    as hand, with a new handle for each call, as generated clients do
 *     typed    libsdp
 *
 * A line for each way of each case: case, way, median of nanoseconds a call, allocations a call. The last line has the
 * peak of the memory, in KiB. Callgrind dumps before and behind each round of a way; see measure.h.
 */
#define _POSIX_C_SOURCE 200809L

#include <sys/resource.h>

#include <cjson/cJSON.h>

#include "bare.h"
#include "measure.h"

enum { MOST_ROUNDS = 64, MOST_CASES = 8, PRODUCTS = 10000 };

#define ID "2296212508943217" /* of the vendor's page */
#define ROWS_FROM "input_data=%7B%22list_info%22%3A%7B%22row_count%22%3A100%2C%22start_index%22%3A"

typedef struct job job;

typedef struct world {
    const char *root;
    const char *ca;
    CURL *curl;
    struct curl_slist *headers[2]; /* of a GET, and of a POST */
    sdp_client *client;
    bare_body received;
    long looked_up;
    const job *set; /* what the kept handle asks for */
    int set_row;
} world;

struct job {
    const char *name;
    const char *path;
    const char *member; /* of the answer */
    const char *type;
    int (*typed)(world *w);
    int posts;
    int rows; /* of a list */
};

static int typed_product(world *w)
{
    const sdp_product *product = NULL;
    int good = sdp_product_get(w->client, ID, NULL, &product) == SDP_OK && product->name != NULL;
    sdp_product_free(product);
    return good;
}

static int typed_contract(world *w)
{
    const sdp_contract *contract = NULL;
    int good = sdp_contract_get(w->client, ID, NULL, &contract) == SDP_OK && contract->name != NULL;
    sdp_contract_free(contract);
    return good;
}

static int typed_add(world *w)
{
    const sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation", .id = "1893410493717337");
    const sdp_software software = SDP_SOFTWARE(.name = "test-name", .id = "1537003994714405");
    const sdp_product input = SDP_PRODUCT(.is_laptop = SDP_FALSE, .part_no = "test-part_no",
                                          .comments = "test-comments", .product_type = &type, .software = &software,
                                          .name = "test-name", .manufacturer = "test-manufacturer");
    const sdp_product *product = NULL;
    int good = sdp_product_add(w->client, &input, NULL, &product) == SDP_OK && product->id != NULL;
    sdp_product_free(product);
    return good;
}

static int typed_list(world *w)
{
    const sdp_query query = SDP_QUERY(.row_count = 100);
    sdp_pager *pager = NULL;
    const sdp_contract *row = NULL;
    int rows = 0;
    sdp_status status = sdp_contract_list(w->client, &query, NULL, &pager);
    while (status == SDP_OK && (status = sdp_contract_next(pager, &row)) == SDP_OK) rows += row->name != NULL;
    sdp_pager_free(pager);
    return status == SDP_END && rows == 100;
}

static int typed_walk(world *w)
{
    const sdp_query query = SDP_QUERY(.row_count = 100);
    sdp_pager *pager = NULL;
    const sdp_product *row = NULL;
    int rows = 0;
    sdp_status status = sdp_product_list(w->client, &query, NULL, &pager);
    while (status == SDP_OK && (status = sdp_product_next(pager, &row)) == SDP_OK) rows += row->name != NULL;
    sdp_pager_free(pager);
    return status == SDP_END && rows == PRODUCTS;
}

static const job jobs[] = {
    {"product", "/products/" ID, "product", "product", typed_product, 0, 0},
    {"contract", "/contracts/" ID, "contract", "contract", typed_contract, 0, 0},
    {"add", "/products", "product", "product", typed_add, 1, 0},
    {"list", "/contracts?" ROWS_FROM, "contracts", "contract", typed_list, 0, 100},
    {"walk", "/products?" ROWS_FROM, "products", "product", typed_walk, 0, PRODUCTS},
};

/* What a client does that was written by hand: it looks each member up, and copies its text. */
static void look_up(world *w, const cJSON *object, const sdp_type *type)
{
    const sdp_field *field;
    for (size_t i = 0; (field = sdp_type_field(type, i)) != NULL; i++) {
        const cJSON *node = cJSON_GetObjectItemCaseSensitive(object, sdp_field_name(field));
        if (cJSON_IsString(node)) {
            char *copy = strdup(node->valuestring);
            w->looked_up += copy != NULL;
            free(copy);
        } else if (cJSON_IsObject(node) && sdp_field_kind(field) == SDP_KIND_OBJECT) {
            look_up(w, node, sdp_field_type(field));
        }
    }
}

static int read_answer(world *w, const job *j, int looks_up)
{
    cJSON *json = cJSON_ParseWithLength(w->received.bytes, w->received.size);
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(json, j->member);
    if (looks_up && cJSON_IsArray(found)) {
        for (const cJSON *row = found->child; row != NULL; row = row->next) {
            look_up(w, row, sdp_type_by_name(j->type));
        }
    } else if (looks_up && found != NULL) {
        look_up(w, found, sdp_type_by_name(j->type));
    }
    cJSON_Delete(json);
    return found != NULL;
}

static char *build_body(CURL *curl)
{
    cJSON *root = cJSON_CreateObject();
    cJSON *product = cJSON_AddObjectToObject(root, "product");
    cJSON_AddFalseToObject(product, "is_laptop");
    cJSON_AddStringToObject(product, "part_no", "test-part_no");
    cJSON_AddStringToObject(product, "comments", "test-comments");
    cJSON *type = cJSON_AddObjectToObject(product, "product_type");
    cJSON_AddStringToObject(type, "name", "Workstation");
    cJSON_AddStringToObject(type, "id", "1893410493717337");
    cJSON *software = cJSON_AddObjectToObject(product, "software");
    cJSON_AddStringToObject(software, "name", "test-name");
    cJSON_AddStringToObject(software, "id", "1537003994714405");
    cJSON_AddStringToObject(product, "name", "test-name");
    cJSON_AddStringToObject(product, "manufacturer", "test-manufacturer");
    char *printed = cJSON_PrintUnformatted(root);
    char *escaped = curl_easy_escape(curl, printed, 0);
    size_t size = strlen(escaped) + sizeof "input_data=";
    char *body = malloc(size);
    snprintf(body, size, "input_data=%s", escaped);
    curl_free(escaped);
    cJSON_free(printed);
    cJSON_Delete(root);
    return body;
}

enum { PARSES = 1, BUILDS = 2, LOOKS_UP = 4, IS_NEW = 8 };

/* The kept handle is told again only what changes. */
static void set_request(world *w, CURL *curl, const job *j, const char *body, int first_row)
{
    char url[512];
    int size = snprintf(url, sizeof url, "%s/api/v3%s", w->root, j->path);
    if (j->rows > 0) snprintf(url + size, sizeof url - (size_t)size, "%d%%7D%%7D", first_row);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    if (body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    } else {
        curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    }
    if (curl != w->curl) return;
    w->set = j;
    w->set_row = first_row;
}

static int request(world *w, CURL *curl, const job *j, const char *body, int flags, int first_row)
{
    if (curl != w->curl || w->set != j || w->set_row != first_row) {
        set_request(w, curl, j, body, first_row);
    } else if (flags & BUILDS && body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    }
    w->received.size = 0;
    CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK) fprintf(stderr, "%s: %s\n", j->name, curl_easy_strerror(code));
    return code == CURLE_OK && (!(flags & PARSES) || read_answer(w, j, flags & LOOKS_UP));
}

static int call_by_hand(world *w, const job *j, const char *body, int flags)
{
    CURL *curl = w->curl;
    struct curl_slist *headers = NULL;
    char *built = NULL;
    int good = 1;
    if (flags & IS_NEW) {
        headers = bare_headers(j->posts);
        curl = bare_handle(headers, w->ca, &w->received);
    }
    if (j->posts && (flags & BUILDS)) body = built = build_body(curl);
    for (int row = 1; good && row <= (j->rows > 0 ? j->rows : 1); row += 100) {
        good = request(w, curl, j, body, flags, row);
    }
    free(built);
    if (!(flags & IS_NEW)) return good;
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return good;
}

static int flags_of(const char *way)
{
    if (strcmp(way, "bare") == 0) return 0;
    if (strcmp(way, "cjson") == 0) return PARSES;
    if (strcmp(way, "hand") == 0) return PARSES | BUILDS | LOOKS_UP;
    if (strcmp(way, "fresh") == 0) return PARSES | BUILDS | LOOKS_UP | IS_NEW;
    return -1;
}

/* One round tells the allocations, since all of a way are alike. */
static int repeat(world *w, const job *j, const char *way, long times, int64_t *time, double *allocations)
{
    const int flags = flags_of(way);
    char *body = j->posts ? build_body(w->curl) : NULL;
    int64_t start = 0;
    long before = 0;
    int good = 1;
    w->set = NULL; /* the body is another one */
    curl_easy_setopt(w->curl, CURLOPT_HTTPHEADER, w->headers[j->posts]);
    for (long i = -1; i < times && good; i++) {
        if (i == 0) { /* the first call only warms */
            measure_mark();
            before = measure_allocations;
            start = measure_now();
        }
        good = flags < 0 ? j->typed(w) : call_by_hand(w, j, body, flags);
    }
    *time = (measure_now() - start) / times;
    *allocations = (double)(measure_allocations - before) / (double)times;
    measure_mark();
    free(body);
    if (!good) fprintf(stderr, "%s %s: %s\n", j->name, way, sdp_error_message(sdp_last_error(w->client)));
    return good;
}

static int compare(const void *a, const void *b)
{
    const int64_t first = *(const int64_t *)a;
    const int64_t second = *(const int64_t *)b;
    return (first > second) - (first < second);
}

static int run(world *w, int rounds, char **ways, int way_count, const char *const *cases, int case_count)
{
    static int64_t times[MOST_CASES][MOST_CASES][MOST_ROUNDS];
    static double allocations[MOST_CASES][MOST_CASES];
    for (int round = 0; round < rounds; round++) {
        for (int c = 0; c < case_count * way_count; c++) {
            char name[32] = "";
            long n = 0;
            int row = c / way_count;
            int way = c % way_count;
            const job *j = NULL;
            sscanf(cases[row], "%31[a-z]:%ld", name, &n);
            for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
                if (strcmp(jobs[i].name, name) == 0) j = &jobs[i];
            }
            if (j == NULL || n < 1) return 0;
            if (!repeat(w, j, ways[way], n, &times[row][way][round], &allocations[row][way])) return 0;
        }
    }
    for (int row = 0; row < case_count; row++) {
        for (int way = 0; way < way_count; way++) {
            qsort(times[row][way], (size_t)rounds, sizeof(int64_t), compare);
            printf("%s %s %lld %.4f\n", cases[row], ways[way], (long long)times[row][way][rounds / 2],
                   allocations[row][way]);
        }
    }
    return 1;
}

int main(int count, char **arguments)
{
    static world w;
    char *ways[MOST_CASES];
    int way_count = 0;
    struct rusage usage;
    if (count < 6 || count - 5 > MOST_CASES) return 2;
    w.root = arguments[1];
    w.ca = strcmp(arguments[2], "-") == 0 ? NULL : arguments[2];
    for (char *way = strtok(arguments[4], ","); way != NULL && way_count < MOST_CASES; way = strtok(NULL, ",")) {
        ways[way_count++] = way;
    }
    int rounds = atoi(arguments[3]);
    if (rounds < 1 || rounds > MOST_ROUNDS) return 2;
    for (int posts = 0; posts < 2; posts++) w.headers[posts] = bare_headers(posts);
    w.curl = bare_handle(w.headers[0], w.ca, &w.received);
    w.client = bare_client(w.root, w.ca);
    int good = run(&w, rounds, ways, way_count, (const char *const *)arguments + 5, count - 5);
    sdp_client_free(w.client);
    for (int posts = 0; posts < 2; posts++) curl_slist_free_all(w.headers[posts]);
    curl_easy_cleanup(w.curl);
    getrusage(RUSAGE_SELF, &usage);
    printf("peak %ld\n", usage.ru_maxrss);
    return !good;
}
