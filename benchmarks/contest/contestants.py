"""Who takes part, and how each is run in its own process."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.contest.news import Bounded, Finished, Found, News, Ready
from benchmarks.peers.cpsat import CpSat
from benchmarks.peers.highs import Highs
from benchmarks.peers.solver import Solver
from benchmarks.peers.start import plan_to_begin_with
from benchmarks.peers.tiers import FIRST_SHARE, Peer
from benchmarks.peers.timefold import program
from benchmarks.peers.timefold.translate import Instance
from trainopt.dataset import read_dataset
from trainopt.plan.placements import Assignment, assignment_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.search.effort import Effort, Progress
from trainopt.search.optimise import optimise
from trainopt.search.params import Clock, Params


@dataclass(frozen=True)
class Terms:
    """The same for all: seconds after reading, cores, seed.

    `processor`: seconds of a processor, of all processes together, after which a contestant is ended.
    """

    seconds: float
    cores: int
    seed: int
    processor: float = math.inf


@dataclass
class Run:
    """A contestant at work: its problem, its terms, when its time began, and whom it tells."""

    problem: Problem
    terms: Terms
    began: float
    send: Callable[[News], None]

    def left(self) -> float:
        """Seconds left."""
        return self.terms.seconds - (time.monotonic() - self.began)

    def found(self, assignment: Assignment) -> None:
        """Tell of a plan."""
        self.send(Found(time.monotonic(), dict(assignment)))

    def bounded(self, tier: int, bound: int) -> None:
        """Tell of a bound."""
        self.send(Bounded(time.monotonic(), tier, bound))


def run_trainopt(run: Run) -> str:
    """The search that the command line runs too; its plans are checked before they come here."""
    params = Params(seconds=run.terms.seconds, workers=run.terms.cores, seed=run.terms.seed)
    bounds: dict[int, int] = {}

    def observe(progress: Progress) -> None:
        if progress.plan is not None:
            run.found(assignment_of(run.problem, progress.plan))
        for number, tier in enumerate(progress.tiers):
            if tier.bound != bounds.get(number):
                bounds[number] = tier.bound
                run.bounded(number, tier.bound)

    result = optimise(run.problem, Effort(params, Clock(run.began, run.terms.seconds), observer=observe))
    run.found(assignment_of(run.problem, result.plan))
    for number, tier in enumerate(result.tiers):
        run.bounded(number, tier.bound)
    return str(result.stopped)


def run_first(run: Run) -> str:
    """The plan that the peers begin with and nothing else."""
    plan = plan_to_begin_with(run.problem, find_options(run.problem))
    if plan is None:
        return "does not hold the pins"
    run.found(plan)
    return "finished"


def run_peer(run: Run, solver: Callable[..., Solver]) -> str:
    """The whole model."""
    make = partial(solver, workers=run.terms.cores, seed=run.terms.seed)
    peer = Peer(run.problem, make, run.left, run.found, run.bounded)
    peer.run()
    return "finished" if peer.proven() else "time limit"


def run_timefold(run: Run) -> str:
    """Local search by a solver of another kind, until time is up."""
    options = find_options(run.problem)
    start = plan_to_begin_with(run.problem, options)
    if start is not None:
        run.found(start)
    instance = Instance.of(run.problem, options)
    seconds = run.left()
    limits = FIRST_SHARE * seconds, seconds
    for line in program.lines(instance.text(run.terms.seed, limits, start or {}), seconds):
        found = instance.found(line)
        if found is not None:
            run.found(found.assignment)
    return "time limit"


def nothing() -> str:
    """What most contestants lack, or have to do beforehand."""
    return ""


@dataclass(frozen=True)
class Contestant:
    """What it is called in the results, and what it does; how it ended, in its own words, comes back.

    `cores` is how many it makes use of, `missing` says what it lacks on this machine, and `prepare` is done
    before its time begins.
    """

    label: str
    run: Callable[[Run], str]
    cores: int = 2
    missing: Callable[[], str] = nothing
    prepare: Callable[[], str] = nothing


CONTESTANTS = {
    "trainopt": Contestant("trainopt", run_trainopt),
    "first": Contestant("the plan that the peers begin with", run_first, 1),
    "cpsat": Contestant("whole model, CP-SAT", partial(run_peer, solver=CpSat)),
    "cpsat-2": Contestant(
        "whole model, CP-SAT, linearization_level 2",
        partial(run_peer, solver=partial(CpSat, linearization=2)),
    ),
    "highs": Contestant("whole model, HiGHS", partial(run_peer, solver=Highs), 1),
    "timefold": Contestant("Timefold", run_timefold, 1, program.missing, program.classpath),
}


def compete(name: str, folder: Path, terms: Terms, watcher: Connection) -> None:
    """The process of a contestant: read the dataset, then plan it on so many of the cores allowed."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: terms.cores])
    dataset = read_dataset(folder)
    CONTESTANTS[name].prepare()
    began = time.monotonic()
    lock = threading.Lock()

    def send(news: News) -> None:
        with lock:  # plans and bounds come from different threads of a solver
            watcher.send(news)

    send(Ready(began))
    how = CONTESTANTS[name].run(Run(build_problem(dataset), terms, began, send))
    send(Finished(time.monotonic(), how))
