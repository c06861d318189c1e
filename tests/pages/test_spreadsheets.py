"""A spreadsheet of one's own layout in a browser: mapped, previewed, a draft; the next goes straight on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import PHONE, axe, sideways

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]
SHEET = "Grafik szkoleń 2027;;;;\nOśrodek;Kurs;Ile osób;KW 10;KW 11\nObóz Południe;Ratownik;18;1;jeden\n"


def upload(page: Page, folder: Path, name: str, text: str) -> None:
    """Choose a file on the page of tables and send it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_role("button", name="Upload as a draft").press("Enter")


def looked_at(page: Page) -> None:
    axe(page)
    assert sideways(page) == 0


@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["wide", "phone"])
def test_one_whole_way(visit: Visit, tmp_path: Path, size: tuple[int, int]) -> None:
    page = visit("pawel", "/tables", size=size, dark=size == PHONE)
    name = f"grafik-{size[0]}"
    upload(page, tmp_path, f"{name}.csv", SHEET)
    page.get_by_role("heading", name=f"What the columns of {name}.csv are").wait_for()
    looked_at(page)
    page.get_by_label("C Ile osób: It is", exact=True).select_option("class_max")
    page.get_by_label("Ratownik =").press_sequentially("MED")
    looked_at(page)
    page.get_by_role("button", name="See the rows that come out").press("Enter")
    page.get_by_role("heading", name="One fault").wait_for()
    fault = page.locator("td.faulty")
    expect(fault).to_contain_text("jeden")
    expect(fault).to_contain_text("3: must be a whole number")
    looked_at(page)
    page.get_by_label("Name of the column map").fill(f"map {size[0]}")
    page.get_by_role("button", name="Make a draft of it").press("Enter")
    page.get_by_role("heading", name=f"from {name}.csv").wait_for()
    page.goto(page.url.partition("/drafts/")[0] + "/tables")
    upload(page, tmp_path, "later.csv", SHEET.replace("jeden", "2"))
    page.get_by_text(f"Read by the column map that you keep: map {size[0]}.").wait_for()
    assert page.locator("td.faulty").count() == 0
    page.get_by_role("button", name="Make a draft of it").press("Enter")
    page.get_by_role("heading", name="from later.csv").wait_for()
    page.goto(page.url.partition("/drafts/")[0] + "/tables/mappings")
    looked_at(page)
    page.get_by_role("button", name=f"Delete map {size[0]}").press("Enter")
    page.get_by_text("You keep none yet").wait_for()


def test_it_is_read_in_ukrainian(visit: Visit, tmp_path: Path) -> None:
    page = visit("pawel", "/tables", language="uk-UA", size=PHONE)
    path = tmp_path / "графік.csv"
    path.write_text(SHEET, encoding="utf-8")
    page.get_by_label("Файл", exact=True).set_input_files(path)
    page.get_by_role("button", name="Завантажити як чернетку").click()
    page.get_by_role("heading", name="Що означають стовпці графік.csv").wait_for()
    looked_at(page)
