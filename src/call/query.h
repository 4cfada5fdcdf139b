/* Checks of what a list is asked for, before anything is sent. */
#ifndef SDPI_QUERY_H
#define SDPI_QUERY_H

#include <sdp/query.h>

#include "base/error.h"
#include "call/dialect.h"

/* Lists by start_index, from 1, until the service says that there are no more rows. */
extern const sdpi_paging sdpi_v3_paging;

/* Ranges, sort order, and the conditions of the search. The query is the library's own copy, and so has all members.
   The error's path begins below it. */
sdp_status sdpi_query_check(const sdp_query *query, sdp_error *error);

#endif
