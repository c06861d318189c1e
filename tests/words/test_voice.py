"""The language of a file: English is as it was said, others need their catalogues and what reads them."""

# ruff: noqa: RUF001  it is Ukrainian

from __future__ import annotations

import sys
from datetime import date

import pytest

from tests.support.said import PACKAGE, WORDS, sentences, spoken_texts
from trainopt import UsageError
from trainopt.extras import install_command
from trainopt.words.reader import reader_of
from trainopt.words.sayings import SPOKEN
from trainopt.words.voice import ENGLISH, FileWords, day_in_english, voice_of


@pytest.mark.parametrize(
    ("words", "english", "ukrainian"),
    [
        (FileWords.REPORT, "1 cohort (1 trainee) is late.", "1 команда (1 особа) із запізненням."),
        (FileWords.REPORT, "3 cohorts (22 trainees) are late.", "3 команди (22 особи) із запізненням."),
        (FileWords.REPORT, "5 cohorts (11 trainees) are late.", "5 команд (11 осіб) із запізненням."),
        (FileWords.REPORT, "1,234 of 2,000 used", "використано 1\u00a0234 з 2\u00a0000"),
        (FileWords.REPORT, "98.4 %", "98,4\u00a0%"),
        (FileWords.REPORT, "unit", "підрозділ"),
        (FileWords.WORKBOOKS, "unit", "одиниця"),
        (FileWords.CALENDARS, "8 of 12 seats", "8 з 12 місць"),
        (FileWords.NIGHTS, "D1-01 began a week late at PL-02; 27 of 30 are left",
         "D1-01 розпочала на тиждень пізніше: PL-02; лишилося 27 з 30"),
        (FileWords.NIGHTS, "demand: demand_id=X: latest 2026-01-18 → blank",
         "demand: demand_id=X: latest 2026-01-18 → порожньо"),
        (FileWords.REPORT, "beds of PL-01 used up in 2027-05-31 to 2027-06-06, 2027-07-19 to 2027-08-08",
         "ліжка об’єкта PL-01: вичерпано, 31 трав. 2027\u202fр. – 6 черв. 2027\u202fр., "
         "19 лип. 2027\u202fр. – 8 серп. 2027\u202fр."),
        (FileWords.REPORT,
         "What is new or moved begins in 0 weeks at the earliest: 1 trainee in less than 30 days, "
         "2 in less than 60.",
         "Нове або переміщене починається вже того самого тижня: 1 особа менш ніж за 30 днів, "
         "2 менш ніж за 60."),
        (FileWords.REPORT, "somebody's own text", "somebody's own text"),
    ],
)  # fmt: skip
def test_a_text_is_said(words: FileWords, english: str, ukrainian: str) -> None:
    assert voice_of("uk", words).say(english) == ukrainian
    assert voice_of("en", FileWords.NIGHTS).say(english) == english


NO_BREAK = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("used up in 2027-05-31 to 2027-06-06, and free", "used up in 31 May 2027 to 6 Jun 2027, and free"),
        ("latest of D3 1 week later (2027-09-14)", "latest of D3 1 week later (14 Sept 2027)"),
        ("BASIC at PL-02 from 2027-01-18: seats used", "BASIC at PL-02 from 18 Jan 2027: seats used"),
        ("had to start by 2027-01-18.", "had to start by 18 Jan 2027."),
        ("14 of 24 seats filled (58 %)", f"14 of 24 seats filled (58{NO_BREAK}%)"),
        ("ends after latest, 2027-13-45", "ends after latest, 2027-13-45"),
        ("class PL-02.BASIC.2027-01-18.1 has begun", "class PL-02.BASIC.2027-01-18.1 has begun"),
        ("did not begin PL-02:2027-01-18", "did not begin PL-02:2027-01-18"),
        (
            "there is no row PL-01 BASIC 2027-01-18 of capacity",
            "there is no row PL-01 BASIC 2027-01-18 of capacity",
        ),
        (
            "there is no row pl basic 2027-01-18 in capacity",
            "there is no row pl basic 2027-01-18 in capacity",
        ),
        ("lacks the row PL-01 BASIC 2027-01-18", "lacks the row PL-01 BASIC 2027-01-18"),
        ("PL-01 BASIC 2027-01-18 is not yours to change", "PL-01 BASIC 2027-01-18 is not yours to change"),
        (
            "capacity: PL-01 BASIC 2027-01-18: valid_to: was 2027-02-07, is now blank, here 3",
            "capacity: PL-01 BASIC 2027-01-18: valid_to: was 7 Feb 2027, is now blank, here 3",
        ),
        ("row PL-01 BASIC 2027-01-18 ends on 2027-02-07", "row PL-01 BASIC 2027-01-18 ends on 7 Feb 2027"),
        ("the row begins on 2027-01-18", "the row begins on 18 Jan 2027"),
        ("must be a day (got '2027-01-18')", "must be a day (got '2027-01-18')"),
        ("must be a date, as 2026-03-02 without quotes", "must be a date, as 2026-03-02 without quotes"),
        ("days as `2027-01-18`", "days as `2027-01-18`"),
        ("Rows %from to %to of %of", "Rows %from to %to of %of"),
    ],
)
def test_english_of_a_report_writes_days_and_shares_as_people_do(said: str, written: str) -> None:
    assert voice_of("en", FileWords.REPORT).say(said) == written
    assert voice_of("en", FileWords.NIGHTS).say(said) == said


