/* What NeuCRM can be asked for, checked before anything is sent, and its lists page by page. */
#ifndef SDPI_NEUCRM_QUERY_H
#define SDPI_NEUCRM_QUERY_H

#include <sdp/neucrm.h>

#include "call/dialect.h"

/* Lists by rows_offset, from 0, until a page is not full. */
extern const sdpi_paging sdpi_neucrm_paging;

/* Words, dates and ranges of a filter or a customer. The error's path begins below it. */
sdp_status sdpi_neucrm_check(const void *entity, sdp_error *error);

#endif
