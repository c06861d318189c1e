"""The rules: each is a generator of what breaks it, for any plan, however broken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from trainopt.check.broken import Broken
from trainopt.check.draws import all_draws
from trainopt.check.view import PlanView, SeenPlacement, begun_in, first_of
from trainopt.dataset.expectation import expected_text
from trainopt.problem import Problem
from trainopt.problem.entities import CapacityRow
from trainopt.problem.limits import name_of
from trainopt.tables import HUNDRED


def placed_whole(view: PlanView) -> Iterator[Broken]:
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


def _steps_needed(planned: Sequence[SeenPlacement]) -> range:
    """The steps that a cohort of whom some are planned still needs, as the plan counts them."""
    demand = planned[0].demand if planned else None
    return range(0) if demand is None else range(demand.begun + 1, demand.begun + len(demand.steps) + 1)


def within_window(view: PlanView) -> Iterator[Broken]:
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


def in_order(view: PlanView) -> Iterator[Broken]:
    """Rule 3: between steps, transfer_weeks if the nations differ, max_wait_weeks, location."""
    for held in view.by_cohort.values():
        for before, after in pairwise(held):
            if after.placement.step == before.placement.step + 1:
                yield from _gap(view.problem, before, after)


def _gap(problem: Problem, before: SeenPlacement, after: SeenPlacement) -> Iterator[Broken]:
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


def in_allowed_nation(view: PlanView) -> Iterator[Broken]:
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


def on_start_week(view: PlanView) -> Iterator[Broken]:
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


def class_size(view: PlanView) -> Iterator[Broken]:
    """Rule 6: between class_min and class_max trainees, planned or expected; of one unit where units do not
    mix.
    """
    for class_id, held in view.by_class.items():
        row, begun = held[0].row, begun_in(held)
        if row is None or len(begun) == len(held):
            continue
        placements = tuple(one.placement for one in held)
        for message in (*(() if begun else _too_few(row, held)), *_too_many(row, held)):
            yield Broken(6, f"{class_id} has {message}", placements)
        units = sorted({view.problem.units[one.unit].unit_id for one in held if one.unit is not None})
        if not row.mixed_units and len(units) > 1:
            yield Broken(6, f"{class_id} mixes the units {', '.join(units)}", placements)


def _too_few(row: CapacityRow, held: Sequence[SeenPlacement]) -> Iterator[str]:
    """Fewer than class_min: of those planned, or of those expected where plan.toml says so."""
    planned, expected = sum(one.size for one in held), sum(one.expected for one in held)
    if row.sizes.expected_least:
        if expected < HUNDRED * row.class_min:
            yield f"{expected_text(expected)} expected trainees, class_min is {row.class_min}"
    elif planned < row.class_min:
        yield f"{planned} trainees, class_min is {row.class_min}"


def _too_many(row: CapacityRow, held: Sequence[SeenPlacement]) -> Iterator[str]:
    """More than class_max: planned, or expected; then of those planned more than may be overbooked."""
    planned, expected = sum(one.size for one in held), sum(one.expected for one in held)
    if row.sizes.expected_most is None:
        if planned > row.class_max:
            yield f"{planned} trainees, class_max is {row.class_max}"
        return
    if expected > HUNDRED * row.class_max:
        yield f"{expected_text(expected)} expected trainees, class_max is {row.class_max}"
    if planned > row.sizes.seats:
        yield f"{planned} trainees, with overbooking a class_max of {row.class_max} allows {row.sizes.seats}"


def parallel_classes(view: PlanView) -> Iterator[Broken]:
    """Rule 7: in no week more classes of a capacity row than parallel_classes."""
    running: dict[tuple[int, int], list[SeenPlacement]] = defaultdict(list)
    for held in view.by_class.values():
        one = first_of(held)
        if one.row is not None:
            for week in one.weeks:
                running[one.row.index, week].append(one)
    for (index, week), classes in sorted(running.items(), key=lambda item: item[0]):
        row = view.problem.rows[index]
        begun = sum(one.begun is not None for one in classes)  # who has begun goes on, but nobody beside them
        if len(classes) > max(row.parallel, begun):
            site_id = view.problem.sites[row.site].site_id
            monday = view.problem.calendar.monday(week)
            message = f"{len(classes)} classes of {row.course_id} run at {site_id} in the week of {monday}"
            placements = tuple(one.placement for one in classes)
            yield Broken(7, f"{message}, parallel_classes is {row.parallel}", placements)


def pools_suffice(view: PlanView) -> Iterator[Broken]:
    """Rule 8: in no week is more drawn from a pool than is available."""
    drawn = all_draws(view)
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


def pins_hold(view: PlanView) -> Iterator[Broken]:
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


def _begun_holds(view: PlanView) -> Iterator[Broken]:
    """What has begun is as it was; only who is frozen or pinned there joins a class that has begun."""
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
        begun = begun_in(held)
        over = max((one.begun.end for one in begun if one.begun), default=0)
        late = tuple(
            one.placement
            for one in held
            if one.begun is None and not (one.is_pinned and (one.end or 0) <= over)
        )
        if late and begun:
            yield Broken(9, f"nobody joins {class_id}, which has begun", late)


Rule = Callable[[PlanView], Iterator[Broken]]
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
