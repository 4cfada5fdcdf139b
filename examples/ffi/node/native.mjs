// The functions of libsdp that the binding stands on: pointers, numbers and texts; no struct is laid out here.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

// SDP_KOFFI_DIR is a folder whose node_modules has koffi, where that does not stand beside this file.
const folder = process.env.SDP_KOFFI_DIR;
export const koffi = createRequire(folder ? join(resolve(folder), 'package.json') : import.meta.url)('koffi');

const [POINTER, TEXT, INT32, INT64, SIZE, NOTHING] = ['void *', 'str', 'int32_t', 'int64_t', 'size_t', 'void'];
const OUT = koffi.out(koffi.pointer(POINTER));
const OUT_NUMBER = koffi.out(koffi.pointer(INT64));
const IDS = 'str *';

export const LOG = koffi.pointer(koffi.proto(NOTHING, [POINTER, INT32, TEXT]));
export const EVENT = koffi.pointer(koffi.proto(NOTHING, [POINTER, POINTER]));
export const PROGRESS = koffi.pointer(koffi.proto(NOTHING, [POINTER, INT64, INT64]));
export const SINK = koffi.pointer(koffi.proto(INT32, [POINTER, POINTER, SIZE]));

export const OK = 0, END = 1, DRY_RUN = 2;
export const NO_MEMORY = -1, CANCELED = -25;
export const ALLOW_UNKNOWN = 1, ENSURE = 2;
export const READ_ONLY = 1, KEY = 4;
export const AND = 1;

const FUNCTIONS = {
    sdp_version: [TEXT],
    sdp_version_number: [INT32],
    sdp_text_free: [NOTHING, POINTER],
    sdp_error_new: [INT32, OUT],
    sdp_error_free: [NOTHING, POINTER],
    sdp_error_to_json: [INT32, POINTER, OUT],
    sdp_status_name: [TEXT, INT32],
    sdp_criteria_new: [INT32, OUT],
    sdp_criteria_parse: [INT32, POINTER, INT32, TEXT, POINTER, INT32],
    sdp_criteria_json: [INT32, POINTER, POINTER, OUT],
    sdp_criteria_free: [NOTHING, POINTER],
    sdp_json_print: [INT32, POINTER, INT32, OUT],
    sdp_type_at: [POINTER, SIZE],
    sdp_type_by_name: [POINTER, TEXT],
    sdp_type_name: [TEXT, POINTER],
    sdp_type_doc: [TEXT, POINTER],
    sdp_type_field: [POINTER, POINTER, SIZE],
    sdp_field_name: [TEXT, POINTER],
    sdp_field_doc: [TEXT, POINTER],
    sdp_field_kind: [INT32, POINTER],
    sdp_field_flags: [INT32, POINTER],
    sdp_field_type: [POINTER, POINTER],
    sdp_kind_name: [TEXT, INT32],
    sdp_operation_at: [POINTER, SIZE],
    sdp_operation_name: [TEXT, POINTER],
    sdp_operation_doc: [TEXT, POINTER],
    sdp_operation_method: [TEXT, POINTER],
    sdp_operation_path: [TEXT, POINTER],
    sdp_operation_body_ids: [TEXT, POINTER],
    sdp_operation_access: [INT32, POINTER],
    sdp_operation_input_type: [POINTER, POINTER],
    sdp_operation_output_type: [POINTER, POINTER],
    sdp_operation_output_keys: [TEXT, POINTER],
    sdp_operation_output_is_list: [INT32, POINTER],
    sdp_operation_output_is_whole: [INT32, POINTER],
    sdp_config_key_at: [TEXT, SIZE],
    sdp_options_key_at: [TEXT, SIZE],
    sdp_client_new_json: [INT32, TEXT, LOG, EVENT, POINTER, POINTER, OUT],
    sdp_client_new: [INT32, POINTER, POINTER, OUT],
    sdp_neucrm_client_new: [INT32, POINTER, POINTER, OUT],
    sdp_client_dup: [INT32, POINTER, OUT],
    sdp_client_free: [NOTHING, POINTER],
    sdp_client_root: [TEXT, POINTER],
    sdp_login: [INT32, POINTER, POINTER],
    sdp_last_error: [POINTER, POINTER],
    sdp_last_dry_run: [TEXT, POINTER],
    sdp_config_from_env: [INT32, POINTER, OUT],
    sdp_config_env_get: [POINTER, POINTER],
    sdp_config_env_neucrm: [POINTER, POINTER],
    sdp_config_env_free: [NOTHING, POINTER],
    sdp_event_to_json: [INT32, POINTER, OUT],
    sdp_cancel_new: [INT32, OUT],
    sdp_cancel_signal: [NOTHING, POINTER],
    sdp_cancel_free: [NOTHING, POINTER],
    sdp_options_new_json: [INT32, TEXT, POINTER, OUT],
    sdp_options_set_cancel: [INT32, POINTER, POINTER],
    sdp_options_set_bytes: [INT32, POINTER, POINTER, SIZE],
    sdp_options_set_progress: [INT32, POINTER, PROGRESS, POINTER],
    sdp_options_free: [NOTHING, POINTER],
    sdp_invoke: [INT32, POINTER, TEXT, IDS, SIZE, TEXT, INT32, POINTER, OUT],
    sdp_invoke_list: [INT32, POINTER, TEXT, IDS, SIZE, TEXT, INT32, POINTER, OUT],
    sdp_download_to: [INT32, POINTER, TEXT, TEXT, SINK, POINTER, POINTER],
    sdp_pager_next_json: [INT32, POINTER, INT32, OUT],
    sdp_pager_info_to_json: [INT32, POINTER, OUT],
    sdp_pager_free: [NOTHING, POINTER],
    sdp_batch_new_json: [INT32, POINTER, TEXT, POINTER, OUT],
    sdp_batch_room: [INT64, POINTER],
    sdp_batch_add_json: [INT32, POINTER, TEXT, IDS, SIZE, TEXT, INT32, POINTER, OUT_NUMBER],
    sdp_batch_next_json: [INT32, POINTER, OUT],
    sdp_batch_free: [NOTHING, POINTER],
};

/** The library that SDP_LIBRARY names, else the one that the system finds. */
function load() {
    let library;
    try {
        library = koffi.load(process.env.SDP_LIBRARY || 'libsdp.so.0.1');
    } catch (cause) {
        throw new Error(`libsdp cannot be loaded (${cause.message}); set SDP_LIBRARY to its path`, { cause });
    }
    return Object.fromEntries(Object.entries(FUNCTIONS).map(
        ([name, [result, ...parameters]]) => [name, library.func(name, result, parameters)]));
}

export const lib = load();

/** A text that C can hold. */
export function text(value, what) {
    if (typeof value !== 'string') throw new TypeError(`${what} must be a string, not ${kindOf(value)}`);
    if (value.includes('\0')) throw new TypeError(`${what} has a NUL, which cannot be sent`);
    if (/\p{Surrogate}/u.test(value)) throw new TypeError(`${what} has a lone surrogate, which is not Unicode`);
    return value;
}

/** What a value is, for messages. */
export function kindOf(value) {
    if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
    return value.constructor?.name ?? 'object';
}

/** A new text of the library: copied, and freed. Null for NULL. */
export function take([pointer]) {
    if (pointer === null) return null;
    try {
        return koffi.decode(pointer, 'char', -1);
    } finally {
        lib.sdp_text_free(pointer);
    }
}
