"""What a version becomes with other rows: judged at what they touch, as files for the store, and at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trainopt.dataset import dataset_content
from trainopt.dataset.sheet import Record
from trainopt.dataset.sound_rows import JudgedRows
from trainopt.dataset.source import Places
from trainopt.dataset.writer import content_of_rows
from trainopt.runs.store.folders import Files, folder_id_of, hashes_of
from trainopt.service.contents import DataAtHand, keep_data
from trainopt.service.differences import PLAN, TextRows, TextTables, dataset_from, key_of, settings_from
from trainopt.tables import TABLES


@dataclass(frozen=True)
class NextData:
    """The files that a version becomes, and its rows as they were judged beside those of the base."""

    base: DataAtHand
    judged: JudgedRows
    content: Files

    def keep(self) -> None:
        """Have it at hand as it is read once it is stored; not where reading it might find something else."""
        if not self.judged.faults and _stands_as_stored(self.base):
            hashes = hashes_of(self.content)
            sound = self.judged.renewed(hashes)
            keep_data(DataAtHand(folder_id_of(hashes), self.base.plan_id, sound.dataset, sound=sound))


def next_data(base: DataAtHand, text: TextTables) -> NextData:
    """The dataset that these rows make, against the plan in force that the base is judged with.

    What the base has is known to be sound, so what differs is judged. Where something is wrong with that all
    is judged anew: so each fault is told with the line in which its row then stands. Raises DatasetFaults.
    """
    settings = base.dataset.settings if text[PLAN] is base.text[PLAN] else settings_from(text)
    tables = {name: _by_line(base, name, text[name]) for name in TABLES}
    judged = base.rows.sound.judged(tables, settings)
    if judged.faults:
        return NextData(base, judged, dataset_content(dataset_from(text, base.dataset.in_force)))
    rows = {
        name: list(text[name].values())
        if text[name] is base.text[name]
        else [record.cells for record in judged.records(name).values()]
        for name in TABLES
    }
    return NextData(base, judged, content_of_rows(settings, rows))


def _by_line(base: DataAtHand, name: str, rows: TextRows) -> Mapping[int, Record]:
    """The rows by line, in their order: those that the base has in its lines, all others behind them."""
    known = base.rows.sound.records[name]
    if rows is base.text[name]:
        return known
    lines = {key_of(name, record.cells): line for line, record in known.items()}
    found: dict[int, Record] = {}
    last, new = 0, max(known, default=1)
    for key, cells in rows.items():
        line = lines.get(key, 0)
        if line <= last:
            line = new = new + 1
        last = line
        same = line in known and known[line].cells is cells
        found[line] = known[line] if same else Record(line, dict(cells))
    return found


def _stands_as_stored(base: DataAtHand) -> bool:
    """Whether its rows stand in the lines of files of the store, each once, judged with the plan in force.

    A night's may be a workbook; and a version that is not sound with the plan may be followed by one that is.
    """
    with_plan = (base.plan_id is None) == (base.dataset.in_force is None)
    return (
        with_plan
        and base.dataset.places == Places()
        and all(
            list(rows) == list(range(2, len(base.text[name]) + 2))
            for name, rows in base.rows.sound.records.items()
        )
    )
