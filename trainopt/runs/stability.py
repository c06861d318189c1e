"""The price of stability: what late and unmet trainees cost who want few of the published steps moved."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from trainopt.dataset import Dataset
from trainopt.dataset.source import Where
from trainopt.dataset.whole import FileKind
from trainopt.errors import Interrupted, TrainoptError, UsageError
from trainopt.kinds import Count
from trainopt.plan.answer import AnswerTable
from trainopt.plan.begun import dataset_against, plan_in_force
from trainopt.plan.placements import Plan
from trainopt.problem import Problem
from trainopt.runs.hold import hold
from trainopt.search.effort import Effort
from trainopt.search.optimise import optimise
from trainopt.search.params import Params
from trainopt.search.patience import HoldPatience
from trainopt.search.result import Result, Stopped
from trainopt.search.starter import kept_starter
from trainopt.tables import CHANGES_TERM, Row, column


@dataclass(frozen=True)
class Point:
    """A plan that moves at most `most_moved` trainees by published step; None where it may move any.

    `unmet` and `lateness` have proven bounds beside them, for all plans that move so few; that of lateness
    for those that have as few unmet. `moved` is what the plan moves, `moved_bound` proven for the point that
    moves as few as can be, else None.
    """

    most_moved: int | None
    moved: int
    moved_bound: int | None
    unmet: int
    unmet_bound: int
    lateness: int
    lateness_bound: int


class PointRow(Row):
    """A plan that moves at most so many of the published steps' trainees, and what that costs."""

    most_moved: Count | None = column(
        "how many trainees, counted by published step, it may move", "trainees", key=True, blank="any number"
    )
    moved: Count = column("how many it moves", "trainees")
    moved_bound: Count | None = column(
        "no plan moves fewer, proven", "trainees", blank="not the point that moves as few as can be"
    )
    unmet: Count = column("the term unmet", "weighted trainees")
    unmet_bound: Count = column("no plan that moves so few has less, proven", "weighted trainees")
    lateness: Count = column("the term lateness", "weighted trainee-weeks")
    lateness_bound: Count = column(
        "no plan that moves so few, with as few unmet, has less, proven", "weighted trainee-weeks"
    )


STABILITY = AnswerTable(name="stability", row=PointRow)
KIND = FileKind("table of the price of stability", (",".join(STABILITY.columns).encode(),))


@dataclass(frozen=True)
class Stability:
    """The points, fewest moved first; none is dominated by another. `released` as in a planning run."""

    points: tuple[Point, ...]
    released: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Stability({len(self.points):,} points, {len(self.released):,} released)"

    def table(self) -> pd.DataFrame:
        """The points as a frame."""
        return STABILITY.of(vars(point).values() for point in self.points)


@kept_starter()
def stability(
    dataset: Dataset | Where,
    published: Plan | Where,
    params: Params | Effort | None = None,
    points: int = 5,
) -> Stability:
    """Plan again and again, each time with leave to move more, in equal shares of the time that is left.

    First as few moved as can be, then without a cap, then with caps in between, each from the plan before it.
    Raises what reading and planning raise; UsageError for fewer than two points.

    >>> found = trainopt.stability("data/example", "plans/example", trainopt.Params(seconds=6), points=2)
    >>> found.points[0].moved
    0
    """
    if points < 2:
        raise UsageError("a price needs at least two points")
    effort = Effort.of(params, seconds=300)
    clock = effort.clock
    data = dataset_against(dataset, published, clock.deadline)
    patience = HoldPatience(effort)
    held = hold(data, patience, effort.deadline).without_stuck(patience)
    seconds = effort.params.seconds if effort.params.repeatable else clock.seconds - clock.elapsed()
    frontier = _Frontier(held.problem, effort, max(seconds, 0.0) / points)
    found = frontier.run(plan_in_force(held.problem), points)
    return Stability(tuple(_undominated(found)), tuple(map(str, held.released)))


@dataclass
class _Frontier:
    problem: Problem
    effort: Effort
    seconds: float

    def run(self, base: Plan, points: int) -> list[Point]:
        others = tuple(term for term in self._terms() if term != CHANGES_TERM)
        stay = self._plan(None, (CHANGES_TERM, *others), base)
        free = self._plan(None, (*others, CHANGES_TERM), stay.plan)
        few, many = stay.terms[CHANGES_TERM], max(free.terms[CHANGES_TERM], stay.terms[CHANGES_TERM])
        found = [_point(few, stay, proven=True)]
        plan = stay.plan
        for number in range(1, points - 1):
            cap = few + (many - few) * number // (points - 1)
            result = self._plan(cap, (*others, CHANGES_TERM), plan)
            plan = result.plan
            found.append(_point(cap, result))
        return [*found, _point(None, free)]

    def _terms(self) -> tuple[str, ...]:
        """Unmet, then lateness, then what else is pursued, in its order."""
        first = ("unmet", "lateness", CHANGES_TERM)
        return (*first, *(term for term in self.problem.objective if term not in first))

    def _plan(self, cap: int | None, objective: tuple[str, ...], base: Plan) -> Result:
        problem = replace(self.problem, objective=objective, most_changes=cap)
        result = optimise(problem, self.effort.share(self.seconds), base)
        if result.bug is not None:
            raise result.bug
        if result.stopped is Stopped.INTERRUPTED:
            raise Interrupted("interrupted")
        if cap is not None and result.terms[CHANGES_TERM] > cap:
            raise TrainoptError(f"a plan moves {result.terms[CHANGES_TERM]}, more than the cap {cap}")
        what = (
            "as few as can be"
            if objective[0] == CHANGES_TERM
            else "any"
            if cap is None
            else f"at most {cap:,}"
        )
        said = ", ".join(f"{term} {result.terms[term]:,}" for term in ("unmet", "lateness", CHANGES_TERM))
        self.effort.tell(f"moved {what}: {said}")
        return result


def _point(cap: int | None, result: Result, *, proven: bool = False) -> Point:
    bounds = {tier.term: tier.bound for tier in result.tiers}
    values = result.terms
    return Point(
        cap, values[CHANGES_TERM], bounds[CHANGES_TERM] if proven else None,
        values["unmet"], bounds["unmet"], values["lateness"], bounds["lateness"],
    )  # fmt: skip


def _undominated(found: list[Point]) -> Iterator[Point]:
    """The points by what they move, without those that move no less than a better one.

    What is proven of plans that may move more holds for those that may move less: by cap, not by what a
    plan happens to move.
    """
    best: tuple[int, int] | None = None
    kept = []
    for point in sorted(found, key=lambda point: (point.moved, point.unmet, point.lateness)):
        if best is None or (point.unmet, point.lateness) < best:
            best = point.unmet, point.lateness
            kept.append(point)
    for point in kept:
        proven = max(giver.unmet_bound for giver in found if _cap(point) <= _cap(giver))
        yield replace(point, unmet_bound=min(proven, point.unmet))


def _cap(point: Point) -> float:
    return math.inf if point.most_moved is None else point.most_moved
