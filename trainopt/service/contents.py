"""Datasets and the plan in force as the store holds them, read once for all who ask."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from trainopt.dataset import Dataset, read_dataset
from trainopt.dataset.in_force import InForce
from trainopt.dataset.sound_rows import SoundRows
from trainopt.dataset.writer import settings_text
from trainopt.errors import DatasetFaults
from trainopt.plan.folder import read_in_force
from trainopt.runs.nightly.differences import RowCells
from trainopt.runs.nightly.snapshot import laid_out, laid_out_dataset
from trainopt.runs.store.folders import read_folder
from trainopt.runs.store.publishing import in_force
from trainopt.scenario.rows import BaseRows
from trainopt.service.actors import ALL, Scope, ScopeKind
from trainopt.service.differences import TextTables, text_of_records
from trainopt.service.scopes import Reaches

Made = TypeVar("Made")


def _one(_value: object) -> int:
    return 1


class Kept(Generic[Made]):
    """The last values made, by what they were made from: content never changes under its hash.

    So many are kept as `weigh` together at most `most`; without it each weighs 1. The newest always is.
    """

    def __init__(self, most: int, weigh: Callable[[Made], int] = _one) -> None:
        self._most = most
        self._weigh = weigh
        self._values: OrderedDict[Any, Made] = OrderedDict()
        self._weight = 0
        self._lock = threading.Lock()
        self._making: dict[Any, threading.Lock] = {}

    def get(self, key: Any, make: Callable[[], Made]) -> Made:
        """The value of a key, made where it is not there; who asks meanwhile waits for it."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._values:
                    return self._values[key]
            try:
                value = make()
                self._keep(key, value)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return value

    def _keep(self, key: Any, value: Made) -> None:
        with self._lock:
            if key in self._values:  # after an error two may have made it
                self._weight -= self._weigh(self._values.pop(key))
            self._values[key] = value
            self._weight += self._weigh(value)
            while self._weight > self._most and len(self._values) > 1:
                self._weight -= self._weigh(self._values.popitem(last=False)[1])


MOST_MADE = 32
"""Of what drafts make of one dataset so much is kept."""


@dataclass(frozen=True)
class DataAtHand:
    """A dataset of the store, judged with the plan in force, and what follows from it.

    `made` is what drafts made of it last, which goes with it, `sound` its rows where they are known already.
    """

    dataset_id: str
    plan_id: str | None
    dataset: Dataset
    made: Kept[Any] = field(default_factory=lambda: Kept(MOST_MADE), repr=False, compare=False)
    sound: SoundRows | None = field(default=None, repr=False, compare=False)

    @cached_property
    def rows(self) -> BaseRows:
        """Its rows, as changes start from them."""
        return BaseRows(self.sound or SoundRows.of(self.dataset))

    @cached_property
    def text(self) -> TextTables:
        """Its rows as text. Of closures that say the same, one."""
        records = {name: rows.values() for name, rows in self.rows.sound.records.items()}
        return text_of_records(settings_text(self.dataset.settings), records)

    @cached_property
    def records(self) -> dict[str, dict[int, RowCells]]:
        """The filled cells of its rows, by table and line."""
        kept = self.rows.sound.records
        return {name: {line: row.cells for line, row in rows.items()} for name, rows in kept.items()}

    def knows(self, scope: Scope) -> bool:
        """Whether it has the scope's nation or unit; everything it always has."""
        table = "nations" if scope.kind is ScopeKind.NATION else "units"
        return scope == ALL or (scope.name,) in self.text[table]

    @cached_property
    def reaches(self) -> Reaches:
        """What scopes show of it."""
        return Reaches(self.text, units_under_way(self.dataset.in_force))


MOST_ROWS = 30_000
"""Rows of datasets that are kept: those of a score of large ones, while people edit on as many versions."""


def _rows_of(data: DataAtHand) -> int:
    return sum(data.dataset.counts().values())


_DATA: Kept[DataAtHand] = Kept(MOST_ROWS, _rows_of)
_PLANS: Kept[InForce] = Kept(4)


def data_at(connection: Connection, dataset_id: str) -> DataAtHand:
    """A dataset, judged with the plan in force; without it where it is no longer sound with it.

    Raises UsageError where the store has it no more.
    """
    current = in_force(connection)
    plan_id = None if current is None else current.plan_id
    return _DATA.get((dataset_id, plan_id), lambda: _read(connection, dataset_id, plan_id))


def keep_data(data: DataAtHand) -> None:
    """Have a dataset at hand that was made here: whoever asks for it next need not read it."""
    _DATA.get((data.dataset_id, data.plan_id), lambda: data)


def _read(connection: Connection, dataset_id: str, plan_id: str | None) -> DataAtHand:
    with laid_out_dataset(read_folder(connection, dataset_id)) as place:  # a night's may be a workbook
        try:
            dataset = read_dataset(place, in_force=plan_at(connection, plan_id))
        except DatasetFaults:
            dataset = read_dataset(place)
    return DataAtHand(dataset_id, plan_id, dataset)


def plan_at(connection: Connection, plan_id: str | None) -> InForce | None:
    """A plan of the store as the plan in force; None for none."""
    if plan_id is None:
        return None

    def read() -> InForce:
        with laid_out(read_folder(connection, plan_id)) as folder:
            return read_in_force(folder)

    return _PLANS.get(plan_id, read)


def units_under_way(published: InForce | None) -> dict[str, str]:
    """The unit that each cohort of a plan was published for, as far as the plan says it."""
    rows = () if published is None else published.rows
    return {row.cohort_id: row.unit_id for row in rows if row.unit_id}
