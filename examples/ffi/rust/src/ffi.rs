//! The functions of libsdp that the layer stands on: pointers, numbers and texts; no struct is laid out here.
#![allow(non_camel_case_types)]

pub use std::os::raw::{c_char, c_void};

macro_rules! opaque {
    ($($name:ident)*) => {
        $(
            #[repr(C)]
            pub struct $name {
                nothing: [u8; 0],
            }
        )*
    };
}
opaque!(sdp_batch sdp_cancel sdp_client sdp_config sdp_config_env sdp_criteria sdp_error sdp_event sdp_field sdp_json
    sdp_neucrm_config sdp_operation sdp_options sdp_pager sdp_type);

pub const OK: i32 = 0;
pub const END: i32 = 1;
pub const DRY_RUN: i32 = 2;
pub const E_FILE: i32 = -14;
pub const E_CANCELED: i32 = -25;
pub const ALLOW_UNKNOWN: i32 = 1;
pub const ENSURE: i32 = 2;
pub const AND: i32 = 1;
pub const READ_ONLY: i32 = 1;
pub const KEY: i32 = 4;

pub type Log = unsafe extern "C" fn(*mut c_void, i32, *const c_char);
pub type Event = unsafe extern "C" fn(*mut c_void, *const sdp_event);
pub type Progress = unsafe extern "C" fn(*mut c_void, i64, i64);
pub type Sink = unsafe extern "C" fn(*mut c_void, *const c_char, usize) -> i32;

