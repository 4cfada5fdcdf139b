/* From a configuration to the settings that siblings share: defaults, ranges, the root of all URLs, and who owns
   what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "api/settings.h"
#include "fake_auth.h"
#include "scarce.h"

#define BASE "https://desk.example.com"

typedef struct made {
    sdp_error error;
    sdp_config copy;
    sdpi_settings *settings;
    sdp_status status;
} made;

static void make(made *m, const sdp_config *config)
{
    memset(m, 0, sizeof *m);
    sdpi_error_init(&m->error, &sdpi_default_allocator);
    m->status = sdpi_settings_new(config, &sdpi_dialect_v3, &m->error, &m->copy, &m->settings);
    assert_int_equal(m->error.status, m->status);
    assert_int_equal(m->settings != NULL, m->status == SDP_OK);
}

static void done(made *m)
{
    sdpi_settings_free(m->settings);
    sdpi_error_release(&m->error);
}

static void what_is_left_out_has_its_default(void **state)
{
    made m;
    (void)state;
    make(&m, &(sdp_config)SDP_CONFIG(.base_url = BASE));
    assert_string_equal(m.settings->root, BASE "/api/v3");
    assert_ptr_equal(m.settings->dialect, &sdpi_dialect_v3);
    assert_int_equal(m.settings->timeout_ms, 60000);
    assert_int_equal(m.settings->attempt_timeout_ms, 0);
    assert_int_equal(m.settings->max_retries, 3);
    assert_int_equal(m.settings->max_response_bytes, 8 * 1024 * 1024);
    assert_int_equal(m.settings->keep_misfits, 0);
    assert_null(m.settings->auth);
    assert_int_equal(sdpi_limiter_has_rate(m.settings->limiter), 0);
    assert_null(m.settings->event);
    assert_null(m.settings->log.write);
    done(&m);
}

static void note_line(void *user_data, int32_t level, const char *line)
{
    (void)user_data;
    (void)level;
    (void)line;
}

static void note_event(void *user_data, const sdp_event *event)
{
    (void)user_data;
    (void)event;
}

static void what_is_given_is_taken(void **state)
{
    made m;
    fake_auth auth;
    (void)state;
    fake_auth_init(&auth);
    const sdp_config config = SDP_CONFIG(.base_url = BASE, .portal = "itdesk", .auth = &auth.base, .timeout_ms = 1,
                                         .attempt_timeout_ms = 2, .max_retries = 20, .keep_misfits = 1,
                                         .max_response_bytes = 3, .requests_per_minute = 4, .log_level = SDP_LOG_DEBUG,
                                         .log = note_line, .log_data = &m, .event = note_event, .event_data = &auth);
    make(&m, &config);
    assert_string_equal(m.settings->root, BASE "/app/itdesk/api/v3");
    assert_int_equal(m.settings->timeout_ms, 1);
    assert_int_equal(m.settings->attempt_timeout_ms, 2);
    assert_int_equal(m.settings->max_retries, 20);
    assert_int_equal(m.settings->keep_misfits, 1);
    assert_int_equal(m.settings->max_response_bytes, 3);
    assert_int_equal(sdpi_limiter_has_rate(m.settings->limiter), 1);
    assert_true(m.settings->log.write == note_line && m.settings->log.user_data == &m);
    assert_int_equal(m.settings->log.level, SDP_LOG_DEBUG);
    assert_true(m.settings->event == note_event && m.settings->event_data == &auth);
    assert_ptr_equal(m.settings->auth, &auth.base);
    assert_int_equal(auth.base.references.value, 2);
    done(&m);
    assert_int_equal(auth.base.references.value, 1);
    make(&m, &(sdp_config)SDP_CONFIG(.base_url = BASE, .max_retries = -1));
    assert_int_equal(m.settings->max_retries, 0);
    done(&m);
}

static void values_out_of_their_range_are_refused(void **state)
{
    static const struct {
        sdp_allocator allocator;
        const char *from_the_future;
    } newer = {.allocator = {.size = sizeof newer}, .from_the_future = "x"};
    static const sdp_allocator no_size = {0};
    static const sdp_allocator no_function = {.size = sizeof no_function};
    static const struct {
        sdp_config config;
        sdp_status status;
        const char *path;
    } rows[] = {
        {SDP_CONFIG(.base_url = NULL), SDP_E_URL, "base_url"},
        {SDP_CONFIG(.base_url = ""), SDP_E_URL, "base_url"},
        {SDP_CONFIG(.base_url = BASE, .timeout_ms = -1), SDP_E_CONFIG, "timeout_ms"},
        {SDP_CONFIG(.base_url = BASE, .attempt_timeout_ms = -1), SDP_E_CONFIG, "attempt_timeout_ms"},
        {SDP_CONFIG(.base_url = BASE, .connect_timeout_ms = -1), SDP_E_CONFIG, "connect_timeout_ms"},
        {SDP_CONFIG(.base_url = BASE, .max_retries = -2), SDP_E_CONFIG, "max_retries"},
        {SDP_CONFIG(.base_url = BASE, .max_retries = 21), SDP_E_CONFIG, "max_retries"},
        {SDP_CONFIG(.base_url = BASE, .requests_per_minute = -1), SDP_E_CONFIG, "requests_per_minute"},
        {SDP_CONFIG(.base_url = BASE, .log_level = -1), SDP_E_CONFIG, "log_level"},
        {SDP_CONFIG(.base_url = BASE, .log_level = 5), SDP_E_CONFIG, "log_level"},
        {SDP_CONFIG(.base_url = BASE, .max_response_bytes = SIZE_MAX), SDP_E_CONFIG, "max_response_bytes"},
        {SDP_CONFIG(.base_url = BASE, .user_agent = "a\r\nX-Y: z"), SDP_E_CONFIG, "user_agent"},
        {SDP_CONFIG(.base_url = BASE, .allocator = &no_size), SDP_E_CONFIG, "allocator"},
        {SDP_CONFIG(.base_url = BASE, .allocator = &no_function), SDP_E_CONFIG, "allocator"},
        {SDP_CONFIG(.base_url = BASE, .allocator = &newer.allocator), SDP_E_STRUCT, "allocator"},
        {{.head = {0, SDP_TYPE_CONFIG, 0, NULL}, .base_url = BASE}, SDP_E_STRUCT, "config"},
        {{.head = {sizeof(sdp_config), SDP_TYPE_OPTIONS, 0, NULL}, .base_url = BASE}, SDP_E_STRUCT, "config"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        made m;
        make(&m, &rows[i].config);
        if (m.status != rows[i].status) fail_msg("row %zu: %s", i, m.error.message);
        assert_string_equal(m.error.path, rows[i].path);
        done(&m);
    }
}

static void a_base_url_comes_however_it_is_pasted(void **state)
{
    static const struct {
        const char *base, *portal, *root;
    } rows[] = {
        {BASE "/", NULL, BASE "/api/v3"},
        {" " BASE "/app/itdesk/api/v3/ \n", NULL, BASE "/app/itdesk/api/v3"},
        {BASE "/app/itdesk", "itdesk", BASE "/app/itdesk/api/v3"},
        {BASE "/api/v3", "itdesk", BASE "/app/itdesk/api/v3"},
        {"http://127.0.0.1:8080", NULL, "http://127.0.0.1:8080/api/v3"},
        {"http://localhost", NULL, "http://localhost/api/v3"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        made m;
        make(&m, &(sdp_config)SDP_CONFIG(.base_url = rows[i].base, .portal = rows[i].portal));
        if (m.status != SDP_OK) fail_msg("%s: %s", rows[i].base, m.error.message);
        assert_string_equal(m.settings->root, rows[i].root);
        done(&m);
    }
}

static void urls_that_cannot_be_used_are_refused(void **state)
{
    static const char *const bases[] = {
        "desk.example.com",   "ftp://desk.example.com",
        "https://",           "https://u:planted-pw@desk.example.com",
        BASE "/?a=b",         "https://desk.example.com\n/x",
        "https://desk:99999",
    };
    made m;
    (void)state;
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
        make(&m, &(sdp_config)SDP_CONFIG(.base_url = bases[i]));
        if (m.status != SDP_E_URL) fail_msg("%s is taken", bases[i]);
        assert_string_equal(m.error.path, "base_url");
        assert_null(strstr(m.error.message, "planted"));
        done(&m);
    }
    /* Without encryption a login would be read on the way: only who says so gets it. */
    make(&m, &(sdp_config)SDP_CONFIG(.base_url = "http://desk.example.com"));
    assert_int_equal(m.status, SDP_E_URL);
    done(&m);
    make(&m, &(sdp_config)SDP_CONFIG(.base_url = "http://desk.example.com", .allow_http = 1));
    assert_int_equal(m.status, SDP_OK);
    assert_string_equal(m.settings->root, "http://desk.example.com/api/v3");
    done(&m);
}

