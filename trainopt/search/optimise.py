"""The search as callers see it: a watched solver process, a checked incumbent, and limits that hold."""

from __future__ import annotations

import multiprocessing
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from types import FrameType, ModuleType

from trainopt.check import check, terms
from trainopt.errors import ContradictoryPins, Interrupted, NoPlanInTime, RejectedPlan, TrainoptError
from trainopt.plan.placements import Assignment, Plan, plan_of
from trainopt.problem import Problem
from trainopt.search.child import solve_in_child
from trainopt.search.messages import Bounded, Chosen, Contradiction, Failed, Finished, Found, Message, Working
from trainopt.search.params import Clock, Params
from trainopt.search.result import Result, Stopped, Tier

RETRIES = 2
TICK = 0.1


@dataclass(frozen=True)
class Progress:
    """Where a search stands: what it does, in which tier, and what it has. `plan` only where it is new."""

    working: str
    tier: int | None
    tiers: tuple[Tier, ...]
    placed: int
    elapsed: float
    plan: Plan | None = None


Observer = Callable[[Progress], None]


def optimise(
    problem: Problem, params: Params, clock: Clock | None = None, observer: Observer | None = None
) -> Result:
    """Plan a problem within the limits.

    Returns the best plan found, checked by code that knows no solver. Raises ContradictoryPins where no
    plan can hold the pins, NoPlanInTime or Interrupted where there was no plan yet, RejectedPlan where the
    checker and the search disagree.
    """
    watch = _Watch(problem, params, clock or Clock.start(params.seconds), observer or (lambda _: None))
    with _interruptible(watch):
        return watch.run()


