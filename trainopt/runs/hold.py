"""What is held of the plan in force: steps begun or about to begin, as many as the data still allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from threading import Event

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.pinned import Claim
from trainopt.dataset.standing import standing
from trainopt.errors import Fault
from trainopt.problem import Problem, build_problem
from trainopt.problem.entities import Pin
from trainopt.problem.options import Options, find_options, size
from trainopt.runs.cases import Repaired, checked_repair
from trainopt.runs.in_force import InForce
from trainopt.search.greedy import try_to_hold
from trainopt.search.params import WHOLE_OPTIONS, Clock, Params

PUBLISHED_FILE = "assignments.csv"

# The part of the time limit that trying to hold frozen steps may take; in a repeatable run, how often it
# may ask per second of the limit whether its time is up.
HOLD_SHARE = 0.3
HOLD_ASKS = 300

# How often, once the time for it is up, what is stuck may be released bit by bit before all is at once.
LATE_ROUNDS = 3

MOST_ROWS = 3
NO_WAY = "no way was found to hold it beside the others"


@dataclass(frozen=True)
class Released:
    """A step of the published plan that is no longer held, and why: the rows that keep it from that."""

    pin: Pin
    cause: str

    def __str__(self) -> str:
        """`D1-01 step 1 at PL-01: closures.csv:2: …`."""
        return f"{self.pin.cohort_id} step {self.pin.step} at {self.pin.site_id}: {self.cause}"


@dataclass(frozen=True)
class Held:
    """A dataset as a problem in which the frozen steps of the plan in force are pinned as far as they can be.

    `repaired` is that plan with all of them held, and what no longer fits planned anew. It is None without a
    plan in force, and where no quick way was found; then `stuck` has the cohorts at fault, each with a cause.
    """

    dataset: Dataset
    in_force: InForce | None
    problem: Problem
    options: Options
    frozen: tuple[Pin, ...]
    released: tuple[Released, ...]
    repaired: Repaired | None
    stuck: Mapping[str, str]

    @property
    def hashes(self) -> dict[str, str]:
        """SHA-256 of every input file; the published plan's under `published/`."""
        named = {} if self.in_force is None else self.in_force.named_hash
        return {**self.dataset.hashes, **named}

    @property
    def whole(self) -> bool:
        """Whether the problem is small enough to be solved whole, to proof."""
        return size(self.options) <= WHOLE_OPTIONS

    def without_contradicting(self, members: Iterable[Fault]) -> Held | None:
        """With the frozen steps released that are in a proven contradiction; None where none of them is."""
        members = list(members)
        others = [member for member in members if member.file != PUBLISHED_FILE]
        lines = {member.line for member in members if member.file == PUBLISHED_FILE}
        rows = "; ".join(str(self.dataset.places.located(member)) for member in others[:MOST_ROWS])
        cause = f"cannot be held beside {rows}" if rows else "cannot be held beside other published steps"
        fallen = [Released(pin, cause) for pin in self.frozen if pin.line in lines]
        return self._without(fallen, lambda: False) if fallen else None

    def without_stuck(self, expired: Callable[[], bool] = lambda: False) -> Held:
        """With frozen steps released until a quick way is found to hold the others.

        For what is too large to be proven anything of: there the search, too, would find no plan with them.
        Once `expired` says yes, all are released soon; they are held, though, where that helps nothing.
        """
        held, late = self, 0
        while held.repaired is None and held.frozen:
            late += expired()
            if late > LATE_ROUNDS or held.stuck.keys().isdisjoint(pin.cohort_id for pin in held.frozen):
                return held._without_any(expired)
            held = held._without(held._stuck_ones(), expired)
        return held

    def _stuck_ones(self) -> list[Released]:
        return [
            Released(pin, self.stuck[pin.cohort_id]) for pin in self.frozen if pin.cohort_id in self.stuck
        ]

    def _without_any(self, expired: Callable[[], bool]) -> Held:
        free = self._without((Released(pin, NO_WAY) for pin in self.frozen), expired)
        return self if free.repaired is None else free

    def _without(self, fallen: Iterable[Released], expired: Callable[[], bool]) -> Held:
        fallen = tuple(fallen)
        gone = {one.pin for one in fallen}
        frozen = tuple(pin for pin in self.frozen if pin not in gone)
        return _held(self.dataset, self.in_force, frozen, (*self.released, *fallen), expired)


def hold(dataset: Dataset, in_force: InForce | None, expired: Callable[[], bool] = lambda: False) -> Held:
    """The dataset as a problem with all that is held of the plan in force.

    Frozen are the steps that start in the first `freeze_weeks` weeks from that of `as_of` on, and those
    that start before it: what has begun goes on. A step that contradicts the data or the pins, as far as
    the rows alone show, is released. What only the search can prove is released by `without_contradicting`,
    from a problem too large for proofs at once.
    """
    frozen, released = frozen_steps(dataset, in_force)
    held = _held(dataset, in_force, frozen, released, expired)
    return held if held.whole else held.without_stuck(expired)


def patience(params: Params, clock: Clock, stop: Event | None = None) -> Callable[[], bool]:
    """When to give up trying to hold frozen steps, to be asked again and again during a run.

    Once the run is stopped, or has used a part of its time; in a repeatable run after a count instead.
    """
    stop = stop or Event()
    if not params.repeatable:
        return lambda: stop.is_set() or clock.elapsed() > HOLD_SHARE * clock.seconds
    asked, most = count(), params.seconds * HOLD_ASKS
    return lambda: stop.is_set() or next(asked) >= most


def frozen_steps(dataset: Dataset, in_force: InForce | None) -> tuple[tuple[Pin, ...], tuple[Released, ...]]:
    """The frozen steps that the rows let stand, and the others, each with its cause."""
    if in_force is None:
        return (), ()
    calendar = Calendar.of(dataset.settings)
    end = calendar.week_or(dataset.settings.as_of, 0) + dataset.settings.freeze_weeks
    pinned = {(pin.cohort_id, pin.step) for pin in dataset.pins}
    pins = {
        Claim(*key, step.site_id, calendar.monday(step.start), step.line, PUBLISHED_FILE): Pin(
            *key, step.site_id, step.start, PUBLISHED_FILE, step.line
        )
        for key, step in sorted(in_force.steps.items())
        if step.start < end and key not in pinned
    }
    stands, fallen = standing(dataset, pins)
    released = tuple(Released(pins[claim], obstacle.cause) for claim, obstacle in fallen)
    return tuple(pins[claim] for claim in stands), released


def _held(
    dataset: Dataset,
    in_force: InForce | None,
    frozen: tuple[Pin, ...],
    released: tuple[Released, ...],
    expired: Callable[[], bool],
) -> Held:
    problem = build_problem(dataset, None if in_force is None else in_force.steps, frozen)
    options = find_options(problem)
    if in_force is None:
        return Held(dataset, in_force, problem, options, frozen, released, None, {})
    assignment, stuck = try_to_hold(problem, options, in_force.plan, expired)
    repaired = None if assignment is None else checked_repair(problem, assignment)
    return Held(dataset, in_force, problem, options, frozen, released, repaired, stuck)
