"""The lock of a store: two runs never overlap, and a dead holder's lock is taken over.

Whether a holder is dead is never judged by a clock of the day. On the same machine its process is looked
for; elsewhere, or where that is hidden, its beats are watched: a holder whose counter stands still for
`DEAD_AFTER` seconds is dead.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, update

from trainopt.errors import LockLost, UsageError
from trainopt.runs.store.engine import Store
from trainopt.runs.store.now import now
from trainopt.runs.store.records import end_dead_runs
from trainopt.runs.store.schema import lock

NAME = "run"
BEAT_EVERY = 5.0
DEAD_AFTER = 30.0
LOOK_EVERY = 1.0


@dataclass(frozen=True)
class HeldLock:
    """The lock as this process holds it.

    `dead` says whose it was before, where that one had died, `killed` which runs never came to an end.
    """

    holder: str
    dead: str | None
    killed: tuple[int, ...]


def take(store: Store) -> HeldLock:
    """Take the lock, and end the runs that were killed. Raises UsageError where a run that lives holds it."""
    holder = secrets.token_hex(16)
    watched: tuple[str, int, float] | None = None
    while True:
        with store.begin() as connection:
            row = connection.execute(select(lock).where(lock.c.name == NAME).with_for_update()).one()._mapping
            if row["holder"] is None or _is_dead(row, watched):
                connection.execute(update(lock).where(lock.c.name == NAME).values(_mine(holder)))
                dead = None if row["holder"] is None else _who(row)
                return HeldLock(holder, dead, tuple(end_dead_runs(connection)))
        if _lives(row) or (watched and (row["holder"], row["beat"]) != watched[:2]):
            raise UsageError(f"another run holds the store: {_who(row)}; wait for its end")
        watched = watched or (row["holder"], row["beat"], time.monotonic())
        time.sleep(LOOK_EVERY)


def holder_of(connection: Connection) -> str | None:
    """Who holds the lock, by the name that each holder has of its own."""
    holder: str | None = connection.execute(select(lock.c.holder).where(lock.c.name == NAME)).scalar_one()
    return holder


def holder_lives(connection: Connection) -> bool:
    """Whether somebody holds the lock who is not known to be dead: for who tells of it, and cannot wait.

    Where its process cannot tell, what it showed at earlier questions of this process counts.
    """
    row = connection.execute(select(lock).where(lock.c.name == NAME)).one()._mapping
    if row["holder"] is None:
        return False
    lives = _lives(row)
    if lives is None and connection.dialect.name == "sqlite" and _is_of_another_start(row):
        return False  # a SQLite store is used on one machine, and that was started anew
    return not _stood_still(row) if lives is None else lives


_FIRST_SEEN: dict[str, tuple[int, float]] = {}
"""Of holders who cannot be looked for, the beat last seen, and since when, on this process's clock."""


def _stood_still(row: Any) -> bool:
    holder, beat_now = row["holder"], row["beat"]
    seen = _FIRST_SEEN.get(holder)
    if seen is None or seen[0] != beat_now:
        _FIRST_SEEN[holder] = beat_now, time.monotonic()
        return False
    return time.monotonic() - seen[1] >= DEAD_AFTER


def _is_of_another_start(row: Any) -> bool:
    """Whether the holder's machine, or this one before it was started anew, is known to be another."""
    then, here = str(row["machine"] or "").split(), machine().split()
    return bool(then and here) and then[0] != here[0]


def release(store: Store, held: HeldLock) -> None:
    """Give the lock back, if it is still held."""
    empty = dict.fromkeys(("holder", "pid", "host", "machine", "process", "taken_at"))
    with store.begin() as connection:
        connection.execute(update(lock).where(lock.c.holder == held.holder).values(empty))


def beat(store: Store, held: HeldLock) -> None:
    """Show that the holder lives. Raises LockLost where it was taken for dead."""
    with store.begin() as connection:
        confirm(connection, held)


def confirm(connection: Connection, held: HeldLock) -> None:
    """Make sure, within a transaction, that the lock is still held. Raises LockLost."""
    counted = update(lock).where(lock.c.holder == held.holder).values(beat=lock.c.beat + 1)
    if connection.execute(counted).rowcount != 1:
        raise LockLost(
            "another run has taken over the lock of this one, which stood still; nothing was published"
        )


@contextmanager
def beating(
    store: Store, held: HeldLock, on_beat: Callable[[], None], on_lost: Callable[[], None]
) -> Iterator[None]:
    """Beats every few seconds until the end of the block, in a thread of its own."""
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(BEAT_EVERY):
            try:
                with suppress(UsageError):  # a full disk must not end the run: the next beat may succeed
                    beat(store, held)
                on_beat()
            except LockLost:
                on_lost()
                return

    thread = threading.Thread(target=work, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _mine(holder: str) -> dict[str, Any]:
    return {
        "holder": holder,
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "machine": machine(),
        "process": started(os.getpid()),
        "beat": 0,
        "taken_at": now(),
    }


def _who(row: Any) -> str:
    return f"process {row['pid']} on {row['host']} since {row['taken_at']}"


def _lives(row: Any) -> bool | None:
    """Whether the holder lives; None where its process cannot tell.

    It may be on another machine, or of another user whose processes this one hides.
    """
    if not row["machine"] or row["machine"] != machine():
        return None
    found = started(row["pid"])
    if found:
        return bool(found == row["process"])
    return None if _is_there(row["pid"]) else False


def _is_there(pid: int) -> bool:
    """Whether there may be such a process, seen by a signal that does nothing."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _is_dead(row: Any, watched: tuple[str, int, float] | None) -> bool:
    lives = _lives(row)
    if lives is not None:
        return not lives
    stands_still = watched is not None and (row["holder"], row["beat"]) == watched[:2]
    return stands_still and watched is not None and time.monotonic() - watched[2] >= DEAD_AFTER


def machine() -> str:
    """This start of this machine, and its set of process numbers; blank where that cannot be told."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def started(pid: int) -> str:
    """When a process began, in ticks since the machine did; blank where it cannot be seen, or "ended"."""
    try:
        fields = (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        )
    except OSError:
        return ""
    return "ended" if fields[0] in "ZX" else fields[19]