@contextmanager
def _interruptible(watch: _Watch) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the search, not the process."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        watch.interrupted = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _without_main() -> Iterator[None]:
    """A spawned process runs the script it comes from again; ours needs nothing of a caller's script."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """A process started in here never sees Ctrl-C, from its first moment on; this one sees it afterwards."""
    resource_tracker.ensure_running()  # which multiprocessing would do in here, and let signals in again
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


class _Inbox:
    """Messages of the solver process, received by a thread: a message that stops half-way holds up nobody."""

    def __init__(self, results: Connection) -> None:
        self.queue: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        threading.Thread(target=self._receive, args=(results,), daemon=True).start()

    def _receive(self, results: Connection) -> None:
        try:
            while True:
                self.queue.put(results.recv())
        except (EOFError, OSError):
            self.queue.put(None)
        finally:
            results.close()

    def take(self, patience: float) -> tuple[list[Message], bool]:
        """What has come, waiting for something to come; False once nothing more can."""
        messages: list[Message] = []
        try:
            message = self.queue.get(timeout=patience)
            while message is not None:
                messages.append(message)
                message = self.queue.get_nowait()
        except queue.Empty:
            return messages, True
        return messages, False


@dataclass
class _Watch:
    """Holds the incumbent outside the solver process, and ends that process when time is up."""

    problem: Problem
    params: Params
    clock: Clock
    observer: Observer
    interrupted: bool = False
    plan: Plan | None = None
    best: Assignment | None = None
    values: dict[str, int] = field(default_factory=dict)
    bounds: dict[int, int] = field(default_factory=dict)
    spent: dict[int, float] = field(default_factory=dict)
    working: Working = field(default_factory=lambda: Working("starting"))
    method: str = "greedy"
    finished: Stopped | None = None
    error: TrainoptError | None = None

    def run(self) -> Result:
        stopped = Stopped.TIME
        attempts = 0
        while self.clock.left() > 0 and attempts <= RETRIES:
            stopped = self._run_child()
            attempts += 1
            if stopped is not Stopped.CRASHED or self.error is not None:
                break
        if self.plan is None:
            raise self.error or self._without_plan(stopped)
        stopped = Stopped.CRASHED if self.error else stopped
        return Result(
            self.plan, self.tiers(), self.values, stopped, self.method, self.clock.elapsed(), self.error
        )

    def _without_plan(self, stopped: Stopped) -> TrainoptError:
        if stopped is Stopped.INTERRUPTED:
            return Interrupted("interrupted before there was any plan")
        return NoPlanInTime(f"no plan after {self.clock.elapsed():.1f} s: {stopped}")

    def tiers(self) -> tuple[Tier, ...]:
        """The tiers as they stand; none before there is a plan."""
        if self.plan is None:
            return ()
        return tuple(
            Tier(term, self.values[term], self.bounds.get(i, 0), round(self.spent.get(i, 0.0), 3))
            for i, term in enumerate(self.problem.objective)
        )

    def _run_child(self) -> Stopped:
        context = multiprocessing.get_context("spawn")
        results, sender = context.Pipe(duplex=False)
        child_end, lifeline = context.Pipe(duplex=False)
        arguments = (sender, child_end, self.problem, self.params, self.best, self.clock.left())
        child = context.Process(target=solve_in_child, args=arguments, daemon=True)
        with _without_main(), _without_interrupts():
            child.start()
        sender.close()
        child_end.close()
        try:
            return self._follow(_Inbox(results))
        finally:
            child.kill()
            child.join()
            lifeline.close()

    def _follow(self, inbox: _Inbox) -> Stopped:
        """Take messages until the child is done or must be."""
        last = self.clock.elapsed()
        while True:
            if self.interrupted:
                return Stopped.INTERRUPTED
            left = self.clock.left()
            if left <= 0 and (self.plan is not None or left < -self.clock.reserve / 2):
                return Stopped.TIME
            alive = self._drain(inbox, min(TICK, max(left, 0.01)))
            now = self.clock.elapsed()
            if self.working.tier is not None:
                self.spent[self.working.tier] = self.spent.get(self.working.tier, 0.0) + now - last
            last = now
            if self.finished is not None:
                return self.finished
            if self.error is not None:
                return Stopped.CRASHED
            if not alive:
                return Stopped.TIME if self.clock.left() <= 0 else Stopped.CRASHED
            self._report(None)

    def _drain(self, inbox: _Inbox, patience: float) -> bool:
        """Take what has come; of several plans only the last is worth checking. False at the end."""
        messages, alive = inbox.take(patience)
        plans = [message for message in messages if isinstance(message, Found)]
        for message in messages:
            if not isinstance(message, Found):
                self._take(message)
        if plans:
            self._consider(plans[-1])
        return alive

    def _take(self, message: Message) -> None:
        match message:
            case Bounded(tier, bound):
                self.bounds[tier] = max(bound, self.bounds.get(tier, 0))
            case Working():
                self.working = message
            case Chosen(method):
                self.method = method
            case Finished(in_time):
                self.finished = Stopped.FINISHED if in_time else Stopped.TIME
            case Contradiction(members, verified, smallest):
                self.error = ContradictoryPins(members, verified=verified, smallest=smallest)
            case Failed(traceback):
                self.error = TrainoptError(f"the solver process failed:\n{traceback}")

    def _consider(self, found: Found) -> None:
        """Check a plan and keep it if it is better, tier by tier."""
        plan = plan_of(self.problem, found.assignment)
        broken = check(self.problem, plan)
        if broken:
            self.error = RejectedPlan(f"{found.by} broke rules: " + "; ".join(map(str, broken[:5])))
            return
        values = terms(self.problem, plan)
        objective = self.problem.objective
        if self.plan is None or [values[t] for t in objective] < [self.values[t] for t in objective]:
            self.plan, self.best, self.values = plan, found.assignment, values
            self._report(plan)

    def _report(self, plan: Plan | None) -> None:
        placed = 0 if self.best is None else sum(self.problem.cohorts[index].size for index in self.best)
        self.observer(
            Progress(self.working.what, self.working.tier, self.tiers(), placed, self.clock.elapsed(), plan)
        )
