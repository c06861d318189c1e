"""Every rule and every term again, from problem and plan alone. Knows no solver and no model.

Each rule is a generator of what breaks it; `check` runs over all of them, for any plan, however broken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from trainopt.plan.placements import Placement, Plan
from trainopt.problem import Problem
from trainopt.problem.entities import CapacityRow, Cohort, Demand
from trainopt.problem.limits import name_of
from trainopt.tables import TERMS as TERM_NAMES


@dataclass(frozen=True, order=True)
class Broken:
    """A rule that a plan breaks: its number in the contract, what is wrong, and the placements at fault."""

    rule: int
    message: str
    placements: tuple[Placement, ...] = ()

    def __str__(self) -> str:
        """With the lines of assignments.csv where the plan was read from there."""
        return self.told("assignments.csv:{}")

    def told(self, row: str) -> str:
        """With the rows where the plan was read from; `row` is how one is named, its number as `{}`."""
        lines = sorted({placement.line for placement in self.placements if placement.line})
        steps = [f"{p.cohort_id} step {p.step}" for p in self.placements]
        where = f"{row.format(lines[0])}: " if lines else ""
        more = f", lines {', '.join(map(str, lines))}" if len(lines) > 1 else ""
        who = f" ({', '.join(steps[:6])}{' …' if len(steps) > 6 else ''}{more})" if steps else ""
        return f"{where}rule {self.rule}: {self.message}{who}"


@dataclass(frozen=True)
class _Held:
    """A placement that can be judged: its cohort and step are known. `row` is None where no class can be."""

    placement: Placement
    cohort: Cohort
    demand: Demand
    site: int | None
    nation: int | None
    row: CapacityRow | None

    @property
    def end(self) -> int | None:
        return None if self.row is None else self.placement.start + self.row.duration - 1

    @property
    def weeks(self) -> range:
        return (
            range(0)
            if self.row is None
            else range(self.placement.start, self.placement.start + self.row.duration)
        )


@dataclass(frozen=True)
class _View:
    """A plan seen against its problem: what is held by cohort and by class."""

    problem: Problem
    held: tuple[_Held, ...]
    unknown: tuple[Placement, ...]
    by_cohort: dict[int, list[_Held]]
    by_class: dict[str, list[_Held]]


def check(problem: Problem, plan: Plan) -> list[Broken]:
    """All that the plan breaks, in the order of the rules; empty for a plan that is allowed."""
    view = _view(problem, plan)
    return [broken for rule in RULES for broken in rule(view)]


def terms(problem: Problem, plan: Plan) -> dict[str, int]:
    """All six terms of an allowed plan, in the units of the contract."""
    view = _view(problem, plan)
    return {name: term(view) for name, term in TERM_FUNCTIONS.items()}


def _view(problem: Problem, plan: Plan) -> _View:
    held: list[_Held] = []
    unknown: list[Placement] = []
    by_cohort: dict[int, list[_Held]] = defaultdict(list)
    by_class: dict[str, list[_Held]] = defaultdict(list)
    for placement in plan.placements:
        one = _held(problem, placement)
        if one is None:
            unknown.append(placement)
            continue
        held.append(one)
        by_cohort[one.cohort.index].append(one)
        by_class[placement.class_id].append(one)
    for steps in by_cohort.values():
        steps.sort(key=lambda one: one.placement.step)
    return _View(problem, tuple(held), tuple(unknown), dict(by_cohort), dict(by_class))


def _held(problem: Problem, placement: Placement) -> _Held | None:
    index = problem.cohort_index.get(placement.cohort_id)
    if index is None:
        return None
    cohort = problem.cohorts[index]
    demand = problem.demands[cohort.demand]
    if not 1 <= placement.step <= len(demand.steps):
        return None
    site = problem.site_index.get(placement.site_id)
    if site is None:
        return _Held(placement, cohort, demand, None, None, None)
    course_id = demand.steps[placement.step - 1].course_id
    row = problem.row_at.get((site, course_id, placement.start))
    return _Held(placement, cohort, demand, site, problem.sites[site].nation, row)


def placed_whole(view: _View) -> Iterator[Broken]:
    """Rule 1: every cohort is placed on all its steps, in order, or on none."""
    for placement in view.unknown:
        yield Broken(1, f"there is no cohort {placement.cohort_id} with step {placement.step}", (placement,))
    for held in view.by_cohort.values():
        numbers = [one.placement.step for one in held]
        placements = tuple(one.placement for one in held)
        cohort_id, steps = held[0].cohort.cohort_id, len(held[0].demand.steps)
        for number in range(1, steps + 1):
            if numbers.count(number) > 1:
                yield Broken(1, f"{cohort_id} is placed on step {number} more than once", placements)
        missing = [str(number) for number in range(1, steps + 1) if number not in numbers]
        if missing:
            yield Broken(1, f"{cohort_id} is not placed on step {', '.join(missing)}", placements)


def within_window(view: _View) -> Iterator[Broken]:
    """Rule 2: from ready_from, not before as_of unless pinned, to latest."""
    problem = view.problem
    for one in view.held:
        placement, demand = one.placement, one.demand
        monday = problem.calendar.monday
        if placement.step == 1 and placement.start < demand.ready:
            yield Broken(2, f"starts before ready_from's week {monday(demand.ready)}", (placement,))
        if placement.start < problem.as_of and one.cohort.pins[placement.step - 1] is None:
            yield Broken(
                2, f"starts before as_of's week {monday(problem.as_of)}, where no pin has it", (placement,)
            )
        if placement.step == len(demand.steps) and one.end is not None and one.end > demand.latest:
            yield Broken(2, f"ends after latest, {problem.calendar.sunday(demand.latest)}", (placement,))


def in_order(view: _View) -> Iterator[Broken]:
    """Rule 3: between steps, transfer_weeks if the nations differ, max_wait_weeks, location."""
    for held in view.by_cohort.values():
        for before, after in pairwise(held):
            if after.placement.step == before.placement.step + 1:
                yield from _gap(view.problem, before, after)


def _gap(problem: Problem, before: _Held, after: _Held) -> Iterator[Broken]:
    pair = (before.placement, after.placement)
    step = after.demand.steps[after.placement.step - 1]
    abroad = before.nation != after.nation
    if step.location == "same_nation" and abroad:
        yield Broken(3, "the step must be in the same nation as the one before", pair)
    if step.location == "same_site" and before.site != after.site:
        yield Broken(3, "the step must be at the same site as the one before", pair)
    if before.end is None:
        return
    if after.placement.start <= before.end:
        yield Broken(1, "the steps are not in order: one starts before the one before it has ended", pair)
    wait = max(after.placement.start - before.end - 1, 0)
    if abroad and wait < problem.transfer_weeks:
        message = f"{wait} empty weeks between nations, transfer_weeks is {problem.transfer_weeks}"
        yield Broken(3, message, pair)
    if step.max_wait is not None and wait > step.max_wait:
        yield Broken(3, f"{wait} empty weeks between steps, max_wait_weeks is {step.max_wait}", pair)


def in_allowed_nation(view: _View) -> Iterator[Broken]:
    """Rule 4: a step is held in a class of its course at a site in one of the unit's allowed nations."""
    offered = {(row.site, row.course_id) for row in view.problem.rows}
    for one in view.held:
        unit = view.problem.units[one.demand.unit]
        course_id = one.demand.steps[one.placement.step - 1].course_id
        if one.site is None:
            yield Broken(4, f"there is no site {one.placement.site_id}", (one.placement,))
        elif one.nation not in unit.nations:
            nation_id = view.problem.nations[view.problem.sites[one.site].nation].nation_id
            yield Broken(4, f"{unit.unit_id} may not be hosted by {nation_id}", (one.placement,))
        if one.site is not None and (one.site, course_id) not in offered:
            yield Broken(4, f"{one.placement.site_id} does not offer {course_id}", (one.placement,))


