/* Checks of what a list is asked for, before anything is sent. */
#ifndef SDPI_QUERY_H
#define SDPI_QUERY_H

#include <sdp/query.h>

#include "base/error.h"

/* Ranges, sort order, and the conditions of the search. The error's path begins below the query. */
sdp_status sdpi_query_check(const sdp_query *query, sdp_error *error);

#endif
