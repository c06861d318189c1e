"""The dictionary of the plan folder: every result table and column as markdown, made from `RESULTS`."""

from __future__ import annotations

from inspect import cleandoc

from trainopt.dictionary import markdown_table
from trainopt.plan.manifest import SECTIONS, ManifestSection
from trainopt.plan.results import RESULTS, ResultTable

INTRODUCTION = """\
# Dictionary of the plan folder

<!-- Made by trainopt/plan/dictionary.py from trainopt/plan/results; a test compares the two. -->

A plan is a folder: the CSV tables below and [`manifest.json`](#manifestjson), which has the version, the
parameters, the SHA-256 of every input file and of each tier the value, the proven bound and the gap. The
tables are UTF-8 with one header line and `,` between the cells. Rows are sorted by their **key** columns, by
which a row is told from the others of its table. Dates are the Monday of a start and the Sunday of an end. A
plan that was saved by a spreadsheet, with `;`, with days first or as a workbook, is read as well.

A column or a table with a version under *since* is missing in plans of versions before it; they are read
without it.
"""


def plan_dictionary() -> str:
    """The dictionary as markdown."""
    tables = (_section(table) for table in RESULTS.values())
    return "\n".join([INTRODUCTION, *tables, *(_part(part) for part in SECTIONS)])


def _section(table: ResultTable) -> str:
    since = f" Since {table.since}." if table.since else ""
    by_hand = (
        f" A plan made by hand needs {', '.join(f'`{name}`' for name in table.given)}." if table.given else ""
    )
    rows = [
        (
            f"`{name}`" + (" **key**" if column.key else ""),
            column.meaning,
            column.unit,
            column.blank or "never",
            table.written(name),
            column.since,
        )
        for name, column in table.columns.items()
    ]
    header = ("column", "meaning", "unit", "blank", "written as", "since")
    doc = f"{table.row.__doc__}{since}{by_hand}"
    share = f"In a share: {_lower(cleandoc(table.shared.__doc__ or ''))}"
    return "\n".join([f"## {table.file}", "", doc, "", *markdown_table(header, rows), "", share, ""])


def _part(part: ManifestSection) -> str:
    """A part of manifest.json: its keys."""
    rows = [
        (f"`{name}`", key.meaning, key.unit, key.blank or "never")
        for name, key in part.kind.columns().items()
    ]
    table = markdown_table(("key", "meaning", "unit", "missing or null"), rows)
    return "\n".join([f"{part.heading} {part.title}", "", str(part.kind.__doc__), "", *table, ""])


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
