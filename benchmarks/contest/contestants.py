"""Who takes part, and how each is run in its own process."""

from __future__ import annotations

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
from benchmarks.peers.tiers import Peer
from trainopt.dataset import read_dataset
from trainopt.plan.placements import Assignment, assignment_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.search.effort import Effort, Progress
from trainopt.search.greedy import greedy_plan
from trainopt.search.optimise import optimise
from trainopt.search.params import Clock, Params


@dataclass(frozen=True)
class Terms:
    """The same for all: seconds after reading, cores, seed, and whether the peers start from a plan."""

    seconds: float
    cores: int
    seed: int
    with_greedy: bool = True


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


def run_greedy(run: Run) -> str:
    """The greedy plan and nothing else."""
    plan = greedy_plan(run.problem, find_options(run.problem))
    if plan is None:
        return "does not hold the pins"
    run.found(plan)
    return "finished"


def run_peer(run: Run, solver: Callable[..., Solver]) -> str:
    """The whole model."""
    make = partial(solver, workers=run.terms.cores, seed=run.terms.seed)
    peer = Peer(run.problem, make, run.left, run.found, run.bounded, run.terms.with_greedy)
    peer.run()
    return "finished" if peer.proven() else "time limit"


@dataclass(frozen=True)
class Contestant:
    """What it is called in the results, and what it does; how it ended, in its own words, comes back."""

    label: str
    run: Callable[[Run], str]


CONTESTANTS = {
    "trainopt": Contestant("trainopt", run_trainopt),
    "greedy": Contestant("greedy alone", run_greedy),
    "cpsat": Contestant("whole model, CP-SAT", partial(run_peer, solver=CpSat)),
    "highs": Contestant("whole model, HiGHS", partial(run_peer, solver=Highs)),
}


def compete(name: str, folder: Path, terms: Terms, watcher: Connection) -> None:
    """The process of a contestant: read the dataset, then plan it on so many of the cores allowed."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: terms.cores])
    dataset = read_dataset(folder)
    began = time.monotonic()
    lock = threading.Lock()

    def send(news: News) -> None:
        with lock:  # plans and bounds come from different threads of a solver
            watcher.send(news)

    send(Ready(began))
    how = CONTESTANTS[name].run(Run(build_problem(dataset), terms, began, send))
    send(Finished(time.monotonic(), how))
