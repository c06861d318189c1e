"""Pools and limits drawn tightly around what a plan uses of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from trainopt.generate.catalogue import SUBJECTS
from trainopt.generate.dated import Quantity
from trainopt.generate.dice import Dice
from trainopt.generate.filling import CohortBatch, Party
from trainopt.generate.load import Load, Loads, OwnerOf
from trainopt.generate.pools import TIGHT, LimitOf
from trainopt.generate.rows import make
from trainopt.generate.slots import PlantedClass
from trainopt.generate.spec import HostPlace, Spec
from trainopt.limits import LimitKind
from trainopt.tables import Resource

MOST_SLACK = 0.1  # there is at most so much more than the plan uses in the busiest week
STEADY = 0.75  # in a period the least use is this part of the most, or the period is a short one
SHORTEST = 4  # weeks in a period at least


def loads_of(
    spec: Spec, slots: Sequence[PlantedClass], batches: Sequence[CohortBatch], owner_of: OwnerOf
) -> Loads:
    """What the plan takes of every pool by week; `largest` is at least what one class of any offer takes."""
    loads = Loads(spec.weeks)
    for offer in spec.offers:
        _add_class(loads, offer.place, offer.course_id, (), owner_of)
    for slot in slots:
        if slot.taken:
            _add_class(loads, slot.place, slot.course_id, slot.weeks, owner_of)
    for batch in batches:
        for party in batch.parties:
            _add_cohort(loads, batch.unit_id, party)
    return loads


def _add_class(
    loads: Loads, place: HostPlace, course_id: str, weeks: Sequence[int], owner_of: OwnerOf
) -> None:
    """The resources of a class; of trainees, only how many there can be."""
    for owner, what in (
        (place.site_id, "beds"),
        (place.nation_id, "trainees"),
        (place.nation_id, "arrivals"),
    ):
        loads.of(owner, what).add((), SUBJECTS[course_id].class_max, 1)
    for resource, units in SUBJECTS[course_id].needs().items():
        loads.of(owner_of(resource, place), resource).add(weeks, units, 1)


def _add_cohort(loads: Loads, unit_id: str, party: Party) -> None:
    """A cohort in its classes, away from its unit, and where it arrives."""
    nation_id = None
    for slot in party.way:
        place = slot.place
        for owner, what in ((place.site_id, "beds"), (place.nation_id, "trainees"), (unit_id, "away")):
            loads.of(owner, what).add(slot.weeks, party.size, 1)
        if place.nation_id != nation_id:
            loads.of(place.nation_id, "arrivals").add((slot.start,), party.size, 1)
        nation_id = place.nation_id


def tight_limits(loads: Loads, dice: Dice) -> LimitOf:
    """Limits a little over the busiest week of the plan."""

    def limit(owner: str, what: str) -> int:
        load = loads.of(owner, what)
        return _with_slack(load.peak, dice) or load.largest

    return limit


def tight_quantity(loads: Loads, dice: Dice) -> Quantity:
    """In some weeks a little over the busiest of them, and never more than usual."""

    def quantity(owner: str, kind: LimitKind, usual: int, weeks: range) -> int:
        busiest = max(loads.of(owner, kind.name).weekly[week] for week in weeks)
        return min(_with_slack(busiest, dice), usual)

    return quantity


def tight_resource_rows(spec: Spec, loads: Loads, dice: Dice) -> list[Resource]:
    """resources.csv: for every pool a row per period, in which there is a little more than the plan uses."""
    return [
        make(
            Resource,
            owner_id=owner,
            resource=resource,
            quantity=quantity,
            valid_from=spec.calendar.monday(first) if first else None,
            valid_to=spec.calendar.sunday(last) if last < spec.weeks - 1 else None,
        )
        for (owner, resource), load in loads.by_pool.items()
        if resource in TIGHT
        for first, last, quantity in _profile(load, dice)
    ]


def _profile(load: Load, dice: Dice) -> Iterator[tuple[int, int, int]]:
    """First and last week and quantity of each period."""
    if not load.peak:
        yield 0, len(load.weekly) - 1, load.largest
        return
    for first, last in periods(load.weekly):
        yield first, last, _with_slack(max(load.weekly[first : last + 1]), dice)


def periods(weekly: Sequence[int]) -> list[tuple[int, int]]:
    """First and last weeks of periods in which the use is about the same."""
    firsts = [0]
    for week in range(1, len(weekly)):
        period = weekly[firsts[-1] : week]
        least, most = min(*period, weekly[week]), max(*period, weekly[week])
        if least < STEADY * most and len(period) >= SHORTEST and week <= len(weekly) - SHORTEST:
            firsts.append(week)
    return [(first, after - 1) for first, after in pairwise([*firsts, len(weekly)])]


def _with_slack(used: int, dice: Dice) -> int:
    return int(used * dice.share(1, 1 + MOST_SLACK))
