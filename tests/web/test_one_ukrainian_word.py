"""One Ukrainian word for a thing: no catalogue has one that the glossary has put aside."""

from __future__ import annotations

import re

from tests.support.root import ROOT
from trainopt.words.reader import CATALOGUES, ENDING

HEADING = "## In Ukrainian"
LETTERS = "а-яґєії’"  # noqa: RUF001


def rows() -> list[list[str]]:
    """The rows of the glossary's table: the English, the Ukrainian, and what is put aside."""
    text = ROOT.joinpath("docs", "glossary.md").read_text(encoding="utf-8")
    table = text[text.index(HEADING) :].split("\n")
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table if line.startswith("|")]
    return cells[2:]


def put_aside() -> list[str]:
    """The stems of the words that are put aside; short ones are whole."""
    words = [word for _, _, aside in rows() for word in aside.split(", ") if word]
    return [word if len(word) < 5 else re.sub("(ий|ня|ок|[аеийьяі])$", "", word) for word in words]


def used(text: str) -> list[str]:
    """The words of a text that begin with a stem that is put aside, or are one that is short."""
    found = []
    for stem in put_aside():
        ends = f"(?![{LETTERS}])" if len(stem) < 5 else ""
        found += re.findall(f"(?<![{LETTERS}])({re.escape(stem)}{ends}[{LETTERS}]*)", text.lower())
    return found


def test_the_glossary_has_its_words() -> None:
    assert len(rows()) > 30
    assert all(english and ukrainian for english, ukrainian, _ in rows())
    assert "когорт" in put_aside()


def test_no_catalogue_has_a_word_that_is_put_aside() -> None:
    texts = {
        path.name: path.read_text(encoding="utf-8") for path in CATALOGUES.joinpath("uk").glob(f"*{ENDING}")
    }
    left = {name: found for name, text in texts.items() if (found := used(text))}
    assert left == {}


def test_such_a_word_would_be_found() -> None:
    found = used("навчальна група почала заняття, дві когорти, клас")
    assert sorted(found) == ["заняття", "клас", "когорти"]
    assert used("класифікація, навчальна група") == []
