"""Calls: what owns the library's objects, and how Python's arguments become those of the library."""
import contextlib
import ctypes
import json
import os
import threading
import weakref

from . import _native as native
from ._errors import BusyError, CallbackError, ClosedError, ErrorSlot, error_at
from ._interrupts import WATCHER
from ._native import decode, encode, lib, take
from ._reflection import operations, option_keys
from ._values import json_bytes, parse, record, searched

POINTER = ctypes.c_void_p


def free_with(owner, free, pointer):
    """Frees what C has when its owner goes. At the end of the interpreter it is left alone: calls that use it may be freed
    after it there, for that is the order in which objects were made, backwards."""
    weakref.finalize(owner, free, pointer).atexit = False


class Cancel:
    """Cancels the calls that were given it, from any thread. One object may serve many calls."""

    def __init__(self):
        self._pointer = POINTER()
        if lib.sdp_cancel_new(ctypes.byref(self._pointer)) != native.OK:
            raise MemoryError("libsdp has no memory")
        free_with(self, lib.sdp_cancel_free, self._pointer)

    def signal(self):
        lib.sdp_cancel_signal(self._pointer)

    def reset(self):
        """Makes it fit for new calls, while none uses it."""
        lib.sdp_cancel_reset(self._pointer)


def check_callable(function, what):
    if function is not None and not callable(function):
        raise TypeError(f"{what} must be callable, not {type(function).__name__}")
    return function


class File:
    """What an upload sends: a path, or bytes with a name."""

    def __init__(self, content, name=None, content_type=None, progress=None):
        self.path = self.bytes = None
        if isinstance(content, (str, os.PathLike)):
            self.path = os.fspath(content)
        elif isinstance(content, (bytes, bytearray, memoryview)):
            self.bytes = bytes(content)
        else:
            raise TypeError(f"a file is a path or bytes, not {type(content).__name__}")
        self.told = {"path": self.path, "name": name, "content_type": content_type}
        self.progress = check_callable(progress, "progress")


class Hooks:
    """The caller's functions. What they raise is kept for the end of the call: it must not pass through C."""

    def __init__(self, log, event):
        check_callable(log, "log")
        check_callable(event, "event")
        self.raised = threading.local()
        self.log = native.LOG() if log is None else native.LOG(self.guard(lambda _, level, line: log(level, decode(line))))
        self.event = native.EVENT() if event is None else native.EVENT(self.guard(lambda _, told: event(read_event(told))))

    def guard(self, function, failed=None):
        def guarded(*arguments):
            try:
                with WATCHER.callback():
                    return function(*arguments)
            except BaseException as raised:  # noqa: B902: whatever it is, the call ends first
                if self.pending() is None:
                    self.raised.one = raised
                return failed
        return guarded

    def pending(self):
        return getattr(self.raised, "one", None)

    def taken(self):
        raised, self.raised.one = self.pending(), None
        return raised


def read_event(pointer):
    slot = POINTER()
    if lib.sdp_event_to_json(pointer, ctypes.byref(slot)) != native.OK:
        raise MemoryError("libsdp has no memory")
    return json.loads(take(slot))


def nothing(_):
    """What is read where a call has no result."""


def tell(raised, interrupted, result, error):
    """Raises what a call ended with, in a way that tells what became of it."""
    if isinstance(raised, Exception) and not interrupted:
        raise CallbackError(result, error) from raised
    if raised is not None or interrupted:
        ours = raised is None or isinstance(raised, Exception) or type(raised) is KeyboardInterrupt
        stopped = KeyboardInterrupt(became(error)) if ours else raised
        stopped.result, stopped.error = result, error
        raise stopped from error or (raised if ours else None)
    if error is not None:
        raise error


def became(error):
    if error is None:
        return "the call was over: .result is what it gave"
    return "the call may have happened on the server" if getattr(error, "maybe_done", False) else "the call did not happen"


