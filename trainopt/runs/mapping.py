"""Spreadsheets of one's own layout to datasets or tables, by a map."""

from __future__ import annotations

from pathlib import Path

from trainopt.dataset import Dataset
from trainopt.dataset.documents import read_document
from trainopt.dataset.reader import dataset_given
from trainopt.dataset.source import Where, file_names
from trainopt.dataset.whole import FileKind, check_new_file, file_written_whole, try_to_write, written_whole
from trainopt.dataset.workbook import is_workbook
from trainopt.dataset.writer import rows_text, write_dataset
from trainopt.errors import Fault, MapFaults, UsageError
from trainopt.mapping.apply import Mapped, map_spreadsheet
from trainopt.mapping.form import SpreadsheetMap, map_faults, map_of, whole_rows
from trainopt.mapping.suggest import SUGGESTION, suggest_text
from trainopt.tables import CSV, TABLES

MAP_KIND = FileKind("suggested map", (SUGGESTION.encode(),))


def read_map(path: Where) -> SpreadsheetMap:
    """A map from its TOML file. Raises MapFaults with every fault.

    >>> _ = Path("sites-map.toml").write_text('''
    ... [[table]]
    ... table = "sites"
    ... columns = { site_id = "Code", nation_id = { value = "PL" }, name = "Site", beds = "Beds" }
    ... ''')
    >>> trainopt.read_map("sites-map.toml").table[0].columns["beds"].heading
    'Beds'
    """
    file = Path(path)
    text = read_document(file)
    if isinstance(text, Fault):
        raise MapFaults([text])
    return map_of(file.name, text)


def convert_mapped(
    spreadsheet: Where,
    out: Where,
    mapping: SpreadsheetMap | Where,
    *,
    like: Dataset | Where | None = None,
    language: str = "en",
    overwrite: bool = False,
) -> Dataset | dict[str, int]:
    """Take up a spreadsheet of one's own layout (`.xlsx`, `.ods`, `.csv`), as its map says.

    With `like`, a dataset, names are looked up in it, and `out` becomes that dataset with the spreadsheet's
    rows taken up: it is returned. Without it `out` becomes a folder of the tables that the map names, and how
    many rows each has is returned. What a workbook tells people is in `language`, `en` or `uk`. Raises
    MapFaults, DatasetFaults, UsageError.

    >>> _ = Path("own.csv").write_text("Our sites\\nCode,Site,Beds\\nPL-07,Orzysz,60\\n")
    >>> _ = Path("own-map.toml").write_text('''
    ... [[table]]
    ... table = "sites"
    ... columns = { site_id = "Code", nation_id = { value = "PL" }, name = "Site", beds = "Beds" }
    ... ''')
    >>> trainopt.convert_mapped("own.csv", "own-tables", "own-map.toml")
    {'sites': 1}
    """
    source, target = Path(spreadsheet), Path(out)
    try_to_write(target)
    wanted = _map_given(mapping)
    if like is None:
        return _write_tables(map_spreadsheet(source, wanted), target, overwrite=overwrite)
    data = dataset_given(like)
    made = map_spreadsheet(source, wanted, data).taken_up(data)
    write_dataset(made, target, language=language, overwrite=overwrite)
    return made


def _map_given(mapping: SpreadsheetMap | Where) -> SpreadsheetMap:
    """The map, read if it is a file; else it is not known yet whether the tables have what it names."""
    if not isinstance(mapping, SpreadsheetMap):
        return read_map(mapping)
    if faults := map_faults("the map", mapping, whole_rows):
        raise MapFaults(faults)
    return mapping


def suggest_map(
    spreadsheet: Where, out: Where, *, like: Dataset | Where | None = None, overwrite: bool = False
) -> str:
    """Write a map to begin with for a spreadsheet of one's own layout, and return its text.

    Columns are told by their headings, in five languages, and by the ids and names of `like` below them. What
    could not be told is a comment. Raises DatasetFaults, UsageError.

    >>> _ = Path("camps.csv").write_text("Code,Site,Country,Beds\\nPL-07,Orzysz,PL,60\\n")
    >>> "beds" in trainopt.suggest_map("camps.csv", "camps.toml")
    True
    """
    target = Path(out)
    check_new_file(target, MAP_KIND, overwrite=overwrite)
    text = suggest_text(Path(spreadsheet), None if like is None else dataset_given(like))
    with file_written_whole(target, MAP_KIND, overwrite=overwrite) as made:
        made.write_text(text, encoding="utf-8")
    return text


def _write_tables(mapped: Mapped, folder: Path, *, overwrite: bool) -> dict[str, int]:
    """A folder with the tables alone. Raises UsageError where it may not be written."""
    if is_workbook(folder):
        raise UsageError("a workbook holds a whole dataset; say with --like which one takes up the rows")
    if folder.exists() or folder.is_symlink():
        if not overwrite:
            raise UsageError(f"{folder} exists; choose another folder or say --overwrite")
        if not folder.is_dir() or _names(folder) - _table_files():
            raise UsageError(f"{folder} is no folder of tables and is not overwritten; choose another folder")
    with written_whole(folder) as made:
        for name in mapped.tables:
            text = rows_text(TABLES[name], mapped.texts(name))
            (made / TABLES[name].file).write_text(text, encoding="utf-8")
    return {name: len(rows) for name, rows in mapped.tables.items()}


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _table_files() -> set[str]:
    """What a folder of tables may hold: no settings, with which it would be a dataset."""
    return {*file_names(CSV)} - {CSV.settings}
