"""Datasets as workbooks: a sheet for each table, with notes, drop-downs and limits; and empty ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from trainopt.dataset.cells import cell_text
from trainopt.dataset.reader import Dataset, records_of
from trainopt.dataset.scenario_rows import SCENARIO_SHEET
from trainopt.dataset.sheet import Record
from trainopt.dataset.source import Where
from trainopt.dataset.spreadsheet import (
    DAY,
    DAYS,
    FIRST_DAY,
    TEXT,
    WHOLE,
    header_format,
    new_workbook,
    put_day,
    put_number,
    put_text,
    set_up_page,
)
from trainopt.dataset.whole import FileKind
from trainopt.dataset.workbook_kinds import DATASET_WORKBOOK, EMPTY_WORKBOOK
from trainopt.dictionary import setting_limits, setting_type, setting_words
from trainopt.kinds import DATED_LIMITS, LOCATIONS, STATES, Limits
from trainopt.tables import SHEETS, TABLES, Settings, Table
from trainopt.words.voice import FileWords, Say, Voice, voice_of

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

WORDS_OF = FileWords.WORKBOOKS
CHECKED_ROWS = 20_000
"""How far down a sheet its drop-downs and limits reach."""
LONGEST_WIDTH = 40
HEIGHT = 15
"""Of a line of text, in points."""
WORDS = {"yes or no": ("yes", "no")} | {", ".join(w): w for w in (LOCATIONS, DATED_LIMITS, STATES)}
"""The drop-downs of columns that take words, by how they are written."""
INPUT_FORMATS = {"date": DAY, "degrees": "General"}
ABOUT = (
    "A dataset of trainopt: fill one sheet after the other, from nations to demand.",
    "",
    "Sheet plan: the horizon and how to plan in it; its last column says what must be filled.",
    "Each other sheet is a table, one row a line.",
    "Columns with a dark head must be filled; under a light head a cell may be blank.",
    "Point at a head to read what its column means, in which unit, and what a blank cell means.",
    "Ids are letters, digits, _ - and . without spaces. They are told apart by upper and lower case.",
    "Sheet scenarios: changes to try out, a row each; trainopt whatif FILE.xlsx plans them.",
    "Days stand for the week, Monday to Sunday, that they fall in.",
    "Sheets whose names begin with about or notes are not read: write there what you like.",
    "",
    "When it is filled: trainopt check FILE.xlsx says what is wrong, sheet and cell, all at once.",
)


def write_workbook(dataset: Dataset, path: Path, *, language: str = "en", overwrite: bool = False) -> None:
    """Write a dataset as a workbook, whole or not at all; what is told of its columns is in `language`.

    Raises UsageError where it cannot be written, for another language than `en` and `uk`, and where what
    writes it is not installed.
    """
    settings = dataset.settings
    values = {key: getattr(settings, key) for key in settings.model_fields_set}
    records = {name: records_of(dataset, name) for name in TABLES}
    _write(path, DATASET_WORKBOOK, values, records, voice_of(language, WORDS_OF), overwrite=overwrite)


def write_template(path: Where, *, language: str = "en", overwrite: bool = False) -> None:
    """Write an empty workbook to be filled, explained in `language`. Raises UsageError as `write_workbook`.

    With `overwrite` it takes the place of an empty one alone, never of one with rows.

    >>> trainopt.write_template("template.xlsx")
    """
    _write(Path(path), EMPTY_WORKBOOK, {}, {}, voice_of(language, WORDS_OF), overwrite=overwrite)


def write_tables(
    path: Path, records: Mapping[str, Sequence[Record]], *, marking: str = "", language: str = "en"
) -> None:
    """Write some tables of a dataset as a workbook that has a sheet for each and no other: no settings.

    The `marking` stands on every printed page.

    Raises UsageError as `write_workbook`.
    """
    with new_workbook(path, DATASET_WORKBOOK, overwrite=False) as book:
        looks = _Looks(book, frozenset(records), voice_of(language, WORDS_OF), marking)
        for name, rows in records.items():
            _write_table(looks, TABLES[name], rows)


def _write(
    path: Path,
    kind: FileKind,
    settings: Mapping[str, Any],
    records: Mapping[str, Sequence[Record]],
    voice: Voice,
    *,
    overwrite: bool,
) -> None:
    with new_workbook(path, kind, overwrite=overwrite) as book:
        looks = _Looks(book, frozenset(TABLES), voice, str(settings.get("marking") or ""))
        _write_about(looks)
        _write_settings(looks, settings)
        for name, table in TABLES.items():
            _write_table(looks, table, records.get(name, ()))
        _write_table(looks, SCENARIO_SHEET, ())


def _write_about(looks: _Looks) -> None:
    sheet = looks.book.add_worksheet(looks.say("about"))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 110)
    for row, line in enumerate(ABOUT):
        put_text(sheet, row, 0, looks.say(line))


class _Looks:
    """The formats of a workbook, each made once, its tables' sheets by name, its language and its marking."""

    def __init__(self, book: Workbook, sheets: frozenset[str], voice: Voice, marking: str) -> None:
        self.book = book
        self.sheets = sheets
        self.voice = voice
        self.marking = marking
        self.say = voice.say
        self.required = header_format(book)
        self.optional = header_format(book, bg_color="#D9E2F3", font_color="#1F3864")
        self.note = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#595959"})
        self.top = book.add_format({"valign": "top", "num_format": TEXT, "bold": True})
        self._cells: dict[tuple[str, str], Format] = {}

    def cell(self, number_format: str, align: str = "") -> Format:
        """The format of cells that hold numbers, days or text."""
        number_format = DAYS[self.voice.language] if number_format == DAY else number_format
        look = {"num_format": number_format, "align": align, "valign": "top"}
        key = (number_format, align)
        if key not in self._cells:
            self._cells[key] = self.book.add_format({name: value for name, value in look.items() if value})
        return self._cells[key]