class Core:
    """The client of the library with all that must be freed before it, in whatever order Python drops its objects."""

    def __init__(self, pointer, hooks):
        self.pointer = pointer
        self.hooks = hooks
        self.gate = threading.Lock()
        self.parts = {}     # pointers of walks and batches: how they are freed, and what must live as long
        self.orphans = []   # parts that were dropped while the client was in a call
        self.interrupt = Cancel()   # for calls that were given none
        self.plain = Options(hooks, {}, self.interrupt, None)

    @contextlib.contextmanager
    def entered(self):
        """Within, the client belongs to this thread."""
        if not self.gate.acquire(blocking=False):
            raise BusyError("the client is in a call; another thread takes client.sibling(), a callback waits for its end")
        try:
            if self.pointer is None:
                raise ClosedError("the client is closed")
            yield
        finally:
            while self.orphans:
                self.free_part(self.orphans.pop())
            self.gate.release()

    def run(self, function, *arguments, part=None, read=take, cancels=None):
        """Calls a function whose last argument is where its result goes; gives its status and what was read. `cancels`
        gives the cancel objects that the calls under way have, where it is not the client's own."""
        slot = POINTER()
        result = error = None
        with self.entered():
            if part is not None:
                arguments = (part.pointer_in_use(), *arguments)
            before = self.hooks.taken()  # of a call that this one, of a sibling, is made within
            watch = WATCHER.begin(cancels or self.own_cancels)
            try:
                status = function(*arguments, ctypes.byref(slot))
                if status < 0:
                    error = error_at(lib.sdp_last_error(self.pointer), status)
                elif status == native.DRY_RUN:
                    result = json.loads(decode(lib.sdp_last_dry_run(self.pointer)))
                else:
                    result = read(slot)
            finally:
                raised, self.hooks.raised.one = self.hooks.taken(), before
                interrupted = WATCHER.end(watch)
                if interrupted:
                    self.interrupt.reset()
        tell(raised, interrupted, result, error)
        return status, result

    def own_cancels(self):
        return (self.interrupt,)

    def keep_part(self, slot, free, *needed):
        self.parts[slot.value] = (free, needed)
        return slot.value

    def free_part(self, pointer):
        free, _ = self.parts.pop(pointer, (None, None))
        if free is not None:
            free(pointer)

    def drop(self, pointer):
        """Frees a part now, or when the call under way is over."""
        self.orphans.append(pointer)
        if self.gate.acquire(blocking=False):
            try:
                while self.orphans:
                    self.free_part(self.orphans.pop())
            finally:
                self.gate.release()

    def close(self):
        if not self.gate.acquire(blocking=False):
            return False
        try:
            for pointer in list(self.parts):
                self.free_part(pointer)
            lib.sdp_client_free(self.pointer)
            self.pointer = None
        finally:
            self.gate.release()
        return True


class Options:
    """The options of a call, as the library has them; frees them when nobody uses them any more."""

    def __init__(self, hooks, options, cancel, file):
        if cancel is not None and not isinstance(cancel, Cancel):
            raise TypeError(f"cancel must be a Cancel, not {type(cancel).__name__}")
        self.pointer = POINTER()
        self.needed = [cancel]
        file = file if file is None or isinstance(file, File) else File(file)
        if file is not None:
            options = {**options, "file": {name: value for name, value in file.told.items() if value is not None}}
        with ErrorSlot() as error:
            error.check(lib.sdp_options_new_json(json_bytes(options), error.pointer, ctypes.byref(self.pointer)))
        free_with(self, lib.sdp_options_free, self.pointer)
        if cancel is not None:
            lib.sdp_options_set_cancel(self.pointer, cancel._pointer)
        if file is not None:
            self.attach(hooks, file)

    def attach(self, hooks, file):
        self.needed.append(file.bytes)
        if file.bytes is not None:
            lib.sdp_options_set_bytes(self.pointer, file.bytes, len(file.bytes))
        if file.progress is not None:
            told = native.PROGRESS(hooks.guard(lambda _, done, total: file.progress(done, total)))
            self.needed.append(told)
            lib.sdp_options_set_progress(self.pointer, told, None)


def criteria_of(where, type_, allow_unknown):
    """The search criteria that words tell (docs/queries.md has their grammar), all of which must hold; None without any."""
    texts = (where,) if isinstance(where, str) else where
    if not isinstance(texts, (list, tuple)):
        raise TypeError(f"where is a str or a list of them, not {type(where).__name__}")
    texts = [encode(one, "where") for one in texts]
    if not texts:
        return None
    criteria, json_, slot = POINTER(), POINTER(), POINTER()
    with ErrorSlot() as error:
        if lib.sdp_criteria_new(ctypes.byref(criteria)) != native.OK:
            raise MemoryError("libsdp has no memory")
        try:
            for text in texts:  # the first mistake stays, and is told below
                lib.sdp_criteria_parse(criteria, native.AND, text, type_._pointer if type_ else None, allow_unknown)
            error.check(lib.sdp_criteria_json(criteria, error.pointer, ctypes.byref(json_)))
            if lib.sdp_json_print(json_, 0, ctypes.byref(slot)) != native.OK:
                raise MemoryError("libsdp has no memory")
            return parse(take(slot))
        finally:
            lib.sdp_criteria_free(criteria)


