/* An ordinary program, which callers.py compiles against older, present and newer headers and runs with the present
   library. Each struct that it gives away ends where its memory ends: a library that reads or writes one byte more
   than the program knew of is stopped by the machine. A struct of newer headers has the member from_the_future. */
#define _DEFAULT_SOURCE
#include <sdp/sdp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define EXPECT(what) expect((what), #what, __LINE__)
/* A copy at the end of memory, in place of the address of a struct. */
#define AT(struct_) at_the_edge(&(struct_), sizeof(struct_))
#define ID "100000000000000001"

/* The least that the library has of a struct that it passes in. */
#ifdef FROM_THE_FUTURE
#define KNOWN(type) offsetof(type, from_the_future)
#else
#define KNOWN(type) sizeof(type)
#endif

static void expect(int holds, const char *what, int line)
{
    if (holds) return;
    fprintf(stderr, "program.c:%d: %s\n", line, what);
    exit(EXIT_FAILURE);
}

static void *at_the_edge(const void *value, size_t size)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t room = (size + page - 1) / page * page;
    char *memory = mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(memory != MAP_FAILED && mprotect(memory + room, page, PROT_NONE) == 0);
    return memcpy(memory + room - size, value, size);
}

/* The calls that follow must succeed; what went wrong otherwise. */
static void must(sdp_client *client, sdp_status status, int line)
{
    if (status == SDP_OK) return;
    fprintf(stderr, "program.c:%d: %s: %s\n", line, sdp_status_name(status), sdp_error_message(sdp_last_error(client)));
    exit(EXIT_FAILURE);
}
#define MUST(call) must(client, (call), __LINE__)

static void take_event(void *user_data, const sdp_event *event)
{
    int *events = user_data;
    EXPECT(event->size >= KNOWN(sdp_event) && event->attempt >= 1);
    ++*events;
}

static sdp_client *connect_to_sandbox(void)
{
    sdp_client *client = NULL;
    sdp_auth *auth = NULL;
    EXPECT(sdp_auth_new_token(getenv("SDP_ACCESS_TOKEN"), NULL, &auth) == SDP_OK);
    sdp_config config = SDP_CONFIG(.base_url = getenv("SDP_BASE_URL"), .auth = auth, .max_retries = -1);
    EXPECT(sdp_client_new(AT(config), NULL, &client) == SDP_OK);
    sdp_auth_free(auth);
    return client;
}

/* Sends, receives, prints, copies; what comes from the library may have more members than the program knows. */
static void use_products(sdp_client *client)
{
    const sdp_product *out = NULL;
    const sdp_product *copy = NULL;
    char *json = NULL;
    sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation");
    sdp_product input =
        SDP_PRODUCT(.name = "Program of another year", .manufacturer = "Lenovo", .product_type = AT(type));
    sdp_options options = SDP_OPTIONS(.timeout_ms = 30000, .tag = "abi");
    MUST(sdp_product_add(client, AT(input), AT(options), &out));
    EXPECT(strcmp(out->name, input.name) == 0 && strcmp(out->product_type->name, "Workstation") == 0);
    EXPECT(out->head.size == sdp_type_size(sdp_type_by_name("product")));
    EXPECT(sdp_product_copy(out, NULL, &copy) == SDP_OK && strcmp(copy->manufacturer, "Lenovo") == 0);
    EXPECT(sdp_entity_to_json(out, 0, NULL, &json) == SDP_OK && strstr(json, "depreciation_detail") != NULL);
    sdp_text_free(json);

    sdp_product change = SDP_PRODUCT(.part_no = "30GS");
    const sdp_product *edited = NULL;
    MUST(sdp_product_edit(client, out->id, AT(change), NULL, &edited));
    EXPECT(strcmp(edited->part_no, "30GS") == 0);
    MUST(sdp_product_delete(client, out->id, NULL));
    sdp_product_free(edited);
    sdp_product_free(copy);
    sdp_product_free(out);
}