@dataclass(frozen=True)
class _Kind:
    """How cells of a column are written: the format, and the limits of whole numbers."""

    written: str
    limits: Limits | None = None

    @property
    def format(self) -> str:
        return WHOLE if self.limits else INPUT_FORMATS.get(self.written, TEXT)

    def put(self, sheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
        if self.written == "date":
            put_day(sheet, row, column, text, look)
        elif self.limits or self.written == "degrees":
            put_number(sheet, row, column, text, look)
        else:
            put_text(sheet, row, column, text, look)


def _kind(table: Table, name: str) -> _Kind:
    limits = next((mark for mark in table.marks[name] if isinstance(mark, Limits)), None)
    return _Kind(table.written(name), limits)


def _write_table(looks: _Looks, table: Table, records: Sequence[Record]) -> None:
    sheet = looks.book.add_worksheet(table.name)
    sheet.freeze_panes(1, 1)
    for column, name in enumerate(table.columns):
        kind = _kind(table, name)
        look = looks.cell(kind.format)
        required = name in table.required
        sheet.write_string(0, column, name, looks.required if required else looks.optional)
        sheet.write_comment(0, column, _note(looks.say, table, name), {"x_scale": 2.5, "y_scale": 1.5})
        rule = _rule(looks, table, name, kind, f"{ascii_uppercase[column]}2")
        if rule:
            sheet.data_validation(1, column, CHECKED_ROWS, column, rule)
        texts = [record.cells.get(name, "") for record in records]
        width = max([len(name) + 2, *(len(text) + 1 for text in texts)])
        sheet.set_column(column, column, min(width, LONGEST_WIDTH), look)
        for row, text in enumerate(texts, start=1):
            if text:
                kind.put(sheet, row, column, text, look)
    sheet.autofilter(0, 0, max(len(records), 1), len(table.columns) - 1)
    set_up_page(sheet, table.name, looks.voice, marking=looks.marking)


def _note(say: Say, table: Table, name: str) -> str:
    """What a column means, its unit, how it is written, and what a blank cell means."""
    column = table.columns[name]
    tables = " or ".join(column.refers_to)
    told = filter(None, [say(column.meaning), say(f"in {tables}") if tables else ""])
    lines = [
        "; ".join(told),
        say(f"unit: {column.unit}") if column.unit else "",
        say(f"written as: {table.written(name)}"),
        say("must be filled" if name in table.required else f"blank: {column.blank}"),
    ]
    return "\n".join(line for line in lines if line).replace("`", "")


CellRule = dict[str, Any]


def _rule(looks: _Looks, table: Table, name: str, kind: _Kind, first: str) -> CellRule | None:
    """What a spreadsheet lets be typed: a choice, or a number or a day within limits; `first` is a cell.

    Ids of a table that has no sheet in the workbook are as they are typed.
    """
    told, say = table.columns[name], looks.say
    refers_to = (told.offers,) if told.offers else told.refers_to
    if not looks.sheets.issuperset(refers_to):
        return None
    if kind.written == "id" and len(refers_to) == 1:
        return _choice_of_ids(say, refers_to[0])
    if kind.written == "id" and refers_to:
        return _known_in(say, refers_to, first)
    if kind.written in WORDS:
        return _choice(say, WORDS[kind.written])
    if table is SCENARIO_SHEET and name == "table":
        return _choice(say, list(TABLES))
    if kind.limits:
        return _whole(say, kind.limits)
    return _day(say) if kind.written == "date" else None


def _choice(say: Say, words: Sequence[str]) -> CellRule:
    return {"validate": "list", "source": list(words), **_refusal(say(f"One of: {', '.join(words)}"))}


def _choice_of_ids(say: Say, table: str) -> CellRule:
    """The ids that stand in the first column of a table; another one can be typed before it is there."""
    ids = f"{table}!$A$2:$A${CHECKED_ROWS + 1}"
    return {
        "validate": "list",
        "source": f"=OFFSET({table}!$A$2,0,0,MAX(1,COUNTA({ids})),1)",
        **_refusal(say(f"Not in the sheet {table}, yet"), kind="warning"),
    }


def _known_in(say: Say, tables: Sequence[str], cell: str) -> CellRule:
    """An id of one of some tables. A drop-down can show one table only, so this one just warns."""
    ids = (f"COUNTIF({table}!$A$2:$A${CHECKED_ROWS + 1},{cell})>0" for table in tables)
    return {
        "validate": "custom",
        "value": f"=OR({','.join(ids)})",
        **_refusal(say(f"Not in the sheets {' or '.join(tables)}, yet"), kind="warning"),
    }


def _whole(say: Say, limits: Limits) -> CellRule:
    message = f"A whole number from {limits.least:,} to {limits.most:,}"
    return {
        "validate": "integer",
        "criteria": "between",
        "minimum": limits.least,
        "maximum": limits.most,
        **_refusal(say(message)),
    }


def _day(say: Say) -> CellRule:
    return {"validate": "date", "criteria": ">=", "value": FIRST_DAY, **_refusal(say("A day, as 2026-03-02"))}


def _refusal(message: str, kind: str = "stop") -> CellRule:
    return {"error_title": "trainopt", "error_message": message, "error_type": kind}


def _write_settings(looks: _Looks, settings: Mapping[str, Any]) -> None:
    """A row for each key of plan.toml."""
    sheet = looks.book.add_worksheet(SHEETS.settings)
    sheet.freeze_panes(1, 0)
    for column, (name, width) in enumerate({"key": 18, "value": 45, "meaning": 80, "default": 30}.items()):
        sheet.write_string(0, column, name, looks.required if column < 2 else looks.optional)
        sheet.set_column(column, column, width)
    for row, (key, field) in enumerate(Settings.model_fields.items(), start=1):
        put_text(sheet, row, 0, key, looks.top)
        _write_setting(looks, sheet, row, key, settings.get(key))
        meaning = looks.say(field.description or "").replace("`", "")
        put_text(sheet, row, 2, meaning, looks.note)
        sheet.set_row(row, HEIGHT * (1 + len(meaning) // 75))
        default = looks.say("must be filled") if field.is_required() else cell_text(field.default)
        put_text(sheet, row, 3, default, looks.note)
    set_up_page(sheet, SHEETS.settings, looks.voice, marking=looks.marking)


def _write_setting(looks: _Looks, sheet: Worksheet, row: int, key: str, value: Any) -> None:
    kind = _Kind("date" if setting_type(key) is date else "text", setting_limits(key))
    look = looks.cell(kind.format, align="left")
    words = setting_words(key)
    if words:
        sheet.data_validation(row, 1, row, 1, _choice(looks.say, words))
    elif kind.limits:
        sheet.data_validation(row, 1, row, 1, _whole(looks.say, kind.limits))
    elif kind.written == "date":
        sheet.data_validation(row, 1, row, 1, _day(looks.say))
    text = cell_text(value)
    if text:
        kind.put(sheet, row, 1, text, look)
    else:
        sheet.write_blank(row, 1, None, look)
