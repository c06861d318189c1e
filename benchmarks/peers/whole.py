"""The whole model of a problem: every cohort's columns, and the rows they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from benchmarks.peers.pattern import Pattern, arrivals, make_pattern, own_terms
from benchmarks.peers.rows import Rows, Sum
from benchmarks.peers.slots import Slot, make_slots
from trainopt.dataset import Calendar, Dataset
from trainopt.problem import Problem
from trainopt.problem.entities import Cohort, Pool
from trainopt.problem.options import Options
from trainopt.tables import TERMS

Use = tuple[Slot, int, int]
"""(slot, column, factor): factor · column is used in each week of the slot's class."""


@dataclass(frozen=True)
class Inside:
    """A cohort's seat in a class: its column, the trainees it stands for, their unit."""

    column: int
    size: int
    unit: int


@dataclass
class WholeModel:
    """Columns by what they mean, the rows over them, and the six terms. `slots_of` has the slots by opening.

    Columns are, in this order: whether each slot's class runs, its trainees, the cohorts' own (`first[c]` is
    cohort c's first, its others follow `patterns[group_of[c]]`), and `of_unit[slot, unit]`, which is 1 where
    the class is the unit's.
    """

    problem: Problem
    slots_of: dict[int, list[Slot]]
    slots: list[Slot]
    patterns: list[Pattern]
    group_of: list[int]
    rows: Rows = field(default_factory=Rows)
    first: list[int] = field(default_factory=list)
    of_unit: dict[tuple[int, int], int] = field(default_factory=dict)
    terms: dict[str, Sum] = field(default_factory=lambda: {name: Sum() for name in TERMS})

    def taken(self, slot: Slot) -> int:
        """The column of a slot's trainees; the one that says whether it runs is the slot's index."""
        return len(self.slots) + slot.index


def with_nobody_under_way(dataset: Dataset) -> Dataset:
    """The dataset without what has begun, which the peers' models do not know."""
    calendar = Calendar.of(dataset.settings)
    as_of = calendar.monday(calendar.week_or(dataset.settings.as_of, 0))
    begun = {pin.cohort_id for pin in dataset.pins if pin.start < as_of}
    pins = tuple(pin for pin in dataset.pins if pin.cohort_id not in begun)
    return replace(dataset, pins=pins, actuals=())


def build_whole(problem: Problem, options: Options) -> WholeModel:
    """All columns, then every rule's rows, then the terms, of a problem in which nobody is under way."""
    model = _with_columns(problem, options)
    inside = _inside(model)
    _class_sizes(model, inside)
    _one_unit(model, inside)
    _like_classes(model)
    _like_cohorts(model)
    _parallel_classes(model)
    _pools(model)
    _away(model)
    _arrivals(model)
    _terms(model)
    return model


def _with_columns(problem: Problem, options: Options) -> WholeModel:
    """The columns, and the rows that concern one cohort alone (rules 1, 2, 3, 4, 5 and 9)."""
    slots_of = make_slots(problem, options)
    slots = [slot for slots in slots_of.values() for slot in slots]
    patterns = [make_pattern(problem, options, slots_of, group) for group in problem.groups]
    group_of = {index: group.index for group in problem.groups for index in group.cohorts}
    model = WholeModel(problem, slots_of, slots, patterns, [group_of[c.index] for c in problem.cohorts])
    model.rows.new_columns(len(slots), 1)
    for slot in slots:
        model.rows.new_columns(1, slot.room)
    for cohort in problem.cohorts:
        _add_cohort(model, cohort)
    return model


def _add_cohort(model: WholeModel, cohort: Cohort) -> None:
    """A pinned cohort is placed, and its pinned steps have no other choice than the pin (rule 9)."""
    pattern, rows = model.patterns[model.group_of[cohort.index]], model.rows
    first = rows.new_columns(pattern.width, 1)
    model.first.append(first)
    rows.lower[first] = int(any(pin is not None for pin in cohort.pins))
    for row in pattern.rows:
        rows.row([first + column for column in row.columns], row.factors, row.low, row.high)


def _cohorts(model: WholeModel) -> Iterator[tuple[Pattern, int]]:
    """Every cohort's pattern and first column."""
    return ((model.patterns[group], first) for group, first in zip(model.group_of, model.first, strict=True))


def _inside(model: WholeModel) -> dict[int, list[Inside]]:
    """By slot, the cohorts' seats in it."""
    inside: dict[int, list[Inside]] = defaultdict(list)
    for pattern, first in _cohorts(model):
        size, unit = pattern.group.size, pattern.demand.unit
        for choice in pattern.choices():
            inside[choice.slot.index].append(Inside(first + choice.column, size, unit))
    return inside


def _class_sizes(model: WholeModel, inside: dict[int, list[Inside]]) -> None:
    """Rule 6: class_min · running ≤ Σ size · seat = taken ≤ room · running, and seat ≤ running."""
    for slot in model.slots:
        running = slot.index
        columns = [seat.column for seat in inside[slot.index]]
        sizes = [seat.size for seat in inside[slot.index]]
        model.rows.row([*columns, model.taken(slot)], [*sizes, -1], 0, 0)
        model.rows.row([*columns, running], [*sizes, -slot.row.class_min], 0, None)
        model.rows.row([*columns, running], [*sizes, -slot.room], None, 0)
        for column in columns:
            model.rows.row([column, running], [1, -1], None, 0)


