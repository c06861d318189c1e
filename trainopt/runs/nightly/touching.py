"""Which changed rows of the data touch a cohort that moves: those about itself, or about where it was or is.

A changed row touches a cohort if it is about the cohort (its demand, unit, pipeline, pin or what it really
did), or about a place where one of its steps was or now is: site, nation, course, or a resource that the
course draws on there; and if it counts in a week of that step. Sets of changed rows are whole numbers, a bit
for each, so that looking them up costs no more where there are many.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, product
from operator import or_

from trainopt.runs.nightly.differences import DataChange

OWN_IDS = {
    "demand": "demand_id",
    "units": "unit_id",
    "pipelines": "pipeline_id",
    "pins": "cohort_id",
    "actuals": "cohort_id",
}
"""Tables whose rows are about cohorts, and the column that says which."""

WITHOUT_RULE = frozenset({"name", "note", "latitude", "longitude"})
"""Columns that no rule looks at: what changes there moves nobody."""

FOR_EVER = "9999-12-31"

NamedIds = tuple[tuple[str, str], ...]
"""Columns and an id in each."""


@dataclass(frozen=True)
class Stay:
    """Where a step was, or now is: ids, resources of its course, and its first and last day at the most."""

    site_id: str
    nation_id: str
    unit_id: str
    course_id: str
    resources: frozenset[str]
    first: str
    last: str

    def ids(self, column: str) -> Collection[str]:
        """What a row that is about the stay may name in a column."""
        known: dict[str, Collection[str]] = {
            "site_id": (self.site_id,),
            "nation_id": (self.nation_id,),
            "owner_id": {self.site_id, self.nation_id, self.unit_id},
            "course_id": (self.course_id,),
            "resource": self.resources,
        }
        return known.get(column, ())


@dataclass(frozen=True)
class Who:
    """A cohort that moves, by the ids that rows may name, and all its stays that changed."""

    ids: Mapping[str, str]
    stays: tuple[Stay, ...]


class Touching:
    """Changed rows, found by what they are about. A set of them is a number, with a bit for each."""

    def __init__(self, data: Sequence[DataChange]) -> None:
        self.data = data
        self._own: dict[tuple[str, str], int] = defaultdict(int)
        self._stays: dict[Stay, int] = {}
        rows: dict[NamedIds, list[int]] = defaultdict(list)
        for number, change in enumerate(data):
            if change.column in WITHOUT_RULE:
                continue
            if change.table in OWN_IDS:
                for about in change.touched:
                    if about[0] == OWN_IDS[change.table]:
                        self._own[about] |= 1 << number
            else:
                for places in _places(change):
                    rows[places].append(number)
        self._spans = {places: _Spans(data, numbers) for places, numbers in rows.items()}
        self._shapes = sorted({tuple(column for column, _ in places) for places in rows})

    def of(self, who: Who) -> int:
        """The changed rows that touch a cohort."""
        found = self.about(who)
        for stay in who.stays:
            found |= self._of_stay(stay)
        return found

    def about(self, who: Who) -> int:
        """Those of them that are about the cohort itself."""
        found = 0
        for about in who.ids.items():
            found |= self._own.get(about, 0)
        return found

    def _of_stay(self, stay: Stay) -> int:
        if stay not in self._stays:
            found = 0
            for shape in self._shapes:
                for ids in product(*(stay.ids(column) for column in shape)):
                    spans = self._spans.get(tuple(zip(shape, ids, strict=True)))
                    found |= spans.between(stay.first, stay.last) if spans else 0
            self._stays[stay] = found
        return self._stays[stay]


def _places(change: DataChange) -> Iterator[NamedIds]:
    """All that a row names of its places, before and after; of a site's row the site alone."""
    named: dict[str, list[str]] = defaultdict(list)
    for column, value in change.touched:
        if not (column == "nation_id" and change.table == "sites"):
            named[column].append(value)
    if named:
        for values in product(*named.values()):
            yield tuple(sorted(zip(named, values, strict=True)))


class _Spans:
    """Changed rows about one place, by the days on which they count."""

    def __init__(self, data: Sequence[DataChange], numbers: Sequence[int]) -> None:
        begins = sorted((data[number].first, number) for number in numbers)
        ends = sorted((data[number].last or FOR_EVER, number) for number in numbers)
        self._firsts, self._begun = [day for day, _ in begins], _unions(number for _, number in begins)
        self._lasts, self._over = [day for day, _ in ends], _unions(number for _, number in ends)

    def between(self, first: str, last: str) -> int:
        """Those that count on some day from `first` to `last`."""
        begun = self._begun[bisect_right(self._firsts, last)]
        return begun & ~self._over[bisect_left(self._lasts, first)]


def _unions(numbers: Iterable[int]) -> list[int]:
    """The sets of none of them, of the first, of the first two and so on."""
    return list(accumulate((1 << number for number in numbers), or_, initial=0))


def numbers_in(found: int, most: int) -> list[int]:
    """The first members of a set, so many."""
    numbers: list[int] = []
    while found and len(numbers) < most:
        lowest = found & -found
        numbers.append(lowest.bit_length() - 1)
        found ^= lowest
    return numbers