def test_days_of_a_report_are_written_as_on_pages() -> None:
    days = [date(2027, month, month) for month in range(1, 13)]
    assert [day_in_english(day) for day in days] == [reader_of("en").day(day) for day in days]


def test_what_a_name_holds_is_no_day() -> None:
    told = ENGLISH.say_with("{site}, from {start}", {"site": "Camp 2027-01-18"}, {"start": "2027-01-18"})
    assert told == "Camp 2027-01-18, from 18 Jan 2027"


@pytest.mark.parametrize(
    "course", ["First aid at sea", "Aid, then sea", "late; late", "Name1inAText", "{site} 10%"]
)
def test_a_name_is_never_taken_for_words_of_the_sentence(course: str) -> None:
    names = {"course": course, "site": "PL-01 at Lviv"}
    ukrainian = voice_of("uk", FileWords.REPORT)
    assert ukrainian.say_with("{course} at {site}", names) == f"{course}, PL-01 at Lviv"
    assert ENGLISH.say_with("{course} at {site}", names) == f"{course} at PL-01 at Lviv"
    told = ukrainian.say_with("{weeks} before {course}", {"course": course}, {"weeks": "2 weeks"})
    assert told == f"2 тижні до {course}"


def test_a_sentence_with_a_name_that_no_catalogue_has_stands_in_english() -> None:
    told = voice_of("uk", FileWords.REPORT).say_with("nobody has said {one}", {"one": "A1"})
    assert told == "nobody has said A1"
    with pytest.raises(KeyError):
        ENGLISH.say_with("{one} of {other}", {"one": "A1"})


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    ukrainian = voice_of("uk", FileWords.REPORT)
    assert [ENGLISH.number(1234567), ENGLISH.number(0.5, 2)] == ["1,234,567", "0.50"]
    assert [ukrainian.number(1234567), ukrainian.number(0.5, 2)] == ["1\u00a0234\u00a0567", "0,50"]
    assert ENGLISH.number(float("nan")) == ukrainian.number(float("nan")) == "–"


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(UsageError, match=r"language must be one of en, uk \(got 'fr'\)"):
        voice_of("fr", FileWords.REPORT)


def test_english_needs_nothing_that_reads_catalogues(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "babel", None)
    assert voice_of("en", FileWords.REPORT).say("late") == "late"
    with pytest.raises(UsageError) as refused:
        voice_of("uk", FileWords.REPORT)
    assert str(refused.value).endswith(install_command("web"))


MODULES = {
    FileWords.REPORT: (
        *("bars", "heat", "likely", "lists", "maps", "outcome", "page", "sections", "timelines", "words"),
    ),
    FileWords.CALENDARS: ("calendars",),
}
WORKBOOKS = (
    *("dataset/workbook_writer.py", "dataset/scenario_rows.py", "plan/workbook.py", "plan/reasons.py"),
    "search/result.py",
)
NIGHTS = (
    *("runs/nightly/summary.py", "runs/nightly/bottom_line.py", "runs/nightly/differences.py"),
    *("runs/nightly/causes.py", "dataset/actual_differences.py"),
)
SPEAKING = {
    **{f"report/{name}.py": words for words, names in MODULES.items() for name in names},
    **dict.fromkeys(WORKBOOKS, FileWords.WORKBOOKS),
    **dict.fromkeys(NIGHTS, FileWords.NIGHTS),
}
"""The modules whose sentences stand in files, and the catalogue that has them."""
INWARD = (
    *("a script may not end itself", "default-src", "the simulation is of another plan", "as planned there"),
    *("must be", "cannot be written", "exists; choose", "holds more than", "lies before start"),
    *("calendars need icalendar", "its parameters", "middle right", "middle left", "top center"),
    *("bottom center", "<", "-src", "a bound of", "above the value", "`trainopt"),
    *("calendars are made by", "is drawn by"),
)
"""What is an error, markup, or told to nobody."""


@pytest.mark.parametrize(("module", "words"), SPEAKING.items(), ids=lambda one: str(one))
def test_every_sentence_of_a_file_is_in_its_catalogue(module: str, words: FileWords) -> None:
    known, voice = spoken_texts((words, *SPOKEN)), voice_of("uk", words)
    texts = [text for text in sentences(PACKAGE / module) if WORDS.search(text) and text not in known]
    inward = [text for text in texts if any(one in text for one in INWARD)]
    assert [text for text in texts if text not in inward and voice.say(text) == text] == []
