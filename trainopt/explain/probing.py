"""Reliefs tried by several short searches each: an effect is what shows in all of them.

Two searches of equal effort differ by chance. Where every search with a relief ends better than every one
without, with four of each, chance has one case in seventy.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from trainopt.check import check
from trainopt.dataset import Dataset
from trainopt.errors import RejectedPlan, ScenarioFaults
from trainopt.explain.relief import Relief
from trainopt.explain.situation import Situation
from trainopt.explain.trials import (
    Searched,
    Trial,
    Trials,
    is_too_late,
    judged,
    most_planned,
    plan_all,
    unproven,
    with_bounds,
    with_party,
)
from trainopt.plan.placements import Assignment, Plan, assignment_of, plan_of
from trainopt.problem import Problem, build_problem
from trainopt.scenario.apply import apply_to
from trainopt.search.chores import Chore, seconds_of
from trainopt.search.effort import Effort
from trainopt.search.probes import Probe, Probed, Probes, best_of, can_probe

RUNS = 4
"""Searches of each side."""

# What a relief takes of a processor in seconds at the least, all its searches together; and how long one is
# waited for beyond the time that is left, where there was time to begin it.
SECONDS, PATIENCE = 1.3, 1.0


def most_tried(now: Trial, effort: Effort) -> int:
    """How many reliefs there is time to try, beside the plan as it is."""
    if not _suits(now):
        return most_planned(now, effort)
    each = max(SECONDS, seconds_of(now.situation.made, Chore.TRIED))
    return max(int(effort.clock.left() * effort.params.threads / each) - 1, 0)


def try_all(now: Trial, reliefs: Sequence[Relief], effort: Effort) -> Trials:
    """Try each relief, as many at once as there are processors, and the plan as it is beside them."""
    return probe_all(now, reliefs, effort) if _suits(now) and reliefs else plan_all(now, reliefs, effort)


def _suits(now: Trial) -> bool:
    """Whether short searches say something: where bounds may prove it, a longer one says more."""
    return can_probe(now.situation.problem)


def probe_all(now: Trial, reliefs: Sequence[Relief], effort: Effort) -> Trials:
    """Try each relief by several short searches, and the plan as it is by as many."""
    if is_too_late(now, effort):
        return Trials(now, (None,) * len(reliefs))
    now.situation.make_rows()
    with Probes() as probes, ThreadPoolExecutor(effort.params.threads, "relief") as pool:
        bench = _Bench(now, effort, probes)
        alone = pool.submit(bench.alone)
        searched = tuple(pool.map(bench.tried, reliefs))
        runs = alone.result()
    before = with_bounds(_better(now, bench.trial(now.situation.dataset, now.situation.problem, runs)), now)
    values = tuple(one.values for one in runs)
    return Trials(before, tuple(judged(before, one, effort.clock, values) for one in searched))


@dataclass(frozen=True)
class _Bench:
    """What is tried from where, with what effort and in whose processes."""

    now: Trial
    effort: Effort
    probes: Probes

    def alone(self) -> tuple[Probed, ...]:
        """Searches with nothing changed."""
        return self._search(self.now.situation.problem, self.now.situation.assignment)

    def tried(self, relief: Relief) -> Searched | str | None:
        """Searches under a relief, from the plan with the relieved cohorts added to it if they fit.

        None where the time is over, a text where the relief leaves a fault in the data behind.
        """
        if is_too_late(self.now, self.effort):
            return None
        try:
            dataset = apply_to(self.now.situation.base_rows, relief.scenario)
        except ScenarioFaults as error:
            return str(error.faults[0])
        start = with_party(dataset, self.now.situation, relief.way)
        if start is None:
            added, problem = None, build_problem(dataset)
            runs = self._search(problem, self.now.situation.plan)
        else:
            added, problem = unproven(start), start.problem
            runs = self._search(problem, start.assignment)
        trial, values = self.trial(dataset, problem, runs), tuple(one.values for one in runs)
        return Searched(relief, dataset, added, trial, values, self.now.situation)

    def trial(self, dataset: Dataset, problem: Problem, runs: Sequence[Probed]) -> Trial | None:
        """The best of some searches, checked; None where there is none."""
        best = best_of(runs)
        if best is None:
            return None
        plan = plan_of(problem, best.assignment)
        if broken := check(problem, plan):
            raise RejectedPlan(f"kernel broke rules: {broken[0]}")
        return unproven(Situation(dataset, problem, plan, assignment_of(problem, plan)))

    def _search(self, problem: Problem, start: Assignment | Plan) -> tuple[Probed, ...]:
        """The same searches on both sides, seed by seed."""
        first = self.effort.params.seed
        patience = max(self.effort.clock.left(), 0.0) + PATIENCE
        return self.probes.search(Probe(problem, start, tuple(range(first, first + RUNS))), patience)


def _better(now: Trial, found: Trial | None) -> Trial:
    """Of two trials of the same data the better one, the first if they are as good."""
    return found if found is not None and found.values < now.values else now
