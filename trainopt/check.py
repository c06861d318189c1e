"""Every rule and every term again, from problem and plan alone. Knows no solver and no model.

Each rule is a generator of what breaks it; `check` runs over all of them, for any plan, however broken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from trainopt.plan.placements import Placement, Plan, begun_placements
from trainopt.problem import Problem
from trainopt.problem.entities import BegunStep, CapacityRow, Cohort, Demand, Step
from trainopt.problem.limits import name_of
from trainopt.tables import TERMS as TERM_NAMES


@dataclass(frozen=True, order=True)
class Broken:
    """A rule that a plan breaks: its number in the contract, what is wrong, and the placements at fault."""

    rule: int
    message: str
    placements: tuple[Placement, ...] = ()

    def __repr__(self) -> str:
        return f"Broken({self.rule}, {self.message!r})"

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
    """A placement that can be judged: its cohort and step are known.

    `row` is None where no class can be. Of a step that has `begun` the place is that which it really has.
    `number` is which of the steps that its cohort still needs it is, from 0; `demand` is that of these steps.
    """

    placement: Placement
    course_id: str
    size: int
    site: int | None
    nation_id: str
    nation: int | None
    unit: int | None
    row: CapacityRow | None
    end: int | None
    cohort: Cohort | None
    demand: Demand | None
    number: int
    begun: BegunStep | None = None

    @property
    def weeks(self) -> range:
        """Its weeks within the horizon."""
        if self.begun is not None:
            return self.begun.weeks
        return range(0) if self.end is None else range(self.placement.start, self.end + 1)

    @property
    def step(self) -> Step | None:
        """The pipeline's word on it; None of a step that has begun."""
        return None if self.demand is None or self.begun else self.demand.steps[self.number]

    @property
    def is_last(self) -> bool:
        """Whether its cohort needs nothing after it."""
        return self.demand is not None and self.number == len(self.demand.steps) - 1

    @property
    def pools(self) -> tuple[int, ...]:
        """What its trainees draw on, beside their unit's."""
        if self.begun is not None:
            return self.begun.pools
        return self.row.pools if self.row else ()

    @property
    def holds(self) -> tuple[tuple[int, int], ...]:
        """What its class draws on."""
        if self.begun is not None:
            return self.begun.holds
        return self.row.holds if self.row else ()

    @property
    def counts(self) -> bool:
        """Whether it counts in the terms: nothing does of a cohort whose demand is gone."""
        return self.begun is None or self.begun.counts


@dataclass(frozen=True)
class _View:
    """A plan seen against its problem: what is held by cohort and by class."""

    problem: Problem
    held: tuple[_Held, ...]
    unknown: tuple[Placement, ...]
    by_cohort: dict[str, list[_Held]]
    by_class: dict[str, list[_Held]]


def check(problem: Problem, plan: Plan) -> list[Broken]:
    """All that the plan breaks, in the order of the rules; empty for a plan that is allowed."""
    view = _view(problem, plan)
    return [broken for rule in RULES for broken in rule(view)]


def terms(problem: Problem, plan: Plan) -> dict[str, int]:
    """All six terms of an allowed plan, in the units of the contract."""
    view = _view(problem, plan)
    return {name: term(view) for name, term in TERM_FUNCTIONS.items()}


def begun_terms(problem: Problem) -> tuple[int, ...]:
    """By term, what counts in every plan of the steps that have begun.

    Nobody is unmet by them; what they are of `changes` is in `changes_gone`.
    """
    begun = terms(problem, Plan(tuple(begun_placements(problem))))
    return tuple(0 if name in ("unmet", "changes") else begun[name] for name in begun)


def _view(problem: Problem, plan: Plan) -> _View:
    held: list[_Held] = []
    unknown: list[Placement] = []
    by_cohort: dict[str, list[_Held]] = defaultdict(list)
    by_class: dict[str, list[_Held]] = defaultdict(list)
    for placement in plan.placements:
        one = _begun(problem, placement) or _held(problem, placement)
        if one is None:
            unknown.append(placement)
            continue
        held.append(one)
        by_cohort[placement.cohort_id].append(one)
        by_class[placement.class_id].append(one)
    for steps in by_cohort.values():
        steps.sort(key=lambda one: one.placement.step)
    return _View(problem, tuple(held), tuple(unknown), dict(by_cohort), dict(by_class))


def _begun(problem: Problem, placement: Placement) -> _Held | None:
    """A placement of a step that has begun; None of any other."""
    step = problem.begun_at.get((placement.cohort_id, placement.step))
    if step is None:
        return None
    row = None if step.row is None else problem.rows[step.row]
    return _Held(
        placement, step.course_id, step.trainees, step.site, step.nation_id, step.nation, step.unit,
        row, step.end, None, None, -1, step,
    )  # fmt: skip


