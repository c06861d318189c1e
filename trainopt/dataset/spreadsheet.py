"""Cells of a workbook that is being written: text that stays text, numbers and days as such."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainopt.dataset.whole import FileKind, check_new_file, file_written_whole
from trainopt.dataset.workbook import ENDING
from trainopt.errors import UsageError
from trainopt.extras import missing
from trainopt.words.voice import Voice

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FIRST_DAY = date(1900, 3, 1)
"""Before this day spreadsheets do not agree on dates; what is older is written as text."""
MADE = datetime(2000, 1, 1)
"""What a workbook says of when it was made: the same content gives the same file."""
TEXT, DAY, WHOLE, SHARE, DECIMALS = "@", "yyyy-mm-dd", "#,##0", "0%", "General"
DAYS = {"en": DAY, "uk": "dd.mm.yyyy"}
"""How days are shown, by language; a cell holds the day itself."""
ESCAPES_OVERLAP = re.compile("_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
WITHIN_ESCAPE = re.compile("(?<=_x[0-9A-Fa-f]{3})(?=[0-9A-Fa-f]_)")
IMPOSSIBLE = re.compile("[\ufffe\uffff\ud800-\udfff]")


def check_new_workbook(path: Path, kind: FileKind, *, overwrite: bool) -> None:
    """Raise UsageError where a workbook of a kind cannot be written, before any work is done."""
    if path.suffix.lower() != ENDING:
        raise UsageError(f"{path}: a workbook's name must end in {ENDING}")
    check_new_file(path, kind, overwrite=overwrite)
    try:
        import xlsxwriter  # noqa: F401
    except ImportError as error:
        raise missing("writing a workbook needs XlsxWriter", "excel") from error


@contextmanager
def new_workbook(path: Path, kind: FileKind, *, overwrite: bool) -> Iterator[Workbook]:
    """A workbook of a kind to write into, which stands at the path at the end, whole, or not at all.

    Raises UsageError where it cannot be written.
    """
    check_new_workbook(path, kind, overwrite=overwrite)
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with file_written_whole(path, kind, overwrite=overwrite) as made:
        book = xlsxwriter.Workbook(str(made), options)
        book.set_properties({"created": MADE})
        yield book
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(str(error)) from error


def put_text(sheet: Worksheet, row: int, column: int, text: str, form: Format | None = None) -> None:
    """Write a text as it is, never as a formula, a link or anything else; nothing where it is blank.

    Raises UsageError for the few characters that no workbook can hold.
    """
    found = IMPOSSIBLE.search(text)
    if found:
        where = f"{sheet.name}, row {row + 1}"
        raise UsageError(f"{where}: a text holds the character U+{ord(found[0]):04X}, which no workbook can")
    parts = _parts(text)
    if len(parts) > 1:
        sheet.write_rich_string(row, column, *parts, *([form] if form else []))
    elif text:
        sheet.write_string(row, column, text, form)


def _parts(text: str) -> list[str]:
    """A text in one part, or where XlsxWriter would change it, in three or more that it writes as they are.

    It takes `<r>…</r>` for markup, and escapes but the first of two escapes that share an underscore. A
    text in parts it escapes twice, so no part may hold an escape.
    """
    if not ESCAPES_OVERLAP.search(text) and not (text.startswith("<r>") and text.endswith("</r>")):
        return [text]
    parts = WITHIN_ESCAPE.split(text)
    return [parts[0][:1], parts[0][1:2], parts[0][2:], *parts[1:]]


def put_number(sheet: Worksheet, row: int, column: int, text: str, form: Format | None = None) -> None:
    """Write a number, as text where the 16 digits of a spreadsheet would change it."""
    number = float(text)
    if float(f"{number:.16G}") == number:
        sheet.write_number(row, column, number, form)
    else:
        put_text(sheet, row, column, text, form)


def put_day(sheet: Worksheet, row: int, column: int, text: str, form: Format | None = None) -> None:
    """Write a day, as text where spreadsheets have none."""
    day = date.fromisoformat(text)
    if day < FIRST_DAY:
        put_text(sheet, row, column, text, form)
    else:
        sheet.write_datetime(row, column, datetime(day.year, day.month, day.day), form)


def header_format(book: Workbook, **more: Any) -> Format:
    """How a header looks."""
    look = {"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "border": 1, "valign": "vcenter"}
    return book.add_format({**look, **more})


def set_up_page(
    sheet: Worksheet, name: str, voice: Voice, *, marking: str = "", wide: int = 1, top: int = 0
) -> None:
    """On A4 across, so many pages wide, with the header in row `top` and the marking on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(wide, 0)
    sheet.repeat_rows(top)
    marked = marking.replace("&", "&&")  # a single one begins a code
    if marked:
        sheet.set_header(f"&C&B{marked}")
    sheet.set_footer(f"&L{name}&C{marked}&R{voice.say('Page &P of &N')}")
