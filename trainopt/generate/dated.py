"""Limits that change with time: tents at some sites, nations and units that take more for a while."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from trainopt.dataset import Dataset
from trainopt.generate.dice import Dice
from trainopt.generate.rows import make
from trainopt.generate.spec import Spec
from trainopt.limits import LIMITS, LimitKind
from trainopt.tables import DatedLimit

Quantity = Callable[[str, LimitKind, int, range], int]
"""How much an owner has of a limit in some weeks, where it usually has so much."""


def a_fifth_more(_: str, __: LimitKind, usual: int, ___: range) -> int:
    """More, never less, so that what could be planned without it still can."""
    return usual + max(1, usual // 5)


def dated_limits(spec: Spec, dataset: Dataset, quantity: Quantity, dice: Dice) -> Iterator[DatedLimit]:
    """limits.csv. Of five rows one has held from the beginning, and one holds to the end and beyond."""
    for number, (owner_id, kind, usual) in enumerate(_owners(dataset, dice)):
        start = dice.whole(spec.weeks // 4, spec.weeks - 9)
        end = start + dice.whole(2, 8)
        weeks = range(0 if number % 5 == 1 else start, spec.weeks if number % 5 == 2 else end)
        yield make(
            DatedLimit,
            owner_id=owner_id,
            limit=kind.column,
            quantity=quantity(owner_id, kind, usual, weeks),
            valid_from=None if number % 5 == 1 else spec.calendar.monday(start),
            valid_to=None if number % 5 == 2 else spec.calendar.sunday(end - 1),
        )


def _owners(dataset: Dataset, dice: Dice) -> Iterator[tuple[str, LimitKind, int]]:
    """Whose limit changes, which, and what it is otherwise."""
    sites = dice.some(len(dataset.sites), 0.2)
    for number, site in enumerate(dataset.sites):
        if number in sites:
            yield site.site_id, LIMITS["beds"], site.beds
    for nation in dataset.nations:
        if nation.max_trainees is not None and dice.chance(0.5):
            yield nation.nation_id, LIMITS["trainees"], nation.max_trainees
        if nation.max_weekly_arrivals is not None:
            yield nation.nation_id, LIMITS["arrivals"], nation.max_weekly_arrivals
    for unit in dataset.units:
        if unit.max_away is not None and dice.chance(0.2):
            yield unit.unit_id, LIMITS["away"], unit.max_away
