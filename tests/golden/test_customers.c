/* Every request and answer that the vendor's page of customers prints, through the typed functions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "json_equal.h"
#include "replay.h"

#define SUCCESS "{\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}"

static void test_add(void **state)
{
    replay *r = *state;
    const sdp_customer input =
        SDP_CUSTOMER(.name = "Customer A", .description = "Description of the Customer A",
                     .support_email = "customeraa@customerdomain.com", .support_name = "Customer Support Name",
                     .state = "State Bs", .location = "Location AAs", .street = "Customer Street",
                     .landmark = "Near Landmark Xs", .postal_code = "123454");
    const sdp_customer *customer = NULL;
    replay_answer(r, "customers/add.response.json");
    assert_int_equal(sdp_customer_add(r->client, &input, NULL, &customer), SDP_OK);
    replay_expect(r, "customers.add");
    replay_expect_entity(r, customer, "customer");
    assert_string_equal(customer->id, "100000000000052115");
    assert_string_equal(customer->template_->name, "General Customer Template");
    assert_true(sdp_is_false(customer->template_->inactive));
    assert_string_equal(customer->default_site->id, "100000000000052120");
    assert_true(customer->created_time.ms == 1737111264440);
    assert_int_equal(customer->deleted_time.state, SDP_STATE_NULL);
    assert_null(customer->login_logo);
    assert_int_equal(customer->attachments.count, 0);
    assert_non_null(customer->attachments.items);
    assert_int_equal(sdp_json_kind(sdp_json_member(customer->udf_fields, "txt_single_line_field")), SDP_JSON_NULL);
    sdp_customer_free(customer);
}

static void test_edit(void **state)
{
    replay *r = *state;
    const sdp_customer input =
        SDP_CUSTOMER(.name = "Customer A edited", .description = "Description of the Customer A edited",
                     .support_email = "customeraa@customerdomain.com", .support_name = "Customer Support Name edited",
                     .state = "State Bs", .location = "Location AAs", .street = "Customer Streets",
                     .landmark = "Near Landmark Xs", .postal_code = "123454");
    const sdp_customer *customer = NULL;
    replay_answer(r, "customers/edit.response.json");
    assert_int_equal(sdp_customer_edit(r->client, REPLAY_ID, &input, NULL, &customer), SDP_OK);
    replay_expect(r, "customers.edit");
    replay_expect_entity(r, customer, "customer");
    sdp_customer_free(customer);
}

static void test_get(void **state)
{
    replay *r = *state;
    const sdp_customer *customer = NULL;
    replay_answer(r, "customers/get.response.json");
    assert_int_equal(sdp_customer_get(r->client, REPLAY_ID, NULL, &customer), SDP_OK);
    replay_expect(r, "customers.get");
    replay_expect_entity(r, customer, "customer");
    sdp_customer_free(customer);
    assert_int_equal(sdp_customer_get(r->client, REPLAY_ID, NULL, NULL), SDP_E_ARGUMENT);
}

/* The printed key is "customer", in the singular, and there is no list_info. */
static void test_list(void **state)
{
    replay *r = *state;
    char *printed = NULL;
    sdp_pager *pager = NULL;
    const sdp_customer *row = NULL;
    const sdp_customer *kept = NULL;
    replay_answer(r, "customers/list.response.json");
    assert_int_equal(sdp_invoke(r->client, "customers.list", NULL, 0, NULL, 0, NULL, &printed), SDP_OK);
    replay_expect(r, "customers.list");
    sdp_text_free(printed);

    sdp_json *answer = replay_fixture("customers/list.response.json");
    assert_int_equal(sdp_customer_list(r->client, NULL, NULL, &pager), SDP_OK);
    assert_int_equal(sdp_customer_next(pager, &row), SDP_OK);
    replay_expect_route(r, "customers.list");
    replay_expect_json(sdp_json_at(answer, "customer[0]"), row);
    assert_int_equal(sdp_customer_copy(row, NULL, &kept), SDP_OK);
    assert_int_equal(sdp_customer_next(pager, &row), SDP_END);
    assert_null(row);
    sdp_pager_free(pager);
    replay_expect_json(sdp_json_at(answer, "customer[0]"), kept);
    sdp_customer_free(kept);
    sdp_json_free(answer);
}

