"""Days, weeks and months as people write them, where a map says what they mean."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from trainopt.kinds import day_of
from trainopt.mapping.form import DateOrder
from trainopt.mapping.headings import plain
from trainopt.mapping.vocabulary import MONTHS, WEEK_WORDS

LAST_DAY = timedelta(days=6)
THURSDAY = timedelta(days=3)


@dataclass(frozen=True)
class Period:
    """Whole weeks: the Monday of the first and the Sunday of the last."""

    first: date
    last: date

    @classmethod
    def week_of(cls, day: date) -> Period:
        """The week that a day falls in."""
        monday = day - timedelta(days=day.weekday())
        return cls(monday, monday + LAST_DAY)

    @classmethod
    def month_of(cls, year: int, month: int) -> Period:
        """The weeks whose Thursday lies in a month, so that no week is in two."""
        first = cls.week_of(date(year, month, 1) + THURSDAY).first
        after = cls.week_of(date(year + month // 12, month % 12 + 1, 1) + THURSDAY).first
        return cls(first, after - timedelta(days=1))


def day_said(text: str, order: DateOrder | None = None, year: int | None = None) -> date | None:
    """The day that a cell says: as the tables have it, a week's Monday, or in the order that is given.

    `year` is that of weeks which stand there without one. None where the text says no day for certain.
    """
    return day_of(text) or _by_order(text, order) or _week_said(text, year)


def _by_order(text: str, order: DateOrder | None) -> date | None:
    found = re.fullmatch(r"([0-9]{1,2})[-./ ]([0-9]{1,2})[-./ ]([0-9]{2}|[0-9]{4})\.?", text)
    if found is None or order is None:
        return None
    first, second, year = map(int, found.groups())
    day, month = (first, second) if order == "day first" else (second, first)
    with suppress(ValueError):
        return date(year + 2000 if year < 100 else year, month, day)
    return None


def _week_said(text: str, year: int | None) -> date | None:
    """The Monday of `2027-W05`, `KW 5/2027`, or with a year given of `W5` and of 5."""
    iso = re.fullmatch(r"([0-9]{4})-?W([0-9]{1,2})", text, re.IGNORECASE)
    if iso:
        return _monday(int(iso[1]), int(iso[2]))
    found = re.fullmatch(r"([^\W\d]*)[.\s]*([0-9]{1,2})(?:[\s/.]+([0-9]{4}))?", plain(text))
    if found is None or (found[1] and found[1] not in WEEK_WORDS) or (found[3] and not found[1]):
        return None
    said = int(found[3]) if found[3] else year
    return None if said is None else _monday(said, int(found[2]))


def _monday(year: int, week: int) -> date | None:
    with suppress(ValueError, OverflowError):
        return date.fromisocalendar(year, week, 1)
    return None


def period_said(text: str, year: int | None) -> Period | None:
    """The week or the month that a heading names; None where it names neither.

    None also where that would begin or end on no day that can be, as at the end of the year 9999.
    """
    with suppress(ValueError, OverflowError):
        day = day_said(text, None, year)
        return _month_said(text, year) if day is None else Period.week_of(day)
    return None


def _month_said(text: str, year: int | None) -> Period | None:
    found = re.fullmatch(r"([^\W\d]+)\.?[\s'’/-]*([0-9]{2}|[0-9]{4})?", plain(text))
    if found is None or found[1] not in MONTHS:
        return None
    said = int(found[2]) if found[2] else year
    if said is None:
        return None
    return Period.month_of(said + 2000 if said < 100 else said, MONTHS[found[1]])


def periods_said(texts: dict[int, str], year: int | None) -> dict[int, Period]:
    """The periods of headings from left to right; one before its left neighbour is of the next year."""
    found: dict[int, Period] = {}
    last: Period | None = None
    for column, text in sorted(texts.items()):
        period = period_said(text, year)
        if period and last and year is not None and period.first < last.first:
            period = period_said(text, year + 1) or period
            year += period.first > last.first
        if period:
            found[column] = last = period
    return found
