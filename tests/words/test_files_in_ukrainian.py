"""Files for people are in Ukrainian throughout, and what is read again is read as before."""

# ruff: noqa: RUF001  it is Ukrainian

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest

from tests.support.greedy import planned
from tests.support.latin import CODES, left_in, names_in
from tests.support.nights import BASE, CLOSED, DEMAND, LENIENT, Nights
from tests.support.root import ROOT
from tests.support.running import contents, trainopt
from trainopt import read_dataset, simulate_plan, write_simulation
from trainopt.dataset.workbook import open_sheets
from trainopt.plan.results import RESULTS
from trainopt.plan.results.table import IN_WORDS
from trainopt.report.calendars import write_calendars
from trainopt.report.write import write_report

pytest.importorskip("plotly")
READ_ALOUD = {"title", "aria-label", "data-heading", "data-label"}
DRAWN = {"hovertext", "text", "name", "summary", "ticktext", "xhoverformat"}
"""What a picture says, by the names that plotly has for it."""


class Read(HTMLParser):
    """The texts of a report: of its elements, of what is read aloud, and of the data of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside: tuple[str, dict[str, str | None]] = ("", {})
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = (tag, dict(attrs))
        self.texts += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        self.inside = ("", {})

    def handle_data(self, data: str) -> None:
        tag, attributes = self.inside
        if attributes.get("type") == "application/json":
            self.texts += said_by(json.loads(data))
        elif tag not in ("script", "style"):
            self.texts.append(data)


def said_by(document: Any, key: str = "") -> Iterator[str]:
    """What a document of a picture or of a table says to people."""
    if isinstance(document, dict):
        table = set(document) == {"headings", "rows"} or "Filter" in document
        for name, inner in document.items():
            yield from said_by(inner, "text" if table else "summary" if name == "title" else name)
    elif isinstance(document, list):
        for inner in document:
            yield from said_by(inner, key)
    elif isinstance(document, str) and key in DRAWN:
        yield re.sub("<[^>]*>", " ", document)


def words_of(report: Path) -> list[str]:
    """The texts of a report."""
    return [re.sub(r"%\w+", "", text) for text in Read(report.read_text(encoding="utf-8")).texts]


class TestReport:
    def test_of_the_example_with_what_is_likely(self, example_plan: Path, tmp_path: Path) -> None:
        found = simulate_plan(ROOT / "data/example", example_plan, runs=20)
        write_simulation(tmp_path / "simulation", found)
        ran = trainopt(
            "report", example_plan, "--simulation", tmp_path / "simulation", "--language", "uk",
            "--out", tmp_path / "page.html",
        )  # fmt: skip
        assert ran.code == 0, ran.err
        texts = words_of(tmp_path / "page.html")
        assert left_in(texts, names_in(ROOT / "data/example", example_plan)) == []
        assert {"Коротко", "Чого очікувати насправді", "Хто без місця і чому", "Фільтр"} <= set(texts)
        assert '<html lang="uk">' in (tmp_path / "page.html").read_text(encoding="utf-8")

    def test_of_two_plans(self, example_plan: Path, tmp_path: Path) -> None:
        other = planned(read_dataset(ROOT / "data/example"), tmp_path / "B2")
        write_report(other, tmp_path / "page.html", beside=example_plan, language="uk")
        texts = words_of(tmp_path / "page.html")
        names = [*names_in(ROOT / "data/example", example_plan), example_plan.name]
        assert left_in(texts, names) == []

    @pytest.mark.slow
    def test_of_the_coalition(self, tmp_path: Path) -> None:
        """A share of it: the pictures of the whole have the same words."""
        plan = planned(read_dataset(ROOT / "data/coalition"), tmp_path / "plan")
        assert trainopt("extract", plan, "--unit", "101-1", "--out", tmp_path / "share").code == 0
        for folder in (plan, tmp_path / "share"):
            write_report(folder, tmp_path / "page.html", language="uk", overwrite=True)
            texts = words_of(tmp_path / "page.html")
            assert left_in(texts, names_in(ROOT / "data/coalition", plan)) == [], folder.name


class TestCalendars:
    @pytest.mark.parametrize("by", ["site", "unit"])
    def test_of_the_example(self, example_plan: Path, tmp_path: Path, by: str) -> None:
        before = planned(read_dataset(ROOT / "data/example"), tmp_path / "before")
        ran = trainopt(
            "calendar", example_plan, "--by", by, "--published", before, "--language", "uk",
            "--out", tmp_path / "uk",
        )  # fmt: skip
        assert ran.code == 0, ran.err
        write_calendars(example_plan, by, tmp_path / "en", published=before)
        texts: list[str] = []
        for name, content in contents(tmp_path / "uk").items():
            events = entries(content)
            english = entries(contents(tmp_path / "en")[name])
            texts += [str(event[part]) for event in events.values() for part in ("SUMMARY", "DESCRIPTION")]
            kept = ("DTSTART", "DTEND", "DTSTAMP", "SEQUENCE", "STATUS", "LOCATION")
            assert events.keys() == english.keys()
            for event in events.values():
                assert event["SUMMARY"].startswith("Скасовано: ") == (event["STATUS"] == "CANCELLED")
            assert all(events[uid][part] == english[uid][part] for uid in events for part in kept)
        assert left_in(texts, names_in(ROOT / "data/example", example_plan)) == []


def entries(content: bytes) -> dict[str, Any]:
    calendar = icalendar.Calendar.from_ical(content)
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


class TestWorkbookOfAPlan:
    def test_what_is_for_people_is_in_ukrainian(self, example_plan: Path, tmp_path: Path) -> None:
        assert trainopt("convert", example_plan, tmp_path / "plan.xlsx", "--language", "uk").code == 0
        book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
        assert book.sheetnames == ["підсумок", "тижні", *RESULTS, "manifest"]
        cells = [cell.value for name in book.sheetnames[:2] for row in book[name] for cell in row]
        texts = [cell for cell in cells if isinstance(cell, str)]
        texts += [cell.comment.text for sheet in book for cell in sheet[1] if cell.comment]
        texts += [str(sheet.oddFooter.right.text) for sheet in book if sheet.oddFooter.right.text]
        unmet = list(book["unmet"].iter_rows(values_only=True))
        texts += [str(row[unmet[0].index(IN_WORDS)]) for row in unmet[1:]]
        assert len(unmet) > 1
        assert left_in(texts, names_in(ROOT / "data/example", example_plan), CODES) == []

    def test_it_is_read_again_by_every_command(self, example_plan: Path, tmp_path: Path) -> None:
        book = tmp_path / "plan.xlsx"
        assert trainopt("convert", example_plan, book, "--language", "uk").code == 0
        assert trainopt("convert", book, tmp_path / "back").code == 0
        assert contents(tmp_path / "back") == contents(example_plan)
        verified = trainopt("verify", ROOT / "data/example", book)
        assert (verified.code, verified.out) == (
            0, trainopt("verify", ROOT / "data/example", example_plan).out
        )  # fmt: skip
        for words in (("show", book), ("compare", book, example_plan), ("convert", book, tmp_path / "again")):
            assert trainopt(*words).code == 0, words


class TestWorkbookOfADataset:
    @pytest.mark.parametrize("name", ["example", "coalition"])
    def test_what_is_told_of_it_is_in_ukrainian(self, name: str, tmp_path: Path) -> None:
        data, book = ROOT / "data" / name, tmp_path / "data.xlsx"
        assert trainopt("convert", data, book, "--language", "uk").code == 0
        assert left_in(told_by(book), names_in(data), CODES) == []
        opened = open_sheets(book, ["nations", "plan", "scenarios"], "")
        assert [fault for fault in opened.odd if "про" in fault.file] == []
        assert trainopt("convert", book, tmp_path / "back").code == 0
        assert trainopt("convert", data, tmp_path / "copy.xlsx").code == 0
        assert trainopt("convert", tmp_path / "copy.xlsx", tmp_path / "copy").code == 0
        assert contents(tmp_path / "back") == contents(tmp_path / "copy")

    def test_an_empty_one(self, tmp_path: Path) -> None:
        assert trainopt("template", tmp_path / "new.xlsx", "--language", "uk").code == 0
        assert left_in(told_by(tmp_path / "new.xlsx"), [], CODES) == []
        again = trainopt("template", tmp_path / "new.xlsx", "--language", "en", "--overwrite")
        assert again.code == 0, again.err


def told_by(path: Path) -> list[str]:
    """What a workbook of a dataset tells of its sheets and columns."""
    book = openpyxl.load_workbook(path)
    texts = [str(cell.value) for row in book["про книгу"] for cell in row if cell.value]
    texts += [str(row[2]) for row in book["plan"].iter_rows(min_row=2, values_only=True)]
    for sheet in book:
        texts += [cell.comment.text for cell in sheet[1] if cell.comment]
        texts += [rule.error for rule in sheet.data_validations.dataValidation if rule.error]
        texts += [sheet.oddFooter.right.text] if sheet.oddFooter.right.text else []
    return texts


class TestNights:
    def test_the_summary_of_nights(self, tmp_path: Path) -> None:
        nights, told = Nights(tmp_path), []
        lenient = nights.rules(LENIENT)
        closed = {"closures.csv": CLOSED, "demand.csv": BASE["demand.csv"] + "Z,V,PC,90,4,,2026-04-19,,1\n"}
        fewer = {"demand.csv": DEMAND + "X,U,PC,3,4,,2026-04-19,,3\n"}
        for files, rules in (({}, ()), (closed, ()), (closed, lenient), (fewer, lenient)):
            ran = nights.run(files, "--language", "uk", *rules)
            assert ran.code in (0, 7), ran.err
            told += [re.sub("`[^`]*`", "", line) for line in nights.summary().splitlines()]
        faulty = {"demand.csv": DEMAND + "X,U,PC,many,4,,2026-04-19,,3\n"}
        assert nights.run(faulty, "--language", "uk").code == 3
        told += [re.sub("`[^`]*`", "", line) for line in nights.summary().splitlines()]
        assert left_in(told, ["mini", "fire", "works", "Aland", "many"]) == []
        assert any("Чому його не оприлюднено" in line for line in told)


@pytest.mark.parametrize(
    "command",
    [
        ("report", "plan", "--out", "x.html"),
        ("calendar", "plan", "--by", "site", "--out", "x"),
        ("convert", "plan", "x.xlsx"),
        ("template", "x.xlsx"),
    ],
    ids=lambda words: words[0],
)
def test_a_language_that_there_is_not_is_refused(command: tuple[str, ...]) -> None:
    ran = trainopt(*command, "--language", "fr")
    assert (ran.code, "'fr' is not one of 'en', 'uk'" in ran.err) == (2, True)


def test_a_word_that_is_left_over_would_be_found() -> None:
    texts = ["команда D1-01, U1 First", "DE-02 Artillery and air-def…, повна", "late by 3", "class_max 3"]
    assert left_in(texts, ["First", "Artillery and air-defence school"]) == ["late by 3"]