def on_start_week(view: _View) -> Iterator[Broken]:
    """Rule 5: a class starts on a start week of one capacity row, all its weeks valid, none closed."""
    for class_id, held in view.by_class.items():
        places = {(o.site, o.demand.steps[o.placement.step - 1].course_id, o.placement.start) for o in held}
        if len(places) > 1:
            placements = tuple(one.placement for one in held)
            yield Broken(5, f"{class_id} is at more than one site, course or start", placements)
    for one in view.held:
        if one.row is None and one.site is not None:
            course_id = one.demand.steps[one.placement.step - 1].course_id
            week = view.problem.calendar.monday(one.placement.start)
            message = f"no class of {course_id} can start at {one.placement.site_id} on {week}"
            yield Broken(5, message, (one.placement,))


def class_size(view: _View) -> Iterator[Broken]:
    """Rule 6: between class_min and class_max trainees; of one unit where units do not mix."""
    for class_id, held in view.by_class.items():
        row = held[0].row
        if row is None:
            continue
        placements = tuple(one.placement for one in held)
        trainees = sum(one.cohort.size for one in held)
        if trainees < row.class_min:
            yield Broken(6, f"{class_id} has {trainees} trainees, class_min is {row.class_min}", placements)
        if trainees > row.class_max:
            yield Broken(6, f"{class_id} has {trainees} trainees, class_max is {row.class_max}", placements)
        units = sorted({view.problem.units[one.demand.unit].unit_id for one in held})
        if not row.mixed_units and len(units) > 1:
            yield Broken(6, f"{class_id} mixes the units {', '.join(units)}", placements)


