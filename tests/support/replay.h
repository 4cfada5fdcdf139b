/* A client whose transport notes what is sent and answers with a printed response of the vendor's pages.

       replay *r = *state; (of a test with REPLAY_TEST())
       replay_answer(r, "contracts/get.response.json");
       assert_int_equal(sdp_contract_get(r->client, REPLAY_ID, NULL, &contract), SDP_OK);
       replay_expect(r, "contracts.get");
       replay_expect_entity(r, contract, "contract");
       sdp_contract_free(contract);  */
#ifndef REPLAY_H
#define REPLAY_H

#include <sdp/sdp.h>

/* The id that every call of a test is about. */
#define REPLAY_ID "100000000000037183"

typedef struct replay {
    sdp_client *client;
    int requests; /* so far */
    char method[16];
    char url[2048];
    char body[16384];
    int has_body;
    char headers[2048]; /* one a line: "Name: value" */
    char *answer;       /* owned */
} replay;

/* A test whose state is a replay of its own. */
#define REPLAY_TEST(function) cmocka_unit_test_setup_teardown(function, replay_setup, replay_teardown)
int replay_setup(void **state);
int replay_teardown(void **state);

/* The next answers are this fixture, or this text. */
void replay_answer(replay *r, const char *fixture);
void replay_answer_text(replay *r, const char *text);

/* Reads a fixture; freed by sdp_json_free(). */
sdp_json *replay_fixture(const char *name);

/* The decoded input_data of the last request, from its form or its query; freed by free(). NULL: it had none. */
char *replay_input(const replay *r);
/* Compares it with JSON as json_equal() does, scalars as text; "" is an empty input, NULL none at all. */
void replay_expect_input(const replay *r, const char *json);
/* Compares it with JSON, a scalar's kind included. */
void replay_expect_input_exactly(const replay *r, const char *json);

/* The last request is the one that the page of the operation prints: method, path, headers, input. */
void replay_expect(const replay *r, const char *operation);
/* The same but for the input. */
void replay_expect_route(const replay *r, const char *operation);

/* Tells lint.coverage that the printed request of an operation was produced by the functions of its noun: a line in the
   file that SDP_GOLDEN_COVERED names. replay_expect() does so by itself. */
void replay_covered(const char *operation);

/* The entity holds all of what the answer has under `key` (NULL: the whole answer), no member without a row of its
   type, and prints back to it. */
void replay_expect_entity(const replay *r, const void *entity, const char *key);
/* The same for one JSON value. */
void replay_expect_json(const sdp_json *json, const void *entity);

#endif
