"""What a scenario does to a plan for certain, before anything is searched: whoever cannot stay, and why.

A class that no longer can start must go, and who is in it loses that place, whatever else is planned. Where
those that are left ask more of a limit than there is, some of them lose theirs; which ones is for the search,
and so is what becomes of a class that is left with too few trainees, or with two units that may not mix.
What has begun goes on as it was, whatever the scenario says, and takes its part of every limit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from trainopt.dataset.expectation import expected_text
from trainopt.kinds import Count, Id, Text
from trainopt.limits import LIMITS, Limit
from trainopt.plan.answer import AnswerTable
from trainopt.plan.placements import Placement, Plan
from trainopt.problem import Problem
from trainopt.problem.entities import CapacityRow, Cohort, Demand, Step
from trainopt.problem.limits import name_of
from trainopt.tables import Row, column


class EffectRow(Row):
    """What a scenario does to the baseline's plan for certain: something that cannot stay, or is too much."""

    scenario: Text = column("the folder of the scenario", key=True)
    effect: Text = column(
        "`class must go`, `cohort loses its place`, `class cannot stay as it is` or `limit exceeded`",
        key=True,
    )
    name: Text = column("the class, the cohort or the limit", key=True)
    unit_id: Id | None = column("the cohort's", blank="no cohort loses its place")
    trainees: Count = column(
        "in the class, of the cohort, or what is too much of the limit", "trainees, classes or units"
    )
    weeks: Text | None = column(
        "from which day the class runs, or where the limit is exceeded", blank="a cohort's places"
    )
    why: Text = column("what makes it so; of a limit, what is counted")


EFFECTS = AnswerTable(name="effects", row=EffectRow)
EFFECT_COLUMNS = tuple(EFFECTS.columns)[1:]
"""The columns of one scenario's effects."""
CLASS, COHORT, LIMIT = "class must go", "cohort loses its place", "limit exceeded"
THIN = "class cannot stay as it is"

_Held = tuple[Placement, Cohort, CapacityRow]
"""A placement that can stay, whose it is, and the row that offers it."""

Used = dict[Limit, Counter[int]]
"""How much of a limit is used, by week."""


@dataclass
class _Left:
    """The placements that can stay as they are, one by one, and what becomes of the others."""

    stay: list[_Held] = field(default_factory=list)
    gone: dict[str, list[Placement]] = field(default_factory=lambda: defaultdict(list))
    lost: dict[str, str] = field(default_factory=dict)


def certain_effects(problem: Problem, before: Problem, plan: Plan) -> pd.DataFrame:
    """What a scenario's problem does to a plan that was made for the problem before it: see EffectRow."""
    left = _left(problem, before, plan)
    lines = [
        *_classes(problem, before, left),
        *_cohorts(before, left),
        *_unfit(problem, left),
        *_exceeded(problem, left),
    ]
    return EFFECTS.typed(pd.DataFrame(lines, columns=list(EFFECT_COLUMNS)))


def _left(problem: Problem, before: Problem, plan: Plan) -> _Left:
    left = _Left()
    begun = problem.begun_at.keys() | before.begun_at.keys()
    for placement in plan.placements:
        if (placement.cohort_id, placement.step) in begun:
            continue
        index = problem.cohort_index.get(placement.cohort_id)
        if index is None:
            left.lost[placement.cohort_id] = "is no longer asked for"
            continue
        cohort = problem.cohorts[index]
        row = _row(problem, cohort, placement)
        if other := _asks_for_others(problem, before, cohort, placement):
            left.lost.setdefault(cohort.cohort_id, other)
        elif row is None:
            left.gone[placement.class_id].append(placement)
            left.lost.setdefault(cohort.cohort_id, f"its class {placement.class_id} must go")
        elif why := _cannot_stay(problem, cohort, placement, row):
            left.lost.setdefault(cohort.cohort_id, why)
        else:
            left.stay.append((placement, cohort, row))
    left.lost |= dict(_pulled_apart(problem, left))
    return left


def _asks_for_others(problem: Problem, before: Problem, cohort: Cohort, placement: Placement) -> str:
    """Why a cohort's steps are no longer those that it was placed on; blank where they are."""
    now, index = problem.demands[cohort.demand], before.cohort_index.get(cohort.cohort_id)
    then = None if index is None else before.demands[before.cohorts[index].demand]
    if then is not None and [s.course_id for s in now.steps] != [s.course_id for s in then.steps]:
        return "its pipeline has other steps"
    number = placement.step - now.begun - 1
    pin = cohort.pins[number] if 0 <= number < len(cohort.pins) else None
    if pin is not None and (problem.sites[pin.site].site_id, pin.start) != (
        placement.site_id,
        placement.start,
    ):
        return f"step {placement.step} is pinned elsewhere"
    return ""


