"""The pools of a dataset: what there is in each week of every weekly limit of a nation, a site or a unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from trainopt.dataset import Calendar, Dataset
from trainopt.limits import OF_OWNERS, LimitKind
from trainopt.problem.entities import DatedRow, Pool
from trainopt.tables import TABLES, DatedLimit, Resource

OWNERS = {"nations": "nation", "sites": "site", "units": "unit"}
"""The tables whose rows own pools, and what load.csv calls such an owner."""

Owned = tuple[str, str]
"""The id of an owner, and its limit or resource."""


class Pools:
    """All pools of a dataset in `all`, and which of them a class or a trainee draws on."""

    def __init__(self, dataset: Dataset, calendar: Calendar) -> None:
        self.dataset = dataset
        self.calendar = calendar
        self.all: list[Pool] = []
        self._index = {
            table: {owner_id: index for index, owner_id in enumerate(_ids(dataset, table))}
            for table in OWNERS
        }
        dated = _dated_limits(dataset)
        self._of_owner = {
            (kind.name, owner_id): self._add_own(kind, owner_id, dated.get((owner_id, kind.column), ()))
            for kind in OF_OWNERS
            for owner_id in self._index[kind.table]
        }
        self._of_resource = {key: self._add_resource(*key, rows) for key, rows in _resources(dataset).items()}

    def of(self, kind: str, owner_id: str) -> int:
        """The pool of a nation, a site or a unit."""
        return self._of_owner[kind, owner_id]

    def of_trainees(self, **owners: str) -> tuple[int, ...]:
        """What a trainee in a class draws on in each of its weeks, of these owners by their tables."""
        return tuple(
            self._of_owner[kind.name, owners[kind.table]]
            for kind in OF_OWNERS
            if kind.drawn_by == "trainees" and kind.table in owners
        )

    def of_class(self, site_id: str, nation_id: str, resource: str) -> int:
        """The pool of a resource that a class at the site draws on: the site's own, else the nation's."""
        own = self._of_resource.get((site_id, resource))
        return self._of_resource[nation_id, resource] if own is None else own

    def of_class_if_any(self, site_id: str, nation_id: str, resource: str) -> int | None:
        """The same of a class that needs no capacity row: None where neither has a pool."""
        own = self._of_resource.get((site_id, resource))
        return self._of_resource.get((nation_id, resource)) if own is None else own

    def _add_own(self, kind: LimitKind, owner_id: str, limits: Sequence[tuple[DatedRow, DatedLimit]]) -> int:
        """As limits.csv says, and in its other weeks as the owner's own cell does; blank is no limit."""
        row = self.dataset.rows(kind.table)[self._index[kind.table][owner_id]]
        available: list[int | None] = [getattr(row, kind.column)] * self.calendar.weeks
        dated: list[DatedRow | None] = [None] * self.calendar.weeks
        for place, limit in limits:
            for week in self.calendar.within(limit):
                available[week], dated[week] = limit.quantity, place
        return self._add(kind.name, kind.table, owner_id, kind.name, available, row.line, dated)

    def _add_resource(self, owner_id: str, resource: str, rows: Sequence[Resource]) -> int:
        """0 in the weeks in which none of the rows is valid."""
        available = [0] * self.calendar.weeks
        for row in rows:
            for week in self.calendar.within(row):
                available[week] = row.quantity
        table = "sites" if owner_id in self._index["sites"] else "nations"
        return self._add("resource", table, owner_id, resource, available, rows[0].line)

    def _add(
        self, kind: str, table: str, owner_id: str, resource: str, available: Sequence[int | None], line: int,
        dated: Sequence[DatedRow | None] = (),
    ) -> int:  # fmt: skip
        pool = Pool(
            index=len(self.all), kind=kind, owner_kind=OWNERS[table], owner=self._index[table][owner_id],
            owner_id=owner_id, resource=resource, available=tuple(available), line=line, dated=tuple(dated),
        )  # fmt: skip
        self.all.append(pool)
        return pool.index


def _ids(dataset: Dataset, table: str) -> Iterator[str]:
    """The ids of a table's rows, in their order."""
    (key,) = TABLES[table].key
    return (getattr(row, key) for row in dataset.rows(table))


def _dated_limits(dataset: Dataset) -> Mapping[Owned, Sequence[tuple[DatedRow, DatedLimit]]]:
    found: dict[Owned, list[tuple[DatedRow, DatedLimit]]] = defaultdict(list)
    for index, row in enumerate(dataset.limits):
        found[row.owner_id, row.limit].append((DatedRow(index, row.line), row))
    return found


def _resources(dataset: Dataset) -> Mapping[Owned, Sequence[Resource]]:
    found: dict[Owned, list[Resource]] = defaultdict(list)
    for row in dataset.resources:
        found[row.owner_id, row.resource].append(row)
    return found
