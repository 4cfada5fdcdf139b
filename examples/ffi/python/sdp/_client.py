"""Clients, walks and batches."""
import collections
import ctypes
import difflib
import json
import os
import weakref

from . import _native as native
from ._core import POINTER, Call, Cancel, Core, File, Hooks, Options, nothing
from ._errors import BusyError, ClosedError, ErrorSlot, SdpError, error_of
from ._native import decode, encode, lib, take
from ._reflection import nouns, operations
from ._values import json_bytes, parse


class Part:
    """What belongs to a client, and is freed before it: closed by `with`, close(), or when it is dropped."""

    def __init__(self, client, pointer):
        self._client = client
        self._pointer = pointer
        self._finalizer = weakref.finalize(self, client._core.drop, pointer)

    def pointer_in_use(self):
        """Only while the client is entered: nobody frees it then."""
        if not self._finalizer.alive:
            raise ClosedError(f"the {type(self).__name__.lower()} is closed")
        return self._pointer

    def close(self):
        self._finalizer()

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self.close()


class Pages(Part):
    """A walk over a list: an iterator of records, which fetches page by page."""

    def __init__(self, client, call, pointer):
        super().__init__(client, pointer)
        self._call = call

    def __iter__(self):
        return self

    def __next__(self):
        status, row = self._client._core.run(lib.sdp_pager_next_json, 0, part=self, read=self._call.taken,
                                             cancels=self._call.cancels)
        if status == native.END:
            raise StopIteration
        return row

    @property
    def info(self):
        """What the service said of the current page: a dict with total_count, has_more_rows and more."""
        return json.loads(self._client._core.run(lib.sdp_pager_info_to_json, part=self)[1])


class Result:
    """What became of one call of a batch. `call` is what was given to add() or run(): (operation, *arguments).

    A call that could not even be added has no number, and its error may be a TypeError or a ValueError.
    """

    def __init__(self, call, number=None, operation=None, tag=None, value=None, error=None):
        self.call = call
        self.number = number
        self.operation = operation
        self.tag = tag
        self.value = value
        self.error = error

    @classmethod
    def _of(cls, told, call):
        error = error_of(told["error"]) if "error" in told else None
        value = call.read(told["result"]) if "result" in told else None
        return cls(call.written, told["number"], told["operation"], told["tag"], value, error)

    @classmethod
    def _refused(cls, one, error):
        words = isinstance(one, (tuple, list)) and one and isinstance(one[0], str)
        return cls(one, operation=one[0] if words else None, error=error)

    def get(self):
        """The value; raises the error where the call failed."""
        if self.error is not None:
            raise self.error
        return self.value


class Batch(Part):
    """Many calls at once on one client: add() while there is room, and iterate over the results."""

    def __init__(self, client, pointer, calls, in_order, cancel):
        super().__init__(client, pointer)
        self._calls = calls
        self._cancel = cancel
        self._in_order = in_order

    @property
    def room(self):
        with self._client._core.entered():
            return lib.sdp_batch_room(self.pointer_in_use())

    def add(self, operation, /, *arguments, **options):
        """Adds a call, written as for Client.call(): the operation, its ids, its input, and options by keyword.

        batch.add("products.edit", id, {"comments": None}, tag="second line")

        Gives its number, or what a dry run describes.
        """
        call = Call(self._client._core.hooks, operation, arguments, False, None, **options)
        number = ctypes.c_int64()

        def add(*passed):
            return lib.sdp_batch_add_json(*passed[:-1], ctypes.byref(number))
        status, described = self._client._core.run(add, *call.arguments, part=self, read=nothing)
        if status == native.DRY_RUN:
            return described
        self._calls[number.value] = call  # its texts and options are needed until the result is taken
        return number.value

    def run(self, calls):
        """Adds calls whenever there is room; gives results as they come, or in order where the batch was made so.

        A call is a tuple of an operation, its ids and its input: ("products.edit", id, {"comments": None}). One that
        cannot be added has its error as its result, and the others go on. Options are for add().
        """
        waiting = iter(calls)
        last = max(self._calls, default=-1)
        refused = collections.deque()  # results of calls that were not added, with the number of the one before them
        more = True
        while True:
            while more and self.room > len(refused):
                try:
                    one = next(waiting)
                except StopIteration:
                    more = False
                    continue
                try:
                    if not isinstance(one, (tuple, list)):
                        raise TypeError(f"a call is a tuple such as ('products.get', id), not {type(one).__name__}")
                    last = self.add(*one)
                except ClosedError:
                    raise
                except (SdpError, TypeError, ValueError) as error:
                    refused.append((last, Result._refused(one, error)))
                    if not self._in_order:
                        yield refused.pop()[1]
            result = next(self, None)
            while refused and (result is None or refused[0][0] < result.number):
                yield refused.popleft()[1]
            if result is not None:
                yield result
            elif not more:
                return

    def __iter__(self):
        return self

    def __next__(self):
        status, result = self._client._core.run(lib.sdp_batch_next_json, part=self, read=self._taken, cancels=self._cancels)
        if status == native.END:
            raise StopIteration
        return result

    def _taken(self, slot):
        text = take(slot)
        if text is None:
            return None
        told = parse(text)
        return Result._of(told, self._calls.pop(told["number"]))

    def _cancels(self):
        """A Ctrl-C ends them all: those that have not begun by now come as cancelled, too."""
        return [self._cancel, *(call.cancel for call in list(self._calls.values()) if call.cancel)]