def _one_unit(model: WholeModel, inside: dict[int, list[Inside]]) -> None:
    """Rule 6, `mixed_units = no`: seat ≤ of its unit, Σ of each unit ≤ running."""
    for slot in model.slots:
        units = sorted({seat.unit for seat in inside[slot.index]})
        if slot.row.mixed_units or len(units) < 2:
            continue
        columns = model.rows.new_columns(len(units), 1)
        for column, unit in enumerate(units, columns):
            model.of_unit[slot.index, unit] = column
        for seat in inside[slot.index]:
            model.rows.row([seat.column, model.of_unit[slot.index, seat.unit]], [1, -1], None, 0)
        every = list(range(columns, columns + len(units)))
        model.rows.row([*every, slot.index], [*[1] * len(units), -1], None, 0)


def _like_classes(model: WholeModel) -> None:
    """Of plans that differ only in the numbers of one opening's classes one: the fuller class first."""
    for slots in model.slots_of.values():
        for one, other in pairwise(slots):
            model.rows.row([one.index, other.index], [1, -1], 0, None)
            model.rows.row([model.taken(one), model.taken(other)], [1, -1], 0, None)


def _like_cohorts(model: WholeModel) -> None:
    """Of like cohorts the first ones are placed.

    That they also start in this order was tried: both solvers did worse with it on the small dataset.
    """
    for pattern in model.patterns:
        for one, other in pairwise(model.first[index] for index in pattern.group.cohorts):
            model.rows.row([one, other], [1, -1], 0, None)


def _parallel_classes(model: WholeModel) -> None:
    """Rule 7: Σ running classes of a capacity row ≤ parallel_classes, week by week."""
    by_row: dict[int, list[Use]] = defaultdict(list)
    for slot in model.slots:
        by_row[slot.row.index].append((slot, slot.index, 1))
    for uses in by_row.values():
        _weekly(model, uses, [uses[0][0].row.parallel] * model.problem.weeks)


def _pools(model: WholeModel) -> None:
    """Rule 8: resources by running classes, beds and the nation's ceiling by trainees, week by week."""
    drawn: dict[int, list[Use]] = defaultdict(list)
    for slot in model.slots:
        for pool, units in slot.row.holds:
            drawn[pool].append((slot, slot.index, units))
        for pool in slot.row.pools:
            drawn[pool].append((slot, model.taken(slot), 1))
    _limit(model, drawn)


def _away(model: WholeModel) -> None:
    """Rule 8: Σ trainees of a unit in classes ≤ max_away, week by week."""
    problem = model.problem
    drawn: dict[int, list[Use]] = defaultdict(list)
    for pattern, first in _cohorts(model):
        for pool in problem.units[pattern.demand.unit].pools:
            if problem.pools[pool].limited:
                size = pattern.group.size
                drawn[pool] += [(choice.slot, first + choice.column, size) for choice in pattern.choices()]
    _limit(model, drawn)


def _arrivals(model: WholeModel) -> None:
    """Rule 8: Σ trainees who arrive in a nation in a week ≤ max_weekly_arrivals."""
    arriving: dict[tuple[int, int], Sum] = defaultdict(Sum)
    for pattern, first in _cohorts(model):
        for nation, week, column in arrivals(pattern):
            arriving[nation, week].add(first + column, pattern.group.size)
    for (nation, week), total in arriving.items():
        available = model.problem.pools[model.problem.nations[nation].arrivals].available[week]
        if available is not None:
            model.rows.at_most(total, available)


def _limit(model: WholeModel, drawn: dict[int, list[Use]]) -> None:
    for index, uses in drawn.items():
        pool: Pool = model.problem.pools[index]
        if pool.limited:
            _weekly(model, uses, pool.available)


def _weekly(model: WholeModel, uses: Iterable[Use], available: Sequence[int | None]) -> None:
    """Σ uses in a week ≤ available, but not where the week before already says so, nor where all fit."""
    weekly: dict[int, Sum] = defaultdict(Sum)
    starts = set()
    for slot, column, factor in uses:
        starts.add(slot.start)
        for week in range(slot.start, slot.end + 1):
            weekly[week].add(column, factor)
    for week, total in weekly.items():
        most, before = available[week], available[week - 1]
        if most is None:
            continue
        said = week not in starts and before is not None and most >= before
        if not said and _most(model, total) > most:
            model.rows.at_most(total, most)


def _most(model: WholeModel, total: Sum) -> int:
    upper = model.rows.upper
    return sum(factor * upper[c] for c, factor in zip(total.columns, total.factors, strict=True))


def _terms(model: WholeModel) -> None:
    """The six terms: what the cohorts add, the classes' cost, and the published trainees."""
    own = [own_terms(pattern) for pattern in model.patterns]
    for group, first in zip(model.group_of, model.first, strict=True):
        for name, term in own[group].items():
            total = model.terms[name]
            total.columns += [first + column for column in term.columns]
            total.factors += term.factors
            total.constant += term.constant
    for slot in model.slots:
        model.terms["cost"].add(slot.index, slot.row.cost_per_class)
    model.terms["changes"].constant = _published_trainees(model.problem)


def _published_trainees(problem: Problem) -> int:
    """Σ trainees of the published steps from as_of's week on: the changes if nobody were placed."""
    total = 0
    for (cohort_id, _), step in (problem.published or {}).items():
        index = problem.cohort_index.get(cohort_id)
        if step.start >= problem.as_of:
            total += step.trainees if index is None else problem.cohorts[index].size
    return total