/* What the program made itself is printed, copied and asked for members that it may not know. */
static void use_own_struct(void)
{
    const sdp_product *copy = NULL;
    char *json = NULL;
    char *value = NULL;
    sdp_product input = SDP_PRODUCT(.name = "x", .is_laptop = SDP_FALSE);
    const sdp_product *own = AT(input);
    EXPECT(sdp_entity_to_json(own, 0, NULL, &json) == SDP_OK);
    EXPECT(strcmp(json, "{\"is_laptop\":false,\"name\":\"x\"}") == 0);
    sdp_text_free(json);
    EXPECT(sdp_product_copy(own, NULL, &copy) == SDP_OK && strcmp(copy->name, "x") == 0);
    sdp_product_free(copy);
    EXPECT(sdp_field_state(own, "depreciation_detail") == SDP_STATE_ABSENT);
    EXPECT(sdp_field_state(own, "category.name") == SDP_STATE_ABSENT);
    EXPECT(sdp_entity_get(own, "depreciation_detail", NULL, &value) == SDP_OK && value == NULL);
    sdp_product_free(own); /* leaves the caller's own alone */
}

static void use_contracts(sdp_client *client)
{
    const sdp_contract *out = NULL;
    const sdp_upload *uploaded = NULL;
    sdp_vendor vendor = SDP_VENDOR(.name = "Canon");
    sdp_user owner = SDP_USER(.email_id = "john.doe@abcmail.com");
    sdp_contract input = SDP_CONTRACT(.name = "Copiers of another year", .vendor = AT(vendor), .owner = AT(owner),
                                      .is_definite = SDP_FALSE, .active_from = SDP_TIME(1767225600000));
    MUST(sdp_contract_add(client, AT(input), NULL, &out));
    EXPECT(out->owner != NULL && strcmp(out->owner->email_id, owner.email_id) == 0);

    sdp_file file = SDP_FILE(.memory = "contents", .memory_size = 8, .name = "notes.txt");
    MUST(sdp_contract_upload_attachment(client, out->id, AT(file), NULL, &uploaded));
    EXPECT(uploaded->files.count == 1 && strcmp(uploaded->files.items[0]->name, "notes.txt") == 0);
    sdp_upload_free(uploaded);
    MUST(sdp_contract_delete(client, out->id, NULL));
    sdp_contract_free(out);
}

static void use_lists(sdp_client *client)
{
    sdp_pager *pager = NULL;
    const sdp_product *row = NULL;
    sdp_query query = SDP_QUERY(.row_count = 2, .sort_field = "name", .get_total_count = SDP_TRUE);
    MUST(sdp_product_list(client, AT(query), NULL, &pager));
    MUST(sdp_product_next(pager, &row));
    EXPECT(row->name != NULL);
    sdp_page_info plain = {.size = sizeof plain};
    sdp_page_info *info = AT(plain);
    EXPECT(sdp_pager_get_info(pager, info) == SDP_OK);
    EXPECT(info->size <= sizeof plain && info->page_number == 1 && info->row_count <= 2 && info->total_count >= 1);
    sdp_pager_free(pager);
}

static void use_batch(sdp_client *client)
{
    sdp_batch *batch = NULL;
    int64_t number = -1;
    const char *ids[] = {ID};
    sdp_options options = SDP_OPTIONS(.tag = "one");
    sdp_batch_config config = SDP_BATCH_CONFIG(.concurrency = 2, .in_order = 1);
    MUST(sdp_batch_new(client, AT(config), &batch));
    MUST(sdp_batch_add(batch, "products.get", ids, 1, NULL, AT(options), &number));
    sdp_batch_result plain = {.size = sizeof plain};
    sdp_batch_result *result = AT(plain);
    MUST(sdp_batch_next(batch, result));
    EXPECT(result->size <= sizeof plain && result->number == number && strcmp(result->tag, "one") == 0);
    EXPECT(result->status == SDP_E_REFUSED || result->status == SDP_E_NOT_FOUND);
    sdp_batch_progress known = {.size = sizeof known};
    sdp_batch_progress *progress = AT(known);
    EXPECT(sdp_batch_get_progress(batch, progress) == SDP_OK && progress->added == 1 && progress->done == 1);
    sdp_batch_free(batch);
}

/* A transport and a token store of the program's own: tables of functions, which also grow. */
typedef struct own_transport {
    int woken_or_freed; /* first: count_call() knows no more */
    int starts;
    sdp_done_fn done;
    void *user_data;
} own_transport;

