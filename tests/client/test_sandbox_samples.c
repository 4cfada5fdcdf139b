/* Every documented operation as the vendor's page prints it, against --seed-data vendor: it is answered with success,
   and the answer has the members, the nulls and the kinds of values that the page prints. With --strict too, but for
   what live servers were seen to refuse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/ask.h"
#include "support/sandbox.h"

#include <cjson/cJSON.h>

/* What a sample is sent to, and where its printed answer shows another state than the sandbox's: members that other
   samples had changed before the vendor took the picture. */
static const struct sample {
    const char *operation;
    const char *id;
    const char *elsewhere; /* members that may be null or a list of another length, separated by blanks */
    long strict;           /* the HTTP status with --strict, where a live server was seen to refuse it; 0: as without */
} samples[] = {
    {"customers.add", NULL, "email_id country city door_no fax website mobile phone_number", 0},
    {"customers.edit", "100000000000052115", "", 0},
    {"customers.get", "100000000000052115", "", 0},
    {"customers.list", NULL, "", 0},
    {"customers.add_service_url", "100000000000052115", "", 0},
    {"customers.delete_service_url", "100000000000052115", "", 0},
    {"customers.move_to_trash", "100000000000044788", "", 0},
    {"customers.restore_from_trash", "100000000000042918", "", 0},
    {"contracts.add", NULL, "mobile phone", 0},
    {"contracts.edit", "100000000000037183", "assets software_licenses", 0},
    {"contracts.get", "100000000000037183", "", 0},
    {"contracts.list", NULL, "", 0},
    {"contracts.delete", "100000000000036351", "", 0},
    {"contracts.move_to_trash", "100000000000037365", "", 0},
    {"contracts.renew", "100000000000036383", "", 0},
    {"contracts.associate_assets", "100000000000033283", "", 0},
    {"contracts.email_vendor", "100000000000033283", "", 0},
    {"contracts.associate_software_licenses", "100000000000036061", "", 0},
    {"contracts.dissociate_assets", "100000000000033283", "", 500},
    {"contracts.associate_child_contract", "100000000000033283", "", 0},
    {"contracts.cancel", "100000000000037183", "", 0},
    {"contracts.upload_attachment", "100000000000033283", "", 0},
    {"contracts.dissociate_software_licenses", "100000000000036061", "", 500},
    {"contracts.dissociate_child_contract", "100000000000033283", "", 500},
    {"contracts.email_owner", "100000000000033283", "", 0},
    {"contracts.restore_from_trash", "100000000000037365", "", 0},
    {"products.add", NULL, "category type depreciation_detail manufacturer comments", 0},
    {"products.edit", "2389334491499884", "", 0},
    {"products.get", "2296212508943217", "", 0},
    {"products.list", NULL, "", 0},
    {"products.delete", "2390004684229909", "", 0},
};

#define SAMPLES (sizeof(samples) / sizeof(samples[0]))

static char *read_file(const char *name)
{
    char path[400];
    char *content = calloc(1, 65536);
    snprintf(path, sizeof(path), SDP_FIXTURES_DIR "/%s", name);
    FILE *file = fopen(path, "rb");
    if (!file || !content) fail_msg("%s cannot be read", path);
    size_t size = fread(content, 1, 65535, file);
    fclose(file);
    content[size] = '\0';
    return content;
}

static int has_word(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; (at = strstr(at, word)); at += length) {
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0')) return 1;
    }
    return 0;
}

static void compare(const char *elsewhere, const cJSON *should, const cJSON *is, const char *path);

static void compare_objects(const char *elsewhere, const cJSON *should, const cJSON *is, const char *path)
{
    char here[300];
    for (const cJSON *member = is->child; member; member = member->next) {
        if (!cJSON_GetObjectItemCaseSensitive(should, member->string))
            fail_msg("%s.%s: not printed", path, member->string);
    }
    for (const cJSON *member = should->child; member; member = member->next) {
        const cJSON *own = cJSON_GetObjectItemCaseSensitive(is, member->string);
        snprintf(here, sizeof(here), "%s.%s", path, member->string);
        if (!own) {
            fail_msg("%s: missing", here);
            return;
        }
        if (!has_word(elsewhere, member->string)) compare(elsewhere, member, own, here);
    }
}

/* Items are compared with the printed one of the same id, or with the first one. */
static void compare_arrays(const char *elsewhere, const cJSON *should, const cJSON *is, const char *path)
{
    if (cJSON_GetArraySize(should) == 0 || cJSON_GetArraySize(is) == 0) {
        if (cJSON_GetArraySize(should) != cJSON_GetArraySize(is)) fail_msg("%s: one is empty", path);
        return;
    }
    int compared = 0;
    for (const cJSON *item = is->child; item; item = item->next) {
        const char *id = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(item, "id"));
        for (const cJSON *printed = should->child; printed; printed = printed->next) {
            const char *other = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(printed, "id"));
            if (!id || !other || strcmp(id, other) == 0) {
                compare(elsewhere, printed, item, path);
                compared++;
                break;
            }
        }
    }
    if (!compared && strstr(path, "notify_days") == NULL && strstr(path, "auto_renew") == NULL) {
        fail_msg("%s: no item in common", path);
    }
}

static void compare(const char *elsewhere, const cJSON *should, const cJSON *is, const char *path)
{
    int bools = cJSON_IsBool(should) && cJSON_IsBool(is);
    if (!bools && (should->type & 0xFF) != (is->type & 0xFF)) fail_msg("%s: of another kind than printed", path);
    if (cJSON_IsObject(should)) compare_objects(elsewhere, should, is, path);
    if (cJSON_IsArray(should)) compare_arrays(elsewhere, should, is, path);
}