def parallel_classes(view: _View) -> Iterator[Broken]:
    """Rule 7: in no week more classes of a capacity row than parallel_classes."""
    running: dict[tuple[int, int], list[_Held]] = defaultdict(list)
    for held in view.by_class.values():
        if held[0].row is not None:
            for week in held[0].weeks:
                running[held[0].row.index, week].append(held[0])
    for (index, week), classes in sorted(running.items(), key=lambda item: item[0]):
        row = view.problem.rows[index]
        if len(classes) > row.parallel:
            site_id = view.problem.sites[row.site].site_id
            monday = view.problem.calendar.monday(week)
            message = f"{len(classes)} classes of {row.course_id} run at {site_id} in the week of {monday}"
            placements = tuple(one.placement for one in classes)
            yield Broken(7, f"{message}, parallel_classes is {row.parallel}", placements)


def pools_suffice(view: _View) -> Iterator[Broken]:
    """Rule 8: in no week is more drawn from a pool than is available."""
    drawn = _drawn(view)
    for pool in view.problem.pools:
        for week, uses in sorted(drawn.get(pool.index, {}).items()):
            used = sum(amount for amount, _ in uses)
            available = pool.available[week]
            if available is not None and used > available:
                monday = view.problem.calendar.monday(week)
                name = name_of(view.problem, pool.limit)
                message = f"{used} {name} used in the week of {monday}, {available} available"
                yield Broken(8, message, tuple(one.placement for _, one in uses))


def load(problem: Problem, plan: Plan) -> dict[tuple[int, int], int]:
    """What an allowed plan draws from each pool in each week: (pool, week) to units or trainees."""
    drawn = _drawn(_view(problem, plan))
    return {
        (pool, week): sum(amount for amount, _ in uses)
        for pool, weekly in drawn.items()
        for week, uses in weekly.items()
    }


_Uses = dict[int, dict[int, list[tuple[int, _Held]]]]


def _drawn(view: _View) -> _Uses:
    """By pool and week, what is drawn and by whom."""
    drawn: _Uses = defaultdict(lambda: defaultdict(list))
    for pool, weeks, amount, one in (*_trainees_drawn(view), *_resources_drawn(view), *_arrivals_drawn(view)):
        for week in weeks:
            drawn[pool][week].append((amount, one))
    return drawn


_Draw = tuple[int, range, int, _Held]
"""A pool, the weeks, what is drawn in each of them, and by whom."""


