/* What tasks want to know of a contract, as lists and reads give it. */
#ifndef CLI_CONTRACTS_FACTS_H
#define CLI_CONTRACTS_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include <sdp/json.h>

#include "decimal.h"

typedef enum contract_state {
    CONTRACT_DRAFT,
    CONTRACT_CANCELED,
    CONTRACT_TO_COME,
    CONTRACT_RUNNING,
    CONTRACT_ENDED
} contract_state;

/* The members of a list_info's fields_required that the functions below look at. */
sdp_json *contract_fields(void);
/* Milliseconds; false where there is no such time. */
bool contract_time(const sdp_json *contract, const char *name, int64_t *out);
/* Where it stands at a time: by its dates, since the service's words for that may be any. */
contract_state contract_state_at(const sdp_json *contract, int64_t now_ms);
bool contract_is_renewed(const sdp_json *contract);
/* Its cost; false where there is none that can be read. */
bool contract_cost(const sdp_json *contract, decimal *out);
/* The code of its currency, else its sign, else "". */
const char *contract_currency(const sdp_json *contract);
/* A text at a path, "" where there is none. */
const char *contract_text(const sdp_json *contract, const char *path);
/* Puts the text at a path into a row, or null. */
void contract_put_text(sdp_json *row, const char *column, const sdp_json *contract, const char *path);
/* Puts the day of a time, or null. */
void contract_put_day(sdp_json *row, const char *name, const sdp_json *contract);
/* Puts "cost" and "currency", or null. */
void contract_put_cost(sdp_json *row, const sdp_json *contract);

#endif