def _held(problem: Problem, placement: Placement) -> _Held | None:
    index = problem.cohort_index.get(placement.cohort_id)
    if index is None:
        return None
    cohort = problem.cohorts[index]
    demand = problem.demands[cohort.demand]
    number = placement.step - demand.begun - 1
    if not 0 <= number < len(demand.steps):
        return None
    course_id = demand.steps[number].course_id
    site, nation, nation_id, row = problem.site_index.get(placement.site_id), None, "", None
    if site is not None:
        nation = problem.sites[site].nation
        nation_id = problem.nations[nation].nation_id
        row = problem.row_at.get((site, course_id, placement.start))
    end = None if row is None else placement.start + row.duration - 1
    return _Held(
        placement, course_id, cohort.size, site, nation_id, nation, demand.unit, row, end,
        cohort, demand, number,
    )  # fmt: skip


def placed_whole(view: _View) -> Iterator[Broken]:
    """Rule 1: every cohort is placed on all its steps, in order, or on none."""
    for placement in view.unknown:
        yield Broken(1, f"there is no cohort {placement.cohort_id} with step {placement.step}", (placement,))
    for cohort_id, held in view.by_cohort.items():
        planned = [one for one in held if one.demand is not None]
        numbers = [one.placement.step for one in planned]
        placements = tuple(one.placement for one in planned)
        for number in sorted({n for n in numbers if numbers.count(n) > 1}):
            yield Broken(1, f"{cohort_id} is placed on step {number} more than once", placements)
        missing = [str(number) for number in _steps_needed(planned) if number not in numbers]
        if missing:
            yield Broken(1, f"{cohort_id} is not placed on step {', '.join(missing)}", placements)


def _steps_needed(planned: Sequence[_Held]) -> range:
    """The steps that a cohort of whom some are planned still needs, as the plan counts them."""
    demand = planned[0].demand if planned else None
    return range(0) if demand is None else range(demand.begun + 1, demand.begun + len(demand.steps) + 1)


def within_window(view: _View) -> Iterator[Broken]:
    """Rule 2: from ready_from, not before as_of unless pinned, to latest."""
    problem = view.problem
    monday = problem.calendar.monday
    for one in view.held:
        placement, demand, cohort = one.placement, one.demand, one.cohort
        if demand is None or cohort is None:
            continue
        if one.number == 0 and demand.origin is None and placement.start < demand.ready:
            yield Broken(2, f"starts before ready_from's week {monday(demand.ready)}", (placement,))
        if placement.start < problem.as_of and cohort.pins[one.number] is None:
            yield Broken(
                2,
                f"starts before as_of's week {monday(problem.as_of)}, where no pin has it; "
                "--published says what has begun",
                (placement,),
            )
        if one.is_last and one.end is not None and one.end > demand.latest:
            yield Broken(2, f"ends after latest, {problem.calendar.sunday(demand.latest)}", (placement,))


def in_order(view: _View) -> Iterator[Broken]:
    """Rule 3: between steps, transfer_weeks if the nations differ, max_wait_weeks, location."""
    for held in view.by_cohort.values():
        for before, after in pairwise(held):
            if after.placement.step == before.placement.step + 1:
                yield from _gap(view.problem, before, after)


def _gap(problem: Problem, before: _Held, after: _Held) -> Iterator[Broken]:
    step = after.step
    if step is None:
        return
    pair = (before.placement, after.placement)
    abroad = before.nation_id != after.nation_id
    if step.location == "same_nation" and abroad:
        yield Broken(3, "the step must be in the same nation as the one before", pair)
    if step.location == "same_site" and before.placement.site_id != after.placement.site_id:
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
        if one.demand is None:
            continue
        unit, course_id = view.problem.units[one.demand.unit], one.course_id
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
        places = {(o.placement.site_id, o.course_id, o.placement.start) for o in held}
        if len(places) > 1:
            placements = tuple(one.placement for one in held)
            yield Broken(5, f"{class_id} is at more than one site, course or start", placements)
    for one in view.held:
        if one.begun is None and one.row is None and one.site is not None:
            week = view.problem.calendar.monday(one.placement.start)
            message = f"no class of {one.course_id} can start at {one.placement.site_id} on {week}"
            yield Broken(5, message, (one.placement,))


def class_size(view: _View) -> Iterator[Broken]:
    """Rule 6: between class_min and class_max trainees; of one unit where units do not mix."""
    for class_id, held in view.by_class.items():
        row = held[0].row
        if row is None or held[0].begun is not None:
            continue
        placements = tuple(one.placement for one in held)
        trainees = sum(one.size for one in held)
        if trainees < row.class_min:
            yield Broken(6, f"{class_id} has {trainees} trainees, class_min is {row.class_min}", placements)
        if trainees > row.class_max:
            yield Broken(6, f"{class_id} has {trainees} trainees, class_max is {row.class_max}", placements)
        units = sorted({view.problem.units[one.unit].unit_id for one in held if one.unit is not None})
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
        begun = sum(one.begun is not None for one in classes)  # who has begun goes on, but nobody beside them
        if len(classes) > max(row.parallel, begun):
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
            begun = sum(amount for amount, one in uses if one.begun is not None)
            if available is not None and used > max(available, begun):
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
        of_unit = problem.units[one.unit].pools if one.unit is not None else ()
        for pool in (*one.pools, *of_unit) if one.weeks else ():
            yield pool, one.weeks, one.size, one


