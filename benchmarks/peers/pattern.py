"""The columns and rows of one cohort: the same for all cohorts of a group, so they are worked out once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.peers.order import Choice, LocalRow, at_most, follow, may_move
from benchmarks.peers.rows import Sum
from benchmarks.peers.slots import Slot
from trainopt.problem import Problem
from trainopt.problem.entities import Demand, Group
from trainopt.problem.options import Options

Move = tuple[int, int, int | None]
"""A step from 0, the nation it moves to, and the week it starts there; None where any week will do."""


@dataclass
class Pattern:
    """A cohort's columns, counted from its first one, which is 1 if the cohort is placed.

    `steps` are the choices of each step, `moves` the columns that are 1 where a step starts in a nation and
    the step before was not held there.
    """

    problem: Problem
    group: Group
    demand: Demand
    width: int = 1
    steps: list[list[Choice]] = field(default_factory=list)
    moves: dict[Move, int] = field(default_factory=dict)
    rows: list[LocalRow] = field(default_factory=list)

    def choices(self) -> Iterator[Choice]:
        """All choices of all steps."""
        for step in self.steps:
            yield from step

    def new_column(self) -> int:
        """One more column of the cohort."""
        self.width += 1
        return self.width - 1


def make_pattern(
    problem: Problem, options: Options, slots: Mapping[int, Sequence[Slot]], group: Group
) -> Pattern:
    """Columns for the steps and moves of a cohort of the group, and the rows that concern it alone."""
    pattern = Pattern(problem, group, problem.demands[group.demand])
    for found in options.by_group[group.index]:
        there = (slot for opening in found.tolist() for slot in slots.get(opening, ()))
        pattern.steps.append([Choice(pattern.new_column(), slot) for slot in there])
    for choices in pattern.steps:
        columns = [choice.column for choice in choices]
        pattern.rows.append(LocalRow([*columns, 0], [*[1] * len(columns), -1], 0, 0))
    for number in range(1, len(pattern.steps)):
        step, before, after = pattern.demand.steps[number], pattern.steps[number - 1], pattern.steps[number]
        pattern.rows.extend(follow(problem, step, before, after))
        if may_move(problem, step):
            _add_moves(pattern, number, before, after)
    return pattern


def _add_moves(pattern: Pattern, number: int, before: Sequence[Choice], after: Sequence[Choice]) -> None:
    """Rule 8's arrivals and the transfers: Σ moves into a nation ≥ held there - held there a step before."""
    problem = pattern.problem
    came_from = {choice.slot.row.nation for choice in before}
    for nation in sorted({choice.slot.row.nation for choice in after}):
        limited = problem.pools[problem.nations[nation].arrivals].limited
        if came_from == {nation} or not (limited or "transfers" in problem.objective):
            continue
        here = [choice for choice in after if choice.slot.row.nation == nation]
        there = [choice.column for choice in before if choice.slot.row.nation == nation]
        moves = [
            _add_move(pattern, (number, nation, week), chosen)
            for week, chosen in (_by_week(here) if limited else {None: here}).items()
        ]
        pattern.rows.append(at_most([choice.column for choice in here], [*moves, *there]))


def _add_move(pattern: Pattern, move: Move, choices: Sequence[Choice]) -> int:
    column = pattern.moves[move] = pattern.new_column()
    pattern.rows.append(at_most([column], [choice.column for choice in choices]))
    return column


def _by_week(choices: Sequence[Choice]) -> dict[int | None, list[Choice]]:
    weekly: dict[int | None, list[Choice]] = defaultdict(list)
    for choice in choices:
        weekly[choice.slot.start].append(choice)
    return weekly


def arrivals(pattern: Pattern) -> Iterator[tuple[int, int, int]]:
    """(nation, week, column) wherever the cohort may arrive: its first step, and its moves."""
    for choice in pattern.steps[0]:
        yield choice.slot.row.nation, choice.slot.start, choice.column
    for (_, nation, week), column in pattern.moves.items():
        if week is not None:
            yield nation, week, column


def own_terms(pattern: Pattern) -> dict[str, Sum]:
    """What one cohort adds to each term; the classes' cost aside."""
    size, demand = pattern.group.size, pattern.demand
    terms = {name: Sum() for name in ("unmet", "lateness", "changes", "transfers", "waiting", "cost")}
    terms["unmet"] = Sum([0], [-demand.priority * size], demand.priority * size)
    last = len(demand.steps) - 1
    for number, choices in enumerate(pattern.steps):
        place = pattern.group.published[number]
        for choice in choices:
            slot, column = choice.slot, choice.column
            late = max(slot.end - demand.due, 0) if number == last else 0
            wait = (slot.start if number > 0 else 0) - (slot.end + 1 if number < last else 0)
            as_published = place and (place.site, place.start) == (slot.row.site, slot.start)
            held = bool(as_published) and slot.start >= pattern.problem.as_of
            terms["lateness"].add(column, demand.priority * size * late)
            terms["changes"].add(column, -size * held)
            terms["waiting"].add(column, size * wait)
            terms["cost"].add(column, size * slot.row.cost_per_trainee)
    for column in pattern.moves.values():
        terms["transfers"].add(column, size)
    return terms
