/* Forms with a field for each member, and logins inside them: src/call/fields.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "everything.h"
#include "scarce.h"
#include "scripted.h"

#define KEY "planted-key-81f3c0"
#define STARS "******************" /* as long as the key */

static const sdp_operation row = {
    .name = "parts.move",
    .dialect = &sdpi_dialect_neucrm,
    .method = "POST",
    .path = "/{rack_id}/parts",
    .body_ids = "partid shelfid",
    .place = SDP_PLACE_FIELDS,
    .bare = SDP_BARE_NOTHING,
    .input_type = &sdpi_type_part,
};

/* A call of that row that was not started: its parts are asked one by one. */
static void begin(scripted *s, const sdp_operation *operation)
{
    scripted_init(s, NULL);
    s->call.operation = operation;
    s->call.error = &s->error;
}

static void a_client_knows_its_own_operations_alone(void **state)
{
    sdp_error error;
    sdpi_settings settings = {.dialect = &sdpi_dialect_neucrm};
    (void)state;
    sdpi_error_init(&error, &sdpi_default_allocator);
    assert_int_equal(sdpi_call_check_dialect(&settings, &row, &error), SDP_OK);
    assert_string_equal(error.message, "");
    settings.dialect = &sdpi_dialect_v3;
    assert_int_equal(sdpi_call_check_dialect(&settings, &row, &error), SDP_E_ARGUMENT);
    assert_string_equal(error.path, "operation");
    assert_non_null(strstr(error.message, "parts.move"));
    assert_non_null(strstr(error.message, sdpi_dialect_neucrm.service));
    assert_non_null(strstr(error.message, sdpi_dialect_v3.service));
    sdpi_error_release(&error);
}

static void ids_are_counted_and_checked(void **state)
{
    static const struct {
        const char *ids[4];
        size_t count;
        sdp_status status;
        const char *words;
    } rows[] = {
        {{"1", "2", "3"}, 3, SDP_OK, ""},
        {{"1", "2"}, 2, SDP_E_ARGUMENT, "partid shelfid is missing"},
        {{"1"}, 1, SDP_E_ARGUMENT, "missing"},
        {{NULL}, 0, SDP_E_ARGUMENT, "missing"},
        {{"1", "2", "3", "4"}, 4, SDP_E_ARGUMENT, "4 ids were given where 3 are used"},
        {{"1", "", "3"}, 3, SDP_E_ARGUMENT, "id 2: the id is missing"},
        {{"1", "2", NULL}, 3, SDP_E_ARGUMENT, "id 3: the id is missing"},
        {{"1", "2", "../x"}, 3, SDP_E_ARGUMENT, "id 3: "},
        {{"1", "2\r\n", "3"}, 3, SDP_E_ARGUMENT, "id 2: "},
        {{"1", "2", "\xC3"}, 3, SDP_E_ARGUMENT, "id 3: "},
        {{"", "2", "3"}, 3, SDP_OK, ""}, /* the path's own id is checked where the path is made */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scripted s;
        const sdpi_input input = {.ids = rows[i].ids, .id_count = rows[i].count};
        begin(&s, &row);
        sdp_status status = sdpi_call_check_fields(&s.call, &input);
        if (status != rows[i].status || strstr(s.error.message, rows[i].words) == NULL) {
            fail_msg("row %zu: %s: %s", i, sdp_status_name(status), s.error.message);
        }
        assert_string_equal(s.error.path, status == SDP_OK ? "" : "id");
        scripted_free(&s);
    }
}

/* Ids of a row without body_ids are the path's, which counts them itself. */
static void rows_without_ids_in_the_body_check_none(void **state)
{
    static const char *const ids[] = {"", "../x", "3"};
    const sdpi_input input = {.ids = ids, .id_count = 3};
    sdp_operation plain = row;
    scripted s;
    (void)state;
    plain.body_ids = NULL;
    begin(&s, &plain);
    assert_int_equal(sdpi_call_check_fields(&s.call, &input), SDP_OK);
    scripted_free(&s);
}

static void fields_have_one_place(void **state)
{
    static const sdpi_input none = {.ids = NULL};
    sdp_operation other = row;
    scripted s;
    (void)state;
    other.body_ids = NULL;
    for (int place = 0; place < 2; place++) {
        for (int bare = 0; bare < 2; bare++) {
            begin(&s, &other);
            s.call.options.place = place ? SDP_PLACE_QUERY : SDP_PLACE_DEFAULT;
            s.call.options.bare = bare ? SDP_BARE_OBJECT : SDP_BARE_DEFAULT;
            other.place = SDP_PLACE_FIELDS;
            assert_int_equal(sdpi_call_check_fields(&s.call, &none), place || bare ? SDP_E_ARGUMENT : SDP_OK);
            assert_string_equal(s.error.path, place || bare ? "options" : "");
            /* Anywhere else the options decide. */
            other.place = SDP_PLACE_FORM;
            assert_int_equal(sdpi_call_check_fields(&s.call, &none), SDP_OK);
            scripted_free(&s);
        }
    }
}

