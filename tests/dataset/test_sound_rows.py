"""What changes in a sound dataset is judged at what it touches: word for word as if all were read anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.faulty.cases import CASES, Faulty, write
from tests.support.root import ROOT
from trainopt.dataset import Dataset, dataset_of, read_dataset
from trainopt.dataset.csvfile import read_csv
from trainopt.dataset.in_force import InForce, PublishedRow
from trainopt.dataset.judging import LAST, SETTINGS, STAGES, TABLE_OF, AcrossRows, AgainstAll
from trainopt.dataset.reader import records_of
from trainopt.dataset.roster import indexed
from trainopt.dataset.sheet import Record, Sheets
from trainopt.dataset.sound_rows import SoundRows
from trainopt.errors import DatasetFaults, Fault
from trainopt.tables import TABLES, Settings

Tables = dict[str, Mapping[int, Record]]


def in_force(data: Dataset) -> InForce:
    """The first step of each pipeline's first cohort as begun, and as is to come."""
    rows = []
    for line, pin in enumerate(data.pins, start=2):
        rows.append(PublishedRow(pin.cohort_id, pin.step, pin.site_id, pin.start, "", line, trainees=5))
    return InForce(tuple(rows))


@cache
def sound() -> SoundRows:
    data = read_dataset(ROOT / "data" / "example")
    return SoundRows.of(read_dataset(ROOT / "data" / "example", in_force=in_force(data)))


def judged(known: SoundRows, tables: Tables, given: Settings | None = None) -> tuple[Any, ...]:
    """The faults, and the rows as text where there are none."""
    found = known.judged(tables, given or known.dataset.settings)
    if found.faults:
        return found.faults
    return tuple(tuple(found.records(name).values()) for name in TABLES)


def judged_anew(known: SoundRows, tables: Tables, given: Settings | None = None) -> tuple[Any, ...]:
    """The same, of all of it."""
    data = known.dataset
    records = {name: list(rows.values()) for name, rows in tables.items()}
    try:
        made = dataset_of(given or data.settings, records, data.places, data.in_force)
    except DatasetFaults as error:
        return error.faults
    return tuple(tuple(records_of(made, name)) for name in TABLES)


def assert_judged_alike(known: SoundRows, tables: Tables, given: Settings | None = None) -> bool:
    """Whether they are sound."""
    found = judged(known, tables, given)
    assert found == judged_anew(known, tables, given)
    return not isinstance(found[0], Fault)


def edited(tables: Mapping[str, Mapping[int, Record]], name: str, *changes: Record | int) -> Tables:
    """With rows put in or in the place of those in their lines, as whoever edits them does; numbers go."""
    rows = dict(tables[name])
    for change in changes:
        rows.pop(change if isinstance(change, int) else change.line, None)
        if isinstance(change, Record):
            rows[change.line] = change
    return {**tables, name: rows}


def with_cell(record: Record, column: str, text: str, line: int | None = None) -> Record:
    cells = {**record.cells, column: text}
    return Record(line or record.line, {name: cell for name, cell in cells.items() if cell})


def texts(name: str, column: str) -> list[str]:
    """What may be written into a column: right and wrong, its own, others', and nothing."""
    rows = sound().records[name].values()
    own = sorted({row.cells.get(column, "") for row in rows})
    moved = [f"{own[-1][:-1]}{'1' if own[-1][-1:] != '1' else '2'}"] if own and own[-1] else []
    return [*dict.fromkeys([*own[:2], *moved, "", "1", "2027-02-01", "PL-01"])]


def single_edits() -> Iterator[tuple[str, Record | int]]:
    """In every column of every table, in the first row, and a row more or less."""
    for name, rows in sound().records.items():
        lines = list(rows)
        for column in TABLES[name].columns:
            for text in texts(name, column):
                yield name, with_cell(rows[lines[0]], column, text)
        new = max(lines) + 1
        yield name, lines[-1]
        yield name, Record(new, dict(rows[lines[-1]].cells))
        for column in TABLES[name].key or list(TABLES[name].columns):
            yield name, with_cell(rows[lines[-1]], column, texts(name, column)[3], new)


def test_an_edit_of_any_column_is_judged_as_all_anew() -> None:
    were_sound = [
        assert_judged_alike(sound(), edited(sound().records, name, change)) for name, change in single_edits()
    ]
    assert len(were_sound) > 400
    assert 100 < sum(were_sound) < len(were_sound) - 100


@st.composite
def edits(draw: st.DrawFn) -> Tables:
    """A few edits, one after the other."""
    tables: Tables = dict(sound().records)
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(sorted(TABLES)))
        lines = sorted(tables[name])
        new = max(lines, default=1) + 1
        what = draw(st.sampled_from(["set", "set", "set", "insert", "delete"]))
        if not lines:
            continue
        record = tables[name][draw(st.sampled_from(lines))]
        column = draw(st.sampled_from(list(TABLES[name].columns)))
        text = draw(st.sampled_from(texts(name, column)))
        change = record.line if what == "delete" else with_cell(
            record, column, text, new if what == "insert" else None
        )  # fmt: skip
        tables = edited(tables, name, change)
    return tables


