/* The grammar of JSON, for a text that the parser did not take: what is wrong with it, and where. */
#ifndef SDPI_JSON_GRAMMAR_H
#define SDPI_JSON_GRAMMAR_H

#include <stddef.h>

/* Words for the first fault of a text that the number pass has gone over, and its offset; NULL where there is none:
   then the parser had no memory. */
const char *sdpi_json_fault(const char *text, size_t size, size_t *offset);

#endif
