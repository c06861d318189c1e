"""The price of stability: what late and unmet trainees cost who want few of the published steps moved."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pandas as pd

from trainopt.dataset import Dataset
from trainopt.dataset.source import Where
from trainopt.dataset.whole import FileKind
from trainopt.errors import Interrupted, TrainoptError, check_whole
from trainopt.kinds import Count
from trainopt.plan.answer import AnswerTable
from trainopt.plan.begun import dataset_against, plan_in_force
from trainopt.plan.placements import Plan
from trainopt.runs.hold import Held, hold
from trainopt.runs.writing import write_answer
from trainopt.search.chores import Chore, seconds_of
from trainopt.search.effort import Effort
from trainopt.search.optimise import optimise
from trainopt.search.params import Params
from trainopt.search.patience import HoldPatience
from trainopt.search.result import Result, Stopped
from trainopt.search.starter import kept_starter
from trainopt.search.stopping import interruptible
from trainopt.tables import CHANGES_TERM, Row, column

MOST_POINTS = 20


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


LEAST_SEARCH = 0.5
"""Seconds without which a point is left out."""

STABILITY = AnswerTable(name="stability", row=PointRow)
KIND = FileKind("table of the price of stability", (",".join(STABILITY.columns).encode(),))


@dataclass(frozen=True)
class Stability:
    """The points, fewest moved first; none is dominated by another. `released` as in a planning run.

    `left_out` is how many points were not made because there was no time for them, or because the run was
    `interrupted`.
    """

    points: tuple[Point, ...]
    released: tuple[str, ...]
    left_out: int = 0
    interrupted: bool = False

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
    Points for which there is no time are left out, but for the first; so are those that are not made yet once
    the effort is stopped, by Ctrl-C too. Raises what reading and planning raise; Interrupted where it is
    stopped before the first point; UsageError for fewer than 2 points or more than 20.

    >>> found = trainopt.stability("data/example", "plans/example", trainopt.Params(seconds=6), points=2)
    >>> found.points[0].moved
    0
    """
    check_whole("points", points, 2, MOST_POINTS)
    effort = Effort.of(params, seconds=300)
    data = dataset_against(dataset, published, effort.clock.deadline)
    patience = HoldPatience(effort)
    held = hold(data, patience, effort.deadline).without_stuck(patience)
    with interruptible(effort.stop):
        found = _Frontier(held, effort, points).run()
    kept, left_out = tuple(_undominated(found)), points - len(found)
    return Stability(kept, tuple(map(str, held.released)), left_out, bool(left_out) and effort.stopped)


def write_stability(file: Where, found: Stability) -> None:
    """The points as a CSV file, whole or not at all.

    Raises UsageError where it cannot be written, or where another kind of file stands.

    >>> found = trainopt.stability("data/example", "plans/example", trainopt.Params(seconds=2), points=2)
    >>> trainopt.write_stability("stability.csv", found)
    """
    write_answer(file, KIND, found.table())


@dataclass
class _Frontier:
    """Makes one plan after the other. `left` are the points still to be made for which there is time.

    `besides` are the seconds that a plan takes beside the search: as expected, then as the last one did whose
    search took all its time.
    """

    held: Held
    effort: Effort
    points: int
    left: int = field(init=False)
    besides: float = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.points
        self.besides = seconds_of(self.held.build_seconds, Chore.OFFERED)

    def run(self) -> list[Point]:
        """The points that are made before the run is stopped; at least one, else raises Interrupted."""
        found: list[Point] = []
        try:
            found.extend(self._points())
        except Interrupted:
            if not found:
                raise
        return found

    def _points(self) -> Iterator[Point]:
        others = tuple(term for term in self._terms() if term != CHANGES_TERM)
        stay = self._plan(None, (CHANGES_TERM, *others), self.base())
        yield _point(stay.terms[CHANGES_TERM], stay, proven=True)
        if not self._goes_on():
            return
        free = self._plan(None, (*others, CHANGES_TERM), stay.plan)
        yield _point(None, free)
        plan = stay.plan
        for cap in self._caps(stay, free):
            if not self._goes_on():
                return
            result = self._plan(cap, (*others, CHANGES_TERM), plan)
            plan = result.plan
            yield _point(cap, result)

    def base(self) -> Plan:
        """The plan in force, with all that is held of it held already where a way to do so was found."""
        repaired = self.held.repaired
        return plan_in_force(self.held.problem) if repaired is None else repaired.plan

    def _caps(self, stay: Result, free: Result) -> list[int]:
        """How many may move at the points between these two that there is time for."""
        few, many = stay.terms[CHANGES_TERM], max(free.terms[CHANGES_TERM], stay.terms[CHANGES_TERM])
        between = self.left if self._goes_on() else 0
        return [few + (many - few) * number // (between + 1) for number in range(1, between + 1)]

    def _terms(self) -> tuple[str, ...]:
        """Unmet, then lateness, then what else is pursued, in its order."""
        first = ("unmet", "lateness", CHANGES_TERM)
        return (*first, *(term for term in self.held.problem.objective if term not in first))

    def _goes_on(self) -> bool:
        """Leave out the points for which there is no time, and say whether any is left.

        A plan is worth its while if it is searched for at least as long as it takes besides. A repeatable run
        does not hang on the clock.
        """
        if not self.effort.params.repeatable:
            self.left = min(self.left, self._affordable())
        return self.left > 0

    def _affordable(self) -> int:
        return max(int(self.effort.clock.left() / (2 * self.besides + LEAST_SEARCH)), 0)

    def _seconds(self) -> float:
        """How long is searched for a plan: its part of the time left, without what it takes besides."""
        if self.effort.params.repeatable:
            return self.effort.params.seconds / self.points
        return max(self.effort.clock.left() / self.left - self.besides, 0.0)

    def _plan(self, cap: int | None, objective: tuple[str, ...], base: Plan) -> Result:
        problem = self.held.problem.pursuing(objective, cap)
        began, share = self.effort.clock.elapsed(), self.effort.share(self._seconds())
        result = optimise(problem, share, base)
        beyond = max(self.effort.clock.elapsed() - began - share.params.seconds, 0.0)
        self.besides = beyond if result.stopped is Stopped.TIME else max(self.besides, beyond)
        self.left -= 1
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
