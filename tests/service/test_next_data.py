"""What a version becomes is judged at what differs: with the same files, or faults, as if all were judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from tests.dataset.test_sound_rows import in_force
from tests.service.test_datasets import PAWEL, cell
from tests.service.test_proposals import accept, proposed
from tests.support.planning import beds
from tests.support.root import ROOT
from trainopt.dataset import dataset_content, read_dataset, write_dataset
from trainopt.dataset.in_force import InForce
from trainopt.errors import DatasetFaults, Fault
from trainopt.runs.nightly.snapshot import laid_out
from trainopt.runs.store import Store
from trainopt.service import contents
from trainopt.service import next_data as module
from trainopt.service.contents import DataAtHand
from trainopt.service.differences import NO_KEY, PLAN, RowEdit, TextTables, dataset_from, key_of
from trainopt.service.merging import merge
from trainopt.service.next_data import next_data
from trainopt.tables import TABLES

Files = Mapping[str, bytes]


@cache
def base() -> DataAtHand:
    return DataAtHand("example", None, read_dataset(ROOT / "data" / "example"))


def judged_whole(data: DataAtHand, text: TextTables) -> Files | tuple[Fault, ...]:
    try:
        return dataset_content(dataset_from(text, data.dataset.in_force))
    except DatasetFaults as error:
        return error.faults


def judged(data: DataAtHand, text: TextTables) -> Files | tuple[Fault, ...]:
    try:
        return next_data(data, text).content
    except DatasetFaults as error:
        return error.faults


def words(table: str, column: str) -> list[str]:
    """What stands in a column, what might, what may not, and nothing."""
    own = sorted({cells.get(column, "") for cells in base().text[table].values()})
    return [*dict.fromkeys([*own[:2], *own[-1:], "", "0", "1", "7", "2027-02-01", "PL-01", "=x", " 3 "])]


@st.composite
def edits(draw: st.DrawFn) -> list[RowEdit]:
    """Rows changed, renamed, deleted, put back and new; the settings, too."""
    found: list[RowEdit] = []
    text = base().text
    for _ in range(draw(st.integers(1, 5))):
        table = draw(st.sampled_from([*TABLES, PLAN]))
        if table == PLAN:
            before = text[PLAN][NO_KEY]
            weeks = draw(st.sampled_from(["26", "8", "2", "0"]))
            found.append(RowEdit(PLAN, NO_KEY, before, {**before, "weeks": weeks}))
            continue
        if not text[table]:
            continue
        key, before = draw(st.sampled_from(sorted(text[table].items())))
        column = draw(st.sampled_from(list(TABLES[table].columns)))
        changed = {**before, column: draw(st.sampled_from(words(table, column)))}
        after = {name: cell for name, cell in changed.items() if cell}
        match draw(st.sampled_from(["set", "set", "set", "copy", "delete", "put back"])):
            case "set" if key_of(table, after) == key:
                found.append(RowEdit(table, key, before, after))
            case "delete":
                found.append(RowEdit(table, key, before, None))
            case "put back":
                found += [RowEdit(table, key, before, None), RowEdit(table, key, None, before)]
            case _:
                found.append(RowEdit(table, key_of(table, after), None, after))
    return found


@cache
def base_with_plan() -> DataAtHand:
    """The same, judged with a plan in force, in which what is pinned is smaller."""
    plan = in_force(base().dataset)
    return DataAtHand("example", "a plan", read_dataset(ROOT / "data" / "example", in_force=plan))


@pytest.mark.parametrize("data_of", [base, base_with_plan])
@given(edits())
@how(max_examples=75, deadline=None)
def test_both_judgements_agree(data_of: Callable[[], DataAtHand], found: list[RowEdit]) -> None:
    data = data_of()
    text = merge(data.text, found).text
    assert judged(data, text) == judged_whole(data, text)


def as_read(data: DataAtHand) -> tuple[object, ...]:
    """All that is known of a dataset: its rows with their lines, and as changes see them; its warnings."""
    dataset, sound = data.dataset, data.rows.sound
    rows = {name: [(row.line, row.model_fields_set, row) for row in dataset.rows(name)] for name in TABLES}
    known = {name: (list(sound.records[name].items()), list(sound.rows[name].items())) for name in TABLES}
    sheets = {
        name: (sound.sheet(name).table, sound.sheet(name).rows, sound.sheet(name).keys) for name in TABLES
    }
    return dataset, rows, dataset.warnings, dataset.hashes, dataset.places, known, sheets, data.text


def read_again(content: Mapping[str, bytes], plan: InForce | None) -> DataAtHand:
    with laid_out(content) as folder:
        return DataAtHand("", None if plan is None else "a plan", read_dataset(folder, in_force=plan))


@pytest.mark.parametrize("data_of", [base, base_with_plan])
@given(edits())
@how(max_examples=30, deadline=None)
def test_what_is_at_hand_is_what_is_read(data_of: Callable[[], DataAtHand], found: list[RowEdit]) -> None:
    kept: list[DataAtHand] = []
    plan = data_of().dataset.in_force
    before = read_again(dataset_content(data_of().dataset), plan)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "keep_data", kept.append)
        try:
            made = next_data(before, merge(before.text, found).text)
        except DatasetFaults:
            return
        made.keep()
    assert as_read(kept[0]) == as_read(read_again(made.content, plan))


def test_what_reading_may_find_otherwise_is_not_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept: list[DataAtHand] = []
    monkeypatch.setattr(module, "keep_data", kept.append)
    write_dataset(base().dataset, tmp_path / "a.xlsx")
    workbook = DataAtHand("x", None, read_dataset(tmp_path / "a.xlsx"))
    without_plan = DataAtHand("x", "a plan that it is not sound with", base().dataset)
    for data in (workbook, without_plan):
        next_data(data, data.text).keep()
    assert kept == []


def test_what_was_accepted_is_not_read_anew(quick: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    number = proposed(quick, PAWEL, beds("PL-01", 130))
    monkeypatch.setattr(contents, "_read", None)
    assert accept(quick, number) == 2
    assert cell(quick, "sites", ("PL-01",), "beds") == "130"


def single_edits() -> Iterator[RowEdit]:
    """Each column of each table with each of these words."""
    for table in TABLES:
        for key, before in list(base().text[table].items())[:1]:
            for column in TABLES[table].columns:
                for word in words(table, column):
                    after = {name: cell for name, cell in {**before, column: word}.items() if cell}
                    same = key_of(table, after) == key
                    yield RowEdit(table, key, before, after if same else None)


def test_what_is_sound_is_not_judged_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = []
    for edit in single_edits():
        text = merge(base().text, [edit]).text
        whole = judged_whole(base(), text)
        if isinstance(whole, Mapping):
            sound.append((text, whole))
    assert len(sound) > 50
    monkeypatch.setattr(module, "dataset_from", None)
    for text, whole in sound:
        assert next_data(base(), text).content == whole


def test_what_merging_leaves_is_the_very_same() -> None:
    before = base().text["sites"]
    key, cells = next(iter(before.items()))
    merged = merge(base().text, [RowEdit("sites", key, cells, {**cells, "beds": "7"})])
    assert [name for name in TABLES if merged.text[name] is not base().text[name]] == ["sites"]
    assert before[key] is cells