static void test_add_service_url(void **state)
{
    replay *r = *state;
    const sdp_service_url input = SDP_SERVICE_URL(.service_url = "sssssss.clients.sdpcloud.com");
    const sdp_service_url empty = SDP_SERVICE_URL_INIT;
    const sdp_options printed = SDP_OPTIONS(.printed_path = 1);
    replay_answer(r, "customers/add_service_url.response.json");
    assert_int_equal(sdp_customer_add_service_url(r->client, REPLAY_ID, &input, NULL), SDP_OK);
    replay_expect(r, "customers.add_service_url");

    assert_int_equal(sdp_customer_add_service_url(r->client, REPLAY_ID, &input, &printed), SDP_OK);
    assert_string_equal(r->url, "https://desk.example.com/app/itdesk/app/itdesk/api/v3/customers/" REPLAY_ID
                                "/client_portal_directory/_add_service_url");
    replay_expect_input_exactly(r, "{\"service_url\":\"sssssss.clients.sdpcloud.com\"}");

    assert_int_equal(sdp_customer_add_service_url(r->client, REPLAY_ID, &empty, NULL), SDP_E_REQUIRED);
    assert_string_equal(sdp_error_path(sdp_last_error(r->client)), "service_url");
    assert_int_equal(sdp_customer_add_service_url(r->client, REPLAY_ID, NULL, NULL), SDP_E_ARGUMENT);
    assert_int_equal(r->requests, 2);
}

static void test_delete_service_url(void **state)
{
    replay *r = *state;
    replay_answer(r, "customers/delete_service_url.response.json");
    assert_int_equal(sdp_customer_delete_service_url(r->client, REPLAY_ID, NULL), SDP_OK);
    replay_expect(r, "customers.delete_service_url");
}

static void test_trash(void **state)
{
    replay *r = *state;
    const sdp_customer *customer = NULL;
    replay_answer(r, "customers/move_to_trash.response.json");
    assert_int_equal(sdp_customer_move_to_trash(r->client, REPLAY_ID, NULL, &customer), SDP_OK);
    replay_expect(r, "customers.move_to_trash");
    replay_expect_entity(r, customer, "customer");
    assert_string_equal(customer->client_portal, "1031147813");
    assert_string_equal(customer->deleted_time.display_value, "Jan 20, 2025 02:28 PM");
    sdp_customer_free(customer);

    replay_answer(r, "customers/restore_from_trash.response.json");
    assert_int_equal(sdp_customer_restore_from_trash(r->client, REPLAY_ID, NULL, &customer), SDP_OK);
    replay_expect(r, "customers.restore_from_trash");
    replay_expect_entity(r, customer, "customer");
    sdp_customer_free(customer);
    assert_int_equal(sdp_customer_restore_from_trash(r->client, REPLAY_ID, NULL, NULL), SDP_OK);
}

/* The three forms of no input. */
static void test_trash_forms(void **state)
{
    static const struct {
        int32_t bare;
        const char *input;
    } forms[] = {{SDP_BARE_DEFAULT, ""}, {SDP_BARE_NOTHING, NULL}, {SDP_BARE_EMPTY, ""}, {SDP_BARE_OBJECT, "{}"}};
    replay *r = *state;
    replay_answer_text(r, SUCCESS);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        const sdp_options options = SDP_OPTIONS(.bare = forms[i].bare);
        assert_int_equal(sdp_customer_move_to_trash(r->client, REPLAY_ID, &options, NULL), SDP_OK);
        replay_expect_input(r, forms[i].input);
    }
}

/* What only the attributes of the page print: sites, advisories, default_site, template. */
static void test_attributes(void **state)
{
    static const char json[] =
        "{\"id\":\"100000000000048556\",\"sites\":[{\"deleted\":false,\"name\":\"Site 1\",\"description\":\"\","
        "\"id\":\"100000000000052060\",\"is_default\":false},{\"deleted\":false,\"name\":\"Site 2\","
        "\"description\":\"\",\"id\":\"100000000000052065\",\"is_default\":false}],"
        "\"advisories\":[{\"performed_by\":{\"email_id\":\"john.doe@abcmail.com\",\"site\":{\"deleted\":false,"
        "\"name\":\"Base Site\",\"id\":\"100000000000006824\"},\"name\":\"John Doe\",\"id\":\"100000000000040848\"},"
        "\"ispublic\":true,\"description\":\"Sample Advisory 1\",\"id\":\"100000000000052055\",\"performed_time\":{"
        "\"display_value\":\"Jan 17, 2025 03:36 PM\",\"value\":\"1737108380889\"},\"customer\":{\"id\":"
        "\"100000000000048556\"}}],\"default_site\":{\"name\":\"Customer 2's Default Site\","
        "\"id\":\"100000000000048561\"},\"login_logo\":234759602834500,\"header_logo\":\"234759602834501\","
        "\"attachments\":[{\"content_type\":\"image/jpeg\",\"size\":\"241480\",\"file_id\":\"2001\","
        "\"name\":\"a.jpg\",\"content_url\":\"/contracts/_uploads/2001\"}]}";
    replay *r = *state;
    const sdp_customer *customer = NULL;
    char answer[2048] = "{\"customer\":";
    strcat(answer, json);
    strcat(answer, "}");
    replay_answer_text(r, answer);
    assert_int_equal(sdp_customer_get(r->client, REPLAY_ID, NULL, &customer), SDP_OK);
    replay_expect_entity(r, customer, "customer");
    assert_string_equal(customer->sites.items[1]->name, "Site 2");
    assert_string_equal(customer->advisories.items[0]->performed_by->site->name, "Base Site");
    assert_true(sdp_is_true(customer->advisories.items[0]->ispublic));
    assert_string_equal(customer->login_logo, "234759602834500");
    assert_string_equal(customer->attachments.items[0]->size, "241480");
    sdp_customer_free(customer);
}

