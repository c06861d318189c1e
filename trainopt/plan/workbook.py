"""A plan as a formatted workbook, to be read, sorted and printed: a summary, sites by week, every table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from trainopt.dataset import Dataset
from trainopt.dataset.cells import cell_text
from trainopt.dataset.source import Where
from trainopt.dataset.spreadsheet import (
    DAY,
    DAYS,
    DECIMALS,
    SHARE,
    TEXT,
    WHOLE,
    header_format,
    new_workbook,
    put_day,
    put_number,
    put_text,
    set_up_page,
)
from trainopt.dataset.workbook_kinds import PLAN_WORKBOOK
from trainopt.plan.folder import read_manifest, read_rows
from trainopt.plan.given import plan_folder
from trainopt.plan.headline import Headline, both_ways, headline_of
from trainopt.plan.manifest import Manifest
from trainopt.plan.names import Names, named_columns, names_of
from trainopt.plan.placements import Plan
from trainopt.plan.reasons import reason_in_words
from trainopt.plan.results import CLASSES, KPIS, NAMES, RESULTS, SITES, UNMET
from trainopt.plan.results.kpis import UNITS
from trainopt.plan.results.table import IN_WORDS, Line, ResultTable, name_column
from trainopt.plan.source import MANIFEST_SHEET, folded
from trainopt.words.voice import SPOKEN_FIRST, FileWords, Voice, voice_of

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

PERCENTAGES = {"fill", "gap"}
CELL_FORMATS: dict[type, str] = {date: DAY, int: WHOLE, float: DECIMALS}
WIDTHS = {
    "detail": 70,
    IN_WORDS: 90,
    "class_id": 26,
    "cohort_id": 16,
    "demand_id": 14,
    "start": 11,
    "end": 11,
    "week": 11,
}
NAME_WIDTH = 22
MARKED = {
    "assignments": ("weeks_late", ">", "0"),
    "demand": ("unmet", ">", "0"),
    "load": ("used", ">=", "{available}"),
}
"""By sheet, the rows that are coloured: a column, how it compares, and with what."""
TIER_COLUMNS = ("term", "value", "bound", "gap", "status", "unit")
MOST_PRINTED, FIRST_PRINTED = 2000, 60
"""Of a table with more rows than that, which nobody reads on paper, only the first are printed."""
WEEKS_WIDE = 26
"""So many weeks stand side by side on a printed page."""


def write_plan_workbook(
    plan: Plan | Where,
    path: Where,
    *,
    dataset: Dataset | Where | None = None,
    language: str = "en",
    overwrite: bool = False,
) -> None:
    """Write a plan as a workbook, from which it can be read again; one that was read needs its `dataset`.

    What is only there for people is in `language`, `en` or `uk`; tables that are read again are the same in
    each. Raises PlanFaults where the plan cannot be read, UsageError where the workbook cannot be written, or
    for another language.

    >>> trainopt.write_plan_workbook("plans/example", "plan.xlsx")
    """
    voice = voice_of(language, FileWords.WORKBOOKS)
    with plan_folder(plan, dataset) as folder:
        _write_workbook(folder, path, voice, overwrite=overwrite)


def _write_workbook(folder: Path, path: Where, voice: Voice, *, overwrite: bool) -> None:
    manifest = read_manifest(folder)
    tables = {name: read_rows(folder, name).lines for name in RESULTS}
    kpis = {line["kpi"]: line["value"] for line in tables[KPIS.name]}
    names = names_of(tables[SITES.name], tables[NAMES.name])
    with new_workbook(Path(path), PLAN_WORKBOOK, overwrite=overwrite) as book:
        looks = _Looks(book, manifest.marking or "", voice)
        _write_summary(looks, manifest, headline_of(manifest, kpis), tables[KPIS.name])
        _write_weeks(looks, tables[CLASSES.name], names)
        for name, lines in tables.items():
            _write_sheet(looks, RESULTS[name], lines, names)
        _write_manifest(looks, manifest)


class _Looks:
    """The formats of a workbook, each made once, what stands on every printed page, and the language."""

    def __init__(self, book: Workbook, marking: str, voice: Voice) -> None:
        self.book = book
        self.marking = marking
        self.voice = voice
        self.say = voice.say
        self.header = header_format(book)
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.alarm = book.add_format({"bold": True, "font_color": "#C00000"})
        self.marked = book.add_format({"bg_color": "#FCE4D6"})
        self.cell = cache(self._cell)

    def _cell(self, number_format: str) -> Format:
        indent = 1 if number_format == TEXT else 0
        number_format = DAYS[self.voice.language] if number_format == DAY else number_format
        return self.book.add_format({"num_format": number_format, "valign": "top", "indent": indent})

    def of(self, column: str, kind: type) -> Format:
        """The format of a column's cells, by what stands in them."""
        if column in PERCENTAGES:
            return self.cell(SHARE)
        return self.cell(CELL_FORMATS.get(kind, TEXT))


