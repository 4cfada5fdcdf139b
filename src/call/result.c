#include "call/dialect.h"

void sdpi_result_free(sdpi_result *result)
{
    if (result->entity != NULL) sdp_entity_free(result->entity);
    sdpi_document_free(result->document);
    *result = (sdpi_result){0};
}