class Call:
    """A call as it was written in Python, ready for the library. `own` is the client whose options serve where none were
    given; a batch has none of its own."""

    def __init__(self, hooks, name, arguments, ensure, own, /, *, cancel=None, file=None, allow_unknown=False, where=None,
                 **options):
        self.name = encode(name, "the operation")
        self.operation = operations().get(name)
        self.written = (name, *arguments)
        ids, inputs = self.split(name, arguments)
        self.ids = [encode(one, "an id") for one in ids]
        given = self.query(name, inputs[0] if inputs else None, where, allow_unknown)
        self.check_options(name, options)
        self.input = json_bytes(given) if given is not None else None
        self.flags = (native.ALLOW_UNKNOWN if allow_unknown else 0) | (native.ENSURE if ensure else 0)
        self.cancel = cancel if cancel is not None else own.interrupt if own else None
        if options or cancel is not None or file is not None:
            self.options = Options(hooks, options, self.cancel if cancel is None else cancel, file)
        else:
            self.options = own.plain if own else None

    def check_options(self, name, options):
        """Who knows Python writes the members of an entity as keywords once."""
        for one in options:
            if one in option_keys() or self.operation is None:
                continue
            if self.operation.input_type is not None and one in self.operation.input_type.fields:
                raise TypeError(f"'{one}' is no option of a call; members go into a dict: {name}(…, {{'{one}': …}})")
            if self.operation.searches and one in self.operation.result_type.fields:
                raise TypeError(f"'{one}' is no option of a call; a list is searched by words: {name}(where=\"{one} is …\")")

    def split(self, name, arguments):
        """Which of the arguments are ids. Of an operation that does not exist the library itself tells more."""
        if self.operation is None:
            return (), ()
        count = len(self.operation.ids)
        most = count + (self.operation.input_type is not None)
        if not count <= len(arguments) <= most:
            wanted = list(self.operation.ids) + (["input"] if most > count else [])
            raise TypeError(f"{name} takes ({', '.join(wanted)}), and was given {len(arguments)}")
        inputs = arguments[count:]
        if inputs and inputs[0] is not None and not isinstance(inputs[0], (dict, list, tuple)):
            raise TypeError(f"the input of {name} must be a dict, or a list of them, not {type(inputs[0]).__name__}")
        return arguments[:count], tuple(one for one in inputs if one is not None)

    def query(self, name, given, where, allow_unknown):
        """The input of a list, with what it searches for as it is sent; that of another operation stays as it is."""
        if self.operation is None or not self.operation.searches or not isinstance(given, (dict, type(None))):
            if where is not None and self.operation is not None:
                raise TypeError(f"{name} takes no where")
            return given
        made = dict(given or {})
        info = made
        if isinstance(made.get("list_info"), dict):
            info = made["list_info"] = dict(made["list_info"])
        if where is not None and info.get("search_criteria") is not None:
            raise TypeError("give either where or search_criteria")
        if where is not None:
            info["search_criteria"] = criteria_of(where, self.operation.output_type, allow_unknown)
        if info.get("search_criteria") is not None:
            info["search_criteria"] = searched(info["search_criteria"])
        elif where is not None:
            del info["search_criteria"]
        return made if made or given is not None else None

    @property
    def arguments(self):
        """As sdp_invoke() and its kin take them, after the client."""
        ids = (ctypes.c_char_p * len(self.ids))(*self.ids)
        return (self.name, ids, len(self.ids), self.input, self.flags, self.options.pointer if self.options else None)

    def cancels(self):
        return (self.cancel,)

    def taken(self, slot):
        """What the library gave; None at the end of a walk."""
        text = take(slot)
        return None if text is None else self.read(parse(text))

    def read(self, raw):
        return record(self.operation.result_type if self.operation else None, raw)
