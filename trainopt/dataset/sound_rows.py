"""The rows of a sound dataset, kept: where some of them change, what that costs is judged, and no more.

What comes out is what judging all of it anew would find, word for word.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter

from trainopt.dataset.judging import (
    PINNED,
    SETTINGS,
    ChangedColumns,
    can_be_indexed,
    judge_across_rows,
    judge_against_all,
    last_checks,
)
from trainopt.dataset.reader import Dataset, dataset_of_sound, in_order, record_of, records_of
from trainopt.dataset.roster import indexed
from trainopt.dataset.rules import told_by_name
from trainopt.dataset.sheet import Content, Record, Sheet, Sheets, content_of, row_keys, typed
from trainopt.errors import Fault
from trainopt.tables import TABLES, Row, Settings

RecordsByLine = Mapping[int, Record]
"""The rows of a table as text, by line."""


@dataclass(frozen=True)
class JudgedRows:
    """Rows of which some were changed, with every fault in them."""

    base: SoundRows = field(repr=False)
    sheets: Sheets
    faults: tuple[Fault, ...]

    def records(self, table: str) -> dict[int, Record]:
        """The rows of a table by line, in that order, as they are written; only where there is no fault."""
        known, records = self.base.rows[table], self.base.records[table]
        rows = {row.line: row for row in sorted(self.sheets[table].rows, key=attrgetter("line"))}
        return {
            line: records[line] if known.get(line) is row else record_of(table, row, line)
            for line, row in rows.items()
        }

    def renewed(self, hashes: dict[str, str]) -> SoundRows:
        """The rows of the dataset that they make, each in its line of files that have these hashes.

        Only where there is no fault.
        """
        assert self.sheets.settings is not None
        sheets = {name: self._renewed(name) for name in TABLES}
        found = Sheets(sheets, self.sheets.settings, self.sheets.in_force)
        dataset = dataset_of_sound(found, self.sheets.settings, self.base.dataset.places)
        records = {name: {one.line: one for one in sheet.content.records} for name, sheet in sheets.items()}
        rows = {name: {row.line: row for row in sheet.rows} for name, sheet in sheets.items()}
        return SoundRows(replace(dataset, hashes=hashes), records, rows, sheets)

    def _renewed(self, name: str) -> Sheet:
        """A table as it is read from a file of its own: a line each, without a gap."""
        before = self.base.sheet(name)
        if self.sheets[name].content is before.content:
            return before
        typed = {row.line: row for row in self.sheets[name].rows}
        records, rows = [], []
        for line, (was, record) in enumerate(self.records(name).items(), start=2):
            records.append(record if was == line else Record(line, record.cells))
            rows.append(typed[was] if was == line else typed[was].model_copy(update={"line": line}))
        sheet = Sheet(before.table, rows, Content(before.content.columns, records))
        sheet.keys = dict(row_keys(sheet))
        return sheet


@dataclass(frozen=True)
class SoundRows:
    """The rows of a sound dataset: `records` as text and `rows` as typed, both by table and line."""

    dataset: Dataset
    records: Mapping[str, RecordsByLine]
    rows: Mapping[str, Mapping[int, Row]] = field(repr=False)
    _sheets: Mapping[str, Sheet] = field(repr=False)

    @classmethod
    def of(cls, dataset: Dataset) -> SoundRows:
        """The rows of a dataset."""
        form = dataset.places.form
        records, rows, sheets = {}, {}, {}
        for name, table in TABLES.items():
            records[name] = {record.line: record for record in records_of(dataset, name)}
            rows[name] = _by_line(dataset.rows(name))
            content = Content(tuple(table.columns), list(records[name].values()))
            sheets[name] = Sheet(replace(table, form=form), list(rows[name].values()), content)
            sheets[name].keys = dict(row_keys(sheets[name]))
        return cls(dataset, records, rows, sheets)

    def sheet(self, table: str) -> Sheet:
        """A table as it was judged, which stays as it is."""
        return self._sheets[table]

    def judged(self, tables: Mapping[str, RecordsByLine], settings: Settings) -> JudgedRows:
        """The rows as they are in `tables`, judged with these settings against the same plan in force.

        A table of which nothing has changed is the one of `records` itself; in another those rows that have
        changed stand last.
        """
        touched = [name for name in TABLES if tables[name] is not self.records[name]]
        found = {name: replace(sheet, faults=[]) for name, sheet in self._sheets.items()}
        found |= {name: self._typed(name, tables[name]) for name in touched}
        sheets = Sheets(found, settings, self.dataset.in_force)
        differing = {name: self._differing(name, tables[name]) for name in touched}
        differing[PINNED] = self._differing_of_pins(tables["demand"])
        was = self.dataset.settings
        differing[SETTINGS] = frozenset(
            key for key in Settings.model_fields if getattr(settings, key) != getattr(was, key)
        )
        _judge(sheets, settings, ChangedColumns(differing))
        return JudgedRows(self, sheets, tuple(in_order(told_by_name(sheets), self.dataset.places)))

    def _typed(self, name: str, after: RecordsByLine) -> Sheet:
        """A table of which some rows are new, and stand last: these are typed, the others are known."""
        before, base = self.records[name], self._sheets[name]
        new = [record for line, record in after.items() if before.get(line) is not record]
        made = typed(base.table, content_of(base.table, new))
        changed = {record.line for record in new}
        kept = [row for line, row in self.rows[name].items() if line in after and line not in changed]
        keys = {line: key for line, key in base.keys.items() if line in after and line not in changed}
        content = Content(base.content.columns, list(after.values()), faults=made.content.faults)
        return Sheet(base.table, [*kept, *made.rows], content, made.faults, keys | made.keys)

    @cached_property
    def _named(self) -> set[str]:
        """What may be a demand in the cohorts of pins."""
        cohorts = {record.cells.get("cohort_id", "") for record in self.records["pins"].values()}
        return cohorts | {cohort_id.rpartition("-")[0] for cohort_id in cohorts}

    def _differing_of_pins(self, after: RecordsByLine) -> frozenset[str]:
        """The columns of demands in which one that a pin names is not as it was. Pins that changed say so."""
        before = self.records["demand"]
        lines = [line for line in {**before, **after} if before.get(line) is not after.get(line)]
        rows = [rows[line].cells for rows in (before, after) for line in lines if line in rows]
        named = any(cells.get("demand_id", "") in self._named for cells in rows)
        return self._differing("demand", after) if named else frozenset()

    def _differing(self, name: str, after: RecordsByLine) -> frozenset[str]:
        """The columns in which some row is not as it was; all of them where rows came or went."""
        before = self.records[name]
        if before.keys() != after.keys():
            return frozenset(TABLES[name].columns)
        new = (record for line, record in after.items() if before[line] is not record)
        return frozenset(
            column
            for was, now in ((before[record.line].cells, record.cells) for record in new)
            for column in was.keys() | now.keys()
            if was.get(column) != now.get(column)
        )


def _by_line(rows: Collection[Row]) -> dict[int, Row]:
    """Rows by the lines that `records_of` gives them."""
    ordered = sorted(rows, key=lambda row: row.line)
    return {
        row.line or line: row if row.line else row.model_copy(update={"line": line})
        for line, row in enumerate(ordered, start=2)
    }


def _judge(sheets: Sheets, settings: Settings, changed: ChangedColumns) -> None:
    """As a dataset is judged that is read, but for the checks that nothing concerns."""
    judge_across_rows(sheets, changed)
    due = last_checks(sheets, changed)
    if due and can_be_indexed(sheets):
        # What is held of a pin is held of its cohort, and of no cohort of another demand.
        named = {pin.cohort_id.rpartition("-")[0] for pin in sheets["pins"].rows}
        judge_against_all(indexed(sheets, settings, named), due)