/* A program of older headers has a shorter struct: what is behind it is not looked at. */
static void shorter_structs_are_whole(void **state)
{
    sdp_config old = SDP_CONFIG(.base_url = BASE, .timeout_ms = 5, .user_agent = "a\nb", .event = note_event);
    made m;
    (void)state;
    old.head.size = (uint32_t)offsetof(sdp_config, user_agent);
    make(&m, &old);
    assert_int_equal(m.status, SDP_OK);
    assert_int_equal(m.settings->timeout_ms, 5);
    assert_null(m.copy.user_agent);
    assert_null(m.settings->event);
    done(&m);
}

static void settings_live_as_long_as_someone_holds_them(void **state)
{
    scarce memory;
    char base[] = BASE;
    made m;
    (void)state;
    scarce_init(&memory, -1);
    make(&m, &(sdp_config)SDP_CONFIG(.base_url = base, .allocator = &memory.allocator, .requests_per_minute = 1));
    memset(base, 'x', strlen(base)); /* it is copied */
    sdpi_settings *held = sdpi_settings_hold(m.settings);
    assert_ptr_equal(held, m.settings);
    done(&m);
    assert_string_equal(held->root, BASE "/api/v3");
    assert_true(memory.alive > 0);
    sdpi_settings_free(held);
    sdpi_settings_free(NULL);
    assert_int_equal(memory.alive, 0);
}

