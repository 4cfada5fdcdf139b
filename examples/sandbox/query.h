/* list_info: which rows a list asks for, as SQL with bound values. */
#ifndef SANDBOX_QUERY_H
#define SANDBOX_QUERY_H

#include <sdp/reflect.h>

#include "answer.h"
#include "store.h"

typedef struct query {
    text where;
    text order;
    store_value *values;
    size_t value_count;
    size_t criteria; /* how many were told, in the way that criteria.c counts them */
    size_t operands; /* and how many values */
    int64_t row_count;
    int64_t start_index; /* from 1 */
    bool told_start;     /* the request gave start_index, so the answer repeats it */
    bool total;
    const char *sort_field;          /* borrowed; NULL: in the order in which they were made */
    const sdp_json *fields_required; /* borrowed from the input; NULL: all members */
} query;

/* Reads the input of a list; `input` and the member that it is sorted by without being told are nullable. False
   where it is wrong, with the problems noted. */
bool query_read(query *to, const sdp_type *type, const char *usual_sort, const sdp_json *input, answer *problems);
void query_free(query *from);

#endif
