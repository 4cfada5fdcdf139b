/* Processes that share a file of tokens, against the sandbox (SDP_SANDBOX_PATH): one of them asks, all have the
   token. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "ask.h"
#include "auth/store.h"
#include "base/sys.h"
#include "folder.h"
#include "oauth_case.h"

enum { PROCESSES = 12 };

typedef struct family {
    sandbox *box;
    char path[300];
    int start[2]; /* a pipe whose end lets all children go at once */
    pid_t children[PROCESSES];
} family;

static void begin(family *f, const folder *in, sandbox *box)
{
    f->box = box;
    snprintf(f->path, sizeof f->path, "%s/tokens", in->path);
    assert_int_equal(pipe(f->start), 0);
    ask_begin(sandbox_root(box));
}

static void end(family *f)
{
    close(f->start[0]);
    ask_end();
    assert_int_equal(sandbox_stop(f->box), 0);
}

/* The file of the lock is as old as its last use. */
static void age_lock(const family *f)
{
    char path[310];
    const struct timespec hour_ago = {.tv_sec = time(NULL) - 3600};
    snprintf(path, sizeof path, "%s.lock", f->path);
    assert_int_equal(utimensat(AT_FDCWD, path, (const struct timespec[]){hour_ago, hour_ago}, 0), 0);
}

/* Puts a token into the store that was over an hour ago, with all that belongs to it. */
static void keep_expired(const family *f)
{
    static sdpi_token token = {.access = "over", .request_count = 1};
    sdp_token_store *store = NULL;
    char key[SDPI_TOKEN_KEY_SIZE];
    token.expires_ms = sdpi_wall_ms() - 3600000;
    token.minted_ms = token.requests[0] = token.expires_ms - 3600000;
    sdpi_token_key(sandbox_root(f->box), "client-5c1d", OAUTH_REFRESH, NULL, key);
    assert_int_equal(sdp_token_store_new_file(f->path, NULL, &store), SDP_OK);
    assert_int_equal(sdpi_store_lock(store, key, NULL), SDP_OK);
    assert_int_equal(sdpi_store_save(store, key, &token, NULL), SDP_OK);
    sdp_token_store_free(store);
    age_lock(f);
}

static sdp_client *open_client(const family *f, const char *refresh_token, const char *code)
{
    sdp_client *client = NULL;
    sdp_auth *auth = NULL;
    sdp_token_store *store = NULL;
    const char *root = sandbox_root(f->box);
    if (sdp_token_store_new_file(f->path, NULL, &store) != SDP_OK) return NULL;
    const sdp_oauth oauth =
        SDP_OAUTH(.client_id = "client-5c1d", .client_secret = OAUTH_SECRET, .refresh_token = refresh_token,
                  .code = code, .accounts_url = root, .store = store);
    sdp_status status = sdp_auth_new_oauth(&oauth, NULL, &auth);
    sdp_token_store_free(store);
    const sdp_config config = SDP_CONFIG(.base_url = sandbox_base_url(f->box), .auth = auth);
    if (status == SDP_OK) status = sdp_client_new(&config, NULL, &client);
    sdp_auth_free(auth);
    return client;
}

/* What a child does: a call with a client of its own. Returns its exit status. */
static int live(const family *f, const char *refresh_token, const char *code)
{
    sdp_pager *pager = NULL;
    const sdp_product *row = NULL;
    char byte;
    sdp_client *client = open_client(f, refresh_token, code);
    if (client == NULL) return 1;
    if (read(f->start[0], &byte, 1) != 0) return 2;
    sdp_status status = sdp_product_list(client, NULL, NULL, &pager);
    if (status == SDP_OK) status = sdp_product_next(pager, &row);
    if (status != SDP_OK) fprintf(stderr, "%s\n", sdp_error_message(sdp_last_error(client)));
    sdp_product_free(row);
    sdp_pager_free(pager);
    sdp_client_free(client);
    return status == SDP_OK ? 0 : 3;
}

static void bear(family *f, int number, const char *refresh_token, const char *code)
{
    f->children[number] = fork();
    assert_true(f->children[number] >= 0);
    if (f->children[number] != 0) return;
    if (f->start[1] >= 0) close(f->start[1]);
    _exit(live(f, refresh_token, code));
}