static void a_lack_of_memory_leaves_nothing_behind(void **state)
{
    (void)state;
    for (long left = 0;; left++) {
        scarce memory;
        fake_auth auth;
        made m;
        scarce_init(&memory, left);
        fake_auth_init(&auth);
        make(&m, &(sdp_config)SDP_CONFIG(.base_url = BASE, .auth = &auth.base, .allocator = &memory.allocator,
                                         .requests_per_minute = 1));
        const sdp_status status = m.status;
        done(&m);
        assert_int_equal(memory.alive, 0);
        assert_int_equal(auth.base.references.value, 1);
        if (status == SDP_OK) {
            assert_true(left >= 3); /* the settings, their root, their limiter */
            return;
        }
        assert_int_equal(status, SDP_E_NO_MEMORY);
    }
}

/* What libcurl is told is only seen on the wire; here, that it is made, or says what is wrong. */
static void a_transport_is_made_of_it(void **state)
{
    static const struct {
        sdp_config config;
        sdp_status status;
    } rows[] = {
        {SDP_CONFIG(.base_url = BASE), SDP_OK},
        {SDP_CONFIG(.base_url = BASE, .connect_timeout_ms = 1, .user_agent = "a", .proxy = "http://127.0.0.1:1"),
         SDP_OK},
        {SDP_CONFIG(.base_url = BASE, .ca_file = "/no/such/file.pem"), SDP_E_CONFIG},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sdp_transport *transport = NULL;
        made m;
        make(&m, &rows[i].config);
        assert_int_equal(m.status, SDP_OK);
        assert_int_equal(sdpi_settings_transport(&m.copy, m.settings, &m.error, &transport), rows[i].status);
        assert_int_equal(m.error.status, rows[i].status);
        assert_int_equal(transport != NULL, rows[i].status == SDP_OK);
        sdp_transport_free(transport);
        done(&m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_out_has_its_default),
        cmocka_unit_test(what_is_given_is_taken),
        cmocka_unit_test(values_out_of_their_range_are_refused),
        cmocka_unit_test(a_base_url_comes_however_it_is_pasted),
        cmocka_unit_test(urls_that_cannot_be_used_are_refused),
        cmocka_unit_test(shorter_structs_are_whole),
        cmocka_unit_test(settings_live_as_long_as_someone_holds_them),
        cmocka_unit_test(a_lack_of_memory_leaves_nothing_behind),
        cmocka_unit_test(a_transport_is_made_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
