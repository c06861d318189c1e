"""The pools of a dataset: what there is in each week of every weekly limit of a nation, a site or a unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from trainopt.dataset import Calendar, Dataset
from trainopt.limits import OF_OWNERS, LimitKind
from trainopt.problem.entities import Pool
from trainopt.tables import TABLES, Resource

Weekly = tuple[int, ...]
"""How much there is in each week."""

OWNERS = {"nations": "nation", "sites": "site", "units": "unit"}
"""The tables whose rows own pools, and what load.csv calls such an owner."""


class Pools:
    """All pools of a dataset in `all`, and which of them a class or a trainee draws on."""

    def __init__(self, dataset: Dataset, calendar: Calendar) -> None:
        self.dataset = dataset
        self.calendar = calendar
        self.all: list[Pool] = []
        self._of_owner: dict[tuple[str, str], int] = {}
        self._index = {
            table: {owner_id: index for index, owner_id in enumerate(_ids(dataset, table))}
            for table in OWNERS
        }
        for kind in OF_OWNERS:
            self._add_kind(kind)
        self.resources = {key: self._add_resource(*key, rows) for key, rows in self._by_resource().items()}

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
        own = self.resources.get((site_id, resource))
        return self.resources[nation_id, resource] if own is None else own

    def _add_kind(self, kind: LimitKind) -> None:
        """A pool for each row of the kind's table, without a limit where its cell is blank."""
        for owner_id, row in zip(_ids(self.dataset, kind.table), self.dataset.rows(kind.table), strict=True):
            limit = getattr(row, kind.column)
            available = None if limit is None else (limit,) * self.calendar.weeks
            self._of_owner[kind.name, owner_id] = self._add(
                kind.name, kind.table, owner_id, kind.name, available, row.line
            )

    def _by_resource(self) -> dict[tuple[str, str], list[Resource]]:
        rows: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        for row in self.dataset.resources:
            rows[row.owner_id, row.resource].append(row)
        return rows

    def _add_resource(self, owner_id: str, resource: str, rows: Sequence[Resource]) -> int:
        """0 in the weeks in which none of the rows is valid."""
        by_week, last = [0] * self.calendar.weeks, self.calendar.weeks - 1
        for row in rows:
            first = max(self.calendar.week_or(row.valid_from, 0), 0)
            for week in range(first, min(self.calendar.week_or(row.valid_to, last), last) + 1):
                by_week[week] = row.quantity
        table = "sites" if owner_id in self._index["sites"] else "nations"
        return self._add("resource", table, owner_id, resource, tuple(by_week), rows[0].line)

    def _add(
        self,
        kind: str,
        table: str,
        owner_id: str,
        resource: str,
        available: Weekly | None,
        line: int,
    ) -> int:
        pool = Pool(
            index=len(self.all), kind=kind, owner_kind=OWNERS[table], owner=self._index[table][owner_id],
            owner_id=owner_id, resource=resource, available=available, line=line,
        )  # fmt: skip
        self.all.append(pool)
        return pool.index


def _ids(dataset: Dataset, table: str) -> Iterator[str]:
    """The ids of a table's rows, in their order."""
    (key,) = TABLES[table].key
    return (getattr(row, key) for row in dataset.rows(table))
