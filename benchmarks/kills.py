"""Kills the server, the worker and the database in turn while people edit, and counts what is lost.

    python -m benchmarks.kills --kills 60

Needs PostgreSQL's programs, as Debian installs them. After each kill what was killed starts again; then it is
looked at whether the store is whole and whether all that was acknowledged is still in it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.editing import Accepting, Acknowledged, Caller, Editor, broken, lost
from benchmarks.serving import (
    Program,
    Times,
    answers,
    free_port,
    running,
    server,
    wait_for,
    with_tokens,
    worker,
)
from tests.support.postgres import Server, postgres
from trainopt.dataset import write_dataset
from trainopt.errors import UsageError
from trainopt.generate.generate import generate
from trainopt.generate.sizes import SIZES
from trainopt.runs.store import Store, open_store
from trainopt.service.actors import operator
from trainopt.service.datasets import bring_in, data_of
from trainopt.service.health import store_answers
from trainopt.service.queueing import RunKind, RunState, ask_for_run
from trainopt.service.runs_seen import runs_seen

PER_DRAFT = 8
RUN_SECONDS = 600.0


@dataclass
class Counted:
    """What became of it: by what was killed, how often, and how often the store was whole then."""

    kills: dict[str, int] = field(default_factory=dict)
    whole: int = 0
    known: Acknowledged = field(default_factory=Acknowledged)
    lost: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        killed = ", ".join(f"{name} {count}" for name, count in self.kills.items())
        return (
            f"killed: {killed}; store whole: {self.whole} of {sum(self.kills.values())}; acknowledged: "
            f"{self.known.edits:,} edits, {len(self.known.submitted):,} proposals, "
            f"{len(self.known.accepted):,} acceptances; without an answer: {self.known.unanswered:,}; "
            f"lost: {len(self.lost)}"
        )


def kill_database(database: Server) -> None:
    """End all of PostgreSQL at once; then start it.

    What says that it runs is removed first, as an operator does who has made sure that it does not: its
    number may be another process's by now.
    """
    says_so = database.folder / "data" / "postmaster.pid"
    pid = int(says_so.read_text().split()[0])
    below = _below(pid)
    for one in (pid, *below):
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
    wait_for(lambda: not any(map(_is_there, (pid, *below))))
    for path in (says_so, *database.folder.glob(".s.PGSQL.*")):
        path.unlink(missing_ok=True)
    database.start()


def _below(pid: int) -> list[int]:
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def _is_there(pid: int) -> bool:
    """Whether a process still runs; one that has ended and is not waited for does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    return False


@dataclass
class Ground:
    """A store that people edit, and all that can be killed: by name, what does it and starts it again."""

    store: Store
    port: int
    headers: Sequence[dict[str, str]]
    killing: dict[str, Callable[[], None]]
    tell: Callable[[str], None] = lambda _: None

    def is_up(self) -> bool:
        """Whether server and store answer."""
        with suppress(UsageError):
            return answers(self.port) and store_answers(self.store)
        return False

    def has_run(self) -> None:
        """See to it that a worker that is killed is killed at work."""
        busy = (RunState.QUEUED, RunState.RUNNING)
        if not any(run.state in busy for run in runs_seen(self.store, operator(), most=100)):
            ask_for_run(self.store, operator(), RunKind.PLAN, seconds=RUN_SECONDS)


def again(program: Program) -> Callable[[], None]:
    """Kill a program and start it again."""

    def kill() -> None:
        program.kill()
        program.start()

    return kill


async def kill_during_edits(ground: Ground, kills: int, edits_between: int) -> Counted:
    """So many kills in turn, each after some more edits were acknowledged, and what is left after each."""
    counted, over = Counted(), asyncio.Event()
    rows = [key[0] for key in data_of(ground.store, operator()).text["demand"]]
    base = f"http://127.0.0.1:{ground.port}"
    async with httpx.AsyncClient(base_url=base, timeout=30, trust_env=False) as client:

        async def edit(number: int, headers: dict[str, str]) -> None:
            caller = Caller(client, headers, counted.known)
            one = Editor(caller, rows, PER_DRAFT, random.Random(number), Times("edit"))
            while not over.is_set():
                await one.edit()
            assert not one.times.errors, one.times.errors[0]

        async def accept() -> None:
            one = Accepting(Caller(client, ground.headers[0], counted.known), Times("acceptance"))
            while await one.accept() or not over.is_set():
                assert not one.times.errors, one.times.errors[0]
                await asyncio.sleep(0.1)

        people = [edit(number, headers) for number, headers in enumerate(ground.headers)]
        everybody = asyncio.gather(*people, accept())
        names = list(ground.killing)
        for number in range(kills):
            await enough(everybody, counted.known, edits_between)
            name = names[number % len(names)]
            await asyncio.to_thread(ground.killing[name])
            counted.kills[name] = counted.kills.get(name, 0) + 1
            await asyncio.to_thread(wait_for, ground.is_up)
            found = await asyncio.to_thread(broken, ground.store)
            counted.whole += not found
            counted.broken += found
            await asyncio.to_thread(ground.has_run)
            ground.tell(f"{number + 1}: {name}")
        over.set()
        await everybody
    counted.lost = lost(ground.store, counted.known)
    return counted


async def enough(everybody: asyncio.Future[list[None]], known: Acknowledged, more: int) -> None:
    """Wait until so many more edits were acknowledged, or somebody failed."""
    wanted = known.edits + more
    while known.edits < wanted:
        if everybody.done():
            await everybody
        await asyncio.sleep(0.02)


def killed_with(
    where: str,
    data: Path,
    people: int,
    kills: int,
    edits_between: int,
    database: Server | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Counted:
    """The same with a store of its own, in which the dataset is version 1."""
    port = free_port()
    with open_store(where) as store:
        bring_in(store, operator(), data)
        names = [f"editor-{number}" for number in range(people)]
        headers = list(with_tokens(store, names, "coordinator:all").values())
        programs = (server(where, port, "--no-worker"), worker(where))
        killing = {one.name: again(one) for one in programs}
        if database is not None:
            killing["database"] = lambda: kill_database(database)
        with running(*programs):
            ground = Ground(store, port, headers, killing, tell)
            wait_for(ground.is_up)
            ground.has_run()
            return asyncio.run(kill_during_edits(ground, kills, edits_between))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--edits-between", type=int, default=40)
    parser.add_argument("--size", choices=sorted(SIZES), default="small")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kills-") as work, postgres() as database:
        data = Path(work) / "data"
        write_dataset(generate(chosen.size, 1), data)
        began = time.monotonic()
        counted = killed_with(
            database.database(),
            data,
            chosen.people,
            chosen.kills,
            chosen.edits_between,
            database,
            lambda said: print(said, flush=True),
        )
        print(f"{counted}; {time.monotonic() - began:.0f} s")
        for fault in (*counted.broken, *counted.lost)[:20]:
            print(f"  {fault}")


if __name__ == "__main__":
    main()
