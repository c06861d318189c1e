"""A worker: takes runs from the queue, one after the other, shows that it lives, and watches the others."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from trainopt.errors import UsageError
from trainopt.runs.engines import DaskEngine, islands_of
from trainopt.runs.store import Store
from trainopt.search.effort import Effort, Progress
from trainopt.search.params import Clock, Params
from trainopt.search.starter import kept_starter
from trainopt.search.stopping import interruptible
from trainopt.service.access import Action, require
from trainopt.service.actors import Actor, operator
from trainopt.service.clusters import ClusterMaker
from trainopt.service.executing import MADE_HERE, Maker, execute
from trainopt.service.news import try_to_tell_news
from trainopt.service.queueing import KEEP_A_PLAN, QueuedRun, RunKind, RunState, add_event
from trainopt.service.taking import beat_of, beats, finish, give_up, take_next

BEAT_EVERY = 0.5
"""Seconds: as often a worker shows that it lives, and hears whether its run was cancelled."""
DEAD_AFTER = 20.0
LOOK_EVERY = 0.5
BEATS_TO_END = 3
"""So many beats after it was cancelled, a run that keeps no plan has ended, whatever its worker is at."""
TELL_EVERY = 1.0


@kept_starter()
def work(
    store: Store,
    actor: Actor | None = None,
    *,
    stop: threading.Event | None = None,
    once: bool = False,
    say: Callable[[str], None] = lambda _: None,
    engine: DaskEngine | None = None,
    jobs: int = 1,
) -> int:
    """Take runs from the queue until told to stop, or `once` until none waits; how many were done.

    A run that is going on when the worker is told to stop ends with the best that it has. With an `engine`
    runs are made on its cluster, `jobs` at once; a night is made here, and searched on the cluster, too.

    >>> with trainopt.open_store("work.db") as store:
    ...     trainopt.work(store, once=True)
    0
    """
    require(actor or operator(), Action.WORK)
    leaving = stop or threading.Event()
    make = None if engine is None else ClusterMaker(engine)

    def take_part(_: int) -> int:
        name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        return _Worker(store, name, leaving, say, make, engine).run(once=once)

    with interruptible(leaving):
        if jobs == 1:
            return take_part(0)
        with ThreadPoolExecutor(jobs, thread_name_prefix="run") as pool:
            return sum(pool.map(take_part, range(jobs)))


@dataclass
class _Worker:
    store: Store
    name: str
    stop: threading.Event
    say: Callable[[str], None]
    make: Maker | None = None
    engine: DaskEngine | None = None
    watched: dict[int, tuple[str, int, float]] = field(default_factory=dict)

    def run(self, *, once: bool) -> int:
        done = 0
        while not self.stop.is_set():
            self.watch_others()
            kinds = self.kinds()
            with self.store.begin() as connection:
                taken = take_next(connection, self.name, kinds)
            if taken is not None:
                self.say(f"run {taken.number}: {taken.kind} for {taken.author}")
                state = self.do(taken)
                try_to_tell_news(self.store)
                self.say(f"run {taken.number}: {state}")
                done += 1
            elif once:
                break
            else:
                self.stop.wait(LOOK_EVERY)
        return done

    def kinds(self) -> Collection[RunKind]:
        """What can be made now: as long as its cluster is gone a worker makes what is made here alone."""
        return tuple(RunKind) if self.engine is None or self.engine.answers() else MADE_HERE

    def do(self, run: QueuedRun) -> RunState | str:
        """Do a run; whatever goes wrong in it, the worker goes on with the next."""
        params = Params(seconds=run.seconds, **run.choices)
        effort = Effort(params, Clock.start(run.seconds), observer=self.teller(run.number))
        if run.kind is RunKind.NIGHT and not params.repeatable:
            effort = replace(effort, islands=islands_of(self.engine, params))
        told = threading.Event()  # that the run was cancelled, or is another worker's now

        def leaving() -> bool:
            """A signal ends the search where it runs; if it was not cancelled, the worker was meant."""
            if effort.stopped and not told.is_set():
                self.stop.set()
            return self.stop.is_set() and not told.is_set()

        with self.beating(run, effort.stop, told):
            try:
                return execute(self.store, run, self.name, effort, leaving, self.make)
            except Exception as error:
                return f"a bug in trainopt: {type(error).__name__}: {error}"
            finally:
                leaving()

    def teller(self, number: int) -> Callable[[Progress], None]:
        """Writes how a search stands into the store: where there is something new, and at most so often."""
        last: tuple[float, object] = (0.0, None)

        def tell(progress: Progress) -> None:
            nonlocal last
            moment = time.monotonic()
            facts = _facts(progress)
            news = {key: value for key, value in facts.items() if key != "seconds"}
            if moment - last[0] < TELL_EVERY or news == last[1]:
                return
            last = (moment, news)
            with suppress(UsageError), self.store.begin() as connection:
                add_event(connection, number, facts)

        return tell

    @contextmanager
    def beating(self, run: QueuedRun, stop: threading.Event, told: threading.Event) -> Iterator[None]:
        """In a thread: show that the worker lives; set `stop` where the run is to end.

        `told` says that this is because the run was cancelled, or taken away. One that has no plan to keep is
        ended here if it does not end by itself.
        """
        over = threading.Event()

        def beat() -> None:
            heard = 0
            while not over.wait(BEAT_EVERY):
                if self.stop.is_set():
                    stop.set()
                with suppress(UsageError), self.store.begin() as connection:
                    cancelled = beat_of(connection, run.number, self.name)
                    if cancelled is not False:
                        told.set()
                        stop.set()
                        heard += 1
                    if cancelled and heard >= BEATS_TO_END and run.kind not in KEEP_A_PLAN:
                        outcome = {"message": "cancelled"}
                        finish(connection, run.number, self.name, RunState.CANCELLED, outcome)

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def watch_others(self) -> None:
        """Queue again what a worker had whose beat has stood still for long."""
        with self.store.look() as connection:
            now = beats(connection)
        moment = time.monotonic()
        self.watched = {
            run: (*seen, self.watched[run][2])
            if run in self.watched and self.watched[run][:2] == seen
            else (*seen, moment)
            for run, seen in now.items()
        }
        for run, (worker, beat, since) in self.watched.items():
            if moment - since > DEAD_AFTER:
                with self.store.begin() as connection:
                    state = give_up(connection, run, worker, beat)
                if state is not None:
                    self.say(f"run {run}: its worker died; it is {state}")


def _facts(progress: Progress) -> dict[str, object]:
    tiers = [{"term": tier.term, "value": tier.value, "bound": tier.bound} for tier in progress.tiers]
    return {
        "state": RunState.RUNNING.value,
        "seconds": round(progress.elapsed, 1),
        "working": progress.working,
        "placed": progress.placed,
        "tiers": tiers,
    }
