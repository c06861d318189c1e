"""The tables of a dataset, made around what its plan uses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from benchmarks.academies.filling import Asked
from benchmarks.academies.world import Held, World, runs, weeks_of
from trainopt.dataset.cohorts import cohort_name
from trainopt.generate.rows import make
from trainopt.plan.placements import Placement, Plan, class_name
from trainopt.tables import Capacity, DatedLimit, Demand, Nation, Resource, Site, Unit

SPARE = ((0, 1, 2, 4), (0.4, 0.3, 0.2, 0.1))
"""Weeks from the planned end to `due`, and how often."""
PERIOD = 8
"""Weeks in which an academy has the same beds and instructors."""


def _held_classes(world: World) -> list[Held]:
    return [held for classes in world.classes.values() for held in classes]


def _weekly(world: World, amounts: Iterable[tuple[range, int]]) -> list[int]:
    """What is used by week, of amounts each used in some weeks."""
    used = [0] * world.size.weeks
    for weeks, amount in amounts:
        for week in weeks:
            used[week] += amount
    return used


def _periods(world: World, used: Sequence[int]) -> Iterator[tuple[range, int]]:
    """The weeks of each period, and the most that is used in one of them."""
    for first in range(0, world.size.weeks, PERIOD):
        weeks = range(first, min(first + PERIOD, world.size.weeks))
        yield weeks, max(used[week] for week in weeks)


def capacity(world: World) -> Iterator[Capacity]:
    """As many classes as the plan holds at once; none smaller than its smallest."""
    for offers in world.offers.values():
        for offer in offers:
            held = world.classes.get((offer.site_id, offer.course.course_id), [])
            smallest = min((one.taken for one in held), default=offer.course.class_min)
            yield make(
                Capacity,
                site_id=offer.site_id,
                course_id=offer.course.course_id,
                parallel_classes=max((runs(held, one.weeks) for one in held), default=1),
                first_start=world.calendar.monday(offer.first),
                start_every_weeks=offer.every,
                class_min=min(smallest, offer.course.class_min),
                cost_per_class=500 * world.dice.whole(4, 60),
                cost_per_trainee=10 * world.dice.whole(10, 90),
            )


def _beds_used(world: World, site_id: str) -> list[int]:
    held = [one for one in _held_classes(world) if one.offer.site_id == site_id]
    return _weekly(world, ((one.weeks, one.taken) for one in held))


def sites(world: World) -> Iterator[Site]:
    for site_id, nation_id in world.nation_of.items():
        beds = max(_beds_used(world, site_id))
        yield make(Site, site_id=site_id, nation_id=nation_id, name=site_id.title(), beds=beds)


def beds(world: World) -> Iterator[DatedLimit]:
    """limits.csv: in each period as many beds as the plan has people in."""
    for site_id in world.nation_of:
        for weeks, quantity in _periods(world, _beds_used(world, site_id)):
            yield make(
                DatedLimit,
                owner_id=site_id,
                limit="beds",
                quantity=quantity,
                valid_from=world.calendar.monday(weeks[0]),
                valid_to=world.calendar.sunday(weeks[-1]),
            )


def resources(world: World) -> Iterator[Resource]:
    """resources.csv: in each period as many instructors as the plan needs."""
    for site_id in world.nation_of:
        held = [one for one in _held_classes(world) if one.offer.site_id == site_id]
        used = _weekly(world, ((one.weeks, world.needs[one.offer.course.course_id]) for one in held))
        for weeks, quantity in _periods(world, used):
            yield make(
                Resource,
                owner_id=site_id,
                resource="instructor",
                quantity=quantity,
                valid_from=world.calendar.monday(weeks[0]),
                valid_to=world.calendar.sunday(weeks[-1]),
            )


def nations(world: World, asked: Iterable[Asked]) -> Iterator[Nation]:
    """Every second nation takes no more arrivals in a week than the plan has."""
    arrivals: dict[str, list[tuple[range, int]]] = defaultdict(list)
    for size, way in (entered for one in asked for entered in one.ways):
        nation_id = None
        for held in way:
            if held.offer.nation_id != nation_id:
                nation_id = held.offer.nation_id
                arrivals[nation_id].append((range(held.start, held.start + 1), size))
    for number, nation_id in enumerate(sorted(set(world.nation_of.values()))):
        most = max(_weekly(world, arrivals[nation_id])) if number % 2 else None
        yield make(Nation, nation_id=nation_id, name=f"Nation {number + 1}", max_weekly_arrivals=most)


def with_most_away(world: World, asked: Iterable[Asked]) -> Iterator[Unit]:
    """Every fourth unit has no more trainees away in a week than in the plan."""
    away: dict[str, list[tuple[range, int]]] = defaultdict(list)
    for one in asked:
        away[one.unit.unit_id] += [(held.weeks, size) for size, way in one.ways for held in way]
    for number, unit in enumerate(world.units):
        most = max(_weekly(world, away[unit.unit_id])) if number % 4 == 0 else None
        yield unit.model_copy(update={"max_away": most})


def demand(world: World, asked: Asked, demand_id: str) -> Demand:
    """A window around the way in the plan; beside the plan one of the same kind."""
    dice, calendar = world.dice, world.calendar
    soon = asked.ready + weeks_of(world, asked.chain) + 2 * len(asked.chain)
    end = max((way[-1].weeks[-1] for _, way in asked.ways), default=soon)
    due = min(end + dice.weighted(*SPARE), world.size.weeks - 1)
    latest = due + dice.whole(0, 6) if dice.chance(0.5) else None
    return make(
        Demand,
        demand_id=demand_id,
        unit_id=asked.unit.unit_id,
        pipeline_id=asked.chain[0].pipeline_id,
        trainees=asked.trainees,
        cohort_max=asked.largest,
        ready_from=calendar.monday(asked.ready),
        due=calendar.monday(due) + timedelta(days=4),
        latest=None if latest is None or latest >= world.size.weeks else calendar.sunday(latest),
        priority=dice.whole(1, 4),
    )


def plan(world: World, asked: Iterable[Asked], demands: Iterable[Demand]) -> Plan:
    """Every cohort of the plan by its name in its classes."""
    names = _class_names(world)
    return Plan(
        tuple(
            Placement(
                cohort_name(demand.demand_id, number), step, held.offer.site_id, held.start, names[held]
            )
            for one, demand in zip(asked, demands, strict=True)
            for number, (_, way) in enumerate(one.ways, 1)
            for step, held in enumerate(way, 1)
        )
    )


def _class_names(world: World) -> dict[Held, str]:
    counted: Counter[tuple[str, str, str]] = Counter()
    names: dict[Held, str] = {}
    for held in _held_classes(world):
        key = (
            held.offer.site_id,
            held.offer.course.course_id,
            world.calendar.monday(held.start).isoformat(),
        )
        counted[key] += 1
        names[held] = class_name(*key, counted[key])
    return names
