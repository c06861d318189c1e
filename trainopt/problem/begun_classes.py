"""Classes that have begun: what each is called, and what seats are left for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count

from trainopt.dataset import Calendar
from trainopt.dataset.begun import Begun
from trainopt.dataset.together import TrainingClass
from trainopt.problem.entities import BegunStep, CapacityRow, ClassSizes, Cohort, Demand, UnderWay


def class_ids(classes: Iterable[TrainingClass], calendar: Calendar) -> dict[Begun, str]:
    """Each step's class by name: as published where such names are so, else by the next free number."""
    named: dict[Begun, str] = {}
    taken: set[str] = set()
    others = []
    for one in sorted(classes, key=lambda one: min(step.cohort_id for step in one)):
        number = one[0].class_id.removeprefix(_prefix(one[0], calendar))
        if number.isdecimal() and one[0].class_id not in taken:
            named |= dict.fromkeys(one, one[0].class_id)
            taken.add(one[0].class_id)
        else:
            others.append(one)
    for one in others:
        prefix = _prefix(one[0], calendar)
        name = next(f"{prefix}{n}" for n in count(1) if f"{prefix}{n}" not in taken)
        named |= dict.fromkeys(one, name)
        taken.add(name)
    return named


def _prefix(step: Begun, calendar: Calendar) -> str:
    return f"{step.site_id}.{step.course_id}.{calendar.monday(step.start).isoformat()}."


def joining_rows(
    rows: Sequence[CapacityRow],
    under_way: Iterable[UnderWay],
    cohorts: Iterable[Cohort],
    demands: Sequence[Demand],
) -> Iterator[CapacityRow]:
    """The seats left in begun classes where somebody is frozen or pinned, as capacity rows of their own.

    The class runs, with all that it holds and costs, whoever joins; who comes needs no class and no fewest.
    One that is over before they would be is joined by nobody. Of one whose demands are all gone the class
    costs nothing until somebody comes who counts.
    """
    classes: dict[str, list[BegunStep]] = defaultdict(list)
    for who in under_way:
        for step in who.steps:
            classes[step.class_id].append(step)
    places = {
        (place.site, demands[cohort.demand].steps[number].course_id, place.start)
        for cohort in cohorts
        for number, place in enumerate(cohort.pins)
        if place is not None
    }
    index = len(rows)
    for class_id, inside in sorted(classes.items()):
        one = inside[0]
        row = None if one.row is None else rows[one.row]
        sizes = None if row is None else _left(row.sizes, inside)
        if row is None or sizes is None or (row.site, row.course_id, one.start) not in places:
            continue
        if one.start in row.starts and one.start + row.duration - 1 <= max(step.end for step in inside):
            cost = 0 if any(step.counts for step in inside) else row.cost_per_class
            company = None if row.mixed_units else one.unit
            yield replace(
                row, index=index, starts=(one.start,), parallel=1, sizes=sizes, holds=(), cost_per_class=cost,
                joins=class_id, company=company,
            )  # fmt: skip
            index += 1


def _left(sizes: ClassSizes, inside: Sequence[BegunStep]) -> ClassSizes | None:
    """What rule 6 still allows of a class beside those who are in it; None where that is nobody."""
    seats = sizes.seats - sum(step.trainees for step in inside)
    most = None
    if sizes.expected_most is not None:
        most = sizes.expected_most - sum(step.expected for step in inside)
    return ClassSizes(1, seats, 0, most) if seats > 0 and (most is None or most > 0) else None