class Noun:
    """The operations of a noun: client.products.add(…)."""

    def __init__(self, client, name):
        self._client = client
        self._name = name

    def __getattr__(self, verb):
        name = f"{self._name}.{verb}"
        ensure = verb == "ensure" and f"{self._name}.add" in operations()
        if name not in operations() and not ensure:
            raise AttributeError(unknown(f"{self._name} has no operation '{verb}'", verb, nouns()[self._name]))

        def call(*arguments, **options):
            if ensure:
                return self._client._call(f"{self._name}.add", arguments, True, **options)
            return self._client.call(name, *arguments, **options)
        call.__name__ = call.__qualname__ = verb
        call.__doc__ = "Finds it by its natural key, or adds it." if ensure else operations()[name].doc
        return call

    def __dir__(self):
        return sorted(nouns()[self._name] + (["ensure"] if "add" in nouns()[self._name] else []))


def unknown(words, name, known):
    near = difflib.get_close_matches(name, known, 1)
    return words + (f"; did you mean '{near[0]}'?" if near else "")


class Client:
    """A client of the service, for one thread at a time.

    Client(base_url="https://desk.example.com", portal="itdesk", access_token=token)
    Client(…, client_id=…, client_secret=…, refresh_token=…, token_cache=path, timeout_ms=20000, ca_file=…)

    `log` is called with a level and a line, `event` with a dict after each attempt.
    """

    def __init__(self, *, log=None, event=None, **config):
        hooks = Hooks(log, event)
        pointer = POINTER()
        with ErrorSlot() as error:
            error.check(lib.sdp_client_new_json(json_bytes(config), hooks.log, hooks.event, None, error.pointer,
                                                ctypes.byref(pointer)))
        self._own(pointer, hooks)

    def _own(self, pointer, hooks):
        self._core = Core(pointer, hooks)
        weakref.finalize(self, self._core.close)

    @classmethod
    def _of(cls, pointer, hooks):
        client = cls.__new__(cls)
        client._own(pointer, hooks)
        return client

    @classmethod
    def from_environment(cls, service="sdp"):
        """A client as SDP_BASE_URL and its kin say (docs/cli.md); service "neucrm": as NEUCRM_BASE_URL and its kin say."""
        if service not in ("sdp", "neucrm"):
            raise ValueError(f"service is 'sdp' or 'neucrm', not {service!r}")
        environment, pointer = POINTER(), POINTER()
        with ErrorSlot() as error:
            error.check(lib.sdp_config_from_env(error.pointer, ctypes.byref(environment)))
            try:
                if service == "neucrm":
                    status = lib.sdp_neucrm_client_new(lib.sdp_config_env_neucrm(environment), error.pointer,
                                                       ctypes.byref(pointer))
                else:
                    status = lib.sdp_client_new(lib.sdp_config_env_get(environment), error.pointer, ctypes.byref(pointer))
                error.check(status)
            finally:
                lib.sdp_config_env_free(environment)
        return cls._of(pointer, Hooks(None, None))

    def sibling(self):
        """A client for another thread: the same configuration, login and limits, its own connections."""
        hooks = self._core.hooks
        _, pointer = self._core.run(lambda out: lib.sdp_client_dup(self._core.pointer, out), read=lambda slot: slot)
        return self._of(pointer, hooks)

    def call(self, operation, /, *arguments, **options):
        """Calls an operation by its name, with its ids, its input, and options by keyword.

        client.call("products.edit", id, {"comments": None}, timeout_ms=500, cancel=cancel)
        client.call("contracts.list", where="status is Active and active_till < 2027-01-01")

        Gives a Record, a tuple of them, or Pages for a list; for dry_run=True a dict that describes the request.
        """
        return self._call(operation, arguments, False, **options)

    def _call(self, operation, arguments, ensure, /, **options):
        core = self._core
        call = Call(core.hooks, operation, arguments, ensure, core, **options)
        walks = call.operation is not None and call.operation.output_is_list
        invoke = lib.sdp_invoke_list if walks else lib.sdp_invoke
        _, result = core.run(lambda *passed: invoke(core.pointer, *passed), *call.arguments, cancels=call.cancels,
                             read=(lambda slot: self._pages(call, slot)) if walks else call.taken)
        return result

    def _pages(self, call, slot):
        return Pages(self, call, self._core.keep_part(slot, lib.sdp_pager_free, call))

    def batch(self, *, cancel=None, **config):
        """A batch; config is concurrency, in_order, max_pending."""
        if cancel is not None and not isinstance(cancel, Cancel):
            raise TypeError(f"cancel must be a Cancel, not {type(cancel).__name__}")
        core, calls, cancel = self._core, {}, cancel or Cancel()
        _, made = core.run(lambda *passed: lib.sdp_batch_new_json(core.pointer, *passed), json_bytes(config), cancel._pointer,
                           read=lambda slot: core.keep_part(slot, lib.sdp_batch_free, cancel, calls))
        return Batch(self, made, calls, bool(config.get("in_order")), cancel)

    def download(self, content_url, to, *, cancel=None, progress=None, **options):
        """Fetches a file that was uploaded: to a path, or into a function that takes bytes, such as file.write."""
        core = self._core
        url = encode(content_url, "the content_url")
        sink, path = native.SINK(), None
        if callable(to):
            def take_bytes(_, bytes_, size):
                to(ctypes.string_at(bytes_, size))
                return native.OK
            sink = native.SINK(core.hooks.guard(take_bytes, native.CANCELED))
        else:
            path = encode(os.fspath(to), "the path")
        cancel = core.interrupt if cancel is None else cancel
        made = Options(core.hooks, options, cancel, None if progress is None else File(b"", progress=progress))
        _, described = core.run(lambda _: lib.sdp_download_to(core.pointer, url, path, sink, None, made.pointer),
                                read=nothing, cancels=lambda: (cancel,))
        return described

    def login(self, *, cancel=None, **options):
        """Makes sure that there is a token, so that what is wrong with the login is known beforehand."""
        cancel = self._core.interrupt if cancel is None else cancel
        made = Options(self._core.hooks, options, cancel, None)
        self._core.run(lambda _: lib.sdp_login(self._core.pointer, made.pointer), read=nothing, cancels=lambda: (cancel,))

    @property
    def root(self):
        """Where the requests go."""
        with self._core.entered():
            return decode(lib.sdp_client_root(self._core.pointer))

    def close(self):
        """Closes it with its walks and batches. Records stay."""
        if self._core.pointer is not None and not self._core.close():
            raise BusyError("the client is in a call; signal its cancel object first")

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self.close()

    def __getattr__(self, name):
        if name in nouns():
            return Noun(self, name)
        raise AttributeError(unknown(f"a client has no '{name}'", name, nouns()))

    def __dir__(self):
        return sorted({*super().__dir__(), *nouns()})