static void test_every_writable_member(void **state)
{
    replay *r = *state;
    sdp_json *udf = json_of_text("{\"txt_single_line_field\":\"x\",\"count\":5}");
    sdp_json *groups = json_of_text("[]");
    const sdp_template template = SDP_TEMPLATE(.name = "General Customer Template");
    const sdp_site site = SDP_SITE(.id = "1");
    const sdp_attachment file = SDP_ATTACHMENT(.file_id = "2001");
    const sdp_attachment *const files[] = {&file};
    const sdp_customer input =
        SDP_CUSTOMER(.name = "a", .login_logo = "11", .header_logo = SDP_NULL, .door_no = "33", .city = "b",
                     .country = "c", .email_id = "d", .phone_number = "1", .mobile = "2", .fax = "3", .website = "e",
                     .default_site = &site, .template_ = &template, .attachments = {files, 1}, .udf_fields = udf,
                     .customer_group = groups);
    replay_answer_text(r, SUCCESS);
    assert_int_equal(sdp_customer_edit(r->client, REPLAY_ID, &input, NULL, NULL), SDP_OK);
    replay_expect_input_exactly(r, "{\"customer\":{\"name\":\"a\",\"login_logo\":\"11\",\"header_logo\":null,"
                                   "\"door_no\":\"33\",\"city\":\"b\",\"country\":\"c\",\"email_id\":\"d\","
                                   "\"phone_number\":\"1\",\"mobile\":\"2\",\"fax\":\"3\",\"website\":\"e\","
                                   "\"default_site\":{\"id\":\"1\"},\"template\":{\"name\":"
                                   "\"General Customer Template\"},\"attachments\":[{\"file_id\":\"2001\"}],"
                                   "\"udf_fields\":{\"txt_single_line_field\":\"x\",\"count\":5},"
                                   "\"customer_group\":[]}}");
    sdp_json_free(udf);
    sdp_json_free(groups);
}

static void test_refused_inputs(void **state)
{
    replay *r = *state;
    const sdp_customer nameless = SDP_CUSTOMER(.city = "b");
    const sdp_customer numbered = SDP_CUSTOMER(.name = "a", .id = "1");
    const sdp_site site = SDP_SITE(.name = "a", .is_default = SDP_TRUE);
    const sdp_customer sited = SDP_CUSTOMER(.name = "a", .default_site = &site);
    assert_int_equal(sdp_customer_add(r->client, &nameless, NULL, NULL), SDP_E_REQUIRED);
    assert_string_equal(sdp_error_path(sdp_last_error(r->client)), "customer.name");
    assert_int_equal(sdp_customer_add(r->client, &numbered, NULL, NULL), SDP_E_READ_ONLY);
    assert_string_equal(sdp_error_path(sdp_last_error(r->client)), "customer.id");
    assert_int_equal(sdp_customer_add(r->client, &sited, NULL, NULL), SDP_E_READ_ONLY);
    assert_string_equal(sdp_error_path(sdp_last_error(r->client)), "customer.default_site.is_default");
    assert_int_equal(r->requests, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        REPLAY_TEST(test_add),
        REPLAY_TEST(test_edit),
        REPLAY_TEST(test_get),
        REPLAY_TEST(test_list),
        REPLAY_TEST(test_add_service_url),
        REPLAY_TEST(test_delete_service_url),
        REPLAY_TEST(test_trash),
        REPLAY_TEST(test_trash_forms),
        REPLAY_TEST(test_attributes),
        REPLAY_TEST(test_every_writable_member),
        REPLAY_TEST(test_refused_inputs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