/* The first one is refused at once, the second one fails later. */
static sdp_status start_own(void *opaque, const sdp_request *request, sdp_done_fn done, void *user_data,
                            void **transfer)
{
    own_transport *self = opaque;
    EXPECT(request->size >= KNOWN(sdp_request) && strcmp(request->method, "GET") == 0);
    if (++self->starts == 1) return SDP_E_CONNECT;
    self->done = done;
    self->user_data = user_data;
    *transfer = self;
    return SDP_OK;
}
static sdp_status poll_own(void *opaque, int64_t timeout_ms)
{
    own_transport *self = opaque;
    sdp_response response = {
        .size = sizeof response, .status = SDP_E_RESOLVE, .sent = SDP_SENT_NOTHING, .message = "nobody knows it"};
    (void)timeout_ms;
    if (self->done != NULL) self->done(self->user_data, AT(response));
    self->done = NULL;
    return SDP_OK;
}
static int32_t cancel_nothing(void *self, void *transfer)
{
    (void)self, (void)transfer;
    return SDP_SENT_NOTHING;
}
static void count_call(void *self)
{
    ++*(int *)self;
}

static void use_own_transport(void)
{
    own_transport own = {0};
    int events = 0;
    sdp_client *client = NULL;
    sdp_client *sibling = NULL;
    const sdp_product *out = NULL;
    sdp_transport *transport = NULL;
    sdp_transport_ops ops = {.size = sizeof ops,
                             .start = start_own,
                             .poll = poll_own,
                             .cancel = cancel_nothing,
                             .wakeup = count_call,
                             .destroy = count_call};
    EXPECT(sdp_transport_new(AT(ops), &own, NULL, &transport) == SDP_OK);
    sdp_config config = SDP_CONFIG(.base_url = "http://127.0.0.1:1", .transport = transport, .max_retries = -1,
                                   .event = take_event, .event_data = &events);
    EXPECT(sdp_client_new(AT(config), NULL, &client) == SDP_OK);
    EXPECT(sdp_product_get(client, ID, NULL, &out) == SDP_E_CONNECT && out == NULL && events == 1);
    EXPECT(sdp_product_get(client, ID, NULL, &out) == SDP_E_RESOLVE && out == NULL && events == 2);
    EXPECT(sdp_error_by_proxy(sdp_last_error(client)) == 0);
    EXPECT(sdp_client_dup(client, &sibling) != SDP_OK && sibling == NULL); /* its table has no dup() */
    sdp_client_free(client);
    EXPECT(own.woken_or_freed >= 1);
}

static sdp_status load_nothing(void *self, const char *key, const char **record)
{
    (void)self, (void)key;
    *record = NULL;
    return SDP_OK;
}
static sdp_status save_nothing(void *self, const char *key, const char *record)
{
    (void)self, (void)key, (void)record;
    return SDP_OK;
}
static sdp_status lock_nothing(void *self, const char *key)
{
    (void)self, (void)key;
    return SDP_OK;
}
static void unlock_nothing(void *self, const char *key)
{
    (void)self, (void)key;
}

static void use_oauth(void)
{
    sdp_token_store *store = NULL;
    sdp_auth *auth = NULL;
    sdp_token_store_ops ops = {
        .size = sizeof ops, .load = load_nothing, .save = save_nothing, .lock = lock_nothing, .unlock = unlock_nothing};
    EXPECT(sdp_token_store_new(AT(ops), NULL, NULL, &store) == SDP_OK);
    sdp_oauth oauth = SDP_OAUTH(.client_id = "1000.X", .client_secret = "y", .refresh_token = "1000.z", .store = store);
    EXPECT(sdp_auth_new_oauth(AT(oauth), NULL, &auth) == SDP_OK);
    sdp_login_state plain = {.size = sizeof plain};
    sdp_login_state *state = AT(plain);
    EXPECT(sdp_auth_get_state(auth, NULL, state) == SDP_OK && state->can_renew == 1);
    EXPECT(state->size <= sizeof plain && state->expires_ms == 0);
    sdp_auth_free(auth);
    sdp_token_store_free(store);
}