@given(tables=edits(), weeks=st.sampled_from([26, 26, 8, 2]))
@settings(max_examples=60)
def test_several_edits_are_judged_as_all_anew(tables: Tables, weeks: int) -> None:
    given = sound().dataset.settings.model_copy(update={"weeks": weeks})
    assert_judged_alike(sound(), tables, given)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> SoundRows:
    folder = tmp_path_factory.mktemp("base")
    write(folder, {})
    return SoundRows.of(read_dataset(folder))


def rows_of(case: Faulty) -> dict[str, dict[int, Record]] | None:
    """The rows of the tables that a case changes; None where it is not one of rows."""
    found = {}
    for file, text in case.files.items():
        name = file.removesuffix(".csv")
        if name not in TABLES or not isinstance(text, str):
            return None
        content = read_csv(text.encode(), TABLES[name])
        if content.faults or content.remnants or not content.readable:
            return None
        found[name] = {record.line: record for record in content.records}
    return found


def test_the_corpus_of_faults_is_found_as_all_anew(corpus: SoundRows) -> None:
    """Each case is its rows in the place of the base's; those of one cell are tried above."""
    across = [rows for case in CASES if "=" not in case.name and (rows := rows_of(case)) is not None]
    assert len(across) > 100
    for rows in across:
        changed = {name: in_place(corpus.records[name], now) for name, now in rows.items()}
        assert not assert_judged_alike(corpus, {**corpus.records, **changed})


def in_place(before: Mapping[int, Record], after: Mapping[int, Record]) -> Mapping[int, Record]:
    """The rows after, those that are as before as the very same; the rows before where all are."""
    known = {line: before[line] if before.get(line) == row else row for line, row in after.items()}
    return before if list(known.values()) == list(before.values()) else known


# What a check reads


class Watched:
    """Which columns of which tables somebody reads."""

    def __init__(self) -> None:
        self.read: set[tuple[str, str]] = set()

    def __enter__(self) -> Watched:
        names = {table.row: name for name, table in TABLES.items()} | {Settings: SETTINGS}
        watch = pytest.MonkeyPatch()
        for kind, name in names.items():
            columns = EVERY[name]

            def get(row: Any, column: str, name: str = name, columns: frozenset[str] = columns) -> Any:
                if column in columns:
                    self.read.add((name, column))
                return object.__getattribute__(row, column)

            watch.setattr(kind, "__getattribute__", get, raising=False)
        self._watch = watch
        return self

    def __exit__(self, *_: object) -> None:
        self._watch.undo()


EVERY = {name: frozenset(table.columns) for name, table in TABLES.items()} | {
    SETTINGS: frozenset(Settings.model_fields)
}


def fresh(known: SoundRows) -> Sheets:
    sheets = known.judged(dict(known.records), known.dataset.settings).sheets
    return Sheets(
        {n: replace(s, faults=[]) for n, s in sheets.tables.items()}, sheets.settings, sheets.in_force
    )


def unnamed(check: AcrossRows | AgainstAll, read: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    named = {TABLE_OF.get(table, table): columns for table, columns in check.reads.items()}
    return {(table, column) for table, column in read if column not in named.get(table, ())}


@pytest.mark.parametrize("known", [sound, None], ids=["example", "base"])
def test_a_check_reads_no_column_that_it_does_not_name(known: Any, corpus: SoundRows) -> None:
    rows = known() if known else corpus
    for check in (check for checks in STAGES for check in checks):
        sheets = fresh(rows)
        with Watched() as watched:
            assert list(check.found_in(sheets)) == []
        assert unnamed(check, watched.read) == set(), check
    for last in LAST:
        with Watched() as watched:
            index = indexed(fresh(rows), rows.dataset.settings)
            assert list(last.found_in(index)) == []
        assert last.table == "actuals" or unnamed(last, watched.read) == set()


def test_every_check_reads_what_there_is() -> None:
    every = [check for checks in STAGES for check in checks] + list(LAST)
    read = [pair for check in every for pair in check.reads.items()]
    assert all(columns <= EVERY[TABLE_OF.get(table, table)] for table, columns in read)
    assert all(any(check.reads.values()) for check in every)


def test_the_base_is_left_as_it_was(corpus: SoundRows) -> None:
    before = {name: list(rows.values()) for name, rows in corpus.records.items()}
    rows = {name: list(sheet.rows) for name, sheet in fresh(corpus).tables.items()}
    tables = edited(corpus.records, "sites", 2, with_cell(corpus.records["sites"][3], "nation_id", "XX"))
    assert corpus.judged(tables, corpus.dataset.settings).faults
    assert {name: list(kept.values()) for name, kept in corpus.records.items()} == before
    assert {name: list(sheet.rows) for name, sheet in fresh(corpus).tables.items()} == rows
    assert corpus.judged(dict(corpus.records), corpus.dataset.settings).faults == ()
