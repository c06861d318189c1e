"""How a run is stopped from outside: by Ctrl-C, by SIGTERM, or by the end of its terminal."""

from __future__ import annotations

import os
import signal
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

STREAMS = (0, 1, 2)


@contextmanager
def interruptible(stop: threading.Event) -> Iterator[None]:
    """In the main thread Ctrl-C, SIGTERM and SIGHUP set the event, and do not end the process.

    SIGHUP stays ignored where it is (nohup).
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGHUP:
            _let_go_of_a_lost_terminal()
        stop.set()

    before = {number: signal.signal(number, interrupt) for number in _heard()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


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
