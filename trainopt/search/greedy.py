"""The first plan: cohort by cohort to the best place left, then classes that stay too small are cancelled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush

import numpy as np

from trainopt.dataset.expectation import expected_text
from trainopt.plan.ledger import Ledger, RunningClass
from trainopt.plan.paths import OpeningChoice, best_path
from trainopt.plan.placements import Plan, Seat
from trainopt.plan.reasons import explain_unmet
from trainopt.problem import Problem
from trainopt.problem.entities import CapacityRow, Cohort, Group
from trainopt.problem.openings import Bools, Ints
from trainopt.problem.options import Options
from trainopt.search.filling import TRIES, Filling
from trainopt.search.gathering import Gathering
from trainopt.search.patience import HoldPatience
from trainopt.search.repair import pin_rank, restore

ROUNDS = 6

# Prices in weeks: what a week later is worth giving up for. Only their proportions matter; these were the
# best of a dozen tried on generated datasets (docs/decisions/0007-greedy.md).
LATE_WEEK = 4
NEW_CLASS = 20
SMALL_CLASS = -8
TRANSFER = 2


GroupMember = tuple[Group, int]
"""A cohort by its index, with its group."""


def greedy_plan(
    problem: Problem,
    options: Options,
    expired: Callable[[], bool] = lambda: False,
    base: Plan | None = None,
    left_out: Collection[str] = (),
) -> dict[int, tuple[Seat, ...]] | None:
    """A plan that breaks no rule, or None where it does not hold the pins. Deterministic.

    With a plan as `base`, whoever still fits where that plan has them stays there. For cohorts that are
    `left_out` no place is sought, unless they have pins.
    `expired` is asked between cohorts; once it says yes, what is placed is made sound and returned.
    """
    greedy = _Greedy(problem, options, expired, left_out)
    if base is not None:
        greedy.take_back(base)
    return greedy.plan()


def try_to_hold(
    problem: Problem,
    options: Options,
    base: Plan,
    patience: HoldPatience | None = None,
    left_out: Collection[str] = (),
) -> tuple[dict[int, tuple[Seat, ...]] | None, dict[str, str]]:
    """The greedy plan from a base, or None and the pinned cohorts that are stuck, each with the cause.

    That it finds no way for them, or no class that is full enough, is no proof that there is none. Every
    pinned cohort has a way sought for it. Once patience is over nobody else is moved or placed: whose class
    is not full enough by then is stuck. `left_out` as in `greedy_plan`.
    """
    if patience is None:
        greedy = _Greedy(problem, options, lambda: False, left_out)
    else:
        greedy = _Greedy(problem, options, patience.is_over, left_out, patience.tried)
    greedy.take_back(base)
    plan = greedy.plan()
    return plan, {} if plan is not None else dict(_stuck(greedy))


def _stuck(greedy: _Greedy) -> Iterator[tuple[str, str]]:
    """The pinned cohorts that have no way, or whose class is too small, and what is known of the cause."""
    problem = greedy.problem
    small = {i: one for one in greedy.running() if greedy.too_small(one) for i in one.cohorts}
    left = {c.index for c in problem.cohorts if any(c.pins) and c.index not in greedy.ledger.paths}
    groups = {group.index for group in problem.groups if not left.isdisjoint(group.cohorts)}
    reasons = explain_unmet(problem, greedy.options, greedy.ledger, groups)
    for cohort in problem.cohorts:
        if cohort.index in left:
            yield cohort.cohort_id, f"no way was found to hold it: {reasons[cohort.index].detail}"
        elif any(cohort.pins) and cohort.index in small:
            yield cohort.cohort_id, _too_small(problem, greedy.options, small[cohort.index])


def _too_small(problem: Problem, options: Options, running: RunningClass) -> str:
    row = problem.rows[int(options.openings.row[running.opening])]
    monday = problem.calendar.monday(int(options.openings.start[running.opening]))
    site_id = problem.sites[row.site].site_id
    return (
        f"capacity.csv:{row.line}: its class of {row.course_id} at {site_id} from {monday} "
        f"would have {_counted(running, row)}, class_min is {row.class_min}"
    )


def _counted(running: RunningClass, row: CapacityRow) -> str:
    """The trainees of a class, as its minimum counts them."""
    if row.sizes.expected_least:
        return f"{expected_text(running.expected)} expected trainees"
    return f"{running.trainees} trainees"


class _Greedy:
    def __init__(
        self,
        problem: Problem,
        options: Options,
        expired: Callable[[], bool],
        left_out: Collection[str] = (),
        tried: Callable[[], None] = lambda: None,
    ) -> None:
        self.problem = problem
        self.options = options
        self.asked = expired
        self.tried = tried
        self.is_over = False
        self.ledger = Ledger(problem, options.openings)
        self.left_out = {problem.cohort_index[cohort_id] for cohort_id in left_out}
        self.barren = np.zeros(len(options.openings), dtype=np.bool_)
        self.of_demand: dict[int, list[Group]] = defaultdict(list)
        for group in problem.groups:
            self.of_demand[group.demand].append(group)

    def take_back(self, base: Plan) -> None:
        """Put whoever fits back where that plan has them; pinned cohorts first, one way or another."""
        restore(self.ledger, self.options, base, pinned=True)
        self._place_pinned()
        restore(self.ledger, self.options, base, pinned=False)

    def _place_pinned(self) -> None:
        """Seek a way for every pinned cohort, whatever the time: a plan without one of them is none."""
        for group in sorted(filter(self._is_pinned, self.problem.groups), key=self._rank):
            self._place_each(group, lambda: False)

    def _is_left_out(self, index: int) -> bool:
        """Whether no place is ever sought for a cohort."""
        return index in self.left_out and not self._is_pinned(self.problem.cohorts[index])

    def _is_sought(self, index: int) -> bool:
        """Whether a place is to be sought for a cohort now."""
        return index not in self.ledger.paths and not self._is_left_out(index)

    def expired(self) -> bool:
        """Whether nobody else is to be placed; it is not asked again once it was so."""
        self.is_over = self.is_over or self.asked()
        return self.is_over

    def plan(self) -> dict[int, tuple[Seat, ...]] | None:
        order = sorted(self.problem.groups, key=self._rank)
        sought = [group for group in order if not all(map(self._is_left_out, group.cohorts))]
        self._place_pinned()
        for _ in range(ROUNDS):
            self._place_all(sought)
            if not self._cancel_small_classes():
                break
        making = (self.problem, self.options, self.ledger, self.barren, self._place, self.expired)
        Gathering(*making, self._is_sought, self._go_on).run(sought)
        self.barren[:] = True
        self._place_all(sought)
        Filling(*making).run(order)
        self._cancel_small_classes()  # of who was brought in, or left behind, and is too few
        if any(self._is_pinned(c) and c.index not in self.ledger.paths for c in self.problem.cohorts):
            return None
        if any(self.too_small(running) for running in self.running()):
            return None
        return self.ledger.assignment()

    def _rank(self, group: Group) -> tuple[bool, tuple[bool, bool], int, int, int]:
        """Pinned first, of them who can never be released and who is under way; then by priority and how hard
        a group is to place, then by the weeks to spare.

        Hard is a pipeline with classes of one unit: its cohorts must meet there, whatever comes before it.
        """
        demand = self.problem.demands[group.demand]
        steps = self.options.by_group[group.index]
        spare = int(steps[-1].size and self.options.openings.end[steps[-1]].max()) - demand.ready
        hard = len(steps) if any(self._of_one_unit(found) for found in steps) else 0
        surest = min(pin_rank(self.problem, self.problem.cohorts[index]) for index in group.cohorts)
        return not self._is_pinned(group), surest, -demand.priority - hard, spare, group.index

    def _of_one_unit(self, found: Ints) -> bool:
        """Whether the openings, which are of one course, have classes of one unit."""
        return bool(len(found)) and not self.problem.rows[self.options.openings.row[found[0]]].mixed_units

    @staticmethod
    def _is_pinned(who: Group | Cohort) -> bool:
        return any(pin is not None for pin in who.pins)

    def _place_all(self, order: Sequence[Group]) -> None:
        """Place who is not placed: together a demand that fills classes of its unit, others one by one."""
        together: set[int] = set()
        for group in order:
            if self.is_over:
                return
            step = self._own_class(group)
            if step is None:
                self._place_each(group, self.expired)
            elif group.demand not in together:
                together.add(group.demand)
                self._place_together(group, step)

    def _own_class(self, group: Group) -> int | None:
        """The step in a class of one unit that takes the most cohorts to fill.

        None where one is enough, and where all of the demand are too few: others of the unit may join them.
        """
        least = {
            number: self._least(group, number, found)
            for number, found in enumerate(self.options.by_group[group.index])
            if self._of_one_unit(found)
        }
        hardest = max(least, key=lambda number: least[number], default=None)
        if hardest is None or self._is_pinned(group):
            return None
        return hardest if group.size < least[hardest] <= self.problem.demands[group.demand].trainees else None

    def _least(self, group: Group, number: int, found: Ints) -> int:
        """How many trainees like the group's the smallest class of a step needs."""
        openings = self.options.openings
        planned, expected = int(openings.class_min[found].min()), int(openings.expected_min[found].min())
        each = max(group.expected[number].most, 1)
        return max(planned, -(-expected * group.size // each))

    def _place_each(self, group: Group, expired: Callable[[], bool]) -> None:
        for index in group.cohorts:
            if expired():
                return
            if self._is_sought(index) and not self._place(group, index):
                break

    def _place_together(self, first: Group, step: int) -> None:
        """Place a demand's cohorts class by class: those who fill an opening of the step, earliest end first.

        One by one the first of them take ways on which the last ones find no room, and none of them stays.
        """
        openings = self.options.openings
        left = [
            (group, index)
            for group in self.of_demand[first.demand]
            if not self._is_pinned(group)
            for index in group.cohorts
            if self._is_sought(index)
        ]
        found = self.options.by_group[first.index][step]
        ahead, tries = found[np.lexsort((openings.row[found], openings.end[found]))], 0
        while left:
            placed: list[GroupMember] = []
            for at in np.flatnonzero(self._are_open(ahead, left[0][1], step)).tolist():
                if placed or tries == TRIES or self.expired():
                    break
                tries += 1
                placed = self._place_at(left, step, int(ahead[at]))
                after = at + 1
            if not placed:
                return
            ahead = ahead[after:]
            left = [entry for entry in left if entry not in placed]

    def _are_open(self, found: Ints, index: int, step: int) -> Bools:
        """Of each opening whether a cohort could be there at the step, seen by that opening alone."""
        fit = self.ledger.fit(found, self.problem.cohorts[index], step)
        are_open: Bools = fit.has_room() & (fit.join | fit.can_open())
        return are_open

    def _place_at(self, cohorts: Sequence[GroupMember], step: int, opening: int) -> list[GroupMember]:
        """Place as many as find a way through the opening, in their order; none if they do not fill it."""
        placed: list[GroupMember] = []
        for group, index in cohorts:
            reachable = opening in self.options.by_group[group.index][step]
            if not reachable or not self._place(group, index, {step: opening}):
                break
            placed.append((group, index))
        if any(self.too_small(running) for running in self.ledger.classes.get(opening, ())):
            for _, index in placed:
                self.ledger.remove(self.problem.cohorts[index])
            return []
        return placed

    def _place(self, group: Group, index: int, held: Mapping[int, int] | None = None) -> bool:
        """Put a cohort on its best way, at steps in `held` in the opening named; whether there is one."""
        self.tried()
        cohort = self.problem.cohorts[index]
        demand = self.problem.demands[group.demand]
        choices = []
        for number, found in enumerate(self.options.by_group[group.index]):
            due = demand.due if number == len(demand.steps) - 1 else None
            here = np.array([held[number]]) if held and number in held else found
            choice = self._choice(here, cohort, number, due)
            if not len(choice.found):
                return False
            choices.append(choice)
        path = best_path(self.problem, self.options.openings, demand, choices, TRANSFER)
        if path is None:
            return False
        self.ledger.place(cohort, path)
        return True

    def _go_on(self, group: Group, index: int, way: Sequence[int]) -> int | None:
        """The opening of the next step of a cohort that has these: the one that is done first."""
        self.tried()
        cohort, step = self.problem.cohorts[index], len(way)
        demand = self.problem.demands[cohort.demand]
        held = [OpeningChoice(np.array([one]), np.zeros(1, np.int64), np.ones(1, np.bool_)) for one in way]
        found = self.options.by_group[group.index][step]
        choices = [*held, self._choice(found, cohort, step, self.problem.weeks)]
        path = best_path(self.problem, self.options.openings, demand, choices, TRANSFER)
        return None if path is None else path[-1]

    def _choice(self, found: Ints, cohort: Cohort, number: int, due: int | None) -> OpeningChoice:
        fit = self.ledger.fit(found, cohort, number)
        can_open = fit.can_open() & (fit.enough | ~self.barren[found])
        good = fit.has_room() & (fit.join | can_open)
        found, join, arrive = found[good], fit.join[good], fit.arrive[good]
        openings = self.options.openings
        price = np.where(join, 0, NEW_CLASS)
        needy = join & (self._smallest(found) < openings.class_min[found])
        needy |= join & (self.ledger.least_expected[found] < openings.expected_min[found])
        price = np.where(needy, SMALL_CLASS, price)
        if due is not None:
            end = openings.end[found]
            price = price + end + LATE_WEEK * np.maximum(end - due, 0)
        return OpeningChoice(found, price, arrive)

    def _smallest(self, found: Ints) -> Ints:
        """Trainees in the emptiest class of each opening."""
        openings = self.options.openings
        taken: Ints = openings.seats[found] - self.ledger.free[found]
        return taken

    def running(self) -> list[RunningClass]:
        """All classes."""
        return [running for classes in self.ledger.classes.values() for running in classes]

    def too_small(self, running: RunningClass) -> bool:
        """Whether a class may not run as it is."""
        return self.ledger.is_too_small(running)

    def _cancel_small_classes(self) -> bool:
        """Cancel classes below class_min, emptiest first, with all steps of who is in them; whether any was.

        Where a class was cancelled none is begun again by fewer than class_min: others did not come.
        """
        cancelled = False
        small = [(self._fill(c), c.opening, c.number, c) for c in self.running() if self._must_go(c)]
        heapify(small)
        while small:
            fill, opening, _, least = heappop(small)
            if not least.cohorts or self._fill(least) != fill:
                continue  # it lost cohorts to another that was cancelled, and stands at its new place
            self.barren[opening] = cancelled = True
            for index in list(least.cohorts):
                path = self.ledger.paths[index]
                self.ledger.remove(self.problem.cohorts[index])
                for other in filter(self._must_go, path):
                    heappush(small, (self._fill(other), other.opening, other.number, other))
        return cancelled

    def _must_go(self, running: RunningClass) -> bool:
        return bool(running.cohorts) and self.too_small(running) and self._can_cancel(running)

    def _can_cancel(self, running: RunningClass) -> bool:
        return not any(self._is_pinned(self.problem.cohorts[index]) for index in running.cohorts)

    def _fill(self, running: RunningClass) -> float:
        return self.ledger.part_of_minimum(running)
