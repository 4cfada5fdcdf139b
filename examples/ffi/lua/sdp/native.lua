-- The functions of libsdp that the binding stands on: opaque handles, numbers and texts; no struct is laid out here.
local ffi = require("ffi")

local native = {}

ffi.cdef [[
typedef struct sdp_client sdp_client;
typedef struct sdp_error sdp_error;
typedef struct sdp_cancel sdp_cancel;
typedef struct sdp_options sdp_options;
typedef struct sdp_pager sdp_pager;
typedef struct sdp_batch sdp_batch;
typedef struct sdp_criteria sdp_criteria;
typedef struct sdp_json sdp_json;
typedef struct sdp_type sdp_type;
typedef struct sdp_field sdp_field;
typedef struct sdp_operation sdp_operation;
typedef struct sdp_event sdp_event;
typedef struct sdp_config_env sdp_config_env;
typedef struct sdp_config sdp_config;
typedef struct sdp_neucrm_config sdp_neucrm_config;

typedef void (*sdp_log_fn)(void *, int32_t, const char *);
typedef void (*sdp_event_fn)(void *, const sdp_event *);
typedef void (*sdp_progress_fn)(void *, int64_t, int64_t);
typedef int32_t (*sdp_sink_fn)(void *, const void *, size_t);

const char *sdp_version(void);
int32_t sdp_version_number(void);
void sdp_text_free(char *);
int32_t sdp_error_new(sdp_error **);
void sdp_error_free(sdp_error *);
int32_t sdp_error_to_json(const sdp_error *, char **);
const char *sdp_status_name(int32_t);
int32_t sdp_criteria_new(sdp_criteria **);
int32_t sdp_criteria_parse(sdp_criteria *, int32_t, const char *, const sdp_type *, int32_t);
int32_t sdp_criteria_json(sdp_criteria *, sdp_error *, const sdp_json **);
void sdp_criteria_free(sdp_criteria *);
int32_t sdp_json_print(const sdp_json *, int32_t, char **);
const sdp_type *sdp_type_at(size_t);
const sdp_type *sdp_type_by_name(const char *);
const char *sdp_type_name(const sdp_type *);
const char *sdp_type_doc(const sdp_type *);
const sdp_field *sdp_type_field(const sdp_type *, size_t);
const char *sdp_field_name(const sdp_field *);
const char *sdp_field_doc(const sdp_field *);
int32_t sdp_field_kind(const sdp_field *);
int32_t sdp_field_flags(const sdp_field *);
const sdp_type *sdp_field_type(const sdp_field *);
const char *sdp_kind_name(int32_t);
const sdp_operation *sdp_operation_at(size_t);
const char *sdp_operation_name(const sdp_operation *);
const char *sdp_operation_doc(const sdp_operation *);
const char *sdp_operation_method(const sdp_operation *);
const char *sdp_operation_path(const sdp_operation *);
const char *sdp_operation_body_ids(const sdp_operation *);
int32_t sdp_operation_access(const sdp_operation *);
const sdp_type *sdp_operation_input_type(const sdp_operation *);
const sdp_type *sdp_operation_output_type(const sdp_operation *);
const char *sdp_operation_output_keys(const sdp_operation *);
int32_t sdp_operation_output_is_list(const sdp_operation *);
int32_t sdp_operation_output_is_whole(const sdp_operation *);
const char *sdp_config_key_at(size_t);
const char *sdp_options_key_at(size_t);
int32_t sdp_client_new_json(const char *, sdp_log_fn, sdp_event_fn, void *, sdp_error *, sdp_client **);
int32_t sdp_client_new(const sdp_config *, sdp_error *, sdp_client **);
int32_t sdp_neucrm_client_new(const sdp_neucrm_config *, sdp_error *, sdp_client **);
int32_t sdp_client_dup(sdp_client *, sdp_client **);
void sdp_client_free(sdp_client *);
const char *sdp_client_root(const sdp_client *);
int32_t sdp_login(sdp_client *, const sdp_options *);
const sdp_error *sdp_last_error(const sdp_client *);
const char *sdp_last_dry_run(const sdp_client *);
int32_t sdp_config_from_env(sdp_error *, sdp_config_env **);
const sdp_config *sdp_config_env_get(const sdp_config_env *);
const sdp_neucrm_config *sdp_config_env_neucrm(const sdp_config_env *);
void sdp_config_env_free(sdp_config_env *);
int32_t sdp_event_to_json(const sdp_event *, char **);
int32_t sdp_cancel_new(sdp_cancel **);
void sdp_cancel_signal(sdp_cancel *);
void sdp_cancel_reset(sdp_cancel *);
void sdp_cancel_free(sdp_cancel *);
int32_t sdp_options_new_json(const char *, sdp_error *, sdp_options **);
int32_t sdp_options_set_cancel(sdp_options *, sdp_cancel *);
int32_t sdp_options_set_bytes(sdp_options *, const void *, size_t);
int32_t sdp_options_set_progress(sdp_options *, sdp_progress_fn, void *);
void sdp_options_free(sdp_options *);
int32_t sdp_invoke(sdp_client *, const char *, const char *const *, size_t, const char *, int32_t, const sdp_options *,
                   char **);
int32_t sdp_invoke_list(sdp_client *, const char *, const char *const *, size_t, const char *, int32_t,
                        const sdp_options *, sdp_pager **);
int32_t sdp_download_to(sdp_client *, const char *, const char *, sdp_sink_fn, void *, const sdp_options *);
int32_t sdp_pager_next_json(sdp_pager *, int32_t, char **);
int32_t sdp_pager_info_to_json(const sdp_pager *, char **);
void sdp_pager_free(sdp_pager *);
int32_t sdp_batch_new_json(sdp_client *, const char *, sdp_cancel *, sdp_batch **);
int64_t sdp_batch_room(const sdp_batch *);
int32_t sdp_batch_add_json(sdp_batch *, const char *, const char *const *, size_t, const char *, int32_t,
                           const sdp_options *, int64_t *);
int32_t sdp_batch_next_json(sdp_batch *, char **);
void sdp_batch_free(sdp_batch *);
]]

--- The library that SDP_LIBRARY names, else the one that the system finds.
local path = os.getenv("SDP_LIBRARY") or "libsdp.so.0.1"
local found, library = pcall(ffi.load, path)
if not found then error("libsdp cannot be loaded (" .. library .. "); set SDP_LIBRARY to its path", 0) end
native.lib = library

native.OK, native.END, native.DRY_RUN = 0, 1, 2
native.NO_MEMORY, native.CANCELED = -1, -25
native.ALLOW_UNKNOWN, native.ENSURE = 1, 2
native.READ_ONLY, native.KEY = 1, 4
native.AND = 1

--- Where a new text goes.
native.text_slot = ffi.typeof("char *[1]")

--- A borrowed C string, nil for NULL.
function native.string(pointer)
    if pointer ~= nil then return ffi.string(pointer) end
end

--- A new text of the library: copied, and freed. Nil for NULL.
function native.take(slot)
    if slot[0] == nil then return nil end
    local text = ffi.string(slot[0])
    library.sdp_text_free(slot[0])
    return text
end

--- Whatever is found at 0, 1, 2 … until NULL.
function native.walk(at)
    local index = -1
    return function()
        index = index + 1
        local pointer = at(index)
        if pointer ~= nil then return pointer end
    end
end

return native
