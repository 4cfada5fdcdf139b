"""Ctrl-C during a call of the main thread: the call is cancelled at once, and what became of it is told.

Python runs the handlers of signals between two steps of its own, and a call is one step. So a thread reads what Python's
handler in C writes, and signals the cancel objects of the call; and until the call is over, the handler only notes that
there was a Ctrl-C. A handler of the program's own is left alone: it runs when the call is over.
"""
import contextlib
import os
import signal
import threading

try:
    from _signal import getsignal, signal as set_handler  # without the enumerations, which cost more than the call
except ImportError:
    from signal import getsignal, signal as set_handler


class Watch:
    """A call of the main thread."""

    __slots__ = ("cancels", "outer", "wakeup", "noted", "in_callback")

    def __init__(self, cancels, outer):
        self.cancels = cancels
        self.outer = outer      # the call in whose callback this one is made
        self.wakeup = -1        # who was told of signals before
        self.noted = False
        self.in_callback = 0

    def note(self, number, frame):
        """The handler while the call is under way. A callback is Python's, and is interrupted as such."""
        self.noted = True
        if self.in_callback:
            signal.default_int_handler(number, frame)

    def cancel(self):
        for cancel in self.cancels():
            cancel.signal()


class Watcher:
    def __init__(self):
        self.forget()
        os.register_at_fork(before=self.stop, after_in_child=self.forget)

    def forget(self):
        self.lock = threading.Lock()
        self.thread = self.pipe = self.current = None

    def stop(self):
        """Before a fork, since a process of one thread is forked without a worry; and so that no later call is ended by what
        the thread has not read yet."""
        with self.lock:
            if self.current is not None or self.thread is None:
                return
            thread, self.thread = self.thread, None
            os.close(self.pipe[1])
        thread.join()

    def start(self):
        self.pipe = os.pipe()
        os.set_blocking(self.pipe[1], False)
        self.thread = threading.Thread(target=self.read, args=self.pipe[:1], name="sdp-interrupts", daemon=True)
        self.thread.start()

    def read(self, pipe):
        while seen := os.read(pipe, 512):
            with self.lock:
                watch = self.current
                while watch is not None:
                    if signal.SIGINT in seen:
                        watch.cancel()
                    if watch.wakeup >= 0:
                        with contextlib.suppress(OSError):
                            os.write(watch.wakeup, seen)
                    watch = watch.outer
        os.close(pipe)

    def begin(self, cancels):
        """Watches over a call; `cancels()` gives what cancels it. None where a Ctrl-C is not this call's affair."""
        if threading.get_ident() != threading.main_thread().ident:
            return None
        if self.current is None and getsignal(signal.SIGINT) is not signal.default_int_handler:
            return None
        watch = Watch(cancels, self.current)
        try:
            set_handler(signal.SIGINT, watch.note)
        except ValueError:  # not the main interpreter
            return None
        with self.lock:
            if self.thread is None:
                self.start()
            if watch.outer is None:
                watch.wakeup = signal.set_wakeup_fd(self.pipe[1], warn_on_full_buffer=False)
            self.current = watch
        if watch.noted:
            watch.cancel()
        return watch

    def end(self, watch):
        """Whether there was a Ctrl-C. Nobody signals the cancel objects for it any more."""
        if watch is None:
            return False
        watch.in_callback = 0
        with self.lock:
            if watch.outer is None:
                signal.set_wakeup_fd(watch.wakeup, warn_on_full_buffer=False)
            self.current = watch.outer
        # What has come by now is noted first.
        set_handler(signal.SIGINT, watch.outer.note if watch.outer else signal.default_int_handler)
        if watch.noted and watch.outer is not None:
            watch.outer.noted = True
        elif watch.noted:
            self.stop()
        return watch.noted

    @contextlib.contextmanager
    def callback(self):
        """Within, a function of the program's runs."""
        watch = self.current if threading.get_ident() == threading.main_thread().ident else None
        if watch is None:
            yield
            return
        watch.in_callback += 1
        try:
            yield
        finally:
            watch.in_callback -= 1


WATCHER = Watcher()