#[rustfmt::skip]
#[link(name = "sdp")]
extern "C" {
    pub fn sdp_version() -> *const c_char;
    pub fn sdp_version_number() -> i32;
    pub fn sdp_text_free(text: *mut c_char);

    pub fn sdp_error_new(out: *mut *mut sdp_error) -> i32;
    pub fn sdp_error_free(error: *mut sdp_error);
    pub fn sdp_error_to_json(error: *const sdp_error, out: *mut *mut c_char) -> i32;
    pub fn sdp_status_name(status: i32) -> *const c_char;

    pub fn sdp_type_at(index: usize) -> *const sdp_type;
    pub fn sdp_type_by_name(name: *const c_char) -> *const sdp_type;
    pub fn sdp_type_name(of: *const sdp_type) -> *const c_char;
    pub fn sdp_type_doc(of: *const sdp_type) -> *const c_char;
    pub fn sdp_type_field(of: *const sdp_type, index: usize) -> *const sdp_field;
    pub fn sdp_field_name(field: *const sdp_field) -> *const c_char;
    pub fn sdp_field_doc(field: *const sdp_field) -> *const c_char;
    pub fn sdp_field_kind(field: *const sdp_field) -> i32;
    pub fn sdp_field_flags(field: *const sdp_field) -> i32;
    pub fn sdp_field_type(field: *const sdp_field) -> *const sdp_type;
    pub fn sdp_kind_name(kind: i32) -> *const c_char;
    pub fn sdp_operation_at(index: usize) -> *const sdp_operation;
    pub fn sdp_operation_by_name(name: *const c_char) -> *const sdp_operation;
    pub fn sdp_operation_name(operation: *const sdp_operation) -> *const c_char;
    pub fn sdp_operation_doc(operation: *const sdp_operation) -> *const c_char;
    pub fn sdp_operation_method(operation: *const sdp_operation) -> *const c_char;
    pub fn sdp_operation_path(operation: *const sdp_operation) -> *const c_char;
    pub fn sdp_operation_id_count(operation: *const sdp_operation) -> usize;
    pub fn sdp_operation_access(operation: *const sdp_operation) -> i32;
    pub fn sdp_operation_input_type(operation: *const sdp_operation) -> *const sdp_type;
    pub fn sdp_operation_output_type(operation: *const sdp_operation) -> *const sdp_type;
    pub fn sdp_operation_output_is_list(operation: *const sdp_operation) -> i32;
    pub fn sdp_config_key_at(index: usize) -> *const c_char;
    pub fn sdp_options_key_at(index: usize) -> *const c_char;

    pub fn sdp_client_new_json(config: *const c_char, log: Option<Log>, event: Option<Event>, user_data: *mut c_void,
                               error: *mut sdp_error, out: *mut *mut sdp_client) -> i32;
    pub fn sdp_client_new(config: *const sdp_config, error: *mut sdp_error, out: *mut *mut sdp_client) -> i32;
    pub fn sdp_neucrm_client_new(config: *const sdp_neucrm_config, error: *mut sdp_error,
                                 out: *mut *mut sdp_client) -> i32;
    pub fn sdp_config_from_env(error: *mut sdp_error, out: *mut *mut sdp_config_env) -> i32;
    pub fn sdp_config_env_get(env: *const sdp_config_env) -> *const sdp_config;
    pub fn sdp_config_env_neucrm(env: *const sdp_config_env) -> *const sdp_neucrm_config;
    pub fn sdp_config_env_free(env: *mut sdp_config_env);
    pub fn sdp_client_dup(client: *mut sdp_client, out: *mut *mut sdp_client) -> i32;
    pub fn sdp_client_free(client: *mut sdp_client);
    pub fn sdp_client_root(client: *const sdp_client) -> *const c_char;
    pub fn sdp_login(client: *mut sdp_client, options: *const sdp_options) -> i32;
    pub fn sdp_last_error(client: *const sdp_client) -> *const sdp_error;
    pub fn sdp_last_dry_run(client: *const sdp_client) -> *const c_char;
    pub fn sdp_event_to_json(event: *const sdp_event, out: *mut *mut c_char) -> i32;

    pub fn sdp_cancel_new(out: *mut *mut sdp_cancel) -> i32;
    pub fn sdp_cancel_signal(cancel: *mut sdp_cancel);
    pub fn sdp_cancel_reset(cancel: *mut sdp_cancel);
    pub fn sdp_cancel_free(cancel: *mut sdp_cancel);

    pub fn sdp_options_new_json(json: *const c_char, error: *mut sdp_error, out: *mut *mut sdp_options) -> i32;
    pub fn sdp_options_set_cancel(options: *mut sdp_options, cancel: *mut sdp_cancel) -> i32;
    pub fn sdp_options_set_bytes(options: *mut sdp_options, bytes: *const c_void, size: usize) -> i32;
    pub fn sdp_options_set_progress(options: *mut sdp_options, progress: Option<Progress>,
                                    user_data: *mut c_void) -> i32;
    pub fn sdp_options_free(options: *mut sdp_options);

    pub fn sdp_criteria_new(out: *mut *mut sdp_criteria) -> i32;
    pub fn sdp_criteria_free(criteria: *mut sdp_criteria);
    pub fn sdp_criteria_parse(criteria: *mut sdp_criteria, logical: i32, text: *const c_char, of: *const sdp_type,
                              allow_unknown: i32) -> i32;
    pub fn sdp_criteria_json(criteria: *mut sdp_criteria, error: *mut sdp_error, out: *mut *const sdp_json) -> i32;
    pub fn sdp_json_print(json: *const sdp_json, indent: i32, out: *mut *mut c_char) -> i32;

    pub fn sdp_invoke(client: *mut sdp_client, operation: *const c_char, ids: *const *const c_char, id_count: usize,
                      input: *const c_char, flags: i32, options: *const sdp_options, out: *mut *mut c_char) -> i32;
    pub fn sdp_invoke_list(client: *mut sdp_client, operation: *const c_char, ids: *const *const c_char,
                           id_count: usize, input: *const c_char, flags: i32, options: *const sdp_options,
                           out: *mut *mut sdp_pager) -> i32;
    pub fn sdp_download_to(client: *mut sdp_client, content_url: *const c_char, path: *const c_char,
                           sink: Option<Sink>, user_data: *mut c_void, options: *const sdp_options) -> i32;
    pub fn sdp_pager_next_json(pager: *mut sdp_pager, indent: i32, out: *mut *mut c_char) -> i32;
    pub fn sdp_pager_info_to_json(pager: *const sdp_pager, out: *mut *mut c_char) -> i32;
    pub fn sdp_pager_free(pager: *mut sdp_pager);
    pub fn sdp_batch_new_json(client: *mut sdp_client, config: *const c_char, cancel: *mut sdp_cancel,
                              out: *mut *mut sdp_batch) -> i32;
    pub fn sdp_batch_room(batch: *const sdp_batch) -> i64;
    pub fn sdp_batch_add_json(batch: *mut sdp_batch, operation: *const c_char, ids: *const *const c_char,
                              id_count: usize, input: *const c_char, flags: i32, options: *const sdp_options,
                              number: *mut i64) -> i32;
    pub fn sdp_batch_next_json(batch: *mut sdp_batch, out: *mut *mut c_char) -> i32;
    pub fn sdp_batch_free(batch: *mut sdp_batch);
}
