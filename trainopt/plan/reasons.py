"""Why a cohort is unmet: a registry of codes, each found by trying to add the cohort to the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from trainopt.limits import BELOW_CLASS_MIN, LIMITS, NO_CAPACITY, OF_OWNERS, SEATS_TAKEN, WEEKLY, Code
from trainopt.plan.ledger import Fit, Ledger
from trainopt.plan.paths import Choice, best_path
from trainopt.problem import Problem
from trainopt.problem.entities import Demand, Group
from trainopt.problem.limits import name_of
from trainopt.problem.openings import Bools
from trainopt.problem.options import Options

OUTRANKED = Code("outranked", "seats exist, used by what ranks as high or higher")
SEARCH_INCOMPLETE = Code(
    "search_incomplete", "it would fit as the plan stands; the search ended before it was placed"
)

CODES: dict[str, str] = {
    NO_CAPACITY.code: NO_CAPACITY.meaning,
    BELOW_CLASS_MIN.code: BELOW_CLASS_MIN.meaning,
    **dict(kind.reason for kind in WEEKLY),
    **dict([OUTRANKED, SEATS_TAKEN, SEARCH_INCOMPLETE]),
}
"""Every code and what it means."""


@dataclass(frozen=True)
class Reason:
    """A code of `CODES`, the resource's name in place of `<resource>`, and what blocks where and when."""

    code: str
    detail: str


RESOURCE = "resource:"

Kind = str
"""What can stand in the way: a kind of limit, with the resource's name behind it where it is one's."""


def explain_unmet(
    problem: Problem, options: Options, ledger: Ledger, groups: Iterable[int] | None = None
) -> dict[int, Reason]:
    """The reason of every cohort, of these groups or of all, that the ledger's plan does not place."""
    finder = _Finder(problem, options, ledger)
    reasons: dict[int, Reason] = {}
    chosen = problem.groups if groups is None else [problem.groups[index] for index in sorted(groups)]
    for group in chosen:
        left = [index for index in group.cohorts if index not in ledger.paths]
        if left:
            reason = finder.reason(group, left[0])
            reasons |= dict.fromkeys(left, reason)
    return reasons


