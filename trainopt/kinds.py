"""Kinds of columns: what may stand in their cells. It arrives as text; a kind says how it is read.

Each kind is a type for pydantic: how its text is read, what messages and the data dictionary call it, and
for whole numbers their limits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Annotated, Literal, NamedTuple, get_args

from pydantic import BeforeValidator

from trainopt.errors import BREAKS, OBEYED
from trainopt.limits import OF_OWNERS

MOST = 1_000_000
MOST_EUR = 1_000_000_000
LONGEST_CELL = 1_000
DATED_LIMITS = tuple(kind.column for kind in OF_OWNERS)
"""The limits of sites, nations and units that limits.csv can set for a time."""


def parse_text(text: str) -> str:
    """A text in any script, on one line: line breaks and tabs stand as a space."""
    line = BREAKS.sub(" ", text)
    found = OBEYED.search(line)
    if found:
        raise ValueError(f"holds the control character U+{ord(found[0]):04X}, which no text can")
    return line


def is_id(text: str) -> bool:
    """Whether tables may refer to each other by the text."""
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}", text) is not None


MUST_BE_ID = "must be an id: 1 to 64 of A-Z a-z 0-9 _ - . and start with a letter or digit"


def parse_id(text: str) -> str:
    """An id: what tables refer to each other by."""
    if not is_id(text):
        several = all(map(is_id, re.split("[,;] *", text.rstrip(",;"))))
        raise ValueError(f"{MUST_BE_ID}{'; several ids are separated by a space' if several else ''}")
    return text


SEEMING = "АВЕКМНОРСТУХІЈЅаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"  # noqa: RUF001
LOOK_ALIKES = dict(zip(SEEMING, "ABEKMHOPCTYXIJSaeopcyxijsABEZHIKMNOPTYXo", strict=True))
"""Cyrillic and Greek letters that nobody can tell from Latin ones by sight."""


def seemingly(text: str) -> str:
    """A text by its letters and digits alone, those that only look like Latin ones as these."""
    return "".join(LOOK_ALIKES.get(letter, letter) for letter in text if letter.isalnum())


def looks_like(text: str) -> str:
    """The end of a message: the first letter that is not Latin though it looks so, where all others are."""
    latin = "".join(LOOK_ALIKES.get(letter, letter) for letter in text)
    if not (latin.isascii() and latin.isprintable()):
        return ""
    for place, letter in enumerate(text, start=1):
        if letter in LOOK_ALIKES:
            script = unicodedata.name(letter).partition(" ")[0].capitalize()
            return f"; letter {place} is {script} and only looks like {LOOK_ALIKES[letter]}"
    return ""


def parse_cohort_id(text: str) -> str:
    """A cohort's id by its letters, at most 72; whether there is such a cohort is its demand's to say."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,71}", text):
        raise ValueError("must be a cohort's id: a demand's id, '-' and its number, as in D1-01")
    demand, dash, number = text.rpartition("-")
    longer = dash and re.fullmatch("[0-9]{3,}", number)
    return f"{demand}-{int(number):02d}" if longer else text  # -001 is the same as -01


def parse_date(text: str) -> date:
    """A day, as 2027-01-18 or 18.1.2027. It stands for the week, Monday to Sunday, that it falls in."""
    day = day_of(text)
    if day is None:
        raise ValueError(f"must be a date that exists, as YYYY-MM-DD or DD.MM.YYYY{_could_be(text)}")
    return day


def day_of(text: str) -> date | None:
    """The day that a text says for certain, year first with dashes or day first with dots; None for none."""
    year_first = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
    if year_first:
        return _existing(*map(int, year_first.groups()))
    day_first = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", text)
    return _existing(*map(int, reversed(day_first.groups()))) if day_first else None


def _existing(year: int, month: int, day: int) -> date | None:
    with suppress(ValueError):
        return date(year, month, day)
    return None


def _could_be(text: str) -> str:
    """The end of a message: the days that three numbers may mean, whichever of them is the month."""
    day = _as_exported(text)
    found = re.fullmatch(r"([0-9]{1,4})[-./ ]([0-9]{1,2})[-./ ]([0-9]{1,4})\.?", text)
    if day or found is None:
        return f"; it could be {day}" if day else ""
    first, middle, last = found.groups()
    year = int(f"20{last}" if len(last) == 2 else last)
    orders = [(int(first), int(middle), int(last))] if len(first) == 4 else []
    if len(first) <= 2 and len(last) in (2, 4):
        orders = [(year, int(middle), int(first)), (year, int(first), int(middle))]
    days = [str(day) for day in dict.fromkeys(_existing(*order) for order in orders) if day]
    return f"; it could be {' or '.join(days)}" if days else ""


def _as_exported(text: str) -> date | None:
    """The day that a program may have written: with a time of 0, without dashes, or as Excel counts days."""
    day = re.sub(r"[ T]00:00(:00)?$", "", text)
    if re.fullmatch("[0-9]{8}", text):
        day = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if re.fullmatch("[34567][0-9]{4}", text):
        day = str(date(1899, 12, 30) + timedelta(int(text)))
    return None if day == text else day_of(day)