static void write(const sdpi_call *call, const sdpi_input *input, sdp_status expected, const char *text)
{
    sdpi_buffer out;
    sdpi_form form = {.out = &out};
    sdpi_buffer_init(&out, &sdpi_default_allocator, 4096);
    assert_int_equal(sdpi_call_write_fields(call, input, &form), expected);
    if (text != NULL) assert_string_equal(sdpi_buffer_string(&out), text);
    sdpi_buffer_free(&out);
}

static void ids_and_members_become_fields(void **state)
{
    static const char *const ids[] = {"9", "a&b", "5=\xC3\xA9"};
    const part moved = PART(.name = "bolt");
    const part bad = PART(.stamp = "now");
    const sdpi_input with = {.ids = ids, .id_count = 3, .entity = &moved};
    const sdpi_input without = {.ids = ids, .id_count = 3};
    const sdpi_input wrong = {.ids = ids, .id_count = 3, .entity = &bad};
    const sdpi_input alone = {.entity = &moved};
    sdp_operation plain = row;
    scripted s;
    (void)state;
    begin(&s, &row);
    write(&s.call, &with, SDP_OK, "partid=a%26b&shelfid=5%3D%C3%A9&name=bolt");
    write(&s.call, &without, SDP_OK, "partid=a%26b&shelfid=5%3D%C3%A9");
    write(&s.call, &wrong, SDP_E_READ_ONLY, NULL);
    assert_string_equal(s.error.path, "stamp");
    plain.body_ids = NULL;
    plain.path = "/parts";
    s.call.operation = &plain;
    write(&s.call, &alone, SDP_OK, "name=bolt");
    scripted_free(&s);
}

static void log_in(sdpi_call *call, const char *userid, const char *api_key)
{
    call->login.fields[0] = (sdp_header){"userid", userid};
    call->login.fields[1] = (sdp_header){"api_key", api_key};
    call->login.field_count = 2;
}

static void the_login_stands_behind_the_input(void **state)
{
    scripted s;
    (void)state;
    begin(&s, &row);
    /* A login of headers puts nothing there. */
    assert_int_equal(sdpi_call_put_login(&s.call), SDP_OK);
    assert_string_equal(sdpi_buffer_string(&s.call.form), "");
    sdpi_call_drop_login(&s.call);
    log_in(&s.call, "5", "a&b=c%");
    assert_int_equal(sdpi_call_put_login(&s.call), SDP_OK);
    assert_string_equal(s.call.form.data, "userid=5&api_key=a%26b%3Dc%25");
    sdpi_call_drop_login(&s.call);
    assert_int_equal(s.call.form.size, 0);
    sdpi_buffer_text(&s.call.form, "name=bolt");
    s.call.form_size = s.call.form.size;
    for (int attempt = 0; attempt < 3; attempt++) {
        assert_int_equal(sdpi_call_put_login(&s.call), SDP_OK);
        assert_string_equal(s.call.form.data, "name=bolt&userid=5&api_key=a%26b%3Dc%25");
        sdpi_call_drop_login(&s.call);
        assert_int_equal(s.call.form.size, strlen("name=bolt"));
        assert_string_equal(s.call.form.data, "name=bolt");
    }
    scripted_free(&s);
}

/* Whatever the fields need, percent-encoding included, is asked for at once: growing in between would leave what was
   written so far in memory that was given back. */
static void the_form_does_not_move_while_it_takes_secrets(void **state)
{
    enum { LONG = 400 };
    char userid[LONG + 1];
    char key[2 * LONG + 1];
    scarce memory;
    scripted s;
    (void)state;
    memset(userid, '1', LONG);
    userid[LONG] = '\0';
    memset(key, '%', 2 * LONG);
    key[2 * LONG] = '\0';
    scarce_init(&memory, -1);
    begin(&s, &row);
    sdpi_buffer_init(&s.call.form, &memory.allocator, 8192);
    sdpi_buffer_text(&s.call.form, "a=1");
    s.call.form_size = s.call.form.size;
    log_in(&s.call, userid, key);
    long before = memory.calls;
    assert_int_equal(sdpi_call_put_login(&s.call), SDP_OK);
    assert_int_equal(memory.calls, before + 1);
    const size_t used = s.call.form.size;
    assert_int_equal(used, strlen("a=1&userid=&api_key=") + LONG + 3 * 2 * LONG);
    sdpi_call_drop_login(&s.call);
    for (size_t i = s.call.form_size; i < used; i++) assert_int_equal(s.call.form.data[i], '\0');
    sdpi_call_drop_login(&s.call); /* there is nothing left to drop */
    assert_string_equal(s.call.form.data, "a=1");
    sdpi_buffer_free(&s.call.form);
    assert_int_equal(memory.alive, 0);
    scripted_free(&s);
}

