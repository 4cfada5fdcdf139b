#include "where.h"

#include "errors.h"
#include "json.h"
#include "text.h"

const char *condition_at(size_t index, const char **sign)
{
    int32_t condition = (int32_t)index + 1;
    *sign = sdp_condition_sign(condition);
    return sdp_condition_text(condition);
}

static int misread(const char *condition, const sdp_error *error)
{
    if (sdp_error_status(error) == SDP_E_NO_MEMORY) (void)must_have(NULL);
    return complain(sdp_error_status(error), "--where", "--where '%.100s': %s", condition, sdp_error_message(error));
}

int where_read_all(const sdp_type *type, const char *const *conditions, size_t count, bool allow_unknown,
                   sdp_json **out)
{
    sdp_criteria *criteria = NULL;
    sdp_error *error = NULL;
    const sdp_json *json = NULL;
    sdp_status status = SDP_OK;
    size_t done = 0;
    *out = NULL;
    (void)sdp_criteria_new(&criteria);
    (void)must_have(criteria);
    (void)sdp_error_new(&error);
    (void)must_have(error);
    for (; done < count && status == SDP_OK; done++) {
        status = sdp_criteria_parse(criteria, SDP_AND, conditions[done], type, allow_unknown);
    }
    status = sdp_criteria_json(criteria, error, &json);
    if (status == SDP_OK) *out = json_copy(json);
    int result = status == SDP_OK ? STATUS_DONE : misread(done > 0 ? conditions[done - 1] : "", error);
    sdp_criteria_free(criteria);
    sdp_error_free(error);
    return result;
}

int where_read(const sdp_type *type, const char *condition, bool allow_unknown, sdp_json **out)
{
    return where_read_all(type, &condition, 1, allow_unknown, out);
}
