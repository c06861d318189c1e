"""The catalogues are whole, and dates and numbers are the reader's."""

# ruff: noqa: RUF001  it is Ukrainian

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, FluentSerializer
from fluent.syntax.ast import Junk, Message, Term, VariableReference
from fluent.syntax.visitor import Visitor

from tests.support.root import ROOT
from trainopt.web.navigation import NAVIGATION
from trainopt.words.reader import CATALOGUES, ENDING, reader_of
from trainopt.words.voice import LANGUAGES

WEB = ROOT / "trainopt" / "web"
FILES = sorted(path.name for path in CATALOGUES.joinpath("en").glob(f"*{ENDING}"))


class Variables(Visitor):
    """The names of the values that a message is given."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:
        self.found.add(node.id.name)


def messages(language: str, file: str) -> dict[str, set[str]]:
    """Every message of a file with the names of its values."""
    path = CATALOGUES / language / file
    found: dict[str, set[str]] = {}
    for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
        assert not isinstance(entry, Junk), f"{path.name} in {language}: {entry.content}"
        if isinstance(entry, Message | Term):
            assert entry.id.name not in found, f"{entry.id.name} stands twice in {path.name}"
            variables = Variables()
            variables.visit(entry)
            found[entry.id.name] = variables.found
    return found


ALL = {id for file in FILES for id in messages("en", file)}


def test_each_language_has_the_same_files() -> None:
    assert FILES
    for language in LANGUAGES:
        assert sorted(path.name for path in CATALOGUES.joinpath(language).iterdir()) == FILES


@pytest.mark.parametrize("file", FILES)
def test_each_language_has_the_same_texts_with_the_same_values(file: str) -> None:
    english = messages("en", file)
    for language in LANGUAGES:
        other = messages(language, file)
        assert english.keys() == other.keys()
        differing = {id for id in english if english[id] != other[id]}
        assert differing == set(), f"{language} gives other values"
    page = file.removesuffix(ENDING)
    assert [id for id in english if not id.startswith(f"{page}-")] == []


COUNTED = (
    *("осіб", "особ", "тижн", "команд", "місц", "груп", "навчальн", "рядк", "стовпц", "клітин", "потреб"),
    *("етап", "знак", "днів", "дні", "файл", "чернет", "підрозділ", "об’єкт", "країн", "раз"),
)
"""How nouns begin that numbers stand before."""
NO_NUMBERS = {"column", "demand", "share"}
"""Values that are none, though a noun follows them."""


def undeclined(message: Message) -> list[str]:
    """Values of a Ukrainian message that stand before a noun, which has one form whatever the number."""
    text = FluentSerializer().serialize_entry(message)
    chosen = set(re.findall(r"\$(\w+)\)? ->", text))
    found = re.findall(rf"\{{ (?:NUMBER\()?\$(\w+)\)? \}} (?:{'|'.join(COUNTED)})", text)
    return [name for name in found if name not in chosen | NO_NUMBERS]


def test_a_noun_after_a_number_has_the_form_that_the_number_asks_for() -> None:
    left = {
        entry.id.name: found
        for file in FILES
        for entry in FluentParser().parse((CATALOGUES / "uk" / file).read_text(encoding="utf-8")).body
        if isinstance(entry, Message) and (found := undeclined(entry))
    }
    assert left == {}


def test_a_noun_of_one_form_would_be_found() -> None:
    (bare,) = FluentParser().parse("x-a = ще { $n } осіб\n").body
    (formed,) = (
        FluentParser().parse("x-a = { $n ->\n    [one] { $n } особа\n   *[other] { $n } осіб\n  }\n").body
    )
    assert isinstance(bare, Message)
    assert isinstance(formed, Message)
    assert (undeclined(bare), undeclined(formed)) == (["n"], [])


USED = re.compile(r"""(?<![\w.])t\(\s*["']([a-z0-9-]+)["'](?=\s*[,)])""")


def used() -> Iterator[tuple[str, str]]:
    """The ids that stand in templates, pages and islands, with where."""
    places: list[Path] = [
        *WEB.joinpath("templates").rglob("*.html"),
        *WEB.rglob("*.py"),
        *ROOT.joinpath("islands", "src").rglob("*.ts"),
    ]
    for path in places:
        for id in USED.findall(path.read_text(encoding="utf-8")):
            yield id, path.relative_to(ROOT).as_posix()


def test_no_page_uses_a_text_that_there_is_not() -> None:
    found = list(used())
    assert len(found) > 20
    assert [one for one in found if one[0] not in ALL] == []
    assert {one.word for one in NAVIGATION} <= ALL


def test_an_unknown_text_is_an_error() -> None:
    with pytest.raises(LookupError):
        reader_of("").t("no-such-text")


@pytest.mark.parametrize(
    ("accepted", "chosen", "language", "locale"),
    [
        ("", "", "en", "en_GB"),
        ("en-US,en;q=0.9", "", "en", "en_US"),
        ("uk", "", "uk", "uk_UA"),
        ("de-DE,de;q=0.9,en-CA;q=0.5,uk;q=0.4", "", "en", "en_CA"),
        ("en;q=0.2, uk-UA;q=0.7", "", "uk", "uk_UA"),
        ("en-US", "uk", "uk", "uk_UA"),
        ("uk, en-US;q=0.1", "en", "en", "en_US"),
        ("en-US", "xx", "en", "en_US"),
        ("uk;q=0, pl", "", "en", "en_GB"),
        ("en-ZZ", "", "en", "en_GB"),
        ("*;q=0.5, ;;, en;q=.", "", "en", "en_GB"),
        ("uk-Cyrl-UA", "", "uk", "uk_UA"),
    ],
)
def test_the_reader_is_found(accepted: str, chosen: str, language: str, locale: str) -> None:
    found = reader_of(accepted, chosen)
    assert (found.language, str(found.locale)) == (language, locale)


def test_dates_and_numbers_are_the_readers() -> None:
    british, american, ukrainian = reader_of("en-GB"), reader_of("en-US"), reader_of("uk")
    assert british.day("2027-01-18") == "18 Jan 2027"
    assert american.day(date(2027, 1, 18)) == "Jan 18, 2027"
    assert ukrainian.day("2027-01-18") == "18 січ. 2027\u202fр."
    assert (british.number(1234567), ukrainian.number(1234567)) == ("1,234,567", "1\u00a0234\u00a0567")
    assert (british.number(0.5, 2), ukrainian.number(0.5, 2), british.number(2.4, 0)) == ("0.50", "0,50", "2")
    assert (british.month("2027-01"), british.month(date(2027, 1, 18), short=True)) == ("Jan 2027", "Jan")
    assert (ukrainian.month("2027-01"), ukrainian.month("2027-01", short=True)) == (
        "січ. 2027\u202fр.",
        "січ.",
    )
    assert british.moment("2027-01-18T05:07:09Z") == "18 Jan 2027, 05:07 UTC"
    assert british.moment("2027-01-18T01:07:09+02:00") == "17 Jan 2027, 23:07 UTC"


def test_islands_are_handed_their_messages_alone() -> None:
    handed = reader_of("uk").for_islands(["forms-"])
    assert handed["locale"] == "uk-UA"
    assert set(re.findall(r"^([\w-]+) =", handed["messages"], re.MULTILINE)) == set(
        messages("uk", "forms.ftl")
    )


@pytest.mark.parametrize(
    ("name", "one", "twenty_one"),
    [
        ("tables-set-ticked", "позначений рядок", "позначені рядки (21)"),
        ("tables-set-shown", "показаний рядок", "усі показані рядки (21)"),
        ("tables-set-block", "рядок, у якому ви зараз", "рядки блоку (21)"),
        (
            "drafts-clashes",
            "Інші тим часом змінили одну з цих клітинок: оберіть",
            "Інші тим часом змінили 21 з цих клітинок: оберіть для кожної",
        ),
    ],
)
def test_what_is_so_of_one_alone_is_not_said_of_21(name: str, one: str, twenty_one: str) -> None:
    told = reader_of("uk").t
    assert (told(name, count=1), told(name, count=21)) == (one, twenty_one)


@pytest.mark.parametrize("file", FILES)
def test_no_number_is_broken_in_two(file: str) -> None:
    told = CATALOGUES.joinpath("uk", file).read_text(encoding="utf-8")
    assert re.findall(r"\d \d{3}(?!\d)", told) == []