def _resources_drawn(view: _View) -> Iterator[_Draw]:
    for held in view.by_class.values():
        for pool, units in held[0].holds:
            yield pool, held[0].weeks, units, held[0]


def _arrivals_drawn(view: _View) -> Iterator[_Draw]:
    """Who starts a step in a nation and was not there on the step before."""
    for held in view.by_cohort.values():
        nation_of = {one.placement.step: one.nation_id for one in held}
        for one in held:
            before = nation_of.get(one.placement.step - 1)
            if one.nation is not None and one.end is not None and before != one.nation_id:
                first = range(max(one.placement.start, 0), max(one.placement.start + 1, 0))
                yield view.problem.nations[one.nation].arrivals, first, one.size, one


def pins_hold(view: _View) -> Iterator[Broken]:
    """Rule 9: what is pinned is held at its site from its week, and what has begun as it was."""
    yield from _begun_holds(view)
    held = {(one.placement.cohort_id, one.placement.step): one for one in view.held}
    for pin in view.problem.pins:
        one = held.get((pin.cohort_id, pin.step))
        if one is None or (one.placement.site_id, one.placement.start) != (pin.site_id, pin.start):
            monday = view.problem.calendar.monday(pin.start)
            where = f"{pin.cohort_id} step {pin.step} at {pin.site_id} from {monday}"
            message = f"{pin.file}:{pin.line} holds {where}"
            yield Broken(9, message, () if one is None else (one.placement,))


def _begun_holds(view: _View) -> Iterator[Broken]:
    """What has begun is as it was, and nobody joins a class that has begun."""
    problem = view.problem
    for key, step in problem.begun_at.items():
        found = [one for one in view.by_cohort.get(key[0], ()) if one.placement.step == key[1]]
        as_it_was = [
            o for o in found if (o.placement.site_id, o.placement.start) == (step.site_id, step.start)
        ]
        if len(as_it_was) != 1 or len(found) != 1:
            monday = problem.calendar.monday(step.start)
            where = f"{key[0]} step {key[1]} at {step.site_id} from {monday}"
            message = f"{step.said_in} holds {where}, which has begun"
            yield Broken(9, message, tuple(one.placement for one in found))
    for class_id, held in view.by_class.items():
        late = tuple(one.placement for one in held if one.begun is None)
        if late and len(late) < len(held):
            yield Broken(9, f"nobody joins {class_id}, which has begun", late)


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
    placed = {one.cohort.index for one in view.held if one.cohort is not None}
    return sum(view.problem.weight(c) for c in view.problem.cohorts if c.index not in placed)


def lateness(view: _View) -> int:
    """Σ over cohorts placed: priority · trainees · weeks from due to the end of the last step."""
    problem = view.problem
    late = sum(
        problem.weight(one.cohort) * max(one.end - one.demand.due, 0)
        for one in view.held
        if one.is_last and one.cohort is not None and one.demand is not None and one.end is not None
    )
    for who in problem.under_way:
        if who.finished and who.demand is not None:
            demand = problem.demands[who.demand]
            late += demand.priority * who.size * max(who.steps[-1].end - demand.due, 0)
    return late


def changes(view: _View) -> int:
    """Σ trainees of published steps from as_of's week on that are held elsewhere, at another time or not."""
    problem = view.problem
    held = {
        (o.placement.cohort_id, o.placement.step): (o.placement.site_id, o.placement.start) for o in view.held
    }
    total = 0
    for key, step in (problem.published or {}).items():
        if step.start >= problem.as_of and held.get(key) != (step.site_id, step.start):
            total += problem.trainees_of(key[0], step)
    return total


def _pairs(view: _View) -> Iterator[tuple[_Held, _Held]]:
    for held in view.by_cohort.values():
        yield from pairwise(one for one in held if one.counts)


def transfers(view: _View) -> int:
    """Σ trainees over consecutive steps in different nations."""
    return sum(after.size for before, after in _pairs(view) if before.nation_id != after.nation_id)


def waiting(view: _View) -> int:
    """Σ trainees · empty weeks between consecutive steps."""
    return sum(
        after.size * max(after.placement.start - before.end - 1, 0)
        for before, after in _pairs(view)
        if before.end is not None
    )


def cost(view: _View) -> int:
    """Σ cost_per_class over classes + Σ cost_per_trainee over trainees in classes, EUR."""
    counted = [one for one in view.held if one.counts]
    classes = {one.placement.class_id: one.row.cost_per_class for one in counted if one.row}
    return sum(classes.values()) + sum(one.row.cost_per_trainee * one.size for one in counted if one.row)


_FUNCTIONS = (unmet, lateness, changes, transfers, waiting, cost)
TERM_FUNCTIONS: dict[str, Callable[[_View], int]] = {function.__name__: function for function in _FUNCTIONS}
assert tuple(TERM_FUNCTIONS) == TERM_NAMES