static const cJSON *find(const cJSON *operations, const char *name)
{
    for (const cJSON *at = operations->child; at; at = at->next) {
        if (strcmp(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(at, "operation")), name) == 0) return at;
    }
    fail_msg("%s is not documented", name);
    return NULL;
}

/* The printed path with an id in the place of what is in braces, and with a portal. */
static void write_path(const cJSON *operation, const char *id, char *out, size_t size)
{
    const char *from = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(operation, "url_as_documented"));
    size_t length = 0;
    out[0] = '\0';
    while (*from && length + 1 < size) {
        const char *with = *from == '{' ? id : *from == '<' ? "itdesk" : NULL;
        if (with) {
            length += (size_t)snprintf(out + length, size - length, "%s", with);
            from = strchr(from, *from == '{' ? '}' : '>') + 1;
        } else {
            out[length++] = *from++;
            out[length] = '\0';
        }
    }
}

static reply send(const cJSON *operation, const char *path)
{
    const char *method = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(operation, "method"));
    const char *input = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(operation, "input_data"));
    if (cJSON_GetObjectItemCaseSensitive(operation, "multipart")) {
        const ask_part parts[] = {{"filename", "00f13d1f7cd9ca47c8eb4b6fdb89b0ee.jpg", "image/jpeg", NULL, 241480},
                                  {"addtoattachment", NULL, NULL, "true", 4}};
        return ask_upload(path, parts, 2);
    }
    if (!input || !strstr(input, ".json")) return ask(method, path, input);
    char *printed = read_file(input);
    size_t size = strlen(printed) + 16;
    char *body = malloc(size);
    assert_non_null(body);
    snprintf(body, size, "input_data=%s", printed);
    /* As curl's -d sends it: not percent-encoded. */
    reply got = ask_raw(method, path, body, strlen(body), NULL);
    free(printed);
    free(body);
    return got;
}

static void run(const cJSON *operation, const struct sample *is, int strict)
{
    char path[300];
    write_path(operation, is->id, path, sizeof(path));
    reply got = send(operation, path);
    if (strict && is->strict) {
        if (got.status != is->strict) fail_msg("%s: HTTP %ld with --strict", is->operation, got.status);
        ask_free(&got);
        return;
    }
    if (got.failure || got.status != 200 || !strstr(got.body, "\"status\":\"success\"")) {
        fail_msg("%s: %d, HTTP %ld %s", is->operation, got.failure, got.status, got.body);
    }
    char *printed = read_file(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(operation, "response")));
    cJSON *should = cJSON_Parse(printed);
    cJSON *own = cJSON_Parse(got.body);
    assert_non_null(should);
    assert_non_null(own);
    compare(is->elsewhere, should, own, is->operation);
    cJSON_Delete(should);
    cJSON_Delete(own);
    free(printed);
    ask_free(&got);
}

static cJSON *read_operations(void)
{
    char *printed = read_file("operations.json");
    cJSON *operations = cJSON_Parse(printed);
    free(printed);
    assert_non_null(operations);
    return operations;
}

static void run_all(sandbox *box, int strict)
{
    cJSON *operations = read_operations();
    ask_begin(sandbox_root(box));
    for (size_t i = 0; i < SAMPLES; i++) run(find(operations, samples[i].operation), &samples[i], strict);
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
    cJSON_Delete(operations);
}

static void samples_run_in_the_order_of_the_pages(void **state)
{
    (void)state;
    run_all(SANDBOX("--seed-data", "vendor"), 0);
}

static void samples_run_with_strict(void **state)
{
    (void)state;
    run_all(SANDBOX("--seed-data", "vendor", "--strict"), 1);
}

/* No documented operation is left out, but for those of NeuCRM, which have tests of their own. */
static void samples_are_complete(void **state)
{
    (void)state;
    cJSON *operations = read_operations();
    size_t documented = 0;
    for (const cJSON *at = operations->child; at; at = at->next) {
        const char *name = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(at, "operation"));
        if (strncmp(name, "neucrm.", 7) != 0) documented++;
    }
    assert_int_equal(documented, SAMPLES);
    cJSON_Delete(operations);
}

static void values_are_those_of_the_page(const char *operation, const char *path)
{
    char name[80];
    snprintf(name, sizeof(name), "%s.response.json", operation);
    char *printed = read_file(name);
    reply got = ask("GET", path, NULL);
    cJSON *should = cJSON_Parse(printed);
    cJSON *own = cJSON_Parse(got.body);
    if (!cJSON_Compare(should, own, 1)) fail_msg("%s: %s", operation, got.body);
    cJSON_Delete(should);
    cJSON_Delete(own);
    free(printed);
    ask_free(&got);
}

static void what_is_read_is_as_printed(void **state)
{
    (void)state;
    sandbox *box = SANDBOX("--seed-data", "vendor");
    ask_begin(sandbox_root(box));
    values_are_those_of_the_page("customers/get", "/customers/100000000000052115");
    values_are_those_of_the_page("contracts/get", "/contracts/100000000000037183");
    ask_end();
    assert_int_equal(sandbox_stop(box), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_run_in_the_order_of_the_pages),
        cmocka_unit_test(samples_run_with_strict),
        cmocka_unit_test(samples_are_complete),
        cmocka_unit_test(what_is_read_is_as_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
