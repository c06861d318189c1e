"""Rules 1 and 3 for one cohort: a step starts after the one before it, within the wait and place allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.peers.slots import Slot
from trainopt.problem import Problem
from trainopt.problem.entities import Step


@dataclass(frozen=True)
class Choice:
    """A column of a cohort, counted from its first: 1 if its step is held in the slot's class."""

    column: int
    slot: Slot


@dataclass(frozen=True)
class LocalRow:
    """A row over a cohort's columns, counted from its first."""

    columns: list[int]
    factors: list[int]
    low: int | None
    high: int | None


def at_most(smaller: Sequence[int], larger: Sequence[int]) -> LocalRow:
    """Σ smaller ≤ Σ larger."""
    return LocalRow([*smaller, *larger], [*[1] * len(smaller), *[-1] * len(larger)], None, 0)


def may_move(problem: Problem, step: Step) -> bool:
    """Whether the step may be in another nation than the one before it."""
    too_short = step.max_wait is not None and step.max_wait < problem.transfer_weeks
    return step.location == "any" and not too_short


def follow(
    problem: Problem, step: Step, before: Sequence[Choice], after: Sequence[Choice]
) -> Iterator[LocalRow]:
    """The rows between a step's choices and those of the step before it."""
    if not may_move(problem, step):
        yield from _place_by_place(step, before, after)
        return
    yield from _in_time(step, before, after)
    if problem.transfer_weeks:
        for nation in sorted({choice.slot.row.nation for choice in after}):
            yield from _after_transfer(problem, nation, before, after)


def _place_by_place(step: Step, before: Sequence[Choice], after: Sequence[Choice]) -> Iterator[LocalRow]:
    """Who is at a place for the one step is there for the other; in time, at every place."""

    def place(choice: Choice) -> int:
        row = choice.slot.row
        return row.site if step.location == "same_site" else row.nation

    for here in sorted({place(choice) for choice in [*before, *after]}):
        ending = [choice for choice in before if place(choice) == here]
        starting = [choice for choice in after if place(choice) == here]
        columns = [choice.column for choice in [*starting, *ending]]
        yield LocalRow(columns, [*[1] * len(starting), *[-1] * len(ending)], 0, 0)
        yield from _in_time(step, ending, starting)


def _in_time(step: Step, before: Sequence[Choice], after: Sequence[Choice]) -> Iterator[LocalRow]:
    """Started by a week ≤ ended before it; ended by a week ≤ started when max_wait is over."""
    yield from _started_after_end(before, after, lambda choice, week: choice.slot.end < week)
    if step.max_wait is not None:
        longest = step.max_wait
        rows: dict[tuple[int, ...], list[int]] = {}
        for week in sorted({choice.slot.end for choice in before}):
            started = tuple(c.column for c in after if c.slot.start <= week + 1 + longest)
            if len(started) < len(after):
                rows[started] = [c.column for c in before if c.slot.end <= week]
        for started, ended in rows.items():
            yield at_most(ended, started)


def _after_transfer(
    problem: Problem, nation: int, before: Sequence[Choice], after: Sequence[Choice]
) -> Iterator[LocalRow]:
    """Started in a nation by a week ≤ ended there before it or elsewhere `transfer_weeks` earlier."""
    here = [choice for choice in after if choice.slot.row.nation == nation]

    def ended(choice: Choice, week: int) -> bool:
        away = choice.slot.row.nation != nation
        return choice.slot.end < week - (problem.transfer_weeks if away else 0)

    yield from _started_after_end(before, here, ended)


def _started_after_end(
    before: Sequence[Choice], after: Sequence[Choice], has_ended: Callable[[Choice, int], bool]
) -> Iterator[LocalRow]:
    """Of the weeks by which the same could have ended only the last: its row implies the others."""
    rows: dict[tuple[int, ...], list[int]] = {}
    for week in sorted({choice.slot.start for choice in after}):
        ended = tuple(choice.column for choice in before if has_ended(choice, week))
        if len(ended) < len(before):
            rows[ended] = [choice.column for choice in after if choice.slot.start <= week]
    for ended, started in rows.items():
        yield at_most(started, ended)