static void use_neucrm(void)
{
    sdp_client *client = NULL;
    sdp_pager *pager = NULL;
    const sdp_neucrm_customer *row = NULL;
    sdp_config http = SDP_CONFIG(.max_retries = -1);
    sdp_neucrm_config config =
        SDP_NEUCRM_CONFIG(.base_url = getenv("NEUCRM_BASE_URL"), .userid = getenv("NEUCRM_USERID"),
                          .api_key = getenv("NEUCRM_API_KEY"), .http = AT(http));
    EXPECT(sdp_neucrm_client_new(AT(config), NULL, &client) == SDP_OK);
    sdp_neucrm_filter filter = SDP_NEUCRM_FILTER(.rows_limit = 5);
    MUST(sdp_neucrm_list(client, AT(filter), NULL, &pager));
    sdp_status status = sdp_neucrm_next(pager, &row);
    EXPECT(status == SDP_END || (status == SDP_OK && row->head.size > 0));
    sdp_pager_free(pager);
    sdp_client_free(client);
}

#ifdef FROM_THE_FUTURE
/* What the present library does not know it refuses in words, instead of leaving it out in silence. */
static void say_too_much(sdp_client *client)
{
    const sdp_product *out = NULL;
    sdp_client *other = NULL;
    sdp_pager *pager = NULL;
    sdp_batch *batch = NULL;
    sdp_auth *auth = NULL;
    sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation", .from_the_future = "x");
    sdp_product nested = SDP_PRODUCT(.name = "x", .product_type = AT(type));
    sdp_product product = SDP_PRODUCT(.name = "x", .from_the_future = "x");
    EXPECT(sdp_product_add(client, AT(product), NULL, &out) == SDP_E_STRUCT && out == NULL);
    EXPECT(strstr(sdp_error_message(sdp_last_error(client)), "does not know") != NULL);
    EXPECT(sdp_product_add(client, AT(nested), NULL, &out) == SDP_E_STRUCT && out == NULL);
    EXPECT(sdp_product_copy(AT(product), NULL, &out) == SDP_E_STRUCT && out == NULL);
    sdp_options options = SDP_OPTIONS(.from_the_future = "x");
    EXPECT(sdp_product_get(client, ID, AT(options), &out) == SDP_E_STRUCT && out == NULL);
    sdp_query query = SDP_QUERY(.from_the_future = "x");
    EXPECT(sdp_product_list(client, AT(query), NULL, &pager) == SDP_E_STRUCT && pager == NULL);
    sdp_batch_config batching = SDP_BATCH_CONFIG(.from_the_future = "x");
    EXPECT(sdp_batch_new(client, AT(batching), &batch) == SDP_E_STRUCT && batch == NULL);
    sdp_config config = SDP_CONFIG(.base_url = "http://127.0.0.1:1", .from_the_future = "x");
    EXPECT(sdp_client_new(AT(config), NULL, &other) == SDP_E_STRUCT && other == NULL);
    sdp_oauth oauth = SDP_OAUTH(.client_id = "a", .client_secret = "b", .refresh_token = "c", .from_the_future = "x");
    EXPECT(sdp_auth_new_oauth(AT(oauth), NULL, &auth) == SDP_E_STRUCT && auth == NULL);
    sdp_file file = SDP_FILE(.memory = "x", .memory_size = 1, .name = "x", .from_the_future = "x");
    const sdp_upload *uploaded = NULL;
    EXPECT(sdp_customer_upload_image(client, AT(file), NULL, &uploaded) == SDP_E_STRUCT && uploaded == NULL);
    sdp_target target = SDP_TARGET(.path = "/nowhere/x", .from_the_future = "x");
    EXPECT(sdp_download(client, "/x", AT(target), NULL) == SDP_E_STRUCT);
}
#endif

int main(void)
{
    sdp_client *client = connect_to_sandbox();
    use_own_struct();
    use_products(client);
    use_contracts(client);
    use_lists(client);
    use_batch(client);
    use_own_transport();
    use_oauth();
    use_neucrm();
#ifdef FROM_THE_FUTURE
    say_too_much(client);
#endif
    sdp_client_free(client);
    return EXIT_SUCCESS;
}
