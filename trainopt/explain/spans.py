"""Stretches of weeks, taken apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from trainopt.dataset import Calendar


@dataclass(frozen=True)
class Span:
    """Weeks from the first to the last; they may lie beyond the horizon."""

    first: int
    last: int

    @property
    def weeks(self) -> range:
        """All of them."""
        return range(self.first, self.last + 1)


def span_of(first: date | None, last: date | None, calendar: Calendar) -> Span:
    """The weeks from one day to another; a blank is the horizon's end."""
    return Span(calendar.week_or(first, 0), calendar.week_or(last, calendar.weeks - 1))


def before_and_after(span: Span, weeks: Sequence[int]) -> Iterator[Span]:
    """What is left of the span without some of its weeks, which are in order."""
    edges = [span.first - 1, *weeks, span.last + 1]
    for one, other in pairwise(edges):
        if other - one > 1:
            yield Span(one + 1, other - 1)
