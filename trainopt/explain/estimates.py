"""Estimates of what capacity is worth, month by month: by the plan as it stands, and by the relaxation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from trainopt.explain.needs import Loosened
from trainopt.explain.prices import Price, Spot, month, prices
from trainopt.explain.relief import Relief, relief_of
from trainopt.explain.situation import Situation, subjects
from trainopt.limits import OFFERED, Limit
from trainopt.model.build import Model
from trainopt.plan.ways import Short, Way
from trainopt.problem import Problem
from trainopt.problem.entities import Pool
from trainopt.problem.limits import name_of, owner_of, place_of
from trainopt.problem.options import find_options
from trainopt.search.bounds import ProofEffort, Relaxation, relaxed

PRICED = ("unmet", "lateness")
"""The terms in which capacity is worth something."""


@dataclass(frozen=True)
class Gain:
    """What the plan as it stands would gain in a term from a cohort going another way."""

    term: str
    amount: int
    way: Way


@dataclass
class Candidate:
    """More of a capacity in a month: what the plan would gain, and the prices of one more by term."""

    spot: Spot
    gains: list[Gain] = field(default_factory=list)
    prices: dict[str, Price] = field(default_factory=dict)

    def by_plan(self, term: str) -> int:
        """The most that one cohort would gain."""
        return max((gain.amount for gain in self.gains if gain.term == term), default=0)

    def by_duals(self, term: str, more: int) -> float:
        """So many more at the price of one."""
        return more * self.prices[term].worth if term in self.prices else 0.0


class Estimates:
    """The candidates of a situation, by spot."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.candidates: dict[Spot, Candidate] = {}
        self.reliefs: dict[Spot, Relief] = {}

    def from_plan(self, go_on: Callable[[], bool] = lambda: True) -> bool:
        """What each cohort that is unmet or late, one of those alike, lacks alone on some way.

        Those with most weight come first; it ends early once `go_on` says no, and says whether it did not.
        """
        situation, problem = self.situation, self.situation.problem
        chosen = subjects(situation)
        loosened = Loosened(situation, chosen)
        ledger = loosened.ledger()
        alike: dict[tuple[int, int], int] = {}
        for index in chosen:
            alike.setdefault((loosened.group_of[index].index, situation.weeks_late(index)), index)
        for (_, late), index in alike.items():
            if not go_on():
                return False
            cohort, seats = problem.cohorts[index], ledger.seats(index)
            if seats is not None:
                ledger.remove(cohort)
            finder = loosened.finder([cohort], ledger, situation.last_week_that_does(index))
            weight = problem.weight(cohort)
            term, gain = ("lateness", weight * late) if late else ("unmet", weight)
            for way in finder.ways():
                self._note(Gain(term, gain, way))
            if seats is not None:
                ledger.place_in(cohort, seats)
        return True

    def _note(self, gain: Gain) -> None:
        if len(gain.way.short) != 1:
            return
        ((limit, short),) = gain.way.short.items()
        if limit.kind in OFFERED:
            self._at(Spot(limit, month(self.situation.problem, short.weeks[0]))).gains.append(gain)

    def worth_pricing(self) -> list[str]:
        """The terms that are tiers and could be less."""
        tiers = dict(zip(self.situation.problem.objective, self.situation.values, strict=True))
        return [term for term in PRICED if tiers.get(term)]

    @cached_property
    def relaxation(self) -> tuple[Model, Relaxation]:
        """The relaxed model and its relaxation, of all terms."""
        problem = self.situation.problem
        model = relaxed(problem, find_options(problem))
        return model, Relaxation(problem, model)

    def from_relaxation(self, term: str, effort: ProofEffort) -> None:
        """Price all limits by the relaxation of one tier, the plan's values of those before it kept."""
        problem = self.situation.problem
        tier = problem.objective.index(term)
        model, relaxation = self.relaxation
        solution = relaxation.solve(tier, self.situation.values[:tier], effort)
        for spot, price in prices(problem, model, solution).items():
            self._at(spot).prices[term] = price

    def _at(self, spot: Spot) -> Candidate:
        return self.candidates.setdefault(spot, Candidate(spot))

    def best(self, count: int) -> list[Candidate]:
        """The best by each estimate in turn, until there are so many."""
        by_plan = [[(c.by_plan(term), c) for c in self.candidates.values()] for term in PRICED]
        by_duals = [
            [(c.by_duals(term, self.more(c)), c) for c in self.candidates.values()] for term in PRICED
        ]
        rankings = [_ranked(scored) for scored in (by_plan[0], by_duals[0], by_plan[1], by_duals[1])]
        chosen: dict[Spot, Candidate] = {}
        for place in range(len(self.candidates)):
            for ranking in rankings:
                if place < len(ranking) and len(chosen) < count:
                    chosen.setdefault(ranking[place].spot, ranking[place])
        return list(chosen.values())

    def way(self, candidate: Candidate) -> Way:
        """The way whose relief is tried: what gains most with least; without any, the weeks of the prices."""
        if candidate.gains:
            best = min(
                candidate.gains, key=lambda gain: (PRICED.index(gain.term), -gain.amount, gain.way.price)
            )
            return best.way
        problem, limit = self.situation.problem, candidate.spot.limit
        weeks = set().union(*(price.weeks for price in candidate.prices.values()))
        last = min(max(weeks) + _longest(problem, limit) - 1, problem.weeks - 1)
        short = Short(_step(problem, limit), tuple(range(min(weeks), last + 1)))
        return Way((), (), {limit: short}, 0)

    def more(self, candidate: Candidate) -> int:
        """How many more are tried."""
        return next(iter(self.way(candidate).short.values())).amount

    def relief(self, candidate: Candidate) -> Relief:
        """The change that is tried: made once, when all gains and prices are known."""
        if candidate.spot not in self.reliefs:
            self.reliefs[candidate.spot] = relief_of(self.situation, self.way(candidate))
        return self.reliefs[candidate.spot]

    def demands(self, candidate: Candidate) -> list[str]:
        """Whom the plan could place, or have less late, those with the most gain first."""
        problem = self.situation.problem
        gains = sorted(candidate.gains, key=lambda gain: (PRICED.index(gain.term), -gain.amount))
        cohorts = [problem.cohorts[index] for gain in gains for index in gain.way.cohorts]
        return list(dict.fromkeys(problem.demands[cohort.demand].demand_id for cohort in cohorts))