@dataclass(frozen=True)
class _Ended:
    """Where and when a step ends; site and nation are None where the data has them no more."""

    end: int
    nation: int | None
    site: int | None


def _pulled_apart(problem: Problem, left: _Left) -> Iterator[tuple[str, str]]:
    """Cohorts of whom two steps that can stay, each by itself, no longer follow each other as they must."""
    ends = {key: _Ended(one.end, one.nation, one.site) for key, one in problem.begun_at.items()}
    for held, _, row in left.stay:
        end = held.start + row.duration - 1
        ends[held.cohort_id, held.step] = _Ended(end, row.nation, row.site)
    for held, cohort, row in left.stay:
        behind = ends.get((held.cohort_id, held.step - 1))
        if behind is not None and held.cohort_id not in left.lost:
            demand = problem.demands[cohort.demand]
            step = demand.steps[held.step - demand.begun - 1]
            if why := _does_not_follow(problem, step, behind, held.start, row):
                yield held.cohort_id, f"step {held.step} {why}"


def _does_not_follow(problem: Problem, step: Step, behind: _Ended, start: int, row: CapacityRow) -> str:
    """How a step breaks rule 3 behind the one before it; blank where it does not."""
    gap, abroad = start - behind.end - 1, behind.nation != row.nation
    if gap < (problem.transfer_weeks if abroad else 0):
        return "begins too soon after the one before"
    if step.max_wait is not None and gap > step.max_wait:
        return "begins later than its pipeline allows"
    if step.location == "same_nation" and abroad:
        return "must be in the nation of the one before"
    if step.location == "same_site" and behind.site != row.site:
        return "must be at the site of the one before"
    return ""


def _row(problem: Problem, cohort: Cohort, placement: Placement) -> CapacityRow | None:
    """The capacity row of a placement; None where no class of the step's course can start there then."""
    site = problem.site_index.get(placement.site_id)
    course = _course(problem.demands[cohort.demand], placement)
    return None if site is None else problem.row_at.get((site, course, placement.start))


def _course(demand: Demand, placement: Placement) -> str:
    """The course of a placement's step, of which a demand has those that have not begun; blank for others."""
    number = placement.step - demand.begun - 1
    return demand.steps[number].course_id if 0 <= number < len(demand.steps) else ""


def _cannot_stay(problem: Problem, cohort: Cohort, placement: Placement, row: CapacityRow) -> str:
    """Why a cohort cannot stay in a class that can run; blank where it can."""
    demand = problem.demands[cohort.demand]
    unit = problem.units[demand.unit]
    if row.nation not in unit.nations:
        return f"{problem.nations[row.nation].nation_id} may not host {unit.unit_id}"
    if placement.start < demand.ready:
        return f"step {placement.step} begins before ready_from"
    if placement.start + row.duration - 1 > demand.latest:
        return f"step {placement.step} ends after latest"
    expected = _expected(problem, cohort, placement)
    if cohort.size > row.sizes.seats:
        return f"its {cohort.size} trainees do not fit a class of {row.class_max}"
    if row.sizes.expected_most is not None and expected > row.sizes.expected_most:
        return f"its {expected_text(expected)} expected trainees do not fit a class of {row.class_max}"
    return ""


def _classes(problem: Problem, before: Problem, left: _Left) -> Iterator[tuple[object, ...]]:
    for class_id, placements in sorted(left.gone.items()):
        monday = problem.calendar.monday(placements[0].start).isoformat()
        trainees = sum(before.cohorts[before.cohort_index[one.cohort_id]].size for one in placements)
        yield CLASS, class_id, "", trainees, monday, _why_gone(problem, before, placements[0])


def _why_gone(problem: Problem, before: Problem, placement: Placement) -> str:
    demand = before.demands[before.cohorts[before.cohort_index[placement.cohort_id]].demand]
    course = _course(demand, placement)
    site = problem.site_index.get(placement.site_id)
    if any(row.site == site and row.course_id == course for row in problem.rows):
        return f"no class of {course} can start at {placement.site_id} in this week"
    return f"{placement.site_id} offers no {course} any more"


def _cohorts(before: Problem, left: _Left) -> Iterator[tuple[object, ...]]:
    for cohort_id, why in sorted(left.lost.items()):
        cohort = before.cohorts[before.cohort_index[cohort_id]]
        unit = before.units[before.demands[cohort.demand].unit]
        yield COHORT, cohort_id, unit.unit_id, cohort.size, "", why