def parse_yes(text: str) -> bool:
    """`yes` or `no`, in any case."""
    if text.lower() not in ("yes", "no"):
        raise ValueError("must be yes or no")
    return text.lower() == "yes"


def word_of(text: str, known: Iterable[str]) -> str | None:
    """Which of some words a text is as people type it: in any case, with a blank or a hyphen for `_`.

    `Same nation` is `same_nation`. None where it is none of them.
    """
    typed = _as_typed(text)
    return next((word for word in known if _as_typed(word) == typed), None)


def _as_typed(text: str) -> str:
    return re.sub("[ _-]+", "_", text.strip().lower())


def _parse_word(known: Sequence[str]) -> Callable[[str], str]:
    """What reads one of a closed list of words."""

    def parse(text: str) -> str:
        word = word_of(text, known)
        if word is None:
            raise ValueError(f"must be one of {', '.join(known)}")
        return word

    return parse


def _parse_whole(least: int, most: int | None) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]+", text) or int(text) < least:
            raise ValueError(f"must be a whole number of at least {least}{_in_digits_alone(text, least)}")
        if most is not None and int(text) > most:
            raise ValueError(f"must be at most {most:,}")
        return int(text)

    return parse


PARTING = " \N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}'\N{RIGHT SINGLE QUOTATION MARK},."
"""What parts thousands in spreadsheets."""


def _in_digits_alone(text: str, least: int) -> str:
    """The end of a message: the whole number that a text means with parted thousands, decimals or a `%`."""
    number = text.removesuffix("%").strip()
    decimals = re.fullmatch(r"(.*[0-9])[.,]0{1,2}", number)
    number = decimals[1] if decimals else number
    parted = re.fullmatch(rf"[0-9]{{1,3}}(?:([{PARTING}])[0-9]{{3}}(?:\1[0-9]{{3}})*)?", number)
    plain = re.fullmatch("[0-9]+", number)
    digits = "".join(re.findall("[0-9]", number)) if parted or plain else ""
    if not digits or int(digits) < least or digits == text:
        return ""
    return f"; in digits alone it could be {int(digits)}"


def _parse_degrees(most: int) -> Callable[[str], float]:
    def parse(text: str) -> float:
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]+)?", text) or abs(float(text)) > most:
            raise ValueError(f"must be degrees from -{most} to {most} with a decimal point")
        return float(text)

    return parse


def parse_number(text: str) -> int | float:
    """A number of a result table: whole, or with a decimal point."""
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        raise ValueError("must be a number")
    return float(text) if "." in text else int(text)


Location = Literal["any", "same_nation", "same_site"]


class Limits(NamedTuple):
    """The least and the most that a whole number may be."""

    least: int
    most: int


Id = Annotated[str, BeforeValidator(parse_id), "id"]
CohortId = Annotated[str, BeforeValidator(parse_cohort_id), "cohort id"]
Ids = Annotated[tuple[Id, ...], BeforeValidator(str.split), "ids separated by a space"]
Text = Annotated[str, BeforeValidator(parse_text), "text"]
Count = Annotated[
    int, BeforeValidator(_parse_whole(0, MOST)), f"whole number, 0 to {MOST:,}", Limits(0, MOST)
]
Positive = Annotated[
    int, BeforeValidator(_parse_whole(1, MOST)), f"whole number, 1 to {MOST:,}", Limits(1, MOST)
]
PeoplePercent = Annotated[
    int, BeforeValidator(_parse_whole(1, 100)), "whole number, 1 to 100", Limits(1, 100)
]
Euros = Annotated[
    int, BeforeValidator(_parse_whole(0, MOST_EUR)), f"whole number, 0 to {MOST_EUR:,}", Limits(0, MOST_EUR)
]
Latitude = Annotated[float, BeforeValidator(_parse_degrees(90)), "degrees"]
Longitude = Annotated[float, BeforeValidator(_parse_degrees(180)), "degrees"]
Day = Annotated[date, BeforeValidator(parse_date), "date"]
YesNo = Annotated[bool, BeforeValidator(parse_yes), "yes or no"]
Total = Annotated[int, BeforeValidator(_parse_whole(0, None)), "whole number"]
Decimal = Annotated[float, BeforeValidator(parse_number), "number with decimals"]
Number = Annotated[int | float, BeforeValidator(parse_number), "number"]
LOCATIONS = get_args(Location)
STATES = ("running", "done", "failed", "stopped", "not_held")
"""What became of a step that was begun."""
DatedLimitName = Annotated[str, BeforeValidator(_parse_word(DATED_LIMITS)), ", ".join(DATED_LIMITS)]
StepLocation = Annotated[Location, BeforeValidator(_parse_word(LOCATIONS)), ", ".join(LOCATIONS)]
State = Annotated[str, BeforeValidator(_parse_word(STATES)), ", ".join(STATES)]
