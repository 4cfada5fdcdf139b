/* What a call brought is freed by one function, whatever it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sdp/products.h>

#include "scripted.h"

static void an_entity_and_rows_are_freed(void **state)
{
    scripted s;
    (void)state;
    scripted_init(&s, NULL);
    scripted_start(&s, "products.get", "7", NULL, NULL, 0);
    scripted_answer(&s, 200, ANSWER_OK, NULL);
    scripted_step(&s, 0);
    sdpi_result result = s.call.result;
    s.call.result = (sdpi_result){0};
    assert_non_null(result.entity);
    assert_null(result.document);
    sdpi_result_free(&result); /* leak checkers see what is left */
    assert_null(result.entity);
    sdpi_result_free(&result);
    scripted_start(&s, "products.list", NULL, NULL, NULL, 0);
    scripted_answer(
        &s, 200, "{\"products\":[{\"id\":\"1\"},{\"id\":\"2\"}],\"response_status\":[{\"status\":\"success\"}]}", NULL);
    scripted_step(&s, 0);
    result = s.call.result;
    s.call.result = (sdpi_result){0};
    assert_int_equal(result.row_count, 2);
    assert_non_null(result.document);
    /* A row is a part of its document: freeing it alone does nothing. */
    sdp_product_free(result.rows[0]);
    assert_string_equal(((const sdp_product *)result.rows[1])->id, "2");
    sdpi_result_free(&result);
    assert_int_equal(result.row_count, 0);
    scripted_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_entity_and_rows_are_freed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