static void a_form_may_have_no_room_for_the_login(void **state)
{
    scarce memory;
    scripted s;
    (void)state;
    begin(&s, &row);
    log_in(&s.call, "5", KEY);
    scarce_init(&memory, 0);
    sdpi_buffer_init(&s.call.form, &memory.allocator, 8192);
    assert_int_equal(sdpi_call_put_login(&s.call), SDP_E_NO_MEMORY);
    sdpi_call_drop_login(&s.call);
    sdpi_buffer_init(&s.call.form, &sdpi_default_allocator, 12);
    assert_int_equal(sdpi_call_put_login(&s.call), SDP_E_LIMIT);
    sdpi_call_drop_login(&s.call);
    sdpi_buffer_free(&s.call.form);
    scripted_free(&s);
}

/* Says a message as the service would have said it, and what is left of it once the login is covered. */
static void expect_covered(const char *said, const char *left)
{
    scripted s;
    begin(&s, &row);
    log_in(&s.call, "1234567", KEY);
    sdpi_error_set(&s.error, SDP_E_REFUSED, NULL, "%s", said);
    sdp_message *messages = sdpi_arena_take(&s.error.arena, 2 * sizeof *messages);
    char *copy = sdpi_arena_take(&s.error.arena, strlen(said) + 1);
    assert_true(messages != NULL && copy != NULL);
    memcpy(copy, said, strlen(said) + 1);
    memset(messages, 0, 2 * sizeof *messages);
    const char **fields = sdpi_arena_take(&s.error.arena, sizeof *fields);
    char *name = sdpi_arena_take(&s.error.arena, strlen(said) + 1);
    char *type = sdpi_arena_take(&s.error.arena, strlen(said) + 1);
    assert_true(fields != NULL && name != NULL && type != NULL);
    memcpy(name, said, strlen(said) + 1);
    memcpy(type, said, strlen(said) + 1);
    snprintf(s.error.path, sizeof s.error.path, "%s", said);
    fields[0] = name;
    messages[1].message = copy; /* the first one has no words */
    messages[1].type = type;
    messages[1].fields = fields;
    messages[1].field_count = 1;
    s.error.messages = messages;
    s.error.message_count = 2;
    sdpi_call_redact(&s.call);
    assert_string_equal(s.error.message, left);
    assert_string_equal(s.error.path, left);
    assert_string_equal(messages[1].message, left);
    assert_string_equal(messages[1].type, left);
    assert_string_equal(messages[1].fields[0], left);
    assert_null(messages[0].message);
    scripted_free(&s);
}

static void a_repeated_login_is_covered(void **state)
{
    (void)state;
    expect_covered("", "");
    expect_covered("No such customer", "No such customer");
    expect_covered(KEY, STARS);
    expect_covered("bad key '" KEY "'; use " KEY "!", "bad key '" STARS "'; use " STARS "!");
    /* Cut off by a ceiling, its beginning gives it away. */
    expect_covered("the key planted-key-8", "the key *************");
    expect_covered("planted-", "********");
    expect_covered("planted-kiwi", "*********iwi");
    /* What is shorter than a secret can be is a word like others, and so is the userid, which is no secret. */
    expect_covered("planted", "planted");
    expect_covered("user 1234567", "user 1234567");
}

/* A key that a form has otherwise is covered in both forms, and so is a token of a header. */
static void other_forms_of_a_login_are_covered(void **state)
{
    scripted s;
    (void)state;
    begin(&s, &row);
    log_in(&s.call, "1234567", "planted/key+1");
    s.call.login.headers[0] = (sdp_header){"Authorization", "Zoho-oauthtoken 1000.planted.token"};
    s.call.login.headers[1] = (sdp_header){"authtoken", "planted-plain"};
    s.call.login.header_count = 2;
    sdpi_error_set(&s.error, SDP_E_REFUSED, NULL,
                   "planted/key+1 planted%%2Fkey%%2B1 Zoho-oauthtoken 1000.planted.token "
                   "planted-plain");
    sdpi_call_redact(&s.call);
    assert_string_equal(s.error.message, "************* ***************** Zoho-oauthtoken ****************** "
                                         "*************");
    scripted_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_knows_its_own_operations_alone),
        cmocka_unit_test(other_forms_of_a_login_are_covered),
        cmocka_unit_test(ids_are_counted_and_checked),
        cmocka_unit_test(rows_without_ids_in_the_body_check_none),
        cmocka_unit_test(fields_have_one_place),
        cmocka_unit_test(ids_and_members_become_fields),
        cmocka_unit_test(the_login_stands_behind_the_input),
        cmocka_unit_test(the_form_does_not_move_while_it_takes_secrets),
        cmocka_unit_test(a_form_may_have_no_room_for_the_login),
        cmocka_unit_test(a_repeated_login_is_covered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
