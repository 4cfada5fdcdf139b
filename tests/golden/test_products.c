/* Every request and answer that the vendor's page of products prints, through the typed functions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json_equal.h"
#include "replay.h"

static void an_added_product_is_sent_as_printed(void **state)
{
    replay *r = *state;
    const sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation", .id = "1893410493717337");
    const sdp_software software = SDP_SOFTWARE(.name = "test-name", .id = "1537003994714405");
    const sdp_product in = SDP_PRODUCT(.is_laptop = SDP_FALSE, .part_no = "test-part_no", .comments = "test-comments",
                                       .product_type = &type, .software = &software, .name = "test-name",
                                       .manufacturer = "test-manufacturer");
    const sdp_product *out = NULL;
    replay_answer(r, "products/add.response.json");
    assert_int_equal(sdp_product_add(r->client, &in, NULL, &out), SDP_OK);
    replay_expect(r, "products.add");
    replay_expect_entity(r, out, "product");
    assert_string_equal(out->id, "1829236507633258");
    assert_true(sdp_is_false(out->is_laptop));
    assert_string_equal(out->product_type->image, "test-image");
    assert_true(sdp_is_false(out->software->is_parent_suite));
    assert_string_equal(out->type->name, "Asset");
    assert_string_equal(out->category->description, "test-description");
    assert_string_equal(out->depreciation_detail->depreciation_percent, "1343434.4333");
    assert_string_equal(out->depreciation_detail->useful_life, "2336250158283151");
    sdp_product_free(out);
}

static void an_edited_product_is_sent_as_printed(void **state)
{
    replay *r = *state;
    const sdp_product_type type = SDP_PRODUCT_TYPE(.name = "Workstation", .id = "2247881320113485");
    const sdp_software software = SDP_SOFTWARE(.name = "test-name", .id = "1970019934993439");
    const sdp_product in = SDP_PRODUCT(.is_laptop = SDP_FALSE, .part_no = "test-part_no", .comments = "test-comments",
                                       .product_type = &type, .software = &software, .name = "test-name",
                                       .manufacturer = "test-manufacturer");
    const sdp_product *out = NULL;
    replay_answer(r, "products/edit.response.json");
    assert_int_equal(sdp_product_edit(r->client, REPLAY_ID, &in, NULL, &out), SDP_OK);
    replay_expect(r, "products.edit");
    replay_expect_entity(r, out, "product");
    sdp_product_free(out);
}

static void a_product_is_read(void **state)
{
    replay *r = *state;
    const sdp_product *out = NULL;
    replay_answer(r, "products/get.response.json");
    assert_int_equal(sdp_product_get(r->client, REPLAY_ID, NULL, &out), SDP_OK);
    replay_expect(r, "products.get");
    replay_expect_entity(r, out, "product");
    sdp_product_free(out);
}

static void products_are_listed(void **state)
{
    replay *r = *state;
    sdp_pager *pager = NULL;
    const sdp_product *out = NULL;
    replay_answer(r, "products/list.response.json");
    assert_int_equal(sdp_product_list(r->client, NULL, NULL, &pager), SDP_OK);
    assert_int_equal(sdp_product_next(pager, &out), SDP_OK);
    replay_expect_route(r, "products.list"); /* the pager asks for its own rows */
    replay_expect_input(r, "{\"list_info\":{\"row_count\":100,\"start_index\":1}}");
    sdp_json *answer = replay_fixture("products/list.response.json");
    replay_expect_json(sdp_json_at(answer, "products[0]"), out);
    sdp_json_free(answer);
    assert_int_equal(sdp_product_next(pager, &out), SDP_END);
    assert_int_equal(r->requests, 1);
    sdp_pager_free(pager);
    replay_covered("products.list");
}

static void a_product_is_deleted(void **state)
{
    replay *r = *state;
    replay_answer(r, "products/delete.response.json");
    assert_int_equal(sdp_product_delete(r->client, REPLAY_ID, NULL), SDP_OK);
    replay_expect(r, "products.delete");
}

static void null_and_absent_are_told_apart_when_sent(void **state)
{
    replay *r = *state;
    const sdp_product in =
        SDP_PRODUCT(.comments = SDP_NULL, .software = SDP_NULL, .is_laptop = SDP_BOOL_NULL, .part_no = "");
    replay_answer(r, "products/edit.response.json");
    assert_int_equal(sdp_product_edit(r->client, REPLAY_ID, &in, NULL, NULL), SDP_OK);
    replay_expect_input_exactly(
        r, "{\"product\":{\"comments\":null,\"software\":null,\"is_laptop\":null,\"part_no\":\"\"}}");
}

/* Numbers that no double holds, in rows of the table and in members that have none. */
static void numbers_print_as_they_came(void **state)
{
    static const char entity[] =
        "{\"id\":1829236507633258123,\"name\":\"n\",\"unknown\":{\"a\":[2322.00,1e400,-0,100000000000033283]},"
        "\"depreciation_detail\":{\"useful_life\":100000000000033283,\"depreciation_percent\":2322.00,"
        "\"salvage_value\":1e400,\"more\":-0},\"software\":null}";
    char answer[1024];
    replay *r = *state;
    const sdp_product *out = NULL;
    char *text = NULL;
    snprintf(answer, sizeof answer,
             "{\"product\":%s,\"response_status\":{\"status_code\":2000,\"status\":\"success\"}}", entity);
    replay_answer_text(r, answer);
    assert_int_equal(sdp_product_get(r->client, REPLAY_ID, NULL, &out), SDP_OK);
    assert_string_equal(out->id, "1829236507633258123");
    assert_string_equal(out->depreciation_detail->useful_life, "100000000000033283");
    assert_string_equal(out->depreciation_detail->depreciation_percent, "2322.00");
    assert_string_equal(out->depreciation_detail->salvage_value, "1e400");
    assert_int_equal(sdp_entity_to_json(out, 0, NULL, &text), SDP_OK);
    assert_string_equal(text, entity);
    sdp_text_free(text);
    assert_int_equal(sdp_entity_get(out, "unknown.a[1]", NULL, &text), SDP_OK);
    assert_string_equal(text, "1e400");
    sdp_text_free(text);
    sdp_product_free(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        REPLAY_TEST(an_added_product_is_sent_as_printed),
        REPLAY_TEST(an_edited_product_is_sent_as_printed),
        REPLAY_TEST(a_product_is_read),
        REPLAY_TEST(products_are_listed),
        REPLAY_TEST(a_product_is_deleted),
        REPLAY_TEST(null_and_absent_are_told_apart_when_sent),
        REPLAY_TEST(numbers_print_as_they_came),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
