/* The conditions of searches, and the check of criteria in JSON before they are sent. */
#ifndef SDPI_CALL_CRITERIA_H
#define SDPI_CALL_CRITERIA_H

#include <sdp/criteria.h>

#include "base/error.h"

/* The condition whose words are nearest to a mistyped text; 0 where none is near. */
int32_t sdpi_condition_nearest(const char *text);

/* Checks one criterion with its children. The error's path begins below it. */
sdp_status sdpi_criterion_check(const sdp_json *criterion, sdp_error *error);
/* The same for an object or an array of them. */
sdp_status sdpi_criteria_check(const sdp_json *criteria, sdp_error *error);

#endif
