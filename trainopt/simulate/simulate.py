"""A plan played many times: what is likely to come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.source import Where
from trainopt.errors import check_whole
from trainopt.plan.begun import dataset_begun_by, with_begun
from trainopt.plan.folder import plan_given
from trainopt.plan.given import check_allowed
from trainopt.plan.placements import Plan
from trainopt.plan.results.frame import frame_of
from trainopt.problem import Problem, build_problem
from trainopt.search.params import MOST_PARAMS
from trainopt.simulate.chances import Chances
from trainopt.simulate.odds import Draws
from trainopt.simulate.outcome import lines_of, run_lines
from trainopt.simulate.play import Play
from trainopt.simulate.programme import programme_of
from trainopt.simulate.rates import Rates, rates_of
from trainopt.simulate.tables import RUNS, SIMULATION
from trainopt.simulate.tally import joined

MOST_RUNS = 10_000
RUNS_AT_ONCE = 1_000
"""So that memory does not grow with the runs."""


@dataclass(frozen=True)
class Simulated:
    """What came of a plan in so many runs. `figures` has the columns of simulation.csv, `by_run` of runs.csv.

    `name` and `marking` are the dataset's.
    """

    name: str
    marking: str
    runs: int
    seed: int
    chances: Chances
    figures: pd.DataFrame
    by_run: pd.DataFrame

    def __repr__(self) -> str:
        return f"Simulated({self.name!r}, {self.runs:,} runs, seed {self.seed})"


def simulate_plan(
    dataset: Dataset | Where,
    plan: Plan | Where,
    *,
    published: Plan | Where | None = None,
    runs: int = 1_000,
    seed: int = 1,
    chances: Chances | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Simulated:
    """Play no-shows, drop-outs and what follows from them through a plan, `runs` times.

    Of those planned `show_percent` come, of those who begin a course `pass_percent` finish it. What the plan
    in force, `published`, has begun goes on, without one what the plan itself has. The same seed gives the
    same figures. Raises UsageError, DatasetFaults, and PlanFaults where the plan breaks a rule.

    >>> found = trainopt.simulate_plan("data/example", "plans/example", runs=100)
    >>> found.figures["id"][0], found.runs
    ('unmet', 100)
    """
    check_whole("runs", runs, 1, MOST_RUNS)
    check_whole("seed", seed, 0, MOST_PARAMS["seed"])
    data = dataset_begun_by(dataset, plan, published)
    placed = plan_given(plan, Calendar.of(data.settings))
    data = with_begun(data, placed)
    problem = build_problem(data)
    check_allowed(problem, placed)
    marking = data.settings.marking or ""
    chances = Chances.of(chances)
    return play_plan(
        problem, placed, rates_of(data), chances, runs=runs, seed=seed, marking=marking, tell=tell
    )


def play_plan(
    problem: Problem,
    plan: Plan,
    rates: Rates,
    chances: Chances,
    *,
    runs: int,
    seed: int,
    marking: str = "",
    tell: Callable[[str], None] = lambda _: None,
) -> Simulated:
    """Play an allowed plan."""
    programme = programme_of(problem, plan, rates)
    tallies = []
    for first in range(0, runs, RUNS_AT_ONCE):
        size = min(RUNS_AT_ONCE, runs - first)
        tallies.append(Play(programme, chances, Draws(seed, first // RUNS_AT_ONCE, size)).run())
        tell(f"{first + size:,} of {runs:,} runs")
    tally = joined(tallies)
    figures = frame_of(SIMULATION, lines_of(programme, tally))
    by_run = frame_of(RUNS, run_lines(programme, tally))
    return Simulated(problem.name, marking, runs, seed, chances, figures, by_run)
