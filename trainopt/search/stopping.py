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
LEAVING_SECONDS = 15.0


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


@contextmanager
def ended_in_order() -> Iterator[None]:
    """In the main thread SIGTERM and SIGHUP end what runs as Ctrl-C does: what is half made is cleared away.

    SIGHUP stays ignored where it is; what hears signals itself meanwhile hears them.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGHUP:
            _let_go_of_a_lost_terminal()
        raise KeyboardInterrupt

    unheard = [one for one in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(one) is signal.SIG_DFL]
    for number in unheard:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in unheard:
            signal.signal(number, signal.SIG_DFL)


def stop_when_stdin_closes(stop: threading.Event) -> None:
    """From now on the event is set once standard input is closed: whoever started this process is gone.

    A process that is still there some seconds later ends as it stands.
    """

    def watch() -> None:
        while os.read(0, 4096):
            pass  # what is written there means nothing
        stop.set()
        time.sleep(LEAVING_SECONDS)
        os._exit(ExitCode.INTERRUPTED)

    threading.Thread(target=watch, daemon=True).start()


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