def _expected(problem: Problem, cohort: Cohort, placement: Placement) -> int:
    """Hundredths of trainees of a cohort who are likely to be there."""
    return cohort.expected[placement.step - problem.demands[cohort.demand].begun - 1]


def _unfit(problem: Problem, left: _Left) -> Iterator[tuple[object, ...]]:
    """Classes that can run, but not with those alone, or not with all those, who can stay in them."""
    members: dict[str, list[_Held]] = defaultdict(list)
    for one in left.stay:
        if one[1].cohort_id not in left.lost and one[0].class_id not in problem.begun_classes:
            members[one[0].class_id].append(one)
    for class_id, together in sorted(members.items()):
        placement, _, row = together[0]
        trainees = sum(cohort.size for _, cohort, _ in together)
        units = {problem.demands[cohort.demand].unit for _, cohort, _ in together}
        monday = problem.calendar.monday(placement.start).isoformat()
        expected = sum(_expected(problem, cohort, one) for one, cohort, _ in together)
        if trainees < row.sizes.least or expected < row.sizes.expected_least:
            told = f", {expected_text(expected)} are expected" if row.sizes.expected_least else ""
            yield THIN, class_id, "", trainees, monday, f"{row.class_min} must be in it{told}"
        if row.sizes.expected_most is not None and expected > row.sizes.expected_most:
            told = f"{expected_text(expected)} are expected for {row.class_max} seats"
            yield THIN, class_id, "", trainees, monday, told
        if not row.mixed_units and len(units) > 1:
            yield THIN, class_id, "", trainees, monday, f"its {len(units)} units may not mix"


def _exceeded(problem: Problem, left: _Left) -> Iterator[tuple[object, ...]]:
    """The limits of which those that can stay, each by itself, ask more than there is."""
    lost = left.lost.keys()
    stay = [(held, cohort, row) for held, cohort, row in left.stay if held.cohort_id not in lost]
    begun = _used_by_begun(problem)
    for limit, used in sorted(_used(problem, stay).items()):
        most = {week: _available(problem, limit, week) for week in used}
        room = {week: max(there, begun[limit][week]) for week, there in most.items() if there is not None}
        over = {week: used[week] - there for week, there in room.items() if used[week] > there}
        if over:
            weeks = problem.calendar.span(over)
            yield LIMIT, name_of(problem, limit), "", max(over.values()), weeks, LIMITS[limit.kind].unit


def _available(problem: Problem, limit: Limit, week: int) -> int | None:
    if not LIMITS[limit.kind].weekly:
        row = problem.rows[limit.owner]
        return row.parallel if limit.kind == "classes" else row.sizes.seats
    return problem.pools[limit.owner].available[week]


def _used_by_begun(problem: Problem) -> Used:
    used: Used = defaultdict(Counter)
    for (pool, week), amount in problem.begun_load.items():
        used[problem.pools[pool].limit][week] += amount
    for steps in problem.begun_classes.values():
        if steps[0].row is not None:
            used[Limit("classes", steps[0].row)].update(steps[0].weeks)
    return used


def _used(problem: Problem, stay: Sequence[_Held]) -> Used:
    """What has begun uses, and those that can stay beside it."""
    used = _used_by_begun(problem)
    _use_by_classes(problem, stay, used)
    nations = {key: step.nation for key, step in problem.begun_at.items()}
    nations |= {(held.cohort_id, held.step): row.nation for held, _, row in stay}
    for held, cohort, row in stay:
        unit = problem.units[problem.demands[cohort.demand].unit]
        for week in range(held.start, held.start + row.duration):
            for pool in (*row.pools, *unit.pools):
                used[problem.pools[pool].limit][week] += cohort.size
        if nations.get((held.cohort_id, held.step - 1)) != row.nation:
            used[problem.pools[problem.nations[row.nation].arrivals].limit][held.start] += cohort.size
    return used


def _use_by_classes(problem: Problem, stay: Sequence[_Held], used: Used) -> None:
    """Add what classes use: of seats, as many as the fullest that start together."""
    classes = {held.class_id: (held.start, row) for held, _, row in stay}
    sizes: Counter[str] = Counter()
    for held, cohort, _ in stay:
        sizes[held.class_id] += cohort.size
    for class_id, (start, row) in classes.items():
        seats = used[Limit("seats", row.index)]
        seats[start] = max(seats[start], sizes[class_id])
        for week in range(start, start + row.duration):
            used[Limit("classes", row.index)][week] += 1
            for pool, units in row.holds:
                used[problem.pools[pool].limit][week] += units