class _Finder:
    def __init__(self, problem: Problem, options: Options, ledger: Ledger) -> None:
        self.problem = problem
        self.options = options
        self.ledger = ledger

    def reason(self, group: Group, index: int) -> Reason:
        if group.index in self.options.without_classes:
            return Reason(NO_CAPACITY.code, self._no_capacity(group))
        if group.index in self.options.without_company:
            return Reason(BELOW_CLASS_MIN.code, self._no_company(group))
        fits = [
            self.ledger.fit(found, self.problem.cohorts[index])
            for found in self.options.by_group[group.index]
        ]
        lifted = self._fewest_lifted(group, fits)
        if not lifted:
            return Reason(SEARCH_INCOMPLETE.code, "a way through its steps is free in the plan as it stands")
        path = self._path(group, fits, lifted)
        assert path is not None
        return self._worded(group, fits, lifted, path)

    def _fewest_lifted(self, group: Group, fits: Sequence[Fit]) -> list[Kind]:
        """The first limit that alone, lifted, lets the cohort in; else several that do together."""
        kinds = ["class_min", *(f"{RESOURCE}{name}" for name in self.ledger.holds)]
        kinds += [*(kind.name for kind in OF_OWNERS), "seats"]
        if self._path(group, fits, []) is not None:
            return []
        for kind in kinds:
            if self._path(group, fits, [kind]) is not None:
                return [kind]
        return self._needed_of_all(group, fits, kinds)

    def _needed_of_all(self, group: Group, fits: Sequence[Fit], kinds: list[Kind]) -> list[Kind]:
        """With all limits lifted, put back one after the other what can be; what cannot stays lifted."""
        lifted = list(kinds)
        for kind in kinds:
            without = [other for other in lifted if other != kind]
            if self._path(group, fits, without) is not None:
                lifted = without
        return lifted

    def _path(self, group: Group, fits: Sequence[Fit], lifted: Sequence[Kind]) -> list[int] | None:
        """A way for one cohort with these limits lifted; the one that needs them least often."""
        choices = []
        for found, fit in zip(self.options.by_group[group.index], fits, strict=True):
            good = _open_to(fit, lifted)
            strict = _open_to(fit, ())
            arrive = np.ones_like(fit.arrive) if "arrivals" in lifted else fit.arrive
            price = np.where(strict & fit.arrive, 0, 1)
            choices.append(Choice(found[good], price[good], arrive[good]))
        if any(not len(choice.found) for choice in choices):
            return None
        steps = self.problem.demands[group.demand].steps
        return best_path(self.problem, self.options.openings, steps, choices)

    def _worded(self, group: Group, fits: Sequence[Fit], lifted: list[Kind], path: list[int]) -> Reason:
        """The code of the first limit in the way, and for each step blocked on the way what blocks it."""
        kind, _, name = lifted[0].partition(":")
        code = LIMITS[kind].reason.code.replace("<resource>", name)
        parts = []
        for step, (opening, fit) in enumerate(zip(path, fits, strict=True)):
            found = self.options.by_group[group.index][step]
            at = int(np.flatnonzero(found == opening)[0])
            blocked = [kind for kind in lifted if not _open_to_all_but(fit, lifted, kind)[at]]
            if "arrivals" in lifted and not fit.arrive[at]:
                blocked.append("arrivals")
            parts += [self._blocked(group, opening, kind) for kind in dict.fromkeys(blocked)]
        if kind == "seats":
            code = self._rank_of_users(group, path)
        return Reason(code, "; ".join(parts) or "several limits together")

    def _rank_of_users(self, group: Group, path: Iterable[int]) -> str:
        priority = self.problem.demands[group.demand].priority
        for opening in path:
            for index in self._users(opening):
                if self.problem.demands[self.problem.cohorts[index].demand].priority < priority:
                    return SEATS_TAKEN.code
        return OUTRANKED.code

    def _users(self, opening: int) -> list[int]:
        """Cohorts in classes of the opening's row that run in some of its weeks."""
        openings = self.options.openings
        row = openings.row[opening]
        return sorted(
            index
            for other, classes in self.ledger.classes.items()
            if openings.row[other] == row
            and openings.start[other] <= openings.end[opening]
            and openings.end[other] >= openings.start[opening]
            for running in classes
            for index in running.cohorts
        )

    def _blocked(self, group: Group, opening: int, kind: Kind) -> str:
        openings, problem = self.options.openings, self.problem
        row = problem.rows[openings.row[opening]]
        site = problem.sites[row.site]
        monday = problem.calendar.monday(int(openings.start[opening]))
        where = f"{row.course_id} at {site.site_id} from {monday}"
        if kind == "class_min":
            return f"{where}: a class of {group.size} would be below class_min {row.class_min}"
        if kind == "seats":
            users = sorted(
                {problem.demands[problem.cohorts[i].demand].demand_id for i in self._users(opening)}
            )
            more = f" and {len(users) - 5} more" if len(users) > 5 else ""
            return f"{where}: seats used by {' '.join(users[:5]) or 'other classes'}{more}"
        pool = self._pool(group, opening, kind)
        weeks = problem.calendar.span(self._full_weeks(group, opening, kind, pool))
        return f"{where}: {name_of(problem, problem.pools[pool].limit)} used up in {weeks}"

    def _pool(self, group: Group, opening: int, kind: Kind) -> int:
        problem = self.problem
        row = problem.rows[int(self.options.openings.row[opening])]
        unit = problem.units[problem.demands[group.demand].unit]
        held = [pool for pool, _ in row.holds]
        drawn = (*held, *row.pools, *unit.pools, problem.nations[row.nation].arrivals)
        return next(pool for pool in drawn if problem.pools[pool].resource == kind.removeprefix(RESOURCE))

    def _full_weeks(self, group: Group, opening: int, kind: Kind, pool: int) -> list[int]:
        openings = self.options.openings
        row = self.problem.rows[openings.row[opening]]
        needed = dict(row.holds).get(pool, group.size)
        start = int(openings.start[opening])
        weeks = [start] if kind == "arrivals" else range(start, int(openings.end[opening]) + 1)
        return [week for week in weeks if self.ledger.room[pool, week] < needed]

    def _no_capacity(self, group: Group) -> str:
        """Which step has nowhere to go even alone, or that the steps do not fit one after the other."""
        demand = self.problem.demands[group.demand]
        calendar = self.problem.calendar
        earliest = max(demand.ready, 0 if group.pins[0] else self.problem.as_of)
        if earliest >= self.problem.weeks or demand.latest < earliest:
            return "its window has no week within the horizon"
        window = f"{calendar.monday(earliest)} to {calendar.sunday(demand.latest)}"
        for number, step in enumerate(demand.steps, 1):
            if not self._starts_for(group, demand, step.course_id, earliest):
                return f"step {number}: no class of {step.course_id} it may join runs within {window}"
        names = " ".join(step.course_id for step in demand.steps)
        return f"{names} do not fit one after the other within {window}"

    def _starts_for(self, group: Group, demand: Demand, course_id: str, earliest: int) -> bool:
        nations = self.problem.units[demand.unit].nations
        return any(
            row.course_id == course_id
            and row.nation in nations
            and row.class_max >= group.size
            and any(s >= earliest and s + row.duration - 1 <= demand.latest for s in row.starts)
            for row in self.problem.rows
        )

    def _no_company(self, group: Group) -> str:
        demand = self.problem.demands[group.demand]
        least: dict[str, int] = defaultdict(int)
        for row in self.problem.rows:
            if row.starts:
                known = least.get(row.course_id, row.class_min)
                least[row.course_id] = min(known, row.class_min)
        needs = ", ".join(f"{s.course_id} needs {least[s.course_id]}" for s in demand.steps)
        return f"all who could come together are too few: {needs}"


def _open_to(fit: Fit, lifted: Iterable[Kind]) -> Bools:
    """Where the cohort could be with these limits lifted."""
    gone = set(lifted)
    join = np.ones_like(fit.join) if "seats" in gone else fit.join
    opened = fit.parallel | ("seats" in gone)
    if "class_min" not in gone:
        opened = opened & fit.enough
    for name, enough in fit.resources.items():
        if f"{RESOURCE}{name}" not in gone:
            opened = opened & enough
    good: Bools = join | opened
    for kind, room in fit.room.items():
        if kind not in gone:
            good = good & room
    return good


def _open_to_all_but(fit: Fit, lifted: Iterable[Kind], kind: Kind) -> Bools:
    """Where the cohort could be with all these limits lifted but one."""
    return _open_to(fit, [other for other in lifted if other != kind])