def _trainees_drawn(view: _View) -> Iterator[_Draw]:
    problem = view.problem
    for one in view.held:
        for pool in (*one.row.pools, *problem.units[one.demand.unit].pools) if one.row else ():
            yield pool, one.weeks, one.cohort.size, one


def _resources_drawn(view: _View) -> Iterator[_Draw]:
    for held in view.by_class.values():
        for pool, units in held[0].row.holds if held[0].row else ():
            yield pool, held[0].weeks, units, held[0]


def _arrivals_drawn(view: _View) -> Iterator[_Draw]:
    """Who starts a step in a nation and was not there on the step before."""
    for held in view.by_cohort.values():
        nation_of = {one.placement.step: one.nation for one in held}
        for one in held:
            before = nation_of.get(one.placement.step - 1)
            if one.nation is not None and one.row is not None and before != one.nation:
                yield view.problem.nations[one.nation].arrivals, one.weeks[:1], one.cohort.size, one


def pins_hold(view: _View) -> Iterator[Broken]:
    """Rule 9: what is pinned is held at its site from its week."""
    held = {(one.cohort.cohort_id, one.placement.step): one for one in view.held}
    for pin in view.problem.pins:
        one = held.get((pin.cohort_id, pin.step))
        if one is None or (one.placement.site_id, one.placement.start) != (pin.site_id, pin.start):
            monday = view.problem.calendar.monday(pin.start)
            where = f"{pin.cohort_id} step {pin.step} at {pin.site_id} from {monday}"
            message = f"{pin.file}:{pin.line} holds {where}"
            yield Broken(9, message, () if one is None else (one.placement,))


Rule = Callable[[_View], Iterator[Broken]]
RULES: tuple[Rule, ...] = (
    placed_whole,
    within_window,
    in_order,
    in_allowed_nation,
    on_start_week,
    class_size,
    parallel_classes,
    pools_suffice,
    pins_hold,
)


def unmet(view: _View) -> int:
    """Σ over cohorts not placed: priority · trainees."""
    return sum(view.problem.weight(c) for c in view.problem.cohorts if c.index not in view.by_cohort)


def lateness(view: _View) -> int:
    """Σ over cohorts placed: priority · trainees · weeks from due to the end of the last step."""
    return sum(
        view.problem.weight(one.cohort) * max(one.end - one.demand.due, 0)
        for one in view.held
        if one.placement.step == len(one.demand.steps) and one.end is not None
    )


def changes(view: _View) -> int:
    """Σ trainees of published steps from as_of's week on that are held elsewhere, at another time or not."""
    problem = view.problem
    held = {
        (o.cohort.cohort_id, o.placement.step): (o.placement.site_id, o.placement.start) for o in view.held
    }
    total = 0
    for key, step in (problem.published or {}).items():
        if step.start >= problem.as_of and held.get(key) != (step.site_id, step.start):
            index = problem.cohort_index.get(key[0])
            total += step.trainees if index is None else problem.cohorts[index].size
    return total


def _pairs(view: _View) -> Iterator[tuple[_Held, _Held]]:
    for held in view.by_cohort.values():
        yield from pairwise(held)


def transfers(view: _View) -> int:
    """Σ trainees over consecutive steps in different nations."""
    return sum(after.cohort.size for before, after in _pairs(view) if before.nation != after.nation)


def waiting(view: _View) -> int:
    """Σ trainees · empty weeks between consecutive steps."""
    return sum(
        after.cohort.size * (after.placement.start - before.end - 1)
        for before, after in _pairs(view)
        if before.end is not None
    )


def cost(view: _View) -> int:
    """Σ cost_per_class over classes + Σ cost_per_trainee over trainees in classes, EUR."""
    classes = sum(held[0].row.cost_per_class for held in view.by_class.values() if held[0].row)
    return classes + sum(one.row.cost_per_trainee * one.cohort.size for one in view.held if one.row)


_FUNCTIONS = (unmet, lateness, changes, transfers, waiting, cost)
TERM_FUNCTIONS: dict[str, Callable[[_View], int]] = {function.__name__: function for function in _FUNCTIONS}
assert tuple(TERM_FUNCTIONS) == TERM_NAMES