def _put(looks: _Looks, sheet: Worksheet, row: int, number: int, column: str, value: object) -> None:
    """A value as what it is: a day as a day, a number as a number, all else as text."""
    text, look = cell_text(value), looks.of(column, type(value))
    if isinstance(value, date):
        put_day(sheet, row, number, text, look)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        put_number(sheet, row, number, text, look)
    else:
        put_text(sheet, row, number, text, look)


def _write_rows(
    looks: _Looks, sheet: Worksheet, columns: Sequence[str], rows: Sequence[Mapping[str, object]]
) -> int:
    """A header and the rows under it; the row after the last."""
    for number, column in enumerate(columns):
        sheet.write_string(0, number, column, looks.header)
    for line, row in enumerate(rows, start=1):
        for number, column in enumerate(columns):
            _put(looks, sheet, line, number, column, row.get(column))
    return len(rows) + 1


def _write_figures(
    looks: _Looks, sheet: Worksheet, top: int, columns: Sequence[str], rows: Iterable[Mapping[str, object]]
) -> int:
    """The same where it is for people alone: in their words, and a share as a share."""
    for number, column in enumerate(columns):
        sheet.write_string(top, number, looks.say(column), looks.header)
    for row in rows:
        top += 1
        for number, column in enumerate(columns):
            # A key figure is told by its own name: a fill is a share, all others are counts.
            kind = str(row["kpi"]) if column == "value" and row.get("kpi") in PERCENTAGES else column
            cell = row.get(column)
            _put(looks, sheet, top, number, kind, looks.say(cell) if isinstance(cell, str) else cell)
    return top + 1


def _write_sheet(looks: _Looks, table: ResultTable, lines: Sequence[Line], names: Names) -> None:
    """A result table, with a column of names after each column of ids that has any."""
    sheet = looks.book.add_worksheet(table.name)
    rows, columns = _with_names(table, _in_words(looks, table, lines), names)
    for number, column in enumerate(columns):
        plain = NAME_WIDTH if column.endswith("_name") else max(len(column) + 2, 9)
        sheet.set_column(number, number, WIDTHS.get(column, plain))
        if column in table.columns:
            sheet.write_comment(0, number, _note(looks, table, column), {"x_scale": 2})
    end = _write_rows(looks, sheet, columns, rows)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(end - 1, 1), len(columns) - 1)
    if table.name in MARKED:
        _mark(looks, sheet, table.name, columns, end)
    if len(rows) > MOST_PRINTED:
        sheet.print_area(0, 0, FIRST_PRINTED, len(columns) - 1)
        part = f"the first {FIRST_PRINTED} of {len(rows):,} rows; for others print a selection"
        footer = f"{table.name}: {looks.say(part)}"
    else:
        footer = table.name
    set_up_page(sheet, footer, looks.voice, marking=looks.marking)
    if table is NAMES:
        sheet.hide()


def _with_names(table: ResultTable, lines: Sequence[Line], names: Names) -> tuple[list[Line], list[str]]:
    found = {column: [names.beside(line, column) for line in lines] for column in named_columns(table)}
    told = {column: texts for column, texts in found.items() if any(texts)}
    rows = [
        line | {name_column(column): texts[at] for column, texts in told.items()}
        for at, line in enumerate(lines)
    ]
    columns = [[column, name_column(column)] if column in told else [column] for column in table.columns]
    in_words = [IN_WORDS] if any(IN_WORDS in line for line in lines) else []
    return rows, [*(name for pair in columns for name in pair), *in_words]


def _in_words(looks: _Looks, table: ResultTable, lines: Sequence[Line]) -> Sequence[Line]:
    """Why somebody is unmet also in the reader's words, where these are others than those of the table."""
    if table is not UNMET or looks.voice.language == SPOKEN_FIRST:
        return lines
    return [line | {IN_WORDS: _why(looks, line)} for line in lines]


def _why(looks: _Looks, line: Line) -> str:
    told = (reason_in_words(line["reason"] or ""), line["detail"] or "")
    return ": ".join(looks.say(text) for text in told if text)


def _note(looks: _Looks, table: ResultTable, name: str) -> str:
    """What a column means, and its unit."""
    column = table.columns[name]
    unit = looks.say(f"unit: {column.unit}") if column.unit else ""
    return "\n".join(filter(None, [looks.say(column.meaning), unit])).replace("`", "")


def _mark(looks: _Looks, sheet: Worksheet, name: str, columns: Sequence[str], end: int) -> None:
    """Colour what a planner looks for: who is late, what is unmet, which pools are full."""
    column, compares, other = MARKED[name]
    letters = {column: chr(65 + number) for number, column in enumerate(columns)}
    against = other.format(**{key: f"${letter}2" for key, letter in letters.items()})
    here = f"${letters[column]}2"
    known = f'AND({here}<>"",{against}<>"",{here}{compares}{against},{here}>0)'
    rule = {"type": "formula", "criteria": f"={known}", "format": looks.marked}
    sheet.conditional_format(1, 0, max(end - 1, 1), len(columns) - 1, rule)


