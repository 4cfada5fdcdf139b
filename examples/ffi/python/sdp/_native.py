"""The functions of libsdp that the binding stands on: pointers, numbers and texts; no struct is laid out here."""
import ctypes
import ctypes.util
import os

POINTER, TEXT, INT32, INT64, SIZE = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int32, ctypes.c_int64, ctypes.c_size_t
OUT = ctypes.POINTER(ctypes.c_void_p)
IDS = ctypes.POINTER(ctypes.c_char_p)

LOG = ctypes.CFUNCTYPE(None, POINTER, INT32, TEXT)
EVENT = ctypes.CFUNCTYPE(None, POINTER, POINTER)
PROGRESS = ctypes.CFUNCTYPE(None, POINTER, INT64, INT64)
SINK = ctypes.CFUNCTYPE(INT32, POINTER, POINTER, SIZE)

OK, END, DRY_RUN = 0, 1, 2
NO_MEMORY, CANCELED = -1, -25
ALLOW_UNKNOWN, ENSURE = 1, 2
READ_ONLY, KEY = 1, 4
AND = 1

FUNCTIONS = {
    "sdp_version": (TEXT,),
    "sdp_version_number": (INT32,),
    "sdp_text_free": (None, POINTER),
    "sdp_error_new": (INT32, OUT),
    "sdp_error_free": (None, POINTER),
    "sdp_error_to_json": (INT32, POINTER, OUT),
    "sdp_status_name": (TEXT, INT32),
    "sdp_criteria_new": (INT32, OUT),
    "sdp_criteria_parse": (INT32, POINTER, INT32, TEXT, POINTER, INT32),
    "sdp_criteria_json": (INT32, POINTER, POINTER, OUT),
    "sdp_criteria_free": (None, POINTER),
    "sdp_json_print": (INT32, POINTER, INT32, OUT),
    "sdp_type_at": (POINTER, SIZE),
    "sdp_type_by_name": (POINTER, TEXT),
    "sdp_type_name": (TEXT, POINTER),
    "sdp_type_doc": (TEXT, POINTER),
    "sdp_type_field": (POINTER, POINTER, SIZE),
    "sdp_field_name": (TEXT, POINTER),
    "sdp_field_doc": (TEXT, POINTER),
    "sdp_field_kind": (INT32, POINTER),
    "sdp_field_flags": (INT32, POINTER),
    "sdp_field_type": (POINTER, POINTER),
    "sdp_type_field_nearest": (POINTER, POINTER, TEXT),
    "sdp_kind_name": (TEXT, INT32),
    "sdp_operation_at": (POINTER, SIZE),
    "sdp_operation_name": (TEXT, POINTER),
    "sdp_operation_doc": (TEXT, POINTER),
    "sdp_operation_method": (TEXT, POINTER),
    "sdp_operation_path": (TEXT, POINTER),
    "sdp_operation_body_ids": (TEXT, POINTER),
    "sdp_operation_access": (INT32, POINTER),
    "sdp_operation_input_type": (POINTER, POINTER),
    "sdp_operation_output_type": (POINTER, POINTER),
    "sdp_operation_output_keys": (TEXT, POINTER),
    "sdp_operation_output_is_list": (INT32, POINTER),
    "sdp_operation_output_is_whole": (INT32, POINTER),
    "sdp_config_key_at": (TEXT, SIZE),
    "sdp_options_key_at": (TEXT, SIZE),
    "sdp_client_new_json": (INT32, TEXT, LOG, EVENT, POINTER, POINTER, OUT),
    "sdp_client_new": (INT32, POINTER, POINTER, OUT),
    "sdp_neucrm_client_new": (INT32, POINTER, POINTER, OUT),
    "sdp_client_dup": (INT32, POINTER, OUT),
    "sdp_client_free": (None, POINTER),
    "sdp_client_root": (TEXT, POINTER),
    "sdp_login": (INT32, POINTER, POINTER),
    "sdp_last_error": (POINTER, POINTER),
    "sdp_last_dry_run": (TEXT, POINTER),
    "sdp_config_from_env": (INT32, POINTER, OUT),
    "sdp_config_env_get": (POINTER, POINTER),
    "sdp_config_env_neucrm": (POINTER, POINTER),
    "sdp_config_env_free": (None, POINTER),
    "sdp_event_to_json": (INT32, POINTER, OUT),
    "sdp_cancel_new": (INT32, OUT),
    "sdp_cancel_signal": (None, POINTER),
    "sdp_cancel_reset": (None, POINTER),
    "sdp_cancel_free": (None, POINTER),
    "sdp_options_new_json": (INT32, TEXT, POINTER, OUT),
    "sdp_options_set_cancel": (INT32, POINTER, POINTER),
    "sdp_options_set_bytes": (INT32, POINTER, TEXT, SIZE),
    "sdp_options_set_progress": (INT32, POINTER, PROGRESS, POINTER),
    "sdp_options_free": (None, POINTER),
    "sdp_invoke": (INT32, POINTER, TEXT, IDS, SIZE, TEXT, INT32, POINTER, OUT),
    "sdp_invoke_list": (INT32, POINTER, TEXT, IDS, SIZE, TEXT, INT32, POINTER, OUT),
    "sdp_download_to": (INT32, POINTER, TEXT, TEXT, SINK, POINTER, POINTER),
    "sdp_pager_next_json": (INT32, POINTER, INT32, OUT),
    "sdp_pager_info_to_json": (INT32, POINTER, OUT),
    "sdp_pager_free": (None, POINTER),
    "sdp_batch_new_json": (INT32, POINTER, TEXT, POINTER, OUT),
    "sdp_batch_room": (INT64, POINTER),
    "sdp_batch_add_json": (INT32, POINTER, TEXT, IDS, SIZE, TEXT, INT32, POINTER, ctypes.POINTER(INT64)),
    "sdp_batch_next_json": (INT32, POINTER, OUT),
    "sdp_batch_free": (None, POINTER),
}


def load():
    """The library that SDP_LIBRARY names, else the one that the system finds."""
    path = os.environ.get("SDP_LIBRARY") or ctypes.util.find_library("sdp") or "libsdp.so"
    try:
        library = ctypes.CDLL(path)
    except OSError as problem:
        raise ImportError(f"libsdp cannot be loaded ({problem}); set SDP_LIBRARY to its path") from problem
    for name, (result, *arguments) in FUNCTIONS.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    return library


lib = load()


def encode(text, what):
    """A text as a C string: what C cannot hold is refused here."""
    if not isinstance(text, str):
        raise TypeError(f"{what} must be a str, not {type(text).__name__}")
    if "\0" in text:
        raise ValueError(f"{what} has a NUL, which cannot be sent")
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(f"{what} has a lone surrogate, which cannot be sent") from None


def decode(text):
    """A borrowed C string, None for NULL."""
    return None if text is None else text.decode("utf-8", "replace")


def take(slot):
    """A new text of the library: copied, and freed. None for NULL."""
    if not slot:
        return None
    try:
        return ctypes.string_at(slot.value).decode("utf-8", "replace")
    finally:
        lib.sdp_text_free(slot)
