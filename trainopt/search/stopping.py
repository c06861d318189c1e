"""How a run is stopped from outside: by Ctrl-C, by SIGTERM, or by the end of its terminal."""

from __future__ import annotations

import os
import signal
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from trainopt.errors import ExitCode

STREAMS = (0, 1, 2)
CALLS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Signals that call a process to end."""
ONE_CALL = 1.0
"""Seconds within which a second one is the same call: `timeout` sends two, and so does a hasty hand."""
LEAVING_SECONDS = 15.0
"""Seconds that a process which is to end has for that."""


class _Calls:
    """When the process was called to end: whoever hears of it next knows which signals are the same call."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Nobody has called yet."""
        self.last = -ONE_CALL

    def is_another(self) -> bool:
        """Whether a signal that comes now is no second one of a call that was heard; then it is heard."""
        now = time.monotonic()
        another = now - self.last >= ONE_CALL
        if another:
            self.last = now
        return another


_calls = _Calls()


@contextmanager
def interruptible(stop: threading.Event) -> Iterator[None]:
    """In the main thread Ctrl-C, SIGTERM and SIGHUP set the event, and do not end the process.

    Nor does a second signal of that call that comes just afterwards, while what was found is written.
    SIGHUP stays ignored where it is (nohup).
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGHUP:
            _let_go_of_a_lost_terminal()
        _calls.is_another()
        stop.set()

    before = {number: signal.signal(number, interrupt) for number in _heard()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def ended_in_order() -> Iterator[None]:
    """In the main thread SIGTERM and SIGHUP end what runs as Ctrl-C does: what is half made is cleared away.

    A second signal that is meant as the same call does not disturb that. What is ignored stays so; what hears
    signals itself meanwhile hears them.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGHUP:
            _let_go_of_a_lost_terminal()
        if _calls.is_another():
            raise KeyboardInterrupt

    unheard = (signal.SIG_DFL, signal.default_int_handler)
    _calls.forget()
    before = {one: signal.signal(one, end) for one in CALLS if signal.getsignal(one) in unheard}
    try:
        yield
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) is end:
                signal.signal(number, handler)


def end_undisturbed() -> None:
    """From now on no signal disturbs the process, which is about to end; it has some seconds for that."""
    for number in CALLS:
        signal.signal(number, signal.SIG_IGN)
    end_at_last()


def stop_when_stdin_closes(stop: threading.Event) -> None:
    """From now on the event is set once standard input is closed: whoever started this process is gone.

    A process that is still there some seconds later ends as it stands.
    """

    def watch() -> None:
        while os.read(0, 4096):
            pass  # what is written there means nothing
        stop.set()
        end_at_last()

    threading.Thread(target=watch, daemon=True).start()


def end_at_last(seconds: float | None = None) -> None:
    """End the process as it stands if it is still there after so many seconds, by default a few."""

    def end() -> None:
        time.sleep(LEAVING_SECONDS if seconds is None else seconds)
        os._exit(ExitCode.INTERRUPTED)

    threading.Thread(target=end, daemon=True).start()


def _heard() -> list[signal.Signals]:
    heard = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        heard.append(signal.SIGHUP)
    return heard


def _let_go_of_a_lost_terminal() -> None:
    """What is written to a terminal that is gone fails: from now on it goes nowhere."""
    nowhere = os.memfd_create("nowhere")
    for stream in STREAMS:
        with suppress(OSError):
            if stat.S_ISCHR(os.fstat(stream).st_mode) and not os.isatty(stream):
                os.dup2(nowhere, stream)
    os.close(nowhere)
