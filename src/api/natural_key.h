/* What a record is known by beside its id: a name, or a name within a customer. */
#ifndef SDPI_NATURAL_KEY_H
#define SDPI_NATURAL_KEY_H

#include <sdp/base.h>
#include <sdp/criteria.h>

enum { SDPI_KEY_PARTS = 2 };

typedef struct sdpi_key_part {
    char path[64]; /* "name", "customer.id" */
    sdp_json *value;
} sdpi_key_part;

typedef struct sdpi_natural_key {
    sdpi_key_part parts[SDPI_KEY_PARTS];
    size_t count;
} sdpi_natural_key;

/* How a record compares with what is looked for, the worst first. Similar is equal but for case and outer blanks. */
enum { SDPI_KEY_DIFFERENT, SDPI_KEY_SIMILAR, SDPI_KEY_UNSHOWN, SDPI_KEY_EQUAL };

/* Reads the members, separated by blanks, that the input has of `names`; the key is empty before. SDP_E_NO_MEMORY. */
sdp_status sdpi_natural_key_read(sdpi_natural_key *key, const void *input, const char *names);
/* Gives a copy of a key a name of its own, without blanks at its ends, where it has some and is more than them:
   `*is_other`. That name is freed by sdp_json_free(). SDP_E_NO_MEMORY. */
sdp_status sdpi_natural_key_trim(sdpi_natural_key *copy, const sdp_allocator *allocator, int *is_other);
/* Asks for records with this key. */
sdp_status sdpi_natural_key_criteria(const sdpi_natural_key *key, sdp_criteria *criteria);
/* SDP_E_NO_MEMORY. */
sdp_status sdpi_natural_key_compare(const sdpi_natural_key *key, const void *record, int *verdict);
void sdpi_natural_key_free(sdpi_natural_key *key);

/* A member of an entity that is a text or a number, NULL where it is none; freed by sdp_json_free().
   SDP_E_NO_MEMORY. */
sdp_status sdpi_read_text_member(const void *entity, const char *path, sdp_json **out);

#endif
