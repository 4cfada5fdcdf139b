#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "folder.h"

static long jobs;

static void fault(const trial *t, const char *what, sdp_status status)
{
    if (t->fails_at > 0) starve_show();
    fail_msg("%s, allocation %ld: %s: %s: %s", t->name, t->fails_at, what, sdp_status_name(status),
             sdp_error_message(sdp_last_error(t->client)));
}

void trial_expect_starved(const trial *t, sdp_status status)
{
    if (status == SDP_E_NO_MEMORY || (t->any_error && status < 0)) return;
    if (status == SDP_E_MAYBE_DONE && t->write) return;
    fault(t, "a status that no allocation explains", status);
}

/* The error of a job that failed agrees with the status, and with itself. */
static void expect_sense(const trial *t, sdp_status status)
{
    const sdp_error *error = sdp_last_error(t->client);
    const int32_t maybe = sdp_error_maybe_done(error);
    if (t->client == NULL || t->status_is_old) return;
    if (sdp_error_status(error) != status) fault(t, "the error says another status", sdp_error_status(error));
    if (*sdp_error_message(error) == '\0') fault(t, "the error says nothing", status);
    if (!t->any_error && sdp_error_cause(error) != SDP_E_NO_MEMORY) fault(t, "another cause", sdp_error_cause(error));
    if (status == SDP_E_MAYBE_DONE && !maybe) fault(t, "an error that contradicts itself", status);
    if (!t->write && maybe) fault(t, "a read that may be done", status);
}

/* What was said of a write is true: where it arrived it may be done. `arrived` is without the write that followed. */
static void expect_truth(const trial *t, sdp_status status, int maybe, int arrived)
{
    if (arrived > 1) fault(t, "a write was sent twice", status);
    if (status == SDP_OK && arrived != 1) fault(t, "a write that succeeded never arrived", status);
    if (status != SDP_OK && arrived == 1 && !maybe) fault(t, "a write arrived, and nothing said so", status);
    if (arrived == 0 && maybe && !t->any_error) fault(t, "a write never arrived, and may be done", status);
}

static void expect_content(const trial *t, const char *out, const char *expected)
{
    if (out == NULL && expected == NULL) return;
    if (out == NULL || expected == NULL || strcmp(out, expected) != 0) {
        if (t->fails_at > 0) starve_show();
        fail_msg("%s, allocation %ld: '%s' instead of '%s'", t->name, t->fails_at, out, expected);
    }
}

/* The job in its round: `fails_at` 0 lets it be. Returns how many allocations it asked for. */
static long do_job(trial *t, long fails_at, char **out, sdp_status *status)
{
    *out = NULL;
    t->status_is_old = 0;
    starve_arm(fails_at);
    *status = t->work(t, out);
    long asked = starve_asked();
    starve_arm(0);
    return asked;
}

/* The same client does the job as if nothing had been. */
static void do_again(trial *t, const char *expected)
{
    char *out = NULL;
    sdp_status status;
    do_job(t, 0, &out, &status);
    if (status != SDP_OK) fault(t, "the next one fails too", status);
    expect_content(t, out, expected);
    free(out);
}

static int arrived_so_far(trial *t)
{
    return t->arrived != NULL ? t->arrived(t) : 0;
}

/* Returns 0 where the job has no such allocation. */
static int try_at(trial *t, long fails_at, const char *expected)
{
    char *out = NULL;
    sdp_status status;
    starve_arm(0);
    t->fails_at = fails_at;
    t->client = NULL;
    if (t->open != NULL) t->open(t);
    const int before = arrived_so_far(t);
    const int failed = do_job(t, fails_at, &out, &status) >= fails_at;
    const int maybe = t->client != NULL && sdp_error_maybe_done(sdp_last_error(t->client));
    if (status != SDP_OK && !failed) fault(t, "it fails by itself", status);
    if (status != SDP_OK) {
        trial_expect_starved(t, status);
        expect_sense(t, status);
        if (out != NULL && !t->status_is_old) fault(t, "a failure brought something", status);
    }
    if (status == SDP_OK || t->status_is_old) expect_content(t, out, expected);
    free(out);
    do_again(t, expected);
    if (t->write && t->arrived != NULL) expect_truth(t, status, maybe, arrived_so_far(t) - before - 1);
    sdp_client_free(t->client);
    t->client = NULL;
    if (t->close != NULL) t->close(t);
    starve_disarm();
    return failed;
}

/* What the job brings where nothing fails, and what libraries keep for the life of the process. */
static char *do_first(trial *t)
{
    char *out = NULL;
    sdp_status status;
    starve_arm(0);
    if (t->open != NULL) t->open(t);
    do_job(t, 0, &out, &status);
    if (status != SDP_OK) fault(t, "it fails by itself", status);
    sdp_client_free(t->client);
    t->client = NULL;
    if (t->close != NULL) t->close(t);
    starve_disarm();
    starve_forget();
    return out;
}

void trial_run(trial *t)
{
    char *expected = do_first(t);
    const int open_before = folder_descriptors();
    for (long n = 1; try_at(t, n, expected); n++) {
        t->rounds++;
        if (starve_alive() == 0) continue;
        starve_show();
        fail_msg("%s, allocation %ld: %ld blocks are left behind", t->name, n, starve_alive());
    }
    if (t->rounds == 0 && starve_is_total()) fail_msg("%s: nothing is allocated", t->name);
    if (starve_alive() != 0) fail_msg("%s: %ld blocks are left behind", t->name, starve_alive());
    if (folder_descriptors() != open_before) fail_msg("%s: a file or a socket stays open", t->name);
    free(expected);
    jobs++;
}

const char *trial_summary(void)
{
    static char text[160];
    snprintf(text, sizeof text, "%ld jobs, %ld allocations failed, %s", jobs, starve_failed(),
             starve_is_total() ? "those of cJSON and libcurl too" : "of libsdp's own allocator alone");
    return text;
}
