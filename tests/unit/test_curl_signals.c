/* Beside a libcurl whose writing raises SIGPIPE the transport holds it back, and beside others it does nothing. Here
   are functions of libcurl that behave like those of such a version. src/http/curl_transport.c */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <curl/curl.h>

#include <cmocka.h>

#include "exchange.h"

static curl_version_info_data version = {.version = "of the test", .features = CURL_VERSION_SSL};
static volatile sig_atomic_t raised;
static int broken;

static void count(int number)
{
    (void)number;
    raised++;
}

static void break_a_pipe(void)
{
    int ends[2];
    broken++;
    if (pipe(ends) != 0) return;
    close(ends[0]);
    if (write(ends[1], "x", 1) != -1 || errno != EPIPE) broken = -100;
    close(ends[1]);
}

curl_version_info_data *curl_version_info(CURLversion asked)
{
    (void)asked;
    return &version;
}

CURLMcode curl_multi_perform(CURLM *multi, int *running)
{
    (void)multi;
    *running = 0;
    break_a_pipe();
    return CURLM_OK;
}

CURLMcode curl_multi_socket_action(CURLM *multi, curl_socket_t socket, int events, int *running)
{
    (void)socket;
    (void)events;
    return curl_multi_perform(multi, running);
}

/* C has no other way from the address that dlsym() gives. */
CURLMcode curl_multi_remove_handle(CURLM *multi, CURL *easy)
{
    CURLMcode (*function)(CURLM *, CURL *);
    void *address = dlsym(RTLD_NEXT, "curl_multi_remove_handle");
    memcpy(&function, &address, sizeof function);
    break_a_pipe();
    return function(multi, easy);
}

CURLMcode curl_multi_cleanup(CURLM *multi)
{
    CURLMcode (*function)(CURLM *);
    void *address = dlsym(RTLD_NEXT, "curl_multi_cleanup");
    memcpy(&function, &address, sizeof function);
    break_a_pipe();
    return function(multi);
}

/* All that may write; returns how many signals came of it. */
static int use_a_transport(unsigned number)
{
    sigset_t blocked;
    exchange result = {0};
    version.version_num = number;
    raised = 0;
    broken = 0;
    sdp_transport *transport = exchange_transport();
    const sdp_request request = exchange_request("GET", "http://127.0.0.1:1", "/");
    assert_int_equal(exchange_start(transport, &request, &result), SDP_OK);
    assert_int_equal(sdpi_transport_poll(transport, 0), SDP_OK);
    assert_int_equal(sdpi_transport_act(transport, 1000, SDP_WATCH_READ), SDP_OK);
    sdpi_transport_cancel(transport, result.transfer);
    sdp_transport_free(transport);
    assert_int_equal(broken, 4);
    pthread_sigmask(SIG_BLOCK, NULL, &blocked);
    assert_int_equal(sigismember(&blocked, SIGPIPE), 0);
    return raised;
}

static void only_a_libcurl_that_raises_it_is_guarded(void **state)
{
    const struct sigaction counts = {.sa_handler = count};
    struct sigaction before;
    (void)state;
    assert_int_equal(sigaction(SIGPIPE, &counts, &before), 0);
    assert_int_equal(use_a_transport(0x075000), 0);
    assert_int_equal(use_a_transport(0x075600), 0);
    assert_int_equal(use_a_transport(0x075700), 4);
    sigaction(SIGPIPE, &before, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_libcurl_that_raises_it_is_guarded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
