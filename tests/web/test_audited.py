"""What the audit holds is read as words, in the reader's language, and not as JSON."""

# ruff: noqa: RUF001  it is Ukrainian

from __future__ import annotations

import pytest

from tests.support.said import UKRAINIAN
from trainopt.runs.store.publishing import Entry
from trainopt.service.auditing import PEOPLE
from trainopt.web.audited import FACTS, about, facts_told
from trainopt.web.said import given
from trainopt.words.reader import reader_of

ENGLISH = reader_of("en")


@pytest.mark.parametrize(
    ("held", "read", "ukrainian"),
    [
        (
            '{"kind": "plan", "drafts": [2, 3], "subject": ""}',
            "kind: plan; drafts: 2, 3",
            "вид: план; чернетки: 2, 3",
        ),
        (
            '{"changes": [{"table": "sites", "set": {"beds": 0}}]}',
            "changes: (table: sites; set: (beds: 0))",
            "зміни: (table: sites; set: (beds: 0))",
        ),
        (
            '{"title": "from nations.csv", "status": "sent back", "kinds": ["held back"]}',
            "title: from nations.csv; status: sent back; told of: a night was held back",
            "назва: з файлу nations.csv; стан: повернуто; про що: план нічного розрахунку затримано",
        ),
        ('{"title": "Наша назва"}', "title: Наша назва", "назва: Наша назва"),
        ('{"keep-audit": "5y", "was": null}', "keep-audit: 5y", "keep-audit: 5y"),
        ('{"state": "of a later release"}', "state: of a later release", "стан: of a later release"),
        ('"Зміни"', "Зміни", "Зміни"),
        ("no JSON {", "no JSON {", "no JSON {"),
        ("[1, 2]", "1, 2", "1, 2"),
        ('{"seconds": 3600.0, "share": 0.5}', "seconds: 3600; share: 0.5", "секунд: 3600; share: 0.5"),
        ("", "", ""),
        (None, "", ""),
    ],
)
def test_facts_are_told_by_name(held: str | None, read: str, ukrainian: str) -> None:
    assert facts_told(ENGLISH, held) == read
    assert facts_told(UKRAINIAN, held) == ukrainian


@pytest.mark.parametrize(
    ("object", "english", "ukrainian"),
    [
        ("run 8", "run 8", "розрахунок 8"),
        ("draft 3", "draft 3", "чернетка 3"),
        ("version 2", "version 2", "версія 2"),
        ("site PL-01", "site PL-01", "об’єкт PL-01"),
        ("cohort D1-01", "cohort D1-01", "команда D1-01"),
        ('row ["sites", "PL-01"]', "sites PL-01", "sites PL-01"),
        ("plan", "the plan in force", "чинний план"),
        ("notices", "notices", "сповіщення"),
        ("dragon 3", "dragon 3", "dragon 3"),
        ("", "", ""),
    ],
)
def test_what_a_line_is_about_is_told(object: str, english: str, ukrainian: str) -> None:
    line = Entry(1, "2027-01-18T05:00:00Z", "ann", "x", None, "", object=object)
    assert (about(ENGLISH, line), about(UKRAINIAN, line)) == (english, ukrainian)


def test_people_are_called_as_they_are_called() -> None:
    line = Entry(1, "2027-01-18T05:00:00Z", "ann", "add person", None, "", area=PEOPLE, object="plan")
    assert about(UKRAINIAN, line) == "plan"


@pytest.mark.parametrize(
    ("text", "ukrainian"),
    [
        ("coalition was brought in", "внесено coalition"),
        ("data.zip was uploaded", "завантажено data.zip"),
        ("from nations.csv", "з файлу nations.csv"),
        ("from nations.csv: as agreed", "з файлу nations.csv: as agreed"),
        ("from a.csv; from b.csv", "з файлу a.csv; з файлу b.csv"),
        ("what the folder changes against the one before", "зміни в теці порівняно з попередньою"),
        ("the night's data", "тека нічного розрахунку: data"),
        ("runs 1, 2: 3,100 bytes", "розрахунки 1, 2; байтів: 3\u00a0100"),
        ("drafts 1, 2", "чернетки 1, 2"),
        ("spreadsheet 3 of ann has ended", "електронна таблиця 3, ann: строк минув"),
        ("more beds for PL-01", "more beds for PL-01"),
        ("more beds: as agreed", "more beds: as agreed"),
        ("", ""),
    ],
)
def test_what_the_service_gives_itself_is_said_and_what_people_wrote_stays(text: str, ukrainian: str) -> None:
    assert given(UKRAINIAN, text) == ukrainian
    assert given(ENGLISH, text) == text


def test_every_fact_that_the_service_notes_has_its_word() -> None:
    """Those of settings are ids."""
    for name, id in FACTS.items():
        assert ENGLISH.t(id), name
