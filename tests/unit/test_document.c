/* A document owns its JSON and all that was made from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "json_equal.h"
#include "model/document.h"
#include "scarce.h"

static void an_entity_finds_its_document(void **state)
{
    static const size_t sizes[] = {1, 16, 24, 100, 5000};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        sdpi_document *document = sdpi_document_new(&sdpi_default_allocator, json_of_text("{\"a\":[1]}"));
        unsigned char *entity = sdpi_document_top(document, sizes[i]);
        assert_non_null(entity);
        assert_int_equal((uintptr_t)entity % _Alignof(max_align_t), 0);
        for (size_t j = 0; j < sizes[i]; j++) assert_int_equal(entity[j], 0);
        memset(entity, 0xEE, sizes[i]);
        assert_ptr_equal(sdpi_document_of(entity), document);
        sdpi_document_free(document);
    }
    sdpi_document_free(NULL);
    sdpi_document_free(sdpi_document_new(&sdpi_default_allocator, NULL));
}

static void what_takes_its_place_is_its_content(void **state)
{
    scarce memory;
    (void)state;
    scarce_init(&memory, -1);
    sdp_json *json = json_of_text("{\"a\":0}");
    sdpi_document *document = sdpi_document_new(&memory.allocator, json);
    void *entity = sdpi_document_top(document, 100);
    const long alive = memory.alive;
    assert_ptr_equal(sdpi_document_json(document), json);
    for (int i = 0; i < 3; i++) {
        json = json_of_text("{\"a\":1}");
        sdpi_document_replace(document, sdpi_document_new(&memory.allocator, json));
        assert_ptr_equal(sdpi_document_json(document), json);
        assert_ptr_equal(sdpi_document_of(entity), document);
        assert_int_equal(memory.alive, alive + 1);
    }
    sdpi_document_free(document);
    assert_int_equal(memory.alive, 0);
}

static void without_memory_the_json_is_freed(void **state)
{
    scarce memory;
    (void)state;
    scarce_init(&memory, 0);
    assert_null(sdpi_document_new(&memory.allocator, json_of_text("{}"))); /* leak checkers see the rest */
    memory.left = 1;
    sdpi_document *document = sdpi_document_new(&memory.allocator, json_of_text("{}"));
    assert_non_null(document);
    assert_null(sdpi_document_top(document, 100000));
    sdpi_document_free(document);
    assert_int_equal(memory.alive, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entity_finds_its_document),
        cmocka_unit_test(what_takes_its_place_is_its_content),
        cmocka_unit_test(without_memory_the_json_is_freed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
