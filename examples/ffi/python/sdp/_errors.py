"""What goes wrong, as exceptions."""
import ctypes
import json

from ._native import NO_MEMORY, lib, take


class SdpError(Exception):
    """A call failed. `status` is its name, such as "SDP_E_REFUSED"; docs/errors.md tells what to do about each."""

    def __init__(self, told):
        super().__init__(told.get("message") or told["status"])
        self._told = told
        self.status = told["status"]
        self.cause = told.get("cause")
        self.advice = told.get("advice", "")
        self.http_status = told.get("http_status", 0)
        self.api_code = told.get("api_code", 0)
        self.messages = tuple(told.get("messages", ()))
        self.path = told.get("path", "")
        self.url = told.get("url", "")
        self.fault = told.get("fault", "none")
        self.retryable = told.get("retryable", False)
        self.maybe_done = told.get("maybe_done", False)
        self.attempts = told.get("attempts", 0)
        self.elapsed_ms = told.get("elapsed_ms", 0)
        self.retry_after_ms = told.get("retry_after_ms")
        self.line = told.get("line")
        self.column = told.get("column")
        if self.path and self.path not in str(self):
            self.args = (f"{self.path}: {self.args[0]}",)

    def __reduce__(self):
        return type(self), (self._told,)

    @property
    def fields(self):
        """The fields that the service's messages name."""
        return tuple(field for message in self.messages for field in message.get("fields", ()))


class CallerError(SdpError):
    """The caller's to mend: an argument, an input, or what the service refused; or the caller cancelled."""


class ServerError(SdpError):
    """The service failed, or answered what cannot be used."""


class NetworkError(SdpError):
    """No connection, or no answer in time."""


class CredentialsError(SdpError):
    """The login was not accepted, or may not do this."""


class QuotaError(SdpError):
    """Too many requests."""


class CallbackError(Exception):
    """A function of the caller's raised inside a call (`__cause__`), which went on to its end: `result` or `error`."""

    def __init__(self, result, error):
        super().__init__("a callback raised inside a call")
        self.result = result
        self.error = error

    def __reduce__(self):
        return type(self), (self.result, self.error)


class ClosedError(ValueError):
    """A client, walk or batch was used after it was closed."""


class BusyError(RuntimeError):
    """A client is in a call already: of another thread, or the one whose callback this is."""


FAULTS = {"caller": CallerError, "server": ServerError, "network": NetworkError, "credentials": CredentialsError,
          "quota": QuotaError}


def error_of(told):
    """An exception from the error as the library tells it, read from its JSON."""
    return FAULTS.get(told.get("fault"), SdpError)(told)


def error_at(pointer, status):
    """An exception from the library's error object."""
    slot = ctypes.c_void_p()
    if status == NO_MEMORY or lib.sdp_error_to_json(pointer, ctypes.byref(slot)) != 0:
        return MemoryError("libsdp has no memory")
    told = json.loads(take(slot))
    if told["status"] == "SDP_OK":  # the function had no place to say more
        told = {"status": lib.sdp_status_name(status).decode(), "fault": "caller"}
    return error_of(told)


class ErrorSlot:
    """An error object for functions without a client; raises what they said."""

    def __enter__(self):
        self.pointer = ctypes.c_void_p()
        if lib.sdp_error_new(ctypes.byref(self.pointer)) != 0:
            raise MemoryError("libsdp has no memory")
        return self

    def check(self, status):
        if status < 0:
            raise error_at(self.pointer, status)

    def __exit__(self, *raised):
        lib.sdp_error_free(self.pointer)