static void expect_good(family *f, int first, int count)
{
    for (int i = first; i < count; i++) {
        int status = 0;
        assert_int_equal(waitpid(f->children[i], &status, 0), f->children[i]);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) fail_msg("process %d: %d", i, status);
    }
}

static int token_requests(void)
{
    static const char head[] = "\"POST /oauth/v2/token\":{\"requests\":";
    reply got = ask_raw("GET", "/_sandbox/routes", NULL, 0, NULL);
    const char *at = strstr(got.body, head);
    int count = at != NULL ? (int)strtol(at + strlen(head), NULL, 10) : 0;
    ask_free(&got);
    return count;
}

static void twelve_that_start_together_ask_once(void **state)
{
    family f;
    begin(&f, *state, SANDBOX("--auth", "strict", "--seed-data", "2", "--fault", "POST /oauth/v2/token latency:150"));
    keep_expired(&f);
    for (int i = 0; i < PROCESSES; i++) bear(&f, i, OAUTH_REFRESH, NULL);
    close(f.start[1]);
    expect_good(&f, 0, PROCESSES);
    assert_int_equal(token_requests(), 1);
    assert_int_equal(oauth_case_count("minted"), 1);
    end(&f);
}

/* The one that asks is killed while the login server thinks: another takes over as soon as the first is dead. */
static void a_killed_process_stops_nobody(void **state)
{
    family f;
    begin(&f, *state, SANDBOX("--auth", "strict", "--seed-data", "2", "--fault", "POST /oauth/v2/token times=1 stall"));
    bear(&f, 0, OAUTH_REFRESH, NULL);
    close(f.start[1]);
    f.start[1] = -1;
    for (int i = 0; i < 500 && token_requests() == 0; i++) desk_sleep_ms(10);
    assert_int_equal(token_requests(), 1);
    for (int i = 1; i < 3; i++) bear(&f, i, OAUTH_REFRESH, NULL);
    desk_sleep_ms(150); /* they wait for it by now */
    assert_int_equal(token_requests(), 1);
    kill(f.children[0], SIGKILL);
    waitpid(f.children[0], NULL, 0);
    expect_good(&f, 1, 3);
    assert_int_equal(token_requests(), 2);
    assert_int_equal(oauth_case_count("minted"), 1);
    end(&f);
}

/* One run has a code, all later ones have what it left. */
static void later_runs_need_no_code(void **state)
{
    family f;
    begin(&f, *state, SANDBOX("--auth", "strict", "--seed-data", "2", "--code", OAUTH_CODE));
    close(f.start[1]);
    f.start[1] = -1;
    bear(&f, 0, NULL, OAUTH_CODE);
    expect_good(&f, 0, 1);
    bear(&f, 0, NULL, NULL);
    expect_good(&f, 0, 1);
    assert_int_equal(oauth_case_count("minted"), 1);
    oauth_case_control("POST", "/_sandbox/tokens/expire", "");
    bear(&f, 0, NULL, NULL);
    expect_good(&f, 0, 1);
    assert_int_equal(oauth_case_count("minted"), 2);
    assert_int_equal(oauth_case_count("failed"), 0);
    end(&f);
}

/* A process that has a client forks: the child makes one of its own, and both go on. */
static void a_child_shares_the_file_alone(void **state)
{
    family f;
    const sdp_product *product = NULL;
    begin(&f, *state, SANDBOX("--auth", "strict", "--seed-data", "2"));
    close(f.start[1]);
    f.start[1] = -1;
    sdp_client *client = open_client(&f, OAUTH_REFRESH, NULL);
    assert_non_null(client);
    assert_int_equal(sdp_login(client, NULL), SDP_OK);
    for (int i = 0; i < 3; i++) bear(&f, i, OAUTH_REFRESH, NULL);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(sdp_product_get(client, "1", NULL, &product), SDP_E_NOT_FOUND);
    }
    expect_good(&f, 0, 3);
    assert_int_equal(sdp_product_get(client, "1", NULL, &product), SDP_E_NOT_FOUND);
    sdp_client_free(client);
    assert_int_equal(oauth_case_count("minted"), 1);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(twelve_that_start_together_ask_once, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(a_killed_process_stops_nobody, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(later_runs_need_no_code, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(a_child_shares_the_file_alone, folder_make, folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