def _write_summary(looks: _Looks, manifest: Manifest, head: Headline, kpis: Sequence[Line]) -> None:
    """What the plan is of, how good it is, its tiers with their bounds, and its key figures."""
    say = looks.say
    called = say("summary")
    sheet = looks.book.add_worksheet(called)
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 5, 18)
    put_text(sheet, 0, 0, head.name, looks.title)
    put_text(sheet, 0, 4, looks.marking, looks.alarm)
    put_text(sheet, 1, 0, ", ".join(map(say, _origin(manifest, head))))
    put_text(sheet, 2, 0, say(_placed(head)))
    row = 4
    tiers = [{**dict(tier), "unit": UNITS.get(tier.term, "")} for tier in manifest.tiers]
    if tiers:
        put_text(sheet, row, 0, say("Tiers, most important first; the bound is proven"), looks.title)
        row = _write_figures(looks, sheet, row + 1, TIER_COLUMNS, tiers) + 1
    put_text(sheet, row, 0, say("Key figures"), looks.title)
    _write_figures(looks, sheet, row + 1, ("kpi", "value", "unit"), kpis)
    set_up_page(sheet, called, looks.voice, marking=looks.marking)


def _origin(manifest: Manifest, head: Headline) -> list[str]:
    """Of when the data is, what made the plan, and what stopped that."""
    day = f"data as of {head.as_of}" if head.as_of else ""
    words = [day, f"trainopt {manifest.version or ''}".strip(), manifest.stopped or ""]
    return [word for word in words if word]


def _placed(head: Headline) -> str:
    """`Placed: 40 of 45 trainees, 98.4 % of what can be placed at most; unmet: 15 weighted (5 trainees)`."""
    most = f", {head.of_most}" if head.of_most else ""
    unmet = ""
    if head.unmet_weighted is not None and head.unmet is not None:
        unmet = f"; unmet {both_ways(head.unmet_weighted, head.unmet)}"
    return f"Placed: {head.placed:,} of {head.trainees:,} trainees{most}{unmet}"


def _write_weeks(looks: _Looks, classes: Sequence[Line], names: Names) -> None:
    """Sites by week: how many trainees are in classes there, the darker the more."""
    called = looks.say("weeks")
    sheet = looks.book.add_worksheet(called)
    trainees = _by_site_and_week(classes)
    weeks = _mondays(min(week for _, week in trainees), max(week for _, week in trainees)) if trainees else []
    sites = sorted({(line["nation_id"], line["site_id"]) for line in classes})
    put_text(sheet, 0, 0, looks.say("Trainees in classes, by site and week"), looks.title)
    put_text(sheet, 0, 12, looks.marking, looks.alarm)
    upright = header_format(looks.book, rotation=90, num_format=DAYS[looks.voice.language])
    for number, column in enumerate(("nation", "site", "name")):
        sheet.write_string(1, number, looks.say(column), looks.header)
    for number, week in enumerate(weeks, 3):
        put_day(sheet, 1, number, week.isoformat(), upright)
    for row, (nation, site) in enumerate(sites, 2):
        for number, text in enumerate((nation, site, names.of("site", site))):
            put_text(sheet, row, number, text, looks.cell(TEXT))
        for number, week in enumerate(weeks, 3):
            _put(looks, sheet, row, number, "trainees", trainees.get((site, week)))
    _lay_out_weeks(sheet, len(sites), len(weeks))
    wide = max(-(-len(weeks) // WEEKS_WIDE), 1)
    set_up_page(sheet, called, looks.voice, marking=looks.marking, wide=wide, top=1)


def _by_site_and_week(classes: Sequence[Line]) -> dict[tuple[str, date], int]:
    trainees: dict[tuple[str, date], int] = defaultdict(int)
    for line in classes:
        for week in _mondays(line["start"], line["end"]):
            trainees[line["site_id"], week] += line["trainees"]
    return dict(trainees)


def _lay_out_weeks(sheet: Worksheet, sites: int, weeks: int) -> None:
    """Widths, what stays in sight and on every page, and shades."""
    last = max(weeks + 2, 3)
    for first, end, width in ((0, 0, 8), (1, 1, 12), (2, 2, NAME_WIDTH), (3, last, 5)):
        sheet.set_column(first, end, width)
    sheet.set_row(1, 78)
    sheet.freeze_panes(2, 3)
    sheet.repeat_columns(0, 2)
    shades = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#7FB2D6"}
    sheet.conditional_format(2, 3, max(sites + 1, 2), last, shades)


def _mondays(first: date, last: date) -> list[date]:
    """The Monday of each week from the one day to the other."""
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(days=days) for days in range(0, (last - monday).days + 1, 7)]


def _write_manifest(looks: _Looks, manifest: Manifest) -> None:
    """All of manifest.json, from which a plan can be read again; hidden, since it is for no person."""
    sheet = looks.book.add_worksheet(MANIFEST_SHEET.name)
    sheet.set_column(0, 1, 40)
    rows = [{"key": way, "value": value} for way, value in folded(manifest.document())]
    _write_rows(looks, sheet, list(MANIFEST_SHEET.columns), rows)
    sheet.hide()
