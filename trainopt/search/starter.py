"""A process that has loaded what solver processes need, from which they are forked where many are needed.

To load takes half a second to a second of a processor, to fork some milliseconds. The starter has one
thread of Python, so that forking is safe whatever threads its caller has.
"""

from __future__ import annotations

import gc
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from time import monotonic
from traceback import print_exc

PATIENCE = 2.0
"""Seconds for the starter to tell how a process has ended."""
HANGS = 60.0
"""Seconds after which a starter that has not answered is given up: what it loads takes less anywhere."""
PACKET = 65_536
"""Bytes of a request or an answer at most."""
UNKNOWN = -signal.SIGKILL
"""How a process ended of which nobody can tell it any more."""
NOT_FORKED = 0
"""In place of the number of a process, where the machine had no room for it."""

Begin = Callable[[str, str, str, int, int], None]
"""What a forked process does: `trainopt.search.child.begin_in_child`."""


class Lost(Exception):
    """The starter is gone, or does not answer."""


@dataclass
class StarterReply:
    """What the starter answers to a request, once it has, and when it was asked."""

    number: int | None = None
    asked: float = field(default_factory=monotonic)


@dataclass
class Forked:
    """A process that was forked, or will be: of `subprocess.Popen` what is needed."""

    starter: Starter
    reply: StarterReply
    ended: int | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def pid(self) -> int | None:
        """Its number; None as long as the starter still loads what it needs, and if it was not forked."""
        with suppress(Lost):
            return self.starter.hear(self.reply, wait=False) or None
        return None

    def kill(self) -> None:
        """Kill it, if it is there and has not ended. One that comes later finds its pipes closed."""
        with self.lock, suppress(ProcessLookupError, PermissionError):
            # As long as the starter lives no other process has the number: only `wait` gives it free.
            if self.ended is None and (pid := self.pid) is not None:
                os.kill(pid, signal.SIGKILL)

    def wait(self) -> int:
        """How it ended, once it was killed or has ended: its exit code, or less than 0 the signal."""
        with self.lock:
            if self.ended is None:
                pid = self.pid
                self.ended = UNKNOWN if pid is None else self.starter.end_of(pid)
            return self.ended


class Starter:
    """The caller's side. It lives until it is closed or its caller is gone; so do those forked from it."""

    def __init__(self, begin: Begin) -> None:
        """Start it, with what the forked processes do."""
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.settimeout(PATIENCE)
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._open: dict[int, StarterReply] = {}
        serve = f"serve({theirs.fileno()}, {begin.__module__!r}, {begin.__qualname__!r})"
        program = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; {serve}"
        with theirs, without_interrupts():
            self._process = subprocess.Popen(
                [sys.executable, "-c", program], stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
            )

    @property
    def lives(self) -> bool:
        """Whether processes can be forked from it."""
        return self._process.poll() is None and not self._hangs()

    def _hangs(self) -> bool:
        asked = min((reply.asked for reply in [*self._open.values()]), default=None)
        return asked is not None and monotonic() - asked > HANGS

    def fork(self, loads: str, module: str, name: str, ends: Sequence[int]) -> Forked:
        """A process for a function of a module, which has loaded another one; without waiting for it.

        It gets two ends of pipes.

        Raises Lost.
        """
        return Forked(self, self._ask([loads, module, name, *sys.path], ends))

    def end_of(self, pid: int) -> int:
        """How a process that was forked ended, once it has."""
        try:
            return self.hear(self._ask([pid], []))
        except Lost:
            return UNKNOWN

    def _ask(self, request: Sequence[str | int], ends: Sequence[int]) -> StarterReply:
        with self._lock:
            number = next(self._numbers)
            reply = self._open[number] = StarterReply()
            try:
                socket.send_fds(self._socket, [json.dumps([number, *request]).encode()], ends)
            except OSError as error:
                del self._open[number]
                raise Lost from error
        return reply

    def hear(self, reply: StarterReply, *, wait: bool = True) -> int:
        """Take what the starter says until it has given this answer.

        Raises Lost, without `wait` also where it has not yet. A starter that hangs is closed, so that whoever
        waits for a process hears that there is none.
        """
        with self._lock:
            while reply.number is None:
                try:
                    told = self._socket.recv(PACKET, 0 if wait else socket.MSG_DONTWAIT)
                except OSError as error:
                    if self._hangs():
                        self._end()
                    raise Lost from error
                if not told:
                    raise Lost
                number, answer = json.loads(told)
                self._open.pop(number).number = answer
            return reply.number

    def close(self) -> None:
        """End it. Those forked from it go on, as long as their caller holds their pipes."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._socket.close()
        self._open.clear()


# One for all who plan at once


@dataclass
class KeptStarter:
    """The starter that is kept, and by how many."""

    by: int = 0
    starter: Starter | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


_KEPT = KeptStarter()


@contextmanager
def kept_starter() -> Iterator[None]:
    """As long as this lasts solver processes are forked from one that has loaded what they need.

    It is worth its memory where plan after plan is made.
    """
    with _KEPT.lock:
        _KEPT.by += 1
    try:
        yield
    finally:
        with _KEPT.lock:
            _KEPT.by -= 1
            if not _KEPT.by and _KEPT.starter is not None:
                _KEPT.starter.close()
                _KEPT.starter = None


def starter(begin: Begin) -> Starter | None:
    """The starter that is kept; None where none is wanted."""
    with _KEPT.lock:
        if _KEPT.starter is not None and not _KEPT.starter.lives:
            _KEPT.starter.close()
            _KEPT.starter = None
        if _KEPT.by and _KEPT.starter is None:
            _KEPT.starter = Starter(begin)
        return _KEPT.starter


@contextmanager
def without_interrupts() -> Iterator[None]:
    """A process started in here never sees Ctrl-C nor its terminal's end; this one sees them afterwards."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# In the starter


def serve(end: int, module: str, name: str) -> None:
    """Fork and wait as asked, until who asks is gone."""
    begin: Begin = getattr(import_module(module), name)
    asked = socket.socket(fileno=end)
    with suppress(ConnectionError):
        while True:
            message, ends, _, _ = socket.recv_fds(asked, PACKET, 2)
            if not message:
                return
            match json.loads(message):
                case [number, int(pid)]:
                    answer: int | None = _end_of(pid)
                case [number, loads, work_in, work, *path]:
                    answer = _forked(loads)
                    if answer is None:
                        asked.close()
                        _be_forked(begin, path, loads, work_in, work, ends)
                    for one in ends:
                        os.close(one)
            asked.send(json.dumps([number, answer]).encode())


def _end_of(pid: int) -> int:
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except ChildProcessError:
        return UNKNOWN


def _forked(loads: str) -> int | None:
    """The number of a new process that has loaded a module; None in that process."""
    with suppress(Exception):  # which the work runs into again, and tells
        import_module(loads)
    gc.freeze()  # what is loaded: a collection would copy all of its pages
    try:
        return os.fork() or None
    except OSError:
        return NOT_FORKED


def _be_forked(begin: Begin, path: list[str], loads: str, module: str, name: str, ends: list[int]) -> None:
    """Work, and end without what the starter would do at its end."""
    code = 1
    try:
        sys.path[:] = path
        begin(loads, module, name, *ends)
        code = 0
    except BaseException:
        print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)
