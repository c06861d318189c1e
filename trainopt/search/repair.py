"""A plan that was made for other data, repaired: what no longer fits is taken out, the rest stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from trainopt.kernel.arrays import is_countable
from trainopt.kernel.engine import is_available
from trainopt.plan.ledger import Ledger
from trainopt.plan.paths import OpeningChoice, best_path
from trainopt.plan.placements import Placement, Plan, Seat
from trainopt.problem import Problem
from trainopt.problem.entities import Cohort
from trainopt.problem.options import GroupOptions, Options, size

LARGE_OPTIONS = 100_000
"""With so many options the kernel has a plan before the greedy one is there."""

# A share of all cohorts. Where more have no place the base is hardly one to begin from.
FEW = 0.25


def left_to_search(problem: Problem, options: Options, base: Plan) -> frozenset[str]:
    """The cohorts without a place in a plan that the search had better place: of a large problem, where the
    kernel is there, and where they are few. It does so in a moment, the greedy plan in many seconds."""
    if size(options) < LARGE_OPTIONS or not (is_available() and is_countable(problem)):
        return frozenset()
    placed = base.by_cohort()
    left = frozenset(one.cohort_id for one in problem.cohorts if one.cohort_id not in placed)
    return left if len(left) <= FEW * len(problem.cohorts) else frozenset()


def restore(ledger: Ledger, options: Options, base: Plan, *, pinned: bool) -> None:
    """Put the pinned cohorts of a plan, or else all others, back into their classes as far as they fit.

    Those that weigh most come first; of pinned ones those of pins.csv, which are never released, and then
    those under way. Classes may be left with too few.
    """
    problem = ledger.problem
    by_cohort = base.by_cohort()
    numbers = {name: number for number, name in enumerate(sorted({p.class_id for p in base.placements}), 1)}
    steps_of = {index: options.by_group[group.index] for group in problem.groups for index in group.cohorts}
    chosen = [c for c in problem.cohorts if any(c.pins) is pinned and c.index not in ledger.paths]

    def rank(cohort: Cohort) -> tuple[tuple[bool, bool], int, int]:
        return pin_rank(problem, cohort), -problem.weight(cohort), cohort.index

    for cohort in sorted(chosen, key=rank):
        placements = by_cohort.get(cohort.cohort_id, [])
        seats = _seats(problem, cohort, placements, numbers)
        if seats is not None and _fits(ledger, cohort, seats, steps_of[cohort.index]):
            ledger.place_in(cohort, seats)


def pin_rank(problem: Problem, cohort: Cohort) -> tuple[bool, bool]:
    """Of pinned cohorts the lowest come first: those of pins.csv, then those under way. All others are alike.

    What is only frozen can be released, so none of it may take the place of what cannot be.
    """
    if not any(cohort.pins):
        return True, True
    return cohort.cohort_id not in problem.never_fall, problem.demands[cohort.demand].begun == 0


def _seats(
    problem: Problem, cohort: Cohort, placements: Sequence[Placement], numbers: Mapping[str, int]
) -> list[Seat] | None:
    """Where the plan has the cohort; None where a step has no capacity row there any more."""
    demand = problem.demands[cohort.demand]
    planned = [placement for placement in placements if placement.step > demand.begun]
    if [one.step - demand.begun for one in planned] != list(range(1, len(demand.steps) + 1)):
        return None
    seats: list[Seat] = []
    for placement, step in zip(planned, demand.steps, strict=True):
        site = problem.site_index.get(placement.site_id, -1)
        row = problem.row_at.get((site, step.course_id, placement.start))
        if row is None:
            return None
        if cohort.pins[len(seats)] is not None:
            row = problem.joining.get(placement.class_id, row)
        seats.append(Seat(row.index, placement.start, numbers[placement.class_id]))
    return seats


def _fits(ledger: Ledger, cohort: Cohort, seats: Sequence[Seat], options: GroupOptions) -> bool:
    """Whether the cohort may go this way, and there is room for it all along."""
    choices = []
    for number, (seat, found) in enumerate(zip(seats, options, strict=True)):
        opening = ledger.openings.at.get((seat.row, seat.start), -1)
        if opening not in found:
            return False
        here = np.array([opening], dtype=np.int64)
        fit = ledger.fit(here, cohort, number)
        runs = ledger.is_running(seat)
        has_seat = ledger.has_seats(seat, cohort, number) if runs else fit.can_open()[0]
        if not (fit.has_room()[0] and has_seat):
            return False
        choices.append(OpeningChoice(here, np.zeros(1, dtype=np.int64), fit.arrive))
    demand = ledger.problem.demands[cohort.demand]
    return best_path(ledger.problem, ledger.openings, demand, choices) is not None