def _ranked(scored: Sequence[tuple[float, Candidate]]) -> list[Candidate]:
    """Those that are worth anything, the best first; ties in the order of limits and months."""
    worthy = [(score, candidate) for score, candidate in scored if score > 0]
    return [one for _, one in sorted(worthy, key=lambda entry: (-entry[0], entry[1].spot))]


def _rows_of(problem: Problem, limit: Limit) -> Iterator[tuple[int, int]]:
    """Duration of the capacity rows that draw on a limit, and units of it that one of their classes holds."""
    smallest = min(cohort.size for cohort in problem.cohorts)
    for row in problem.rows:
        if limit.kind in ("classes", "seats"):
            draws, units = row.index == limit.owner, 1
        elif limit.kind == "resource":
            units = dict(row.holds).get(limit.owner, 0)
            draws = units > 0
        else:
            draws, units = True, smallest
        if draws:
            yield row.duration, units


def _longest(problem: Problem, limit: Limit) -> int:
    """The weeks of the longest class that draws on it, where it is short in each of them."""
    if limit.kind != "resource":
        return 1
    return max((duration for duration, _ in _rows_of(problem, limit)), default=1)


def _step(problem: Problem, limit: Limit) -> int:
    """The least of it that can be of use: what one class holds, or the smallest cohort's seats."""
    if limit.kind == "seats":
        return min(cohort.size for cohort in problem.cohorts)
    return min((units for _, units in _rows_of(problem, limit)), default=1)


def kind_of_place(problem: Problem, limit: Limit) -> str:
    """Whose a limit is: a site's, a nation's or a unit's."""
    owner = owner_of(problem, limit)
    return owner.owner_kind if isinstance(owner, Pool) else "site"


def capacity_name(problem: Problem, limit: Limit) -> tuple[str, str, str]:
    """Place, course and capacity of a limit: `PL-01`, `BCT`, `classes`; `PL`, ``, `interpreter of PL`."""
    place = place_of(problem, limit)
    if limit.kind in ("classes", "seats"):
        return place, problem.rows[limit.owner].course_id, limit.kind
    return place, "", name_of(problem, limit)
